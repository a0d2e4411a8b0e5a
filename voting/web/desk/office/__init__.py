"""The office itself: accounts, units, stations, journal, specimens."""

from __future__ import annotations

from . import accounts, journal, specimens, stations, units  # noqa: F401
