"""What deputies and committee do about promises: inspections, tasks, inquiries, opinions, groups, records."""

from __future__ import annotations

from typing import Any

from flask_login import current_user

from ...congress import units
from ...errors import Rejected
from ...implementation import plans
from ...sentences import Sentence
from ...supervision import groups, inspections, record
from ...supervision.inquiries import Held
from ...supervision.inspections import Seen
from ...supervision.opinions import Adopted
from .base import EditForm, Filters, Form
from .choices import Checks, Choice, Radio, Record
from .fields import Check, Day, HiddenNumber, LongText, Text, Whole
from .photos import PhotoForm, Photos

TITLE, YEAR, DAY, PLACE = Sentence("题目"), Sentence("年度"), Sentence("日期"), Sentence("地点")
CHOOSE = Sentence("请选择")


def _unit(label: Sentence) -> Any:
    return Record(label, lambda: units.of_congress(current_user.congress_id), empty=CHOOSE, required=False)


def _on_board() -> list[tuple[int, str]]:
    listed = plans.of_congress(current_user.congress_id, public=True)
    return [(one.id, f"{one.year} · {one.no}. {one.name}") for one in listed]


def _all_plans() -> list[tuple[int, str]]:
    return [(one.id, f"{one.no}. {one.name}") for one in plans.of_congress(current_user.congress_id)]


class InquiryForm(EditForm):
    """A special inquiry."""

    title = Text(TITLE)
    year = Whole(YEAR, Sentence("哪一年的实事项目"), strict=False)
    held_on = Day(DAY, strict=False)
    body = Text(Sentence("会议"), Sentence("如：区人大常委会第三十次会议"), required=False)
    note = LongText(Sentence("说明（可以不填）"))

    @property
    def held(self) -> Held:
        """What the use case takes."""
        return Held(self.year.data or 0, self.title.data, self.held_on.data, self.body.data, self.note.data)


class QuestionForm(Form):
    """A question to a unit."""

    asked_by = Text(Sentence("询问人"))
    question = LongText(Sentence("问题"))
    unit = _unit(Sentence("应询单位"))
    plan = Choice(Sentence("有关的项目（可以不选）"), _all_plans, empty=Sentence("不针对一个项目"), required=False)


class AnswerForm(EditForm):
    """Who answered a question, and what."""

    answered_by = Text(Sentence("答复人（职务、姓名）"))
    answer = LongText(Sentence("答复"), rows=4)


class FollowForm(Form):
    """What was promised, as a task."""

    task = LongText(Sentence("承诺办到什么"))
    due_on = Day(Sentence("期限"), strict=False)


class CommitteeOpinionForm(EditForm):
    """An opinion of the standing committee."""

    title = Text(TITLE, Sentence("如：关于2026年民生实事项目实施情况报告的审议意见"))
    year = Whole(YEAR, strict=False)
    adopted_on = Day(DAY, strict=False)
    body = Text(Sentence("会议"), required=False)
    document = Text(Sentence("文号"), required=False)
    text = LongText(Sentence("意见"), Sentence("每段一行"), rows=8)

    @property
    def adopted(self) -> Adopted:
        """What the use case takes."""
        told = self.text.data, self.document.data, self.body.data
        return Adopted(self.year.data or 0, self.title.data, self.adopted_on.data, *told)


class HandForm(Form):
    """A part of an opinion for a unit."""

    unit = _unit(Sentence("承办单位"))
    task = LongText(Sentence("要求"))
    due_on = Day(Sentence("反馈期限"), strict=False)


class Members(LongText):
    """Deputies, one a line by number or name, the leader first."""

    def shown(self, value: Any) -> str:
        """The members of a group as one types them."""
        if isinstance(value, str):
            return value
        return "\n".join(f"{one.deputy_number} {one.name}" for one in value or ())


class GroupForm(EditForm):
    """A supervision group, of a year."""

    year: int

    name = Text(Sentence("小组名称"))
    members = Members(Sentence("成员"), Sentence("每行一位，写代表编号或者姓名；第一位是组长"), rows=5)
    plans = Checks(Sentence("监督的项目"), _all_plans)


class InspectionForm(PhotoForm):
    """What deputies saw, entered by the office, and the task that a problem makes."""

    plan = Choice(Sentence("项目"), _on_board, empty=CHOOSE, required=False)
    kind = Choice(Sentence("方式"), inspections.KINDS, usual="visit", strict=False)
    held_on = Day(DAY, strict=False)
    place = Text(PLACE, required=False)
    deputies = LongText(Sentence("参加的代表"), Sentence("写代表编号或者姓名，用顿号、逗号或者换行分开"))
    text = LongText(Sentence("看到的情况"), rows=5)
    verdict = Radio(Sentence("结论"), inspections.VERDICTS, usual="good", strict=False)
    task = LongText(Sentence("要求整改什么（发现问题时填）"))
    due_on = Day(Sentence("整改期限"), strict=False)
    files = Photos(
        Sentence("照片和材料（可以不填）"),
        inspections.MAX_FILES,
        hint=Sentence("最多 %(n)s 个，每个不超过 20 MB", n=inspections.MAX_FILES),
    )

    def seen(self, congress_id: int) -> Seen:
        """What the use case takes; raises `Rejected` for deputies who are none, or when none is named."""
        people = groups.named(congress_id, self.deputies.data, "deputies")
        if not people:
            raise Rejected("deputies_missing", "请填写参加的代表", field="deputies")
        told = self.verdict.data, self.task.data, self.due_on.data, self.place.data, people
        return Seen(self.kind.data, self.held_on.data, self.text.data, *told)


class TaskForm(Form):
    """A task of the office's own for the unit of a project."""

    plan = Choice(Sentence("项目（交给责任单位）"), _on_board, required=False)
    task = LongText(Sentence("要求整改或者答复什么"), rows=4)
    due_on = Day(Sentence("期限"), strict=False)


class CloseForm(EditForm):
    """A task is done with; `seen` is how many lines of its record the person had before the eyes."""

    seen = HiddenNumber()
    text = LongText(Sentence("说明（可以不填）"))


class SendBackForm(CloseForm):
    """The answer is not enough."""

    text = LongText(Sentence("退回的原因"))
    due_on = Day(Sentence("新的期限"), strict=False)


class ProlongForm(CloseForm):
    """More time."""

    text = LongText(Sentence("延期的原因"))
    due_on = Day(Sentence("新的期限"), strict=False)


class ShownForm(Form):
    """Whether the public reads something."""

    shown = Check(Sentence("公开"))


class DutyForm(Form):
    """Something a deputy did that no other page knows."""

    kind = Choice(Sentence("类型"), record.KINDS, strict=False)
    held_on = Day(DAY, strict=False)
    title = Text(Sentence("做了什么"))
    place = Text(PLACE, required=False)


class RecordFilters(Filters):
    """Part of number, name or delegation."""

    q = Text(Sentence("姓名、编号或代表团"))
