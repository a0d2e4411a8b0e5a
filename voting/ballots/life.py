"""The life of a round (一轮票决的全程): every act that there is, in one table.

Which states it is done in and which one it leads to, who does it, whether the chief scrutineer must agree, and what may
stand in its way. Use cases `begin` and `enter` by it; pages, the sitting and the second person ask `why_not`. A guard
that knows of a floor above this one is added there: `life.CERTIFY.guarded(…)`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from ..config import Config
from ..errors import Conflict
from ..journal import acts
from ..journal.log import Actor, record
from ..meetings.models import Round
from ..meetings.pairing import UNDER_WAY
from ..meetings.rounds import LATE, VOID, is_rating, locked
from ..meetings.states import RoundState, between
from ..sentences import Sentence, joined
from . import checking, clock, guards

CLERK, OFFICE, SCRUTINEERS, SERVER = ("clerk",), ("clerk", "chair"), ("chief_scrutineer", "scrutineer"), ()
"""Who does an act: roles of accounts; nobody when the server does it by itself."""
EARLY = Sentence("前面的步骤还没有完成")


@dataclass(frozen=True)
class Guard:
    """What may stand in an act's way. why: yields the sentences, none while it is free; code: of the error."""

    code: str
    why: Callable[[Round], Iterator[Sentence]]

    def require(self, found: Round) -> None:
        """Raise `Conflict` when it stands in the way."""
        if said := list(self.why(found)):
            raise Conflict(self.code, joined(said))


@dataclass(frozen=True)
class Act:
    """One act of a round.

    written: what the journal calls it, as buttons do; of_rating: the same where a rating has another word. start: the
    states that it is done in; to: the one it leads to, where it leads on. agreed: the chief scrutineer must agree first
    (双人办理). sealed: its time, and the box as it stands, are kept for good, so clock and box are looked at before.
    early, late: code and sentence of the refusal before and after these states.
    """

    key: str
    written: acts.Act
    start: tuple[RoundState, ...]
    to: RoundState | None = None
    who: tuple[str, ...] = OFFICE
    guards: tuple[Guard, ...] = ()
    of_rating: acts.Act | None = None
    agreed: bool = False
    sealed: bool = False
    early: tuple[str, Sentence] = ("wrong_state", EARLY)
    late: tuple[str, Sentence] = ("wrong_state", LATE)

    def guarded(self, *more: Guard) -> Act:
        """The act with guards of a floor above."""
        return replace(self, guards=(*self.guards, *more))

    def entry(self, found: Round) -> acts.Act:
        """What the journal calls it in this round."""
        return self.of_rating if self.of_rating is not None and is_rating(found) else self.written

    def due(self, found: Round) -> bool:
        """Whether the round is in the state for it, whatever stands in the way."""
        return found.void_reason is None and found.state in self.start

    def past(self, found: Round) -> bool:
        """Whether the round has gone on after it."""
        return found.state.place > self.start[-1].place

    def ahead(self, found: Round) -> bool:
        """Whether the round has not come to it yet."""
        return found.state.place < self.start[0].place


_S = RoundState
NO_BOX = Guard("no_box", guards.no_box)
_PAPER_ONLY = Guard("paper_only", guards.paper_only)
SPARE = Guard("spare_destroyed", guards.spare_destroyed)
LAST = Guard("announce_last", guards.announced_later)

RULES = Act("rules", acts.RULES_SET, (_S.DRAFTED,), who=CLERK)
RATED = Act("rated", acts.RATING_SET, (_S.DRAFTED,), who=CLERK)
FREEZE = Act(
    "freeze",
    acts.CANDIDATES_FROZEN,
    (_S.DRAFTED,),
    _S.FROZEN,
    guards=(
        Guard("roster_missing", guards.roster_missing),
        Guard("rules_missing", guards.rules_missing),
        Guard("nothing_to_rate", guards.nothing_to_rate),
        Guard("too_few_candidates", guards.too_few_candidates),
        Guard("rules_contradict", guards.rules_contradict),
        Guard("too_many_candidates", guards.too_many_candidates),
        Guard("scrutineers_missing", guards.scrutineers_missing),
    ),
    of_rating=acts.RATING_FROZEN,
)
FOLLOW = Act("follow", acts.ROUND_FOLLOWED, (_S.DRAFTED,), _S.FROZEN)
"""Of the round that follows another one: its list and rules come from there."""
BOX = Act(
    "box",
    acts.BOX_SET_UP,
    (_S.FROZEN,),
    guards=(Guard("box_exists", guards.box_exists), _PAPER_ONLY, Guard("not_ready", guards.box_unready)),
)
ON_PAPER = Act("paper-only", acts.PAPER_ONLY, (_S.FROZEN,), guards=(_PAPER_ONLY,))
PRINT = Act("print", acts.PAPER_PRINTED, (_S.FROZEN, _S.OPEN), guards=(NO_BOX, SPARE))
HAND_OUT = Act("hand-out", acts.PAPER_GIVEN, (_S.FROZEN, _S.OPEN), guards=(_PAPER_ONLY, SPARE))
DESTROY = Act("destroy", acts.PAPER_DESTROYED, between(_S.OPEN, _S.ANNOUNCED), guards=(SPARE,))
OPEN = Act(
    "open",
    acts.ROUND_OPENED,
    (_S.FROZEN,),
    _S.OPEN,
    guards=(NO_BOX, Guard("other_open", guards.other_open), Guard("no_quorum", guards.no_quorum)),
    agreed=True,
    sealed=True,
)
ISSUED = Act("issued", acts.ISSUED_CORRECTED, (_S.OPEN,))
BY_DELEGATION = Act("by-delegation", acts.DELEGATIONS_ENTERED, between(_S.FROZEN, _S.DECRYPTED))
CLOSE = Act("close", acts.ROUND_CLOSED, (_S.OPEN,), _S.CLOSED, agreed=True, sealed=True)
LOCK = Act("lock", acts.BOX_LOCKED, (_S.CLOSED, _S.MIXED), who=SCRUTINEERS, guards=(_PAPER_ONLY,))
MIX = Act("mix", acts.MIXED, (_S.CLOSED,), who=SCRUTINEERS)
MIXED = Act("mixed", acts.MIXING_DONE, (_S.CLOSED,), _S.MIXED, SERVER)
NOT_MIXED = Act("not-mixed", acts.MIXING_NEEDLESS, (_S.CLOSED,), _S.MIXED, SERVER)
DECRYPT = Act("decrypt", acts.DECRYPTED, (_S.MIXED,), who=SCRUTINEERS)
DECRYPTED = Act("decrypted", acts.DECRYPTION_DONE, (_S.MIXED,), _S.DECRYPTED, SERVER)
NOT_DECRYPTED = Act("not-decrypted", acts.DECRYPTION_NEEDLESS, (_S.MIXED,), _S.DECRYPTED, SERVER)
READ_PAPER = Act(
    "read-paper",
    acts.BATCH_COUNTED,
    between(_S.CLOSED, _S.DECRYPTED),
    early=("not_closed", Sentence("投票结束以后才能清点和录入纸质票")),
    late=("paper_counted", Sentence("已经合并计票，纸质票不能再清点、录入或认定")),
)
COUNTED = Act("counted", acts.COUNTED, (_S.DECRYPTED,), _S.COUNTED, SERVER)
COUNT = Act("count", acts.COUNTED_WITH_PAPER, (_S.DECRYPTED,), _S.COUNTED)
CONFIRM = Act("confirm", acts.RESULT_CONFIRMED, (_S.COUNTED,), who=SCRUTINEERS)
CERTIFY = Act("certify", acts.RESULT_CERTIFIED, (_S.COUNTED,), _S.CERTIFIED, sealed=True)
ANNOUNCE = Act("announce", acts.RESULT_ANNOUNCED, (_S.CERTIFIED,), _S.ANNOUNCED, guards=(LAST,))
DECLARE_VOID = Act("void", acts.ROUND_VOID, UNDER_WAY, guards=(Guard("followed", guards.followed),))

ACTS = {act.key: act for act in list(globals().values()) if isinstance(act, Act)}
"""Every act above, by its key."""


def refusals(act: Act, found: Round) -> Iterator[Conflict]:
    """Everything that stands in the way of an act now; the guards are asked where the state is right."""
    if found.void_reason is not None:
        yield Conflict("round_void", VOID)
    elif found.state not in act.start:
        code, said = act.early if act.ahead(found) else act.late
        yield Conflict(code, said, state=found.state)
    else:
        yield from (Conflict(guard.code, said) for guard in act.guards for said in guard.why(found))


def why_not(act: Act, found: Round) -> list[Sentence]:
    """Why an act cannot be done now; empty when it can."""
    return [refusal.message for refusal in refusals(act, found)]


def require(act: Act, found: Round) -> None:
    """Raise `Conflict` unless the act can be done now, with the first code and every sentence."""
    in_the_way = list(refusals(act, found))
    if in_the_way:
        raise Conflict(in_the_way[0].code, joined([one.message for one in in_the_way]), **in_the_way[0].details)


def begin(
    session: Session, round_id: int, act: Act, config: Config | None = None, now: datetime | None = None
) -> Round:
    """The round, held until the transaction ends, once it is sure that the act can be done.

    An act that is `sealed` needs the time; where settings are given its box is compared too. Raises `Conflict`,
    `Missing`.
    """
    found = locked(session, round_id)
    require(act, found)
    if act.sealed and config is not None and now is not None:
        clock.require_possible(session, config, found, now)
        checking.require_sound(session, config, found)
    return found


def enter(session: Session, act: Act, found: Round, actor: Actor, now: datetime, **details: object) -> None:
    """The round enters the state that an act leads to, and the act is written down."""
    if act.to is None or act.start != (found.state,):
        raise Conflict("wrong_state", "不能跳过中间步骤", state=found.state)
    found.state = act.to
    record(session, found.congress_id, actor, act.entry(found), found.title, {"round": found.uuid, **details}, now)
