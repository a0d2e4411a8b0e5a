"""What delegations say of the candidates (审议意见): entered, signed, answered, searched."""

from __future__ import annotations

from ...meetings import attendance
from ...projects import deliberating, reading
from ...sentences import Sentence
from ..language import say
from .base import Filters, Form, of_address
from .choices import Choice
from .fields import Hidden, LongText, Text

PROJECT, DELEGATION, ALL = Sentence("项目"), Sentence("代表团"), Sentence("全部")


def _projects() -> list[tuple[int, str]]:
    return [(one.id, f"{one.no} {one.name}") for one in reading.listed(of_address("meeting_id"))]


def _delegations() -> list[tuple[str, str]]:
    return [(one.name, one.name) for one in attendance.delegations(of_address("meeting_id"))]


class OpinionForm(Form):
    """The delegation and what it says."""

    delegation = Choice(DELEGATION, _delegations, empty=Sentence("请选择"), required=False)
    text = LongText(Sentence("意见"), rows=6)


class NewOpinionForm(OpinionForm):
    """A new opinion, and of which project; `another` leads to the next one."""

    project = Choice(PROJECT, _projects, required=False)
    another = Hidden()


class SignForm(Form):
    """Who has signed for the delegation."""

    signer = Text(Sentence("签字人"), Sentence("代表团团长或者召集人"))


class AnswerForm(Form):
    """What the office answers for the unit."""

    answer = LongText(Sentence("代责任单位录入答复"), Sentence("责任单位也可以用自己的账号答复"), rows=5)


class OpinionActForm(Form):
    """Which act on an opinion was sent: `sign`, `answer`, `remove`, else a change."""

    act = Hidden()


def _states() -> list[tuple[str, str]]:
    counts = deliberating.counts(of_address("meeting_id"))
    return [(key, f"{say(word)} {counts[key]}") for key, word in deliberating.STATES.items()]


class OpinionFilters(Filters):
    """Project, delegation, and where it stands."""

    project = Choice(PROJECT, _projects, empty=ALL, required=False)
    delegation = Choice(DELEGATION, _delegations, empty=ALL, required=False)
    state = Choice(Sentence("状态"), _states, empty=ALL, required=False)
