"""How a project stands (进展状态): computed from plan, time and money, never typed. Pure.

What is planned for a day follows from the milestones: each brings its weight by its day, evenly from the one before it.
A project lags when its progress stays behind that by more than the tolerance; it is ahead when it leads by as much and
its money is not behind. The words are those of districts' own progress reports (提前完成、按序时、超序时…).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ..sentences import Sentence

STATES = {
    "not_started": Sentence("未启动"),
    "on_schedule": Sentence("按序时"),
    "ahead": Sentence("超序时"),
    "behind": Sentence("滞后"),
    "stalled": Sentence("停滞"),
    "early": Sentence("提前完成"),
    "completed": Sentence("完成"),
    "basically": Sentence("基本完成"),
    "failed": Sentence("未完成"),
    "cancelled": Sentence("已取消"),
}
KINDS = {
    "not_started": "idle",
    "on_schedule": "busy",
    "ahead": "ok",
    "behind": "warn",
    "stalled": "bad",
    "early": "ok",
    "completed": "ok",
    "basically": "warn",
    "failed": "bad",
    "cancelled": "idle",
}
"""The look of each state, as the macro `ui.state` knows it: colour, symbol and word together."""
ORDER = tuple(STATES)
TROUBLED = ("behind", "stalled", "failed")
"""States that the office and the deputies are shown first."""
ACCEPTANCE = 30
"""Days after its deadline in which a finished project is accepted; later it lags."""
OVER = ("early", "completed", "basically", "failed", "cancelled")


@dataclass(frozen=True)
class Due:
    """A milestone: its day and weight in percent."""

    on: date
    weight: int


@dataclass(frozen=True)
class Facts:
    """What the state follows from; money in 万元, `accepted` is the acceptance's day and result."""

    starts_on: date | None
    ends_on: date | None
    percent: int
    milestones: Sequence[Due] = ()
    invested: float = 0
    planned_money: float = 0
    """Planned for the year; 0 when nobody has said."""
    unchanged: int = 0
    """Reports in a row without progress."""
    approved: bool = True
    accepted: tuple[date, str] | None = None
    cancelled: bool = False


@dataclass(frozen=True)
class State:
    """A key of `STATES`, what was planned for today in percent, and why, with the figures."""

    key: str
    planned: int
    why: Sentence


def planned(facts: Facts, today: date) -> int:
    """Percent that the plan has reached by today: by milestones, or evenly in time when there are none."""
    start, end = facts.starts_on, facts.ends_on
    if start is None or end is None or today <= start:
        return 0
    done, before = 0.0, start
    for one in sorted(facts.milestones, key=lambda due: due.on) or [Due(end, 100)]:
        if today >= one.on:
            done, before = done + one.weight, max(before, one.on)
            continue
        length = (one.on - before).days
        done += one.weight * (today - before).days / length if length > 0 else 0
        break
    return min(100, int(done + 0.5))


def state_of(facts: Facts, today: date, tolerance: int = 10, stalled_after: int = 3) -> State:
    """The state today; `tolerance` in percentage points, `stalled_after` reports without progress."""
    should = planned(facts, today)
    key, why = _judged(facts, today, should, tolerance, stalled_after)
    return State(key, should, why)


def _judged(facts: Facts, today: date, should: int, tolerance: int, stalled_after: int) -> tuple[str, Sentence]:
    percent, open_ = facts.percent, facts.percent < 100
    told = Sentence("按计划应达到 %(planned)s%%，实际 %(percent)s%%", planned=should, percent=percent)
    if facts.cancelled:
        return "cancelled", Sentence("经批准取消")
    if facts.accepted is not None:
        return _accepted(facts, *facts.accepted)
    if not facts.approved or facts.starts_on is None:
        return "not_started", Sentence("实施计划还没有批准")
    if today < facts.starts_on and not percent:
        return "not_started", Sentence("还没有到开工时间")
    if open_ and facts.unchanged >= stalled_after:
        why = Sentence("连续 %(n)s 次填报没有进展，停在 %(percent)s%%", n=facts.unchanged, percent=percent)
        return "stalled", why
    if open_ and facts.ends_on is not None and today > facts.ends_on:
        return "behind", Sentence("已过完成时限，进度 %(percent)s%%", percent=percent)
    if not open_ and facts.ends_on is not None and (late := (today - facts.ends_on).days) > ACCEPTANCE:
        return "behind", Sentence("已过完成时限 %(days)s 天，还没有验收", days=late)
    if should - percent > tolerance:
        return "behind", told
    if percent - should > tolerance:
        if not _money_behind(facts, should - tolerance):
            return "ahead", told
        money = int(100 * facts.invested / facts.planned_money)
        return "on_schedule", Sentence(
            "按计划应达到 %(planned)s%%，实际 %(percent)s%%；年度投资只完成 %(money)s%%，不算超序时",
            planned=should,
            percent=percent,
            money=money,
        )
    if percent == should == 0:
        return "not_started", Sentence("还没有填报进展")
    return "on_schedule", told


def _accepted(facts: Facts, day: date, result: str) -> tuple[str, Sentence]:
    late = 0 if facts.ends_on is None else (day - facts.ends_on).days
    if result == "basically":
        return result, Sentence("验收认定基本完成")
    if result == "failed":
        return result, Sentence("验收认定未完成")
    if late < 0:
        return "early", Sentence("比完成时限提前 %(days)s 天验收", days=-late)
    return "completed", Sentence("比完成时限晚 %(days)s 天验收", days=late) if late else Sentence("按期验收")


def _money_behind(facts: Facts, least: int) -> bool:
    """Whether less than `least` percent of the year's money is spent."""
    return bool(facts.planned_money) and 100 * facts.invested / facts.planned_money < least
