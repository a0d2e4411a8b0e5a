"""Headers, and how large a form may be."""

from __future__ import annotations

from flask import Flask, Response, abort, request
from flask_login import current_user

from ..attachments.cleaning import MAX_BYTES
from ..config import Config
from ..errors import REFUSED
from . import sessions

POLICY = (
    "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; media-src 'self' blob:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; manifest-src 'self'"
)

PHOTOS = (
    "unit.report",
    "unit.unit_task",
    "deputy.plan",
    "desk.new_inspection",
    "desk.accept_plan",
)
"""Forms of signed-in people that take several photos, each as large as one may be."""
PHOTO_BYTES = 10 * MAX_BYTES
SIGN_IN = ("accounts.sign_in", "deputy.sign_in")
HELD_BYTES = 2 * 1024 * 1024


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
        elif request.endpoint in SIGN_IN:
            # With the name and the password comes what was typed before, sealed (see `typed`).
            request.max_form_memory_size = HELD_BYTES


def init(app: Flask, config: Config) -> None:
    """Install the hooks."""
    app.config.update(
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=config.secure_cookies,
        MAX_CONTENT_LENGTH=32 * 1024 * 1024,
    )
    sessions.init(app, config)

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
