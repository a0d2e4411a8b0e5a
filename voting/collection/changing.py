"""Taking hold of a suggestion before it is changed."""

from __future__ import annotations
