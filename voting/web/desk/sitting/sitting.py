"""The sitting at the desk (大会议程): the step that is due with what to say, to print and to press; the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from ....ballots import following, life, polling
from ....errors import DomainError, Missing, Rejected
from ....meetings import officers, pairing
from ....meetings.models import Round
from ....meetings.states import RoundState
from ....printing.rendering import figures as bold
from ....sitting import agreement, delegations, order
from ....tally import scripts
from ...access import access
from ...context import actor, meeting_or_404, now, round_or_404, settings
from ...values import whole
from ..blueprint import bp
from ..common import READERS, field_of
from . import pairs
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


def _context(found: Round) -> dict[str, Any]:
    shown = _shown(found)
    due = order.current([one.step for one in shown])
    place = next((at for at, one in enumerate(shown) if due and one.step.kind.key == due.kind.key), len(shown))
    key = due.kind.key if due else ""
    waiting = agreement.missing(found, key) if key else None
    numbers = polling.figures(found)
    asked = [one for one in pairing.of_round(found.id) if one.state in pairing.ALIVE and not pairing.lapsed(one)]
    states = "".join(one.step.state[0] for one in shown)
    reissued = pairing.done(found.id, "pass")
    pulse = (
        found.state,
        states,
        waiting,
        numbers.present,
        numbers.returned,
        found.void_reason,
        len(asked),
        reissued,
        *(one.reset_answer for one in officers.password_resets(found.meeting)),
    )
    return {
        "round": found,
        "meeting": found.meeting,
        "rehearsal": found.meeting.rehearsal,
        "shown": shown,
        "now": shown[place] if place < len(shown) else None,
        "place": place,
        "acts": ACTS,
        "waiting": waiting,
        "given": agreement.agreement(found.id, key) if key else None,
        "figures": numbers,
        "differences": delegations.differences(found, ended=found.state.reached(RoundState.CLOSED)),
        "resets": officers.password_resets(found.meeting),
        "asked": len(asked),
        "reissued": reissued,
        "pulse": "-".join(map(str, pulse)),
    }


@bp.get("/meetings/<int:meeting_id>/sitting")
@access(*READERS)
def meeting_sitting(meeting_id: int) -> Any:
    """The sitting of the round that is under way."""
    found = following.in_hand(meeting_or_404(meeting_id))
    return redirect(url_for("desk.sitting_page", uuid=found.uuid))


@bp.get("/rounds/<uuid>/sitting")
@access(*READERS)
def sitting_page(uuid: str) -> Any:
    """The guided agenda."""
    return _page(uuid)


@bp.get("/rounds/<uuid>/sitting/lectern")
@access(*READERS)
def lectern(uuid: str) -> Any:
    """The same for the chair's tablet: one step, in large type."""
    return _page(uuid, lectern=True)


def _page(uuid: str, error: DomainError | None = None, lectern: bool = False) -> Any:
    found = round_or_404(uuid)
    if found.state == RoundState.DRAFTED:
        return render_template(
            "desk/sitting/sitting_early.html", meeting=found.meeting, rehearsal=found.meeting.rehearsal
        )
    name = "desk/sitting/lectern.html" if lectern else "desk/sitting/sitting.html"
    return render_template(name, error=error, **_context(found)), error.status if error else 200


@bp.post("/rounds/<uuid>/sitting/<key>")
@access(*life.OFFICE)
def note_step(uuid: str, key: str) -> Any:
    """Note that a step was carried out."""
    found = round_or_404(uuid)
    at_lectern = request.form.get("at") == "lectern"
    try:
        order.note(found.id, key, actor(), now(), request.form.get("note", ""), _number("boxes") or 0)
    except DomainError as problem:
        return _page(uuid, problem, at_lectern)
    return redirect(url_for("desk.lectern" if at_lectern else "desk.sitting_page", uuid=uuid))


def _number(name: str) -> int | None:
    typed = request.form.get(name, "").strip()
    if not typed:
        return None
    found = whole(typed, None, high=99_999)
    if found is None:
        raise Rejected("number_wrong", "请填写整数", field=name)
    return found


@bp.route("/rounds/<uuid>/sitting/<key>/back", methods=["GET", "POST"])
@access(*life.OFFICE)
def take_back_step(uuid: str, key: str) -> Any:
    """Take a noted step back, with a reason."""
    found, error = round_or_404(uuid), None
    if request.method == "POST":
        try:
            order.take_back(found.id, key, request.form.get("reason", ""), actor(), now())
            flash(_("已退回这一步"), "ok")
            return redirect(url_for("desk.sitting_page", uuid=uuid))
        except DomainError as problem:
            error = problem
            found = round_or_404(uuid)
    step = next((one for one in order.steps(found) if one.kind.key == key), None)
    if step is None:
        raise Missing("no_such_step", "没有这一步")
    page = render_template(
        "desk/sitting/sitting_back.html",
        round=found,
        meeting=found.meeting,
        rehearsal=found.meeting.rehearsal,
        step=step,
        error=error,
        wrong=field_of(error) if error else None,
    )
    return page, error.status if error else 200


@bp.route("/rounds/<uuid>/delegations", methods=["GET", "POST"])
@access(*life.OFFICE)
def by_delegation(uuid: str) -> Any:
    """Issued and returned of each delegation, entered by the clerk; never results."""
    found, error = round_or_404(uuid), None
    if request.method == "POST":
        try:
            entered: Mapping[int, tuple[int | None, int | None]] = {
                line.id: (_number(f"i{line.id}"), _number(f"r{line.id}")) for line in delegations.lines(found)
            }
            delegations.enter(found.id, entered, actor(), now())
            flash(_("各代表团的张数已登记"), "ok")
            return redirect(url_for("desk.by_delegation", uuid=uuid))
        except DomainError as problem:
            error = problem
            found = round_or_404(uuid)
    ended = found.state.reached(RoundState.CLOSED)
    page = render_template(
        "desk/sitting/delegations.html",
        round=found,
        meeting=found.meeting,
        rehearsal=found.meeting.rehearsal,
        error=error,
        wrong=field_of(error) if error else None,
        lines=delegations.lines(found),
        figures=polling.figures(found),
        ended=ended,
        differences=delegations.differences(found, ended),
        open=life.BY_DELEGATION.due(found),
    )
    return page, error.status if error else 200


@bp.route("/meetings/<int:meeting_id>/second-person", methods=["GET", "POST"])
@access("chair")
def second_person(meeting_id: int) -> Any:
    """Whether the chief scrutineer must agree; what it takes to go on without."""
    found, error = meeting_or_404(meeting_id), None
    if request.method == "POST":
        try:
            if request.form.get("ask"):
                pairs.ask(following.in_hand(found), "alone")
                return redirect(url_for("desk.second_person", meeting_id=meeting_id))
            wanted = request.form.get("wanted") == "1"
            agreement.set_second_person(meeting_id, wanted, request.form.get("reason", ""), actor(), now())
            flash(_("已更改，并记入日志"), "ok")
            return redirect(url_for("desk.meeting_sitting", meeting_id=meeting_id))
        except DomainError as problem:
            error = problem
            found = meeting_or_404(meeting_id)
    page = render_template(
        "desk/sitting/second_person.html",
        meeting=found,
        rehearsal=found.rehearsal,
        error=error,
        chief=agreement.chief(meeting_id),
        wrong=field_of(error) if error else None,
        needed=agreement.needs(found),
        pair=pairs.waiting(following.in_hand(found), "alone"),
    )
    return page, error.status if error else 200
