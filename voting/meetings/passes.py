"""Deputies of a meeting one by one: name and delegation, a new pass and PIN (补发代表证), locks, the end of a mandate.

What changes a deputy's pass asks first whether a vote is open in which it is used.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import joinedload

from ..belenios.group import Rng
from ..config import Config
from ..deputies import changes
from ..deputies.authentication import subject
from ..deputies.models import Deputy
from ..deputies.roster import Drawn, Pass, Person, draw, give
from ..entrance import guessing
from ..errors import Conflict, Rejected
from ..extensions import own, writing
from ..journal import acts
from ..journal.log import Actor, record
from . import hands, pairing
from .attendance import entry, phase
from .entitled import may_renew, others
from .models import Attendance, Delegation, Entitled, Meeting


def correct(meeting_id: int, deputy_id: int, name: str, delegation_id: int, actor: Actor, now: datetime) -> Entitled:
    """Correct name and delegation until the vote opens; raises `Rejected` naming the field, or `Conflict`.

    The roster of the term is corrected with the list, but for the delegation of a committee's members.
    """
    name = " ".join(name.split())
    if not name:
        raise Rejected("name_missing", "请填写姓名", field="name")
    if len(name) > 40:
        raise Rejected("name_too_long", "姓名超过 40 个字", field="name")
    with writing() as session:
        found = entry(meeting_id, deputy_id)
        if phase(session, meeting_id) != "before":
            raise Conflict("vote_opened", "投票已经开始，名册不能再改")
        delegation = session.get(Delegation, delegation_id)
        if delegation is None or delegation.meeting_id != meeting_id:
            raise Rejected("delegation_unknown", "请选择代表团", field="delegation")
        before = {"name": found.name, "delegation": found.delegation.name}
        found.name, found.delegation = name, delegation
        found.deputy.name = name
        if not found.meeting.committee:
            found.deputy.delegation = delegation.name
        details = {"number": found.number, "from": before, "to": {"name": name, "delegation": delegation.name}}
        record(session, found.congress_id, actor, acts.DEPUTY_CORRECTED, found.meeting.name, details, now)
        return found


def reissue(meeting_id: int, deputy_id: int, config: Config, actor: Actor, now: datetime, rng: Rng) -> Pass:
    """A new pass and PIN for one deputy; the old ones, and whoever is signed in with them, are void at once.

    The journal says that it happened, never what the pass says. While a vote is open the chief scrutineer has agreed
    (see `pairing`), and it is counted. Raises `Conflict` without that, and once the last vote is closed.
    """
    found = entry(meeting_id, deputy_id)
    (made,) = draw([Person(found.deputy.number, found.name, found.delegation.name)], config, rng).values()
    with writing() as session:
        found = entry(meeting_id, deputy_id)
        meeting = session.get_one(Meeting, meeting_id, with_for_update=True)
        hands.take(session, meeting, hands.PASSES, actor)
        # Held before the phase is asked, so that it cannot close in between.
        running = pairing.open_round(session, meeting_id)
        if phase(session, meeting_id) == "over":
            raise Conflict("vote_closed", "投票已经结束，不再补发代表证")
        may_renew(session, [deputy_id], actor, meeting_id)
        details: dict[str, object] = {"number": found.number, "name": found.name}
        if running is not None:
            act = pairing.take(session, running, "pass", "", actor, now, deputy_id)
            details |= {"round": running.uuid, "reason": act.reason, "agreed": act.agreed_name}
        _renew(found.deputy, made, actor, config)
        record(session, found.congress_id, actor, acts.PASS_REISSUED, meeting.name, details, now)
    return made.handed


def reissue_in_term(congress_id: int, deputy_id: int, config: Config, actor: Actor, now: datetime, rng: Rng) -> Pass:
    """The same at any time of the year; raises `Missing`, and `Conflict` while a vote is open in which it is used."""
    found = own(Deputy, deputy_id, congress_id, left_on=None)
    (made,) = draw([Person(found.number, found.name, found.delegation)], config, rng).values()
    with writing() as session:
        found = own(Deputy, deputy_id, congress_id, lock=True, left_on=None)
        may_renew(session, [deputy_id], actor)
        _renew(found, made, actor, config)
        details = {"number": found.number, "name": found.name}
        record(session, congress_id, actor, acts.PASS_REISSUED, found.name, details, now)
    return made.handed


def _renew(deputy: Deputy, made: Drawn, actor: Actor, config: Config) -> None:
    give(deputy, made, actor)
    guessing.forgive(config, guessing.DEPUTIES, [subject(deputy, config)])


def leave(
    congress_id: int, deputy_id: int, actor: Actor, now: datetime, on: date | None = None, reason: str = ""
) -> None:
    """A mandate ends (代表资格终止): nobody signs in with its pass any more; what was done stays.

    The deputy also leaves the lists of meetings that have not begun. Raises `Missing`, `Rejected`, and `Conflict` while
    a vote is open in which the deputy is entitled.
    """
    with writing() as session:
        found = own(Deputy, deputy_id, congress_id, lock=True, left_on=None)
        found.left_on = changes.day_of(on, now)
        for meeting in others(session, [deputy_id]):
            if phase(session, meeting.id) == "before":
                for model in (Attendance, Entitled):
                    session.execute(delete(model).where(model.meeting_id == meeting.id, model.deputy_id == deputy_id))
        details = {"number": found.number, "name": found.name, "date": found.left_on.isoformat(), "reason": reason}
        record(session, congress_id, actor, acts.DEPUTY_LEFT, found.name, details, now)


def locks(entries: Sequence[Entitled], config: Config, now: datetime) -> dict[str, datetime]:
    """The numbers, of these on a list, that are locked for devices which they have not used before, and until when."""
    found = guessing.locks(config, guessing.DEPUTIES, now)
    if not found:
        return {}
    whom = {one.number: subject(one.deputy, config) for one in entries}
    return {number: found[one] for number, one in whom.items() if one in found}


def unlock(meeting_id: int, deputy_id: int, config: Config, actor: Actor, now: datetime) -> Entitled:
    """Let a locked deputy try again; raises `Missing`."""
    with writing() as session:
        found = entry(meeting_id, deputy_id)
        if (running := pairing.open_round(session, meeting_id)) is not None:
            pairing.unlock_alone(session, running, actor, now, deputy_id)
        others(session, [deputy_id], meeting_id)
        guessing.forgive(config, guessing.DEPUTIES, [subject(found.deputy, config)])
        record(session, found.congress_id, actor, acts.DEPUTY_UNLOCKED, found.name, {"number": found.number}, now)
        return found


def unlock_all(meeting_id: int, config: Config, actor: Actor, now: datetime) -> int:
    """Let every locked deputy of a meeting try again, and the hall's devices with them; gives how many were locked.

    While a vote is open the chief scrutineer has agreed (see `pairing`).
    """
    with writing() as session:
        meeting = session.get_one(Meeting, meeting_id, with_for_update=True)
        if (running := pairing.open_round(session, meeting_id)) is not None:
            pairing.take(session, running, "unlock", "", actor, now)
        query = select(Entitled).where(Entitled.meeting_id == meeting_id).options(joinedload(Entitled.deputy))
        entries = list(session.scalars(query))
        locked = len(locks(entries, config, now))
        others(session, [one.deputy_id for one in entries], meeting_id)
        whom = [subject(one.deputy, config) for one in entries]
        guessing.forgive(config, guessing.DEPUTIES, whom, everybody=True)
        record(session, meeting.congress_id, actor, acts.DEPUTIES_UNLOCKED, meeting.name, {"locked": locked}, now)
        return locked
