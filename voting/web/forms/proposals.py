"""What a unit proposes (单位表); what its fields may hold is said by `collection.proposals`, for a list too."""

from __future__ import annotations

from typing import Self

from ...collection.models import Drive
from ...collection.proposals import DETAILS
from ...sentences import Sentence
from .base import Form
from .choices import Word
from .fields import LongText, Text, Token, Upload
from .uploads import UploadForm


class ProposalForm(Form):
    """One project on one form."""

    token = Token()
    title = Text(Sentence("项目名称"))
    text = LongText(Sentence("主要内容"), rows=4)
    category = Word(Sentence("类别"))
    necessity = LongText(DETAILS["necessity"], Sentence("为什么要办，受益多少人"))
    investment_total = Text(DETAILS["investment_total"], required=False, render_kw={"inputmode": "decimal"})
    investment_year = Text(DETAILS["investment_year"], required=False, render_kw={"inputmode": "decimal"})
    funds = LongText(DETAILS["funds"], Sentence("已落实的写明文件或者预算科目"), rows=2)
    early_work = LongText(DETAILS["early_work"], Sentence("立项、设计、用地等做到哪一步"), rows=2)
    goal = LongText(DETAILS["goal"], Sentence("可以考核的数量和时间"), rows=2)
    place = Word(Sentence("所在镇街"))
    village = Text(Sentence("实施地点"), required=False)
    name = Text(Sentence("联系人"), Sentence("单位经办人，用于核实，不公开"), required=False)
    phone = Text(Sentence("联系电话"), Sentence("办公电话"), required=False, render_kw={"inputmode": "tel"})

    @classmethod
    def of(cls, drive: Drive) -> Self:
        """The form of this request, with the categories and places of the drive."""
        form = cls.asked()
        form.category.pairs = [(one, one) for one in drive.categories]
        form.place.pairs = [(one, one) for one in drive.places]
        return form


class ProposalsForm(UploadForm):
    """Several of them as a list."""

    file = Upload(Sentence("单位表（XLSX 或 CSV）"), Sentence("最大 8 MB；第一行是列名"))
    token = Token()
