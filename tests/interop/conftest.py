"""Where belenios-tool is."""

from __future__ import annotations

import os
import shutil

import pytest
from support.paths import SHARED


@pytest.fixture(scope="session")
def tool() -> str:
    """Path of belenios-tool; it may be missing on a developer's machine, never in CI."""
    beside = SHARED / "bin" / "belenios-tool"
    found = os.environ.get("BELENIOS_TOOL") or shutil.which("belenios-tool") or (str(beside) if beside.exists() else "")
    if not found:
        if os.environ.get("CI"):
            pytest.fail("belenios-tool is missing")
        pytest.skip("belenios-tool is not on this machine")
    return found
