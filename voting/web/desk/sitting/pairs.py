"""Acts of two persons at the desk (双人办理): asked for, taken back, and all of a round in one list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from ....ballots import following
from ....errors import DomainError
from ....meetings import pairing
from ....meetings.models import PairedAct, Round
from ....sitting import agreement
from ...access import access
from ...context import actor, now, of_round, round_or_404
from ...forms.votes import PairForm
from ...pages import ActPage, FormPage
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


class PairPage(FormPage):
    """An act of two persons: `ask` of the form asks the chief scrutineer, the other button carries it out."""

    form: type[PairForm]
    alone: type[PairForm]
    """The form where one person acts."""
    kind: str
    """A key of `pairing.KINDS`."""

    def paired(self, record: Any) -> bool:
        """Whether somebody must agree."""
        return bool(self.round_of(record).meeting.second_person)

    def filled(self, record: Any) -> PairForm:
        """The form for two persons, or for one."""
        return (self.form if self.paired(record) else self.alone).asked()

    def round_of(self, record: Any) -> Round:
        """The round in which it is asked for."""
        return record if isinstance(record, Round) else following.in_hand(record)

    def carry_out(self, record: Any, form: Any) -> ResponseReturnValue:
        """Call the use case, and go on."""
        raise NotImplementedError

    def act(self, record: Any, form: Any) -> ResponseReturnValue:
        """Ask, or carry it out."""
        if not form.ask.data:
            return self.carry_out(record, form)
        ask(self.round_of(record), self.kind, form.reason.data)
        return redirect(request.path)

    def done(self, made: ResponseReturnValue) -> ResponseReturnValue:
        """There."""
        return made

    def context(self, record: Any, form: Any) -> dict[str, Any]:
        """Where the act stands."""
        return {"pair": waiting(self.round_of(record), self.kind)}


def ask(found: Round, kind: str, reason: str, deputy_id: int | None = None) -> None:
    """Ask, and say so; raises as `pairing.ask` does."""
    pairing.ask(found.id, kind, reason, actor(), now(), deputy_id)
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
def requests(uuid: str) -> str:
    """Everything that was asked for in a round."""
    return _page(round_or_404(uuid))


def _page(found: Round, error: DomainError | None = None) -> str:
    acts = pairing.of_round(found.id)
    return render_template(
        "desk/sitting/requests.html",
        **of_round(found),
        acts=acts,
        kinds=pairing.KINDS,
        lapsed=pairing.lapsed,
        page_of=page_of,
        error=error,
        pulse="-".join(f"{one.id}{one.state}" for one in acts) + found.state,
    )


@access("clerk", "chair")
class WithdrawRequest(ActPage):
    """Take a request back before it is carried out."""

    def act(self, uuid: str, act_id: int) -> str:
        """Withdraw it."""
        back = page_of(pairing.act_of(round_or_404(uuid), act_id))
        pairing.withdraw(act_id, actor(), now())
        return back

    def done(self, made: str) -> ResponseReturnValue:
        """Where it would have been carried out."""
        flash(_("申请已经撤回"), "ok")
        return redirect(made)

    def refused(self, error: DomainError, uuid: str, act_id: int) -> ResponseReturnValue:
        """All requests, with the reason."""
        found = round_or_404(uuid)
        pairing.act_of(found, act_id)
        return _page(found, error), error.status


bp.add_url_rule("/rounds/<uuid>/requests/<int:act_id>/withdraw", view_func=WithdrawRequest.as_view("withdraw_request"))
