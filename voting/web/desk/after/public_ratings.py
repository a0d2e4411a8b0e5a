"""What the public thinks of projects, at the desk: read, released without personal data, answered (群众评价)."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ....edit_conflict import mark
from ....errors import DomainError
from ....implementation import plans
from ....implementation import public_ratings as thoughts
from ....texts import personal
from ... import edit_conflict
from ...access import access
from ...context import actor, now
from ...lists import paged
from ..blueprint import bp
from ..common import field_of
from .plans import EDITORS, READERS, asked_year

PER_PAGE = 50


@bp.get("/public-ratings")
@access(*READERS)
def public_ratings() -> Any:
    """A year's ratings with words, searched and filtered by the address, and the figures of every project."""
    congress_id = current_user.congress_id
    years = plans.years(congress_id)
    year = asked_year(years)
    state, words = request.args.get("state", ""), request.args.get("q", "").strip()[:40]
    own = plans.of_year(congress_id, year)
    return render_template(
        "desk/after/public_ratings.html",
        page=paged(thoughts.listed(congress_id, year, state, words), PER_PAGE),
        year=year,
        years=years,
        state_of=thoughts.state_of,
        states=thoughts.STATES,
        grades=thoughts.GRADES,
        plans=own,
        figures=thoughts.figures([one.id for one in own]),
        filters={key: value for key, value in (("year", str(year)), ("q", words), ("state", state)) if value},
    )


@bp.route("/public-ratings/<int:rating_id>", methods=["GET", "POST"])
@access(*EDITORS)
def public_rating(rating_id: int) -> Any:
    """Read one, release its words without personal data, answer it."""
    congress_id, error = current_user.congress_id, None
    found = thoughts.rating_of(congress_id, rating_id)
    form = request.form
    if request.method == "POST":
        try:
            if form.get("act") in ("spam", "restore"):
                thoughts.mark_spam(congress_id, rating_id, form["act"] == "spam", actor(), now())
            else:
                thoughts.handle(
                    congress_id,
                    rating_id,
                    form.get("public") == "1",
                    form.get("published_text", ""),
                    form.get("reply", ""),
                    actor(),
                    now(),
                    form.get("seen", ""),
                )
            flash(_("评价已处理"), "ok")
            year = plans.get(congress_id, thoughts.rating_of(congress_id, rating_id).plan_id).year
            return redirect(url_for("desk.public_ratings", year=year, state="new"))
        except DomainError as problem:
            error, found = problem, thoughts.rating_of(congress_id, rating_id)
    page = render_template(
        "desk/after/public_rating.html",
        rating=found,
        plan=plans.get(congress_id, found.plan_id),
        error=error,
        seen=edit_conflict.carried(mark(thoughts.values(found)), error),
        theirs=edit_conflict.theirs(
            error,
            [
                (_("公开的内容"), found.published_text, form.get("published_text")),
                (_("答复或者处理意见"), found.reply, form.get("reply")),
            ],
        ),
        state=thoughts.state_of(found),
        states=thoughts.STATES,
        grades=thoughts.GRADES,
        found=personal(found.text),
        typed=form,
        wrong={field_of(error): error.message} if error else {},
    )
    return page, error.status if error else 200
