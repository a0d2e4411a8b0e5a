"""Times, days and money as pages write them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from flask_babel import get_locale

from ..implementation import periods
from ..times import CHINA
from .language import say


def moment(value: datetime | None) -> str:
    """2026年11月23日 14:05, or 23 November 2026, 14:05; in Chinese time."""
    if value is None:
        return "—"
    comma = "," if str(get_locale()) == "en" else ""
    return f"{day(value)}{comma} {value.astimezone(CHINA):%H:%M}"


def day(value: date) -> str:
    """2026年11月23日, or 23 November 2026; a moment in Chinese time."""
    local = value.astimezone(CHINA) if isinstance(value, datetime) else value
    if str(get_locale()) == "en":
        return f"{local.day} {local:%B %Y}"
    return f"{local.year}年{local.month}月{local.day}日"


def money(value: Decimal | str | None) -> str:
    """万元 with thin separators and two decimals at most."""
    if value is None or value == "":
        return "—"
    text = f"{Decimal(value):,.2f}".rstrip("0").rstrip(".")
    return text.replace(",", "\u2009")


def period(text: str) -> str:
    """2027年6月 or 2027年第2季度, for a period of reports (see `supervision.periods`)."""
    return say(periods.named(text))
