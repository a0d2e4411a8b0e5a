"""Staff sign-in and sign-out."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, jsonify, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ..congress import administration, passwords, resets
from ..congress.models import ROLES
from ..errors import DomainError
from ..extensions import limiter
from . import sessions, typed
from .access import SIGN_IN_PAGES, access
from .context import actor, local_path, now, settings
from .device import recognised, remember, visitor
from .language import COOKIE

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
# A whole office stands behind one address; guessing is bounded by counting what is wrong (see `entrance.guessing`).
@limiter.limit("300/minute", methods=["POST"])
def sign_in() -> Any:
    """Sign in with user name and password."""
    if request.method == "GET":
        return recognised(make_response(_page(local_path(request.args.get("next", "")))))
    form = request.form
    username, held = form.get("username", "").strip(), form.get(typed.FIELD, "")
    target = local_path(form.get("next", ""))
    try:
        account = passwords.sign_in(username, form.get("password", ""), settings(), now(), visitor())
    except DomainError as problem:
        return recognised(make_response(_page(target, held, problem), problem.status))
    home, back = home_of(account.roles), typed.opened(held, account)
    sessions.sign_in(account)
    answer = typed.again(back, typed.EXPIRED, 200) if back else redirect(target or home)
    return remember(make_response(answer), passwords.subject(username, settings()))


def _page(target: str = "", held: str = "", error: DomainError | None = None) -> str:
    return render_template("sign_in.html", error=error, next=target, held=held)


SIGN_IN_PAGES["accounts.sign_in"] = _page


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
            sessions.sign_in(account)
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
            sessions.sign_in(account)
            flash(_("您的口令已更改，下次请用新口令登录"), "ok")
            return redirect(home_of(account.roles))
    if not current_user.held_up:
        return redirect(home_of(current_user.roles))
    wrong = {str(error.details.get("field")): error.message} if error else {}
    return render_template("reset.html", wrong=wrong), error.status if error else 200


@bp.get("/signed-in")
@access.public
def alive() -> Any:
    """For how many more seconds the sign-in lasts if nobody acts; asking counts as acting, unless with `X-Poll`."""
    if not current_user.is_authenticated:
        abort(401)
    return jsonify(left=max(0, round(sessions.left(settings()))))


@bp.post("/sign-out")
@access.public
def sign_out() -> Any:
    """End the session of whoever is signed in."""
    was_deputy = current_user.is_authenticated and current_user.is_deputy
    sessions.sign_out()
    answer = redirect(url_for("deputy.sign_in") if was_deputy else url_for("public.home"))
    if was_deputy:
        # The tablet goes to the next deputy, whose language it does not know.
        answer.delete_cookie(COOKIE)
    return answer
