"""Decisions of the presidium on how a meeting works, where it departs from the rule (主席团决定); papers print them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..errors import Conflict, Missing, Rejected
from ..extensions import db, writing
from ..journal import acts
from ..journal.log import Actor, record
from ..sentences import Sentence
from .models import Decision, Meeting, Round, SittingStep
from .states import RoundState

KINDS = {
    "one_person_cards": Sentence("投票卡和代表证由同一人办理"),
    "cards_made_here": Sentence("投票卡在服务器本机制作"),
    "one_person_acts": Sentence("开始投票、结束投票等双人办理事项由一人办理，不须总监票人同意"),
}
"""What can be decided, in the words of the papers."""
MAX_TEXT = 200


def taken(meeting_id: int, kind: str) -> Decision | None:
    """The decision of this kind, if there is one."""
    return db.session.get(Decision, (meeting_id, kind))


def of_meeting(meeting_id: int) -> list[Decision]:
    """Every decision of a meeting, in the order of `KINDS`."""
    found = db.session.scalars(select(Decision).where(Decision.meeting_id == meeting_id))
    return sorted(found, key=lambda one: list(KINDS).index(one.kind))


def printed(meeting_id: int) -> list[str]:
    """A sentence for each decision, as the papers print it; in Chinese, as every paper is."""
    return [
        str(
            Sentence(
                "经主席团%(year)s年%(month)s月%(day)s日决定（%(text)s），%(decided)s。",
                year=one.day.year,
                month=one.day.month,
                day=one.day.day,
                text=one.text,
                decided=str(KINDS[one.kind]),
            )
        )
        for one in of_meeting(meeting_id)
    ]


def set_up(meeting_id: int) -> bool:
    """Whether a vote of the meeting was set up: it has a box that will be used, or it was opened, be it on paper."""
    boxed = Round.election.is_not(None) & Round.paper_only.is_(False)
    made = boxed | Round.state.not_in((RoundState.DRAFTED, RoundState.FROZEN))
    return db.session.scalar(select(Round.id).where(Round.meeting_id == meeting_id, made).limit(1)) is not None


def _changeable(session: Session, meeting_id: int, kind: str) -> Meeting:
    """The meeting, held; raises `Conflict` while a paper that was signed, or a vote under way, rests on how it is."""
    if kind not in KINDS:
        raise Missing("no_such_decision", "没有这一类决定")
    meeting = session.get_one(Meeting, meeting_id, with_for_update=True)
    rounds = select(Round.id).where(Round.meeting_id == meeting_id, Round.void_reason.is_(None))
    if session.scalar(rounds.where(Round.state == RoundState.OPEN).limit(1)) is not None:
        raise Conflict("vote_open", "投票正在进行，主席团的决定现在不能登记或取消")
    signed = select(SittingStep.round_id).where(
        SittingStep.key == "zero", SittingStep.round_id.in_(rounds.where(Round.state == RoundState.FROZEN))
    )
    if session.scalar(signed.limit(1)) is not None:
        raise Conflict("zero_signed", "零票报告已经签署。请先在大会议程退回这一步，再登记或取消决定")
    return meeting


def decide(meeting_id: int, kind: str, text: str, day: date, actor: Actor, now: datetime) -> None:
    """Record a decision, or correct the one that was recorded.

    text: its number or words, up to 200 characters. day: when it was taken, not in the future. Raises `Rejected` naming
    the field, `Missing`, `Conflict`: vote_open, zero_signed; vote_set_up, for acting without the second person: once
    the vote is set up the chief scrutineer must agree to that (`agreement.set_second_person`).
    """
    text = " ".join(text.split())
    if not text:
        raise Rejected("text_missing", "请填写决定的文号或内容", field="text")
    if len(text) > MAX_TEXT:
        raise Rejected("text_long", "文号或内容最多 %(most)s 个字", most=MAX_TEXT, field="text")
    # The day in China is at most one ahead of the day in UTC.
    if day.year < 2000 or (day - now.date()).days > 1:
        raise Rejected("day_wrong", "决定的日期不能晚于今天", field="day")
    with writing() as session:
        meeting = _changeable(session, meeting_id, kind)
        found = session.get(Decision, (meeting_id, kind))
        if found is None:
            if kind == "one_person_acts":
                if set_up(meeting_id):
                    raise Conflict(
                        "vote_set_up", "票箱已经建立，改为一人办理须由总监票人同意，请在“双人办理”页面提出申请"
                    )
                meeting.second_person = False
            found = Decision(meeting_id=meeting_id, kind=kind, congress_id=meeting.congress_id)
            session.add(found)
        found.text, found.day, found.name = text, day, actor.name
        details = {"decided": str(KINDS[kind]), "text": text, "date": day.isoformat()}
        record(session, meeting.congress_id, actor, acts.DECISION_ENTERED, meeting.name, details, now)


def revoke(meeting_id: int, kind: str, reason: str, actor: Actor, now: datetime) -> None:
    """Take a recorded decision out again, with a reason; raises `Rejected`, `Missing`, `Conflict`."""
    if not reason.strip():
        raise Rejected("reason_missing", "请填写原因", field="reason")
    with writing() as session:
        meeting = _changeable(session, meeting_id, kind)
        found = session.get(Decision, (meeting_id, kind))
        if found is None:
            raise Missing("no_such_decision", "没有这一类决定")
        session.delete(found)
        if kind == "one_person_acts":
            meeting.second_person = True
        details = {"decided": str(KINDS[kind]), "text": found.text, "reason": reason.strip()}
        record(session, meeting.congress_id, actor, acts.DECISION_CANCELLED, meeting.name, details, now)
