"""Personal data that is no longer needed (个人信息保护法 art. 19): gone by itself, whoever comes by."""

from __future__ import annotations

from datetime import datetime

from . import erasing, imports


def tidy(now: datetime) -> None:
    """Forget imports that nobody went on with, and the contacts of drives closed six months ago."""
    imports.forget(now)
    erasing.expire(now)
