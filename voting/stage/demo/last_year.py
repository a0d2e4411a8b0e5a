"""The demo's past year: the meeting that chose ten projects, and what became of them until today."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from ...ballots.preparing import freeze, set_rules
from ...belenios.group import Rng
from ...config import Config
from ...deputies.roster import Pass, Person
from ...meetings.entitled import import_roster
from ...meetings.officers import name_officers
from ...meetings.rounds import main_round
from ...meetings.setup import create_meeting
from ...projects.candidates import Candidate, replace_list
from ...rules.rules import Rules
from . import old_suggestions
from .hall import CLERK, Hall, marks
from .last_year_projects import PROMISED

LEFT_OUT = (
    ("城区智慧停车提升", "改造智慧停车泊位 1200 个", "市城管局", 900),
    ("文化惠民演出", "送演出下乡 120 场", "市文广新旅局", 260),
)
"""Candidates of last year that were not chosen."""
LIKED = (97, 95, 94, 88, 93, 76, 86, 91, 98, 96, 48, 41)
"""How many in a hundred approve of each candidate."""
ABSENT = 20
"""One deputy in so many does not come."""


def choose(
    congress_id: int,
    people: Sequence[Person],
    officers: Sequence[tuple[int, str]],
    year: int,
    now: datetime,
    rng: Rng,
    config: Config,
) -> tuple[int, list[Pass]]:
    """The vote of the year before, from the list to the announcement; its round, and the passes of the term."""
    then = now - timedelta(days=365)
    name, subject = "第五次会议", f"{year}年重点民生实事项目"
    meeting_id = create_meeting(congress_id, name, len(people), [], False, CLERK, then, rng, subject).id
    passes = import_roster(meeting_id, people, config, CLERK, then, rng)
    listed = [
        Candidate(
            one.name, one.content, one.place, Decimal(one.planned), Decimal(one.planned), one.unit, f"{year}年12月"
        )
        for one in PROMISED
    ]
    listed += [
        Candidate(name, content, "城区", Decimal(money), Decimal(money), unit, f"{year}年12月")
        for name, content, unit, money in LEFT_OUT
    ]
    replace_list(meeting_id, listed, CLERK, then)
    old_suggestions.ask(meeting_id, people, then, config, rng)
    name_officers(meeting_id, officers, CLERK, then)
    round_id = main_round(meeting_id).id
    set_rules(round_id, Rules(seats=len(PROMISED)).to_dict(), CLERK, then)
    freeze(round_id, CLERK, then)
    hall = Hall(meeting_id, config, rng)
    hall.prepare(len(people) // ABSENT, then)
    chance = random.Random(year)  # noqa: S311 (the demo is the same each time)
    hall.vote(round_id, [marks(LIKED, len(PROMISED), chance) for _ in hall.there], then + timedelta(hours=3))
    return round_id, passes
