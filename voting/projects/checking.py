"""What is wrong with a project or a list before it goes to a meeting (名单核对). Pure: rows in, faults out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ..rules.contradictions import contradictions
from ..rules.rules import Rules
from ..sentences import Sentence
from .models import Project
from .versions import FIELDS, amount

REQUIRED = (
    "name",
    "category",
    "place",
    "content",
    "necessity",
    "feasibility",
    "investment_total",
    "investment_year",
    "funds",
    "unit",
    "deadline",
    "contact",
)
SUSPECT = ("办公楼", "办公用房", "办公设备", "公务用车", "信访", "诉讼", "仲裁")
"""Words that remind of the usual negative lists (domain §1.1)."""


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: `blocking` faults keep the list back, the others only ask for a look.

    `field` is the form's, `project_id` None when it is about the list as a whole.
    """

    sentence: Sentence
    field: str = ""
    blocking: bool = True
    project_id: int | None = None


def of_project(
    project: Project, year: int, negative: Sequence[str], rooted: bool = True, awaits_change: bool = False
) -> list[Fault]:
    """The faults of one project of a drive for `year` with this negative list.

    rooted: whether it comes from a suggestion. awaits_change: see `positions.Position`.
    """
    found = [
        Fault(Sentence("未填写%(label)s", label=FIELDS[key]), _place(key))
        for key in REQUIRED
        if getattr(project, key) in (None, "")
    ]
    found += _sums(project)
    found += _years(project, year)
    found += _negative(project, negative)
    if awaits_change:
        found.append(Fault(Sentence("还没有按“修改后通过”的意见修改")))
    if not rooted:
        found.append(Fault(Sentence("没有来源建议"), "numbers", blocking=False))
    return [Fault(one.sentence, one.field, one.blocking, project.id) for one in found]


def of_list(projects: Sequence[Project], rules: Rules | None) -> list[Fault]:
    """The faults of the list as a whole; number and ratio are checked when the meeting's rules are known."""
    if not projects:
        return [Fault(Sentence("没有可以转入会议的项目"))]
    found = []
    names: dict[str, Project] = {}
    for one in projects:
        if names.setdefault(one.name, one) is not one:
            found.append(Fault(Sentence("有两个项目同名：%(name)s", name=one.name), "name", project_id=one.id))
    if rules is None:
        return [*found, Fault(Sentence("会议还没有设定票决规则，应选数和差额比例没有核对"), blocking=False)]
    return found + [Fault(why) for _, why in contradictions(rules, len(projects))]


def blocking(faults: Sequence[Fault]) -> list[Fault]:
    """Those that keep the list back."""
    return [one for one in faults if one.blocking]


def _place(key: str) -> str:
    return {"investment_year": "year_amount-0", "funds": "source-0", "unit": "unit_id"}.get(key, key)


def _sums(project: Project) -> list[Fault]:
    total = project.investment_total
    if total is None:
        return []
    found = []
    for rows, sentence, field in (
        (project.yearly, Sentence("分年投资合计"), "year_amount-0"),
        (project.sources, Sentence("资金来源合计"), "source-0"),
    ):
        together = sum((Decimal(one["amount"]) for one in rows or ()), Decimal(0))
        if rows and together != total:
            why = Sentence(
                "%(what)s %(sum)s 万元，与总投资 %(total)s 万元不符",
                what=sentence,
                sum=amount(together),
                total=amount(total),
            )
            found.append(Fault(why, field))
    return found


def _years(project: Project, year: int) -> list[Fault]:
    planned = [int(one["year"]) for one in project.yearly or ()]
    if planned and min(planned) < year:
        return [Fault(Sentence("分年投资含 %(year)s 年以前的年份", year=year), "year-0")]
    if any(one > year for one in planned) and not project.goal:
        return [Fault(Sentence("跨年度实施的项目应当写明年度目标"), "goal")]
    return []


def _negative(project: Project, negative: Sequence[str]) -> list[Fault]:
    found = [
        Fault(Sentence("负面清单第 %(no)s 条没有核对：%(item)s", no=no, item=item), f"cleared-{no}")
        for no, item in enumerate(negative, start=1)
        if item not in (project.cleared or ())
    ]
    text = f"{project.name}{project.content or ''}"
    words = [word for word in SUSPECT if word in text]
    if words:
        why = Sentence("名称或者主要内容含“%(word)s”，请对照负面清单", word=words[0])
        found.append(Fault(why, "content", blocking=False))
    return found
