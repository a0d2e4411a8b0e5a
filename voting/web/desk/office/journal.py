"""The journal of official acts, searched and handed out (日志)."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template, request
from flask_login import current_user

from ....congress.models import Congress
from ....extensions import db
from ....journal.acts import BY_KEY, told
from ....journal.export import lines
from ....journal.log import entries, first_fault
from ....journal.models import JournalEntry
from ....tally.journal_paper import whole_journal
from ...access import access
from ...context import now, settings
from ...files import PDF, download
from ...lists import paged
from ..blueprint import bp
from ..common import READERS

PER_PAGE = 50


def _matches(entry: JournalEntry, words: str, key: str) -> bool:
    if key and entry.key != key:
        return False
    return not words or any(words in text for text in (entry.actor, entry.act, entry.subject, entry.details))


@bp.get("/journal")
@access(*READERS)
def journal() -> Any:
    """The journal, newest first, and whether its chain holds."""
    chain = entries(db.session(), current_user.congress_id)
    words, key = request.args.get("q", "").strip(), request.args.get("act", "")
    found = [entry for entry in reversed(chain) if _matches(entry, words, key)]
    page = paged(found, PER_PAGE)
    details = {entry.height: told(entry.details) for entry in page.items}
    return render_template(
        "desk/office/journal.html",
        page=page,
        details=details,
        fault=first_fault(chain),
        total=len(chain),
        acts=sorted({BY_KEY[entry.key] for entry in chain if entry.key in BY_KEY}, key=lambda act: act.title),
        filters={key: value for key, value in (("q", words), ("act", key)) if value},
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
