"""What a unit reports of a project for a period (进展填报)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, ClassVar

from ...attachments.models import Attachment
from ...implementation import progress
from ...implementation.fields import amount
from ...implementation.models import Milestone
from ...implementation.progress import Turn
from ...implementation.report_form import PERCENT, REACHED, Told
from ...sentences import Sentence
from ..context import today
from .base import EditForm
from .choices import Checks
from .fields import Check, Day, Hidden, LongText, Money, Whole
from .photos import PhotoForm, Photos

QUANTITY = Sentence("请填写数字")


class Percent(Whole):
    """A whole number, with the sign or without it; whether there are so many is the use case's to say."""

    def value_of(self, text: str) -> int | None:
        """The number."""
        return super().value_of("".join(text.split()).removesuffix("%").removesuffix("％"))


class ReportForm(EditForm, PhotoForm):
    """A report; `of` adds the fields of a plan's milestones and goals to it."""

    waiting: ClassVar[Sequence[Milestone]]
    period = Hidden()
    percent = Percent(Sentence("总进度（%%）", percent=""), wrong=PERCENT, lacking=PERCENT)
    invested = Money(Sentence("累计完成投资（万元）"), lacking=Sentence("请填写累计完成投资，没有的填 0"))
    text = LongText(Sentence("进展情况（公开）"), Sentence("做了什么、做到哪一步，一两句话"), rows=4)
    problems = LongText(Sentence("存在问题（可以不填）"), Sentence("只给人大机关和代表看"))
    files = Photos(Sentence("现场照片（可以不填）"), progress.MAX_FILES)
    stay = Checks("", ())
    why = LongText(Sentence("比上一期减少的原因"), rows=2)

    @classmethod
    def of(cls, turn: Turn) -> ReportForm:
        """The form of this request for a period; it begins with the last figures, or the report that is corrected."""
        plan, corrected = turn.plan, turn.corrected
        waiting = [one for one in plan.milestones if one.reached_on is None or one.no in corrected]
        own: dict[str, Any] = {"waiting": waiting}
        begun: dict[str, Any] = {"period": turn.period, "percent": plan.percent, "invested": plan.invested}
        for one in waiting:
            own[f"reached-{one.no}"] = Check(one.name)
            label = Sentence("%(name)s完成日期", name=one.name)
            own[f"on-{one.no}"] = Day(label, required=False, wrong=REACHED, render_kw={"max": today().isoformat()})
            begun |= {f"reached-{one.no}": one.no in corrected, f"on-{one.no}": corrected.get(one.no, today())}
        for place, goal in enumerate(plan.goals):
            label = Sentence("%(name)s：已完成（%(unit)s），目标 %(quantity)s", **goal)
            own[f"done-{place}"] = Money(label, required=False, wrong=QUANTITY)
        begun |= {f"done-{place}": value for place, value in enumerate(turn.newest.done if turn.newest else ())}
        of_plan: Any = type("PlanReportForm", (cls,), own)
        made: ReportForm = of_plan.asked(turn.again, **begun)
        return made

    @property
    def told(self) -> Told:
        """What the use case takes."""
        texts = {key: self[key].data for key in ("text", "problems", "why")}
        reached = {one.no: self[f"on-{one.no}"].data for one in self.waiting if self[f"reached-{one.no}"].data}
        done = [amount(field.data or Decimal(0)) for field in self if field.name.startswith("done-")]
        return Told(self.percent.data, self.invested.data, **texts, reached=reached, done=tuple(done))

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether everything could be read; a milestone that is ticked needs its day."""
        fine = super().validate(extra_validators)
        for one in self.waiting:
            day = self[f"on-{one.no}"]
            if self[f"reached-{one.no}"].data and day.data is None and not day.errors:
                self.fault(day.name, REACHED)
                fine = False
        return bool(fine)

    def hold(self, photos: Sequence[Attachment]) -> None:
        """Show the photos of the report that is corrected; they stay unless somebody unticks them."""
        all_ = self.stay.raw_data is None or self.outdated
        self.files.lines[:0] = [
            ("stay", one.id, Sentence("保留：%(name)s", name=one.name), all_ or str(one.id) in self.stay.data)
            for one in photos
        ]
