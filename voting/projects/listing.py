"""The preliminary list: its order, its checks, and its way into a meeting (候选名单)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..attachments.models import Attachment
from ..belenios.group import Rng
from ..collection.models import Drive, ProjectRoot
from ..errors import Conflict, Missing, Rejected
from ..extensions import db, own, writing
from ..journal import acts
from ..journal.log import Actor, record
from ..meetings.models import Meeting, Round
from ..meetings.states import RoundState
from ..rules.rules import Rules
from . import candidates, chains, checking, drafting, reading
from .checking import Fault
from .fields import TEXTS
from .models import ListOrder, Project
from .ordering import METHODS, by_category, by_lot
from .positions import Position, positions, ready

COPIED = (
    *TEXTS,
    "investment_total",
    "investment_year",
    "yearly",
    "sources",
    "funds",
    "unit",
    "unit_id",
    "latitude",
    "longitude",
)


@dataclass(frozen=True)
class Entry:
    """A project of the list, where it stands in the chain, and what is wrong with it."""

    project: Project
    position: Position
    faults: Sequence[Fault]

    @property
    def ready(self) -> bool:
        """Whether every body before the meeting has passed it."""
        return ready(self.position)


def entries(drive: Drive) -> list[Entry]:
    """The preliminary list in its order."""
    projects = [one for one in drafting.of_drive(drive.id) if one.state in ("preliminary", "listed")]
    stands = positions(projects, chains.steps(drive.id))
    rooted = drafting.rooted([one.id for one in projects])
    return [
        Entry(
            one,
            stands[one.id],
            checking.of_project(one, drive.year, drive.negative, one.id in rooted, stands[one.id].awaits_change),
        )
        for one in projects
    ]


def open_meetings(congress_id: int) -> list[Meeting]:
    """Meetings whose candidate list may still change, newest first."""
    query = (
        select(Meeting)
        .join(Round, Round.meeting_id == Meeting.id)
        .where(Meeting.congress_id == congress_id, Round.kind == "main", Round.state == RoundState.DRAFTED)
        .order_by(Meeting.id.desc())
    )
    return list(db.session.scalars(query))


def holders(listed: Sequence[Entry]) -> list[Meeting]:
    """The meetings that hold projects of the list."""
    ids = {one.project.meeting_id for one in listed}
    return list(db.session.scalars(select(Meeting).where(Meeting.id.in_(ids - {None})).order_by(Meeting.id)))


def rules_of(meeting_id: int) -> Rules | None:
    """The rules of the meeting's main vote; None while nobody has set them."""
    found = db.session.scalar(select(Round.rules).where(Round.meeting_id == meeting_id, Round.kind == "main"))
    return Rules.from_dict(found) if found else None


def orders(drive_id: int) -> list[ListOrder]:
    """How the list was put in order, newest first."""
    return list(
        db.session.scalars(select(ListOrder).where(ListOrder.drive_id == drive_id).order_by(ListOrder.id.desc()))
    )


def arrange(congress_id: int, drive_id: int, method: str, drawn: str, actor: Actor, now: datetime, rng: Rng) -> None:
    """Put the preliminary list in order.

    `drawn` is the seed of a lot when it was drawn in public (such as numbers on balls); empty lets the system draw.
    Raises `Rejected`, `Conflict` once the list is in a meeting, or `Missing`.
    """
    if method not in METHODS:
        raise Rejected("method_wrong", "请选择排序方式", field="method")
    drawn = " ".join(drawn.split())
    if len(drawn) > 64:
        raise Rejected("seed_long", "抽签数最多 %(most)s 个字符", field="seed", most=64)
    with writing() as session:
        drive = _drive(session, congress_id, drive_id)
        projects = _preliminary(drive)
        seed = (drawn or rng(16).hex()) if method == "lot" else ""
        if method == "category":
            projects = by_category(projects, drive.categories)
        elif method == "lot":
            projects = by_lot(projects, seed)
        _keep(session, drive, projects, method, seed, actor, now)
        details = {"method": METHODS[method], "seed": seed, "projects": [one.name for one in projects]}
        record(session, congress_id, actor, acts.ORDER_SET, drive.title, details, now)


def move(congress_id: int, drive_id: int, project_id: int, up: bool, actor: Actor, now: datetime) -> None:
    """Move a project one place: from now on it is the government's order. At the end of the list nothing happens."""
    with writing() as session:
        drive = _drive(session, congress_id, drive_id)
        projects = _preliminary(drive)
        at = next((place for place, one in enumerate(projects) if one.id == project_id), None)
        if at is None:
            raise Missing("no_such_project", "没有找到这个项目")
        to = at - 1 if up else at + 1
        if not 0 <= to < len(projects):
            return
        projects.insert(to, projects.pop(at))
        _keep(session, drive, projects, "government", "", actor, now)
        details = {"name": projects[to].name, "no": to + 1}
        record(session, congress_id, actor, acts.ORDER_CHANGED, drive.title, details, now)


def hand_over(congress_id: int, drive_id: int, meeting_id: int, actor: Actor, now: datetime) -> int:
    """Put the drive's list in the place of the meeting's; may be done again until the meeting's list is frozen.

    A rehearsal gets copies, so that the real list stays free. Raises `Rejected` naming the first fault, `Conflict`,
    or `Missing`. Returns how many candidates there are now.
    """
    with writing() as session:
        drive = _drive(session, congress_id, drive_id)
        meeting = own(Meeting, meeting_id, congress_id)
        candidates.open_list(session, meeting_id)
        chosen = [one for one in entries(drive) if one.ready]
        faults = [*checking.of_list([one.project for one in chosen], rules_of(meeting_id))]
        for fault in checking.blocking([*faults, *(fault for one in chosen for fault in one.faults)]):
            raise Rejected("list_faults", "名单还有问题：%(why)s", field="meeting", why=fault.sentence)
        for other in {one.project.meeting_id for one in chosen} - {None, meeting_id}:
            if not meeting.rehearsal and other is not None:
                candidates.open_list(session, other)
        projects = [one.project for one in chosen]
        if len(projects) > candidates.MAX_CANDIDATES:
            raise Rejected("too_many", "候选项目最多 %(most)s 项", most=candidates.MAX_CANDIDATES)
        if meeting.rehearsal:
            _replace(session, meeting, [])
            projects = [_copy(session, one, meeting) for one in projects]
        else:
            _replace(session, meeting, projects)
        candidates.renumber(session, projects)
        last = next(iter(orders(drive_id)), None)
        details = {
            "drive": drive.title,
            "projects": [one.name for one in projects],
            "order": METHODS[last.method if last else "government"],
            "seed": last.seed if last else "",
        }
        record(session, congress_id, actor, acts.LIST_HANDED_OVER, meeting.name, details, now)
        return len(projects)


def take_back(congress_id: int, drive_id: int, meeting_id: int, actor: Actor, now: datetime) -> int:
    """Take the drive's list back out of a meeting whose list is not frozen, to work on it again; returns how many."""
    with writing() as session:
        drive = _drive(session, congress_id, drive_id)
        meeting = candidates.open_list(session, meeting_id)
        listed = [one for one in reading.listed(meeting_id) if one.drive_id == drive.id]
        if meeting.congress_id != congress_id or not listed:
            raise Missing("not_listed_here", "这个会议没有这次征集的候选项目")
        places = [one.no for one in listed]
        for one, no in zip(listed, places, strict=True):
            candidates.take_off(session, one)
            one.no = no
        session.flush()
        candidates.renumber(session, reading.listed(meeting_id))
        details = {"drive": drive.title, "projects": [one.name for one in listed]}
        record(session, congress_id, actor, acts.LIST_HANDED_BACK, meeting.name, details, now)
        return len(listed)


def _replace(session: Session, meeting: Meeting, projects: Sequence[Project]) -> None:
    for gone in reading.listed(meeting.id):
        if gone not in projects:
            place = gone.no
            candidates.take_off(session, gone)
            gone.no = place if gone.drive_id is not None else None
    for one in projects:
        if one.meeting_id != meeting.id:
            one.no = None
            one.meeting_id, one.state = meeting.id, "listed"
    session.flush()


def _copy(session: Session, project: Project, meeting: Meeting) -> Project:
    made = Project(congress_id=meeting.congress_id, meeting_id=meeting.id, state="listed")
    for key in COPIED:
        setattr(made, key, getattr(project, key))
    session.add(made)
    session.flush()
    for root in session.scalars(select(ProjectRoot.suggestion_id).where(ProjectRoot.project_id == project.id)):
        session.add(ProjectRoot(project_id=made.id, suggestion_id=root))
    held = select(Attachment).where(Attachment.holder == "project", Attachment.holder_id == project.id)
    for one in session.scalars(held):
        session.add(
            Attachment(
                congress_id=one.congress_id,
                holder="project",
                holder_id=made.id,
                position=one.position,
                kind=one.kind,
                name=one.name,
                size=one.size,
                sha256=one.sha256,
                public=one.public,
            )
        )
    return made


def _drive(session: Session, congress_id: int, drive_id: int) -> Drive:
    return own(Drive, drive_id, congress_id, lock=True)


def _preliminary(drive: Drive) -> list[Project]:
    listed = [one.project for one in entries(drive)]
    if any(one.meeting_id is not None for one in listed):
        raise Conflict("already_listed", "名单已经转入会议，请先退回名单，再重新排序")
    if not listed:
        raise Conflict("list_empty", "还没有初定的项目")
    return listed


def _keep(
    session: Session, drive: Drive, projects: Sequence[Project], method: str, seed: str, actor: Actor, now: datetime
) -> None:
    for no, one in enumerate(projects, start=1):
        one.no = no
    session.add(
        ListOrder(
            congress_id=drive.congress_id,
            drive_id=drive.id,
            method=method,
            seed=seed,
            names=[one.name for one in projects],
            actor=actor.name,
            at=now,
        )
    )
