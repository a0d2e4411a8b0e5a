"""Deputies on tablets: sign in, sign in to the meeting, vote."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("deputy", __name__, url_prefix="/deputy")

from . import booth, hall, oversight, projects, suggestions  # noqa: E402, F401
