"""After the vote: plans, progress, supervision, the year (实施、监督)."""

from __future__ import annotations

from . import (  # noqa: F401
    committee_opinions,
    groups,
    inquiries,
    inspections,
    oversight,
    plan_acceptance,
    plan_changes,
    plan_sheet,
    plan_steps,
    plans,
    progress,
    public_ratings,
    records,
    year_report,
)
