"""Acts of two persons at the desk (双人办理): asked for, taken back, and all of a round in one list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ....errors import DomainError
from ....meetings import pairing
from ....meetings.models import PairedAct, Round
from ....sitting import agreement
from ...access import access
from ...context import actor, now, round_or_404
from ..blueprint import bp
from ..common import READERS


@dataclass(frozen=True)
class Waiting:
    """Where an act of two persons stands, for its form: in which round, what was asked for, and who must agree."""

    round: Round
    act: PairedAct | None
    chief: str
    done: int

    @property
    def pulse(self) -> str:
        """Changes with everything that the form says of it."""
        return f"{self.round.state}-{self.act.id if self.act else ''}-{self.act.state if self.act else ''}"


def waiting(found: Round, kind: str, deputy_id: int | None = None) -> Waiting | None:
    """None where one person acts alone."""
    if not found.meeting.second_person:
        return None
    chief = agreement.chief(found.meeting_id)
    return Waiting(found, pairing.alive(found.id, kind, deputy_id), chief, pairing.done(found.id, kind))


def ask(found: Round, kind: str, deputy_id: int | None = None) -> None:
    """Ask with the reason of the form; raises as `pairing.ask` does."""
    pairing.ask(found.id, kind, request.form.get("reason", ""), actor(), now(), deputy_id)
    flash(_("申请已送总监票人，同意以后才能办理"), "ok")


def page_of(act: PairedAct) -> str:
    """Where an act is carried out."""
    if act.kind == "void":
        return url_for("desk.void", uuid=act.round.uuid)
    if act.kind == "unlock":
        return url_for("desk.unlock_all", meeting_id=act.round.meeting_id)
    if act.kind == "alone":
        # The clerk may withdraw it, and has no such page.
        if "chair" not in current_user.roles:
            return url_for("desk.requests", uuid=act.round.uuid)
        return url_for("desk.second_person", meeting_id=act.round.meeting_id)
    return url_for("desk.deputy", meeting_id=act.round.meeting_id, deputy_id=act.deputy_id)


@bp.get("/rounds/<uuid>/requests")
@access(*READERS)
def requests(uuid: str) -> Any:
    """Everything that was asked for in a round."""
    return _page(uuid)


def _page(uuid: str, error: DomainError | None = None) -> Any:
    found = round_or_404(uuid)
    acts = pairing.of_round(found.id)
    page = render_template(
        "desk/sitting/requests.html",
        round=found,
        meeting=found.meeting,
        rehearsal=found.meeting.rehearsal,
        acts=acts,
        kinds=pairing.KINDS,
        lapsed=pairing.lapsed,
        page_of=page_of,
        error=error,
        pulse="-".join(f"{one.id}{one.state}" for one in acts) + found.state,
    )
    return page, error.status if error else 200


@bp.post("/rounds/<uuid>/requests/<int:act_id>/withdraw")
@access("clerk", "chair")
def withdraw_request(uuid: str, act_id: int) -> Any:
    """Take a request back before it is carried out."""
    act = pairing.act_of(round_or_404(uuid), act_id)
    back = page_of(act)
    try:
        pairing.withdraw(act_id, actor(), now())
    except DomainError as problem:
        return _page(uuid, problem)
    flash(_("申请已经撤回"), "ok")
    return redirect(back)
