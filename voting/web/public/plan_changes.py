"""An announced change of a project: what was planned before, what is now, and why (调整公告)."""

from __future__ import annotations

from flask import render_template

from ...implementation import board, changes
from ...implementation.fields import differences
from ...implementation.settings import CHANGES
from ..access import access
from . import bp


@bp.get("/progress/projects/<int:plan_id>/changes/<int:change_id>")
@access.public
def progress_change(plan_id: int, change_id: int) -> str:
    """Old and new side by side."""
    plan = board.plan_of(plan_id)
    change = changes.announced(plan, change_id)
    return render_template(
        "public/progress_change.html",
        plan=plan,
        change=change,
        kinds=CHANGES,
        decisions=changes.DECISIONS,
        pairs=differences(*changes.sides(change, plan)),
    )
