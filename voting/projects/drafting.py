"""From suggestions to a project: what its form holds, and its changes (起草项目)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..attachments import store
from ..attachments.cleaning import Cleaned
from ..collection.models import Drive, ProjectRoot, Suggestion
from ..config import Config
from ..congress.models import Unit
from ..edit_conflict import Outdated
from ..errors import Conflict, Faulty, Missing, Rejected
from ..extensions import db, find_own, own, writing
from ..journal import acts
from ..journal.log import Actor, record
from ..meetings.models import Round
from ..meetings.states import RoundState
from ..sentences import Sentence
from ..texts import clean, fold, money
from . import chains, roots, versions
from .fields import TEXTS, Draft
from .models import Project

MAX_FILES = 12
YEARS, SOURCES = 4, 6
"""Rows of the form."""
STATES = {
    "drafted": Sentence("起草中"),
    "review": Sentence("审核中"),
    "preliminary": Sentence("已初定"),
    "listed": Sentence("已列入会议候选名单"),
    "withdrawn": Sentence("已撤回"),
    "merged": Sentence("已合并"),
}
OVER = ("withdrawn", "merged")


def checked(draft: Draft) -> Draft:
    """The draft with its texts cleaned; raises `Faulty` naming the fields, of rows `year-N` and `source-N` from 0.

    Only the name must be there.
    """
    faults: list[tuple[str, Sentence]] = []
    texts = {key: clean(getattr(draft, key)) for key in TEXTS}
    texts |= {key: " ".join(texts[key].split()) for key, words in TEXTS.items() if words.rows == 1}
    if not texts["name"]:
        faults.append(("name", Sentence("项目名称为空")))
    for key, words in TEXTS.items():
        if len(texts[key]) > words.most:
            faults.append((key, Sentence("%(title)s超过 %(most)s 个字", title=words.label, most=words.most)))
    years = [year for year, _amount in draft.yearly]
    faults += [
        (f"year-{row}", Sentence("%(year)s 年填了两次", year=year))
        for row, year in enumerate(years)
        if year in years[:row]
    ]
    faults += [
        (f"source-{row}", Sentence("请填写资金来源，最多 40 个字"))
        for row, (name, _amount) in enumerate(draft.sources)
        if len(name) > 40
    ]
    if faults:
        raise Faulty("draft_wrong", faults)
    return replace(draft, **texts, yearly=tuple(sorted(draft.yearly)))  # type: ignore[arg-type]


def draft_of(project: Project) -> Draft:
    """The project's fields as a draft."""
    return Draft(
        **{key: getattr(project, key) for key in TEXTS},
        unit_id=project.unit_id,
        investment_total=project.investment_total,
        yearly=tuple((int(one["year"]), Decimal(one["amount"])) for one in project.yearly),
        sources=tuple((one["source"], Decimal(one["amount"])) for one in project.sources),
        latitude=project.latitude,
        longitude=project.longitude,
        cleared=tuple(project.cleared),
    )


def against(project: Project, draft: Draft, unit: str) -> list[tuple[Sentence, str, str]]:
    """Label, what is saved and what a draft says, of every field that is not the same; `unit`: the draft's by name."""
    wanted = Project(
        **{key: getattr(draft, key) for key in TEXTS},
        unit=unit,
        investment_total=draft.investment_total,
        investment_year=project.investment_year,
        yearly=_yearly(draft),
        funds=_funds(draft),
        latitude=draft.latitude,
        longitude=draft.longitude,
        cleared=list(draft.cleared),
    )
    return versions.differences(versions.snapshot(project), versions.snapshot(wanted))


def _yearly(draft: Draft) -> list[dict[str, str]]:
    return [{"year": str(year), "amount": f"{value:f}"} for year, value in draft.yearly]


def _funds(draft: Draft) -> str:
    return "；".join(f"{name}{versions.amount(value)}万元" for name, value in draft.sources)


def suggested(suggestions: Sequence[Suggestion]) -> Draft:
    """What a new project takes over from its suggestions; everything else is written by the office."""
    if not suggestions:
        return Draft()
    first = suggestions[0]
    details = first.details or {}
    place = f"{first.place}{first.village}"
    unit_id = next((one.unit_id for one in suggestions if one.unit_id), None)
    total, this_year = (_told_amount(details, key) for key in ("investment_total", "investment_year"))
    year = first.drive.year if first.drive is not None else None
    return Draft(
        name=first.published_title or first.title,
        category=first.category,
        place=place,
        content=(first.published_text or first.text)[: TEXTS["content"].most],
        goal=details.get("goal", "")[: TEXTS["goal"].most],
        necessity=details.get("necessity", "")[: TEXTS["necessity"].most],
        feasibility=details.get("early_work", "")[: TEXTS["feasibility"].most],
        unit_id=unit_id or first.from_unit_id,
        investment_total=total,
        yearly=((year, this_year),) if year is not None and this_year is not None else (),
    )


def _told_amount(details: Mapping[str, str], key: str) -> Decimal | None:
    try:
        return money(details.get(key, ""))
    except ValueError:
        return None


def project_of(congress_id: int, drive_id: int, project_id: int) -> Project:
    """The project of this drive; raises `Missing`."""
    return own(Project, project_id, congress_id, drive_id=drive_id)


def of_drive(drive_id: int) -> list[Project]:
    """All projects of a drive: those on the list in its order, then by age."""
    query = select(Project).where(Project.drive_id == drive_id)
    return list(db.session.scalars(query.order_by(Project.no.is_(None), Project.no, Project.id)))


def taken_into(project: Project) -> Project | None:
    """The project that it was merged into."""
    return find_own(Project, project.merged_into_id, project.congress_id)


def led_by(unit_id: int) -> list[Project]:
    """The drives' projects that a unit leads, newest first."""
    query = select(Project).where(Project.unit_id == unit_id, Project.drive_id.is_not(None))
    return list(db.session.scalars(query.order_by(Project.id.desc())))


def of_unit(unit_id: int, project_id: int) -> Project:
    """A drive's project that this unit leads; raises `Missing`."""
    found = db.session.get(Project, project_id)
    if found is None or found.unit_id != unit_id or found.drive_id is None:
        raise Missing("no_such_project", "没有找到这个项目")
    return found


def create(
    congress_id: int, drive_id: int, draft: Draft, suggestion_ids: Sequence[int], actor: Actor, now: datetime
) -> Project:
    """Draft a project from suggestions (none when the government itself proposes it).

    Raises `Rejected` naming the field, or `Missing`.
    """
    draft = checked(draft)
    with writing() as session:
        drive = own(Drive, drive_id, congress_id, lock=True)
        chains.ensure(session, drive)
        project = Project(congress_id=congress_id, drive_id=drive_id, state="drafted", created_at=now, name=draft.name)
        _fill(session, project, draft, drive)
        session.add(project)
        session.flush()
        taken = roots.attach(session, project, suggestion_ids, actor, now)
        versions.keep(session, project, actor.name, "", now)
        details = {"drive": drive.title, "suggestions": [one.no for one in taken]}
        record(session, congress_id, actor, acts.PROJECT_DRAFTED, project.name, details, now)
        return project


def change(
    congress_id: int,
    project_id: int,
    draft: Draft,
    reason: str,
    version: int,
    actor: Actor,
    now: datetime,
    unit_id: int | None = None,
) -> Project:
    """Write a project anew; its earlier wording stays in its versions.

    `version`: the one that the person had before the eyes. `unit_id`: the unit for which somebody writes, None for the
    office. A reason is needed once the project has been submitted. Raises `Rejected`, `Conflict` or `Missing`.
    """
    reason, draft = clean(reason), checked(draft)
    with writing() as session:
        project = locked(session, congress_id, project_id)
        if unit_id is not None and project.unit_id != unit_id:
            raise Missing("no_such_project", "没有找到这个项目")
        if unit_id is not None and project.state != "drafted":
            raise Conflict("project_submitted", "项目已经提交审核，修改请与政府办或者人大办公室联系")
        lead = session.get(Unit, draft.unit_id) if draft.unit_id is not None else None
        # A second click writes what its first has written.
        if project.version != version and against(project, draft, lead.name if lead else ""):
            raise Outdated("project_changed", "这个项目刚刚被他人修改过，请核对以后再保存")
        if len(reason) > 500:
            raise Rejected("reason_long", "修改理由最多 %(most)s 个字", field="reason", most=500)
        if project.state != "drafted" and not reason:
            raise Rejected("reason_missing", "请填写修改理由", field="reason")
        before = versions.snapshot(project)
        _fill(session, project, draft, session.get_one(Drive, project.drive_id))
        if not versions.keep(session, project, actor.name, reason, now):
            return project
        changed = versions.differences(before, versions.snapshot(project))
        details = {str(label): {"原": old, "新": new} for label, old, new in changed}
        record(
            session,
            congress_id,
            actor,
            acts.PROJECT_CHANGED,
            project.name,
            {"version": project.version, **details},
            now,
        )
        return project


def locked(session: Session, congress_id: int, project_id: int) -> Project:
    """A drive's project that may still change, held until the commit; raises `Missing` or `Conflict`."""
    found = own(Project, project_id, congress_id, lock=True)
    if found.drive_id is None:
        raise Missing(*Project.absent)
    if found.state in OVER:
        raise Conflict("project_over", "这个项目已经撤回或者合并，不能再改")
    if found.meeting_id is not None:
        frozen = select(Round.id).where(
            Round.meeting_id == found.meeting_id, Round.kind == "main", Round.state != RoundState.DRAFTED
        )
        if session.scalar(frozen) is not None:
            raise Conflict("already_frozen", "候选名单已经冻结，不能再改")
    return found


def matching(drive_id: int, words: str, state: str | None, unit_id: int | None) -> list[Project]:
    """Those of a drive's projects in which every word occurs, in this state, led by this unit; each None for all."""
    return [
        one
        for one in of_drive(drive_id)
        if state in (None, one.state)
        and unit_id in (None, one.unit_id)
        and all(fold(word) in fold(f"{one.name}{one.content}{one.place}{one.unit}") for word in words.split())
    ]


def leaders(drive_id: int) -> list[tuple[int, str]]:
    """The units that lead a drive's projects, with their names."""
    query = select(Project.unit_id, Project.unit).where(Project.drive_id == drive_id, Project.unit_id.is_not(None))
    return list({key: name for key, name in db.session.execute(query.order_by(Project.id)) if key}.items())


def add_files(
    congress_id: int,
    project_id: int,
    files: Sequence[Cleaned],
    public: bool,
    config: Config,
    actor: Actor,
    now: datetime,
) -> None:
    """Attach pictures and documents; `public` puts them on the public page too. Raises `Rejected`."""
    if not files:
        raise Rejected("no_file", "请选择文件", field="files")
    with writing() as session:
        project = locked(session, congress_id, project_id)
        held = store.held_by("project", [project_id])
        if len(held) + len(files) > MAX_FILES:
            raise Rejected("too_many_files", "最多附 %(most)s 个文件", field="files", most=MAX_FILES)
        store.keep(session, config, congress_id, "project", project_id, files)
        session.flush()
        known = {one.id for one in held}
        for one in store.held_by("project", [project_id]):
            if one.id not in known:
                one.public = public
        details = {"files": [one.name for one in files], "public": public}
        record(session, congress_id, actor, acts.PROJECT_FILES_ADDED, project.name, details, now)


def remove_file(congress_id: int, project_id: int, attachment_id: int, actor: Actor, now: datetime) -> None:
    """Take an attachment off the project; raises `Missing`."""
    with writing() as session:
        project = locked(session, congress_id, project_id)
        held = store.one_of(attachment_id, "project", [project_id])
        details = {"file": held.name}
        session.delete(held)
        record(session, congress_id, actor, acts.PROJECT_FILE_DELETED, project.name, details, now)


def rooted(project_ids: Sequence[int]) -> set[int]:
    """Those of the projects that come from at least one suggestion."""
    query = select(ProjectRoot.project_id).where(ProjectRoot.project_id.in_(project_ids))
    return set(db.session.scalars(query))


def _fill(session: Session, project: Project, draft: Draft, drive: Drive) -> None:
    unit = find_own(Unit, draft.unit_id, project.congress_id)
    if draft.unit_id is not None and unit is None:
        raise Rejected("unit_unknown", "请从列表中选择牵头单位", field="unit_id")
    if draft.category and draft.category not in drive.categories:
        raise Rejected("category_unknown", "请从列出的类别中选择", field="category")
    same = select(Project.id).where(
        Project.drive_id == drive.id, Project.name == draft.name, Project.state.not_in(OVER)
    )
    with session.no_autoflush:
        if (other := session.scalar(same)) is not None and other != project.id:
            raise Conflict("name_taken", "这次征集已有同名的项目", field="name")
    for key in TEXTS:
        setattr(project, key, getattr(draft, key))
    project.unit_id, project.unit = draft.unit_id, unit.name if unit else ""
    project.investment_total = draft.investment_total
    project.yearly = _yearly(draft)
    project.investment_year = dict(draft.yearly).get(drive.year)
    project.sources = [{"source": name, "amount": f"{value:f}"} for name, value in draft.sources]
    project.funds = _funds(draft)
    project.latitude, project.longitude = draft.latitude, draft.longitude
    project.cleared = [one for one in drive.negative if one in draft.cleared]
