"""A meeting: made, its officers named, what its presidium decided, the steps of its sitting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Self

from ...congress.models import Account
from ...meetings import officers, setup
from ...meetings.officers import DUTIES
from ...sentences import Sentence
from ...sitting.delegations import Line
from .base import Form, of_address
from .choices import Choice, Record
from .fields import Check, Day, Hidden, LongText, Text, Whole
from .votes import NumberForm


class NewMeetingForm(NumberForm):
    """What a meeting is called, who sits, and what is voted on."""

    name = Text(Sentence("会议名称"), Sentence("如：第六次会议。连同代表大会的全称印在文件上"))
    body = Choice(
        Sentence("会议的种类"),
        setup.BODIES,
        Sentence("常委会会议只进行满意度测评，法定人数为全体组成人员的过半数"),
        usual="congress",
        required=False,
    )
    subject = Text(Sentence("票决事项"), Sentence("如：2027年重点民生实事项目"), default=setup.SUBJECT, required=False)
    entitled = Whole(
        Sentence("应到人数"),
        Sentence("现有全体代表（或常委会组成人员）的人数，法定人数和过半数都以它为准"),
        lacking=setup.ENTITLED_WRONG,
        wrong=setup.ENTITLED_WRONG,
    )
    delegations = LongText(Sentence("代表团"), Sentence("每行一个；也可以留空，由名册带入"), rows=6)
    rehearsal = Check(Sentence("这是演练（另用钥匙，每页纸上印“演练”）"))


class DecideForm(NumberForm):
    """A decision of the presidium."""

    text = Text(Sentence("文号或决定内容"), Sentence("如：主席团第二次会议决定"))
    day = Day(
        Sentence("作出决定的日期"),
        lacking=Sentence("请填写作出决定的日期"),
        wrong=Sentence("请填写作出决定的日期"),
    )


class RevokeForm(Form):
    """Why a decision is taken out again."""

    reason = Text(Sentence("取消登记的原因"))
    revoke = Hidden()


class DutiesForm(Form):
    """Who serves at the vote: a choice of duties for each account, named `duty-` and its id."""

    @classmethod
    def of(cls, people: Iterable[Account], named: Mapping[int, str]) -> Self:
        """The form for these people; `named`: their duties by account id."""
        choices = {
            f"duty-{one.id}": Choice(
                one.name,
                {key: word for key, word in DUTIES.items() if key in one.roles},
                empty=Sentence("不担任"),
                required=False,
            )
            for one in people
        }
        return cls.having(choices).asked(**{f"duty-{account_id}": duty for account_id, duty in named.items()})

    @property
    def named(self) -> list[tuple[int, str]]:
        """Account and duty of everybody who serves; the order in which they mix."""
        order = list(DUTIES)
        pairs = [(int(field.name.removeprefix("duty-")), field.data) for field in self if field.data]
        return sorted(pairs, key=lambda pair: (order.index(pair[1]), pair[0]))


class TellerForm(Form):
    """One more teller."""

    teller = Record(
        Sentence("计票人"),
        lambda: officers.spare_tellers(of_address("meeting_id")),
        empty=Sentence("请选择"),
        required=False,
    )


class StepForm(NumberForm):
    """What is noted with a step of the sitting, and where it was pressed."""

    boxes = Whole(Sentence("当众检查并加封的投票箱"), required=False, wrong=Sentence("请填写整数"), high=99_999)
    note = Text(Sentence("说明（可以不填）"), required=False)
    pressed = Hidden(name="at")


class DelegationsForm(NumberForm):
    """Ballots issued (`i` and the delegation's id) and returned (`r`) of each delegation."""

    @classmethod
    def of(cls, lines: Sequence[Line]) -> Self:
        """The form for these delegations, with what is entered."""
        numbers: dict[str, Any] = {}
        entered: dict[str, Any] = {}
        for line in lines:
            for key, word, figure in (
                (f"i{line.id}", Sentence("发出"), line.issued),
                (f"r{line.id}", Sentence("收回"), line.returned),
            ):
                numbers[key] = Whole(word, required=False, wrong=Sentence("请填写整数"), high=99_999)
                entered[key] = figure
        return cls.having(numbers).asked(**entered)

    def figures(self, lines: Sequence[Line]) -> dict[int, tuple[int | None, int | None]]:
        """Issued and returned by delegation."""
        return {line.id: (self[f"i{line.id}"].data, self[f"r{line.id}"].data) for line in lines}
