"""What citizens fill in: a suggestion, a comment on a project, what they think of its progress and of an answer."""

from __future__ import annotations

from typing import Any

from ...collection import guard, sending
from ...collection.channels import OUTCOMES, RATINGS
from ...collection.figures import public_list
from ...collection.suggestions import MAX_FILES
from ...errors import DomainError
from ...implementation.public_ratings import GRADES, MOST
from ...projects.comments import MAX_COMMENT
from ...sentences import Sentence
from ..context import now, rng, secret, settings
from .base import Filters, Form
from .choices import Choice, Radio, Word
from .fields import Check, Hidden, LongText, Text
from .photos import PhotoForm, Photos

FRESH = ("form_unknown", "form_expired", "form_sent")
"""Errors after which the form needs a new question."""
ALL = Sentence("全部")


def _issue() -> str:
    return guard.issue(secret(), now(), rng)


class GuardedForm(Form):
    """A form that asks a question, which is the label of `answer`; `website` is a field that people do not see."""

    token = Hidden(name="form_token", default=_issue)
    answer = Text("", Sentence("防止机器提交，请写出得数"), render_kw={"inputmode": "numeric"})
    website = Text(Sentence("网址"), required=False)

    def __init__(self, *told: Any, **more: Any) -> None:
        super().__init__(*told, **more)
        self.answer.label.text = self.question

    @property
    def question(self) -> Sentence:
        """The question."""
        return guard.question(secret(), self.token.text)

    @property
    def genuine(self) -> bool:
        """Whether it is a form that was given out here."""
        return guard.issued_at(secret(), self.token.data) is not None

    def check(self) -> None:
        """Raise `Rejected` unless a person may have filled it in."""
        told = self.token.data, self.answer.data, self.website.data
        guard.check(secret(), *told, now(), settings().form_seconds)

    def refuse(self, error: DomainError) -> None:
        """Say what is wrong; where the question is too old, ask a new one."""
        super().refuse(error)
        if error.code in FRESH:
            self.token.data = _issue()
            self.token.raw_data, self.answer.raw_data = [self.token.data], [""]
            self.answer.label.text = self.question


class SuggestionForm(GuardedForm, PhotoForm):
    """A suggestion; `station` and `event` say whose code was scanned."""

    text = LongText(Sentence("您的建议"), rows=6)
    category = Word(Sentence("类别"), empty=Sentence("不确定"))
    place = Word(Sentence("镇街"), empty=Sentence("请选择"))
    village = Text(Sentence("村、社区、路名"), required=False)
    files = Photos(Sentence("照片或 PDF"), MAX_FILES)
    name = Text(Sentence("姓名"), required=False)
    phone = Text(Sentence("电话"), required=False)
    consent = Check(Sentence("我同意这样使用我留下的姓名和电话"))
    station = Hidden()
    event = Hidden()

    @property
    def told(self) -> sending.Form:
        """What was filled in."""
        texts = ("text", "category", "place", "village", "name", "phone", "consent", "station", "event")
        return sending.Form(**{key: self[key].data for key in texts})

    def refuse(self, error: DomainError) -> None:
        """Say what is wrong, with the gravest status of all that is."""
        before = self.status
        super().refuse(error)
        self.status = max(before, error.status)


class CommentForm(GuardedForm):
    """What somebody says of a candidate project."""

    text = LongText(
        Sentence("您的意见"),
        Sentence("最多 %(most)s 个字", most=MAX_COMMENT),
        rows=4,
        render_kw={"required": True},
    )


class RatingForm(GuardedForm):
    """What somebody thinks of a project's progress."""

    grade = Radio(Sentence("评价"), GRADES, strict=False)
    text = LongText(Sentence("留言（可以不填）"), Sentence("最多 %(most)s 个字", most=MOST))


class CodeForm(Form):
    """The query code of a suggestion."""

    code = Text(Sentence("查询码"), Sentence("提交建议时得到的 12 个字母和数字，中间的横线可以不写"))


class AnswerRatingForm(Form):
    """How the proposer finds the answer."""

    rating = Radio(Sentence("评价"), RATINGS, strict=False)
    rating_note = LongText(Sentence("还想说的（可以不填）"), rows=2, render_kw={"maxlength": 500})


class SupportForm(Form):
    """Whether one supports a suggestion, or no longer."""

    wanted = Check(Sentence("附议"))


class PublicFilters(Filters):
    """What the released suggestions are searched by; the categories and places are the drive's."""

    q = Text(Sentence("查找"))
    category = Word(Sentence("类别"), empty=ALL)
    place = Word(Sentence("镇街"), empty=ALL)
    outcome = Choice(Sentence("答复"), {"open": Sentence("还没有答复"), **OUTCOMES}, empty=ALL, required=False)
    sort = Choice(Sentence("排列"), public_list.SORTS, required=False)

    @property
    def wanted(self) -> public_list.Wanted:
        """What is looked for."""
        told = self.q.data, self.category.data, self.place.data
        return public_list.Wanted(*told, self.outcome.data or "", self.sort.data or "newest")


class BoardFilters(Filters):
    """What the year's projects are searched by, and how they are shown."""

    q = Text(Sentence("查找项目、单位、地点"))
    category = Word(Sentence("类别"), empty=ALL)
    state = Word(Sentence("状态"))
    view = Word(Sentence("查找"))


class TrackerFilter(Filters):
    """The beginning of a tracker."""

    tracker = Text(Sentence("查找"))


class OriginFilter(Filters):
    """Whose code was scanned: a station's or an event's."""

    station = Text(Sentence("站点"))
    event = Text(Sentence("活动"))
