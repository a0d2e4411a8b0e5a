"""Lists of other offices: the file and where it comes from, which column is what, how it is taken over."""

from __future__ import annotations

from ...collection import mapping
from ...collection.channels import CHANNELS
from ...collection.imports import SOURCES
from ...sentences import Sentence
from .base import Filters, Form
from .choices import Choice, Word
from .fields import Check, Upload

CHANNEL = Sentence("来源渠道")
STATES = {"wrong": Sentence("有错误"), "twin": Sentence("已有相同内容"), "good": Sentence("可以导入")}
"""Of a row, as the preview is filtered by them."""


class NewListForm(Form):
    """A list to be looked through."""

    unreadable = 400
    channel = Choice(CHANNEL, [(key, CHANNELS[key]) for key in SOURCES])
    file = Upload(
        Sentence("名单文件（XLSX 或 CSV）"),
        Sentence("最大 8 MB，最多 20000 行；列名可以和本系统不同，下一步对应"),
        lacking=Sentence("请选择文件"),
    )


class ColumnsForm(Form):
    """For each of our fields the number of its column, as `mapping.chosen` reads it."""


for _key, _label in mapping.FIELDS.items():
    setattr(ColumnsForm, _key, Word(_label, empty=Sentence("没有这一列")))


class StartForm(Form):
    """Whether rows go in that stand there already, and names and telephones."""

    twins = Check(Sentence("已有相同内容"))
    contacts = Check(Sentence("名单中的人已经同意用姓名和电话核实、答复；不勾选则不导入姓名和电话"))


class RowFilters(Filters):
    """Which rows the preview shows."""

    show = Choice(Sentence("结果"), STATES, required=False)
