"""Drives: all of them, and what is to do in each (征集活动)."""

from __future__ import annotations

from typing import Any

from flask import render_template
from flask_login import current_user

from ...collection import drives as collection_drives
from ..access import access
from ..here import now
from . import bp

PLANNERS = ("clerk", "chair", "administrator", "government", "auditor")
"""Who may read drives and projects; each act names its own roles."""


@bp.get("/drives")
@access(*PLANNERS)
def drives() -> Any:
    """All drives of the congress, newest first."""
    found = collection_drives.of_congress(current_user.congress_id)
    return render_template("desk/drives.html", drives=found, now=now())
