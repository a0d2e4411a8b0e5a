"""What my unit proposes: form, list, spreadsheet (单位表)."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from ...collection import drives, entering, proposals
from ...collection.handling.answering import head_of, heads_of
from ...collection.models import Drive, Suggestion
from ...collection.suggestions import Voice
from ..access import access
from ..context import now, rng
from ..forms.proposals import ProposalForm, ProposalsForm
from ..lists import Sheet
from ..pages import FormPage, ImportPage
from . import bp, own

WIDTHS = (26, 50, 12, 12, 18, 40, 14, 14, 24, 30, 30, 12, 16)
COLUMNS = [(headings[0], width) for headings, width in zip(proposals.COLUMNS.values(), WIDTHS, strict=True)]
EMPTY = Sheet("单位表", "民生实事项目建议单位表", COLUMNS)


def _send(drive: Drive, voices: list[Voice], token: str) -> list[Suggestion]:
    by = f"{own.unit().name} {current_user.name}"
    return entering.enter(drive.congress_id, drive.id, voices, True, by, now(), rng, token)


@bp.get("/proposals")
@access("unit_officer")
def own_proposals() -> str:
    """What my unit proposed, and what became of it."""
    found = heads_of(proposals.of_unit(own.unit().id))
    running = drives.running(current_user.congress_id, now(), "unit")
    return render_template("unit/proposals.html", found=found, drives=running)


@bp.get("/proposals/<int:suggestion_id>")
@access("unit_officer")
def proposal(suggestion_id: int) -> str:
    """One of my unit's proposals."""
    found = proposals.proposal_of(own.unit().id, suggestion_id)
    told = proposals.told(found.details)
    return render_template("unit/proposal.html", one=found, head=head_of(found), told=told)


@access("unit_officer")
class NewProposal(FormPage):
    """Fill in the unit form."""

    template = "unit/proposal_new.html"

    def record(self, drive_id: int) -> Drive:
        """The drive."""
        return own.drive(drive_id)

    def filled(self, record: Drive) -> ProposalForm:
        """The form of the drive."""
        return ProposalForm.of(record)

    def act(self, record: Drive, form: ProposalForm) -> Suggestion:
        """Send it in."""
        return _send(record, [proposals.voice(form.data, own.unit(), record)], form.token.data)[0]

    def done(self, made: Suggestion) -> ResponseReturnValue:
        """To the list."""
        flash(_("已报送：%(name)s", name=made.title), "ok")
        return redirect(url_for("unit.own_proposals"))


@access("unit_officer")
class ImportProposals(ImportPage):
    """Preview a filled-in spreadsheet with its errors, then send it in."""

    template = "unit/proposals_import.html"
    form = ProposalsForm

    def record(self, drive_id: int) -> Drive:
        """The drive."""
        return own.drive(drive_id)

    def read(self, content: bytes, name: str) -> proposals.Preview:
        """What the list holds."""
        return proposals.read(content, name, own.unit(), self.of)

    def take(self, preview: proposals.Preview) -> int:
        """Send it in."""
        return len(_send(self.of, preview.voices, self.sent.token.data))

    def done(self, made: int) -> ResponseReturnValue:
        """To the list."""
        flash(_("已报送 %(n)s 条", n=made), "ok")
        return redirect(url_for("unit.own_proposals"))

    def context(self, preview: Any) -> dict[str, Any]:
        """The drive."""
        return {"drive": self.of}


@bp.get("/proposals/template.xlsx")
@access("unit_officer")
def proposals_template() -> Response:
    """The empty unit form as a spreadsheet."""
    return EMPTY.file([])


bp.add_url_rule("/drives/<int:drive_id>/proposals/new", view_func=NewProposal.as_view("new_proposal"))
bp.add_url_rule("/drives/<int:drive_id>/proposals/import", view_func=ImportProposals.as_view("import_proposals"))
