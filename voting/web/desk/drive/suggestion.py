"""One suggestion at the desk: what was said, where it came from, what is done with it (分拣、交办、答复)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from ....attachments import store
from ....collection import origins, proposals, suggestions
from ....collection.channels import CATEGORIES, HANDLINGS, RATINGS
from ....collection.handling import answering, assigning, erasing, merging, publishing, similar, sorting
from ....collection.models import Suggestion
from ....errors import Missing
from ....projects import roots
from ....projects.drafting import STATES
from ...access import access
from ...context import actor, local_path, now, rng, settings, today
from ...files import attachment
from ...forms import suggestions as forms
from ...forms.base import Form
from ...pages import FormPage
from ..blueprint import bp
from .drives import EDITORS, PLANNERS
from .suggestions import LAST_DAY

Doing = Callable[..., object]
ACTS: dict[str, tuple[type[forms.HandlingForm], Doing, tuple[str, ...]]] = {
    "correct": (forms.CorrectForm, sorting.correct, ("category", "place", "village", "title")),
    "spam": (forms.SpamForm, sorting.mark_spam, ("reason",)),
    "restore": (forms.HandlingForm, sorting.restore, ()),
    "split": (forms.SplitForm, partial(sorting.split, rng=rng), ("first", "second")),
    "take-out": (forms.HandlingForm, merging.take_out, ()),
    "assign": (forms.AssignForm, assigning.assign, ("unit_id", "due_on")),
    "press": (forms.PressForm, assigning.press, ("press_note",)),
    "answer": (forms.AnswerForm, answering.answer, ("outcome", "reason")),
    "send-back": (forms.SendBackForm, answering.send_back, ("back_reason",)),
    "reopen": (forms.ReopenForm, answering.reopen, ("unit_id", "due_on", "again_reason")),
    "release": (forms.ReleaseForm, publishing.release, ("public_title", "public_text", "file")),
    "retract": (forms.RetractForm, publishing.retract, ("reason",)),
}
"""What can be done with a suggestion: its form, the use case, and the fields in the order in which that takes them."""


def suggestion_or_404(suggestion_id: int) -> Suggestion:
    """The suggestion, if it belongs to the signed-in person's congress."""
    return suggestions.suggestion_of(current_user.congress_id, suggestion_id)


class SuggestionPage(FormPage):
    """A suggestion with everything that was done with it, and the forms of what can be done."""

    template = "desk/drive/suggestion.html"
    form: type[Form] = Form
    contact: tuple[str, str] | None = None
    """Name and telephone, when somebody has asked for them."""

    def record(self, suggestion_id: int, **places: Any) -> Suggestion:
        """The suggestion."""
        return suggestion_or_404(suggestion_id)

    def context(self, record: Suggestion, form: Form) -> dict[str, Any]:
        """All of it."""
        head = answering.head_of(record)
        open_ = record.merged_into_id is None and not record.spam and record.withdrawn_at is None
        listed = {name: made.beside(form, None, name, **_begin(record, name)) for name, (made, *_do) in ACTS.items()}
        for name in ("assign", "reopen"):
            listed[name]["due_on"].render_kw = {"min": today(), "max": today() + LAST_DAY}
        drive = record.drive
        listed["correct"]["category"].pairs = [(one, one) for one in (drive.categories if drive else CATEGORIES)]
        listed["correct"]["place"].pairs = [(one, one) for one in (drive.places if drive else ())]
        version = form.version if isinstance(form, forms.HandlingForm) and form.status != 409 else None
        return {
            "one": record,
            "origin": origins.told(record),
            "details": proposals.told(record.details),
            "drive": drive,
            "head": head,
            "members": merging.members_of(record.id),
            "supports": merging.supports_of(head),
            "same": similar.like(record) if open_ and record.outcome is None else [],
            "lines": suggestions.record_of(record.id),
            "acts_said": HANDLINGS,
            "open": open_,
            "files": store.held_by("suggestion", [record.id]),
            "has_contact": suggestions.has_contact(record.id),
            "contact": self.contact,
            "ratings": RATINGS,
            "act": form.ids,
            "forms": listed,
            "projects": roots.projects_of(record.id),
            "project_states": STATES,
            # After faulty input what was sent: nothing newer was looked at.
            "version": version.data if version else record.version,
        }


def _begin(one: Suggestion, act: str) -> dict[str, Any]:
    """What the form of an act begins with."""
    if act in ("assign", "reopen"):
        return {"unit_id": one.unit_id, "due_on": one.due_on or assigning.usual_due(one, settings(), today())}
    if act == "answer":
        proposed = one.proposed_at is not None
        told = (one.proposed_outcome, one.proposed_reason) if proposed else (one.outcome, one.reason)
        return dict(zip(("outcome", "reason"), told, strict=True))
    if act == "correct":
        return {key: getattr(one, key) for key in ("title", "category", "place", "village")}
    if act == "release":
        return dict(zip(("public_title", "public_text"), publishing.prefilled(one), strict=True))
    return {"first": one.text} if act == "split" else {}


@access(*PLANNERS)
class ShownSuggestion(SuggestionPage):
    """A suggestion with everything that was done with it."""

    methods = ["GET"]


@access(*EDITORS)
class HandleSuggestion(SuggestionPage):
    """Do one thing with a suggestion; a refused form keeps what was typed."""

    methods = ["POST"]

    def record(self, suggestion_id: int, **places: Any) -> Suggestion:
        """The suggestion, and what is to be done."""
        if places["act"] not in ACTS:
            raise Missing("no_such_act", "没有这一步")
        self.name: str = places["act"]
        return super().record(suggestion_id)

    def filled(self, record: Suggestion) -> Form:
        """The form of the act."""
        return ACTS[self.name][0].asked(ids=self.name)

    def act(self, record: Suggestion, form: Any) -> int:
        """Do it; the id."""
        suggestion_id, (_form, do, fields) = record.id, ACTS[self.name]
        told = (form[key].data for key in fields)
        do(record.congress_id, suggestion_id, *told, form.version.data, actor(), now())
        return suggestion_id

    def done(self, made: int) -> ResponseReturnValue:
        """The suggestion again."""
        flash(_("已办理"), "ok")
        return redirect(url_for("desk.suggestion", suggestion_id=made))


@access("clerk")
class SuggestionContact(SuggestionPage):
    """Name and telephone, for the clerk who has to ask back; the journal keeps who looked."""

    methods = ["POST"]

    def act(self, record: Suggestion, form: Form) -> Suggestion:
        """Look."""
        self.contact = erasing.reveal(record.congress_id, record.id, actor(), now())
        return record

    def done(self, made: Suggestion) -> ResponseReturnValue:
        """The page with them."""
        return self.page(made, Form())


@bp.get("/suggestions/<int:suggestion_id>/files/<int:attachment_id>")
@access(*PLANNERS)
def suggestion_file(suggestion_id: int, attachment_id: int) -> Response:
    """An attachment, as it was cleaned."""
    return attachment(store.one_of(attachment_id, "suggestion", [suggestion_or_404(suggestion_id).id]))


@access(*EDITORS)
class MergeSuggestions(FormPage):
    """The chosen ones side by side: which of them stands for all?"""

    template = "desk/drive/suggestions_merge.html"

    def filled(self, record: None) -> forms.MergeForm:
        """Those that were chosen, by the form or by the address."""
        form = forms.MergeForm.asked() if request.method == "POST" else forms.MergeForm(request.args)
        self.chosen = suggestions.several(current_user.congress_id, form.chosen)
        return form

    def act(self, record: None, form: forms.MergeForm) -> Suggestion:
        """Merge them."""
        sent = {row.number: row.version.data for row in form.versions.entries}
        versions = {one: sent.get(one, -1) for one in form.chosen}
        return merging.merge(current_user.congress_id, form.head.data, versions, actor(), now())

    def done(self, made: Suggestion) -> ResponseReturnValue:
        """The one that stands for all."""
        flash(_("已合并到第%(no)s号", no=made.no), "ok")
        return redirect(url_for("desk.suggestion", suggestion_id=made.id))

    def page(self, record: None, form: forms.MergeForm) -> ResponseReturnValue:
        """The choice, if there is one."""
        self.back = local_path(form.back.data) or url_for("desk.drives")
        if not self.chosen:
            flash(_("请先勾选建议"), "warn")
            return redirect(self.back)
        return super().page(record, form)

    def context(self, record: None, form: forms.MergeForm) -> dict[str, Any]:
        """The suggestions, and the one that one would choose."""
        usual = max(
            self.chosen, key=lambda one: (one.outcome is not None, one.unit_id is not None, one.supports, -one.no)
        )
        form.head.id = f"head-{usual.id}"
        head = usual.id if form.head.data in (None, -1) else form.head.data
        return {"chosen": self.chosen, "head": head, "back": self.back, "drive": self.chosen[0].drive}


ONE = "/suggestions/<int:suggestion_id>"
bp.add_url_rule(ONE, view_func=ShownSuggestion.as_view("suggestion"))
bp.add_url_rule(f"{ONE}/contact", view_func=SuggestionContact.as_view("suggestion_contact"))
bp.add_url_rule(f"{ONE}/<act>", view_func=HandleSuggestion.as_view("handle_suggestion"))
bp.add_url_rule("/suggestions/merge", view_func=MergeSuggestions.as_view("merge_suggestions"))
