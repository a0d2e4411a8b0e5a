"""What a deputy types: sign-in, suggestions and ratings, notes, what was seen on the spot."""

from __future__ import annotations

from datetime import date

from ...collection.channels import CATEGORIES, RATINGS
from ...collection.models import Drive
from ...sentences import Sentence
from ...supervision import inspections, tasks
from ...supervision.inspections import Seen
from ..context import today
from .base import EditForm, Filters, Form
from .choices import Choice, Radio, Word
from .fields import Check, Day, Hidden, HiddenNumber, LongText, Secret, Text, Token
from .photos import PICTURES, PhotoForm, Photos


class DeputySignInForm(Form):
    """Number and PIN, or the token of the pass; which hall, where to go then, and a sealed form (see `typed`)."""

    meeting = Word(Sentence("会议"), empty=None)
    number = Text(Sentence("代表编号"), Sentence("印在代表证上"), render_kw={"inputmode": "numeric"})
    pin = Secret(
        Sentence("个人密码"),
        Sentence("印在代表证上的六位数字；连续输错 5 次会暂时锁定"),
        render_kw={"inputmode": "numeric"},
    )
    token = Hidden()
    next = Hidden()
    held = Hidden()


class DriveWord(Word):
    """For which drive a suggestion is made; none of them stands last."""

    kind = "radio"


class OwnSuggestionForm(Form):
    """A suggestion of a deputy's own; `of` says for which drives it may be."""

    token = Token()
    drive = DriveWord(Sentence("作为什么提出"), empty=None)
    title = Text(Sentence("标题"), Sentence("可以空着，取内容的开头"), required=False)
    text = LongText(Sentence("建议内容"), Sentence("一条只写一件事：现状、建议怎样办"), rows=7)
    category = Word(Sentence("类别"))
    place = Word(Sentence("镇街"))

    @classmethod
    def of(cls, drives: list[Drive]) -> OwnSuggestionForm:
        """The form of this request, with the drives that run, the first of which is the usual one."""
        form = cls.asked(drive=drives[0].id if drives else "")
        outside = Sentence("代表建议（由承办单位办理、答复，您来评价）")
        form.drive.pairs = [*((one.id, one.title) for one in drives), ("", outside)]
        categories, places = (drives[0].categories, drives[0].places) if drives else (map(str, CATEGORIES), ())
        form.category.pairs = [(one, one) for one in categories]
        form.place.pairs = [(one, one) for one in places]
        return form


class RatingForm(Form):
    """How the answer to a suggestion is found."""

    rating = Radio(Sentence("对答复是否满意"), RATINGS, strict=False)
    rating_note = LongText(Sentence("意见（选填）"))


class NoteForm(Form):
    """A note on a candidate that nobody else reads."""

    note = LongText(Sentence("我的笔记"), Sentence("只有您自己看得到；清空后保存即删除"), rows=4)


class CandidateFilters(Filters):
    """Words, category, and whether I have a note."""

    q = Text(Sentence("查找"))
    category = Word(Sentence("类别"), empty=Sentence("全部类别"))
    noted = Check(Sentence("只看有笔记的"))


class SeenForm(PhotoForm):
    """What a deputy saw, and the task that a problem makes."""

    verdict = Radio(Sentence("结论"), inspections.VERDICTS, usual="good", strict=False)
    text = LongText(Sentence("看到的情况"))
    files = Photos(Sentence("照片（可以不填）"), inspections.MAX_FILES, PICTURES, hint="")
    task = LongText(Sentence("要求整改什么（发现问题时填）"), Sentence("空着就用上面写的情况"))
    due_on = Day(Sentence("整改期限"), required=False, strict=False)
    held_on = Day(Sentence("日期"), required=False, strict=False)
    kind = Choice(Sentence("类型"), inspections.KINDS, usual="remark", strict=False)

    @classmethod
    def begun(cls) -> SeenForm:
        """The form of this request; it begins with today and the usual deadline."""
        return cls.asked(held_on=today(), due_on=today() + tasks.USUAL)

    def seen(self, number: str, name: str) -> Seen:
        """What the use case takes; `number` and `name` are the deputy's."""
        told: tuple[str, date | None, str] = (self.kind.data or "remark", self.held_on.data, self.text.data)
        return Seen(*told, self.verdict.data or "", self.task.data, self.due_on.data, deputies=[(number, name)])


class JudgeForm(EditForm):
    """What is said to a unit's answer; `seen`: how many lines of the record the person had before the eyes."""

    seen = HiddenNumber()
    text = Text(Sentence("没有改好：哪里不够"))


class FollowingForm(Form):
    """Whether a project is followed."""

    wanted = Check(Sentence("关注这个项目"))
