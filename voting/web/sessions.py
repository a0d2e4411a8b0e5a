"""Sign-ins: how they begin, how long they last, how they end, here and on the server."""

from __future__ import annotations

import secrets
from datetime import timedelta

from flask import Flask, Request, g, request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_login import current_user, login_user, logout_user
from itsdangerous import BadSignature

from ..config import Config
from ..congress.models import Account
from ..deputies.models import Deputy
from ..entrance import live
from .context import now, rng

REMEMBERED = timedelta(days=7)
"""How long the cookie of an ended sign-in tells whose it was, so that what was typed comes back to them alone."""
OF_THE_BOOTH = ("deputy.election", "deputy.cards")
"""What the booth's page asks for when it opens: it has itself just counted as somebody being there."""
AHEAD = timedelta(days=1)
"""By how much a sign-in may lie in the future: clocks are put back, by minutes and by a wrong time zone."""


class _Sessions(SecureCookieSessionInterface):
    """Cookies whose age our own rules judge: a clock that is put back must not sign everybody out."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        serializer = self.get_signing_serializer(app)
        if serializer is None:
            return None
        try:
            return self.session_class(serializer.loads(request.cookies.get(self.get_cookie_name(app), "")))
        except BadSignature:
            return self.session_class()


def init(app: Flask, config: Config) -> None:
    """Cookie and hooks."""
    app.session_interface = _Sessions()
    app.context_processor(lambda: {"idle_seconds": round(idle_seconds(config))})
    app.config.update(
        SECRET_KEY=config.secret_key(),
        SESSION_COOKIE_NAME="voting",
        SESSION_COOKIE_HTTPONLY=True,
        # A link from another site leads a signed-in person to the page; forms from there are stopped by their token.
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config.secure_cookies,
        PERMANENT_SESSION_LIFETIME=max(config.session_lifetime, REMEMBERED),
        # A request that changes nothing of it sends no cookie: it lasts longer than any sign-in anyhow.
        SESSION_REFRESH_EACH_REQUEST=False,
    )

    @app.before_request
    def limit_session() -> None:
        if request.endpoint == "static" or not current_user.is_authenticated:
            return
        moment = now().timestamp()
        started, seen = session.get("started", moment), session.get("seen", moment)
        old = moment - started > config.session_lifetime.total_seconds()
        if old or started - moment > AHEAD.total_seconds() or moment - seen > idle_seconds(config):
            _expire()
            return
        session.setdefault("started", moment)
        # A page that only asks for news does not count as somebody being there.
        asks = request.headers.get("X-Poll") == "1" or request.endpoint in OF_THE_BOOTH
        if not asks or seen > moment:
            session["seen"] = moment


def idle_seconds(config: Config) -> float:
    """After which the signed-in person is signed out. The booth's page signs out sooner, but not while offline."""
    minutes = max(config.booth_minutes, config.outage_minutes) if session.get("booth") else config.idle_minutes
    return timedelta(minutes=minutes).total_seconds()


def left(config: Config) -> float:
    """Seconds until the sign-in of this request ends if nobody acts."""
    moment = now().timestamp()
    idle = idle_seconds(config) - (moment - session.get("seen", moment))
    return float(min(idle, config.session_lifetime.total_seconds() - (moment - session.get("started", moment))))


def sign_in(person: Account | Deputy) -> None:
    """Begin a sign-in; whatever the visitor had before is forgotten, and an earlier sign-in ends."""
    before = session.get("sid", "")
    session.clear()
    session.permanent = True
    moment = now()
    session["sid"] = live.begin(moment.date(), rng, before)
    session["started"] = session["seen"] = moment.timestamp()
    session["nonce"] = secrets.token_hex(8)
    g.pop("csrf_token", None)
    login_user(person)


def sign_out() -> None:
    """End it, on the server as well: a copy of the cookie is worth nothing any more."""
    live.end(session.get("sid", ""))
    logout_user()
    session.clear()


def _expire() -> None:
    # Whose it was and the token of their forms stay, so that what they typed comes back to them.
    kept = {"was": whose(), "csrf_token": session.get("csrf_token")}
    sign_out()
    session.permanent = True
    session.update({key: value for key, value in kept.items() if value})


def whose() -> str:
    """Who is signed in here, or was until the sign-in ended: `account:5`, `deputy:7`, or nothing."""
    known = str(session.get("_user_id", ""))
    return ":".join(known.split(":")[:2]) or str(session.get("was", ""))


def identity(person: Account | Deputy) -> str:
    """The same for a person."""
    return ":".join(person.get_id().split(":")[:2])
