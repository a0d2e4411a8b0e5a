"""A drive whose projects are studied: drafts that have nothing missing, and bodies that pass them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from support.collecting import NOW, OFFICE, Collecting
from voting.collection.plans import NEGATIVE
from voting.extensions import db
from voting.meetings import setup
from voting.meetings.models import Meeting
from voting.projects import chains, drafting, reviewing
from voting.projects.drafting import Draft
from voting.projects.models import Project
from voting.projects.positions import positions
from voting.projects.reviewing import Decision, Sitting

ROLES = ("clerk", "government")
WHOLE = Draft(
    name="新建农村公路30公里",
    category="交通出行",
    place="宝顶镇、龙水镇",
    content="新建、改建农村公路30公里，配套安全设施。",
    necessity="12个村不通客车。",
    feasibility="用地已经落实，施工图已经审查。",
    goal="2027年底建成通车。",
    other_units="宝顶镇、龙水镇",
    deadline="2027年12月",
    contact="公路科 023-43700000",
    investment_total=Decimal("1200"),
    yearly=((2027, Decimal("1200")),),
    sources=(("区级财政", Decimal("1000")), ("市级补助", Decimal("200"))),
    cleared=NEGATIVE,
)


def drafted(held: Collecting, name: str = WHOLE.name, *roots: int, **more: object) -> Project:
    """A project with every field, from these suggestions."""
    draft = replace(WHOLE, name=name, unit_id=held.units[0], **more)  # type: ignore[arg-type]
    return drafting.create(held.congress_id, held.drive_id, draft, roots, OFFICE, NOW)


def decide(held: Collecting, project: Project, decision: str, opinion: str = "", into: int | None = None) -> Project:
    """The next body decides."""
    found = db.session.get_one(Project, project.id)
    steps = chains.steps(held.drive_id)
    stands = positions([found], steps)[found.id]
    assert stands.next is not None
    sitting = Sitting(NOW.date(), "会议纪要第3号")
    one = Decision(found.id, decision, opinion, into)
    reviewing.enter(held.congress_id, stands.next.id, sitting, [one], ROLES, held.config, OFFICE, NOW)
    return db.session.get_one(Project, project.id)


def ready(held: Collecting, *names: str) -> list[Project]:
    """Projects that every body before the meeting has passed."""
    made = []
    for name in names:
        project = drafted(held, name)
        reviewing.submit(held.congress_id, project.id, OFFICE, NOW)
        for _step in range(5):
            project = decide(held, project, "passed")
        made.append(project)
    return made


def meeting(held: Collecting, rehearsal: bool = False) -> Meeting:
    """A meeting whose list is open."""
    return setup.create_meeting(
        held.congress_id,
        "第七次会议演练" if rehearsal else "第七次会议",
        9,
        [],
        rehearsal,
        OFFICE,
        NOW + timedelta(seconds=1),
        held.rng,
    )


__all__ = ["NOW", "OFFICE", "ROLES", "WHOLE", "decide", "drafted", "meeting", "ready"]
