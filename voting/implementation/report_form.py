"""What a progress report says (进展填报表), and what it must not say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from ..errors import Faulty
from ..sentences import Sentence
from ..texts import personal
from .models import Plan

MAX_TEXT = 1000
PERCENT = Sentence("进度为 0 至 100 的整数")
REACHED = Sentence("请填写节点完成的日期，从开工到今天之间")
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


def check(told: Told, plan: Plan, today: date) -> None:
    """Raise `Faulty` (400) with everything that a report must not say, each at its field.

    Fields: `percent`, `invested`, `text`, `problems`, `why`, `on-NO` for the day of a milestone.
    """
    faults: list[tuple[str, Sentence]] = []
    if not 0 <= told.percent <= 100:
        faults.append(("percent", PERCENT))
    for key, label in LABELS.items():
        if len(getattr(told, key)) > MAX_TEXT:
            faults.append((key, Sentence("%(label)s最多 %(most)s 个字", label=label, most=MAX_TEXT)))
    if not told.text:
        faults.append(("text", Sentence("请写一两句进展情况")))
    if found := personal(told.text):
        faults.append(("text", Sentence("含有个人信息“%(text)s”；这段文字会公开，请删去", text=found[0])))
    for no, on in told.reached.items():
        if on > today or (plan.starts_on is not None and on < plan.starts_on):
            faults.append((f"on-{no}", REACHED))
    if faults:
        raise Faulty("report_wrong", faults, 400)
