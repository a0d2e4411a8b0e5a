"""The congress office: from the empty meeting to the announced result."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("desk", __name__, url_prefix="/desk")

from . import (  # noqa: E402, F401
    accounts,
    candidates,
    cards,
    closing,
    committee_opinions,
    decisions,
    deputy_figures,
    drafts,
    drive_statistics,
    drives,
    events,
    following,
    groups,
    imports,
    inquiries,
    inspections,
    journal,
    listing,
    meeting,
    opinions,
    oversight,
    paper,
    papers,
    plan_acceptance,
    plan_changes,
    plan_sheet,
    plan_steps,
    plans,
    progress,
    public_ratings,
    publicity,
    ratings,
    records,
    reviews,
    roster,
    setting,
    sitting,
    specimens,
    stations,
    suggestion,
    suggestions,
    units,
    vote,
    year_report,
)
