"""Staff sign-in and sign-out."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask_login import current_user, login_user, logout_user

from ..accounts import passwords
from ..errors import DomainError
from ..extensions import limiter
from .access import access
from .here import now, settings
from .security import fresh_session

bp = Blueprint("accounts", __name__)


def home_of(roles: list[str]) -> str:
    """Where an account with these roles starts."""
    if set(roles) & {"clerk", "chair", "administrator", "credential_authority", "teller", "auditor"}:
        return url_for("desk.home")
    return url_for("scrutineer.home")


def _local(target: str) -> str:
    parts = urlsplit(target)
    return target if target.startswith("/") and not target.startswith("//") and not parts.netloc else ""


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
            target = _local(request.form.get("next", "")) or home_of(account.roles)
            fresh_session()
            login_user(account)
            return redirect(target)
    page = render_template("sign_in.html", error=error, next=_local(request.values.get("next", "")))
    return page, error.status if error else 200


@bp.post("/sign-out")
@access.public
def sign_out() -> Any:
    """End the session of whoever is signed in."""
    was_deputy = current_user.is_authenticated and current_user.is_deputy
    logout_user()
    session.clear()
    return redirect(url_for("deputy.sign_in") if was_deputy else url_for("public.home"))
