"""Citizens: front page, suggestions and what becomes of them, and the board."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("public", __name__)

from . import (  # noqa: E402, F401
    board,
    code,
    collection,
    form,
    plan_changes,
    progress,
    projects,
    stations,
    statistics,
    status,
    suggestions,
)
