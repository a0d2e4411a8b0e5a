"""Departments and towns: what they propose, handle and answer (承办单位)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template

from ..access import access

bp = Blueprint("unit", __name__, url_prefix="/unit")


@bp.get("/")
@access("unit_officer")
def home() -> Any:
    """What my unit has to do."""
    return render_template("unit/home.html")


from . import opinions  # noqa: E402, F401
