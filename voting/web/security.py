"""Headers, sessions and their limits."""

from __future__ import annotations

import secrets
from datetime import timedelta

from flask import Flask, Response, abort, g, request, session
from flask_login import current_user, logout_user

from ..attachments.cleaning import MAX_BYTES
from ..config import Config
from ..front import REFUSED
from .here import now

POLICY = (
    "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; media-src 'self' blob:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; manifest-src 'self'"
)

PHOTOS = (
    "unit.report", "unit.unit_task", "deputy.plan", "desk.new_inspection", "desk.accept_plan",
)  # fmt: skip
"""Forms of signed-in people that take several photos, each as large as one may be."""
PHOTO_BYTES = 10 * MAX_BYTES


def first(app: Flask) -> None:
    """What has to be settled before anything reads a form: how large it may be."""

    @app.before_request
    def refuse_unread() -> None:
        refused = request.environ.get(REFUSED)
        if refused is not None:
            abort(refused)

    @app.before_request
    def allow_photos() -> None:
        if request.endpoint in PHOTOS and current_user.is_authenticated:
            request.max_content_length = PHOTO_BYTES


def init(app: Flask, config: Config) -> None:
    """Install the hooks."""
    app.config.update(
        SECRET_KEY=config.secret_key(),
        SESSION_COOKIE_NAME="voting",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        SESSION_COOKIE_SECURE=config.secure_cookies,
        PERMANENT_SESSION_LIFETIME=config.session_lifetime,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=config.secure_cookies,
        MAX_CONTENT_LENGTH=32 * 1024 * 1024,
    )

    @app.before_request
    def limit_session() -> None:
        if request.endpoint == "static" or not current_user.is_authenticated:
            return
        moment = now().timestamp()
        started, seen = session.get("started", moment), session.get("seen", moment)
        idle = config.booth_minutes if session.get("booth") else config.idle_minutes
        too_old = moment - started > config.session_lifetime.total_seconds()
        too_idle = moment - seen > timedelta(minutes=idle).total_seconds()
        if too_old or too_idle:
            logout_user()
            session.clear()
            return
        session.setdefault("started", moment)
        # A page that only asks for news does not count as somebody being there.
        if request.headers.get("X-Poll") != "1":
            session["seen"] = moment

    @app.after_request
    def headers(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        # Not `no-referrer`: over HTTPS the check against forged requests wants to see where a form came from.
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("X-Frame-Options", "DENY")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", "camera=(self), microphone=(), geolocation=()")
        if config.secure_cookies:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        if request.endpoint != "static" and "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        return response


def fresh_session() -> None:
    """Forget what the visitor had before signing in, and start the clock."""
    session.clear()
    session.permanent = True
    moment = now().timestamp()
    session["started"] = session["seen"] = moment
    session["nonce"] = secrets.token_hex(8)
    g.pop("csrf_token", None)
