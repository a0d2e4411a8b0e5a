"""What a project said at each time: versions, what changed between two, and who had which before the eyes (版本)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..errors import Missing
from ..extensions import db, writing
from ..sentences import Sentence
from . import fields
from .models import Project, ProjectVersion, VersionSeen

FIELDS = {key: words.label for key, words in fields.FIELDS.items()}
"""What a version holds, in the order in which it is shown."""


def amount(value: Decimal | None) -> str:
    """万元 without needless zeros; empty for None."""
    return "" if value is None else f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"


def snapshot(project: Project) -> dict[str, str]:
    """The project's fields as texts."""
    places = (project.latitude, project.longitude)
    texts = {
        "yearly": "；".join(f"{one['year']}年{amount(Decimal(one['amount']))}万元" for one in project.yearly or ()),
        "map": "" if None in places else "，".join(amount(one) for one in places),
        "cleared": "\n".join(project.cleared or ()),
        "investment_total": amount(project.investment_total),
        "investment_year": amount(project.investment_year),
    }
    return {key: texts[key] if key in texts else str(getattr(project, key) or "") for key in FIELDS}


def differences(old: Mapping[str, object], new: Mapping[str, object]) -> list[tuple[Sentence, str, str]]:
    """Label, old text and new text of every field that is not the same."""
    pairs = ((label, str(old.get(key, "")), str(new.get(key, ""))) for key, label in FIELDS.items())
    return [(label, before, after) for label, before, after in pairs if before != after]


def keep(session: Session, project: Project, actor: str, reason: str, now: datetime) -> bool:
    """Write the project's next version inside the caller's transaction; False when nothing is different."""
    told = snapshot(project)
    last = session.scalar(
        select(ProjectVersion).where(ProjectVersion.project_id == project.id, ProjectVersion.no == project.version)
    )
    if last is not None and not differences(last.fields, told):
        return False
    project.version += 1
    session.add(
        ProjectVersion(project_id=project.id, no=project.version, at=now, actor=actor, reason=reason, fields=dict(told))
    )
    return True


def of_project(project_id: int) -> list[ProjectVersion]:
    """All versions, newest first."""
    query = select(ProjectVersion).where(ProjectVersion.project_id == project_id)
    return list(db.session.scalars(query.order_by(ProjectVersion.no.desc())))


def version_of(project_id: int, no: int) -> ProjectVersion:
    """One version; raises `Missing`."""
    query = select(ProjectVersion).where(ProjectVersion.project_id == project_id, ProjectVersion.no == no)
    found = db.session.scalar(query)
    if found is None:
        raise Missing("no_such_version", "没有找到这一版")
    return found


def fields_of(wanted: Mapping[int, int]) -> dict[int, dict[str, str]]:
    """What each project said in the version with this number; projects that had none then are left out."""
    query = select(ProjectVersion).where(ProjectVersion.project_id.in_(wanted))
    return {
        one.project_id: {key: str(value) for key, value in one.fields.items()}
        for one in db.session.scalars(query)
        if one.no == wanted[one.project_id]
    }


def seen_by(version_ids: Sequence[int]) -> dict[int, list[VersionSeen]]:
    """Who saw each version, in order of time."""
    made: dict[int, list[VersionSeen]] = {one: [] for one in version_ids}
    query = select(VersionSeen).where(VersionSeen.version_id.in_(version_ids)).order_by(VersionSeen.at)
    for seen in db.session.scalars(query):
        made[seen.version_id].append(seen)
    return made


def saw(project_id: int, no: int, who: str, now: datetime) -> None:
    """Somebody opens a version for the first time; nothing happens at later times, or without versions."""
    query = select(ProjectVersion.id).where(ProjectVersion.project_id == project_id, ProjectVersion.no == no)
    version_id = db.session.scalar(query)
    if version_id is None or db.session.get(VersionSeen, (version_id, who)) is not None:
        return
    with writing() as session:
        if session.get(VersionSeen, (version_id, who)) is None:
            session.add(VersionSeen(version_id=version_id, who=who, at=now))
