"""Where things lie that tests read."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TESTS = ROOT / "tests"
VECTORS = TESTS / "vectors"
DATA = TESTS / "data"
STATIC = ROOT / "static"
SHARED = ROOT.parent / "shared"
"""Beside the project on some machines only."""
