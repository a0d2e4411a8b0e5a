"""The papers of a round's sitting, besides ballots and results: what the round holds, as `voting.printing` wants it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import and_, or_, select

from ..ballots import batches, card_making, life, paper
from ..ballots.models import Batch, Reading, Settled
from ..ballots.polling import figures, uncounted
from ..belenios import election, trustees
from ..config import Config
from ..congress.models import Account
from ..errors import Conflict, Missing
from ..extensions import db
from ..meetings import decisions
from ..meetings.models import Attendance, Entitled, Meeting, Round
from ..meetings.officers import key_holders
from ..meetings.states import RoundState
from ..printing import (
    AttendanceGroup,
    AttendanceList,
    Attendee,
    Channel,
    DelegationFigures,
    IssueReport,
    Signers,
    TellerRow,
    TellerSheet,
    TellerSummary,
    Trustee,
    VotePaper,
    ZeroReport,
    attendance_pdf,
    issue_report_pdf,
    teller_sheet_pdf,
    teller_summary_pdf,
    zero_report_pdf,
)
from ..rules.counting import is_valid
from ..rules.reading import AnyRules, any_rules
from ..rules.rules import Rules
from ..sitting import delegations, order
from ..times import CHINA, chinese_number
from . import locking
from .round_papers import local_day, names_of, on_second_person, vote_paper


def signers(found: Round) -> Signers:
    """Those who sign."""
    return Signers(
        chief=names_of(found, "chief_scrutineer"),
        scrutineers=names_of(found, "scrutineer"),
        tellers=names_of(found, "teller"),
    )


def zero_report(found: Round, config: Config, now: datetime) -> bytes:
    """零票报告: as it was noted at the sitting, or as it is now while no ballot is in the box.

    Raises `Conflict`: no_box, ballots_inside.
    """
    noted = order.noted_step(found.id, "zero")
    numbers = figures(found)
    if noted is None:
        life.NO_BOX.require(found)
        if not zero_possible(found):
            raise Conflict("ballots_inside", "票箱里已经有票，不能再出具零票报告")
    told = dict(noted.figures) if noted else {}
    moment = (noted.at if noted else now).astimezone(CHINA)
    boxes = int(str(told.get("boxes", 0)))
    filled_in = found.paper_only or (noted is None and found.paper_issued)
    report = ZeroReport(
        vote=vote_paper(found),
        entitled=int(str(told.get("entitled", numbers.entitled))),
        present=int(str(told.get("present", numbers.present))),
        signers=signers(found),
        date=moment.date(),
        time=f"{moment.hour}时{moment.minute}分",
        boxes=None if filled_in and not boxes else boxes,
        notes=_decided(found),
    )
    if not found.paper_only:
        report = replace(
            report,
            board_head=str(told.get("head", found.board_head or "")),
            board_height=int(str(told.get("height", found.board_height or 0))),
            trustees=_trustees(found),
            card_list=election.card_list_of(election.parse(found.election).description) or "" if found.election else "",
            cards_made=str(card_making.said(found.meeting)),
        )
    return zero_report_pdf(report, fonts=config.fonts, papers=config.papers)


def _decided(found: Round) -> list[str]:
    """What the presidium had decided when the zero report was signed, or has decided by now."""
    noted = order.noted_step(found.id, "zero")
    told = noted.figures.get("decisions") if noted else None
    return [str(line) for line in told] if isinstance(told, list) else decisions.printed(found.meeting_id)


def zero_possible(found: Round) -> bool:
    """Whether `zero_report` would give one now."""
    if order.noted_step(found.id, "zero") is not None:
        return True
    ready = found.election is not None or found.paper_only
    return ready and not found.state.reached(RoundState.CLOSED) and not figures(found).returned


def _trustees(found: Round) -> list[Trustee]:
    if found.election is None:
        return []
    made = [
        Trustee(
            name=db.session.get_one(Account, one.account_id).name,
            fingerprint=trustees.fingerprint(json.loads(one.public_key)),
        )
        for one in key_holders(found.meeting_id)
        if one.public_key
    ]
    if found.server_public_key:
        made.append(Trustee(name="服务器", fingerprint=trustees.fingerprint(json.loads(found.server_public_key))))
    return made


def issue_report(found: Round, config: Config, now: datetime) -> bytes:
    """发出收回报告单, once what came back is counted; raises `Conflict` before: not_closed, paper_uncounted."""
    if not found.state.reached(RoundState.CLOSED):
        raise Conflict("not_closed", "投票结束以后才有发出收回报告单")
    if uncounted(found):
        raise Conflict("paper_uncounted", "纸质票还没有清点，清点以后才有发出收回报告单")
    numbers = figures(found)
    channels: Sequence[Channel] = ()
    if numbers.paper_issued and not found.paper_only:
        channels = (
            Channel(
                name="电子票",
                issued=numbers.issued - numbers.paper_issued,
                returned=numbers.returned - numbers.paper_returned,
                valid=0,
                void=0,
            ),
            Channel(name="纸质票", issued=numbers.paper_issued, returned=numbers.paper_returned, valid=0, void=0),
        )
    listed = [
        DelegationFigures(name=line.name, present=line.present, issued=line.issued or 0, returned=line.returned or 0)
        for line in delegations.entered(found)
    ]
    noted = order.noted_step(found.id, "returned")
    notes = _notes(found, numbers.present - numbers.issued) + ([noted.note] if noted and noted.note else [])
    report = IssueReport(
        vote=vote_paper(found),
        entitled=numbers.entitled,
        present=numbers.present,
        issued=numbers.issued,
        returned=numbers.returned,
        signers=signers(found),
        date=local_day(found.closed_at or now),
        channels=channels,
        delegations=listed,
        notes=notes,
        head=locking.locked_head(found) or "",
    )
    return issue_report_pdf(report, fonts=config.fonts, papers=config.papers)


def _notes(found: Round, without: int) -> list[str]:
    said = []
    if without > 0:
        said.append(f"实到{'组成人员' if found.meeting.committee else '代表'}中有{without}人没有领票。")
    if found.destroyed is not None:
        said.append(
            f"纸质表决票共印制{found.printed}张，发出{found.paper_issued}张，余票{found.destroyed}张已经当众清点销毁。"
        )
    said += on_second_person(found)
    said += [f"{line}。" for line in delegations.differences(found, ended=True)]
    return said


def teller_sheet(found: Round, config: Config, now: datetime) -> bytes:
    """计票小组计票单 to be filled in by hand."""
    sheet = TellerSheet(vote=vote_paper(found), group="第＿＿计票小组", date=local_day(found.closed_at or now))
    return teller_sheet_pdf(sheet, fonts=config.fonts, papers=config.papers)


def filled_sheets(found: Round) -> list[TellerSheet]:
    """A sheet for each batch with its figures; none before the count (no running totals), nor of very few ballots."""
    if found.result is None or paper.few(found):
        return []
    rules, vote, day = any_rules(found.rules), vote_paper(found), local_day(found.closed_at)
    return [_sheet(vote, rules, group, day) for group in _together(batches.of_round(found.id))]


def _together(listed: Sequence[Batch]) -> list[list[Batch]]:
    """The batches in their order, small ones with their neighbours: no sheet tells of fewer ballots than `FEW`."""
    groups: list[list[Batch]] = []
    for batch in listed:
        if groups and sum(one.sheets for one in groups[-1]) < paper.FEW:
            groups[-1].append(batch)
        else:
            groups.append([batch])
    if len(groups) > 1 and sum(one.sheets for one in groups[-1]) < paper.FEW:
        groups[-2] += groups.pop()
    return groups


def _sheet(vote: VotePaper, rules: AnyRules, group: Sequence[Batch], day: date) -> TellerSheet:
    settled = or_(*(and_(Settled.batch_id == one.id, Settled.run == one.run) for one in group))
    read: list[list[int]] = []
    for one in db.session.scalars(select(Settled).where(settled)):
        marks = [max(0, mark) for mark in one.marks]
        unreadable = batches.UNREADABLE in one.marks and rules.illegible == "ballot"
        if not one.void and not unreadable and is_valid(marks, rules):
            read.append(marks)
    rows = []
    for at, candidate in enumerate(vote.candidates):
        if not isinstance(rules, Rules) or vote.choices:
            counts = [sum(marks[at] == choice.mark for marks in read) for choice in vote.choices]
        else:
            counts = [sum(rules.seats + 1 - marks[at] for marks in read if marks[at])]
        rows.append(TellerRow(no=candidate.no, name=candidate.name, counts=counts))
    counted = or_(*(and_(Reading.batch_id == one.id, Reading.run == one.run) for one in group))
    tellers = db.session.scalars(
        select(Account.name).join(Reading, Reading.account_id == Account.id).where(counted).order_by(Reading.id)
    )
    sheets = sum(one.sheets for one in group)
    return TellerSheet(
        vote=vote,
        group=f"第{'、'.join(chinese_number(one.no) for one in group)}计票小组",
        batch=f"第{'、'.join(str(one.no) for one in group)}批",
        date=day,
        ballots=sheets,
        valid=len(read),
        void=sheets - len(read),
        rows=rows,
        pair=list(dict.fromkeys(tellers)),
    )


def filled_sheet(found: Round, no: int, config: Config) -> bytes:
    """One of the `filled_sheets`, from 1."""
    sheets = filled_sheets(found)
    if not 1 <= no <= len(sheets):
        raise Missing("no_such_paper", "现在还没有这份文件")
    return teller_sheet_pdf(sheets[no - 1], fonts=config.fonts, papers=config.papers)


def teller_summary(found: Round, config: Config) -> bytes:
    """计票汇总单 of the paper ballots."""
    sheets = filled_sheets(found)
    if not sheets:
        raise Missing("no_such_paper", "现在还没有这份文件")
    summary = TellerSummary(
        vote=vote_paper(found), sheets=sheets, signers=signers(found), date=local_day(found.closed_at)
    )
    return teller_summary_pdf(summary, fonts=config.fonts, papers=config.papers)


def attendance_list(meeting: Meeting, config: Config, now: datetime, blank: bool) -> bytes:
    """签到表 by delegation: to be signed by hand (`blank`), or as it stands."""
    there = set(db.session.scalars(select(Attendance.deputy_id).where(Attendance.meeting_id == meeting.id)))
    groups = []
    for delegation in meeting.delegations:
        query = select(Entitled).where(Entitled.delegation_id == delegation.id).order_by(Entitled.number)
        people = [
            Attendee(number=one.number, name=one.name, signed="已签到" if not blank and one.deputy_id in there else "")
            for one in db.session.scalars(query)
        ]
        present = None if blank else sum(bool(one.signed) for one in people)
        groups.append(AttendanceGroup(name=delegation.name, attendees=people, present=present))
    listed = AttendanceList(
        congress=meeting.congress.name,
        meeting=meeting.name,
        sitting="全体会议",
        rehearsal=meeting.rehearsal,
        groups=groups or [AttendanceGroup(name="")],
        date=None if blank else local_day(now),
    )
    return attendance_pdf(listed, fonts=config.fonts, papers=config.papers)
