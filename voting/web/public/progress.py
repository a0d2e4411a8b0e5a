"""The public board of the chosen projects: a year, one project with its story, years beside each other (进展公示)."""

from __future__ import annotations

import json
import secrets
from datetime import date
from typing import Any

from flask import Response, current_app, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from ...attachments import store
from ...collection import guard
from ...errors import DomainError
from ...extensions import counted_as, limiter
from ...implementation import board, listing, opendata, public_ratings, ratings
from ...implementation.board import Event, Point
from ...implementation.models import Plan
from ...implementation.states import KINDS, STATES
from ...supervision import groups, inspections
from ...times import CHINA
from ..access import access
from ..context import now, rng, settings
from ..files import attachment, public_file
from ..language import say
from . import bp
from .suggestions import DEVICE, YEAR

WIDTH, HEIGHT = 600, 200
TOP = 110
"""What the curve shows at least, in percent."""
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
        "public/progress.html",
        congress=congress,
        year=year,
        told=listing.summary(rows),
        asked=asked,
        states=STATES,
        kinds=KINDS,
        rated_as=ratings.newest(congress_id, year),
        rows=board.chosen(rows, asked["state"], asked["category"], asked["q"]),
        day_=_today(),
        categories=sorted({row.plan.category for row in rows if row.plan.category}),
        years=[one for other, one, _count in board.years() if other.id == congress_id],
    )


@bp.get("/progress/<int:congress_id>")
@access.public
def progress_compared(congress_id: int) -> Any:
    """The years of a congress side by side."""
    found = board.compared(congress_id, _today())
    return render_template(
        "public/progress_compared.html",
        congress=board.congress_of(congress_id),
        found=found,
        states=STATES,
        kinds=KINDS,
        most=max((max(one.told.planned, one.told.invested) for one in found), default=0) or 1,
    )


@bp.route("/progress/projects/<int:plan_id>", methods=["GET", "POST"])
@access.public
# A town may stand behind one address.
@limiter.limit("600/hour", methods=["POST"])
@limiter.limit("200/day", methods=["POST"], key_func=lambda: f"{counted_as()} {request.view_args}")
def progress_project(plan_id: int) -> Any:
    """The story of one project from the first suggestion to today, and a form to say what one thinks of it."""
    plan, error, device = board.plan_of(plan_id), None, request.cookies.get(DEVICE, "")
    token = guard.issue(_key(), now(), rng)
    if request.method == "POST":
        token = request.form.get("form_token", "")
        if not (len(device) == 32 and device.isalnum()):
            device = secrets.token_hex(16)
        try:
            return _rate(plan_id, token, device)
        except DomainError as problem:
            error, plan = problem, board.plan_of(plan_id)
            if problem.code in ("form_unknown", "form_expired"):
                token = guard.issue(_key(), now(), rng)
    page = _project(plan, token, device, error)
    return page, error.status if error else 200


def _rate(plan_id: int, token: str, device: str) -> Response:
    """Take the form in; the device gets a random number and nothing else."""
    form = request.form
    if not public_ratings.taken(plan_id, token):
        guard.check(_key(), token, form.get("answer", ""), form.get("website", ""), now(), settings().form_seconds)
    public_ratings.rate(plan_id, form.get("grade", ""), form.get("text", ""), device, _key(), token, now())
    flash(_("评价已收到，谢谢。留言由工作人员处理后公开。"), "ok")
    answer = make_response(redirect(url_for("public.progress_project", plan_id=plan_id, _anchor="public"), 303))
    answer.set_cookie(
        DEVICE, device, max_age=YEAR, httponly=True, secure=settings().secure_cookies, samesite="Lax", path="/progress"
    )
    return answer


def _project(plan: Plan, token: str, device: str, error: DomainError | None) -> str:
    plan_id = plan.id
    points = board.curve(plan)
    story = sorted([*board.story(plan, _today()), *_inspected(plan)], key=lambda event: event.on)
    field = str(error.details.get("field", "grade")) if error else ""
    return render_template(
        "public/progress_project.html",
        plan=plan,
        row=listing.row(plan, _today()),
        story=story,
        words=board.KINDS,
        states=STATES,
        kinds=KINDS,
        ratings=ratings.of_plan(plan),
        groups=groups.of_plan(plan_id),
        points=points,
        drawn=_drawn(plan, points),
        width=WIDTH,
        figures=public_ratings.figures([plan_id]).get(plan_id, dict.fromkeys(public_ratings.GRADES, 0)),
        released=public_ratings.released(plan_id),
        grades=public_ratings.GRADES,
        most=public_ratings.MOST,
        own=public_ratings.of_device(_key(), device, plan_id),
        open=public_ratings.is_open(plan, now()),
        token=token,
        question=guard.question(_key(), token),
        error=error,
        wrong={field: error.message} if error else {},
        typed=request.form,
        height=HEIGHT,
    )


def _key() -> bytes:
    key: bytes = current_app.config["SECRET_KEY"]
    return key


def _inspected(plan: Plan) -> list[Event]:
    """The inspections that the office has released, without who was there."""
    made = inspections.of_plan(plan.id, public=True)
    held = store.held_by(inspections.HOLDER, [one.id for one in made], public_only=True)
    return [
        Event(
            one.held_on,
            "inspected",
            say(inspections.KINDS[one.kind]),
            one.text,
            [file for file in held if file.holder_id == one.id and file.kind == "image"],
            one.id,
        )
        for one in made
    ]


def _drawn(plan: Plan, points: list[Point]) -> dict[str, str]:
    """The lines of the curve: percent done, investment in percent of the year's plan, and the height of 100 %."""
    wanted = float(plan.investment_year or 0)
    step = WIDTH / max(1, len(points) - 1)

    shares = [100 * one.invested / wanted for one in points] if wanted else []
    top = max([TOP, *shares])

    def line(values: list[float]) -> str:
        return " ".join(f"{place * step:.1f},{HEIGHT * (1 - value / top):.1f}" for place, value in enumerate(values))

    drawn = {"percent": line([float(one.percent) for one in points]), "full": f"{HEIGHT * (1 - 100 / top):.1f}"}
    if shares:
        drawn |= {"money": line(shares), "share": str(int(shares[-1]))}
    return drawn


@bp.get("/progress/projects/<int:plan_id>/photos/<int:attachment_id>")
@access.public
def progress_photo(plan_id: int, attachment_id: int) -> Response:
    """A released photo; `?small=1` gives the small one."""
    plan = board.plan_of(plan_id)
    seen = [photo for event in _inspected(plan) for photo in event.photos]
    held = next((one for one in seen if one.id == attachment_id), None) or board.photo_of(plan, attachment_id)
    return attachment(held)


@bp.get("/progress/<int:congress_id>/<int:year>.json")
@access.public
def progress_json(congress_id: int, year: int) -> Response:
    """The year's projects and reports as data."""
    board.congress_of(congress_id)
    rows = listing.rows(congress_id, _today(), year, public=True)
    told = {
        "congress": board.congress_of(congress_id).name,
        "year": year,
        "day": _today().isoformat(),
        "projects": opendata.whole(rows, ratings.newest(congress_id, year)),
        "reports": opendata.reports(rows),
        "ratings": opendata.rated(rows, ratings.results(congress_id, year)),
        "public": opendata.thought(rows, public_ratings.figures([row.plan.id for row in rows])),
    }
    return public_file(
        json.dumps(told, ensure_ascii=False, indent=1).encode(), "application/json", f"progress-{year}.json"
    )


@bp.get("/progress/<int:congress_id>/<int:year>.csv")
@access.public
def progress_csv(congress_id: int, year: int) -> Response:
    """The year's projects as a table."""
    board.congress_of(congress_id)
    rows = listing.rows(congress_id, _today(), year, public=True)
    return public_file(
        opendata.as_csv(opendata.plans(rows, ratings.newest(congress_id, year))), "text/csv", f"progress-{year}.csv"
    )
