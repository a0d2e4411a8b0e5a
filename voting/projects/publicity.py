"""The preliminary list before the public (公示), and what of a project everybody may read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..attachments import store
from ..attachments.models import Attachment
from ..collection.models import Drive, Suggestion
from ..errors import Conflict, Missing, Rejected
from ..extensions import db, own, writing
from ..journal import acts
from ..journal.log import Actor, record
from ..meetings.models import Meeting, Round
from ..meetings.states import RoundState
from ..sentences import Sentence
from ..texts import clean
from ..times import CHINA
from . import listing, roots, versions
from .models import Project, Publicity, Review, ReviewStep

PHASES = {
    "drafted": Sentence("未发布"),
    "upcoming": Sentence("即将公示"),
    "open": Sentence("正在公示"),
    "closed": Sentence("公示结束"),
}
HIDDEN = ("cleared",)
"""Fields of a version that are not for the public."""


@dataclass(frozen=True)
class Notice:
    """What the office decides of the notice."""

    title: str
    text: str
    contact: str
    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True)
class Shown:
    """A project as everybody may read it.

    `fields` as in `versions.snapshot`; `decisions` the published ones with their bodies; `released` the released
    suggestions that it comes from, `voices` the number of all of them. `notice` is set when it stood in one.
    """

    project: Project
    fields: Mapping[str, str]
    decisions: list[tuple[Review, str]]
    released: list[Suggestion]
    voices: int
    pictures: list[Attachment]
    documents: list[Attachment]
    notice: Publicity | None
    drive: Drive | None
    meeting: Meeting | None
    into: Project | None


def of_drive(drive_id: int) -> Publicity | None:
    """The drive's notice, if one is planned."""
    return db.session.scalar(select(Publicity).where(Publicity.drive_id == drive_id))


def usual(drive: Drive, now: datetime) -> Notice:
    """What a notice begins with: from tomorrow for seven days."""
    opens = (now.astimezone(CHINA) + timedelta(days=1)).replace(hour=9, minute=0, second=0, microsecond=0)
    return Notice(
        f"{drive.year}年度民生实事候选项目公示",
        f"经公开征集、部门研究和政府研究，初步确定了{drive.year}年度民生实事候选项目，现予公示。",
        drive.contact,
        opens,
        (opens + timedelta(days=7)).replace(hour=18),
    )


def notice_of(found: Publicity) -> Notice:
    """The notice as it can be changed."""
    return Notice(found.title, found.text, found.contact, found.opens_at, found.closes_at)


def save(congress_id: int, drive_id: int, wanted: Notice, actor: Actor, now: datetime) -> Publicity:
    """Plan or correct the notice; once it is out its title and beginning stay, and its end only moves later.

    Raises `Rejected` naming the field, or `Missing`.
    """
    wanted = _checked(wanted)
    with writing() as session:
        drive = _drive(session, congress_id, drive_id)
        found = of_drive(drive_id)
        if found is not None and found.published_at is not None:
            if (wanted.title, wanted.opens_at) != (found.title, found.opens_at):
                raise Rejected("fixed_field", "公示发布后不能再改名称和开始时间", field="title")
            if wanted.closes_at < found.closes_at:
                raise Rejected("only_later", "公示发布后，结束时间只能延后", field="closes_at")
        if found is None:
            found = Publicity(
                congress_id=congress_id, drive_id=drive_id, title="", opens_at=now, closes_at=now, listed=[]
            )
            session.add(found)
        for key, value in vars(wanted).items():
            setattr(found, key, value)
        details = {"title": wanted.title, "from": wanted.opens_at.isoformat(), "to": wanted.closes_at.isoformat()}
        record(session, congress_id, actor, acts.NOTICE_DRAFTED, drive.title, details, now)
        return found


def publish(congress_id: int, drive_id: int, actor: Actor, now: datetime) -> Publicity:
    """Put the preliminary list out as it stands now; raises `Conflict`, `Rejected` or `Missing`."""
    with writing() as session:
        drive = _drive(session, congress_id, drive_id)
        found = session.scalar(select(Publicity).where(Publicity.drive_id == drive_id).with_for_update())
        if found is None:
            raise Missing("no_such_notice", "还没有编制公示")
        if found.published_at is not None:
            raise Conflict("notice_published", "公示已经发布")
        if found.closes_at <= now:
            raise Rejected("period_over", "结束时间已经过去，请先修改公示时间", field="closes_at")
        projects = [one.project for one in listing.entries(drive)]
        if not projects:
            raise Conflict("list_empty", "还没有初定的项目")
        found.listed = [{"project": one.id, "version": one.version} for one in projects]
        found.published_at = now
        details = {
            "title": found.title,
            "projects": [one.name for one in projects],
            "from": found.opens_at.isoformat(),
            "to": found.closes_at.isoformat(),
        }
        record(session, congress_id, actor, acts.NOTICE_PUBLISHED, drive.title, details, now)
        return found


def published(slug: str, now: datetime) -> tuple[Drive, Publicity]:
    """The notice of the drive with this address, once it has begun; raises `Missing`."""
    drive = db.session.scalar(select(Drive).where(Drive.slug == slug))
    found = of_drive(drive.id) if drive is not None else None
    if drive is None or found is None or found.phase(now) in ("drafted", "upcoming"):
        raise Missing("no_such_notice", "没有找到这份公示")
    return drive, found


def announced(now: datetime) -> list[tuple[Drive, Publicity]]:
    """Notices that are open now, for the front page."""
    query = (
        select(Drive, Publicity)
        .join(Publicity, Publicity.drive_id == Drive.id)
        .where(Publicity.published_at.is_not(None), Publicity.opens_at <= now, Publicity.closes_at > now)
        .order_by(Publicity.closes_at)
    )
    return [(drive, found) for drive, found in db.session.execute(query)]


def rows(found: Publicity) -> list[tuple[Project, dict[str, str]]]:
    """The projects of a published notice in its order, as they stood in it; of one in preparation as they stand now."""
    if found.published_at is None:
        drive = db.session.get_one(Drive, found.drive_id)
        return [(one.project, versions.snapshot(one.project)) for one in listing.entries(drive)]
    stood = {one["project"]: one["version"] for one in found.listed}
    projects = {one.id: one for one in db.session.scalars(select(Project).where(Project.id.in_(stood)))}
    kept = versions.fields_of(stood)
    return [(projects[key], kept[key] if key in kept else versions.snapshot(projects[key])) for key in stood]


def shown(project_id: int, now: datetime) -> Shown:
    """A project for everybody: once it is in a notice that has begun, or on a list that is frozen. Raises `Missing`."""
    project = db.session.get(Project, project_id)
    notice, stood = _noticed(project, now) if project is not None else (None, None)
    meeting = _frozen(project) if project is not None else None
    if project is None or (notice is None and meeting is None):
        if project is not None and project.meeting_id is not None and project.state == "listed":
            raise Missing("not_public_yet", "这个项目还没有公开。候选项目名单确定以后，这一页就会打开")
        raise Missing("not_public", "没有找到这个项目，或者还没有公开")
    fields = versions.snapshot(project) if meeting is not None or stood is None else stood
    heads = roots.of_project(project_id)
    counted = roots.members([one.id for one in heads])
    held = store.held_by("project", [project_id], public_only=True)
    into = db.session.get(Project, project.merged_into_id) if project.merged_into_id else None
    query = (
        select(Review, ReviewStep.body)
        .join(ReviewStep, ReviewStep.id == Review.step_id)
        .where(Review.project_id == project_id, Review.public, Review.revoked == "")
        .order_by(Review.id)
    )
    return Shown(
        project,
        {key: value for key, value in fields.items() if key not in HIDDEN},
        [(review, body) for review, body in db.session.execute(query)],
        [one for one in heads if one.published_at is not None and not one.spam and one.withdrawn_at is None],
        sum(counted.values()),
        [one for one in held if one.kind == "image"],
        [one for one in held if one.kind == "pdf"],
        notice,
        db.session.get(Drive, project.drive_id) if project.drive_id else None,
        meeting,
        into,
    )


def pages_of(meeting_id: int) -> dict[str, int]:
    """The projects of a frozen list by their names, for every round on it."""
    query = select(Project.name, Project.id).where(Project.meeting_id == meeting_id, Project.state == "listed")
    return {row.name: row.id for row in db.session.execute(query)}


def file_of(found: Shown, attachment_id: int) -> Attachment:
    """A picture or document of a project that everybody may read; raises `Missing`."""
    held = next((one for one in [*found.pictures, *found.documents] if one.id == attachment_id), None)
    if held is None:
        raise Missing(*Attachment.absent)
    return held


def _noticed(project: Project, now: datetime) -> tuple[Publicity | None, dict[str, str] | None]:
    found = of_drive(project.drive_id) if project.drive_id is not None else None
    if found is None or found.phase(now) in ("drafted", "upcoming"):
        return None, None
    stood = next((one["version"] for one in found.listed if one["project"] == project.id), None)
    return (found, _stood(project, stood)) if stood is not None else (None, None)


def _stood(project: Project, version: int) -> dict[str, str]:
    if version == 0 or version == project.version:
        return versions.snapshot(project)
    return {key: str(value) for key, value in versions.version_of(project.id, version).fields.items()}


def _frozen(project: Project) -> Meeting | None:
    if project.meeting_id is None:
        return None
    frozen = select(Round.id).where(
        Round.meeting_id == project.meeting_id, Round.kind == "main", Round.state != RoundState.DRAFTED
    )
    return db.session.get_one(Meeting, project.meeting_id) if db.session.scalar(frozen) is not None else None


def _checked(wanted: Notice) -> Notice:
    title, text, contact = " ".join(clean(wanted.title).split()), clean(wanted.text), clean(wanted.contact)
    if not title or len(title) > 120:
        raise Rejected("title_wrong", "请填写公示名称，最多 120 个字", field="title")
    if not text or len(text) > 2000:
        raise Rejected("text_wrong", "请填写公示正文，最多 2000 个字", field="text")
    if len(contact) > 1000:
        raise Rejected("contact_long", "联系方式最多 %(most)s 个字", field="contact", most=1000)
    if wanted.closes_at <= wanted.opens_at:
        raise Rejected("period_wrong", "结束时间应晚于开始时间", field="closes_at")
    return Notice(title, text, contact, wanted.opens_at, wanted.closes_at)


def _drive(session: Session, congress_id: int, drive_id: int) -> Drive:
    return own(Drive, drive_id, congress_id, lock=True)
