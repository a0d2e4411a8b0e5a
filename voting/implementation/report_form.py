"""The form of a progress report (进展填报表): its texts read, each fault at its field."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from ..errors import DomainError, Rejected
from ..sentences import Sentence
from ..texts import clean, money, personal
from .models import Plan

MAX_TEXT = 1000
LABELS = {"text": Sentence("进展情况"), "problems": Sentence("存在问题"), "why": Sentence("减少的原因")}


@dataclass(frozen=True)
class Told:
    """What stands on the form; `reached` has the day of each milestone (by number) that is newly reached."""

    percent: int
    invested: Decimal
    text: str
    problems: str = ""
    reached: Mapping[int, date] = field(default_factory=dict)
    done: Sequence[str] = ()
    """Quantity reached of each goal, in their order; empty where nothing is said."""
    why: str = ""
    """Why percent or investment are lower than before."""


def read(
    cells: Mapping[str, str], plan: Plan, today: date, again: Collection[int] = ()
) -> tuple[Told, list[DomainError]]:
    """The form's texts, and what is wrong with them, each error naming its field.

    `again`: numbers of the milestones that the report reached which is corrected; they are open once more.
    Fields: `percent`, `invested`, `text`, `problems`, `why`, `reached-NO` (ticked) with `on-NO`, `done-PLACE`.
    """
    errors: list[DomainError] = []
    percent = _whole(cells.get("percent", ""), "percent", errors)
    invested = _money(cells.get("invested", ""), "invested", errors)
    texts = {key: clean(cells.get(key, "")) for key in ("text", "problems", "why")}
    for key, label in (
        ("text", Sentence("进展情况")),
        ("problems", Sentence("存在问题")),
        ("why", Sentence("减少的原因")),
    ):
        if len(texts[key]) > MAX_TEXT:
            errors.append(Rejected("too_long", "%(label)s最多 %(most)s 个字", field=key, label=label, most=MAX_TEXT))
    if not texts["text"]:
        errors.append(Rejected("text_missing", "请写一两句进展情况", field="text"))
    if found := personal(texts["text"]):
        errors.append(
            Rejected("personal_data", "含有个人信息“%(text)s”；这段文字会公开，请删去", field="text", text=found[0])
        )
    reached = {}
    for one in plan.milestones:
        if (one.reached_on is None or one.no in again) and cells.get(f"reached-{one.no}"):
            day = _day(cells.get(f"on-{one.no}", ""))
            if day is None or day > today or (plan.starts_on is not None and day < plan.starts_on):
                errors.append(Rejected("date_wrong", "请填写节点完成的日期，从开工到今天之间", field=f"on-{one.no}"))
            else:
                reached[one.no] = day
    done = []
    for place in range(len(plan.goals)):
        value = _money(cells.get(f"done-{place}", ""), f"done-{place}", errors, whole=True)
        done.append(f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}")
    return Told(percent, invested, **texts, reached=reached, done=tuple(done)), errors


def _whole(text: str, key: str, errors: list[DomainError]) -> int:
    plain = "".join(text.split()).removesuffix("%").removesuffix("％")
    if not (plain.isdecimal() and len(plain) <= 3 and int(plain) <= 100):
        errors.append(Rejected("percent_wrong", "进度为 0 至 100 的整数", field=key))
        return 0
    return int(plain)


def _money(text: str, key: str, errors: list[DomainError], whole: bool = False) -> Decimal:
    try:
        found = money(text)
    except ValueError:
        errors.append(Rejected("amount_wrong", "请填写数字", field=key))
        return Decimal(0)
    if found is None and not whole:
        errors.append(Rejected("amount_missing", "请填写累计完成投资，没有的填 0", field=key))
    return found if found is not None else Decimal(0)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
