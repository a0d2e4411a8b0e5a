"""Staff sign-in and sign-out."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user, login_user, logout_user

from ..accounts import administration, passwords, resets
from ..accounts.models import ROLES
from ..errors import DomainError
from ..extensions import limiter
from .access import access
from .here import actor, local_path, now, settings
from .language import COOKIE
from .security import fresh_session

bp = Blueprint("accounts", __name__)


def home_of(roles: list[str]) -> str:
    """Where an account with these roles starts."""
    if set(roles) & {"clerk", "chair", "administrator", "credential_authority", "auditor"}:
        return url_for("desk.home")
    if "government" in roles:
        return url_for("desk.drives")
    for role, home in (("unit_officer", "unit.home"), ("station_worker", "station.home")):
        if role in roles:
            return url_for(home)
    if "teller" in roles:
        return url_for("teller.home")
    return url_for("scrutineer.home")


@bp.route("/sign-in", methods=["GET", "POST"])
@access.public
@limiter.limit("30/minute", methods=["POST"])
def sign_in() -> Any:
    """Sign in with user name and password."""
    error = None
    if request.method == "POST":
        try:
            account = passwords.sign_in(
                request.form.get("username", "").strip(), request.form.get("password", ""), settings(), now()
            )
        except DomainError as problem:
            error = problem
        else:
            target = local_path(request.form.get("next", "")) or home_of(account.roles)
            fresh_session()
            login_user(account)
            return redirect(target)
    page = render_template("sign_in.html", error=error, next=local_path(request.values.get("next", "")))
    return page, error.status if error else 200


@bp.route("/password", methods=["GET", "POST"])
@access(*ROLES)
@limiter.limit("30/minute", methods=["POST"])
def own_password() -> Any:
    """Change the own password; other sessions of the account end."""
    error = None
    if request.method == "POST":
        form = request.form
        try:
            account = administration.change_own_password(
                current_user.id, form.get("old", ""), form.get("new", ""), form.get("again", ""), actor(), now()
            )
        except DomainError as problem:
            error = problem
        else:
            fresh_session()
            login_user(account)
            flash(_("您的口令已更改，下次请用新口令登录"), "ok")
            return redirect(home_of(account.roles))
    wrong = {str(error.details.get("field")): error.message} if error else {}
    return render_template("password.html", wrong=wrong), error.status if error else 200


@bp.route("/password/reset", methods=["GET", "POST"])
@access(*ROLES)
@limiter.limit("30/minute", methods=["POST"])
def reset_asked() -> Any:
    """Somebody else reset the password: who wanted that chooses a new one, else the account stays shut."""
    error = None
    if request.method == "POST":
        form = request.form
        wanted = form.get("wanted") == "1"
        try:
            account = resets.answer(current_user.id, wanted, form.get("new", ""), form.get("again", ""), actor(), now())
        except DomainError as problem:
            error = problem
        else:
            if not wanted:
                return redirect(url_for("accounts.reset_asked"))
            fresh_session()
            login_user(account)
            flash(_("您的口令已更改，下次请用新口令登录"), "ok")
            return redirect(home_of(account.roles))
    if not current_user.held_up:
        return redirect(home_of(current_user.roles))
    wrong = {str(error.details.get("field")): error.message} if error else {}
    return render_template("reset.html", wrong=wrong), error.status if error else 200


@bp.post("/sign-out")
@access.public
def sign_out() -> Any:
    """End the session of whoever is signed in."""
    was_deputy = current_user.is_authenticated and current_user.is_deputy
    logout_user()
    session.clear()
    answer = redirect(url_for("deputy.sign_in") if was_deputy else url_for("public.home"))
    if was_deputy:
        # The tablet goes to the next deputy, whose language it does not know.
        answer.delete_cookie(COOKIE)
    return answer
