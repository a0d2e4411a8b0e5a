"""The list of a meeting (会议代表名册): who is entitled to attend, taken from the roster of the term (应到代表)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, delete, func, select
from sqlalchemy.orm import Session, joinedload

from ..belenios.group import Rng
from ..config import Config
from ..congress.models import Congress
from ..deputies import authentication, changes, roster
from ..deputies.models import Deputy
from ..deputies.roster import Pass, Person
from ..errors import Conflict, Rejected
from ..extensions import db, writing
from ..journal import acts
from ..journal.log import Actor, record
from ..sentences import Sentence
from . import hands, pairing
from .attendance import phase
from .models import Attendance, Delegation, Entitled, Meeting, Round
from .states import RoundState, between


@dataclass(frozen=True)
class Door:
    """Where deputies sign in: the hall of a meeting, or a congress as long as it has a roster and no meeting's list."""

    key: str
    name: str


def doors() -> list[Door]:
    """Every door, of the newest meeting first; a platform carries those of many congresses."""
    has_list = select(Entitled.deputy_id).where(Entitled.meeting_id == Meeting.id).exists()
    halls = select(Meeting).where(has_list).options(joinedload(Meeting.congress)).order_by(Meeting.id.desc())
    found = [Door(str(one.id), f"{one.congress.name}{one.name}") for one in db.session.scalars(halls.limit(300))]
    on_roster = select(Deputy.id).where(
        Deputy.congress_id == Congress.id, Deputy.rehearsal.is_(False), Deputy.left_on.is_(None)
    )
    met = select(Meeting.id).where(Meeting.congress_id == Congress.id, Meeting.rehearsal.is_(False), has_list)
    before = select(Congress).where(on_roster.exists(), ~met.exists()).order_by(Congress.id.desc())
    return [Door(f"c{one.id}", one.name) for one in db.session.scalars(before.limit(300))] + found


def numbered(door: str, number: str) -> Deputy | None:
    """Whom a number means at a door (see `Door.key`): on the meeting's list, else on the roster of the running term.

    Without a door: on any roster. Lists of earlier terms admit nobody.
    """
    kind, key = door[:1], door.removeprefix("c")
    if not key.isdecimal() or len(key) > 9:
        return authentication.numbered(number)
    if kind == "c":
        return authentication.numbered(number, int(key))
    meeting = db.session.get(Meeting, int(key))
    if meeting is None:
        return None
    query = (
        select(Deputy)
        .join(Entitled, Entitled.deputy_id == Deputy.id)
        .where(Entitled.meeting_id == meeting.id, Entitled.number == number.strip(), Deputy.left_on.is_(None))
    )
    found = db.session.scalar(query) if meeting.rehearsal or meeting.term == meeting.congress.term else None
    if found is None and not meeting.rehearsal:
        return authentication.numbered(number, meeting.congress_id)
    return found


def _progress() -> ColumnElement[int]:
    """Of a round: 2 while it is open, 1 while it is under way."""
    under_way = Round.state.in_(between(RoundState.FROZEN, RoundState.CERTIFIED))
    return case((Round.void_reason.is_not(None), 0), (Round.state == RoundState.OPEN, 2), (under_way, 1), else_=0)


def meeting_of(deputy_id: int, wanted: int | None = None) -> int | None:
    """The meeting that a deputy is in: the wanted one if entitled there, else where a vote is, else the newest."""
    query = (
        select(Entitled.meeting_id)
        .outerjoin(Round, Round.meeting_id == Entitled.meeting_id)
        .where(Entitled.deputy_id == deputy_id)
        .group_by(Entitled.meeting_id)
        .order_by((Entitled.meeting_id == wanted).desc(), func.max(_progress()).desc(), Entitled.meeting_id.desc())
    )
    return db.session.scalar(query.limit(1))


def stamp(meeting_id: int) -> str:
    """A short hash of the list as it stands, empty when there is none.

    Whoever replaces a list says which one: a second press of the button would otherwise void the passes that the
    first one has just printed.
    """
    query = select(Deputy.pass_hash).join(Entitled, Entitled.deputy_id == Deputy.id)
    hashes = sorted(db.session.scalars(query.where(Entitled.meeting_id == meeting_id)))
    return hashlib.sha256("".join(hashes).encode()).hexdigest()[:16] if hashes else ""


def size(meeting_id: int) -> int:
    """How many deputies are on the list."""
    return db.session.scalar(select(func.count()).select_from(Entitled).where(Entitled.meeting_id == meeting_id)) or 0


def why_fixed(meeting_id: int) -> str | None:
    """Why the list cannot be imported again, as a code; None when it can."""
    if db.session.scalar(select(Attendance.deputy_id).where(Attendance.meeting_id == meeting_id).limit(1)) is not None:
        return "signed_in"
    box = select(Round.id).where(Round.meeting_id == meeting_id, Round.election.is_not(None)).limit(1)
    return None if db.session.scalar(box) is None else "box_exists"


FIXED = {
    "signed_in": Sentence("已有代表签到，名册不能整体重新导入；请逐人更正"),
    "box_exists": Sentence("票箱已经建立，名册不能整体重新导入；请逐人更正"),
}


def _known(meeting: Meeting) -> list[Deputy]:
    """Whom a list may name without a new pass: the roster of the term; a rehearsal knows those on its own list."""
    if not meeting.rehearsal:
        return roster.of_term(meeting.congress_id, meeting.term)
    query = select(Deputy).join(Entitled, Entitled.deputy_id == Deputy.id).where(Entitled.meeting_id == meeting.id)
    return list(db.session.scalars(query))


def others(session: Session, deputy_ids: Sequence[int], meeting_id: int = 0) -> list[Meeting]:
    """The other meetings for which these deputies' passes are good, held until the transaction ends.

    Raises `Conflict` while a vote is open at one: what concerns a pass then is done there, where it takes two.
    """
    good_for = select(Entitled.meeting_id).where(Entitled.deputy_id.in_(deputy_ids), Entitled.meeting_id != meeting_id)
    query = select(Meeting).where(Meeting.id.in_(good_for)).order_by(Meeting.id).with_for_update()
    found = list(session.scalars(query))
    for one in found:
        if pairing.open_round(session, one.id) is not None:
            raise Conflict("vote_open_elsewhere", "%(meeting)s正在投票，请在那次会议的名册里办理", meeting=one.name)
    return found


def may_renew(session: Session, deputy_ids: Sequence[int], actor: Actor, meeting_id: int = 0) -> None:
    """Inside the caller's transaction: these deputies' passes are made anew, for every meeting that they are good for.

    Raises as `others` does, and `Forbidden` for whoever has had the cards of a meeting that goes on.
    """
    for other in others(session, deputy_ids, meeting_id):
        if phase(session, other.id) != "over":
            hands.take(session, other, hands.PASSES, actor)


def import_roster(
    meeting_id: int,
    people: Sequence[Person],
    config: Config,
    actor: Actor,
    now: datetime,
    rng: Rng,
    replacing: str = "",
) -> list[Pass]:
    """Write the list of a meeting; returns PINs and passes of those who have none yet, which are never shown again.

    Whoever is on the roster of the term keeps PIN and pass; who is new is entered there. A list that is there already
    is replaced only when `replacing` is its `stamp`, and only until somebody has signed in to the meeting or the box is
    set up: then everybody is given a new pass, and whoever was a deputy by this list alone is none any more.
    """
    known = _known(db.session.get_one(Meeting, meeting_id))
    drawn = roster.draw(people if replacing else roster.strangers(known, people), config, rng)
    with writing() as session:
        meeting = session.get_one(Meeting, meeting_id, with_for_update=True)
        hands.take(session, meeting, hands.PASSES, actor)
        present = stamp(meeting_id)
        if present != replacing:
            raise Conflict("roster_exists", "名册已经导入过了，请刷新页面查看")
        if present and (fixed := why_fixed(meeting_id)):
            raise Conflict(f"roster_fixed_{fixed}", FIXED[fixed])
        if len(people) > meeting.entitled:
            raise Rejected(
                "too_many_deputies",
                "名册有 %(deputies)s 人，多于应到 %(entitled)s 人",
                deputies=len(people),
                entitled=meeting.entitled,
            )
        session.get_one(Congress, meeting.congress_id, with_for_update=True)
        known = _known(meeting)
        if present:
            may_renew(session, [one.id for one in known], actor, meeting_id)
        taken = roster.take_in(
            session, known, people, drawn, actor, meeting.congress_id, meeting.term, meeting.rehearsal
        )
        if present:
            _clear(session, meeting, taken.deputies, {one.delegation for one in people}, now)
        groups = _delegations(session, meeting, people)
        session.add_all(
            Entitled(
                meeting_id=meeting_id,
                deputy_id=deputy.id,
                congress_id=meeting.congress_id,
                delegation_id=groups[one.delegation].id,
                number=one.number,
                name=one.name,
            )
            for deputy, one in zip(taken.deputies, people, strict=True)
        )
        hands.carry_over(session, meeting, [one for one in taken.deputies if one in known and not present])
        if not meeting.committee and not meeting.rehearsal:
            changes.bring_up_to_date(session, taken.deputies, people, actor, now)
        act = acts.ROSTER_REIMPORTED if present else acts.ROSTER_IMPORTED
        details = {"deputies": len(people)}
        if known and not present:
            details["new"] = taken.new
        record(session, meeting.congress_id, actor, act, meeting.name, details, now)
    return taken.passes


def _clear(session: Session, meeting: Meeting, staying: Sequence[Deputy], named: set[str], now: datetime) -> None:
    """Empty the list; whom it alone had made a deputy, and the new one does not name, is none: it was wrong."""
    mine = select(Entitled.deputy_id).where(Entitled.meeting_id == meeting.id)
    elsewhere = select(Entitled.deputy_id).where(Entitled.meeting_id != meeting.id)
    wrong = select(Deputy).where(Deputy.by_list, Deputy.id.in_(mine), Deputy.id.not_in(elsewhere))
    for deputy in set(session.scalars(wrong)) - set(staying):
        deputy.left_on = changes.day_of(None, now)
    session.execute(delete(Entitled).where(Entitled.meeting_id == meeting.id))
    session.execute(delete(Delegation).where(Delegation.meeting_id == meeting.id, Delegation.name.not_in(named)))
    session.expire(meeting)


def _delegations(session: Session, meeting: Meeting, people: Sequence[Person]) -> dict[str, Delegation]:
    groups = {group.name: group for group in meeting.delegations}
    last = max((group.no for group in groups.values()), default=0)
    for one in people:
        if one.delegation not in groups:
            last += 1
            group = Delegation(congress_id=meeting.congress_id, meeting_id=meeting.id, no=last, name=one.delegation)
            session.add(group)
            session.flush()
            groups[one.delegation] = group
    return groups
