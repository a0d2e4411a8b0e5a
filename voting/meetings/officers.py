"""Who serves at a vote (总监票人、监票人、计票人)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from ..congress.administration import Duties
from ..congress.models import Account
from ..errors import Conflict, Missing, Rejected
from ..extensions import db, find_own, writing
from ..journal import acts
from ..journal.log import Actor, record
from ..sentences import Sentence
from . import hands
from .models import Meeting, Officer, Round
from .states import RoundState

DUTIES = {
    "chief_scrutineer": Sentence("总监票人"),
    "scrutineer": Sentence("监票人"),
    "teller": Sentence("计票人"),
}
KEY_HOLDERS = ("chief_scrutineer", "scrutineer")


def key_holders(meeting_id: int) -> list[Officer]:
    """Chief scrutineer and scrutineers in the order in which they mix."""
    return [one for one in of_meeting(meeting_id) if one.duty in KEY_HOLDERS]


def of_meeting(meeting_id: int) -> list[Officer]:
    """Everybody who serves, with their accounts, in the order in which they were named."""
    query = select(Officer).where(Officer.meeting_id == meeting_id).options(joinedload(Officer.account))
    return list(db.session.scalars(query.order_by(Officer.position)))


def holder(meeting_id: int, account_id: int) -> Officer:
    """The duty of a chief scrutineer or scrutineer at this meeting; raises `Missing`."""
    found = next((one for one in key_holders(meeting_id) if one.account_id == account_id), None)
    if found is None:
        raise Missing("no_duty", "您在本次会议中没有监票职务")
    return found


def duties_of(account_id: int) -> list[Officer]:
    """At which meetings somebody is a chief scrutineer or scrutineer, the newest first."""
    query = select(Officer).where(Officer.account_id == account_id, Officer.duty.in_(KEY_HOLDERS))
    return list(db.session.scalars(query.order_by(Officer.id.desc())))


def named(serving: Sequence[Officer]) -> bool:
    """Whether chief scrutineer and scrutineers, who hold the keys, are among those who serve."""
    return set(KEY_HOLDERS) <= {one.duty for one in serving}


def may_serve(congress_id: int) -> list[Account]:
    """The accounts whose roles are duties at a vote."""
    query = select(Account).where(Account.congress_id == congress_id).order_by(Account.id)
    return [one for one in db.session.scalars(query) if set(one.roles) & set(DUTIES)]


def spare_tellers(meeting_id: int) -> list[Account]:
    """Tellers who do not serve at this meeting."""
    taken = {one.account_id for one in of_meeting(meeting_id)}
    people = may_serve(db.session.get_one(Meeting, meeting_id).congress_id)
    return [one for one in people if "teller" in one.roles and one.id not in taken]


def name_officers(meeting_id: int, named: Sequence[tuple[int, str]], actor: Actor, now: datetime) -> None:
    """Name the officers of the vote, in the order in which they will mix; replaces the names given before.

    Exactly one chief scrutineer and at least one scrutineer. Refused once the main round is frozen.
    """
    duties = [duty for _, duty in named]
    if set(duties) - set(DUTIES):
        raise Rejected("duty_unknown", "职务不正确")
    if duties.count("chief_scrutineer") != 1:
        raise Rejected("chief_missing", "应指定 1 名总监票人")
    if "scrutineer" not in duties:
        raise Rejected("scrutineer_missing", "至少指定 1 名监票人")
    if len({account for account, _ in named}) != len(named):
        raise Rejected("officer_twice", "同一人不能担任两项职务")
    with writing() as session:
        meeting = session.get_one(Meeting, meeting_id)
        fixed = select(Round.id).where(Round.meeting_id == meeting_id, Round.state != RoundState.DRAFTED)
        if session.scalar(fixed) is not None:
            raise Conflict("already_frozen", "候选名单和规则已经冻结，不能再改")
        before = {
            officer.account_id: officer
            for officer in session.scalars(select(Officer).where(Officer.meeting_id == meeting_id))
        }
        people: dict[int, Account] = {}
        for position, (account_id, duty) in enumerate(named, start=1):
            account = find_own(Account, account_id, meeting.congress_id)
            if account is None:
                raise Rejected("account_unknown", "没有找到这个账号")
            people[account_id] = account
            # A key that is made already stays with its holder.
            officer = before.pop(account_id, None)
            if officer is None:
                officer = Officer(congress_id=meeting.congress_id, meeting_id=meeting_id, account_id=account_id)
                session.add(officer)
            officer.duty, officer.position = duty, position
            if duty not in KEY_HOLDERS:
                officer.public_key, officer.confirmed = None, False
        for officer in before.values():
            session.delete(officer)
        holders = [people[account_id].name for account_id, duty in named if duty in KEY_HOLDERS]
        if len(set(holders)) != len(holders):
            # The confirmation of the count and the report name them; two of one name could not be told apart.
            raise Rejected("officer_same_name", "两名监票人同名，请在姓名后加注以便区分")
        names = {people[account].name: DUTIES[duty] for account, duty in named}
        record(session, meeting.congress_id, actor, acts.OFFICERS_NAMED, meeting.name, names, now)


def add_teller(meeting_id: int, account_id: int, actor: Actor, now: datetime) -> None:
    """Name one more teller, also at the sitting after the list is frozen: tellers hold no key.

    Raises `Rejected`: teller_unknown, officer_twice.
    """
    with writing() as session:
        meeting = session.get_one(Meeting, meeting_id, with_for_update=True)
        account = find_own(Account, account_id, meeting.congress_id)
        if account is None or "teller" not in account.roles:
            raise Rejected("teller_unknown", "请选择一名计票人", field="teller")
        serving = select(Officer.id).where(Officer.meeting_id == meeting_id, Officer.account_id == account_id)
        if session.scalar(serving) is not None:
            raise Rejected("officer_twice", "同一人不能担任两项职务", field="teller")
        last = session.scalar(select(func.max(Officer.position)).where(Officer.meeting_id == meeting_id)) or 0
        session.add(
            Officer(
                congress_id=meeting.congress_id,
                meeting_id=meeting_id,
                account_id=account_id,
                duty="teller",
                position=last + 1,
            )
        )
        record(session, meeting.congress_id, actor, acts.TELLER_ADDED, meeting.name, {"name": account.name}, now)


def chief_id(session: Session, meeting_id: int) -> int | None:
    """The account of the chief scrutineer."""
    query = select(Officer.account_id).where(Officer.meeting_id == meeting_id, Officer.duty == "chief_scrutineer")
    return session.scalar(query)


def serving(session: Session, account_id: int, gone: set[str]) -> bool:
    """Whether the account serves, in one of these roles, at a vote that is not announced yet."""
    query = (
        select(Officer.id)
        .join(Round, Round.meeting_id == Officer.meeting_id)
        .where(
            Officer.account_id == account_id,
            Officer.duty.in_(gone),
            Round.kind == "main",
            Round.state != RoundState.ANNOUNCED,
        )
    )
    return session.scalar(query.limit(1)) is not None


def password_resets(meeting: Meeting) -> list[Account]:
    """Chairs and scrutineers whose password somebody else reset since the meeting was set up, the newest first."""
    serving = select(Officer.account_id).where(Officer.meeting_id == meeting.id, Officer.duty.in_(KEY_HOLDERS))
    query = select(Account).where(
        Account.congress_id == meeting.congress_id,
        Account.reset_by.is_not(None),
        Account.reset_at >= meeting.created_at,
    )
    serve = set(db.session.scalars(serving))
    found = [one for one in db.session.scalars(query) if one.id in serve or "chair" in one.roles]
    return sorted(found, key=lambda one: one.reset_at or meeting.created_at, reverse=True)


duties = Duties(serving=serving, one_for_both=hands.decided)
"""What `congress.administration` asks before it changes somebody's roles."""
