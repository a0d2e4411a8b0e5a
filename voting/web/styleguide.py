"""Every component on one page; not in production."""

from __future__ import annotations

from flask import Blueprint, render_template

from .access import access

bp = Blueprint("styleguide", __name__)


@bp.get("/styleguide")
@access.public
def page() -> str:
    """Show the components."""
    return render_template("styleguide.html")
