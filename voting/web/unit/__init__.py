"""Departments and towns: what they propose, handle and answer (承办单位)."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("unit", __name__, url_prefix="/unit")

from . import (  # noqa: E402, F401
    inquiries,
    opinions,
    plan_changes,
    plans,
    progress,
    projects,
    proposals,
    suggestions,
    tasks,
)
