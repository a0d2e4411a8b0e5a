"""What departments and towns propose: the unit form (单位表), one at a time or as a list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation

from sqlalchemy import select

from ..congress.models import Unit
from ..errors import Missing, Rejected
from ..extensions import db
from ..sentences import Sentence
from ..tables import RowError, read_table
from ..texts import clean
from .models import Drive, Suggestion
from .suggestions import Voice, checked

DETAILS = {
    "necessity": Sentence("必要性"),
    "investment_total": Sentence("总投资（万元）"),
    "investment_year": Sentence("年度投资（万元）"),
    "funds": Sentence("资金来源"),
    "early_work": Sentence("前期工作和用地"),
    "goal": Sentence("年度目标"),
}
"""What the unit form asks besides, by its key in `Suggestion.details`."""
COLUMNS = {
    "title": ("项目名称", "名称"),
    "text": ("主要内容", "建设内容", "项目内容"),
    "?category": ("类别",),
    "?place": ("所在镇街", "镇街"),
    "?village": ("实施地点", "村（社区）"),
    "?necessity": ("必要性",),
    "?investment_total": ("总投资（万元）", "总投资"),
    "?investment_year": ("年度投资（万元）", "年度投资"),
    "?funds": ("资金来源",),
    "?early_work": ("前期工作和用地", "前期工作"),
    "?goal": ("年度目标",),
    "?name": ("联系人",),
    "?phone": ("联系电话",),
}
MAX_ROWS = 50
MAX_DETAIL = 500


@dataclass
class Preview:
    """What a list of proposals holds, and what is wrong with it."""

    voices: list[Voice] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)


def voice(typed: Mapping[str, str], unit: Unit, drive: Drive) -> Voice:
    """A filled-in form as a checked voice of the unit; raises `Rejected` naming the field."""
    if not typed.get("title", "").strip():
        raise Rejected("title_missing", "请填写项目名称", field="title")
    details = {key: clean(typed.get(key, "")) for key in DETAILS}
    for key in ("investment_total", "investment_year"):
        details[key] = _money(details[key], key)
    total, yearly = details["investment_total"], details["investment_year"]
    if total and yearly and Decimal(yearly) > Decimal(total):
        raise Rejected("money_wrong", "年度投资不能大于总投资", field="investment_year")
    for key, label in DETAILS.items():
        if len(details[key]) > MAX_DETAIL:
            raise Rejected("too_long", "%(label)s最多 %(most)s 个字", field=key, label=label, most=MAX_DETAIL)
    said = {key: typed.get(key, "") for key in ("title", "text", "category", "place", "village", "name", "phone")}
    channel = "town" if unit.kind == "town" else "unit"
    return checked(Voice(channel=channel, from_unit_id=unit.id, details=details, **said), drive)  # type: ignore[arg-type]


def read(content: bytes, filename: str, unit: Unit, drive: Drive) -> Preview:
    """Read a list of proposals; raises `Rejected` or `TooLarge` when the file itself is unusable."""
    preview, rows = Preview(), dict[str, int]()
    for row, cells in read_table(content, filename, COLUMNS, MAX_ROWS).rows:
        try:
            found = voice(cells, unit, drive)
        except Rejected as fault:
            preview.errors.append(RowError(row, fault.message))
            continue
        if (first := rows.setdefault(found.title, row)) != row:
            preview.errors.append(RowError(row, Sentence("“%(name)s”与第 %(row)s 行重复", name=found.title, row=first)))
            continue
        preview.voices.append(found)
    return preview


def of_unit(unit_id: int) -> list[Suggestion]:
    """What the unit proposed, newest first."""
    query = select(Suggestion).where(Suggestion.from_unit_id == unit_id).order_by(Suggestion.id.desc())
    return list(db.session.scalars(query))


def proposal_of(unit_id: int, suggestion_id: int) -> Suggestion:
    """A proposal of this unit; raises `Missing`."""
    found = db.session.get(Suggestion, suggestion_id)
    if found is None or found.from_unit_id != unit_id:
        raise Missing("no_such_suggestion", "没有找到这条建议")
    return found


def told(details: Mapping[str, str]) -> list[tuple[str, str]]:
    """Label and value of what a form or a list said besides, in the order of the form."""
    known = [(str(label), details[key]) for key, label in DETAILS.items() if details.get(key)]
    return known + [(key, value) for key, value in details.items() if key not in DETAILS and value]


def open_for(drive: Drive, now: datetime) -> bool:
    """Whether units may propose at this moment."""
    return drive.phase(now) == "open" and "unit" in drive.audiences


def _money(text: str, key: str) -> str:
    plain = text.replace(",", "").replace("，", "").removesuffix("万元").strip()
    if not plain:
        return ""
    try:
        amount = Decimal(plain)
    except InvalidOperation as error:
        raise Rejected("money_wrong", "%(label)s请填数字", field=key, label=DETAILS[key]) from error
    if not amount.is_finite() or not 0 <= amount < 10**9 or amount != round(amount, 2):
        raise Rejected("money_wrong", "%(label)s请填数字", field=key, label=DETAILS[key])
    return f"{amount:f}"
