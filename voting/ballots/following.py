"""Further rounds: a revote, a second round, or a repeat after one that was declared void (再次投票、另行票决)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session

from ..belenios import credentials
from ..belenios.group import Rng
from ..errors import Conflict, Rejected
from ..extensions import db, writing
from ..journal import acts
from ..journal.log import Actor, record
from ..meetings import pairing
from ..meetings.models import Meeting, Round
from ..meetings.rounds import child, locked
from ..meetings.states import RoundState, between
from ..rules.grading import GradeRules
from ..rules.reading import AnyRules, any_rules
from ..rules.rules import Rules, digest
from . import life, traces
from .polling import figures

PURPOSES = {"revote": "再次投票", "second-round": "另行票决", "repeat": "重新投票"}
MAX_REASON = 500
ENDED = between(RoundState.COUNTED, RoundState.ANNOUNCED)


def chain(found: Round) -> list[Round]:
    """The rounds from the first to this one, in order."""
    rounds = [found]
    while rounds[0].parent_id is not None:
        rounds.insert(0, db.session.get_one(Round, rounds[0].parent_id))
    return rounds


def current(main: Round) -> Round:
    """The newest round that grew out of the main vote."""
    found = main
    while (following := child(found)) is not None:
        found = following
    return found


def firsts(meeting_id: int) -> list[Round]:
    """The rounds that a meeting's votes begin with: the main vote, then the ratings."""
    query = select(Round).where(Round.meeting_id == meeting_id, Round.kind.in_(("main", "rating")))
    return sorted(db.session.scalars(query), key=lambda one: (one.kind != "main", one.no))


def in_hand(meeting: Meeting) -> Round:
    """The round that the hall is about: the open one, else the one being counted, else the one that comes next.

    Of a rating and a vote that are both frozen the rating comes first, as the custom has it. When nothing is under way
    it is the newest of the main vote; of a standing committee, which only rates, the newest rating.
    """
    return db.session.get_one(Round, in_hand_id(meeting.id))


# Every waiting tablet asks for this again and again: of the rounds only what decides, not their elections and results.
_OUTLINE: Select = (
    select(
        Round.id,
        Round.kind,
        Round.no,
        Round.state,
        Round.void_reason.is_not(None).label("void"),
        Round.parent_id,
        Round.closed_at,
        (Meeting.body == "standing_committee").label("committee"),
    )
    .join_from(Round, Meeting)
    .where(Round.meeting_id == bindparam("meeting"))
)


def in_hand_id(meeting_id: int) -> int:
    """The id of that round."""
    rows = db.session.execute(_OUTLINE, {"meeting": meeting_id}).all()
    following = {one.parent_id: one for one in rows if one.parent_id is not None}

    def newest(found: Row[Any]) -> Row[Any]:
        while found.id in following:
            found = following[found.id]
        return found

    begun = sorted((one for one in rows if one.kind != "reserve"), key=lambda one: (one.kind != "main", one.no))
    main, *ratings = begun
    tips = [(one.kind, newest(one)) for one in (main, *ratings) if one.state != RoundState.DRAFTED or one.void]
    return _chosen(tips) or newest(_last(main, ratings)).id


def _chosen(tips: Sequence[tuple[str, Row[Any]]]) -> int | None:
    """Of the newest rounds, each with the kind of the first of its chain, the one that something is done about."""
    is_open = [one for _, one in tips if one.state == RoundState.OPEN and not one.void]
    if is_open:
        return int(is_open[0].id)
    counting = between(RoundState.CLOSED, RoundState.CERTIFIED)
    alive = [one for _, one in tips if one.state in counting and not one.void]
    if alive:
        return int(max(alive, key=lambda one: one.closed_at).id)
    waiting = [(kind, one) for kind, one in tips if one.state != RoundState.ANNOUNCED]
    return next((int(one.id) for _, one in sorted(waiting, key=lambda pair: pair[0] != "rating")), None)


def _last(main: Row[Any], ratings: Sequence[Row[Any]]) -> Row[Any]:
    """When nothing is under way: the main vote, of a standing committee the last rating that was begun."""
    if not main.committee:
        return main
    return ([one for one in ratings if one.state != RoundState.DRAFTED] or ratings[:1])[-1]


def whole(found: Round) -> list[Round]:
    """Every round of the chain that this one stands in, from the first to the newest."""
    return chain(current(found))


def asked(found: Round) -> str | None:
    """Why another round is needed (a key of `PURPOSES`); None when none is, or when it exists already."""
    if child(found) is not None:
        return None
    if found.void_reason is not None:
        return "repeat"
    wanted: dict[str, Any] | None = dict(found.result or {}).get("next")  # type: ignore[assignment]
    if found.state not in ENDED or not wanted or wanted["kind"] not in ("revote", "second-round"):
        return None
    return str(wanted["kind"])


def planned(found: Round) -> tuple[str, list[dict[str, object]], AnyRules]:
    """What the next round would be: purpose, candidates, rules. Raises `Conflict` when none is needed."""
    purpose = asked(found)
    if purpose is None:
        raise Conflict("nothing_follows", "这一轮不需要再次投票")
    rules, candidates = any_rules(found.rules), found.candidates or []
    if purpose == "repeat" or isinstance(rules, GradeRules):
        return purpose, candidates, rules
    wanted: dict[str, Any] = dict(found.result or {})["next"]  # type: ignore[assignment]
    chosen = [item for item in candidates if item["no"] in wanted["candidates"]]
    renumbered: list[dict[str, object]] = [
        {**item, "no": no, "origin": item.get("origin", item["no"])} for no, item in enumerate(chosen, start=1)
    ]
    # How many candidates there must be was a question for the first list.
    changes: dict[str, object] = {"seats": wanted["seats"], "equal": True, "ratio_min": 0, "ratio_max": 0}
    if purpose == "revote":
        # Among the tied the most approvals win; they were over the threshold already.
        changes |= {"model": "rank", "threshold": "none", "shortage": "vacant"}
    return purpose, renumbered, Rules.from_dict({**rules.to_dict(), **changes})


def reserves_left(meeting_id: int) -> int:
    """For how many more rounds the voting cards will do."""
    query = select(Round.id).where(
        Round.meeting_id == meeting_id, Round.kind == "reserve", Round.state == RoundState.DRAFTED
    )
    return len(list(db.session.scalars(query)))


def declare_void(round_id: int, reason: str, actor: Actor, now: datetime) -> None:
    """Declare a round void (宣布无效): the gate fails, or the sitting was disturbed. It goes no further then.

    The chief scrutineer has agreed to it, and to its reason, as to opening and closing; `reason` counts only in a
    meeting that asks for no second person. Raises `Conflict` once the result is certified.
    """
    with writing() as session:
        found = life.begin(session, round_id, life.DECLARE_VOID)
        reason = reason.strip().rstrip("。")[:MAX_REASON]
        if not reason and not found.meeting.second_person:
            raise Rejected("reason_missing", "请写明宣布无效的原因", field="reason")
        act = pairing.take(session, found, "void", reason, actor, now)
        if found.state == RoundState.OPEN:
            # The box stays shut from now on, and keeps no trace of who came when.
            found.present, found.closed_at = figures(found).present, now
            traces.forget_order(session, found)
        found.void_reason = act.reason
        details = {"round": found.uuid, "state": found.state, "reason": found.void_reason, "agreed": act.agreed_name}
        record(session, found.congress_id, actor, acts.ROUND_VOID, found.title, details, now)
    traces.sweep()


def follow(round_id: int, paper_only: bool, actor: Actor, now: datetime, rng: Rng) -> str:
    """Open the round that the count asks for, or repeat a void one; returns its uuid.

    Candidates, seats and rules follow from the count and are frozen at once; keys and cards are the same. Takes the
    next reserve round that cards are derived for; beyond them `Conflict` says the way out: a round on paper alone
    needs no cards.
    """
    with writing() as session:
        found = locked(session, round_id)
        if child(found) is not None:
            raise Conflict("followed", "下一轮已经建立")
        purpose, chosen, rules = planned(found)
        following = _next_round(session, found, paper_only, rng)
        following.parent_id, following.purpose, following.paper_only = found.id, purpose, paper_only
        following.title = _title(session, found, purpose)
        following.rules = rules.to_dict()
        following.candidates = chosen
        following.rules_hash = digest({"rules": following.rules, "candidates": following.candidates})
        seats = {"seats": rules.seats} if isinstance(rules, Rules) else {}
        life.enter(
            session,
            life.FOLLOW,
            following,
            actor,
            now,
            follows=found.uuid,
            purpose=purpose,
            candidates=len(chosen),
            rules_hash=following.rules_hash,
            **seats,
        )
        return following.uuid


def _next_round(session: Session, found: Round, paper_only: bool, rng: Rng) -> Round:
    query = select(Round).where(Round.meeting_id == found.meeting_id, Round.kind == "reserve").order_by(Round.no)
    reserves = list(session.scalars(query.with_for_update()))
    free = next((one for one in reserves if one.state == RoundState.DRAFTED), None)
    if free is not None:
        return free
    if not paper_only:
        raise Conflict(
            "no_reserve_left",
            "投票卡只够 %(rounds)s 个备用轮次，已经用完。请改用纸质票投票，或新建会议并制作新的投票卡",
            rounds=len(reserves),
            field="way",
        )
    made = Round(
        congress_id=found.congress_id,
        meeting_id=found.meeting_id,
        uuid=credentials.new_uuid(rng),
        kind="reserve",
        no=len(reserves) + 1,
        title="",
        confirmations=[],
    )
    session.add(made)
    session.flush()
    return made


def _title(session: Session, found: Round, purpose: str) -> str:
    first = found
    place = 2
    while first.parent_id is not None:
        first = session.get_one(Round, first.parent_id)
        place += 1
    return f"{first.title}（第 {place} 轮，{PURPOSES[purpose]}）"
