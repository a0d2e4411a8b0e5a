"""Citizens: front page and board."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("public", __name__)

from . import board, code, projects, stations, statistics  # noqa: E402, F401
