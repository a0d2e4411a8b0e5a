"""One suggestion at the desk: what was said, where it came from, what is done with it (分拣、交办、答复)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ....attachments import store
from ....collection import origins, proposals, suggestions
from ....collection.channels import CATEGORIES, HANDLINGS, RATINGS
from ....collection.handling import answering, assigning, erasing, merging, publishing, similar, sorting
from ....collection.models import Suggestion
from ....congress import units
from ....errors import DomainError, Missing, Rejected
from ....projects import roots
from ....projects.drafting import STATES
from ... import edit_conflict, values
from ...access import access
from ...context import actor, local_path, now, rng, settings
from ...files import attachment
from ...values import number
from ..blueprint import bp
from ..common import field_of
from .drives import EDITORS, PLANNERS
from .suggestions import today


def suggestion_or_404(suggestion_id: int) -> Suggestion:
    """The suggestion, if it belongs to the signed-in person's congress."""
    return suggestions.suggestion_of(current_user.congress_id, suggestion_id)


@bp.get("/suggestions/<int:suggestion_id>")
@access(*PLANNERS)
def suggestion(suggestion_id: int) -> Any:
    """A suggestion with everything that was done with it."""
    return _page(suggestion_id)


def _page(
    suggestion_id: int, act: str = "", error: DomainError | None = None, contact: tuple[str, str] | None = None
) -> Any:
    found = suggestion_or_404(suggestion_id)
    head = answering.head_of(found)
    members = merging.members_of(found.id)
    open_ = found.merged_into_id is None and not found.spam and found.withdrawn_at is None
    title, text = publishing.prefilled(found)
    page = render_template(
        "desk/drive/suggestion.html",
        one=found,
        origin=origins.told(found),
        details=proposals.told(found.details),
        drive=found.drive,
        head=head,
        members=members,
        supports=merging.supports_of(head),
        same=similar.like(found) if open_ and found.outcome is None else [],
        record=suggestions.record_of(found.id),
        acts_said=HANDLINGS,
        open=open_,
        files=store.held_by("suggestion", [found.id]),
        has_contact=suggestions.has_contact(found.id),
        contact=contact,
        unit_options=[("", _("请选择")), *((one.id, one.name) for one in units.of_congress(found.congress_id, True))],
        ratings=RATINGS,
        act=act,
        error=error,
        wrong=field_of(error) if error else None,
        anchor=_anchor(act, error),
        today=today(),
        last_day=today() + timedelta(days=730),
        due=found.due_on or assigning.usual_due(found, settings(), today()),
        public_title=title,
        public_text=text,
        category_options=[(one, one) for one in (found.drive.categories if found.drive else map(str, CATEGORIES))],
        projects=roots.projects_of(found.id),
        project_states=STATES,
        version=edit_conflict.version(found.version, error),
        place_options=[(one, one) for one in (found.drive.places if found.drive else [])],
    )
    return page, error.status if error else 200


PLAIN = ("unit_id", "title", "category", "place", "village")
"""Fields that only one form of the page has."""


def _anchor(act: str, error: DomainError | None) -> str | None:
    """Where the page's error summary leads."""
    field = field_of(error) if error else None
    if field is None or field in PLAIN:
        return field
    return "outcome-adopted" if field == "outcome" else f"{field}-{act}"


def _day(field: str) -> date:
    found = values.day(request.form.get(field, ""))
    if found is None:
        raise Rejected("date_wrong", "请填写办理期限", field=field)
    return found


Doing = Callable[[int, int, int], object]
"""Congress, suggestion, version."""


def _doings() -> dict[str, Doing]:
    """What can be done with a suggestion, each with the fields of its form."""
    form = request.form

    def told(field: str) -> str:
        return form.get(field, "")

    return {
        "correct": lambda c, s, v: sorting.correct(
            c, s, told("category"), told("place"), told("village"), told("title"), v, actor(), now()
        ),
        "spam": lambda c, s, v: sorting.mark_spam(c, s, told("reason"), v, actor(), now()),
        "restore": lambda c, s, v: sorting.restore(c, s, v, actor(), now()),
        "split": lambda c, s, v: sorting.split(c, s, told("first"), told("second"), v, actor(), now(), rng),
        "take-out": lambda c, s, v: merging.take_out(c, s, v, actor(), now()),
        "assign": lambda c, s, v: assigning.assign(
            c, s, form.get("unit_id", 0, number), _day("due_on"), v, actor(), now()
        ),
        "press": lambda c, s, v: assigning.press(c, s, told("press_note"), v, actor(), now()),
        "answer": lambda c, s, v: answering.answer(c, s, told("outcome"), told("reason"), v, actor(), now()),
        "send-back": lambda c, s, v: answering.send_back(c, s, told("back_reason"), v, actor(), now()),
        "reopen": lambda c, s, v: answering.reopen(
            c, s, form.get("unit_id", 0, number), _day("due_on"), told("again_reason"), v, actor(), now()
        ),
        "release": lambda c, s, v: publishing.release(
            c, s, told("public_title"), told("public_text"), form.getlist("file", number), v, actor(), now()
        ),
        "retract": lambda c, s, v: publishing.retract(c, s, told("reason"), v, actor(), now()),
    }


@bp.post("/suggestions/<int:suggestion_id>/<act>")
@access(*EDITORS)
def handle_suggestion(suggestion_id: int, act: str) -> Any:
    """Do one thing with a suggestion; a refused form keeps what was typed."""
    doing = _doings().get(act)
    if doing is None:
        raise Missing("no_such_act", "没有这一步")
    try:
        doing(current_user.congress_id, suggestion_id, request.form.get("version", -1, number))
    except DomainError as problem:
        if problem.status == 404:
            raise
        return _page(suggestion_id, act, problem)
    flash(_("已办理"), "ok")
    return redirect(url_for("desk.suggestion", suggestion_id=suggestion_id))


@bp.post("/suggestions/<int:suggestion_id>/contact")
@access("clerk")
def suggestion_contact(suggestion_id: int) -> Any:
    """Name and telephone, for the clerk who has to ask back; the journal keeps who looked."""
    try:
        told = erasing.reveal(current_user.congress_id, suggestion_id, actor(), now())
    except DomainError as problem:
        if suggestions.has_contact(suggestion_id):
            raise
        return _page(suggestion_id, "contact", problem)
    return _page(suggestion_id, contact=told)


@bp.get("/suggestions/<int:suggestion_id>/files/<int:attachment_id>")
@access(*PLANNERS)
def suggestion_file(suggestion_id: int, attachment_id: int) -> Response:
    """An attachment, as it was cleaned."""
    return attachment(store.one_of(attachment_id, "suggestion", [suggestion_or_404(suggestion_id).id]))


# --- merging


@bp.route("/suggestions/merge", methods=["GET", "POST"])
@access(*EDITORS)
def merge_suggestions() -> Any:
    """The chosen ones side by side: which of them stands for all?"""
    values = request.form if request.method == "POST" else request.args
    ids = list(dict.fromkeys(one for one in values.getlist("id", number) if one > 0))[: merging.MOST + 1]
    back = local_path(values.get("back", "")) or url_for("desk.drives")
    error = None
    if request.method == "POST":
        versions = {one: request.form.get(f"version-{one}", -1, number) for one in ids}
        try:
            head = merging.merge(
                current_user.congress_id, request.form.get("head", 0, number), versions, actor(), now()
            )
        except DomainError as problem:
            error = problem
        else:
            flash(_("已合并到第%(no)s号", no=head.no), "ok")
            return redirect(url_for("desk.suggestion", suggestion_id=head.id))
    chosen = [suggestion_or_404(one) for one in ids]
    if not chosen:
        flash(_("请先勾选建议"), "warn")
        return redirect(back)
    usual = max(chosen, key=lambda one: (one.outcome is not None, one.unit_id is not None, one.supports, -one.no))
    page = render_template(
        "desk/drive/suggestions_merge.html", chosen=chosen, usual=usual, back=back, drive=chosen[0].drive, error=error
    )
    return page, error.status if error else 200
