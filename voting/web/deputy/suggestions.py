"""A deputy's own suggestions: made, followed, and the answer rated (我的建议)."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from ...collection import deputies, drives
from ...collection.channels import OUTCOMES, RATINGS
from ...collection.handling.answering import head_of, heads_of
from ...collection.handling.states import STATES, states_of
from ...collection.models import Suggestion
from ...collection.suggestions import Voice
from ..access import access
from ..context import HALL, now, rng, settings, today
from ..forms.deputies import OwnSuggestionForm, RatingForm
from ..pages import FormPage
from ..values import whole
from . import bp

KINDS = {
    "overdue": "warn",
    "pressed": "warn",
    "proposed": "busy",
    "answered": "ok",
    "assigned": "busy",
    "accepted": "busy",
}


@bp.context_processor
def _words() -> dict[str, Any]:
    return {
        "rehearsal": getattr(current_user, "rehearsal", False),
        "stands": lambda one: [(STATES[key], KINDS.get(key, "idle")) for key in states_of(one, today())],
        "outcomes": OUTCOMES,
        "ratings": RATINGS,
    }


@bp.get("/suggestions")
@access.deputy
def suggestions() -> str:
    """My suggestions, and what became of them."""
    return render_template("deputy/suggestions.html", found=heads_of(deputies.of_deputy(current_user)))


@access.deputy
class NewSuggestion(FormPage):
    """Make a suggestion, for a drive or as a deputy's suggestion."""

    template = "deputy/suggestion_new.html"

    def filled(self, record: None) -> OwnSuggestionForm:
        """The form with the drives that ask deputies."""
        return OwnSuggestionForm.of(drives.running(current_user.congress_id, now(), "deputy"))

    def act(self, record: None, form: OwnSuggestionForm) -> Suggestion:
        """Send it."""
        voice = Voice(text=form.text.data, title=form.title.data, category=form.category.data, place=form.place.data)
        told = whole(form.drive.data, None), voice, settings(), now(), rng, form.token.data
        return deputies.suggest(current_user, *told, session.get(HALL))

    def done(self, made: Suggestion) -> ResponseReturnValue:
        """To the suggestion."""
        flash(_("建议已提交，编号 %(no)s", no=made.no), "ok")
        return redirect(url_for("deputy.suggestion", suggestion_id=made.id))


@access.deputy
class SuggestionPage(FormPage):
    """One of mine: where it stands, the answer, my rating; sent, it rates the answer."""

    template = "deputy/suggestion.html"
    form = RatingForm

    def record(self, suggestion_id: int) -> Suggestion:
        """The suggestion."""
        return deputies.own(current_user, suggestion_id)

    def act(self, record: Suggestion, form: RatingForm) -> Suggestion:
        """Rate it."""
        return deputies.judge(current_user, record.id, form.rating.data or "", form.rating_note.data, now())

    def done(self, made: Suggestion) -> ResponseReturnValue:
        """The suggestion again."""
        flash(_("评价已提交"), "ok")
        return redirect(url_for("deputy.suggestion", suggestion_id=made.id))

    def context(self, record: Suggestion, form: RatingForm) -> dict[str, Any]:
        """The suggestion whose answer counts."""
        return {"head": head_of(record)}


SUGGESTION = "/suggestions/<int:suggestion_id>"
bp.add_url_rule("/suggestions/new", view_func=NewSuggestion.as_view("new_suggestion"))
bp.add_url_rule(SUGGESTION, view_func=SuggestionPage.as_view("suggestion"), methods=["GET"])
bp.add_url_rule(f"{SUGGESTION}/rating", view_func=SuggestionPage.as_view("rate_suggestion"), methods=["POST"])
