"""The review of a drive's projects: the chain of bodies, a body's sitting with its decisions, what is done with one."""

from __future__ import annotations

from ...attachments.cleaning import clean_file
from ...congress.models import ROLE_NAMES
from ...projects.chains import ENTERERS, MAX_STEPS, PHASES, Step
from ...projects.positions import DECISIONS
from ...projects.reviewing import Decision, Sitting
from ...sentences import Sentence
from .base import Form
from .choices import Checks, Choice, Word
from .fields import Check, Day, LongText, Text, Uploads, Whole
from .rows import Table

SPARE = 2
"""Empty rows of the chain's form."""
MOST = 500
"""Projects on which one sitting decides."""


class ChainRow(Form):
    """A body; what has no number stays where it is."""

    no = Whole(Sentence("顺序"), high=999, required=False, strict=False)
    body = Text(Sentence("审核机构"), required=False, render_kw={"maxlength": 60})
    phase = Choice(Sentence("阶段"), PHASES, strict=False)
    roles = Checks(Sentence("由谁录入"), {key: ROLE_NAMES[key] for key in ENTERERS})


class ChainForm(Form):
    """The chain, as its rows are numbered; a row without a body is none."""

    steps = Table(ChainRow, most=MAX_STEPS + SPARE, spare=SPARE)

    def arrange(self) -> None:
        """Put the rows in the order of their numbers."""
        rows = [row for row in self.steps.entries if row.body.data]
        self.steps.keep(sorted(rows, key=lambda row: row.number + 1 if row.no.data is None else row.no.data))

    @property
    def wanted(self) -> list[Step]:
        """The chain."""
        rows = (row for row in self.steps.entries if row.body.data)
        return [Step(row.body.data, row.phase.data or "", tuple(row.roles.data)) for row in rows]


class SittingForm(Form):
    """When a body decided, with which document."""

    decided_on = Day(Sentence("日期"))
    document = Text(Sentence("文件名称或者文号"), Sentence("如“第12次常务会议纪要”"), required=False)
    files = Uploads(Sentence("文件（PDF 或者图片）"), Sentence("选填，仅内部查看"), accept="application/pdf,image/*")
    public = Check(Sentence("在项目公开页公布这次会议的日期、决定和意见"))

    @property
    def sitting(self) -> Sitting:
        """The sitting; raises `Rejected` for a file that is none."""
        files = [clean_file(*one) for one in self.files.data]
        return Sitting(self.decided_on.data, self.document.data, self.public.data, files)


class DecisionRow(Form):
    """What is decided on a project, by whose id the row is numbered."""

    decision = Word(Sentence("决定"), DECISIONS, empty=Sentence("本次未研究"))
    opinion = LongText(Sentence("意见"))
    into = Whole(Sentence("并入"), required=False, strict=False)


class ReviewForm(SittingForm):
    """A sitting with what it decided on each project."""

    decisions = Table(DecisionRow, most=MOST)

    @property
    def decided(self) -> list[Decision]:
        """The decisions; projects that were left open are not among them."""
        return [
            Decision(
                row.number,
                row.decision.data,
                row.opinion.data,
                row.into.data if row.decision.data == "merged" else None,
            )
            for row in self.decisions.entries
            if row.decision.data
        ]


class RevokeForm(Form):
    """Why a decision is struck out."""

    reason = Text(Sentence("理由"), render_kw={"maxlength": 200})


class PublicForm(Form):
    """Whether a decision is public."""

    public = Check(Sentence("公开"))
