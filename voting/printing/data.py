"""What is printed: plain data, already worded and in the order in which it is to appear."""

from __future__ import annotations

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
    """One column to mark: the mark's value in the ballot, its word, and the sign which the voting measures give it."""

    mark: int
    word: str
    sign: str


CHOICES = (
    Choice(mark=1, word="赞成", sign="○"),
    Choice(mark=2, word="反对", sign="×"),
    Choice(mark=0, word="弃权", sign=""),
)
"""The most common legend: ○ approves, × opposes, no mark abstains."""


@dataclass(frozen=True, kw_only=True)
class VotePaper:
    """A round as its papers show it. Without `choices` a row has one field for a number (rank)."""

    congress: str
    meeting: str
    title: str
    rehearsal: bool
    fingerprint: str
    rules_sentences: Sequence[str]
    seats: int
    candidates: Sequence[PaperCandidate]
    choices: Sequence[Choice] = CHOICES

    @property
    def session(self) -> str:
        """Full name of the session: congress and meeting, the congress once."""
        return session_name(self.congress, self.meeting)

    @property
    def session_parts(self) -> list[str]:
        """The same in parts between which a line may break."""
        return session_parts(self.congress, self.meeting)

    @property
    def vote(self) -> str:
        """The vote's title, without the word 票决 at its end."""
        return self.title.removesuffix("票决")

    @property
    def sentences(self) -> list[str]:
        """The sentences of 说明: those given, or the usual ones."""
        return list(self.rules_sentences) or default_sentences(self.seats, len(self.candidates), self.choices)


@dataclass(frozen=True, kw_only=True)
class Channel:
    """Figures of one way of voting (电子票, 纸质票)."""

    name: str
    returned: int
    valid: int
    void: int


@dataclass(frozen=True, kw_only=True)
class Signers:
    """Names of those who sign the report; an empty list leaves one blank line."""

    chief: Sequence[str]
    scrutineers: Sequence[str]
    chief_tellers: Sequence[str] = ()
    tellers: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class ResultPaper:
    """The counted result. `rows` and `next` as in `result.json`; the report puts the rows in order of approvals."""

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
    notes: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class AnnouncementPaper:
    """The formal announcement (公告): names only. `body` replaces the usual first paragraph."""

    congress: str
    meeting: str
    title: str
    rehearsal: bool
    names: Sequence[str]
    vote_date: date
    date: date
    number: int | None = None
    body: str | None = None
    signed_by: str | None = None

    @property
    def session(self) -> str:
        return session_name(self.congress, self.meeting)

    @property
    def session_parts(self) -> list[str]:
        return session_parts(self.congress, self.meeting)


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


def default_sentences(seats: int, candidates: int, choices: Sequence[Choice]) -> list[str]:
    """The usual sentences of 说明 for a legend."""
    over = candidates - seats
    first = f"本次候选项目{candidates}项，应选{seats}项" + (f"，差额{over}项。" if over else "，等额票决。")
    if not choices:
        return [first, f"按优先次序在“名次”栏填写1至{seats}，不得重复。", "请用蓝色或黑色钢笔、签字笔填写，字迹清楚。"]
    marks = "，".join(f"{c.word}的{'画“' + c.sign + '”' if c.sign else '不画任何符号'}" for c in choices)
    return [
        first,
        f"请在每个项目后相应的栏内表态：{marks}。",
        f"赞成的项目等于或少于{seats}项的为有效票，多于{seats}项的为无效票。",
        "请用蓝色或黑色钢笔、签字笔填写，符号要准确、清楚。",
    ]
