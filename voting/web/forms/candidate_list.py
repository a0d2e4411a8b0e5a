"""The candidate list of a drive: its order, its way into a meeting, its public notice, and the comments on it."""

from __future__ import annotations

from flask_login import current_user

from ...projects import comments, listing
from ...projects.ordering import METHODS
from ...sentences import Sentence
from .base import EditForm, Filters, Form
from .choices import Choice, Radio
from .fields import Check, Hidden, HiddenNumber, LongText, Moment, Text


class OrderForm(Form):
    """How the list is put in order, and the seed of a lot that was drawn in public."""

    method = Radio(
        Sentence("排序方式"),
        METHODS,
        strict=False,
        notes={"government": Sentence("用上面的箭头调整"), "category": Sentence("按征集方案中类别的先后")},
    )
    seed = Text(
        Sentence("现场产生的抽签数"),
        Sentence("选填，如当众摸出的数字“3 7 12”；不填由系统随机产生。抽签数记入日志"),
        required=False,
    )


class MoveForm(Form):
    """Where to: `up` or `down`."""

    to = Hidden()


class MeetingForm(Form):
    """The meeting into which the list goes, or out of which it comes."""

    meeting = HiddenNumber()


class MeetingFilter(Filters):
    """The meeting by whose rules the list is checked."""

    meeting = Choice(
        Sentence("会议"),
        lambda: [(one.id, one.name) for one in listing.open_meetings(current_user.congress_id)],
        required=False,
    )


class PublicityForm(Form):
    """The notice; once it is out `title` and `opens_at` are taken off."""

    title = Text(Sentence("名称"))
    text = LongText(Sentence("正文"), Sentence("写在开头的一段；公示时间、意见反映方式和项目表自动编排"), rows=4)
    opens_at = Moment(Sentence("开始时间"))
    closes_at = Moment(Sentence("结束时间"))
    contact = LongText(Sentence("联系方式"), Sentence("受理意见的单位、电话、地址，每行一项"))


class CommentForm(EditForm):
    """What is made of a comment: `public` or not, in which wording, with which reply; or `spam`, or `restore` it."""

    published_text = LongText(Sentence("公开的内容"), Sentence("删去姓名、电话、住址等个人信息；不改变意思"), rows=5)
    reply = LongText(Sentence("答复或者处理意见"), Sentence("与意见一同公开；不公开的，只供内部查阅"), rows=4)
    public = Check(Sentence("公开"))
    act = Hidden()


class CommentFilters(Filters):
    """Part of a comment, its state."""

    q = Text(Sentence("内容"))
    state = Choice(Sentence("状态"), comments.STATES, empty=Sentence("全部"), required=False)
