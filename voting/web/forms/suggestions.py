"""Suggestions at the desk: what their list is searched by, what is done with one of them, with many, with the same."""

from __future__ import annotations

from typing import Self

from flask_login import current_user

from ...collection.channels import CHANNELS, OUTCOMES
from ...collection.handling import listing, merging
from ...collection.handling.bulk import MOST
from ...collection.handling.states import STATES
from ...congress import stations, units
from ...sentences import Sentence
from .base import Filters, Form
from .choices import Choice, Radio, Word
from .fields import Day, Hidden, HiddenNumber, LongText, Numbers, Text
from .rows import Table

ALL, CHOOSE = Sentence("全部"), Sentence("请选择")
CATEGORY, PLACE, OUTCOME, UNIT = Sentence("类别"), Sentence("镇街"), Sentence("采纳情况"), Sentence("承办单位")
NO_DAY = Sentence("请填写办理期限")
ANSWER, REASON = Sentence("答复和理由"), Sentence("理由")


def _units() -> list[tuple[int, str]]:
    return [(one.id, one.name) for one in units.of_congress(current_user.congress_id, active=True)]


def _stations() -> list[tuple[int, str]]:
    return [(one.id, one.name) for one in stations.of_congress(current_user.congress_id)]


class SuggestionFilters(Filters):
    """What the list is searched, filtered and sorted by."""

    q = Text(Sentence("文字或编号"))
    channel = Choice(Sentence("渠道"), CHANNELS, empty=ALL, required=False)
    category = Word(CATEGORY, empty=ALL)
    place = Word(PLACE, empty=ALL)
    sort = Choice(Sentence("排列"), listing.SORTS, required=False)
    unit = Choice(UNIT, _units, empty=ALL, required=False)
    station = Choice(Sentence("站点"), _stations, empty=ALL, required=False)
    outcome = Choice(OUTCOME, OUTCOMES, empty=ALL, required=False)
    since = Day(Sentence("收到日期，自"), required=False)
    until = Day(Sentence("至"), required=False)
    state = Choice(Sentence("状态"), STATES, required=False)

    def wanted(self, congress_id: int, drive_id: int | None) -> listing.Wanted:
        """What is looked for; `drive_id` None means deputies' suggestions outside any drive."""
        return listing.Wanted(
            congress_id,
            drive_id,
            words=self.q.data,
            channel=self.channel.data or "",
            category=self.category.data,
            place=self.place.data,
            unit_id=self.unit.data,
            station_id=self.station.data,
            state=self.state.data or "",
            outcome=self.outcome.data or "",
            since=self.since.data,
            until=self.until.data,
            sort=self.sort.data or "newest",
        )


# --- acts on one

PLAIN = ("unit_id", "title", "category", "place", "village", "outcome")
"""Fields that only one form of the page has, so that their ids need no act."""


class HandlingForm(Form):
    """What is done with a suggestion; `version` is the one that the person had before the eyes."""

    unreadable = 400
    version = HiddenNumber()

    def at(self, ids: str) -> Self:
        """The form itself, with ids of its fields that end so."""
        self.ids = ids
        for field in self:
            if field.name not in PLAIN:
                field.id = field.label.field_id = f"{field.name}-{ids}"
        return self


class CorrectForm(HandlingForm):
    """What may be corrected; the text stays as it was said."""

    title = Text(Sentence("标题"))
    category = Word(CATEGORY)
    place = Word(PLACE)
    village = Text(Sentence("村、社区"), required=False)


class SpamForm(HandlingForm):
    """Why it is none."""

    reason = LongText(REASON, rows=2)


class SplitForm(HandlingForm):
    """Two matters instead of one."""

    first = LongText(Sentence("第一件事"), rows=4)
    second = LongText(Sentence("第二件事"), rows=4)


class AssignForm(HandlingForm):
    """To which unit, until when."""

    unit_id = Choice(UNIT, _units, empty=CHOOSE, strict=False)
    due_on = Day(Sentence("办理期限"), lacking=NO_DAY, wrong=NO_DAY)


class PressForm(HandlingForm):
    """What the unit is pressed for."""

    press_note = LongText(Sentence("督办意见"), rows=2)


class AnswerForm(HandlingForm):
    """Outcome and reason."""

    outcome = Radio(OUTCOME, OUTCOMES, strict=False)
    reason = LongText(ANSWER, Sentence("提出人和公众都能看到，不要写个人信息"), rows=5)


class SendBackForm(HandlingForm):
    """Why the unit has to answer anew."""

    back_reason = LongText(Sentence("退回的理由"), rows=2)


class ReopenForm(AssignForm):
    """Why, to which unit, until when it is handled again."""

    again_reason = LongText(Sentence("重新办理的理由"), rows=2)


class ReleaseForm(HandlingForm):
    """The public wording, and which attachments are public with it."""

    public_title = Text(Sentence("公开的标题"), required=False, render_kw={"maxlength": 80})
    public_text = LongText(Sentence("公开的内容"), Sentence("删去姓名、电话、门牌号等个人信息"), rows=5)
    file = Numbers()


class RetractForm(HandlingForm):
    """Why it is not public any more."""

    reason = LongText(Sentence("撤下的理由"), rows=2)


# --- acts on many


class ManyForm(Form):
    """The suggestions that are ticked, and what is to be done with them; the acts' own fields stand beside."""

    unreadable = 400
    id = Numbers()
    act = Hidden()


class CategoriseMany(ManyForm):
    """Which category."""

    category = Word(CATEGORY, empty=CHOOSE, id="many-category")


class AssignMany(ManyForm):
    """To which unit, until when."""

    unit_id = Choice(UNIT, _units, empty=CHOOSE, strict=False)
    due_on = Day(Sentence("办理期限"), lacking=NO_DAY, wrong=NO_DAY)


class AnswerMany(ManyForm):
    """Outcome and reason."""

    outcome = Choice(OUTCOME, OUTCOMES, empty=CHOOSE, strict=False, id="many-outcome")
    reason = LongText(ANSWER)


class SpamMany(ManyForm):
    """Why they are none."""

    spam_reason = Text(REASON, render_kw={"maxlength": 200})


class UndoForm(Form):
    """From which drive's list one came, 0 for none."""

    drive = HiddenNumber()


# --- merging


class VersionRow(Form):
    """The version of a suggestion, by whose id the row is numbered."""

    version = HiddenNumber()


class MergeForm(Form):
    """The suggestions that are the same, which of them stands for all, and where the person came from."""

    id = Numbers()
    head = HiddenNumber()
    back = Hidden()
    versions = Table(VersionRow, most=MOST)

    @property
    def chosen(self) -> list[int]:
        """Those that were chosen, as many as may be told that they are too many."""
        return [one for one in self["id"].data or () if one > 0][: merging.MOST + 1]
