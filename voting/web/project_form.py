"""The forms of a project and of a decision on it, as the office and its unit fill them in."""

from __future__ import annotations

from typing import Any

from flask import request

from ..attachments.cleaning import clean_file
from ..collection.models import Drive
from ..congress import units
from ..errors import DomainError, Rejected
from ..projects import drafting, versions
from ..projects.drafting import Draft, Faults
from ..projects.models import Project
from ..projects.reviewing import Sitting
from .values import day as day_in


def values(draft: Draft, drive: Drive) -> dict[str, str]:
    """The draft as texts of the form; the first year is the drive's."""
    made = {key: str(getattr(draft, key)) for key in drafting.LIMITS}
    made["unit_id"] = "" if draft.unit_id is None else str(draft.unit_id)
    for key in ("investment_total", "latitude", "longitude"):
        made[key] = versions.amount(getattr(draft, key))
    years = dict(draft.yearly)
    wanted = sorted({drive.year, *years}) if drive.year in years or not years else sorted(years)
    for row, year in enumerate(wanted[: drafting.YEARS]):
        made[f"year-{row}"] = str(year)
        made[f"year_amount-{row}"] = versions.amount(years.get(year))
    for row, (name, value) in enumerate(draft.sources[: drafting.SOURCES]):
        made[f"source-{row}"], made[f"source_amount-{row}"] = name, versions.amount(value)
    return made


def read(drive: Drive) -> tuple[Draft, Faults]:
    """The draft that was sent, and what is wrong with it."""
    ticked = request.form.getlist("cleared")
    cleared = [item for no, item in enumerate(drive.negative, start=1) if str(no) in ticked]
    return drafting.read(request.form, cleared)


def words(
    drive: Drive, project: Project | None, draft: Draft, faults: Faults, problem: DomainError | None = None
) -> dict[str, Any]:
    """What the template of the form needs; `project` is None for a new one."""
    errors: list[tuple[str | None, Any]] = list(faults)
    if problem is not None:
        field = problem.details.get("field")
        errors.append((str(field) if field else None, problem.message))
    sent = request.method == "POST"
    typed = request.form.to_dict() if sent else values(draft, drive)
    ticked = (
        request.form.getlist("cleared")
        if sent
        else [str(no) for no, item in enumerate(drive.negative, start=1) if item in draft.cleared]
    )
    active = units.of_congress(drive.congress_id, active=True)
    version, theirs = request.form.get("version", "") if sent else "", []
    # The page of a conflict shows what was saved meanwhile: from here on that has been seen, and only then.
    if project is not None and (not sent or (problem is not None and problem.code == "project_changed")):
        version = str(project.version)
        lead = next((one.name for one in active if one.id == draft.unit_id), "")
        theirs = drafting.against(project, draft, lead) if sent else []
    return {
        "typed": typed,
        "ticked": ticked,
        "errors": errors,
        "wrong": {key: text for key, text in errors if key},
        "units": [(one.id, one.name) for one in active],
        "categories": [(one, one) for one in drive.categories],
        "year_rows": drafting.YEARS,
        "source_rows": drafting.SOURCES,
        "limits": drafting.LIMITS,
        "version": version,
        "theirs": theirs,
    }


def sitting() -> Sitting:
    """When the body decided, as the form has it; raises `Rejected`."""
    decided_on = day_in(request.form.get("decided_on", ""))
    if decided_on is None:
        raise Rejected("date_wrong", "请填写日期，如 2026-11-05", field="decided_on")
    files = [clean_file(one.read(), one.filename) for one in request.files.getlist("files") if one.filename]
    document = " ".join(request.form.get("document", "").split())
    return Sitting(decided_on, document, request.form.get("public") == "1", files)
