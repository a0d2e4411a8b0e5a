"""Deputies' stations: what people say there, written down on the spot (代表联络站)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template

from ..access import access

bp = Blueprint("station", __name__, url_prefix="/station")


@bp.get("/")
@access("station_worker")
def home() -> Any:
    """My station: today's entries and events."""
    return render_template("station/home.html")
