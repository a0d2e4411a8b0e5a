"""A unit, and what the list of units is searched by."""

from __future__ import annotations

from ...congress.units import KINDS
from ...sentences import Sentence
from .base import Filters, Form
from .choices import Choice
from .fields import Check, Text

KIND = Sentence("类型")
NAME = Sentence("单位名称")


class UnitForm(Form):
    """Name and kind, and whether it is in use."""

    name = Text(NAME)
    kind = Choice(KIND, KINDS, usual="department")
    active = Check(Sentence("在用"), Sentence("停用后不再出现在选择列表里，已有的记录保留。"), default=True)


class UnitFilters(Filters):
    """Part of the name, kind."""

    q = Text(NAME)
    kind = Choice(KIND, KINDS, empty=Sentence("全部"), required=False)
