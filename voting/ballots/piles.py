"""How far the reading of paper ballots has come, and what earlier counts of a pile said; never what is still secret."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from ..congress.models import Account
from ..extensions import db
from ..meetings.models import Round
from ..rules.counting import figure_rows, is_valid
from ..rules.reading import AnyRules, any_rules
from ..sentences import Sentence
from . import batches
from .models import Batch, Reading, ReadSheet, Settled


@dataclass(frozen=True)
class Reader:
    """A teller on a pile: how many sheets are read, never what they say."""

    reading_id: int
    account_id: int
    name: str
    done: int
    finished: bool


@dataclass(frozen=True)
class Pile:
    """One batch as it stands: who reads it, how many sheets count, how many somebody must settle."""

    batch: Batch
    readers: list[Reader]
    settled: int
    plain: int
    hard: int

    @property
    def complete(self) -> bool:
        """Whether it is known of every sheet what it counts as."""
        return self.settled >= self.batch.sheets

    @property
    def wanted(self) -> int:
        """Tellers that are still missing."""
        return max(0, batches.READERS - len(self.readers))

    def awaits(self) -> list[Sentence]:
        """Who is awaited, in words."""
        no = self.batch.no
        said = [
            Sentence(
                "第 %(no)s 批：%(name)s录入中，已录 %(done)s / %(all)s 张",
                no=no,
                name=one.name,
                done=one.done,
                all=self.batch.sheets,
            )
            for one in self.readers
            if not one.finished
        ]
        if self.wanted and not self.complete:
            said.append(Sentence("第 %(no)s 批：还缺 %(n)s 位计票人录入", no=no, n=self.wanted))
        if self.plain:
            said.append(Sentence("第 %(no)s 批：%(n)s 张两人录入不同，等待监票人认定", no=no, n=self.plain))
        if self.hard:
            said.append(Sentence("第 %(no)s 批：%(n)s 张难以辨认，等待总监票人认定", no=no, n=self.hard))
        return said


def of_round(found: Round) -> list[Pile]:
    """The piles of a round in order."""
    return [pile(batch) for batch in batches.of_round(found.id)]


def pile(batch: Batch) -> Pile:
    """One batch as it stands."""
    open_ = batches.differences(batch)
    hard = sum(one.hard for one in open_)
    return Pile(batch, _readers(batch, batch.run), _settled(batch), len(open_) - hard, hard)


def _settled(batch: Batch) -> int:
    query = select(func.count()).select_from(Settled).where(Settled.batch_id == batch.id, Settled.run == batch.run)
    return db.session.scalar(query) or 0


def _readers(batch: Batch, run: int) -> list[Reader]:
    done = select(func.count()).where(ReadSheet.reading_id == Reading.id).scalar_subquery()
    query = (
        select(Reading, Account.name, done)
        .join(Account, Account.id == Reading.account_id)
        .where(Reading.batch_id == batch.id, Reading.run == run)
        .order_by(Reading.id)
    )
    return [
        Reader(reading.id, reading.account_id, name, sheets, reading.finished)
        for reading, name, sheets in db.session.execute(query)
    ]


@dataclass(frozen=True)
class Count:
    """One count of a pile (第几次计票): who made it, what it says, and which sheets the last one reads otherwise."""

    run: int
    names: list[str]
    valid: int
    void: int
    rows: list[list[int]]
    """For each project the numbers of `rules.counting.figure_keys`."""
    changed: list[int]
    decided: list[Settled]
    """Sheets that somebody settled, with the reason."""


def counts(batch: Batch, found: Round) -> list[Count]:
    """Every finished count of a pile, the first one first; all of them stay on record."""
    rules = any_rules(found.rules)
    query = select(Settled).where(Settled.batch_id == batch.id).order_by(Settled.run, Settled.sheet)
    runs: dict[int, list[Settled]] = {}
    for sheet in db.session.scalars(query):
        runs.setdefault(sheet.run, []).append(sheet)
    whole = {run: sheets for run, sheets in runs.items() if len(sheets) >= batch.sheets}
    last = {sheet.sheet: _meaning(sheet, rules) for sheet in whole.get(max(whole, default=0), [])}
    return [
        _count(batch, run, sheets, rules, len(found.candidates or []), last) for run, sheets in sorted(whole.items())
    ]


def _meaning(sheet: Settled, rules: AnyRules) -> list[int] | None:
    """The marks that count; None for a void sheet."""
    return None if batches.is_void(sheet, rules) else batches.counting_marks(sheet)


def _count(
    batch: Batch, run: int, sheets: list[Settled], rules: AnyRules, candidates: int, last: dict[int, list[int] | None]
) -> Count:
    read = [_meaning(sheet, rules) for sheet in sheets]
    valid = [marks for marks in read if marks is not None and is_valid(marks, rules)]
    rows = figure_rows(valid, candidates, rules)
    changed = [sheet.sheet for sheet, marks in zip(sheets, read, strict=True) if last.get(sheet.sheet) != marks]
    return Count(
        run,
        [one.name for one in _readers(batch, run)],
        len(valid),
        len(sheets) - len(valid),
        rows,
        changed,
        [sheet for sheet in sheets if sheet.decided_by],
    )
