"""The journal of official acts, searched and handed out (日志)."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_login import current_user
from sqlalchemy import Select

from ....extensions import db
from ....journal import log
from ....journal.acts import told
from ....journal.export import lines
from ....journal.models import JournalEntry
from ....tally.journal_paper import whole_journal
from ...access import access
from ...context import now, settings
from ...files import PDF, download
from ...forms.journal import JournalFilters
from ...lists import ListPage, Page
from ..blueprint import bp
from ..common import READERS


@access(*READERS)
class JournalList(ListPage):
    """The journal, newest first, and whether its chain holds."""

    template = "desk/office/journal.html"
    filters = JournalFilters

    def query(self, filters: JournalFilters) -> Select[JournalEntry]:
        """By words and act."""
        return log.matching(current_user.congress_id, filters.q.data, filters.act.data)

    def context(self, page: Page) -> dict[str, Any]:
        """The details in words, and the state of the chain."""
        chain = log.entries(db.session(), current_user.congress_id)
        details = {entry.height: told(entry.details) for entry in page.items}
        return {"details": details, "fault": log.first_fault(chain), "total": len(chain)}


@bp.get("/journal.jsonl")
@access(*READERS)
def journal_export() -> Response:
    """Every entry on a line of its own, oldest first, with all that its hash covers (see `entry_hash`)."""
    return Response(
        lines(log.entries(db.session(), current_user.congress_id)),
        mimetype="application/x-ndjson",
        headers={"Content-Disposition": 'attachment; filename="journal.jsonl"'},
    )


@bp.get("/journal.pdf")
@access(*READERS)
def journal_paper() -> Response:
    """Every entry as a table to print and file."""
    return download(whole_journal(current_user.congress_id, settings(), now()), PDF, "journal.pdf")


bp.add_url_rule("/journal", view_func=JournalList.as_view("journal"))
