"""The public board of the chosen projects: a year, one project with its story, years beside each other (进展公示)."""

from __future__ import annotations

import json
import secrets
from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ...attachments import store
from ...extensions import counted_as, limiter
from ...implementation import board, listing, opendata, public_ratings, ratings
from ...implementation.board import Event, Point
from ...implementation.models import Plan
from ...implementation.states import KINDS, STATES
from ...supervision import groups, inspections
from ..access import access
from ..context import now, secret, settings, today
from ..files import attachment, public_file
from ..forms.public import BoardFilters, RatingForm
from ..language import say
from ..pages import FormPage
from . import bp
from .suggestions import DEVICE, YEAR

WIDTH, HEIGHT = 600, 200
TOP = 110
"""What the curve shows at least, in percent."""
"""Of the curve, in its own units."""


@bp.get("/progress")
@access.public
def progress() -> ResponseReturnValue:
    """Every congress with its years; where there is but one congress, its newest year at once."""
    found = board.years()
    if len({congress.id for congress, _year, _count in found}) == 1:
        congress, year, _count = found[0]
        return redirect(url_for("public.progress_year", congress_id=congress.id, year=year))
    return render_template("public/progress_years.html", found=found)


@bp.get("/progress/<int:congress_id>/<int:year>")
@access.public
def progress_year(congress_id: int, year: int) -> str:
    """A year's projects as cards or as a table, by state, category and words."""
    congress = board.congress_of(congress_id)
    rows = listing.rows(congress_id, today(), year, public=True)
    asked = BoardFilters.asked().data
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
        day_=today(),
        categories=sorted({row.plan.category for row in rows if row.plan.category}),
        years=[one for other, one, _count in board.years() if other.id == congress_id],
    )


@bp.get("/progress/<int:congress_id>")
@access.public
def progress_compared(congress_id: int) -> str:
    """The years of a congress side by side."""
    found = board.compared(congress_id, today())
    return render_template(
        "public/progress_compared.html",
        congress=board.congress_of(congress_id),
        found=found,
        states=STATES,
        kinds=KINDS,
        most=max((max(one.told.planned, one.told.invested) for one in found), default=0) or 1,
    )


@access.public
class ProgressProject(FormPage):
    """The story of one project from the first suggestion to today, and a form to say what one thinks of it."""

    decorators = [
        limiter.limit("200/day", methods=["POST"], key_func=lambda: f"{counted_as()} {request.view_args}"),
        # A town may stand behind one address.
        limiter.limit("600/hour", methods=["POST"]),
    ]
    template = "public/progress_project.html"
    form = RatingForm

    def record(self, plan_id: int) -> Plan:
        """The plan; the device has a random number and nothing else."""
        self.device = request.cookies.get(DEVICE, "")
        return board.plan_of(plan_id)

    def filled(self, record: Plan) -> RatingForm:
        """What one thinks."""
        return RatingForm.asked()

    def act(self, record: Plan, form: RatingForm) -> int:
        """Take it in; the plan's id."""
        plan_id = record.id
        if not (len(self.device) == 32 and self.device.isalnum()):
            self.device = secrets.token_hex(16)
        if not public_ratings.taken(plan_id, form.token.data):
            form.check()
        told = form.grade.data or "", form.text.data, self.device, secret(), form.token.data
        public_ratings.rate(plan_id, *told, now())
        return plan_id

    def done(self, made: int) -> ResponseReturnValue:
        """What others think; the device gets its number."""
        flash(_("评价已收到，谢谢。留言由工作人员处理后公开。"), "ok")
        answer = make_response(redirect(url_for("public.progress_project", plan_id=made, _anchor="public"), 303))
        kept: dict[str, Any] = {
            "max_age": YEAR,
            "httponly": True,
            "secure": settings().secure_cookies,
            "samesite": "Lax",
        }
        answer.set_cookie(DEVICE, self.device, path="/progress", **kept)
        return answer

    def context(self, record: Plan, form: RatingForm) -> dict[str, Any]:
        """All of it."""
        points = board.curve(record)
        none = dict.fromkeys(public_ratings.GRADES, 0)
        return {
            "plan": record,
            "row": listing.row(record, today()),
            "story": sorted([*board.story(record, today()), *_inspected(record)], key=lambda event: event.on),
            "words": board.KINDS,
            "states": STATES,
            "kinds": KINDS,
            "ratings": ratings.of_plan(record),
            "groups": groups.of_plan(record.id),
            "points": points,
            "drawn": _drawn(record, points),
            "width": WIDTH,
            "height": HEIGHT,
            "figures": public_ratings.figures([record.id]).get(record.id, none),
            "released": public_ratings.released(record.id),
            "grades": public_ratings.GRADES,
            "most": public_ratings.MOST,
            "own": public_ratings.of_device(secret(), self.device, record.id),
            "open": public_ratings.is_open(record, now()),
        }


bp.add_url_rule("/progress/projects/<int:plan_id>", view_func=ProgressProject.as_view("progress_project"))


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
    rows = listing.rows(congress_id, today(), year, public=True)
    told = {
        "congress": board.congress_of(congress_id).name,
        "year": year,
        "day": today().isoformat(),
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
    rows = listing.rows(congress_id, today(), year, public=True)
    return public_file(
        opendata.as_csv(opendata.plans(rows, ratings.newest(congress_id, year))), "text/csv", f"progress-{year}.csv"
    )
