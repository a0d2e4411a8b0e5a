"""The journal of official acts, searched and handed out (日志)."""

from __future__ import annotations

import json
from typing import Any

from flask import Response, render_template, request
from flask_login import current_user

from ....congress.models import Congress
from ....extensions import db
from ....journal.export import lines
from ....journal.log import entries, first_fault
from ....journal.models import JournalEntry
from ....journal.words import told
from ....tally.journal_paper import whole_journal
from ...access import access
from ...context import now, settings
from ...files import PDF, download
from ...lists import paged
from ..blueprint import bp
from ..common import READERS

PER_PAGE = 50


def _matches(entry: JournalEntry, words: str, act: str) -> bool:
    if act and entry.act != act:
        return False
    return not words or any(words in text for text in (entry.actor, entry.act, entry.subject, entry.details))


@bp.get("/journal")
@access(*READERS)
def journal() -> Any:
    """The journal, newest first, and whether its chain holds."""
    chain = entries(db.session(), current_user.congress_id)
    words, act = request.args.get("q", "").strip(), request.args.get("act", "")
    found = [entry for entry in reversed(chain) if _matches(entry, words, act)]
    page = paged(found, PER_PAGE)
    details = {entry.height: told(json.loads(entry.details)) for entry in page.items}
    return render_template(
        "desk/office/journal.html",
        page=page,
        details=details,
        fault=first_fault(chain),
        total=len(chain),
        acts=sorted({entry.act for entry in chain}),
        filters={key: value for key, value in (("q", words), ("act", act)) if value},
    )


@bp.get("/journal.jsonl")
@access(*READERS)
def journal_export() -> Any:
    """Every entry on a line of its own, oldest first, with all that its hash covers (see `entry_hash`)."""
    return Response(
        lines(entries(db.session(), current_user.congress_id)),
        mimetype="application/x-ndjson",
        headers={"Content-Disposition": 'attachment; filename="journal.jsonl"'},
    )


@bp.get("/journal.pdf")
@access(*READERS)
def journal_paper() -> Any:
    """Every entry as a table to print and file."""
    congress = db.session.get_one(Congress, current_user.congress_id)
    return download(whole_journal(congress, settings(), now()), PDF, "journal.pdf")
