"""What a project says, field by field with its words (项目的内容).

Form, list, page, versions, exported table and booklet are made from `Draft`. A new text is a line of it, a column of
`models.Project` with its migration, and the English of its words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any

from ..sentences import Sentence


@dataclass(frozen=True)
class Words:
    """How a field is called, and where it is told.

    most: characters that a text may have. rows: lines of its input. duty: whether it says who is responsible, not what
    is done. width: of its column in the exported table, 0 for none; `heading` when that is called otherwise. listed:
    whether the list of projects has a column of it. printed: what the booklet calls it, empty for what is not in it.
    amount: whether it is 万元.
    """

    label: Sentence
    hint: Sentence | None = None
    most: int = 0
    rows: int = 1
    duty: bool = False
    width: int = 0
    heading: str = ""
    listed: bool = False
    printed: str = ""
    amount: bool = False


def _text(label: Sentence, most: int, **more: Any) -> dict[str, Words]:
    """The words of a text that is kept under its own name."""
    return {"": Words(label, most=most, **more)}


@dataclass(frozen=True)
class Draft:
    """A project's fields in the order in which they are told; money in 万元, `yearly` by year, `sources` by name."""

    name: str = field(
        default="", metadata=_text(Sentence("项目名称"), 120, hint=Sentence("最多 120 个字；印在选票上"), width=30)
    )
    category: str = field(default="", metadata=_text(Sentence("类别"), 40, width=12, printed="类别"))
    place: str = field(
        default="", metadata=_text(Sentence("实施地点"), 120, width=18, heading="地点", printed="实施地点")
    )
    content: str = field(
        default="",
        metadata=_text(
            Sentence("主要内容"),
            600,
            rows=4,
            width=50,
            hint=Sentence("建设什么、多少；最多 600 个字，印在选票说明和说明册上"),
            printed="主要内容",
        ),
    )
    necessity: str = field(
        default="",
        metadata=_text(
            Sentence("必要性"), 2000, rows=4, width=40, hint=Sentence("群众反映了什么、受益面多大"), printed="必要性"
        ),
    )
    feasibility: str = field(
        default="",
        metadata=_text(
            Sentence("可行性"), 2000, rows=4, width=40, hint=Sentence("资金、用地、前期工作是否落实"), printed="可行性"
        ),
    )
    goal: str = field(
        default="",
        metadata=_text(
            Sentence("年度目标"),
            1000,
            rows=2,
            width=30,
            hint=Sentence("%(year)s 年内达到什么；跨年度实施的必须填写", year=""),
            printed="年度目标",
        ),
    )
    investment_total: Decimal | None = field(
        default=None,
        metadata={
            "investment_total": Words(Sentence("总投资（万元）"), width=16, listed=True, printed="总投资", amount=True)
        },
    )
    yearly: Sequence[tuple[int, Decimal]] = field(
        default=(),
        metadata={
            "investment_year": Words(
                Sentence("年度投资（万元）"), width=18, listed=True, printed="本年度投资", amount=True
            ),
            "yearly": Words(Sentence("分年投资"), printed="分年投资"),
        },
    )
    sources: Sequence[tuple[str, Decimal]] = field(
        default=(), metadata={"funds": Words(Sentence("资金来源"), width=30, printed="资金来源")}
    )
    unit_id: int | None = field(
        default=None, metadata={"unit": Words(Sentence("牵头单位"), width=22, listed=True, printed="责任单位")}
    )
    other_units: str = field(
        default="",
        metadata=_text(
            Sentence("责任单位"), 200, duty=True, width=22, hint=Sentence("配合实施的部门和镇街"), printed="配合单位"
        ),
    )
    deadline: str = field(
        default="",
        metadata=_text(
            Sentence("完成时限"), 60, duty=True, width=16, hint=Sentence("如 2027年11月"), printed="完成时限"
        ),
    )
    contact: str = field(
        default="",
        metadata=_text(
            Sentence("联系人和电话"), 80, duty=True, width=22, hint=Sentence("只填办公电话；会公开"), printed="联系人"
        ),
    )
    latitude: Decimal | None = None
    longitude: Decimal | None = field(default=None, metadata={"map": Words(Sentence("地图位置"))})
    cleared: Sequence[str] = field(default=(), metadata={"cleared": Words(Sentence("已核对的负面清单"))})


FIELDS: dict[str, Words] = {key or one.name: words for one in fields(Draft) for key, words in one.metadata.items()}
"""Everything that a version keeps, in the order in which it is shown."""
TEXTS = {key: words for key, words in FIELDS.items() if words.most}
"""What is written as a text."""
