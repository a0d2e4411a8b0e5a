"""The public board of the chosen projects: a year, one project with its story, years beside each other (进展公示)."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from flask import Response, redirect, render_template, request, url_for

from ...attachments import store
from ...collection.suggestions import CHINA
from ...oversight import inspections
from ...supervision import board, listing, opendata, ratings
from ...supervision.board import Event, Point
from ...supervision.models import Plan
from ...supervision.states import KINDS, STATES
from ..access import access
from ..here import now, settings
from ..language import say
from . import bp

WIDTH, HEIGHT = 600, 200
"""Of the curve, in its own units."""


def _today() -> date:
    return now().astimezone(CHINA).date()


@bp.get("/progress")
@access.public
def progress() -> Any:
    """Every congress with its years; where there is but one congress, its newest year at once."""
    found = board.years()
    if len({congress.id for congress, _year, _count in found}) == 1:
        congress, year, _count = found[0]
        return redirect(url_for("public.progress_year", congress_id=congress.id, year=year))
    return render_template("public/progress_years.html", found=found)


@bp.get("/progress/<int:congress_id>/<int:year>")
@access.public
def progress_year(congress_id: int, year: int) -> Any:
    """A year's projects as cards or as a table, by state, category and words."""
    congress = board.congress_of(congress_id)
    rows = listing.rows(congress_id, _today(), year, public=True)
    asked = {key: request.args.get(key, "").strip()[:60] for key in ("state", "category", "q", "view")}
    return render_template(
        "public/progress.html", congress=congress, year=year, told=listing.summary(rows), asked=asked, states=STATES,
        kinds=KINDS, rated_as=ratings.newest(congress_id, year),
        rows=board.chosen(rows, asked["state"], asked["category"], asked["q"]), day_=_today(),
        categories=sorted({row.plan.category for row in rows if row.plan.category}),
        years=[one for other, one, _count in board.years() if other.id == congress_id],
    )  # fmt: skip


@bp.get("/progress/<int:congress_id>")
@access.public
def progress_compared(congress_id: int) -> Any:
    """The years of a congress side by side."""
    found = board.compared(congress_id, _today())
    return render_template(
        "public/progress_compared.html", congress=board.congress_of(congress_id), found=found, states=STATES,
        kinds=KINDS, most=max((max(one.told.planned, one.told.invested) for one in found), default=0) or 1,
    )  # fmt: skip


@bp.get("/progress/projects/<int:plan_id>")
@access.public
def progress_project(plan_id: int) -> Any:
    """The story of one project from the first suggestion to today."""
    plan = board.plan_of(plan_id)
    points = board.curve(plan)
    story = sorted([*board.story(plan, _today()), *_inspected(plan)], key=lambda event: event.on)
    return render_template(
        "public/progress_project.html", plan=plan, row=listing.row(plan, _today()), story=story,
        words=board.KINDS, states=STATES, kinds=KINDS, ratings=ratings.of_plan(plan),
        points=points, drawn=_drawn(plan, points), width=WIDTH,
        height=HEIGHT,
    )  # fmt: skip


def _inspected(plan: Plan) -> list[Event]:
    """The inspections that the office has released, without who was there."""
    made = inspections.of_plan(plan.id, public=True)
    held = store.held_by(inspections.HOLDER, [one.id for one in made], public_only=True)
    return [
        Event(
            one.held_on, "inspected", say(inspections.KINDS[one.kind]), one.text,
            [file for file in held if file.holder_id == one.id and file.kind == "image"], one.id,
        )
        for one in made
    ]  # fmt: skip


def _drawn(plan: Plan, points: list[Point]) -> dict[str, str]:
    """The lines of the curve: percent done, and investment in percent of the year's plan."""
    wanted = float(plan.investment_year or 0)
    step = WIDTH / max(1, len(points) - 1)

    def line(values: list[float]) -> str:
        return " ".join(
            f"{place * step:.1f},{HEIGHT - min(value, 130) * HEIGHT / 130:.1f}" for place, value in enumerate(values)
        )

    drawn = {"percent": line([float(one.percent) for one in points])}
    if wanted:
        drawn["money"] = line([100 * one.invested / wanted for one in points])
    return drawn


@bp.get("/progress/projects/<int:plan_id>/photos/<int:attachment_id>")
@access.public
def progress_photo(plan_id: int, attachment_id: int) -> Response:
    """A released photo; `?small=1` gives the small one."""
    plan = board.plan_of(plan_id)
    seen = [photo for event in _inspected(plan) for photo in event.photos]
    held = next((one for one in seen if one.id == attachment_id), None) or board.photo_of(plan, attachment_id)
    small = request.args.get("small") == "1"
    return Response(store.content_of(settings(), held, small), mimetype="image/jpeg")


@bp.get("/progress/<int:congress_id>/<int:year>.json")
@access.public
def progress_json(congress_id: int, year: int) -> Response:
    """The year's projects and reports as data."""
    board.congress_of(congress_id)
    rows = listing.rows(congress_id, _today(), year, public=True)
    told = {
        "congress": board.congress_of(congress_id).name, "year": year, "day": _today().isoformat(),
        "projects": opendata.plans(rows, ratings.newest(congress_id, year)), "reports": opendata.reports(rows),
        "ratings": opendata.rated(rows, ratings.results(congress_id, year)),
    }  # fmt: skip
    return _file(json.dumps(told, ensure_ascii=False, indent=1).encode(), "application/json", f"progress-{year}.json")


@bp.get("/progress/<int:congress_id>/<int:year>.csv")
@access.public
def progress_csv(congress_id: int, year: int) -> Response:
    """The year's projects as a table."""
    board.congress_of(congress_id)
    rows = listing.rows(congress_id, _today(), year, public=True)
    return _file(
        opendata.as_csv(opendata.plans(rows, ratings.newest(congress_id, year))), "text/csv", f"progress-{year}.csv"
    )


def _file(content: bytes, mimetype: str, name: str) -> Response:
    return Response(content, mimetype=mimetype, headers={"Content-Disposition": f'attachment; filename="{name}"'})
