"""Making a meeting and naming its officers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ..belenios import credentials
from ..belenios.group import Rng
from ..congress.models import Congress
from ..deputies.models import Deputy
from ..errors import Conflict, Rejected
from ..extensions import db, writing
from ..journal import acts
from ..journal.log import Actor, record
from ..sentences import Sentence
from ..times import stated_term
from .models import Delegation, Meeting, Round

BODIES = {"congress": Sentence("代表大会会议"), "standing_committee": Sentence("常委会会议")}
SUBJECT = "民生实事项目"
MOST = 5000
ENTITLED_WRONG = Sentence("应到代表人数应为 1 至 5000 的整数")


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

    `body`: who sits, as in `Meeting.body`; `entitled` counts its members. The term is the one that the name states, or
    that which is running; the first meeting of a new term begins it.
    """
    name = " ".join(name.split())
    if not name:
        raise Rejected("name_missing", "请填写会议名称", field="name")
    if not 1 <= entitled <= MOST:
        raise Rejected("entitled_wrong", ENTITLED_WRONG, field="entitled")
    if body not in BODIES:
        raise Rejected("body_unknown", "请选择是代表大会会议还是常委会会议", field="body")
    if len(subject) > 60:
        raise Rejected("subject_long", "票决事项最多 60 个字", field="subject")
    names = [" ".join(item.split()) for item in delegations if item.strip()]
    if len(set(names)) != len(names):
        raise Rejected("delegation_twice", "代表团名称有重复", field="delegations")
    with writing() as session:
        taken = select(Meeting.id).where(Meeting.congress_id == congress_id, Meeting.name == name)
        if session.scalar(taken) is not None:
            raise Conflict("meeting_exists", "已有同名的会议", field="name")
        congress = session.get_one(Congress, congress_id, with_for_update=True)
        term = stated_term(name) or congress.term
        if not rehearsal and term > congress.term:
            _begin(session, congress, term)
        meeting = Meeting(
            congress_id=congress_id,
            name=name,
            term=term,
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
        record(session, congress_id, actor, acts.MEETING_ADDED, name, details, now)
        return meeting


def of_congress(congress_id: int) -> list[Meeting]:
    """All meetings of a congress, the newest first."""
    query = select(Meeting).where(Meeting.congress_id == congress_id).order_by(Meeting.id.desc())
    return list(db.session.scalars(query))


def _begin(session: Session, congress: Congress, term: int) -> None:
    """A term begins; or it is named for the first time, and what was made before belongs to it too."""
    if congress.term == 0:
        for model in (Meeting, Deputy):
            session.execute(update(model).where(model.congress_id == congress.id, model.term == 0).values(term=term))
    congress.term = term


RESERVES = 4


RATINGS = 2


def create_rounds(session: Session, meeting: Meeting, subject: str, rng: Rng) -> None:
    """The rounds that voting cards are derived for: main vote, reserve rounds, satisfaction ratings.

    `subject` names what is voted on, as the papers have it (2027年重点民生实事项目).
    """
    planned = [("main", 1, f"{subject}票决")]
    planned += [("reserve", no, f"{subject}票决（备用第 {no} 轮）") for no in range(1, RESERVES + 1)]
    rated = re.sub(r"^\d{4}年(度)?", "", subject)
    planned += [("rating", no, f"{rated}满意度测评（第 {no} 场）") for no in range(1, RATINGS + 1)]
    for kind, no, title in planned:
        session.add(
            Round(
                congress_id=meeting.congress_id,
                meeting_id=meeting.id,
                uuid=credentials.new_uuid(rng),
                kind=kind,
                no=no,
                title=title,
                confirmations=[],
            )
        )
    session.flush()
