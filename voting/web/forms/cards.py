"""Voting cards (投票卡): registered from a file, made here, or given up."""

from __future__ import annotations

from ...ballots.cards import MAX_CARDS
from ...sentences import Sentence
from .base import Form
from .fields import Hidden, Text, Upload, Whole
from .votes import NumberForm

COUNT_WRONG = Sentence("投票卡数量应为 1 至 %(most)s", most=MAX_CARDS)


class PublicsForm(NumberForm):
    """The public halves as the command wrote them."""

    file = Upload(Sentence("公钥文件 publics.json"), lacking=Sentence("请选择公钥文件"))


class MakeForm(NumberForm):
    """How many cards are made here."""

    count = Whole(
        Sentence("张数"),
        Sentence("比应到人数多备一些"),
        low=1,
        high=MAX_CARDS,
        lacking=COUNT_WRONG,
        wrong=COUNT_WRONG,
    )


class DiscardForm(Form):
    """Why the cards are given up."""

    reason = Text(Sentence("作废原因"), Sentence("已经发出的卡要先全部收回、销毁"))


class WhichForm(Form):
    """Which of the three was sent."""

    here = Hidden()
    discard = Hidden()
