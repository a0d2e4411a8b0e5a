"""A project of a drive: what it says, what it comes from, its files, and what the list of projects is searched by."""

from __future__ import annotations

from itertools import groupby
from typing import Any, Self

from flask import request
from flask_login import current_user
from wtforms.validators import ValidationError

from ...collection.models import Drive
from ...congress import units
from ...projects import drafting
from ...projects.drafting import SOURCES, YEARS
from ...projects.fields import FIELDS, TEXTS, Draft
from ...projects.models import Project
from ...sentences import Sentence
from .base import Filters, Form
from .choices import Checks, Choice, Record, Word
from .fields import Check, Field, HiddenNumber, LongText, Money, Number, Numbers, Text, Uploads, Whole
from .rows import Table

CHOOSE = Sentence("请选择")
NO_AMOUNT = Sentence("金额应为以万元计的数字")


class YearRow(Form):
    """What is invested in a year."""

    year = Whole(Sentence("年份"), low=1000, high=9999, required=False, wrong=Sentence("请填写四位数的年份"))
    year_amount = Money(Sentence("金额"), required=False, wrong=NO_AMOUNT)

    def validate_year(self, field: Field) -> None:
        """An amount needs its year."""
        if self.year_amount.data is not None and field.data is None and not field.errors:
            raise ValidationError(field.wrong)


class SourceRow(Form):
    """What comes from a source."""

    source = Text(Sentence("来源"), required=False)
    source_amount = Money(Sentence("金额"), required=False, wrong=NO_AMOUNT)

    def validate_source(self, field: Field) -> None:
        """An amount needs its source."""
        if self.source_amount.data is not None and not field.data:
            raise ValidationError(Sentence("请填写资金来源，最多 40 个字"))

    def validate_source_amount(self, field: Field) -> None:
        """A source needs its amount."""
        if self.source.data and field.data is None and not field.errors:
            raise ValidationError(Sentence("请填写“%(name)s”的金额", name=self.source.data))


class ProjectForm(Form):
    """What a project says, field by field as `projects.fields` has it; `version` is the one before the eyes.

    It is made by `of`. The office chooses the lead unit; on a unit's page `unit_id` is taken off.
    """

    category: Word
    goal: LongText
    version = HiddenNumber()
    reason = LongText(Sentence("修改理由"), Sentence("项目已经提交审核，修改前后的内容和理由都会保留"), rows=2)
    investment_total = Money(FIELDS["investment_total"].label, required=False, wrong=NO_AMOUNT)
    years = Table(YearRow, most=YEARS, least=YEARS)
    funds = Table(SourceRow, most=SOURCES, least=SOURCES)
    unit_id = Record(
        FIELDS["unit"].label,
        lambda: units.of_congress(current_user.congress_id, active=True),
        required=False,
        empty=CHOOSE,
        lacking=Sentence("请从列表中选择牵头单位"),
    )
    latitude = Number(
        Sentence("纬度"),
        Sentence("选填，如 29.7067"),
        low=3,
        high=54,
        places=6,
        required=False,
        wrong=Sentence("纬度应在 3 至 54 之间"),
    )
    longitude = Number(
        Sentence("经度"),
        Sentence("选填，如 105.7218"),
        low=73,
        high=136,
        places=6,
        required=False,
        wrong=Sentence("经度应在 73 至 136 之间"),
    )
    cleared = Checks(Sentence("负面清单"), (), Sentence("逐条核对，确认项目不属于这一条的，打勾。"))
    theirs: list[tuple[Sentence, str, str]] = []
    """Label, saved and typed text of what differs, where somebody has saved meanwhile."""

    @classmethod
    def of(cls, drive: Drive, draft: Draft) -> Self:
        """The form of this request for a project of the drive, which begins with the draft; the first year is its."""
        years = dict(draft.yearly)
        wanted = sorted({drive.year, *years}) if drive.year in years or not years else sorted(years)
        told: dict[str, Any] = {
            **vars(draft),
            "years": [{"year": year, "year_amount": years.get(year)} for year in wanted],
            "funds": [{"source": name, "source_amount": amount} for name, amount in draft.sources],
            "cleared": [str(no) for no, item in enumerate(drive.negative, start=1) if item in draft.cleared],
        }
        form = cls.asked(**told)
        form.category.pairs = [(one, one) for one in drive.categories]
        form.cleared.pairs = [
            (no, Sentence("不属于：%(item)s", item=item)) for no, item in enumerate(drive.negative, start=1)
        ]
        form.goal.description = Sentence(form.goal.description.template, year=drive.year)
        # The use case names a row by its place among those that are filled in.
        form.years.keep(sorted(form.years.entries, key=lambda row: not row.year_amount.text.strip()))
        form.funds.keep(form.funds.filled)
        return form

    def draft(self, drive: Drive) -> Draft:
        """What was read."""
        return Draft(
            **{key: self[key].data for key in TEXTS},
            unit_id=self.unit_id.data if self.unit_id else None,
            investment_total=self.investment_total.data,
            yearly=[(row.year.data, one) for row in self.years.entries if (one := row.year_amount.data) is not None],
            sources=[(row.source.data, row.source_amount.data) for row in self.funds.filled],
            latitude=self.latitude.data,
            longitude=self.longitude.data,
            cleared=[item for no, item in enumerate(drive.negative, start=1) if str(no) in self.cleared.data],
        )

    def compare(self, drive: Drive, project: Project, lead: str) -> None:
        """Carry the version that the page shows: after a conflict the newest, beside which stands what was typed."""
        if self.version.raw_data is None or self.outdated:
            self.version.raw_data = [str(project.version)]
        if self.outdated:
            self.theirs = drafting.against(project, self.draft(drive), lead)

    def validate_latitude(self, field: Field) -> None:
        """A point has both."""
        self._both(field, self.longitude)

    def validate_longitude(self, field: Field) -> None:
        """A point has both."""
        self._both(field, self.latitude)

    def _both(self, field: Field, other: Field) -> None:
        if other.text.strip() and not field.text.strip():
            raise ValidationError(field.wrong)

    @property
    def lead(self) -> str:
        """The name of the chosen lead unit."""
        return self.unit_id.told(self.unit_id.data)

    @property
    def work(self) -> list[tuple[bool, list[Field]]]:
        """The texts on what is done, in the lines of the page: whether a field stands alone, and the fields."""
        fields = [self[key] for key, words in TEXTS.items() if not words.duty]
        return [(alone, list(line)) for alone, line in groupby(fields, lambda one: one.name in _ALONE)]

    @property
    def duty(self) -> list[Field]:
        """The texts on who is responsible."""
        return [self[key] for key, words in TEXTS.items() if words.duty]


_ALONE = {"name", *(key for key, words in TEXTS.items() if words.rows > 1)}
for _key, _words in TEXTS.items():
    if _words.rows > 1:
        setattr(ProjectForm, _key, LongText(_words.label, _words.hint or "", rows=_words.rows))
    else:
        setattr(ProjectForm, _key, Text(_words.label, _words.hint or "", required=_key == "name"))
ProjectForm.category = Word(TEXTS["category"].label, empty=CHOOSE)


class DraftForm(ProjectForm):
    """A new project, and the suggestions that it comes from."""

    s = Numbers()

    @classmethod
    def chosen(cls) -> list[int]:
        """The suggestions that form or address name."""
        return list(cls(request.values).s.data)


class RootsForm(Form):
    """Suggestions that are tied to a project by their numbers, or one that is untied with a reason."""

    numbers = Text(Sentence("增加来源建议的编号"), required=False, render_kw={"placeholder": "12 15"})
    remove = HiddenNumber()
    reason = Text(Sentence("理由"), render_kw={"maxlength": 200})


class FilesForm(Form):
    """Files that are attached to a project, or one that is taken off."""

    files = Uploads(Sentence("增加图片或者 PDF"), Sentence("每个最多 20 MB，图片印在说明册上"))
    public = Check(Sentence("可以公开"), default=True)
    remove = HiddenNumber()


def _leaders() -> list[tuple[int, str]]:
    return drafting.leaders((request.view_args or {})["drive_id"])


class ProjectFilters(Filters):
    """Words, state, lead unit."""

    q = Text(Sentence("名称、内容、地点或者单位"))
    state = Choice(Sentence("状态"), drafting.STATES, empty=Sentence("全部"), required=False)
    unit = Choice(FIELDS["unit"].label, _leaders, empty=Sentence("全部"), required=False)


class VersionsFilter(Filters):
    """Which two versions are compared."""

    a = Whole(Sentence("原来"), required=False)
    b = Whole(Sentence("现在"), required=False)
