"""Suggestions that a unit handles: what it has in hand, and its answers (承办建议)."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.local import LocalProxy

from ...attachments import store
from ...collection import suggestions
from ...collection.channels import CHANNELS, HANDLINGS, OUTCOMES
from ...collection.handling import answering, assigning, merging
from ...collection.handling.listing import of_unit
from ...collection.handling.states import STATES, states_of
from ...collection.models import Suggestion
from ...errors import Missing
from ...implementation import plans
from ..access import access
from ..context import now, today
from ..files import attachment
from ..forms.answers import AcceptForm, HandBackForm, HandlingForm, ReplyForm
from ..pages import FormPage
from . import bp, own

KINDS = {"overdue": "bad", "pressed": "bad", "proposed": "busy", "answered": "ok", "assigned": "warn"}
FORMS: dict[str, type[HandlingForm]] = {"accept": AcceptForm, "hand-back": HandBackForm, "answer": ReplyForm}


@bp.context_processor
def _words() -> dict[str, Any]:
    return {
        # Looked up where a page names it: pages that turn somebody away are rendered here too.
        "unit": LocalProxy(own.unit),
        "states_of": lambda one: [(STATES[key], KINDS.get(key, "idle")) for key in states_of(one, today())],
        "channels": CHANNELS,
        "outcomes": OUTCOMES,
    }


@bp.get("/")
@access("unit_officer")
def home() -> str:
    """What my unit has to do, what waits for the office, and what was answered."""
    unit_id = own.unit().id
    return render_template("unit/home.html", unwritten=plans.unwritten(unit_id), **of_unit(unit_id, today()))


@bp.get("/suggestions/<int:suggestion_id>")
@access("unit_officer")
def suggestion(suggestion_id: int) -> ResponseReturnValue:
    """One that my unit handles; never who said it."""
    return _page(own.suggestion(suggestion_id))


def _page(found: Suggestion, sent: HandlingForm | None = None) -> ResponseReturnValue:
    forms = {act: form.beside(sent) for act, form in FORMS.items()}
    for form in forms.values():
        form.compare(found.version)
    words = (line for line in suggestions.record_of(found.id) if line.act in ("sent_back", "pressed", "reopened"))
    page = render_template(
        "unit/suggestion.html",
        one=found,
        members=merging.members_of(found.id),
        forms=forms,
        sent=sent,
        files=store.held_by("suggestion", [found.id]),
        said=HANDLINGS,
        last_word=next(words, None),
        supports=merging.supports_of(found),
    )
    return page, sent.status if sent else 200


@access("unit_officer")
class HandleSuggestion(FormPage):
    """Begin, hand back or answer."""

    methods = ["POST"]

    def record(self, suggestion_id: int, act: str) -> Suggestion:
        """The suggestion."""
        if act not in FORMS:
            raise Missing("no_such_act", "没有这一步")
        self.form = FORMS[act]
        return own.suggestion(suggestion_id)

    def filled(self, record: Suggestion) -> HandlingForm:
        """The form of this act."""
        return self.form.asked()

    def act(self, record: Suggestion, form: Any) -> Suggestion:
        """Do it."""
        unit = own.unit()
        of, end = (unit.congress_id, unit.id, record.id), (form.seen.data, f"{unit.name} {current_user.name}", now())
        if isinstance(form, HandBackForm):
            return assigning.hand_back(*of, form.back_reason.data, *end)
        if isinstance(form, ReplyForm):
            return answering.propose(*of, form.outcome.data or "", form.reason.data, *end)
        return assigning.accept(*of, *end)

    def done(self, made: Suggestion) -> ResponseReturnValue:
        """The suggestion again, as long as it is the unit's."""
        if made.unit_id is None:
            flash(_("已退回人大机关，由其另行交办"), "ok")
            return redirect(url_for("unit.home"))
        flash(_("答复已送审") if made.proposed_at else _("已开始办理"), "ok")
        return redirect(url_for("unit.suggestion", suggestion_id=made.id))

    def page(self, record: Suggestion, form: HandlingForm) -> ResponseReturnValue:
        """The suggestion with the form."""
        return _page(record, form)


@bp.get("/suggestions/<int:suggestion_id>/files/<int:attachment_id>")
@access("unit_officer")
def suggestion_file(suggestion_id: int, attachment_id: int) -> Response:
    """An attachment of a suggestion that my unit handles."""
    return attachment(store.one_of(attachment_id, "suggestion", [own.suggestion(suggestion_id).id]))


bp.add_url_rule("/suggestions/<int:suggestion_id>/<act>", view_func=HandleSuggestion.as_view("handle_suggestion"))
