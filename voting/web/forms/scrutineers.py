"""What scrutineers and tellers send: agreement, files, and what sheets count as."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

from ...sentences import Sentence
from .base import Form
from .choices import Choice
from .fields import Hidden, Text, Upload


class AgreeForm(Form):
    """Agreed, or the agreement taken back."""

    withdraw = Hidden()


class RequestForm(Form):
    """Agreed, or refused."""

    refused = Hidden(name="refuse")


class StepFileForm(Form):
    """A file that `voting trustee` wrote."""

    unreadable = 400
    file = Upload(Sentence("voting trustee 写出的文件"), lacking=Sentence("请选择文件"))


class SheetForm(Form):
    """What a sheet counts as: `row-` and the place of each row, or void; and why."""

    reason = Text(Sentence("认定的理由"), required=False)
    void = Hidden()

    @classmethod
    def of(cls, rows: int, marks: Sequence[int]) -> Self:
        """The form for so many rows, each with one of these marks."""
        choices: dict[str, Any] = {
            f"row-{row}": Choice(Sentence("认定为"), [(mark, "") for mark in marks], required=False)
            for row in range(rows)
        }
        return cls.having(choices).asked()

    def marks(self, rows: int) -> list[int | None]:
        """The mark of each row, None where none was chosen."""
        return [self[f"row-{row}"].data for row in range(rows)]


class BeginForm(Form):
    """The code of a sheet of the pile."""

    code = Text(Sentence("扫描票面二维码"), Sentence("用扫描枪时光标放在这里扫一下即可"))
