"""The congress office: from the empty meeting to the announced result."""

from __future__ import annotations

from . import after, drive, office, sitting  # noqa: F401
from .blueprint import bp as bp
