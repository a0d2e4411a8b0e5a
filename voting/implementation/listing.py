"""Plans with how they stand, in a fixed number of queries: for units, the office, leaders and the public."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from ..extensions import db
from . import progress
from .models import Acceptance, Plan
from .periods import due_on, missing
from .settings import Setting, setting_of
from .states import ORDER, TROUBLED, State


@dataclass(frozen=True)
class Row:
    """A plan with its state, and the periods whose report is overdue, oldest first."""

    plan: Plan
    state: State
    overdue: Sequence[str]
    next: str | None
    """The period that is reported next."""
    due: date | None
    """The day by which its report is due."""
    acceptance: Acceptance | None

    @property
    def spent(self) -> int | None:
        """Investment to date in percent of the year's plan; None without one."""
        wanted = self.plan.investment_year
        return None if not wanted else int(100 * self.plan.invested / wanted)


@dataclass(frozen=True)
class Summary:
    """Rows in figures; money in 万元."""

    plans: int
    states: dict[str, int]
    """By the keys of `states.STATES`, in their order, without those that are nowhere."""
    planned: float
    invested: float
    overdue: int
    """Plans with an overdue report."""

    @property
    def share(self) -> float | None:
        """Investment done in percent of the plan."""
        return None if not self.planned else 100 * self.invested / self.planned


def rows(
    congress_id: int, today: date, year: int | None = None, unit_id: int | None = None, public: bool = False
) -> list[Row]:
    """The plans of a year (or all), of a unit (or all), those on the public board (or all), newest year first."""
    query = select(Plan).where(Plan.congress_id == congress_id).options(selectinload(Plan.milestones))
    if year is not None:
        query = query.where(Plan.year == year)
    if unit_id is not None:
        query = query.where(Plan.unit_id == unit_id)
    if public:
        query = query.where(Plan.public)
    plans = list(db.session.scalars(query.order_by(Plan.year.desc(), Plan.no, Plan.id)))
    accepted = {
        one.plan_id: one for one in db.session.scalars(select(Acceptance).where(Acceptance.congress_id == congress_id))
    }
    setting = setting_of(congress_id)
    return [row_of(plan, accepted.get(plan.id), today, setting) for plan in plans]


def row(plan: Plan, today: date) -> Row:
    """One plan with its state."""
    return row_of(plan, db.session.get(Acceptance, plan.id), today, setting_of(plan.congress_id))


def row_of(plan: Plan, acceptance: Acceptance | None, today: date, setting: Setting) -> Row:
    """As above, with what was fetched before."""
    accepted = (acceptance.accepted_on, acceptance.result) if acceptance is not None else None
    following = progress.next_period(plan, today, setting)
    late: list[str] = []
    if following is not None and plan.starts_on is not None:
        late = missing(plan.starts_on, today, setting.report_every, setting.report_day, plan.reported)
    return Row(
        plan,
        progress.state(plan, today, setting, accepted),
        late,
        following,
        due_on(following, setting.report_day) if following else None,
        acceptance,
    )


def summary(found: Sequence[Row]) -> Summary:
    """The figures of some rows; cancelled ones are not counted in the money."""
    counted = Counter(one.state.key for one in found)
    live = [one.plan for one in found if one.state.key != "cancelled"]
    return Summary(
        len(found),
        {key: counted[key] for key in ORDER if counted[key]},
        float(sum(one.investment_year or 0 for one in live)),
        float(sum(one.invested for one in live)),
        sum(bool(one.overdue) for one in found),
    )


def troubled(found: Sequence[Row]) -> list[Row]:
    """Those that lag, stand still or failed, the worst first, then those with an overdue report."""
    bad = [one for one in found if one.state.key in TROUBLED]
    late = [one for one in found if one.overdue and one not in bad]
    return sorted(bad, key=lambda one: (one.state.key != "stalled", one.plan.percent - one.state.planned)) + late
