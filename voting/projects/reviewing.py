"""Bodies decide on projects, one after the other (审核): passed, changed, returned, merged, withdrawn."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ..attachments import store
from ..attachments.cleaning import Cleaned
from ..collection.models import Drive, ProjectRoot
from ..config import Config
from ..errors import Conflict, Forbidden, Missing, Rejected
from ..extensions import db, own, writing
from ..journal import acts
from ..journal.log import Actor, record
from ..texts import clean
from ..times import CHINA
from . import candidates, chains, reading
from .drafting import OVER, locked
from .models import Project, Review, ReviewStep
from .positions import DECISIONS, FORWARD, Position, position, positions, reviews_of, state_at

MAX_OPINION = 2000


@dataclass(frozen=True)
class Decision:
    """What a body decides on one project; `into_id` is the project that it is merged into."""

    project_id: int
    decision: str
    opinion: str = ""
    into_id: int | None = None


@dataclass(frozen=True)
class Sitting:
    """When the body decided, with which document, and whether the public pages tell of it."""

    decided_on: date
    document: str = ""
    public: bool = False
    files: Sequence[Cleaned] = ()


def submit(congress_id: int, project_id: int, actor: Actor, now: datetime, unit_id: int | None = None) -> Project:
    """Send a draft into the chain; one that was returned goes to the body that returned it.

    `unit_id` as in `drafting.change`. Raises `Conflict` or `Missing`.
    """
    with writing() as session:
        project = locked(session, congress_id, project_id)
        if unit_id is not None and project.unit_id != unit_id:
            raise Missing("no_such_project", "没有找到这个项目")
        if project.state != "drafted":
            raise Conflict("project_submitted", "这个项目已经提交审核")
        drive = session.get_one(Drive, project.drive_id)
        _settle(session, project, _position(session, project, chains.ensure(session, drive)))
        record(session, congress_id, actor, acts.PROJECT_SUBMITTED, project.name, {"version": project.version}, now)
        return project


def enter(
    congress_id: int,
    step_id: int,
    sitting: Sitting,
    decisions: Sequence[Decision],
    roles: Collection[str],
    config: Config,
    actor: Actor,
    now: datetime,
    unit_id: int | None = None,
) -> int:
    """Enter what a body decided on one or many projects; all of it or nothing. Returns how many.

    `unit_id`: the unit for which somebody enters, None for the office. Raises `Rejected` (field `decided_on`,
    `document`, or `decision-ID`, `opinion-ID`, `into-ID` of the project), `Forbidden`, `Conflict` when another body is
    next, or `Missing`.
    """
    _check_sitting(sitting, now)
    if not decisions:
        raise Rejected("no_decision", "请至少填写一个项目的决定", field="decided_on")
    with writing() as session:
        step = own(ReviewStep, step_id, congress_id)
        if not set(roles) & set(step.roles):
            raise Forbidden("not_enterer", "这个环节的决定不由您录入")
        for one in decisions:
            project = locked(session, congress_id, one.project_id)
            if project.drive_id != step.drive_id or (unit_id is not None and project.unit_id != unit_id):
                raise Missing("no_such_project", "没有找到这个项目")
            _decide(session, step, project, one, sitting, config, actor, now)
        return len(decisions)


def waiting(projects: Sequence[Project], steps: Sequence[ReviewStep]) -> dict[int, list[Project]]:
    """Those of a drive's projects that wait at each step, in their order."""
    made: dict[int, list[Project]] = {one.id: [] for one in steps}
    moving = [one for one in projects if one.state in ("review", "preliminary", "listed")]
    stands = positions(moving, steps)
    for one in moving:
        upcoming = stands[one.id].next
        if upcoming is not None and (upcoming.phase != "session" or one.meeting_id is not None):
            made[upcoming.id].append(one)
    return made


def project_of(drive_id: int, review_id: int) -> int:
    """The id of the drive's project that a decision is about; raises `Missing`."""
    query = select(Review.project_id).join(Project, Project.id == Review.project_id)
    found = db.session.scalar(query.where(Review.id == review_id, Project.drive_id == drive_id))
    if found is None:
        raise Missing("no_such_review", "没有找到这条审核意见")
    return found


def publish(congress_id: int, review_id: int, public: bool, actor: Actor, now: datetime) -> int:
    """Show a decision on the project's public page, or no longer; returns the project's id, raises `Missing`."""
    with writing() as session:
        found = own(Review, review_id, congress_id, lock=True)
        if found.public != public:
            found.public = public
            project = session.get_one(Project, found.project_id)
            body = session.get_one(ReviewStep, found.step_id).body
            act = acts.REVIEW_PUBLISHED if public else acts.REVIEW_RETRACTED
            record(session, congress_id, actor, act, project.name, {"body": body}, now)
        return found.project_id


def revoke(congress_id: int, review_id: int, reason: str, actor: Actor, now: datetime) -> int:
    """Strike out a project's last decision, which was entered by mistake; it stays readable with the reason.

    Returns the project's id. Raises `Rejected` without a reason, `Conflict` when it is not the last one, `Missing`.
    """
    reason = clean(reason)
    if not reason or len(reason) > 200:
        raise Rejected("reason_missing", "请填写理由，最多 200 个字", field="reason")
    with writing() as session:
        found = own(Review, review_id, congress_id)
        project = session.get_one(Project, found.project_id, with_for_update=True)
        if project.meeting_id is not None:
            candidates.open_list(session, project.meeting_id)
        counted = [one for one in reviews_of(session, [project.id])[project.id] if not one.revoked]
        if not counted or counted[-1].id != review_id:
            raise Conflict("not_last", "只能撤销最后一次决定")
        found.revoked, found.public = reason, False
        session.execute(
            delete(ProjectRoot).where(
                ProjectRoot.project_id == project.merged_into_id, ProjectRoot.suggestion_id.in_(found.handed)
            )
        )
        project.merged_into_id = None
        session.flush()
        step = session.get_one(ReviewStep, found.step_id)
        steps = session.scalars(select(ReviewStep).where(ReviewStep.drive_id == step.drive_id).order_by(ReviewStep.no))
        _settle(session, project, _position(session, project, list(steps)))
        if project.state == "review":
            project.no = None
        details = {"project": project.name, "decision": DECISIONS[found.decision], "reason": reason}
        record(session, congress_id, actor, acts.REVIEW_REVOKED, step.body, details, now)
        return project.id


def _check_sitting(sitting: Sitting, now: datetime) -> None:
    today = now.astimezone(CHINA).date()
    if sitting.decided_on > today:
        raise Rejected("date_future", "日期不能晚于今天", field="decided_on")
    if sitting.decided_on < today - timedelta(days=730):
        raise Rejected("date_old", "日期早于两年以前，请核对", field="decided_on")
    if len(sitting.document) > 120:
        raise Rejected("document_long", "文件名称最多 %(most)s 个字", field="document", most=120)


def _decide(
    session: Session,
    step: ReviewStep,
    project: Project,
    one: Decision,
    sitting: Sitting,
    config: Config,
    actor: Actor,
    now: datetime,
) -> None:
    opinion = clean(one.opinion)
    if one.decision not in DECISIONS:
        raise Rejected("decision_wrong", "请选择决定", field=f"decision-{project.id}")
    if one.decision != "passed" and not opinion:
        raise Rejected(
            "opinion_missing", "“%(name)s”：请写明理由或者修改意见", field=f"opinion-{project.id}", name=project.name
        )
    if len(opinion) > MAX_OPINION:
        raise Rejected("opinion_long", "最多 %(most)s 个字", field=f"opinion-{project.id}", most=MAX_OPINION)
    steps = list(
        session.scalars(select(ReviewStep).where(ReviewStep.drive_id == step.drive_id).order_by(ReviewStep.no))
    )
    stands = _position(session, project, steps)
    if project.state == "drafted":
        raise Conflict("not_submitted", "“%(name)s”还没有提交审核", name=project.name)
    if stands.next is None or stands.next.id != step.id:
        raise Conflict("other_step", "“%(name)s”现在不在这个环节，请刷新页面", name=project.name)
    if stands.awaits_change:
        raise Conflict("change_awaited", "“%(name)s”还没有按上一环节的意见修改", name=project.name)
    if step.phase == "session" and project.meeting_id is None and one.decision in FORWARD:
        raise Conflict("not_listed", "“%(name)s”还没有列入会议候选名单", name=project.name)
    details: dict[str, object] = {
        "project": project.name,
        "decision": DECISIONS[one.decision],
        "date": sitting.decided_on.isoformat(),
        "document": sitting.document,
        "version": project.version,
    }
    if opinion:
        details["opinion"] = opinion
    made = Review(
        congress_id=project.congress_id,
        project_id=project.id,
        step_id=step.id,
        decided_on=sitting.decided_on,
        decision=one.decision,
        opinion=opinion,
        document=sitting.document,
        version=project.version,
        public=sitting.public,
        actor=actor.name,
        at=now,
    )
    session.add(made)
    session.flush()
    store.keep(session, config, project.congress_id, "review", made.id, sitting.files)
    if one.decision == "merged":
        into, made.handed = _merge(session, project, one)
        details["into"] = into.name
    if one.decision in FORWARD:
        _settle(session, project, _position(session, project, steps))
    else:
        _leave(session, project)
        project.state = {"returned": "drafted"}.get(one.decision, one.decision)
    record(session, project.congress_id, actor, acts.REVIEW_ENTERED, step.body, details, now)


def _merge(session: Session, project: Project, one: Decision) -> tuple[Project, list[int]]:
    """The project that takes this one in, and the roots that it is handed; its own stay visible on it."""
    field = f"into-{project.id}"
    into = session.get(Project, one.into_id, with_for_update=True) if one.into_id is not None else None
    if into is None or into.drive_id != project.drive_id or into.id == project.id or into.state in OVER:
        raise Rejected("into_wrong", "“%(name)s”：请选择并入哪个项目", field=field, name=project.name)
    project.merged_into_id = into.id
    there = set(session.scalars(select(ProjectRoot.suggestion_id).where(ProjectRoot.project_id == into.id)))
    own = session.scalars(select(ProjectRoot.suggestion_id).where(ProjectRoot.project_id == project.id))
    handed = sorted(set(own) - there)
    session.add_all(ProjectRoot(project_id=into.id, suggestion_id=key) for key in handed)
    return into, handed


def _leave(session: Session, project: Project) -> None:
    """Off the meeting's list, and out of the preliminary list's order."""
    if (meeting_id := project.meeting_id) is not None:
        candidates.take_off(session, project)
        session.flush()
        candidates.renumber(session, reading.listed(meeting_id))
    project.no = None


def _position(session: Session, project: Project, steps: Sequence[ReviewStep]) -> Position:
    return position(steps, reviews_of(session, [project.id])[project.id], project.version)


def _settle(session: Session, project: Project, stands: Position) -> None:
    """Give the project the state of where it stands; a new one of the preliminary list goes to its end."""
    project.state = state_at(stands.next, project.meeting_id is not None)
    if project.state == "preliminary" and project.no is None:
        last = select(Project.no).where(Project.drive_id == project.drive_id, Project.no.is_not(None))
        project.no = max((no for no in session.scalars(last) if no is not None), default=0) + 1
