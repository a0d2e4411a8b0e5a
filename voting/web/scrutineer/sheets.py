"""Paper ballots under the scrutineers' eyes: differences settled, doubtful sheets judged, piles counted anew."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from ...ballots import batches, life, piles
from ...errors import Rejected
from ...meetings.models import Officer, Round
from ...rules.reading import any_rules
from ...tally import counting
from ..access import access
from ..context import actor, now, of_round
from ..forms.base import Form
from ..forms.scrutineers import SheetForm
from ..forms.votes import ReasonForm
from ..teller.marks import Key, keys
from . import HOLDERS, DutyPage, bp, own_round


def _keys(found: Round) -> list[Key]:
    return keys(any_rules(found.rules), len(found.candidates or []))


def _words(found: Round, officer: Officer, sent: str = "", form: Form | None = None) -> dict[str, Any]:
    """What the page shows; `sent` names the form that was refused: pile and sheet, or `recount` and the pile."""
    standing = piles.of_round(found)
    return {
        "form": form,
        "sent": sent,
        "errors": [(f"sheet-{sent}", said) for _field, said in form.errors] if form else [],
        "chief": officer.duty == "chief_scrutineer",
        "piles": standing,
        "open": {pile.batch.id: batches.differences(pile.batch) for pile in standing},
        "counts": {pile.batch.id: piles.counts(pile.batch, found) for pile in standing},
        "keys": _keys(found),
        "unreadable": batches.UNREADABLE,
        "counting": life.READ_PAPER.due(found),
        "needs": counting.needs_paper(found),
        "counted": found.result is not None,
    }


@bp.get("/rounds/<uuid>/sheets")
@access(*HOLDERS)
def sheets(uuid: str) -> str:
    """Every pile: who reads it, what is to be settled, what was settled and why."""
    found, officer = own_round(uuid)
    return render_template("scrutineer/sheets.html", **of_round(found), **_words(found, officer))


class SheetsPage(DutyPage):
    """One act of the page; `act` returns what is said of it."""

    template = "scrutineer/sheets.html"
    sent: str

    def record(self, uuid: str, **places: Any) -> Round:
        """The round; the address also names a pile."""
        found = super().record(uuid)
        self.uuid, self.batch_id = uuid, batches.batch_of(found, places["batch_id"]).id
        return found

    def done(self, made: str) -> ResponseReturnValue:
        """The page again."""
        flash(made, "ok")
        return redirect(url_for("scrutineer.sheets", uuid=self.uuid))

    def context(self, record: Round, form: Form) -> dict[str, Any]:
        """The page."""
        return _words(record, self.officer, self.sent, form)

    def page(self, record: Round, form: Form) -> ResponseReturnValue:
        """The page with the form that was refused."""
        return render_template(self.template, **of_round(record), **self.context(record, form)), form.status


@access(*HOLDERS)
class Decide(SheetsPage):
    """Settle one sheet: row by row from what was read, or void."""

    def record(self, uuid: str, **places: Any) -> Round:
        """The round; the address also names pile and sheet."""
        found = super().record(uuid, **places)
        self.sheet, self.sent = places["sheet"], f"{self.batch_id}-{places['sheet']}"
        return found

    def filled(self, record: Round) -> SheetForm:
        """What was chosen in each row."""
        return SheetForm.of(len(record.candidates or []), [key.value for key in _keys(record)])

    def act(self, record: Round, form: SheetForm) -> str:
        """Settle it; of a void sheet no row counts, whatever was chosen."""
        void = form.void.data == "1"
        marks = []
        for no, mark in enumerate(form.marks(len(record.candidates or [])), start=1):
            if mark is None and not void:
                raise Rejected("marks_missing", "第 %(no)s 项还没有认定", no=no, field="marks")
            marks.append(batches.UNREADABLE if mark is None else mark)
        batches.decide(self.batch_id, self.sheet, marks, void, form.reason.data, current_user, now())
        return _("第 %(n)s 张已经认定", n=self.sheet)


@access(*HOLDERS)
class Recount(SheetsPage):
    """Have a pile counted anew by another pair."""

    form = ReasonForm

    def record(self, uuid: str, **places: Any) -> Round:
        """The round; the address also names the pile."""
        found = super().record(uuid, **places)
        self.sent = f"recount-{self.batch_id}"
        return found

    def act(self, record: Round, form: ReasonForm) -> str:
        """Begin it anew."""
        batches.recount(self.batch_id, form.reason.data, actor(), now())
        return _("请另外两位计票人重新录入这一批；原来的计票保留在记录里")


SHEETS = "/rounds/<uuid>/sheets/<int:batch_id>"
bp.add_url_rule(f"{SHEETS}/<int:sheet>", view_func=Decide.as_view("decide"), methods=["POST"])
bp.add_url_rule(f"{SHEETS}/recount", view_func=Recount.as_view("recount"), methods=["POST"])
