"""Plans that a meeting can rate, and a rating brought to the state that a test needs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from support import stage
from support.stage import NOW, OFFICE, Stage
from voting.ballots import following, polling, preparing, rating
from voting.config import Config
from voting.congress.models import Unit
from voting.extensions import db, writing
from voting.implementation import ratings
from voting.implementation.models import Plan
from voting.projects.models import Project
from voting.rules.grading import GRADES, UNKNOWN, GradeRules

YEAR = 2025
NAMES = ("改造老旧小区", "新建农村公路", "新建社区食堂")


def plans(of: Stage, names: tuple[str, ...] = NAMES) -> list[int]:
    """Last year's plans, in force, each of a unit of its own; the last one is carried out by two."""
    congress_id = of.round.congress_id
    with writing() as session:
        made = []
        for no, name in enumerate(names, start=1):
            unit = Unit(congress_id=congress_id, name=f"第{no}局", kind="department")
            session.add(unit)
            project = Project(congress_id=congress_id, name=name, content=name, unit=unit.name)
            session.add(project)
            session.flush()
            plan = Plan(
                congress_id=congress_id,
                project_id=project.id,
                year=YEAR,
                no=no,
                name=name,
                unit_id=unit.id,
                unit_name=unit.name,
                other_units="龙水镇" if no == len(names) else "",
                version=1,
                public=True,
                starts_on=(NOW - timedelta(days=300)).date(),
                ends_on=(NOW - timedelta(days=20)).date(),
                percent=90,
                invested=Decimal(120),
                created_at=NOW,
            )
            session.add(plan)
            session.flush()
            made.append(plan.id)
        return made


def of(vote: Stage, no: int = 1) -> Stage:
    """The same people before the meeting's rating of this number."""
    found = following.firsts(vote.meeting_id)[no]
    return replace(vote, round_id=found.id, uuid=found.uuid)


def set_up(vote: Stage, rules: GradeRules | None = None, by_unit: bool = False, no: int = 1) -> Stage:
    """The rating of last year's plans, with its rules; not frozen."""
    made = of(vote, no)
    items = ratings.proposed(made.round.congress_id, YEAR, NOW.date(), by_unit)
    title = ratings.usual_title(YEAR) + ("" if no == 1 else "（再次）")
    rating.set_up(made.round_id, title, items, (rules or GradeRules()).to_dict(), OFFICE, NOW)
    return made


def boxed(vote: Stage, rules: GradeRules | None = None) -> Stage:
    """Set up, frozen, with its own box."""
    made = set_up(vote, rules)
    preparing.freeze(made.round_id, OFFICE, NOW)
    preparing.set_up_box(made.round_id, made.config, OFFICE, NOW, stage.seeded("rating"))
    return made


def announced(vote: Stage, *ballots: list[int], rules: GradeRules | None = None) -> Stage:
    """Voted on with these grades, counted and announced."""
    made = boxed(vote, rules)
    made.open()
    stage.vote(made, *ballots)
    stage.announce(made)
    db.session.rollback()
    return made


def planned(config: Config, **options: object) -> Stage:
    """A vote with its box, in a congress that has last year's plans."""
    made = stage.boxed(config, **options)
    plans(made)
    return made


def told(config: Config) -> Stage:
    """Last year's plans were rated: satisfied, dissatisfied, basically satisfied."""
    return announced(planned(config), [1, 3, 2], [1, 3, 2], [1, 3, 2], [1, 3, 0])


def rated(vote: Stage, items: list[dict[str, object]], *ballots: list[int], no: int = 1, grades: int = 3) -> Stage:
    """The meeting's rating of this number, of these items, announced."""
    made = of(vote, no)
    rules = GradeRules(grades=(*GRADES, UNKNOWN)[:grades])
    rating.set_up(made.round_id, f"第{no}次满意度测评", items, rules.to_dict(), OFFICE, NOW)
    preparing.freeze(made.round_id, OFFICE, NOW)
    preparing.set_up_box(made.round_id, made.config, OFFICE, NOW, stage.seeded(f"rating {no}"))
    if no == 1:
        made.open()
    else:
        polling.open_round(made.round_id, None, OFFICE, NOW)
    stage.vote(made, *ballots)
    stage.announce(made)
    db.session.rollback()
    return made
