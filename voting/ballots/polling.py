"""The life of a round: each state is entered by a named act, none can be skipped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from ..belenios.appending import Entry
from ..config import Config
from ..errors import Rejected
from ..extensions import db, writing
from ..journal import acts
from ..journal.log import Actor, record
from ..meetings.attendance import present as present_count
from ..meetings.models import Round
from ..meetings.states import RoundState, between
from . import boxes, life, mirror, traces
from .life import Act
from .models import Ballot, Batch


@dataclass(frozen=True)
class Figures:
    """应到 / 实到 / 发出 / 收回; never anything of what ballots say. `paper_…` are the paper ballots among them."""

    entitled: int
    present: int
    issued: int
    returned: int
    paper_issued: int = 0
    paper_returned: int = 0


def open_round(
    round_id: int, issued: int | None, actor: Actor, now: datetime, config: Config | None = None, act: Act = life.OPEN
) -> None:
    """Open the vote. `act`: with the guards of a floor above.

    `issued` cards were handed out (None: one to each deputy present who has not taken a paper ballot); in a round on
    paper alone it counts paper ballots.
    """
    with writing() as session:
        found = life.begin(session, round_id, act, config, now)
        there = present_count(found.meeting_id)
        taken = 0 if found.paper_only else found.paper_issued
        given = _issued(usual_issue(found) if issued is None else issued, there, taken)
        if found.paper_only:
            found.issued, found.paper_issued = 0, given
        else:
            found.issued = given
        found.opened_at = now
        total = found.issued + found.paper_issued
        life.enter(session, act, found, actor, now, present=there, issued=total)


def _issued(issued: int, there: int, paper: int = 0) -> int:
    present = there - paper
    if paper and not 0 <= issued <= present:
        raise Rejected(
            "issued_wrong",
            "实到 %(there)s 人，其中 %(paper)s 人用纸质票，发出投票卡应在 0 和 %(present)s 张之间",
            there=there,
            paper=paper,
            present=present,
            field="issued",
        )
    if not 0 <= issued <= present:
        raise Rejected("issued_wrong", "发出张数应在 0 和实到 %(present)s 人之间", present=present, field="issued")
    return issued


def usual_issue(found: Round) -> int:
    """How many are handed out when nothing is said: one to each deputy present who has not taken a paper ballot."""
    return present_count(found.meeting_id) - (0 if found.paper_only else found.paper_issued)


def set_issued(round_id: int, issued: int, reason: str, actor: Actor, now: datetime) -> None:
    """Correct the number of cards handed out, with a reason, before the vote closes."""
    if not reason.strip():
        raise Rejected("reason_missing", "请填写更正原因", field="reason")
    with writing() as session:
        found = life.begin(session, round_id, life.ISSUED)
        inside = returned(found.id)
        if issued < inside:
            raise Rejected(
                "issued_below_returned",
                "已经收回 %(returned)s 张，发出张数不能更少",
                returned=inside,
                field="issued",
            )
        there = present_count(found.meeting_id)
        if found.paper_only:
            life.SPARE.require(found)
            before, found.paper_issued = found.paper_issued, _issued(issued, there)
        else:
            before, found.issued = found.issued or 0, _issued(issued, there, found.paper_issued)
        details = {"round": found.uuid, "from": before, "to": issued, "reason": reason.strip()}
        record(session, found.congress_id, actor, acts.ISSUED_CORRECTED, found.title, details, now)


def returned(round_id: int) -> int:
    """收回: ballots in the box."""
    return db.session.scalar(select(func.count()).select_from(Ballot).where(Ballot.round_id == round_id)) or 0


def figures(found: Round) -> Figures:
    """The four numbers of the hall."""
    there = found.present if found.present is not None else present_count(found.meeting_id)
    sheets = select(func.coalesce(func.sum(Batch.sheets), 0)).where(Batch.round_id == found.id)
    paper = db.session.scalar(sheets) or 0
    return Figures(
        found.meeting.entitled,
        there,
        (found.issued or 0) + found.paper_issued,
        returned(found.id) + paper,
        found.paper_issued,
        paper,
    )


def uncounted(found: Round) -> bool:
    """Whether paper ballots were handed out and none that came back has been counted yet, after the close."""
    waiting = found.state in between(RoundState.CLOSED, RoundState.DECRYPTED) and found.paper_issued > 0
    return waiting and not figures(found).paper_returned


def close_round(round_id: int, config: Config, actor: Actor, now: datetime, act: Act = life.CLOSE) -> None:
    """End the vote: nothing more enters the box, the number of those present is fixed. `act`: as for the opening."""
    with writing() as session:
        found = life.begin(session, round_id, act, config, now)
        if not found.paper_only:
            boxes.add(session, config, found, Entry("EndBallots"))
        found.closed_at = now
        numbers = figures(found)
        found.present = numbers.present
        traces.forget_order(session, found)
        figured = {"present": numbers.present, "issued": numbers.issued, "returned": numbers.returned}
        life.enter(session, act, found, actor, now, **figured)
        uuid = found.uuid
    traces.sweep()
    mirror.forget_times(config, uuid)
