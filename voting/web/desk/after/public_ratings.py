"""What the public thinks of projects, at the desk: read, released without personal data, answered (群众评价)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import Select

from ....implementation import plans
from ....implementation import public_ratings as thoughts
from ....implementation.models import PublicRating
from ....texts import personal
from ...access import access
from ...context import actor, now
from ...forms.base import EditForm
from ...forms.progress import RatingFilters, RatingForm, asked_year, years_to_choose
from ...lists import ListPage, Page
from ...pages import EditPage
from ..blueprint import bp
from .plans import EDITORS, READERS

WORDS = {"state_of": thoughts.state_of, "states": thoughts.STATES, "grades": thoughts.GRADES}


@access(*READERS)
class RatingList(ListPage):
    """A year's ratings with words, searched and filtered by the address, and the figures of every project."""

    template = "desk/after/public_ratings.html"
    filters = RatingFilters

    def query(self, filters: RatingFilters) -> Select[PublicRating]:
        """By year, state and words."""
        return thoughts.matching(current_user.congress_id, asked_year(), filters.state.data or "", filters.q.data)

    def context(self, page: Page) -> dict[str, Any]:
        """The years, and the projects with their figures."""
        year, years = years_to_choose()
        own = plans.of_year(current_user.congress_id, year)
        figures = thoughts.figures([one.id for one in own])
        return {"year": year, "years": years, "plans": own, "figures": figures, **WORDS}


@access(*EDITORS)
class RatingPage(EditPage):
    """Read one, release its words without personal data, answer it."""

    template = "desk/after/public_rating.html"

    def record(self, rating_id: int) -> PublicRating:
        """The rating."""
        return thoughts.rating_of(current_user.congress_id, rating_id)

    def filled(self, record: PublicRating) -> RatingForm:
        """The form; it begins with what was written."""
        return RatingForm.asked(published_text=record.published_text or record.text, reply=record.reply)

    def seen(self, record: PublicRating) -> Sequence[object]:
        """As the use case compares it."""
        return thoughts.values(record)

    def kept(self, record: PublicRating, form: EditForm) -> dict[str, object]:
        """Public wording and reply."""
        return {"published_text": record.published_text, "reply": record.reply}

    def act(self, record: PublicRating, form: RatingForm) -> PublicRating:
        """Release it, keep it, or say that it is none."""
        own = record.congress_id, record.id
        if form.act.data in ("spam", "restore"):
            return thoughts.mark_spam(*own, form.act.data == "spam", actor(), now())
        told = form.public.data, form.published_text.data, form.reply.data
        return thoughts.handle(*own, *told, actor(), now(), form.seen.data)

    def done(self, made: PublicRating) -> ResponseReturnValue:
        """To those that wait."""
        flash(_("评价已处理"), "ok")
        return redirect(url_for("desk.public_ratings", year=made.plan.year, state="new"))

    def context(self, record: PublicRating, form: RatingForm) -> dict[str, Any]:
        """Where it stands, and what in it may be personal."""
        return {"found": personal(record.text), **WORDS}


bp.add_url_rule("/public-ratings", view_func=RatingList.as_view("public_ratings"))
bp.add_url_rule("/public-ratings/<int:rating_id>", view_func=RatingPage.as_view("public_rating"))
