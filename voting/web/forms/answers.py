"""What units say to what they were given: suggestions, projects, opinions of delegations, questions, tasks."""

from __future__ import annotations

from ...attachments.cleaning import clean_file
from ...collection.channels import OUTCOMES
from ...errors import DomainError
from ...projects.positions import DECISIONS
from ...projects.reviewing import Sitting
from ...sentences import Sentence
from ...supervision import inspections
from .base import EditForm, Form
from .choices import Choice, Radio
from .fields import Day, HiddenNumber, LongText, Text, Uploads
from .photos import PhotoForm, Photos

ANSWER = Sentence("答复")
STUDIED = ("passed", "changed", "returned")
"""What a unit may decide; to withdraw or merge is for the government."""


class HandlingForm(EditForm):
    """What a unit does with a suggestion; `seen` is the version that the person had before the eyes."""

    seen = HiddenNumber(name="version")


class AcceptForm(HandlingForm):
    """The unit begins to handle it."""


class HandBackForm(HandlingForm):
    """It is not the unit's matter."""

    back_reason = LongText(Sentence("退回的理由"), rows=2)


class ReplyForm(HandlingForm):
    """How a suggestion is answered."""

    outcome = Radio(Sentence("采纳情况"), OUTCOMES, strict=False)
    reason = LongText(
        Sentence("答复和理由"),
        Sentence("写明怎么办、什么时候办；不采纳的写明为什么。提出人和公众都能看到，不要写个人信息。"),
        rows=6,
    )


class OpinionAnswerForm(Form):
    """What a unit answers to a delegation."""

    answer = LongText(ANSWER, rows=4)


class QuestionAnswerForm(EditForm):
    """Who answered a question of a special inquiry, and what."""

    answer = LongText(ANSWER, rows=4)
    answered_by = Text(Sentence("答复人（职务、姓名）"))


class TaskAnswerForm(PhotoForm):
    """What was put right, with photos."""

    text = LongText(Sentence("整改、办理情况"), rows=5)
    files = Photos(Sentence("整改后的照片（可以不填）"), inspections.MAX_FILES)


class StudyForm(Form):
    """What a unit finds when it studies a project."""

    decision = Choice(Sentence("决定"), {key: DECISIONS[key] for key in STUDIED}, usual="passed", strict=False)
    opinion = LongText(Sentence("意见"), Sentence("除“通过”外，都要写明理由或者修改意见"), rows=4)
    decided_on = Day(Sentence("日期"))
    document = Text(Sentence("文件名称或者文号"), required=False)
    files = Uploads(Sentence("文件（PDF 或者图片）"))

    @property
    def sitting(self) -> Sitting:
        """When it was decided, and by which document; raises `Rejected` for a file that is none."""
        files = [clean_file(*one) for one in self.files.data]
        return Sitting(self.decided_on.data, self.document.data, files=files)

    def refuse(self, error: DomainError) -> None:
        """Put the error at its field, which names the project where many are decided on at once."""
        if "field" in error.details:
            error.details["field"] = str(error.details["field"]).split("-")[0]
        super().refuse(error)
