"""Paper ballots read by tellers: batches, two independent readings of each, and what every sheet counts as (计票)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ..congress.models import Account
from ..errors import Conflict, Forbidden, Missing, Rejected
from ..extensions import db, own, writing
from ..journal import acts
from ..journal.log import Actor, record
from ..meetings.models import Officer, Round
from ..rules.reading import AnyRules, any_rules, top_mark
from ..sentences import Sentence
from . import life, paper
from .life import Act, Guard
from .models import Batch, Reading, ReadSheet, Settled

UNREADABLE = -1
READERS = 2
MAX_SHEETS = 500
UNCOUNTED = Sentence("纸质票还没有清点")


@dataclass(frozen=True)
class Paper:
    """The paper ballots of a round as they were settled: marks, and the number that were declared void."""

    ballots: list[list[int]] = field(default_factory=list)
    void: int = 0


@dataclass(frozen=True)
class Difference:
    """A sheet that somebody must settle: both readings, and whether it was called doubtful."""

    sheet: int
    readings: list[list[int]]
    doubtful: bool

    @property
    def hard(self) -> bool:
        """Whether only the chief scrutineer may settle it."""
        return self.doubtful or any(UNREADABLE in marks for marks in self.readings)


def of_round(round_id: int) -> list[Batch]:
    """The batches of a round in order."""
    return list(db.session.scalars(select(Batch).where(Batch.round_id == round_id).order_by(Batch.no)))


def batch_of(found: Round, batch_id: int) -> Batch:
    """The batch of this round; raises `Missing`."""
    return own(Batch, batch_id, found.congress_id, round_id=found.id)


def reading_of(found: Round, reading_id: int) -> Reading:
    """The reading of a batch of this round; raises `Missing`."""
    reading = db.session.get(Reading, reading_id)
    if reading is None:
        raise Missing("no_such_reading", "没有找到这份录入")
    batch_of(found, reading.batch_id)
    return reading


def round_of(batch: Batch) -> Round:
    """The round of a batch."""
    return db.session.get_one(Round, batch.round_id)


def begun(account_id: int) -> set[tuple[int, int]]:
    """Batch and run of every reading that a teller has begun."""
    query = select(Reading.batch_id, Reading.run).where(Reading.account_id == account_id)
    return {(batch_id, run) for batch_id, run in db.session.execute(query)}


def mine(batch: Batch, account_id: int) -> Reading | None:
    """A teller's reading of a batch in its present run."""
    query = select(Reading).where(Reading.batch_id == batch.id, Reading.run == batch.run)
    return db.session.scalar(query.where(Reading.account_id == account_id))


def read_by(account_id: int) -> list[Round]:
    """The rounds whose paper ballots are read at meetings that somebody was named a teller of, newest first."""
    query = (
        select(Round)
        .join(Officer, Officer.meeting_id == Round.meeting_id)
        .where(Officer.account_id == account_id, Officer.duty == "teller")
        .where(Round.state.in_(life.READ_PAPER.start), Round.void_reason.is_(None))
    )
    return list(db.session.scalars(query.order_by(Round.id.desc())))


def add(round_id: int, sheets: int, actor: Actor, now: datetime, recounted: bool = False) -> int:
    """Count a pile of returned sheets as sheets; returns the batch's number. Raises `Conflict`, `Rejected`.

    Sheets bear no number, so one that lies in two piles shows only in their sum: more than were handed out are refused
    (sheets_over) until it is said that they were `recounted`. The gate of the count then says so (收回多于发出).
    """
    if not 1 <= sheets <= MAX_SHEETS:
        raise Rejected("sheets_wrong", "一批应为 1 至 %(most)s 张", most=MAX_SHEETS, field="sheets")
    with writing() as session:
        found = life.begin(session, round_id, life.READ_PAPER)
        if not (found.paper_only or found.paper_issued):
            raise Conflict("no_paper", "这一轮没有发出纸质票")
        counted = paper.sheets_returned(round_id)
        over = counted + sheets > found.paper_issued
        if over and not recounted:
            raise Rejected(
                "sheets_over",
                "已清点 %(counted)s 张，加上这一批多于发出的 %(issued)s 张，可能有票数进了两批。"
                "请重新清点；确实多于发出的，勾选“已经重新清点”再登记",
                counted=counted,
                issued=found.paper_issued,
                field="recounted",
            )
        last = select(Batch.no).where(Batch.round_id == round_id).order_by(Batch.no.desc()).limit(1)
        no = (session.scalar(last) or 0) + 1
        session.add(Batch(congress_id=found.congress_id, round_id=round_id, no=no, sheets=sheets))
        details = {"batch": no, "sheets": sheets, **({"recounted": True} if over else {})}
        record(session, found.congress_id, actor, acts.BATCH_COUNTED, found.title, details, now)
        return no


def remove(batch_id: int, actor: Actor, now: datetime) -> None:
    """Take back a batch that nobody has begun to read."""
    with writing() as session:
        batch, found = _held(session, batch_id)
        if session.scalar(select(Reading.id).where(Reading.batch_id == batch_id).limit(1)) is not None:
            raise Conflict("batch_begun", "第 %(no)s 批已经开始录入，不能撤销", no=batch.no)
        session.delete(batch)
        details = {"batch": batch.no, "sheets": batch.sheets}
        record(session, found.congress_id, actor, acts.BATCH_REVOKED, found.title, details, now)


def _held(session: Session, batch_id: int) -> tuple[Batch, Round]:
    """A batch and its round, held against others, while paper may still be read."""
    batch = session.get(Batch, batch_id)
    if batch is None:
        raise Missing("no_such_batch", "没有找到这一批票")
    found = life.begin(session, batch.round_id, life.READ_PAPER)
    session.refresh(batch)
    return batch, found


def _duty(session: Session, found: Round, account_id: int) -> str | None:
    """The duty to which the account was named in the round's meeting."""
    query = select(Officer.duty).where(Officer.meeting_id == found.meeting_id, Officer.account_id == account_id)
    return session.scalar(query)


def begin(batch_id: int, account: Account, code: str, now: datetime) -> int:
    """A teller begins, or goes on with, a reading; returns its id.

    `code` was scanned from a sheet of the pile and must be that of the round (`paper.check_mark`). Raises `Conflict`
    when two others read this batch, `Forbidden` for who was not named a teller of this meeting, and for who read it
    in an earlier count (a recount is made by another pair).
    """
    account_id, name = account.id, account.name
    with writing() as session:
        batch, found = _held(session, batch_id)
        paper.check_mark(found, code)
        duty = _duty(session, found, account_id)
        if duty in ("chief_scrutineer", "scrutineer"):
            raise Forbidden("scrutineers_watch", "监票人监督计票，不录入纸质票")
        if duty != "teller":
            raise Forbidden("no_teller", "您不是本次会议指定的计票人，请与工作人员联系")
        readings = session.scalars(select(Reading).where(Reading.batch_id == batch_id)).all()
        mine = [one for one in readings if one.account_id == account_id]
        now_reading = [one for one in readings if one.run == batch.run]
        for one in mine:
            if one.run == batch.run:
                if one.finished:
                    raise Conflict("reading_finished", "您已经录完第 %(no)s 批", no=batch.no)
                return one.id
        if mine:
            raise Forbidden("same_pair", "您录入过第 %(no)s 批，重新计票须由另外两位计票人进行", no=batch.no)
        if len(now_reading) >= READERS:
            raise Conflict("two_readers", "第 %(no)s 批已经有两位计票人录入", no=batch.no)
        reading = Reading(batch_id=batch_id, run=batch.run, account_id=account_id)
        session.add(reading)
        session.flush()
        details = {"batch": batch.no, "run": batch.run}
        record(session, found.congress_id, Actor(name, "计票人"), acts.BATCH_BEGUN, found.title, details, now)
        return reading.id


def _mine(session: Session, reading_id: int, account_id: int) -> tuple[Reading, Batch, Round]:
    reading = session.get(Reading, reading_id)
    if reading is None or reading.account_id != account_id:
        raise Missing("no_such_reading", "没有找到这份录入")
    batch, found = _held(session, reading.batch_id)
    session.refresh(reading)
    if reading.finished or reading.run != batch.run:
        raise Conflict("reading_finished", "您已经录完第 %(no)s 批", no=batch.no)
    return reading, batch, found


def enter(reading_id: int, account_id: int, sheet: int, marks: Sequence[int], doubtful: bool) -> None:
    """Write down one sheet; a second time replaces the first. `marks` as `ReadSheet.marks`; raises `Rejected`."""
    with writing() as session:
        reading, batch, found = _mine(session, reading_id, account_id)
        if not 1 <= sheet <= batch.sheets:
            raise Rejected("sheet_wrong", "这一批只有 %(sheets)s 张", sheets=batch.sheets)
        _check_marks(marks, found)
        kept = session.get(ReadSheet, (reading.id, sheet))
        if kept is None:
            kept = ReadSheet(reading_id=reading.id, sheet=sheet, marks=[], doubtful=False)
            session.add(kept)
        kept.marks, kept.doubtful = list(marks), doubtful


def of_reading(reading_id: int, account_id: int) -> Batch:
    """The batch that a teller reads; another's reading is not found."""
    reading = db.session.get(Reading, reading_id)
    if reading is None or reading.account_id != account_id:
        raise Missing("no_such_reading", "没有找到这份录入")
    return db.session.get_one(Batch, reading.batch_id)


def entered(reading_id: int, account_id: int) -> dict[int, tuple[list[int], bool]]:
    """What a teller has read so far: marks and doubt by sheet; another's reading is not found."""
    reading = db.session.get(Reading, reading_id)
    if reading is None or reading.account_id != account_id:
        raise Missing("no_such_reading", "没有找到这份录入")
    query = select(ReadSheet).where(ReadSheet.reading_id == reading_id).order_by(ReadSheet.sheet)
    return {one.sheet: (list(one.marks), one.doubtful) for one in db.session.scalars(query)}


def _check_marks(marks: Sequence[int], found: Round) -> None:
    candidates = len(found.candidates or [])
    top = top_mark(any_rules(found.rules)) or candidates
    if len(marks) != candidates or any(type(mark) is not int or not UNREADABLE <= mark <= top for mark in marks):
        raise Rejected("marks_wrong", "录入的内容不完整，应逐项录满 %(candidates)s 项", candidates=candidates)


def finish(reading_id: int, account_id: int, actor: Actor, now: datetime) -> None:
    """A teller has read every sheet; when the second is through, what both agree on is settled."""
    with writing() as session:
        reading, batch, found = _mine(session, reading_id, account_id)
        read = list(session.scalars(select(ReadSheet.sheet).where(ReadSheet.reading_id == reading.id)))
        missing = sorted(set(range(1, batch.sheets + 1)) - set(read))
        if missing:
            raise Conflict(
                "sheets_missing",
                "还有 %(left)s 张没有录入：第 %(sheets)s 张",
                left=len(missing),
                sheets="、".join(map(str, missing[:20])),
            )
        reading.finished = True
        session.flush()
        details = {"batch": batch.no, "run": batch.run, "sheets": batch.sheets}
        record(session, found.congress_id, actor, acts.BATCH_ENTERED, found.title, details, now)
        _settle_agreed(session, batch)


def _settle_agreed(session: Session, batch: Batch) -> None:
    pairs = _pairs(session, batch)
    for sheet, entries in pairs.items():
        first, second = entries
        if first.marks == second.marks and not (first.doubtful or second.doubtful or UNREADABLE in first.marks):
            session.add(Settled(batch_id=batch.id, run=batch.run, sheet=sheet, marks=list(first.marks)))


def _pairs(session: Session, batch: Batch) -> dict[int, list[ReadSheet]]:
    """Both readings of every sheet; empty until both are finished."""
    readings = session.scalars(
        select(Reading.id)
        .where(Reading.batch_id == batch.id, Reading.run == batch.run, Reading.finished.is_(True))
        .order_by(Reading.id)
    ).all()
    if len(readings) < READERS:
        return {}
    pairs: dict[int, list[ReadSheet]] = {}
    query = select(ReadSheet).where(ReadSheet.reading_id.in_(readings)).order_by(ReadSheet.sheet, ReadSheet.reading_id)
    for entry in session.scalars(query):
        pairs.setdefault(entry.sheet, []).append(entry)
    return pairs


def differences(batch: Batch) -> list[Difference]:
    """The sheets of a batch that somebody must settle, side by side."""
    decided = set(_settled_sheets(db.session(), batch))
    return [
        Difference(sheet, _marks(entries), any(entry.doubtful for entry in entries))
        for sheet, entries in _pairs(db.session(), batch).items()
        if sheet not in decided
    ]


def _settled_sheets(session: Session, batch: Batch) -> list[int]:
    query = select(Settled.sheet).where(Settled.batch_id == batch.id, Settled.run == batch.run)
    return list(session.scalars(query))


def decide(
    batch_id: int, sheet: int, marks: Sequence[int], void: bool, reason: str, account: Account, now: datetime
) -> None:
    """Settle a sheet on which the readings differ, or which is doubtful.

    A scrutineer settles a plain difference between what the two tellers read; a doubtful or partly unreadable sheet is
    the chief scrutineer's, with a reason (总监票人认定). Raises `Forbidden`, `Rejected`, `Conflict`.
    """
    account_id, name, reason = account.id, account.name, reason.strip()
    with writing() as session:
        batch, found = _held(session, batch_id)
        duty = _duty(session, found, account_id)
        if duty not in ("chief_scrutineer", "scrutineer"):
            raise Forbidden("no_scrutineer", "只有本次会议的监票人可以认定纸质票")
        chief = duty == "chief_scrutineer"
        entries = _pairs(session, batch).get(sheet)
        if not entries or sheet in _settled_sheets(session, batch):
            raise Conflict("sheet_settled", "第 %(sheet)s 张已经认定，或还没有录完", sheet=sheet)
        _check_marks(marks, found)
        hard = void or any(entry.doubtful or UNREADABLE in entry.marks for entry in entries)
        if hard and not chief:
            raise Forbidden("chief_only", "难以辨认的票须由总监票人认定")
        if hard and not reason:
            raise Rejected("reason_missing", "请写明认定的理由", field="reason")
        if not hard and any(mark not in read for mark, *read in zip(marks, *_marks(entries), strict=True)):
            raise Rejected("marks_not_read", "只能在两位计票人录入的结果中认定", field="marks")
        if len(reason) > 200:
            raise Rejected("reason_long", "理由最多 200 个字", field="reason")
        unreadable = UNREADABLE in marks
        if unreadable and any_rules(found.rules).illegible == "ballot":
            void = True
        session.add(
            Settled(
                batch_id=batch_id,
                run=batch.run,
                sheet=sheet,
                marks=list(marks),
                void=void,
                reason=reason,
                decided_by=name,
            )
        )
        details = {"batch": batch.no, "sheet": sheet, "void": void, "reason": reason}
        actor = Actor(name, "总监票人" if chief else "监票人")
        record(session, found.congress_id, actor, acts.SHEET_RULED, found.title, details, now)


def _marks(entries: Sequence[ReadSheet]) -> list[list[int]]:
    return [list(entry.marks) for entry in entries]


def recount(batch_id: int, reason: str, actor: Actor, now: datetime) -> None:
    """Have a settled batch read again by another pair; both counts stay on record (重新计票)."""
    with writing() as session:
        batch, found = _held(session, batch_id)
        if len(_settled_sheets(session, batch)) < batch.sheets:
            raise Conflict("batch_open", "第 %(no)s 批还没有认定完，不能重新计票", no=batch.no)
        if not reason.strip():
            raise Rejected("reason_missing", "请写明重新计票的原因", field="reason")
        batch.run += 1
        details = {"batch": batch.no, "run": batch.run, "reason": reason.strip()}
        record(session, found.congress_id, actor, acts.BATCH_REPEATED, found.title, details, now)


def discard_reading(reading_id: int, actor: Actor, now: datetime) -> None:
    """Throw away an unfinished reading, so that another teller can take it over."""
    with writing() as session:
        reading = session.get(Reading, reading_id)
        if reading is None:
            raise Missing("no_such_reading", "没有找到这份录入")
        batch, found = _held(session, reading.batch_id)
        session.refresh(reading)
        if reading.finished:
            raise Conflict("reading_finished", "这份录入已经完成，不能放弃")
        session.execute(delete(ReadSheet).where(ReadSheet.reading_id == reading_id))
        session.delete(reading)
        details = {"batch": batch.no, "run": batch.run}
        record(session, found.congress_id, actor, acts.BATCH_ABANDONED, found.title, details, now)


def unsettled(found: Round, none_returned: bool = False) -> Iterator[Sentence]:
    """What is missing before the paper ballots can be counted; `none_returned` says that not one came back."""
    batches = of_round(found.id)
    if not batches and not none_returned:
        yield UNCOUNTED
    for batch in batches:
        left = batch.sheets - len(_settled_sheets(db.session(), batch))
        if left:
            yield Sentence("第 %(no)s 批还有 %(left)s 张没有认定", no=batch.no, left=left)


def counting(none_returned: bool = False) -> Act:
    """The count of everything together (合并计票), with what it waits for; `none_returned` as for `unsettled`."""
    return life.COUNT.guarded(Guard("paper_unsettled", partial(unsettled, none_returned=none_returned)))


def is_void(sheet: Settled, rules: AnyRules) -> bool:
    """Whether a sheet was declared void; what the rules make void on top of it is the count's affair."""
    return sheet.void or (UNREADABLE in sheet.marks and rules.illegible == "ballot")


def counting_marks(sheet: Settled) -> list[int]:
    """The marks of a sheet as they count: an unreadable row was not marked."""
    return [max(0, mark) for mark in sheet.marks]


def settled(round_id: int, rules: AnyRules) -> Paper:
    """The paper ballots as they count."""
    ballots: list[list[int]] = []
    void = 0
    for batch in of_round(round_id):
        query = select(Settled).where(Settled.batch_id == batch.id, Settled.run == batch.run).order_by(Settled.sheet)
        for sheet in db.session.scalars(query):
            if is_void(sheet, rules):
                void += 1
            else:
                ballots.append(counting_marks(sheet))
    return Paper(ballots, void)
