"""How projects stand: the rule of supervision, reports sent back, what the public thinks, the year's report."""

from __future__ import annotations

from typing import Self

from flask import request
from flask_login import current_user

from ...implementation import plans
from ...implementation.public_ratings import STATES
from ...implementation.settings import CHANGES, DECIDERS, Setting
from ...sentences import Sentence
from ...supervision.year_report import BLOCKS, MOST
from ..context import today
from ..values import year
from .base import EditForm, Filters, Form
from .choices import Choice
from .fields import Check, Hidden, LongText, Numbers, Text, Whole


def asked_year() -> int:
    """The year that the address names, else the newest one with plans, else this year."""
    return years_to_choose()[0]


def years_to_choose() -> tuple[int, list[int]]:
    """That year, and those to choose from, it among them."""
    listed = plans.years(current_user.congress_id)
    found = year(request.args.get("year", ""), listed[0] if listed else today().year)
    return found, listed if found in listed else [found, *listed]


def _number(label: Sentence, hint: str = "") -> Whole:
    return Whole(label, hint, high=999, strict=False)


class SettingForm(Form):
    """How often units report, when a project lags, and, as `change-…`, who decides changes."""

    report_every = Choice(
        Sentence("填报周期"), {"month": Sentence("每月"), "quarter": Sentence("每季度")}, strict=False
    )
    report_day = _number(Sentence("填报期限：下一个月的几号"))
    tolerance = _number(Sentence("滞后：比计划进度落后多少个百分点以上"), Sentence("超前同样多的为超序时"))
    stalled_after = _number(Sentence("停滞：连续几次填报没有进展"))

    @classmethod
    def of(cls, setting: Setting) -> Self:
        """The form of this request, which begins with what is set."""
        return cls.asked(setting, **{f"change-{key}": value for key, value in setting.change_rules.items()})

    @property
    def setting(self) -> Setting:
        """What the use case takes; −1 for what is no number."""
        rules = {key: self[f"change-{key}"].data for key in CHANGES}
        day, tolerance, stalled = (
            -1 if one.data is None else one.data for one in (self.report_day, self.tolerance, self.stalled_after)
        )
        return Setting(self.report_every.data, day, tolerance, stalled, rules)


for _key, _word in CHANGES.items():
    setattr(SettingForm, f"change-{_key}", Choice(_word, DECIDERS, strict=False))


class SendBackForm(Form):
    """Why a report is to be done again."""

    reason = Text(Sentence("退回的原因"))


class PhotosForm(Form):
    """The photos that the public sees."""

    photo = Numbers()


class RatingFilters(Filters):
    """The year, part of the words, what became of them."""

    year = Choice(Sentence("年度"), lambda: [(one, str(one)) for one in years_to_choose()[1]], required=False)
    q = Text(Sentence("内容"))
    state = Choice(Sentence("状态"), STATES, empty=Sentence("有留言的"), required=False)


class RatingForm(EditForm):
    """The wording that becomes public, the reply, and which button was pressed."""

    published_text = LongText(Sentence("公开的内容"), Sentence("删去姓名、电话、住址等个人信息；不改变意思"), rows=5)
    reply = LongText(Sentence("答复或者处理意见"), Sentence("与留言一同公开；不公开的，只供内部查阅"), rows=4)
    public = Check(Sentence("公开"))
    act = Hidden()


class YearReportForm(EditForm):
    """The office's words in the year's report; `seen` is the moment of the change that the person had read."""

    summary = LongText(BLOCKS["summary"], Sentence("每段一行，最多 %(most)s 个字；空着的部分不印", most=MOST), rows=6)
    ways = LongText(BLOCKS["ways"], rows=6)
    problems = LongText(BLOCKS["problems"], rows=6)
    next = LongText(BLOCKS["next"], rows=6)
