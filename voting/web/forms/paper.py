"""Paper ballots (纸质票): handed out and taken back, printed, destroyed, counted in piles, counted with the others."""

from __future__ import annotations

from ...sentences import Sentence
from .base import Form
from .fields import Check, Text, Whole
from .votes import REASON, NumberForm

NUMBER = Sentence("代表编号")
MOST = 999_999
NO_COPIES, NO_SPARE = Sentence("份数应为整数"), Sentence("请填写清点的余票张数")
NO_SHEETS = Sentence("请填写这一批的张数")


class Number(Text):
    """A deputy's number; it may hold letters."""

    inputmode = "numeric"


class AgainForm(Form):
    """Who gets paper again."""

    ids = "again"
    number = Number(NUMBER)


class ReturnForm(Form):
    """Who brings an unmarked ballot back, and why."""

    ids = "return"
    number = Number(NUMBER)
    reason = Text(REASON, Sentence("如：代表改用平板"))


class PrintForm(NumberForm):
    """How many blank ballots are printed."""

    ids = "print"
    copies = Whole(Sentence("张数"), high=MOST, lacking=NO_COPIES, wrong=NO_COPIES)


class DestroyForm(NumberForm):
    """How many spare sheets were counted and destroyed."""

    ids = "destroy"
    counted = Whole(Sentence("清点的余票张数"), high=MOST, lacking=NO_SPARE, wrong=NO_SPARE)


class PileForm(NumberForm):
    """How many sheets a pile has; `recounted` once more came back than went out."""

    ids = "pile"
    sheets = Whole(Sentence("张数"), high=MOST, lacking=NO_SHEETS, wrong=NO_SHEETS)
    recounted = Check(Sentence("已经重新清点，收回确实多于发出"))


class CountForm(Form):
    """That not one paper ballot came back."""

    none_returned = Check(Sentence("已经清点：纸质票一张也没有收回"))
