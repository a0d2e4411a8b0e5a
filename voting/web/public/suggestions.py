"""Released suggestions as everybody reads them, and support for them (公开的建议、附议)."""

from __future__ import annotations

import secrets

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ...attachments import store
from ...collection import drives, supports
from ...collection.channels import CHANNELS, OUTCOMES
from ...collection.figures import public_list
from ...extensions import limiter
from ...projects import tracking
from ..access import access
from ..context import now, secret, settings
from ..files import attachment
from ..forms.public import PublicFilters, SupportForm
from ..lists import Page, number_of
from . import bp

PER_PAGE = 20
DEVICE = "device"
YEAR = 366 * 24 * 3600


@bp.get("/collect/<slug>/suggestions")
@access.public
def suggestions(slug: str) -> str:
    """What others suggest: searched and filtered by the address."""
    found, filters = drives.published(slug), PublicFilters.asked()
    filters.category.pairs = [(one, one) for one in found.categories]
    filters.place.pairs = [(one, one) for one in found.places]
    total = public_list.count(found.id, filters.wanted)
    number, last = number_of(total, PER_PAGE)
    return render_template(
        "public/suggestions.html",
        drive=found,
        page=Page(public_list.listed(found.id, filters.wanted, PER_PAGE, (number - 1) * PER_PAGE), total, number, last),
        filters=filters,
        outcomes=OUTCOMES,
        open=found.phase(now()) == "open" and "public" in found.audiences,
    )


@bp.get("/collect/<slug>/suggestions/<int:no>")
@access.public
def suggestion(slug: str, no: int) -> ResponseReturnValue:
    """One of them: what is asked, how many say so, what was answered."""
    drive = drives.published(slug)
    shown = public_list.by_no(drive.id, no)
    if shown.suggestion.no != no:
        return redirect(url_for("public.suggestion", slug=slug, no=shown.suggestion.no))
    device = request.cookies.get(DEVICE, "")
    return render_template(
        "public/suggestion.html",
        drive=drive,
        shown=shown,
        one=shown.suggestion,
        outcomes=OUTCOMES,
        channels=CHANNELS,
        files=store.held_by("suggestion", [shown.suggestion.id], public_only=True),
        supported=bool(supports.supported(secret(), device, [shown.suggestion.id])),
        may_support=drive.phase(now()) != "closed",
        projects=tracking.projects_of([shown.suggestion.id]),
    )


@bp.post("/collect/<slug>/suggestions/<int:no>/support")
@access.public
@limiter.limit("600/hour")
def support(slug: str, no: int) -> Response:
    """Support it from this device, or take the support back; the device gets a random number and nothing else."""
    drive = drives.published(slug)
    device = request.cookies.get(DEVICE, "")
    if not (len(device) == 32 and device.isalnum()):
        device = secrets.token_hex(16)
    supports.support(secret(), device, drive.id, no, SupportForm.asked().wanted.data, now())
    answer = make_response(redirect(url_for("public.suggestion", slug=slug, no=no), 303))
    answer.set_cookie(
        DEVICE, device, max_age=YEAR, httponly=True, secure=settings().secure_cookies, samesite="Lax", path="/collect"
    )
    return answer


@bp.get("/collect/<slug>/suggestions/<int:no>/files/<int:attachment_id>")
@access.public
def suggestion_file(slug: str, no: int, attachment_id: int) -> Response:
    """An attachment that the office has released; `?small=1` gives the small picture."""
    shown = public_list.by_no(drives.published(slug).id, no)
    return attachment(store.one_of(attachment_id, "suggestion", [shown.suggestion.id], public_only=True))
