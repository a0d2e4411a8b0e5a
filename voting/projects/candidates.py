"""The candidate list: imported or typed, until it is frozen (候选项目)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ..attachments.models import Attachment
from ..collection.models import ProjectRoot
from ..errors import Conflict, Faulty, Missing, Rejected
from ..extensions import db, writing
from ..journal import acts
from ..journal.log import Actor, record
from ..meetings.models import Meeting, Round
from ..meetings.states import RoundState
from ..sentences import Sentence
from ..tables import RowError, read_table
from ..texts import money
from . import reading
from .models import Comment, Note, Opinion, Project

MAX_CANDIDATES = 120
COLUMNS = {
    "name": ("项目名称", "名称", "name"),
    "?content": ("主要内容", "建设内容", "内容", "content"),
    "?place": ("地点", "建设地点", "place"),
    "?investment_total": ("总投资", "总投资(万元)", "总投资（万元）", "investment_total"),
    "?investment_year": ("年度投资", "年度投资(万元)", "年度投资（万元）", "年度投资金额(万元)", "investment_year"),
    "?unit": ("责任单位", "牵头单位", "unit"),
    "?deadline": ("完成时限", "建设时间", "deadline"),
}


@dataclass(frozen=True)
class Candidate:
    """A project of the list; money in 万元."""

    name: str
    content: str = ""
    place: str = ""
    investment_total: Decimal | None = None
    investment_year: Decimal | None = None
    unit: str = ""
    deadline: str = ""


@dataclass
class Preview:
    """What a file holds, and what is wrong with it."""

    candidates: list[Candidate] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)


def _candidate_of(cells: dict[str, str]) -> tuple[Candidate, list[tuple[str, Sentence]]]:
    """A candidate from the cells of a row, and what is wrong with them: field and sentence."""
    faults = []
    amounts: dict[str, Decimal | None] = {}
    for key, title in (("investment_total", Sentence("总投资")), ("investment_year", Sentence("年度投资"))):
        try:
            amounts[key] = money(cells.get(key, ""))
        except ValueError:
            amounts[key] = None
            faults.append((key, Sentence("%(title)s应为以万元计的数字", title=title)))
    name = " ".join(cells.get("name", "").split())
    texts = {key: cells.get(key, "").strip() for key in ("content", "place", "unit", "deadline")}
    total, year = amounts["investment_total"], amounts["investment_year"]
    found = Candidate(name=name, investment_total=total, investment_year=year, **texts)
    return found, faults + _faults_of(found)


def _faults_of(candidate: Candidate) -> list[tuple[str, Sentence]]:
    """What is wrong with a candidate: field and sentence."""
    faults = [] if candidate.name else [("name", Sentence("项目名称为空"))]
    for key, title, most in (
        ("name", Sentence("项目名称"), 120),
        ("content", Sentence("主要内容"), 600),
        ("place", Sentence("地点"), 120),
        ("unit", Sentence("责任单位"), 120),
        ("deadline", Sentence("完成时限"), 60),
    ):
        if len(getattr(candidate, key)) > most:
            faults.append((key, Sentence("%(title)s超过 %(most)s 个字", title=title, most=most)))
    total, year = candidate.investment_total, candidate.investment_year
    if total is not None and year is not None and year > total:
        faults.append(("investment_year", Sentence("年度投资大于总投资")))
    return faults


def read_candidates(content: bytes, filename: str) -> Preview:
    """Read a candidate list; raises `Rejected` or `TooLarge` when the file itself is unusable."""
    preview = Preview()
    names: dict[str, int] = {}
    for row, cells in read_table(content, filename, COLUMNS, MAX_CANDIDATES).rows:
        candidate, faults = _candidate_of(cells)
        preview.errors += [RowError(row, sentence) for _, sentence in faults]
        first = names.setdefault(candidate.name, row)
        if candidate.name and first != row:
            preview.errors.append(RowError(row, Sentence("项目名称与第 %(row)s 行相同", row=first)))
        preview.candidates.append(candidate)
    return preview


def open_list(session: Session, meeting_id: int) -> Meeting:
    """The meeting, held until the commit, while its list may change; raises `Conflict`."""
    meeting = session.get_one(Meeting, meeting_id, with_for_update=True)
    frozen = select(Round.id).where(
        Round.meeting_id == meeting_id, Round.kind == "main", Round.state != RoundState.DRAFTED
    )
    if session.scalar(frozen) is not None:
        raise Conflict("already_frozen", "候选名单已经冻结，不能再改")
    return meeting


def take_off(session: Session, project: Project) -> None:
    """Take a project off its meeting's list inside the caller's transaction.

    One that was studied in a drive goes back to it and keeps its history; one that was typed or imported here is
    deleted. Raises `Conflict` when delegations have said something of it that would be lost.
    """
    if project.drive_id is not None:
        project.meeting_id, project.no, project.state = None, None, "preliminary"
        return
    if session.scalar(select(Opinion.id).where(Opinion.project_id == project.id).limit(1)) is not None:
        raise Conflict("has_opinions", "“%(name)s”已有审议意见，不能删除", name=project.name)
    for table in (Note, ProjectRoot, Comment):
        session.execute(delete(table).where(table.project_id == project.id))
    session.execute(delete(Attachment).where(Attachment.holder == "project", Attachment.holder_id == project.id))
    session.delete(project)


def _fill(project: Project, candidate: Candidate) -> None:
    for key in ("name", "content", "place", "investment_total", "investment_year", "unit", "deadline"):
        setattr(project, key, getattr(candidate, key))


def replace_list(meeting_id: int, candidates: Sequence[Candidate], actor: Actor, now: datetime) -> None:
    """Put a whole list in the place of the present one."""
    with writing() as session:
        meeting = open_list(session, meeting_id)
        for project in reading.listed(meeting_id):
            take_off(session, project)
        session.flush()
        for no, candidate in enumerate(candidates, start=1):
            project = Project(congress_id=meeting.congress_id, meeting_id=meeting_id, no=no)
            _fill(project, candidate)
            session.add(project)
        record(
            session,
            meeting.congress_id,
            actor,
            acts.CANDIDATES_IMPORTED,
            meeting.name,
            {"candidates": len(candidates)},
            now,
        )


def save(meeting_id: int, project_id: int | None, candidate: Candidate, actor: Actor, now: datetime) -> None:
    """Add a project at the end, or change one; raises `Faulty`, and `Conflict` for a name that is taken."""
    if faults := _faults_of(candidate):
        raise Faulty("candidate_wrong", faults)
    with writing() as session:
        meeting = open_list(session, meeting_id)
        same = select(Project.id).where(Project.meeting_id == meeting_id, Project.name == candidate.name)
        taken = session.scalar(same)
        if taken is not None and taken != project_id:
            raise Conflict("name_taken", "已有同名的候选项目", field="name")
        if project_id is None:
            last = select(Project.no).where(Project.meeting_id == meeting_id).order_by(Project.no.desc()).limit(1)
            no = (session.scalar(last) or 0) + 1
            if no > MAX_CANDIDATES:
                raise Rejected("too_many", "候选项目最多 %(most)s 项", most=MAX_CANDIDATES)
            project = Project(congress_id=meeting.congress_id, meeting_id=meeting_id, no=no)
            session.add(project)
        else:
            project = project_of(meeting_id, project_id)
            if project.drive_id is not None:
                raise Conflict("from_drive", "这个项目来自征集，请在征集的项目库中修改")
        _fill(project, candidate)
        act = acts.CANDIDATE_ADDED if project_id is None else acts.CANDIDATE_CHANGED
        record(session, meeting.congress_id, actor, act, meeting.name, {"name": candidate.name}, now)


def project_of(meeting_id: int, project_id: int) -> Project:
    """The project of this meeting's list; raises `Missing`."""
    found = db.session.get(Project, project_id)
    if found is None or found.meeting_id != meeting_id:
        raise Missing("no_such_project", "没有找到这个项目")
    return found


def renumber(session: Session, projects: Sequence[Project]) -> None:
    """Number the projects of a list in this order, inside the caller's transaction."""
    # Through negative numbers, because two projects of a list may never share one, not even for a moment.
    for no, project in enumerate(projects, start=1):
        project.no = -no
    session.flush()
    for no, project in enumerate(projects, start=1):
        project.no = no
    session.flush()


def move(meeting_id: int, project_id: int, up: bool, actor: Actor, now: datetime) -> None:
    """Move a project one place up or down; at the end of the list nothing happens."""
    with writing() as session:
        meeting = open_list(session, meeting_id)
        moved = project_of(meeting_id, project_id)
        projects = reading.listed(meeting_id)
        at = projects.index(moved)
        to = at - 1 if up else at + 1
        if not 0 <= to < len(projects):
            return
        projects.insert(to, projects.pop(at))
        renumber(session, projects)
        details = {"name": moved.name, "no": to + 1}
        record(session, meeting.congress_id, actor, acts.ORDER_CHANGED, meeting.name, details, now)


def remove(meeting_id: int, project_id: int, actor: Actor, now: datetime) -> str:
    """Take a project off the list; those behind it move up. Returns its name."""
    with writing() as session:
        meeting = open_list(session, meeting_id)
        gone = project_of(meeting_id, project_id)
        name = gone.name
        take_off(session, gone)
        session.flush()
        renumber(session, reading.listed(meeting_id))
        record(session, meeting.congress_id, actor, acts.CANDIDATE_DELETED, meeting.name, {"name": name}, now)
        return name
