"""The life of a round: each state is entered by a named act, none can be skipped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from ..belenios import packing
from ..belenios.appending import Entry
from ..config import Config
from ..errors import Conflict, Rejected
from ..extensions import db, writing
from ..journal import acts
from ..journal.log import Actor, record
from ..meetings.attendance import present as present_count
from ..meetings.attendance import quorum
from ..meetings.models import Round
from ..meetings.rounds import advance, locked, require
from ..rules.reading import AnyRules, top_mark
from ..rules.rules import Rules
from . import boxes, checking, clock, mirror, traces
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


def packing_of(rules: AnyRules, candidates: int) -> packing.Packing:
    """How the marks of a round lie in its ballots; raises `ValueError` when they do not fit."""
    top = rules.seats if isinstance(rules, Rules) and rules.marking == "rank" else top_mark(rules)
    return packing.packing_for(candidates, (top or 0) + 1)


def open_round(round_id: int, issued: int | None, actor: Actor, now: datetime, config: Config | None = None) -> None:
    """Open the vote: a quorum is present.

    `issued` cards were handed out (None: one to each deputy present who has not taken a paper ballot); in a round on
    paper alone it counts paper ballots.
    """
    with writing() as session:
        found = locked(session, round_id)
        require(found, "frozen")
        clock.require_possible(session, config, found, now)
        if found.election is None and not found.paper_only:
            raise Conflict("no_box", "票箱还没有建立")
        if config is not None:
            checking.require_sound(session, config, found)
        other = select(Round.title).where(
            Round.meeting_id == found.meeting_id, Round.state == "open", Round.void_reason.is_(None)
        )
        if (title := session.scalar(other)) is not None:
            raise Conflict("other_open", "“%(title)s”还没有结束投票，同一会议不能同时进行两项投票", title=title)
        there = quorum(found.meeting)
        if not there.reached:
            raise Conflict(
                "no_quorum",
                "实到 %(present)s 人，不足法定人数 %(needed)s 人",
                present=there.present,
                needed=there.needed,
            )
        taken = 0 if found.paper_only else found.paper_issued
        given = _issued(there.present - taken if issued is None else issued, there.present, taken)
        if found.paper_only:
            found.issued, found.paper_issued = 0, given
        else:
            found.issued = given
        found.opened_at = now
        total = found.issued + found.paper_issued
        advance(session, found, "open", actor, acts.ROUND_OPENED, now, present=there.present, issued=total)


def _issued(issued: int, there: int, paper: int = 0) -> int:
    present = there - paper
    if paper and not 0 <= issued <= present:
        raise Rejected(
            "issued_wrong",
            "实到 %(there)s 人，其中 %(paper)s 人用纸质票，发出投票卡应在 0 和 %(present)s 张之间",
            there=there,
            paper=paper,
            present=present,
        )
    if not 0 <= issued <= present:
        raise Rejected("issued_wrong", "发出张数应在 0 和实到 %(present)s 人之间", present=present)
    return issued


def set_issued(round_id: int, issued: int, reason: str, actor: Actor, now: datetime) -> None:
    """Correct the number of cards handed out, with a reason, before the vote closes."""
    if not reason.strip():
        raise Rejected("reason_missing", "请填写更正原因")
    with writing() as session:
        found = locked(session, round_id)
        require(found, "open")
        inside = returned(found.id)
        if issued < inside:
            raise Rejected("issued_below_returned", "已经收回 %(returned)s 张，发出张数不能更少", returned=inside)
        there = present_count(found.meeting_id)
        if found.paper_only:
            if found.destroyed is not None:
                raise Conflict("spare_destroyed", "余票已经清点销毁，发出张数不能再改")
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
    waiting = found.state in ("closed", "mixed", "decrypted") and found.paper_issued > 0
    return waiting and not figures(found).paper_returned


def close_round(round_id: int, config: Config, actor: Actor, now: datetime) -> None:
    """End the vote: nothing more enters the box, the number of those present is fixed."""
    with writing() as session:
        found = locked(session, round_id)
        require(found, "open")
        clock.require_possible(session, config, found, now)
        if not found.paper_only:
            checking.require_sound(session, config, found)
            boxes.add(session, config, found, Entry("EndBallots"))
        found.closed_at = now
        numbers = figures(found)
        found.present = numbers.present
        traces.forget_order(session, found)
        advance(
            session,
            found,
            "closed",
            actor,
            acts.ROUND_CLOSED,
            now,
            present=numbers.present,
            issued=numbers.issued,
            returned=numbers.returned,
        )
        uuid = found.uuid
    traces.sweep()
    mirror.forget_times(config, uuid)
