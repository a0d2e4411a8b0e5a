"""A drive: suggestions, projects, the candidate list (征集、筛选)."""

from __future__ import annotations

from . import (  # noqa: F401
    closing,
    deputy_figures,
    drafts,
    drive_statistics,
    drives,
    events,
    imports,
    listing,
    publicity,
    reviews,
    suggestion,
    suggestions,
)
