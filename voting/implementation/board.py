"""What everybody sees of the chosen projects (民生实事进展公示): years, rows, and the story of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select

from ..attachments import store
from ..attachments.models import Attachment
from ..collection.models import Suggestion
from ..congress.models import Congress
from ..errors import Missing
from ..extensions import db
from ..meetings.models import Meeting, Round
from ..projects import roots
from ..projects.models import Review, ReviewStep
from ..sentences import Sentence
from ..times import CHINA
from . import listing, progress, ratings
from .models import Plan, PlanChange, PlanVersion, ProgressReport
from .periods import bounds
from .settings import CHANGES
from .states import OVER

KINDS = {
    "suggested": Sentence("群众建议"),
    "reviewed": Sentence("审核"),
    "chosen": Sentence("代表票决"),
    "planned": Sentence("实施计划"),
    "reported": Sentence("进展"),
    "milestone": Sentence("节点"),
    "changed": Sentence("调整"),
    "accepted": Sentence("验收"),
    "inspected": Sentence("代表视察"),
    "rated": Sentence("满意度测评"),
}


@dataclass(frozen=True)
class Event:
    """A step of a project's story; `photos` are released ones, `key` is the row behind it."""

    on: date
    kind: str
    title: Sentence | str
    text: str = ""
    photos: Sequence[Attachment] = ()
    key: int = 0


@dataclass(frozen=True)
class Point:
    """A report in the curve of a year: percent, and the investment to date in 万元."""

    period: str
    percent: int
    invested: float


@dataclass(frozen=True)
class Year:
    """A congress's year on the board."""

    congress: Congress
    year: int
    told: listing.Summary


def years() -> list[tuple[Congress, int, int]]:
    """Every congress's years with the number of public projects, newest first."""
    query = (
        select(Congress, Plan.year, func.count())
        .join(Plan, Plan.congress_id == Congress.id)
        .where(Plan.public)
        .group_by(Congress.id, Plan.year)
        .order_by(Congress.name, Plan.year.desc())
    )
    return [(congress, year, count) for congress, year, count in db.session.execute(query)]


def congress_of(congress_id: int) -> Congress:
    """The congress; raises `Missing`."""
    found = db.session.get(Congress, congress_id)
    if found is None:
        raise Missing("no_such_congress", "没有找到这个人民代表大会")
    return found


def compared(congress_id: int, today: date) -> list[Year]:
    """The congress's years side by side, newest first."""
    congress, by_year = congress_of(congress_id), dict[int, list[listing.Row]]()
    for row in listing.rows(congress_id, today, public=True):
        by_year.setdefault(row.plan.year, []).append(row)
    return [Year(congress, year, listing.summary(rows)) for year, rows in by_year.items()]


def plan_of(plan_id: int) -> Plan:
    """A project on the board; raises `Missing`."""
    found = db.session.get(Plan, plan_id)
    if found is None or not found.public:
        raise Missing("not_public", "没有找到这个项目，或者还没有公开")
    return found


def story(plan: Plan, today: date) -> list[Event]:
    """From the first suggestion to today, oldest first. Nothing of it names a person of the public."""
    events = [*_before(plan), *_planned(plan), *_reported(plan, today), *_rated(plan)]
    return sorted(events, key=lambda event: (event.on, tuple(KINDS).index(event.kind)))


def _before(plan: Plan) -> list[Event]:
    events = [
        Event(one.received_on, "suggested", one.published_title or one.title, one.published_text or "", key=one.id)
        for one in _voices(plan)
    ]
    query = (
        select(Review, ReviewStep.body)
        .join(ReviewStep, ReviewStep.id == Review.step_id)
        .where(Review.project_id == plan.project_id, Review.public, Review.revoked == "")
    )
    events += [
        Event(review.decided_on, "reviewed", Sentence("%(body)s审核", body=body), review.opinion)
        for review, body in db.session.execute(query)
    ]
    found = db.session.get(Round, plan.round_id) if plan.round_id is not None else None
    if found is not None and found.announced_at is not None:
        meeting = db.session.get_one(Meeting, found.meeting_id).name
        title = Sentence("%(meeting)s票决确定，公告第 %(no)s 项", meeting=meeting, no=plan.no)
        events.append(Event(found.announced_at.astimezone(CHINA).date(), "chosen", title, key=found.id))
    return events


def _voices(plan: Plan) -> list[Suggestion]:
    return [
        one
        for one in roots.of_project(plan.project_id)
        if one.published_at is not None and not one.spam and one.withdrawn_at is None
    ]


def _planned(plan: Plan) -> list[Event]:
    versions = select(PlanVersion).where(PlanVersion.plan_id == plan.id, PlanVersion.approved_on.is_not(None))
    approved = list(db.session.scalars(versions.order_by(PlanVersion.no)))
    changes = db.session.scalars(
        select(PlanChange).where(PlanChange.plan_id == plan.id, PlanChange.published_at.is_not(None))
    )
    told = [
        Event(
            one.decided_on or one.at.astimezone(CHINA).date(),
            "changed",
            Sentence("%(kind)s：%(body)s", kind=CHANGES[one.kind], body=one.body or one.document),
            one.reason,
            key=one.id,
        )
        for one in changes
    ]
    made = {one.version for one in db.session.scalars(select(PlanChange).where(PlanChange.plan_id == plan.id))}
    for one in approved:
        if one.approved_on is not None and one.no not in made:
            told.append(Event(one.approved_on, "planned", Sentence("实施计划第 %(no)s 版确定", no=one.no)))
    told += [Event(one.reached_on, "milestone", one.name) for one in plan.milestones if one.reached_on is not None]
    return told


def _reported(plan: Plan, today: date) -> list[Event]:
    reports = progress.of_plan(plan.id)
    held = store.held_by(progress.HOLDER, [one.id for one in reports], public_only=True)
    told = [
        Event(
            max(bounds(one.period)[0], min(bounds(one.period)[1], one.at.astimezone(CHINA).date())),
            "reported",
            Sentence("进度 %(percent)s%%，累计投资 %(money)s 万元", percent=one.percent, money=_money(one.invested)),
            one.text,
            [file for file in held if file.holder_id == one.id and file.kind == "image"],
            one.id,
        )
        for one in reports
        if not one.returned
    ]
    row = listing.row(plan, today)
    if (end := row.acceptance) is not None:
        told.append(Event(end.accepted_on, "accepted", Sentence("%(body)s验收", body=end.body), end.text))
    return told


def _money(value: Decimal) -> str:
    return f"{value:,.2f}".rstrip("0").rstrip(".").replace(",", "\u2009")


def _rated(plan: Plan) -> list[Event]:
    return [
        Event(
            one.on,
            "rated",
            Sentence("%(title)s：%(grade)s", title=one.round.title, grade=Sentence(one.grade)),
            key=one.round.id,
        )
        for one in ratings.of_plan(plan)
    ]


def curve(plan: Plan) -> list[Point]:
    """The reports of a project, oldest first; one that was sent back is none."""
    told = reversed(progress.of_plan(plan.id))
    return [Point(one.period, one.percent, float(one.invested)) for one in told if not one.returned]


def photo_of(plan: Plan, attachment_id: int) -> Attachment:
    """A released photo of one of the project's reports; raises `Missing`."""
    held = db.session.get(Attachment, attachment_id)
    report = db.session.get(ProgressReport, held.holder_id) if held and held.holder == progress.HOLDER else None
    if held is None or report is None or report.plan_id != plan.id or not held.public:
        raise Missing(*Attachment.absent)
    return held


def chosen(rows: Sequence[listing.Row], state: str = "", category: str = "", words: str = "") -> list[listing.Row]:
    """The rows that a visitor asks for; `state` is a key of `STATES`, or `over` or `open`."""

    def fits(row: listing.Row) -> bool:
        plan, over = row.plan, row.state.key in OVER
        return (
            (not state or row.state.key == state or (state == "over" and over) or (state == "open" and not over))
            and (not category or plan.category == category)
            and (not words or words in f"{plan.name}{plan.unit_name}{plan.place}{plan.content}")
        )

    return [one for one in rows if fits(one)]
