"""Citizens: front page, suggestions and what becomes of them, and the board."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("public", __name__)

from . import board, code, collection, form, progress, projects, stations, statistics, status, suggestions  # noqa: E402, F401
