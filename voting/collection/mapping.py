"""Which column of somebody else's list is what: guessed from its headings, and rows read by it (字段对应)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from ..errors import Rejected
from ..sentences import Sentence
from ..times import CHINA
from .models import Drive
from .suggestions import Voice, checked

FIELDS = {
    "text": Sentence("建议内容"),
    "title": Sentence("标题"),
    "category": Sentence("类别"),
    "place": Sentence("镇街"),
    "village": Sentence("村、社区"),
    "received_on": Sentence("收到日期"),
    "source": Sentence("编号"),
    "name": Sentence("姓名"),
    "phone": Sentence("电话"),
}
"""Our fields by their labels, in the order of the form."""
_HEADINGS = {
    "text": (
        "建议内容",
        "诉求内容",
        "反映内容",
        "工单内容",
        "来信内容",
        "问题描述",
        "主要内容",
        "内容",
        "诉求",
        "建议",
        "问题",
    ),
    "title": ("标题", "诉求标题", "工单标题", "主题", "题目"),
    "category": ("类别", "分类", "诉求类别", "问题类别", "事项类别", "类型"),
    "place": ("镇街", "所属镇街", "所在镇街", "属地", "乡镇", "街道", "镇"),
    "village": ("村社区", "村、社区", "村（社区）", "社区", "村", "详细地址", "地址", "地点"),
    "received_on": ("收到日期", "来电时间", "受理时间", "来信日期", "登记日期", "登记时间", "日期", "时间"),
    "source": ("工单编号", "工单号", "受理编号", "信件编号", "编号", "单号", "序号"),
    "name": ("姓名", "来电人", "反映人", "诉求人", "来信人", "联系人", "市民姓名"),
    "phone": ("联系电话", "来电号码", "电话", "手机号", "手机", "联系方式"),
}
MAX_CELL = 20_000
"""More characters of a cell are not kept: it is refused in any case."""
_DAY = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
)
_EXCEL = date(1899, 12, 30)


@dataclass(frozen=True)
class Read:
    """A row of the file: the voice, or what is wrong with it; `notes` is what had to be put aside."""

    row: int
    voice: Voice | None
    error: Sentence | None = None
    notes: Sequence[Sentence] = field(default_factory=tuple)


def header_at(grid: Sequence[Sequence[str]]) -> int:
    """Where the headings stand: some lists have a title above them."""
    return max(range(min(6, len(grid))), key=lambda place: (len(guess(grid[place])), -place))


def guess(header: Sequence[str]) -> dict[str, int]:
    """The columns by our fields: a heading that is one of those known, else one that contains it."""
    plain = ["".join(cell.split()) for cell in header]
    found: dict[str, int] = {}
    for same in (True, False):
        for key, headings in _HEADINGS.items():
            if key in found:
                continue
            places = (
                place
                for heading in headings
                for place, cell in enumerate(plain)
                if place not in found.values() and (cell == heading if same else len(heading) > 1 and heading in cell)
            )
            if (place := next(places, None)) is not None:
                found[key] = place
    return found


def chosen(typed: Mapping[str, str], width: int) -> dict[str, int]:
    """The columns as somebody chose them; raises `Rejected` when the text has none, or two fields share one."""
    found = {}
    for key in FIELDS:
        text = typed.get(key, "")
        if text.isascii() and text.isdigit() and len(text) < 5 and int(text) < width:
            found[key] = int(text)
    if "text" not in found:
        raise Rejected("column_missing", "请指定“建议内容”是哪一列", field="text")
    for key, place in found.items():
        if list(found.values()).count(place) > 1:
            raise Rejected("column_twice", "同一列不能对应两项内容", field=key)
    return found


def day(text: str, today: date) -> date:
    """A date as lists write it, also Excel's number of days; raises `Rejected`."""
    text = text.strip()
    try:
        if text.isascii() and text.isdigit():
            found = datetime.strptime(text, "%Y%m%d").date() if len(text) == 8 else _EXCEL + timedelta(int(text[:6]))
        else:
            parts = _DAY.fullmatch(text)
            found = date(*map(int, parts.groups())) if parts else date.min
    except ValueError:
        found = date.min
    if not date(2000, 1, 1) <= found <= today:
        raise Rejected(
            "date_wrong", "日期“%(text)s”不正确，应如 2026-09-01，不晚于今天", field="received_on", text=text[:20]
        )
    return found


def read(row: int, cells: Sequence[str], columns: Mapping[str, int], drive: Drive, channel: str, now: datetime) -> Read:
    """One row as a voice of this channel; what the drive does not know as category or place is kept beside it."""
    said = {key: cells[place].strip() if place < len(cells) else "" for key, place in columns.items()}
    notes, aside = [], {}
    for key, known, label in (("category", drive.categories, "原类别"), ("place", drive.places, "原镇街")):
        if (value := said.get(key, "")) and value not in known:
            notes.append(
                Sentence("%(label)s“%(value)s”不在征集活动的列表中，已另记", label=FIELDS[key], value=value[:40])
            )
            said[key], aside[label] = "", value[:40]
    try:
        received = said.pop("received_on", "")
        voice = Voice(
            text=said.pop("text"),
            channel=channel,
            details=aside,
            received_on=day(received, now.astimezone(CHINA).date()) if received else None,
            **said,  # type: ignore[arg-type]
        )
        return Read(row, checked(voice, drive), None, notes)
    except Rejected as fault:
        return Read(row, None, fault.message, notes)
