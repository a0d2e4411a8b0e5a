"""The candidate list of a drive: checked, put in order, handed to a meeting (候选名单)."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ....collection.models import Drive
from ....meetings.models import Meeting
from ....projects import checking, listing, ordering
from ...access import access
from ...context import actor, meeting_or_404, now, rng
from ...forms.base import Form
from ...forms.candidate_list import MeetingFilter, MeetingForm, MoveForm, OrderForm
from ..blueprint import bp
from .drives import EDITORS, PLANNERS, DrivePage


class CandidateList(DrivePage):
    """A form on the page of the list; refused, the page shows what was wrong."""

    template = "desk/drive/project_list.html"
    form: type[Form] = Form
    anchor: str | None = None
    """Where on the page the person goes on."""

    def done(self, made: Any) -> ResponseReturnValue:
        """The list."""
        if made:
            flash(made, "ok")
        return redirect(url_for("desk.project_list", drive_id=self.drive.id, _anchor=self.anchor))

    def context(self, record: Drive, form: Form) -> dict[str, Any]:
        """The preliminary list with what is wrong with it, its order, and the way into a meeting."""
        entries, meetings = listing.entries(record), listing.open_meetings(record.congress_id)
        chosen = [one for one in entries if one.ready]
        choice, sent = MeetingFilter.asked(), MeetingForm.beside(form).meeting
        choice.meeting.errors = sent.errors
        wanted = choice.meeting.data if sent.data is None else sent.data
        usual = next((one for one in meetings if not one.rehearsal), meetings[0] if meetings else None)
        meeting = next((one for one in meetings if one.id == wanted), usual)
        if meeting is not None:
            choice.meeting.raw_data = [str(meeting.id)]
        rules = listing.rules_of(meeting.id) if meeting else None
        faults = checking.of_list([one.project for one in chosen], rules)
        blocks = [*checking.blocking(faults), *(fault for one in chosen for fault in checking.blocking(one.faults))]
        orders = listing.orders(record.id)
        return {
            **super().context(record, form),
            "entries": entries,
            "chosen": chosen,
            "meetings": meetings,
            "meeting": meeting,
            "choice": choice,
            "rules": rules,
            "faults": faults,
            "blocks": len(blocks),
            "orders": orders,
            "ordering": OrderForm.beside(form, method=orders[0].method if orders else "government"),
            "methods": ordering.METHODS,
            "ticket": ordering.ticket,
            "holders": listing.holders(entries),
        }


@access(*PLANNERS)
class ShownList(CandidateList):
    """The list."""

    methods = ["GET"]


@access(*EDITORS)
class OrderProjects(CandidateList):
    """Put the list in order."""

    form = OrderForm

    def act(self, record: Drive, form: Any) -> str:
        """Put it in order."""
        method, seed = form.method.data or "", form.seed.data
        listing.arrange(record.congress_id, record.id, method, seed, actor(), now(), rng)
        return _("候选名单已排序")


@access(*EDITORS)
class MoveProject(CandidateList):
    """One place up or down."""

    form = MoveForm

    def record(self, *args: Any, **places: Any) -> Drive:
        """The drive."""
        self.project_id: int = places["project_id"]
        self.anchor = f"project-{self.project_id}"
        found: Drive = super().record(**places)
        return found

    def act(self, record: Drive, form: Any) -> None:
        """Move it."""
        listing.move(record.congress_id, record.id, self.project_id, form.to.data == "up", actor(), now())


def _meeting(form: Any) -> Meeting:
    return meeting_or_404(max(0, form.meeting.data))


@access("clerk")
class HandListOver(CandidateList):
    """Put the list in the place of a meeting's."""

    form = MeetingForm

    def act(self, record: Drive, form: Any) -> int:
        """Hand it over; the meeting's id."""
        meeting_id = _meeting(form).id
        candidates = listing.hand_over(record.congress_id, record.id, meeting_id, actor(), now())
        flash(_("%(n)s 个项目已转入会议候选名单", n=candidates), "ok")
        return meeting_id

    def done(self, made: int) -> ResponseReturnValue:
        """The meeting's list."""
        return redirect(url_for("desk.projects", meeting_id=made))


@access("clerk")
class TakeListBack(CandidateList):
    """Take the list out of a meeting again, before that is frozen."""

    form = MeetingForm

    def act(self, record: Drive, form: Any) -> str:
        """Take it back."""
        taken = listing.take_back(record.congress_id, record.id, _meeting(form).id, actor(), now())
        return _("%(n)s 个项目已退回", n=taken)


LIST = "/drives/<int:drive_id>/list"
bp.add_url_rule(LIST, view_func=ShownList.as_view("project_list"))
bp.add_url_rule(f"{LIST}/order", view_func=OrderProjects.as_view("order_projects"), methods=["POST"])
move = MoveProject.as_view("move_drive_project")
bp.add_url_rule(f"{LIST}/<int:project_id>/move", view_func=move, methods=["POST"])
bp.add_url_rule(f"{LIST}/hand-over", view_func=HandListOver.as_view("hand_list_over"), methods=["POST"])
bp.add_url_rule(f"{LIST}/take-back", view_func=TakeListBack.as_view("take_list_back"), methods=["POST"])
