"""From suggestions to a project: what its form holds, and its changes (起草项目)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..attachments import store
from ..attachments.cleaning import Cleaned
from ..collection.models import Drive, ProjectRoot, Suggestion
from ..config import Config
from ..congress.models import Unit
from ..errors import Conflict, Missing, Rejected
from ..extensions import db, find_own, own, writing
from ..journal import acts
from ..journal.log import Actor, record
from ..meetings.models import Round
from ..meetings.states import RoundState
from ..sentences import Sentence
from ..texts import clean, money
from . import chains, roots, versions
from .models import Project

MAX_FILES = 12
YEARS, SOURCES = 4, 6
"""Rows of the form."""
LIMITS = {
    "name": 120,
    "category": 40,
    "place": 120,
    "content": 600,
    "necessity": 2000,
    "feasibility": 2000,
    "goal": 1000,
    "other_units": 200,
    "deadline": 60,
    "contact": 80,
}
STATES = {
    "drafted": Sentence("起草中"),
    "review": Sentence("审核中"),
    "preliminary": Sentence("已初定"),
    "listed": Sentence("已列入会议候选名单"),
    "withdrawn": Sentence("已撤回"),
    "merged": Sentence("已合并"),
}
OVER = ("withdrawn", "merged")


@dataclass(frozen=True)
class Draft:
    """A project's fields; money in 万元, `yearly` by year, `sources` by name."""

    name: str = ""
    category: str = ""
    place: str = ""
    content: str = ""
    necessity: str = ""
    feasibility: str = ""
    goal: str = ""
    other_units: str = ""
    deadline: str = ""
    contact: str = ""
    unit_id: int | None = None
    investment_total: Decimal | None = None
    yearly: Sequence[tuple[int, Decimal]] = ()
    sources: Sequence[tuple[str, Decimal]] = ()
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    cleared: Sequence[str] = field(default_factory=tuple)


Faults = list[tuple[str, Sentence]]


def read(cells: Mapping[str, str], cleared: Sequence[str] = ()) -> tuple[Draft, Faults]:
    """A draft from the texts of its form, and what is wrong with them: field and sentence.

    Rows are `year-N`/`year_amount-N` and `source-N`/`source_amount-N` from 0; only the name must be there.
    """
    faults: Faults = []
    texts = {key: clean(cells.get(key, "")) for key in LIMITS}
    for key in ("name", "category", "place", "other_units", "deadline", "contact"):
        texts[key] = " ".join(texts[key].split())
    if not texts["name"]:
        faults.append(("name", Sentence("项目名称为空")))
    for key, most in LIMITS.items():
        if len(texts[key]) > most:
            faults.append((key, Sentence("%(title)s超过 %(most)s 个字", title=versions.FIELDS[key], most=most)))
    total = _amount(cells.get("investment_total", ""), "investment_total", faults)
    unit_id = cells.get("unit_id", "").strip()
    if unit_id and not (unit_id.isdigit() and len(unit_id) < 10):
        faults.append(("unit_id", Sentence("请从列表中选择牵头单位")))
        unit_id = ""
    latitude, longitude = _point(cells, faults)
    return Draft(
        **texts,
        unit_id=int(unit_id) if unit_id else None,
        investment_total=total,
        yearly=_years(cells, faults),
        sources=_sources(cells, faults),
        latitude=latitude,
        longitude=longitude,
        cleared=tuple(cleared),
    ), faults


def _amount(text: str, key: str, faults: Faults) -> Decimal | None:
    try:
        return money(text)
    except ValueError:
        faults.append((key, Sentence("金额应为以万元计的数字")))
        return None


def _years(cells: Mapping[str, str], faults: Faults) -> tuple[tuple[int, Decimal], ...]:
    made: dict[int, Decimal] = {}
    for row in range(YEARS):
        year, text = cells.get(f"year-{row}", "").strip(), cells.get(f"year_amount-{row}", "")
        value = _amount(text, f"year_amount-{row}", faults)
        if value is None:
            continue
        if not (year.isascii() and year.isdigit() and len(year) == 4):
            faults.append((f"year-{row}", Sentence("请填写四位数的年份")))
        elif int(year) in made:
            faults.append((f"year-{row}", Sentence("%(year)s 年填了两次", year=year)))
        else:
            made[int(year)] = value
    return tuple(sorted(made.items()))


def _sources(cells: Mapping[str, str], faults: Faults) -> tuple[tuple[str, Decimal], ...]:
    made: list[tuple[str, Decimal]] = []
    for row in range(SOURCES):
        name = " ".join(clean(cells.get(f"source-{row}", "")).split())
        value = _amount(cells.get(f"source_amount-{row}", ""), f"source_amount-{row}", faults)
        if not name and value is None:
            continue
        if not name or len(name) > 40:
            faults.append((f"source-{row}", Sentence("请填写资金来源，最多 40 个字")))
        elif value is None:
            faults.append((f"source_amount-{row}", Sentence("请填写“%(name)s”的金额", name=name)))
        else:
            made.append((name, value))
    return tuple(made)


def _point(cells: Mapping[str, str], faults: Faults) -> tuple[Decimal | None, Decimal | None]:
    texts = {key: cells.get(key, "").strip() for key in ("latitude", "longitude")}
    if not any(texts.values()):
        return None, None
    found: list[Decimal] = []
    for key, low, high, title in (
        ("latitude", 3, 54, Sentence("纬度应在 3 至 54 之间")),
        ("longitude", 73, 136, Sentence("经度应在 73 至 136 之间")),
    ):
        try:
            value = Decimal(texts[key])
            wrong = not value.is_finite() or not low <= value <= high
        except InvalidOperation:
            wrong = True
        if wrong:
            faults.append((key, title))
        else:
            found.append(value.quantize(Decimal("0.000001")))
    return (found[0], found[1]) if len(found) == 2 else (None, None)


def draft_of(project: Project) -> Draft:
    """The project's fields as a draft."""
    return Draft(
        **{key: getattr(project, key) for key in LIMITS},
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
        **{key: getattr(draft, key) for key in LIMITS},
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
        content=(first.published_text or first.text)[: LIMITS["content"]],
        goal=details.get("goal", "")[: LIMITS["goal"]],
        necessity=details.get("necessity", "")[: LIMITS["necessity"]],
        feasibility=details.get("early_work", "")[: LIMITS["feasibility"]],
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
    reason = clean(reason)
    with writing() as session:
        project = locked(session, congress_id, project_id)
        if unit_id is not None and project.unit_id != unit_id:
            raise Missing("no_such_project", "没有找到这个项目")
        if unit_id is not None and project.state != "drafted":
            raise Conflict("project_submitted", "项目已经提交审核，修改请与政府办或者人大办公室联系")
        lead = session.get(Unit, draft.unit_id) if draft.unit_id is not None else None
        # A second click writes what its first has written.
        if project.version != version and against(project, draft, lead.name if lead else ""):
            raise Conflict("project_changed", "这个项目刚刚被他人修改过，请核对以后再保存")
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


def add_files(
    congress_id: int,
    project_id: int,
    files: Sequence[Cleaned],
    public: bool,
    config: Config,
    actor: Actor,
    now: datetime,
) -> None:
    """Attach pictures and documents; `public` puts them on the public page too. Raises `Rejected` for too many."""
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
    for key in LIMITS:
        setattr(project, key, getattr(draft, key))
    project.unit_id, project.unit = draft.unit_id, unit.name if unit else ""
    project.investment_total = draft.investment_total
    project.yearly = _yearly(draft)
    project.investment_year = dict(draft.yearly).get(drive.year)
    project.sources = [{"source": name, "amount": f"{value:f}"} for name, value in draft.sources]
    project.funds = _funds(draft)
    project.latitude, project.longitude = draft.latitude, draft.longitude
    project.cleared = [one for one in drive.negative if one in draft.cleared]
