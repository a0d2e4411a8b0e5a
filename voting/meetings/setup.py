"""Making a meeting and naming its officers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from ..accounts.models import Account
from ..ballots.models import Round
from ..ballots.preparing import create_rounds
from ..belenios.group import Rng
from ..errors import Conflict, Rejected
from ..extensions import writing
from ..journal.log import Actor, record
from ..sentences import Sentence
from .models import Delegation, Meeting, Officer

DUTIES = {
    "chief_scrutineer": Sentence("总监票人"),
    "scrutineer": Sentence("监票人"),
    "teller": Sentence("计票人"),
}
BODIES = {"congress": Sentence("代表大会会议"), "standing_committee": Sentence("常委会会议")}
SUBJECT = "民生实事项目"
KEY_HOLDERS = ("chief_scrutineer", "scrutineer")


def create_meeting(
    congress_id: int,
    name: str,
    entitled: int,
    delegations: Sequence[str],
    rehearsal: bool,
    actor: Actor,
    now: datetime,
    rng: Rng,
    subject: str = SUBJECT,
    body: str = "congress",
) -> Meeting:
    """A meeting with its delegations and its prepared rounds on `subject`; raises `Rejected` or `Conflict`.

    `body`: who sits, as in `Meeting.body`; `entitled` counts its members.
    """
    name = " ".join(name.split())
    if not name:
        raise Rejected("name_missing", "请填写会议名称")
    if not 1 <= entitled <= 5000:
        raise Rejected("entitled_wrong", "应到代表人数应为 1 至 5000 的整数")
    if body not in BODIES:
        raise Rejected("body_unknown", "请选择是代表大会会议还是常委会会议")
    if len(subject) > 60:
        raise Rejected("subject_long", "票决事项最多 60 个字")
    names = [" ".join(item.split()) for item in delegations if item.strip()]
    if len(set(names)) != len(names):
        raise Rejected("delegation_twice", "代表团名称有重复")
    with writing() as session:
        taken = select(Meeting.id).where(Meeting.congress_id == congress_id, Meeting.name == name)
        if session.scalar(taken) is not None:
            raise Conflict("meeting_exists", "已有同名的会议")
        meeting = Meeting(
            congress_id=congress_id,
            name=name,
            entitled=entitled,
            rehearsal=rehearsal,
            second_person=not rehearsal,
            created_at=now,
            body=body,
        )
        session.add(meeting)
        session.flush()
        for no, item in enumerate(names, start=1):
            session.add(Delegation(congress_id=congress_id, meeting_id=meeting.id, no=no, name=item))
        create_rounds(session, meeting, "".join(subject.split()) or SUBJECT, rng)
        details = {"entitled": entitled, "delegations": len(names), "rehearsal": rehearsal}
        record(session, congress_id, actor, "新建会议", name, details, now)
        return meeting


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
        fixed = select(Round.id).where(Round.meeting_id == meeting_id, Round.state != "drafted")
        if session.scalar(fixed) is not None:
            raise Conflict("already_frozen", "候选名单和规则已经冻结，不能再改")
        before = {
            officer.account_id: officer
            for officer in session.scalars(select(Officer).where(Officer.meeting_id == meeting_id))
        }
        people: dict[int, Account] = {}
        for position, (account_id, duty) in enumerate(named, start=1):
            account = session.get(Account, account_id)
            if account is None or account.congress_id != meeting.congress_id:
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
        record(session, meeting.congress_id, actor, "指定监票人和计票人", meeting.name, names, now)


def add_teller(meeting_id: int, account_id: int, actor: Actor, now: datetime) -> None:
    """Name one more teller, also at the sitting after the list is frozen: tellers hold no key.

    Raises `Rejected`: teller_unknown, officer_twice.
    """
    with writing() as session:
        meeting = session.get_one(Meeting, meeting_id, with_for_update=True)
        account = session.get(Account, account_id)
        if account is None or account.congress_id != meeting.congress_id or "teller" not in account.roles:
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
        record(session, meeting.congress_id, actor, "补充指定计票人", meeting.name, {"name": account.name}, now)
