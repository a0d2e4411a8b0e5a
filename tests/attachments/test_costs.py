"""No upload costs much memory, however small it is on the way; and what a camera makes is taken."""

from __future__ import annotations

import subprocess
import sys

import pytest
from support.paths import TESTS

COSTING = TESTS / "support" / "costing.py"
MOST_MB = 300


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("png-60-mp", "picture_too_large"),
        ("png-rgba", "image"),
        ("png-palette", "image"),
        ("jpeg-50-mp", "image"),
        ("jpeg-progressive", "image"),
        ("webp", "image"),
        ("tiff", "image"),
        ("shared-texts", "too_many_cells"),
        ("rows", "too_many_cells"),
        ("commas", "too_many_cells"),
        ("lines", "too_many_rows"),
    ],
)
def test_memory_beyond_the_start(kind: str, said: str) -> None:
    told = subprocess.run([sys.executable, COSTING, kind], capture_output=True, text=True, check=True).stdout.split()
    assert told[0] == said
    assert int(told[1]) < MOST_MB
