"""The sitting at the desk (大会议程): the step that is due with what to say, to print and to press; the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from ....ballots import following, life, polling
from ....errors import Missing
from ....meetings import officers, pairing
from ....meetings.models import Meeting, Round
from ....meetings.states import RoundState
from ....printing.rendering import figures as bold
from ....sitting import agreement, delegations, order
from ....tally import scripts
from ...access import access
from ...context import actor, meeting_or_404, now, settings
from ...forms.meetings import DelegationsForm, StepForm
from ...forms.votes import AloneForm, AskAloneForm, BackForm, PairForm
from ...pages import MeetingPage, RoundPage
from ..blueprint import bp
from ..common import READERS
from .pairs import PairPage
from .papers import Paper, available

# What is printed at a step, by the papers' file names.
PRINTED = {
    "attendance": ("attendance", "attendance-now", "host", "scrutineer"),
    "zero": ("zero",),
    "issue": ("paper",),
    "returned": ("issue", "tellers-blank"),
    "signed": ("report", "tellers"),
    "read": ("scrutineer",),
    "declared": ("host",),
    "announce": ("announcement", "ballots", "dossier"),
}
# The acts of the round that have a page of their own.
ACTS = {act.key: act.key for act in (life.OPEN, life.CLOSE, life.CERTIFY, life.ANNOUNCE)}


@dataclass(frozen=True)
class Shown:
    """A step as the pages show it: where it stands, and what each of the two says, figures in bold."""

    step: order.Step
    chair: Sequence[Markup]
    chief: Sequence[Markup]
    then: str
    papers: Sequence[Paper]


def _shown(found: Round) -> list[Shown]:
    host, chief = (scripts.steps(found, script, settings()) for script in ("host", "scrutineer"))
    papers = {paper.href.rsplit("/", 1)[-1].removesuffix(".pdf"): paper for paper in available(found)}
    made = []
    for step in order.steps(found):
        key = step.kind.key
        said = host.get(key)
        made.append(
            Shown(
                step,
                [bold(text) for text in said.paragraphs] if said else [],
                [bold(text) for text in chief[key].paragraphs] if key in chief else [],
                said.then if said else "",
                [papers[name] for name in PRINTED.get(key, ()) if name in papers],
            )
        )
    return made


def _words(found: Round) -> dict[str, Any]:
    shown = _shown(found)
    due = order.current([one.step for one in shown])
    place = next((at for at, one in enumerate(shown) if due and one.step.kind.key == due.kind.key), len(shown))
    key = due.kind.key if due else ""
    waiting = agreement.missing(found, key) if key else None
    numbers = polling.figures(found)
    asked = pairing.waiting(found.id)
    states = "".join(one.step.state[0] for one in shown)
    reissued = pairing.done(found.id, "pass")
    resets = officers.password_resets(found.meeting)
    pulse = (
        found.state,
        states,
        waiting,
        numbers.present,
        numbers.returned,
        found.void_reason,
        len(asked),
        reissued,
        *(one.reset_answer for one in resets),
    )
    return {
        "shown": shown,
        "now": shown[place] if place < len(shown) else None,
        "place": place,
        "acts": ACTS,
        "waiting": waiting,
        "given": agreement.agreement(found.id, key) if key else None,
        "figures": numbers,
        "differences": delegations.differences(found, ended=found.state.reached(RoundState.CLOSED)),
        "resets": resets,
        "asked": len(asked),
        "reissued": reissued,
        "pulse": "-".join(map(str, pulse)),
    }


@bp.get("/meetings/<int:meeting_id>/sitting")
@access(*READERS)
def meeting_sitting(meeting_id: int) -> ResponseReturnValue:
    """The sitting of the round that is under way."""
    found = following.in_hand(meeting_or_404(meeting_id))
    return redirect(url_for("desk.sitting_page", uuid=found.uuid))


class _Agenda(RoundPage):
    """The guided agenda, with the form of the step that is due."""

    form = StepForm
    template = "desk/sitting/sitting.html"

    def filled(self, record: Round) -> StepForm:
        """What is noted; without paper there is usually no box."""
        form = StepForm.asked(boxes=None if record.paper_only else 0)
        form.boxes.required = True
        form.boxes.description = "" if record.paper_only else _("只用平板投票、没有投票箱的，填 0")
        return form

    def context(self, record: Round, form: StepForm) -> dict[str, Any]:
        """The steps."""
        words = _words(record)
        key = words["now"].step.kind.key if words["now"] else ""
        form.note.description = (
            _("需要写进日志和报告单的情况，如发出少于实到的原因") if key == "returned" else _("需要写进日志的情况")
        )
        return words

    def page(self, record: Round, form: StepForm) -> ResponseReturnValue:
        """The agenda, or what is said before there is one."""
        if record.state == RoundState.DRAFTED:
            self.template = "desk/sitting/sitting_early.html"
        return super().page(record, form)


@access(*READERS)
class SittingPage(_Agenda):
    """The guided agenda."""


@access(*READERS)
class Lectern(_Agenda):
    """The same for the chair's tablet: one step, in large type."""

    template = "desk/sitting/lectern.html"


@access(*life.OFFICE)
class NoteStep(_Agenda):
    """Note that a step was carried out."""

    def record(self, uuid: str, **places: Any) -> Round:
        """The round; the address also names the step."""
        self.key = places["key"]
        return super().record(uuid)

    def filled(self, record: Round) -> StepForm:
        """What is noted, and from which of the two pages."""
        form = super().filled(record)
        if form.pressed.data == "lectern":
            self.template = Lectern.template
        return form

    def act(self, record: Round, form: StepForm) -> str:
        """Note it."""
        order.note(record.id, self.key, actor(), now(), form.note.data, form.boxes.data or 0)
        return url_for("desk.lectern" if self.template == Lectern.template else "desk.sitting_page", uuid=record.uuid)

    def done(self, made: str) -> ResponseReturnValue:
        """The page again."""
        return redirect(made)


@access(*life.OFFICE)
class TakeBackStep(RoundPage):
    """Take a noted step back, with a reason."""

    form = BackForm
    template = "desk/sitting/sitting_back.html"

    def record(self, uuid: str, **places: Any) -> Round:
        """The round; the address also names the step."""
        self.key = places["key"]
        return super().record(uuid)

    def act(self, record: Round, form: BackForm) -> Round:
        """Take it back."""
        order.take_back(record.id, self.key, form.reason.data, actor(), now())
        return record

    def done(self, made: Round) -> ResponseReturnValue:
        """The agenda again."""
        flash(_("已退回这一步"), "ok")
        return redirect(url_for("desk.sitting_page", uuid=made.uuid))

    def context(self, record: Round, form: BackForm) -> dict[str, Any]:
        """The step; raises `Missing`."""
        step = next((one for one in order.steps(record) if one.kind.key == self.key), None)
        if step is None:
            raise Missing("no_such_step", "没有这一步")
        return {"step": step}


@access(*life.OFFICE)
class ByDelegation(RoundPage):
    """Issued and returned of each delegation, entered by the clerk; never results."""

    template = "desk/sitting/delegations.html"

    def filled(self, record: Round) -> DelegationsForm:
        """The form with what is entered."""
        self.lines = delegations.lines(record)
        return DelegationsForm.of(self.lines)

    def act(self, record: Round, form: DelegationsForm) -> Round:
        """Enter it."""
        delegations.enter(record.id, form.figures(self.lines), actor(), now())
        return record

    def done(self, made: Round) -> ResponseReturnValue:
        """The same page."""
        flash(_("各代表团的张数已登记"), "ok")
        return redirect(url_for("desk.by_delegation", uuid=made.uuid))

    def context(self, record: Round, form: DelegationsForm) -> dict[str, Any]:
        """The delegations, and where their figures do not add up."""
        ended = record.state.reached(RoundState.CLOSED)
        return {
            "lines": self.lines,
            "figures": polling.figures(record),
            "ended": ended,
            "differences": delegations.differences(record, ended),
            "open": life.BY_DELEGATION.due(record),
        }


@access("chair")
class SecondPerson(PairPage, MeetingPage):
    """Whether the chief scrutineer must agree; what it takes to go on without."""

    template = "desk/sitting/second_person.html"
    form = AskAloneForm
    alone = AloneForm
    kind = "alone"

    def paired(self, record: Meeting) -> bool:
        """Whether the chief scrutineer must agree to going on alone."""
        return record.second_person and agreement.needs(record) == "agreement"

    def carry_out(self, record: Meeting, form: PairForm) -> ResponseReturnValue:
        """Change it, and go to the agenda."""
        wanted = isinstance(form, AloneForm) and form.wanted.data == "1"
        agreement.set_second_person(record.id, wanted, form.reason.data, actor(), now())
        flash(_("已更改，并记入日志"), "ok")
        return redirect(url_for("desk.meeting_sitting", meeting_id=record.id))

    def context(self, record: Meeting, form: PairForm) -> dict[str, Any]:
        """Who has to agree, and what it takes."""
        words = {"chief": agreement.chief(record.id), "needed": agreement.needs(record)}
        return {**super().context(record, form), **words}


SITTING = "/rounds/<uuid>/sitting"
bp.add_url_rule(SITTING, view_func=SittingPage.as_view("sitting_page"), methods=["GET"])
bp.add_url_rule(f"{SITTING}/lectern", view_func=Lectern.as_view("lectern"), methods=["GET"])
bp.add_url_rule(f"{SITTING}/<key>", view_func=NoteStep.as_view("note_step"), methods=["POST"])
bp.add_url_rule(f"{SITTING}/<key>/back", view_func=TakeBackStep.as_view("take_back_step"))
bp.add_url_rule("/rounds/<uuid>/delegations", view_func=ByDelegation.as_view("by_delegation"))
bp.add_url_rule("/meetings/<int:meeting_id>/second-person", view_func=SecondPerson.as_view("second_person"))
