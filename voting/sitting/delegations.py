"""Ballots given out and returned by delegation (按代表团发出、收回); never what they say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select

from ..ballots import life, polling
from ..errors import Rejected
from ..extensions import db, writing
from ..journal import acts
from ..journal.log import Actor, record
from ..meetings.models import Attendance, Delegation, Entitled, Round
from ..meetings.states import RoundState
from ..sentences import Sentence
from .models import DelegationFigures


@dataclass(frozen=True)
class Line:
    """One delegation: how many belong to it and are present, how many ballots went out and came back."""

    id: int
    name: str
    entitled: int
    present: int
    issued: int | None = None
    returned: int | None = None


def lines(found: Round) -> list[Line]:
    """Every delegation of the meeting in order, with what is entered."""
    of = Entitled.meeting_id == found.meeting_id
    members = _counted(select(Entitled.delegation_id, func.count()).where(of))
    came = (Attendance.deputy_id == Entitled.deputy_id) & (Attendance.meeting_id == Entitled.meeting_id)
    there = _counted(select(Entitled.delegation_id, func.count()).join(Attendance, came).where(of))
    entered = {
        row.delegation_id: row
        for row in db.session.scalars(select(DelegationFigures).where(DelegationFigures.round_id == found.id))
    }
    query = select(Delegation).where(Delegation.meeting_id == found.meeting_id).order_by(Delegation.no)
    made = []
    for one in db.session.scalars(query):
        row = entered.get(one.id)
        made.append(
            Line(
                one.id,
                one.name,
                members.get(one.id, 0),
                there.get(one.id, 0),
                row.issued if row else None,
                row.returned if row else None,
            )
        )
    return made


def _counted(query: Select[int, int]) -> dict[int, int]:
    """Deputies by delegation id."""
    return {row[0]: row[1] for row in db.session.execute(query.group_by(Entitled.delegation_id))}


def entered(found: Round) -> list[Line]:
    """The delegations of which something is entered."""
    return [line for line in lines(found) if line.issued is not None]


def differences(found: Round, ended: bool) -> list[Sentence]:
    """Where the delegations' figures do not add up to the round's; empty when nothing is entered.

    `ended`: also the returned ones, which are complete only after the vote.
    """
    of = entered(found)
    if not of:
        return []
    numbers = polling.figures(found)
    said = []
    for line in of:
        if line.returned is not None and line.returned > (line.issued or 0):
            said.append(
                Sentence(
                    "%(name)s收回 %(returned)s 张，多于发出 %(issued)s 张",
                    name=line.name,
                    returned=line.returned,
                    issued=line.issued,
                )
            )
    issued = sum(line.issued or 0 for line in of)
    if found.issued is not None and issued != numbers.issued:
        said.append(
            Sentence("各代表团发出合计 %(sum)s 张，与本轮发出 %(whole)s 张不符", sum=issued, whole=numbers.issued)
        )
    if ended:
        open_lines = [line.name for line in of if line.returned is None]
        returned = sum(line.returned or 0 for line in of)
        if open_lines:
            said.append(Sentence("%(names)s还没有填写收回张数", names="、".join(open_lines)))
        elif returned != numbers.returned:
            said.append(
                Sentence(
                    "各代表团收回合计 %(sum)s 张，与本轮收回 %(whole)s 张不符", sum=returned, whole=numbers.returned
                )
            )
    return said


def enter(round_id: int, figures: Mapping[int, tuple[int | None, int | None]], actor: Actor, now: datetime) -> None:
    """Write down (issued, returned) of delegations, by delegation id; None where nothing is entered.

    Until the count. Returned ballots of a delegation are taken once the vote is closed: before, they would say how a
    few people's part of the hall is doing. Raises `Conflict`, `Rejected`.
    """
    with writing() as session:
        found = life.begin(session, round_id, life.BY_DELEGATION)
        ended = found.state.reached(RoundState.CLOSED)
        members = {line.id: line for line in lines(found)}
        for delegation_id, (issued, returned) in figures.items():
            line = members.get(delegation_id)
            if line is None:
                raise Rejected("no_such_delegation", "没有这个代表团")
            row = session.get(DelegationFigures, (round_id, delegation_id))
            if issued is None:
                if returned is not None:
                    raise Rejected("issued_missing", "%(name)s没有填写发出张数", name=line.name, field=f"i{line.id}")
                if row is not None:
                    session.delete(row)
                continue
            if not 0 <= issued <= line.entitled:
                raise Rejected(
                    "issued_wrong",
                    "%(name)s的发出张数应为 0 至 %(most)s",
                    name=line.name,
                    most=line.entitled,
                    field=f"i{line.id}",
                )
            if returned is not None and not ended:
                raise Rejected(
                    "returned_wrong", "%(name)s的收回张数要在结束投票以后填写", name=line.name, field=f"r{line.id}"
                )
            if returned is not None and not 0 <= returned <= 5000:
                raise Rejected("returned_wrong", "%(name)s的收回张数不正确", name=line.name, field=f"r{line.id}")
            if row is None:
                row = DelegationFigures(round_id=round_id, delegation_id=delegation_id)
                session.add(row)
            row.issued, row.returned = issued, returned
        session.flush()
        listed = {line.name: [line.issued, line.returned] for line in entered(found)}
        details = {"round": found.uuid, "delegations": listed}
        record(session, found.congress_id, actor, acts.DELEGATIONS_ENTERED, found.title, details, now)
