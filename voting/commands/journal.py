"""The command `voting journal`: the chain of every congress checked, or handed out as JSON lines or PDF."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select

from ..congress.models import Congress
from ..extensions import db
from ..journal.export import lines, read
from ..journal.log import entries, first_fault


def run_verify(file: Path | None) -> int:
    """Check every congress's chain, or those of an exported file: 0 sound, 1 a fault, 2 not readable."""
    if file is None:
        return _checked()
    try:
        chains = read(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        print(f"{file}: {error}", file=sys.stderr)
        return 2
    return _said({str(congress): first_fault(chain) for congress, chain in chains.items()})


def _checked() -> int:
    from .. import create_app

    with create_app().app_context():
        return _said({one.name: first_fault(entries(db.session(), one.id)) for one in _congresses("")})


def _said(faults: dict[str, str | None]) -> int:
    """Print what is wrong with each congress's chain (null: nothing)."""
    print(json.dumps(faults, ensure_ascii=False, indent=1))
    return 1 if any(faults.values()) else 0


def _congresses(name: str) -> list[Congress]:
    query = select(Congress).order_by(Congress.id)
    return list(db.session.scalars(query.where(Congress.name == name) if name else query))


def run_export(congress: str, out: Path) -> int:
    """Write the journal: a `.pdf` of one congress, else JSON lines of one or all. 0 written, 2 no such congress."""
    from .. import create_app
    from ..tally.journal_paper import whole_journal

    app = create_app()
    with app.app_context():
        found = _congresses(congress)
        pdf = out.suffix.lower() == ".pdf"
        if not found or (pdf and len(found) > 1):
            names = "、".join(one.name for one in _congresses(""))
            print(f"--congress: one of {names}", file=sys.stderr)
            return 2
        if pdf:
            out.write_bytes(whole_journal(found[0].id, app.extensions["voting"], datetime.now(UTC)))
        else:
            text = "".join(lines(entries(db.session(), one.id)) for one in found)
            out.write_text(text, encoding="utf-8")
    return 0
