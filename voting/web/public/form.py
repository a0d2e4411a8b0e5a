"""The public form: one matter, one page, no account, no script (我要提建议)."""

from __future__ import annotations

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from limits import RateLimitItemPerHour
from werkzeug.exceptions import RequestEntityTooLarge

from ...attachments.cleaning import MAX_BYTES
from ...collection import drives, notices, sending
from ...collection.drives import PHASES
from ...collection.models import Drive
from ...collection.suggestions import MAX_FILES
from ...errors import Conflict, DomainError, Locked, Rejected, TooLarge
from ...extensions import counted_as, csrf, limiter
from ..access import access, wants_json
from ..context import now, rng, settings
from ..forms.public import OriginFilter, SuggestionForm
from . import bp

MAX_BODY = (MAX_FILES + 1) * MAX_BYTES


@bp.route("/collect/<slug>/new", methods=["GET", "POST"])
@access.public
@limiter.limit("600/hour", methods=["POST"], exempt_when=lambda: not settings().submissions_per_hour)
@csrf.exempt
def suggest(slug: str) -> ResponseReturnValue:
    """Make a suggestion. A phone's photos are larger than other forms, so this one reads its body itself."""
    if request.method == "POST" and wants_json():
        # A program is told at once; people read it on their form, which keeps what they typed.
        request.max_content_length = MAX_BODY
        _no_foreign_form()
    found, origin = drives.published(slug), OriginFilter.asked().data
    if request.method == "GET":
        form = SuggestionForm(data=origin)
        return _form(found, form) if found.phase(now()) == "open" and _offered(found, form) else _shut(found, form, 200)
    request.max_content_length = MAX_BODY
    try:
        form = SuggestionForm.asked()
    except RequestEntityTooLarge:
        _drain()
        form = SuggestionForm()
        form.refuse(TooLarge("too_large", "内容太大：文字最多 2000 字，每个文件最多 20 MB", field="text"))
        return _form(found, form)
    for key, value in origin.items():
        form[key].data = form[key].data or value
    return _send(found, form)


def _send(found: Drive, form: SuggestionForm) -> ResponseReturnValue:
    """Take the form in; whatever is wrong is said on the form, with everything that was typed."""
    token = form.token.data
    if (code := sending.receipt_of(found, token)) is not None:
        # The same form once more, however long after: it was taken in, and its receipt is the answer.
        return redirect(url_for("public.receipt", code=code), 303)
    genuine = form.genuine
    try:
        _no_foreign_form()
        form.check()
    except CSRFError:
        form.refuse(Rejected("form_unknown", "页面已经过期，请核对后再提交一次", field="answer"))
    except DomainError as problem:
        form.refuse(problem)
    if genuine and found.phase(now()) == "open":
        form.take()
    # What is wrong with the words is said beside what is wrong with the question.
    try:
        for fault in sending.faults(form.told, found):
            form.refuse(fault)
        if not form.errors and not _within_limit():
            raise Locked("too_many", "同一网络一小时内提交的建议较多，请稍后再试；您写的内容还在", field="text")
        if not form.errors:
            made = sending.send(found, form.told, form.cleaned, settings(), now(), rng, token)
            form.arrive()
            _count()
            return redirect(url_for("public.receipt", code=made.code), 303)
    except Conflict as problem:
        if problem.code == "drive_not_open" or found.phase(now()) != "open":
            return _shut(found, form, 409)
        form.refuse(problem)
    except DomainError as problem:
        form.refuse(problem)
    form.wait()
    return _form(found, form)


def _form(found: Drive, form: SuggestionForm) -> ResponseReturnValue:
    form.category.pairs = [(one, one) for one in found.categories]
    form.place.pairs = [(one, one) for one in found.places]
    page = render_template(
        "public/form.html",
        drive=found,
        form=form,
        consent=notices.consent(found),
        origin=sending.origin_name(found, form.station.text, form.event.text),
    )
    return page, form.status


def _shut(found: Drive, form: SuggestionForm, status: int) -> ResponseReturnValue:
    """The form is not open: when it is, what else one can do, and what was typed, so that nothing is lost."""
    page = render_template(
        "public/form_shut.html",
        drive=found,
        phase=found.phase(now()),
        phases=PHASES,
        text=form.text.text,
        offered=_offered(found, form),
    )
    return page, status


def _offered(found: Drive, form: SuggestionForm) -> bool:
    """Whether this visitor may fill in the form: everybody, or those who scanned the code of a station or event."""
    return "public" in found.audiences or bool(sending.origin_name(found, form.station.data, form.event.data))


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
