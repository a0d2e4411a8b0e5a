"""The device that asks: a signed cookie with a random number, and marks of who has signed in there before.

No person stands in it: a mark is a keyed hash (see `entrance.guessing`), and marks are sorted, so they keep no order.
"""

from __future__ import annotations

from flask import Response, current_app, request
from itsdangerous import BadSignature, URLSafeSerializer

from ..entrance.guessing import Visitor, mark
from ..extensions import visitor_address
from .context import rng, settings

COOKIE = "device"
KEPT = 400 * 24 * 3600
MOST = 24
"""Names that one device remembers; a tablet of the hall serves many deputies."""


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="device")


def visitor() -> Visitor:
    """Address, device and what it knows of this request."""
    try:
        number, *marks = map(str, _serializer().loads(request.cookies.get(COOKIE, "")))
    except (BadSignature, TypeError, ValueError):
        return Visitor(visitor_address())
    return Visitor(visitor_address(), number, frozenset(marks))


def recognised(answer: Response) -> Response:
    """Give a device that has no cookie yet one with the answer."""
    if not visitor().device:
        _give(answer, rng(16).hex(), frozenset())
    return answer


def remember(answer: Response, whom: str) -> Response:
    """The device has signed in under this name: strangers' guesses no longer lock it out."""
    found, own = visitor(), mark(settings(), whom)
    others = sorted(found.marks - {own})
    while len(others) >= MOST:
        others.pop(rng(1)[0] % len(others))
    _give(answer, found.device or rng(16).hex(), frozenset({own, *others}))
    return answer


def _give(answer: Response, number: str, marks: frozenset[str]) -> None:
    answer.set_cookie(
        COOKIE,
        _serializer().dumps([number, *sorted(marks)]),
        max_age=KEPT,
        httponly=True,
        samesite="Lax",
        secure=settings().secure_cookies,
    )
