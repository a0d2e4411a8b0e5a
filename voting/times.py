"""Days and terms as people write them: a day, the last one that a deadline in words means, 第三届."""

from __future__ import annotations

import re
from datetime import date, timedelta
from zoneinfo import ZoneInfo

_WORDS = re.compile(r"(\d{4})年(?:(\d{1,2})月(?:(\d{1,2})日)?|年?(底))")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:前|00:00:00)?", re.ASCII)
_YEAR_END = ("年底", "年底前", "年内", "当年")


def last_day(text: str, year: int) -> date | None:
    """The day that a deadline in words means: 2027年11月, 2027年底, 2027年6月30日, 年底; None when it says none."""
    plain = "".join(text.split())
    found = _WORDS.search(plain)
    if found is None:
        return date(year, 12, 31) if plain in _YEAR_END else None
    try:
        if found[4]:
            return date(int(found[1]), 12, 31)
        if found[3]:
            return date(int(found[1]), int(found[2]), int(found[3]))
        first = date(int(found[1]), int(found[2]), 1)
        return date(first.year + first.month // 12, first.month % 12 + 1, 1) - timedelta(days=1)
    except ValueError:
        return None


def day_of(text: str) -> date | None:
    """2027-03-05, 2027/3/5, 2027.3.5, 2027年3月5日, a month's last day; None for nothing. Raises `ValueError`."""
    plain = "".join(text.split())
    if not plain:
        return None
    found = _DAY.fullmatch(plain)
    try:
        day = date(*map(int, found.groups())) if found else last_day(plain, 0) if "年" in plain else None
    except ValueError as error:
        raise ValueError("no day") from error
    if day is None or not 2000 <= day.year <= 2100:
        raise ValueError("no day")
    return day


CHINA = ZoneInfo("Asia/Shanghai")


def chinese_date(day: date) -> str:
    """Full year, no leading zeros (GB/T 9704-2012 §7.3.5.4): 2026年1月9日."""
    return f"{day.year}年{day.month}月{day.day}日"


def chinese_number(number: int) -> str:
    """1 to 99 in Chinese numerals, as paragraphs are numbered: 一, 十二, 三十五."""
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    if not 1 <= number <= 99:
        return str(number)
    head = "" if not tens else ("" if tens == 1 else digits[tens]) + "十"
    return head + (digits[ones] if ones else "")


_TERM = re.compile(r"第\s*([一二三四五六七八九十]{1,3}|\d{1,2})\s*届")
_NUMERALS = {chinese_number(n): n for n in range(1, 100)}


def stated_term(name: str) -> int:
    """The term that a name states (第三届 → 3); 0 when it states none."""
    found = _TERM.search(name)
    if found is None:
        return 0
    return int(found[1]) if found[1].isdecimal() else _NUMERALS.get(found[1], 0)
