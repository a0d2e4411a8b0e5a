"""The public form: one matter, one page, no account, no script (我要提建议)."""

from __future__ import annotations

from typing import Any

from flask import current_app, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from limits import RateLimitItemPerHour
from werkzeug.exceptions import RequestEntityTooLarge

from ...attachments.cleaning import MAX_BYTES, Cleaned
from ...collection import drives, guard, notices, sending
from ...collection.drives import PHASES
from ...collection.models import Drive
from ...collection.suggestions import MAX_FILES
from ...errors import Conflict, DomainError, Locked, Rejected, TooLarge
from ...extensions import counted_as, csrf, limiter
from .. import photos
from ..access import access, wants_json
from ..context import now, rng, settings
from . import bp

MAX_BODY = (MAX_FILES + 1) * MAX_BYTES
FRESH = ("form_unknown", "form_expired", "form_sent")
"""Errors after which the form needs a new question."""


@bp.route("/collect/<slug>/new", methods=["GET", "POST"])
@access.public
@limiter.limit("600/hour", methods=["POST"], exempt_when=lambda: not settings().submissions_per_hour)
@csrf.exempt
def suggest(slug: str) -> Any:
    """Make a suggestion. A phone's photos are larger than other forms, so this one reads its body itself."""
    if request.method == "POST" and wants_json():
        # A program is told at once; people read it on their form, which keeps what they typed.
        request.max_content_length = MAX_BODY
        _no_foreign_form()
    found = drives.published(slug)
    if request.method == "GET":
        if found.phase(now()) != "open" or not _offered(found):
            return _shut(found, 200)
        return _form(found, guard.issue(_key(), now(), rng), [])
    request.max_content_length = MAX_BODY
    try:
        return _send(found)
    except RequestEntityTooLarge:
        _drain()
        error = TooLarge("too_large", "内容太大：文字最多 2000 字，每个文件最多 20 MB", field="text")
        return _form(found, guard.issue(_key(), now(), rng), [], [error], readable=False)


def _send(found: Drive) -> Any:
    """Take the form in; whatever is wrong is said on the form, with everything that was typed."""
    token = request.form.get("form_token", "")
    if (code := sending.receipt_of(found, token)) is not None:
        # The same form once more, however long after: it was taken in, and its receipt is the answer.
        return redirect(url_for("public.receipt", code=code), 303)
    errors: list[DomainError] = []
    files: list[Cleaned] = []
    try:
        _no_foreign_form()
        guard.check(
            _key(),
            token,
            request.form.get("answer", ""),
            request.form.get("website", ""),
            now(),
            settings().form_seconds,
        )
    except CSRFError:
        errors.append(Rejected("form_unknown", "页面已经过期，请核对后再提交一次", field="answer"))
    except DomainError as problem:
        errors.append(problem)
    genuine = guard.issued_at(_key(), token) is not None
    if genuine and found.phase(now()) == "open":
        files, problems = photos.taken(token, MAX_FILES)
        errors += problems
    typed = sending.Form(
        **{key: request.form.get(key, "") for key in ("text", "category", "place", "village", "name", "phone")},
        consent=request.form.get("consent") == "1",
        station=request.values.get("station", ""),
        event=request.values.get("event", ""),
    )
    try:
        errors += sending.faults(typed, found)
        if not errors and not _within_limit():
            raise Locked("too_many", "同一网络一小时内提交的建议较多，请稍后再试；您写的内容还在", field="text")
        if not errors:
            made = sending.send(found, typed, files, settings(), now(), rng, token)
            photos.done(token)
            _count()
            return redirect(url_for("public.receipt", code=made.code), 303)
    except Conflict as problem:
        if problem.code == "drive_not_open" or found.phase(now()) != "open":
            return _shut(found, 409)
        errors.append(problem)
    except DomainError as problem:
        errors.append(problem)
    if not genuine or any(one.code in FRESH for one in errors):
        token = guard.issue(_key(), now(), rng)
    photos.wait(token, files)
    return _form(found, token, files, errors)


def _form(
    found: Drive, token: str, files: list[Cleaned], errors: list[DomainError] | None = None, readable: bool = True
) -> Any:
    errors = errors or []
    typed = request.form if request.method == "POST" and readable else {}
    wrong: dict[str, Any] = {}
    for error in errors:
        wrong.setdefault(str(error.details.get("field", "text")), error.message)
    values = request.values if readable else {}
    station, event = values.get("station", ""), values.get("event", "")
    page = render_template(
        "public/form.html",
        drive=found,
        token=token,
        question=guard.question(_key(), token),
        typed=typed,
        files=files,
        wrong=wrong,
        errors=[(error.details.get("field", "text"), error.message) for error in errors],
        consent=notices.consent(found),
        most=MAX_FILES,
        station=station,
        event=event,
        origin=sending.origin_name(found, station, event),
    )
    return page, max((error.status for error in errors), default=200)


def _shut(found: Drive, status: int) -> Any:
    """The form is not open: when it is, what else one can do, and what was typed, so that nothing is lost."""
    text = request.form.get("text", "") if status != 200 else ""
    page = render_template(
        "public/form_shut.html",
        drive=found,
        phase=found.phase(now()),
        phases=PHASES,
        text=text,
        offered=_offered(found),
    )
    return page, status


def _offered(found: Drive) -> bool:
    """Whether this visitor may fill in the form: everybody, or those who scanned the code of a station or event."""
    return "public" in found.audiences or bool(
        sending.origin_name(found, request.values.get("station", ""), request.values.get("event", ""))
    )


def _no_foreign_form() -> None:
    if current_app.config["WTF_CSRF_ENABLED"]:
        csrf.protect()


def _drain() -> None:
    """Read what is still on its way, else the browser shows a broken connection instead of the page."""
    stream, left = request.environ["wsgi.input"], MAX_BODY
    while left > 0 and (piece := stream.read(min(left, 65536))):
        left -= len(piece)


def _limit() -> RateLimitItemPerHour | None:
    most = settings().submissions_per_hour
    return RateLimitItemPerHour(most) if most and current_app.config["RATELIMIT_ENABLED"] else None


def _within_limit() -> bool:
    item = _limit()
    return item is None or limiter.limiter.test(item, "suggest", counted_as())


def _count() -> None:
    if (item := _limit()) is not None:
        limiter.limiter.hit(item, "suggest", counted_as())


def _key() -> bytes:
    key: bytes = current_app.config["SECRET_KEY"]
    return key
