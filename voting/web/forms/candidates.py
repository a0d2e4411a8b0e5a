"""A candidate project that is typed at the desk (候选项目), and its place on the list."""

from __future__ import annotations

from ...sentences import Sentence
from .base import Form
from .fields import Hidden, LongText, Money, Text


class CandidateForm(Form):
    """What is told about a project; `another` leads to the next one."""

    name = Text(Sentence("项目名称"), Sentence("最多 120 个字；印在选票上"))
    content = LongText(Sentence("主要内容"), Sentence("最多 600 个字；代表在平板上可以展开看"), rows=4)
    investment_total = Money(Sentence("总投资（万元）"), required=False)
    investment_year = Money(Sentence("年度投资（万元）"), required=False)
    unit = Text(Sentence("责任单位"), required=False)
    deadline = Text(Sentence("完成时限"), required=False)
    place = Text(Sentence("地点"), required=False)
    another = Hidden()


class MoveForm(Form):
    """Up, or else down."""

    to = Hidden()
