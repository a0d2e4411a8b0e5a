"""Released suggestions as everybody reads them, and support for them (公开的建议、附议)."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Response, current_app, make_response, redirect, render_template, request, url_for

from ...attachments import store
from ...collection import drives, supports
from ...collection.channels import CHANNELS, OUTCOMES
from ...collection.figures import public_list
from ...extensions import limiter
from ...projects import tracking
from ..access import access
from ..context import now, settings
from ..files import attachment
from ..values import whole
from . import bp

PER_PAGE = 20
DEVICE = "device"
YEAR = 366 * 24 * 3600


@bp.get("/collect/<slug>/suggestions")
@access.public
def suggestions(slug: str) -> Any:
    """What others suggest: searched and filtered by the address."""
    found = drives.published(slug)
    names = ("q", "category", "place", "outcome", "sort")
    filters = {key: value for key in names if (value := request.args.get(key, "").strip()[:100])}
    wanted = public_list.Wanted(
        filters.get("q", ""),
        filters.get("category", ""),
        filters.get("place", ""),
        filters.get("outcome", ""),
        filters.get("sort", "newest"),
    )
    total = public_list.count(found.id, wanted)
    last = max(1, -(-total // PER_PAGE))
    asked = request.args.get("page", "1")
    number = min(max(1, whole(asked, 1)), last)
    shown = public_list.listed(found.id, wanted, PER_PAGE, (number - 1) * PER_PAGE)
    return render_template(
        "public/suggestions.html",
        drive=found,
        listed=shown,
        total=total,
        number=number,
        last=last,
        filters=filters,
        outcomes=OUTCOMES,
        sorts=public_list.SORTS,
        open=found.phase(now()) == "open" and "public" in found.audiences,
    )


@bp.get("/collect/<slug>/suggestions/<int:no>")
@access.public
def suggestion(slug: str, no: int) -> Any:
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
        supported=bool(supports.supported(_key(), device, [shown.suggestion.id])),
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
    supports.support(_key(), device, drive.id, no, request.form.get("wanted") == "1", now())
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


def _key() -> bytes:
    key: bytes = current_app.config["SECRET_KEY"]
    return key
