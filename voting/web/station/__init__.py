"""Deputies' stations: what people say there, written down on the spot (代表联络站)."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("station", __name__, url_prefix="/station")

from . import entry, events, home  # noqa: E402, F401
