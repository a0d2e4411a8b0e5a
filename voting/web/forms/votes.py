"""The acts of a round that take something typed: opening, correcting, announcing, the next round, two persons' acts."""

from __future__ import annotations

from ...sentences import Sentence
from .base import Form
from .choices import Choice
from .fields import Field, Hidden, LongText, Text, Whole

ISSUED, ISSUED_ON_PAPER = Sentence("发出投票卡张数"), Sentence("发出纸质票张数")
NO_NUMBER = Sentence("发出张数应为整数")
REASON = Sentence("原因")


class NumberForm(Form):
    """A form whose numbers are answered as any other thing that is not acceptable."""

    unreadable = 400


def relabel(field: Field, label: str, hint: str = "") -> None:
    """Another label for a field, where the record decides what it is called."""
    field.label.text = label
    field.description = hint or field.description


class OpenForm(NumberForm):
    """How many cards were handed out; left empty, one to each deputy present."""

    issued = Whole(ISSUED, Sentence("到会代表每人一张时即实到人数；开始后还可以更正"), required=False, wrong=NO_NUMBER)


class AnnounceForm(NumberForm):
    """The number of the announcement."""

    number = Whole(
        Sentence("公告号"),
        Sentence("印成“第N号”，在本次会议内连续编号；由办公室手工编号的可以留空"),
        required=False,
        wrong=Sentence("公告号应为整数"),
    )


class IssuedForm(NumberForm):
    """The corrected number of cards handed out, and why."""

    issued = Whole(ISSUED, lacking=NO_NUMBER, wrong=NO_NUMBER)
    reason = Text(Sentence("更正原因"), Sentence("如：3 名代表会中到场，补发 3 张"))


class FollowForm(Form):
    """How the next round is held."""

    way = Choice(Sentence("怎样投票"), {"tablets": "", "paper": ""}, required=False)


class ReasonForm(Form):
    """Why something is done."""

    reason = Text(REASON)


class BackForm(Form):
    """Why a step of the sitting is taken back."""

    reason = Text(Sentence("退回原因"))


class PaperOnlyForm(Form):
    """Why a round is held on paper alone."""

    reason = Text(REASON, Sentence("如：会场停电；记入日志"))


class PairForm(Form):
    """Why the chief scrutineer is asked; without `ask` the act is carried out."""

    reason = LongText(REASON, rows=2)
    ask = Hidden()


class AskPassForm(PairForm):
    """Why a deputy needs a new pass while a vote is open."""

    reason = LongText(REASON, Sentence("如：代表证遗失，本人在会场，已核对身份"), rows=2)


class AskUnlockForm(PairForm):
    """Why all deputies are unlocked while a vote is open."""

    reason = LongText(REASON, Sentence("如：会场网络中断后许多代表输错密码"), rows=2)


DISTURBED = Sentence("如：收回的票多于发出的票；会场秩序受到干扰")


class AskVoidForm(PairForm):
    """Why a round is to be declared void."""

    reason = LongText(REASON, DISTURBED, rows=2)


class VoidForm(PairForm):
    """The same where one person declares it."""

    reason = LongText(Sentence("宣布无效的原因"), DISTURBED)


class AloneForm(PairForm):
    """Whether the chief scrutineer must agree, and why that changes."""

    reason = Text(REASON)
    wanted = Hidden()


class AskAloneForm(AloneForm):
    """The same where the chief scrutineer has to agree to it."""

    reason = LongText(REASON, Sentence("如：总监票人中途须离开会场"), rows=2)
