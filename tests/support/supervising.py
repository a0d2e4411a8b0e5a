"""A congress that supervises: units, deputies, and this year's plans with milestones and reports, as plain rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from support.collecting import NOW, OFFICE, PASSWORD, Collecting, collecting
from voting.config import Config
from voting.congress.models import Unit
from voting.deputies.authentication import hash_pass, hash_pin
from voting.deputies.models import Deputy
from voting.extensions import db, writing
from voting.implementation.models import Milestone, Plan, ProgressReport
from voting.meetings.models import Delegation, Entitled, Meeting
from voting.projects.models import Project

PIN = "246810"
NAMES = ("新建农村公路30公里", "改造老旧小区12个", "新建充电桩300个", "建设社区食堂8个")
DEPUTIES = (("1001", "代表甲"), ("1002", "代表乙"), ("1003", "代表丙"))


@dataclass
class Supervising:
    """Ids of what was made; the congress, its units and accounts are those of `held`."""

    held: Collecting
    today: date
    meeting_id: int
    plans: list[int] = field(default_factory=list)
    """The first belongs to the unit of the account `unit`, the second to another department, the third to the town."""
    deputies: dict[str, int] = field(default_factory=dict)
    """By number; each signs in with `PIN`."""

    @property
    def congress_id(self) -> int:
        return self.held.congress_id

    def plan(self, place: int = 0) -> Plan:
        """A plan as the database has it now."""
        db.session.rollback()
        return db.session.get_one(Plan, self.plans[place])


def periods(today: date, count: int) -> list[str]:
    """The last `count` whole months before `today`, oldest first."""
    months = [(today.year * 12 + today.month - 1) - back for back in range(count, 0, -1)]
    return [f"{one // 12}-{one % 12 + 1:02d}" for one in months]


def supervising(config: Config, seed: str = "supervising", today: date | None = None, reports: int = 3) -> Supervising:
    """Three units' plans, approved and public, half-way through their time on `today`, and three deputies.

    Each has four milestones of 25 percent, the first two due before today, and `reports` monthly reports that lead to
    50 percent and half of the money. A fourth plan is a draft without a version.
    """
    day = today or datetime.now(UTC).date()
    at = datetime.combine(day, datetime.min.time(), UTC)
    held = collecting(config, seed, at)
    with writing() as session:
        meeting = Meeting(
            congress_id=held.congress_id,
            name="第三届第六次会议",
            term=3,
            entitled=len(DEPUTIES),
            created_at=at - timedelta(days=200),
        )
        session.add(meeting)
        session.flush()
        delegation = Delegation(congress_id=held.congress_id, meeting_id=meeting.id, no=1, name="第一代表团")
        session.add(delegation)
        session.flush()
        made = Supervising(held, day, meeting.id)
        for number, name in DEPUTIES:
            deputy = Deputy(
                congress_id=held.congress_id,
                term=3,
                number=number,
                name=name,
                delegation=delegation.name,
                pin_hash=hash_pin(PIN, config),
                pass_hash=hash_pass(f"{seed}{number}"),
            )
            session.add(deputy)
            session.flush()
            made.deputies[number] = deputy.id
            session.add(
                Entitled(
                    meeting_id=meeting.id,
                    deputy_id=deputy.id,
                    congress_id=held.congress_id,
                    delegation_id=delegation.id,
                    number=number,
                    name=name,
                )
            )
        for no, name in enumerate(NAMES, start=1):
            unit = session.get_one(Unit, held.units[(no - 1) % len(held.units)])
            project = Project(
                congress_id=held.congress_id,
                meeting_id=meeting.id,
                no=no,
                name=name,
                content=f"{name}，年内完成。",
                place="龙水镇",
                category="交通出行",
                investment_total=Decimal(1200),
                investment_year=Decimal(800),
                unit=unit.name,
                unit_id=unit.id,
                deadline=f"{day.year}年底",
            )
            session.add(project)
            session.flush()
            drafted = no == len(NAMES)
            plan = Plan(
                congress_id=held.congress_id,
                project_id=project.id,
                year=day.year,
                no=no,
                name=name,
                category=project.category,
                content=project.content,
                place=project.place,
                unit_id=unit.id,
                unit_name=unit.name,
                responsible="局长",
                leader="副区长",
                contact="公路科 023-43700000",
                starts_on=day - timedelta(days=200),
                ends_on=day + timedelta(days=160),
                investment_total=Decimal(1200),
                investment_year=Decimal(800),
                yearly=[{"year": str(day.year), "amount": "800.00"}],
                goals=[{"name": "完成数量", "quantity": "30", "unit": "处"}],
                version=0 if drafted else 1,
                public=not drafted,
                created_at=at - timedelta(days=200),
            )
            session.add(plan)
            session.flush()
            made.plans.append(plan.id)
            if not drafted:
                _under_way(session.add, plan, day, reports)
    return made


def _under_way(add, plan: Plan, day: date, reports: int) -> None:  # type: ignore[no-untyped-def]
    """Milestones and reports of a plan in force."""
    for place, days in enumerate((-120, -20, 60, 150), start=1):
        due = day + timedelta(days=days)
        add(
            Milestone(
                plan_id=plan.id,
                no=place,
                name=("完成招标", "主体开工", "主体完工", "竣工验收")[place - 1],
                due_on=due,
                weight=25,
                reached_on=due if days < 0 and reports else None,
            )
        )
    for place, period in enumerate(periods(day, reports), start=1):
        percent = 50 * place // reports
        plan.percent, plan.invested, plan.reported = percent, Decimal(400) * place / reports, period
        add(
            ProgressReport(
                congress_id=plan.congress_id,
                plan_id=plan.id,
                period=period,
                percent=percent,
                invested=plan.invested.quantize(Decimal("0.01")),
                text="按计划推进。",
                done=[str(15 * place // reports)],
                actor="unit员",
                at=datetime(int(period[:4]), int(period[5:]), 27, tzinfo=UTC),
                state="on_schedule",
            )
        )


__all__ = ["DEPUTIES", "NAMES", "NOW", "OFFICE", "PASSWORD", "PIN", "Supervising", "periods", "supervising"]
