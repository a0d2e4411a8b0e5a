"""What an auditor has after a vote: papers, key and archive."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass
class Announced:
    """What lies on the auditor's table."""

    folder: Path
    report: bytes
    token: str
    pem: Path
    board: Path
    early: Path
    """The archive as it was before the count."""
