"""The acceptance of a project at the desk: final figures and evidence (验收)."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ....attachments import store
from ....errors import DomainError
from ....implementation import completion
from ....implementation import plans as supervised
from ....implementation.fields import amount
from ....implementation.models import Plan
from ....times import CHINA
from ... import photos, plan_form
from ...access import access
from ...context import actor, now, rng, settings
from ...files import attachment
from ..blueprint import bp
from .plans import EDITORS, READERS, plan_page, today


@bp.route("/plans/<int:plan_id>/accept", methods=["GET", "POST"])
@access(*EDITORS)
def accept_plan(plan_id: int) -> Any:
    """Enter the acceptance."""
    found = supervised.get(current_user.congress_id, plan_id)
    ended = plan_form.ended(found)
    if request.method == "GET":
        return _form(found, rng(12).hex(), [], {})
    token = request.form.get("token", "")[:32]
    if ended is not None:
        return _form(found, token, [(None, ended.message)], request.form, status=ended.status)
    said, faults = completion.read(request.form, found, now().astimezone(CHINA).date())
    files, problems = photos.taken(token, completion.MAX_FILES)
    errors: list[tuple[str | None, Any]] = [*faults, *(("files", one.message) for one in problems)]
    status = 422
    if not errors:
        try:
            completion.accept(found.congress_id, plan_id, said, files, plan_form.edits(), settings(), actor(), now())
            photos.wait(token, [])
            flash(_("验收已录入"), "ok")
            return redirect(url_for("desk.plan", plan_id=plan_id, _anchor="acceptance"))
        except DomainError as problem:
            field = problem.details.get("field")
            errors, status = [(str(field) if field else None, problem.message)], problem.status
    photos.wait(token, files)
    return _form(supervised.get(current_user.congress_id, plan_id), token, errors, request.form, files, status)


def _form(plan: Plan, token: str, errors: Any, typed: Any, files: Any = (), status: int = 200) -> Any:
    began = {"accepted_on": today(), "invested": amount(plan.invested) if plan.invested else ""}
    newest = next(iter(supervised.reports(plan.id)), None)
    began |= {f"done-{row}": value for row, value in enumerate(newest.done if newest is not None else ())}
    page = render_template(
        "desk/after/plan_accept.html",
        plan=plan,
        token=token,
        errors=errors,
        wrong={key: text for key, text in errors if key},
        typed=typed or began,
        results=completion.RESULTS,
        kept=files,
        most=completion.MAX_FILES,
        edits=request.form.get("edits", str(plan.edits)),
    )
    return page, status


@bp.post("/plans/<int:plan_id>/accept/revoke")
@access("clerk")
def revoke_acceptance(plan_id: int) -> Any:
    """Strike an acceptance that was entered by mistake."""
    found = supervised.get(current_user.congress_id, plan_id)
    try:
        completion.revoke(found.congress_id, plan_id, request.form.get("revoked", ""), actor(), now())
    except DomainError as problem:
        return plan_page(plan_id, problem, "revoke")
    flash(_("验收记录已撤销"), "ok")
    return redirect(url_for("desk.plan", plan_id=plan_id))


@bp.get("/plans/<int:plan_id>/files/<int:attachment_id>")
@access(*READERS)
def plan_file(plan_id: int, attachment_id: int) -> Response:
    """Evidence of the acceptance."""
    supervised.get(current_user.congress_id, plan_id)
    return attachment(store.one_of(attachment_id, completion.HOLDER, [plan_id]))
