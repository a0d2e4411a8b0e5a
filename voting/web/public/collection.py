"""A drive as the public meets it: its notice as a page and as a paper (征集公告)."""

from __future__ import annotations

from typing import Any

from flask import Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ...collection import drives, notices
from ...collection.drives import PHASES
from ...printing.qr import svg_uri
from ..access import access
from ..context import now, settings
from ..files import PDF, public_file
from ..forms.public import OriginFilter
from . import bp


@bp.get("/collect/<slug>")
@access.public
def drive(slug: str) -> ResponseReturnValue:
    """The notice; whoever scans the poster of a station or an event goes straight to the form."""
    found = drives.published(slug)
    origin: dict[str, Any] = OriginFilter.asked().chosen
    if origin and found.phase(now()) == "open":
        return redirect(url_for("public.suggest", slug=slug, **origin))
    return render_template(
        "public/drive.html",
        drive=found,
        phase=found.phase(now()),
        phases=PHASES,
        title=notices.title_of(found),
        opening=notices.opening(found),
        ways=notices.ways(found),
        use=notices.use(),
        qr=svg_uri(notices.address(found, settings())),
    )


@bp.get("/collect/<slug>/notice.pdf")
@access.public
def notice(slug: str) -> Response:
    """The notice with the blank form annexed."""
    found = drives.published(slug)
    return public_file(notices.notice(found, settings(), now()), PDF, f"notice-{found.slug}.pdf", inline=True)


@bp.get("/collect/<slug>/form.pdf")
@access.public
def blank_form(slug: str) -> Response:
    """The form to fill in by hand."""
    found = drives.published(slug)
    return public_file(notices.blank_form(found, settings()), PDF, f"form-{found.slug}.pdf", inline=True)
