"""What is printed: plain data, already worded and in the order in which it is to appear."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, kw_only=True)
class PaperCandidate:
    """One candidate project. `investment` is the year's investment in 万元, as text and without the unit."""

    no: int
    name: str
    content: str = ""
    investment: str = ""
    unit: str = ""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One column to mark: the mark's value in the ballot, its word, and the sign which the voting measures give it.

    An empty sign: this mark is expressed by drawing nothing.
    """

    mark: int
    word: str
    sign: str


_TURN = re.compile(r"（第 ?\d+ ?轮[^（）]*）$")

CHOICES = (
    Choice(mark=1, word="赞成", sign="○"),
    Choice(mark=2, word="反对", sign="×"),
    Choice(mark=0, word="弃权", sign=""),
)
"""The most common legend: ○ approves, × opposes, no mark abstains."""

CHOOSE = (Choice(mark=1, word="同意", sign="○"),)
"""Choosing only: a mark on at most as many projects as are to be selected; no mark is mark 0 and has no column."""


@dataclass(frozen=True, kw_only=True)
class SessionPaper:
    """What every paper of a session begins with: whose session it is, and whether it is a rehearsal."""

    congress: str
    meeting: str
    rehearsal: bool

    @property
    def session(self) -> str:
        """Full name of the session: congress and meeting, the congress once."""
        return session_name(self.congress, self.meeting)

    @property
    def session_parts(self) -> list[str]:
        """The same in parts between which a line may break."""
        return session_parts(self.congress, self.meeting)


@dataclass(frozen=True, kw_only=True)
class VotePaper(SessionPaper):
    """A round as its papers show it.

    choices: the legend, one column each (three-way: `CHOICES` or another; choosing only: `CHOOSE`); without choices a
    row has one field for a number (rank). rules_sentences: the rules as sentences; the ballot adds the legend and the
    pen. tint: colour of the ballot's title, 0 for the main vote and 1 to 4 for the reserve rounds, then
    the ratings. rating: grades are
    given to what was done (满意度测评) instead of choosing among candidates; `seats` has no meaning then.
    """

    title: str
    fingerprint: str
    rules_sentences: Sequence[str]
    seats: int
    candidates: Sequence[PaperCandidate]
    choices: Sequence[Choice] = CHOICES
    tint: int = 0
    rating: bool = False
    people: str = "代表"
    """Who votes: 代表, or the 组成人员 of a standing committee."""

    @property
    def vote(self) -> str:
        """What is voted on: the title without the word 票决 (or 测评) at its end, and without the round."""
        return self.title.removesuffix(self.turn).removesuffix(self.noun)

    @property
    def noun(self) -> str:
        """What is done."""
        return "测评" if self.rating else "票决"

    @property
    def slip(self) -> str:
        """What the ballot is called."""
        return "测评票" if self.rating else "表决票"

    @property
    def before(self) -> str:
        """What stands between `vote` and the name of a paper of the count."""
        return self.noun if self.rating else ""

    @property
    def turn(self) -> str:
        """Which further round it is, in the brackets at the title's end: （第 2 轮，再次投票）; empty for the first."""
        found = _TURN.search(self.title)
        return found[0] if found else ""

    @property
    def named(self) -> list[str]:
        """What the head of every paper of the round says."""
        return [self.session, self.vote, self.turn]

    @property
    def sentences(self) -> list[str]:
        """The sentences of 说明 on a ballot: the rules, how to mark, which pen."""
        first, *more = list(self.rules_sentences) or usual_rules(self.seats, len(self.candidates), self.choices)
        return [first, marking_sentence(self.seats, self.choices), *more, PEN_SENTENCE]


@dataclass(frozen=True, kw_only=True)
class Channel:
    """Figures of one way of voting (电子票, 纸质票); `issued` where ballots of that kind were given out."""

    name: str
    returned: int
    valid: int
    void: int
    issued: int | None = None


@dataclass(frozen=True, kw_only=True)
class Signers:
    """Names of those who sign the report; an empty list leaves one blank line."""

    chief: Sequence[str]
    scrutineers: Sequence[str]
    chief_tellers: Sequence[str] = ()
    tellers: Sequence[str] = ()

    @property
    def duties(self) -> list[tuple[str, list[str]]]:
        """Each duty with its names; one empty name where there is none."""
        return [
            ("总监票人", list(self.chief) or [""]),
            ("监票人", list(self.scrutineers) or [""]),
            ("总计票人", list(self.chief_tellers) or [""]),
            ("计票人", list(self.tellers) or [""]),
        ]


@dataclass(frozen=True, kw_only=True)
class ResultPaper:
    """The counted result. `rows` and `next` as in `result.json`; the report puts the rows in order of approvals.

    In a rating the rows have a figure for each grade and the `grade` that follows, and stand as on the ballot.

    channels: electronic and paper, where there were both. A row may then have `channels` too, one dict with `approve`,
    `oppose`, `abstain` for each of them in the same order: they become an annexed table. notes: sentences under the
    table. not_returned: present but no ballot returned (未投), printed when it is given. proofs: SHA-256 of the file
    with the proofs of the opening.
    """

    vote: VotePaper
    entitled: int
    present: int
    issued: int
    returned: int
    valid: int
    void: int
    rows: Sequence[dict[str, Any]]
    selected: Sequence[int]
    signers: Signers
    date: date
    next: dict[str, Any] | None = None
    channels: Sequence[Channel] = ()
    rules_hash: str = ""
    board_head: str = ""
    board_height: int = 0
    proofs: str = ""
    notes: Sequence[str] = ()
    not_returned: int | None = None


@dataclass(frozen=True, kw_only=True)
class AnnouncedRound:
    """One of several rounds that an announcement gathers: what the text calls it (第一次票决), how many it decided."""

    name: str
    vote_date: date
    count: int


@dataclass(frozen=True, kw_only=True)
class AnnouncementPaper(SessionPaper):
    """The formal announcement (公告): names only, all of them in one list, whichever round decided them.

    vote_date: day of the (first) vote. number: 第N号. rounds: told in the first paragraph when there is more than one.
    body: replaces the usual first paragraph. signed_by: replaces the presidium. letterhead: red, where the office wants
    it; otherwise black and without the red line.
    """

    title: str
    names: Sequence[str]
    vote_date: date
    date: date
    number: int | None = None
    rounds: Sequence[AnnouncedRound] = ()
    body: str | None = None
    signed_by: str | None = None
    letterhead: bool = True


@dataclass(frozen=True, kw_only=True)
class Pass:
    """A deputy's pass: `token` goes into the QR code, `pin` is printed where it is given."""

    number: str
    name: str
    delegation: str
    token: str
    pin: str = ""


def session_name(congress: str, meeting: str) -> str:
    """Congress and meeting as one name, without naming the congress twice."""
    return "".join(session_parts(congress, meeting))


def session_parts(congress: str, meeting: str) -> list[str]:
    """Congress and meeting; the congress is taken off the meeting's name when it stands there again."""
    return [part for part in (congress, meeting.removeprefix(congress)) if part]


PEN_SENTENCE = "请用蓝色或黑色钢笔、签字笔填写，符号要准确、清楚。"


def usual_rules(seats: int, candidates: int, choices: Sequence[Choice]) -> list[str]:
    """How many are to be selected and which ballot is void, where the rules give no sentences of their own."""
    over = candidates - seats
    first = f"本次候选项目{candidates}项，应选{seats}项" + (f"，差额{over}项。" if over else "，等额票决。")
    if not choices:
        return [first, "名次重复或者超出应选数的为无效票。"]
    word = choices[0].word
    return [first, f"{word}的项目等于或少于{seats}项的为有效票，多于{seats}项的为无效票。"]


def marking_sentence(seats: int, choices: Sequence[Choice]) -> str:
    """How to express each choice, by the legend; a sign means nothing without it."""
    if not choices:
        return f"在“名次”栏内按优先次序填写1至{seats}，每个数字只填一次，其余各栏不填。"
    if len(choices) == 1:
        word = choices[0].word
        return f"{word}的，在“{word}”栏内画“{choices[0].sign}”；不{word}的，不画任何符号。"
    signs = {choice.sign for choice in choices if choice.sign}
    if len(signs) == 1 and len(choices) > 2:
        left = "".join(f"；{choice.word}的，不画任何符号" for choice in choices if not choice.sign)
        return f"对每个项目只评一个等次，在该等次栏内画“{signs.pop()}”{left}。"
    marks = "；".join(
        f"{c.word}的，在“{c.word}”栏内画“{c.sign}”" if c.sign else f"{c.word}的，不画任何符号" for c in choices
    )
    return f"对每个项目只能选择一种意见：{marks}。"
