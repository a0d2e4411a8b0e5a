"""How the lines of a drive's figures are called on pages."""

from __future__ import annotations

from datetime import date, timedelta

from flask_babel import gettext as _

from ..collection.channels import CHANNELS
from .language import say


def channel(key: str) -> str:
    """A channel's name."""
    return say(CHANNELS[key])


def category(key: str) -> str:
    """A category, in the visitor's language where it is a usual one."""
    return say(key) if key else _("未分类")


def place(key: str) -> str:
    """A town."""
    return key or _("未注明镇街")


def week(key: str) -> str:
    """A week by its first and last day."""
    first = date.fromisoformat(key)
    last = first + timedelta(days=6)
    return _("%(a)s月%(b)s日—%(c)s月%(d)s日", a=first.month, b=first.day, c=last.month, d=last.day)


NAMES = {"channel": channel, "category": category, "place": place, "week": week}
