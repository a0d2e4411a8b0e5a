"""A drive: its plan, its end, the deletion of contacts after it; the year of the deputies' figures."""

from __future__ import annotations

from ...collection.plans import AUDIENCES, FIELDS, RULES
from ...sentences import Sentence
from .base import Filters, Form
from .choices import Checks, Choice
from .fields import Check, Lines, LongText, Moment, Text, Whole


class DriveForm(Form):
    """The plan of a drive; `fix` takes off what cannot be changed any more."""

    year = Whole(FIELDS["year"], Sentence("为哪一年的项目征集建议"), wrong=Sentence("年度应为四位数字，如 2027"))
    issuer = Text(FIELDS["issuer"], Sentence("署在公告末尾"))
    title = Text(FIELDS["title"])
    opens_at = Moment(FIELDS["opens_at"])
    closes_at = Moment(FIELDS["closes_at"])
    scope = LongText(FIELDS["scope"])
    positive = Lines(FIELDS["positive"], Sentence("每行一条，公告中自动编号"), rows=6)
    negative = Lines(FIELDS["negative"], Sentence("每行一条；起草候选项目时逐条核对"), rows=7)
    basis = LongText(FIELDS["basis"], Sentence("写在公告开头“根据……”之后"), rows=2)
    contact = LongText(FIELDS["contact"], Sentence("咨询电话、来信地址、电子邮箱，每行一项；印在公告上"))
    audiences = Checks(FIELDS["audiences"], AUDIENCES, Sentence("选中的对象可以在网上填报"))
    categories = Lines(FIELDS["categories"], Sentence("每行一类，提出人从中选择"), rows=12)
    places = Lines(FIELDS["places"], Sentence("每行一个，提出人从中选择"), rows=12)
    name_rule = Choice(FIELDS["name_rule"], RULES, Sentence("公众表单上是否填写"))
    phone_rule = Choice(FIELDS["phone_rule"], RULES, Sentence("只有经办人员可以查看，查看要登记"))


class ClosingForm(Form):
    """Why a drive ends while suggestions have no answer."""

    reason = LongText(Sentence("没有答复的理由"), render_kw={"maxlength": 500})


class ErasingForm(Form):
    """Whether the contacts are really to be deleted."""

    sure = Check(Sentence("我确认删除；删除以后不能恢复"))


class YearFilter(Filters):
    """A year, or all."""

    year = Whole(FIELDS["year"], low=1000, high=9999, required=False)
