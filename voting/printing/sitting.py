"""What the papers of a sitting show, besides ballots and results: plain data, in the order in which it is to appear."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from .data import Channel, SessionPaper, Signers, VotePaper


@dataclass(frozen=True, kw_only=True)
class Trustee:
    """Who holds a part of the key, and the fingerprint of that part as it was read aloud."""

    name: str
    fingerprint: str


@dataclass(frozen=True, kw_only=True)
class ZeroReport:
    """零票报告: before the vote opens, all figures are 0 and the boxes are empty.

    board_head, board_height: SHA-256 of the electronic box's last record at that moment, and its place counted from 0;
    empty where there is no such box, in a vote on paper alone. boxes: paper boxes that the scrutineers showed empty and
    sealed; 0 where nobody votes on paper, None for a number to be filled in by hand. time: as text, e.g. 9时30分.
    card_list: SHA-256 of the cards' public halves, as the election names it. cards_made: where the voting cards were
    made, and on whose decision; both empty in a vote on paper alone.
    notes: sentences, e.g. on what the presidium decided about this meeting.
    """

    vote: VotePaper
    entitled: int
    present: int
    signers: Signers
    date: date
    board_head: str = ""
    board_height: int = 0
    trustees: Sequence[Trustee] = ()
    time: str = ""
    boxes: int | None = 0
    card_list: str = ""
    cards_made: str = ""
    notes: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class DelegationFigures:
    """How many ballots a delegation was given and gave back; never what they say."""

    name: str
    present: int
    issued: int
    returned: int


@dataclass(frozen=True, kw_only=True)
class IssueReport:
    """发出收回报告单: what the chief scrutineer reports when the boxes are opened, and whether the vote holds.

    channels: electronic and paper, each with `issued` (their `valid` and `void` are not known yet and not printed); one
    or none where all voted in the same way. delegations: where ballots were given out by delegation. notes: sentences,
    e.g. on spare ballots destroyed, or why fewer were issued than deputies are present. head: SHA-256 of the electronic
    box's last record at the close, which every scrutineer's device locks; empty where there is no such box.
    """

    vote: VotePaper
    entitled: int
    present: int
    issued: int
    returned: int
    signers: Signers
    date: date
    channels: Sequence[Channel] = ()
    delegations: Sequence[DelegationFigures] = ()
    notes: Sequence[str] = ()
    head: str = ""

    @property
    def holds(self) -> bool:
        """Not more returned than issued (Election Law art. 44, by analogy), for each way of voting and together."""
        apart = all(channel.issued is None or channel.returned <= channel.issued for channel in self.channels)
        return apart and self.returned <= self.issued


@dataclass(frozen=True, kw_only=True)
class TellerRow:
    """A group's count of one project, in the order of the legend's choices; None is left open to be filled in."""

    no: int
    name: str
    counts: Sequence[int | None]


@dataclass(frozen=True, kw_only=True)
class TellerSheet:
    """计票小组计票单: one group's count of one batch of paper ballots.

    Figures of None are left open: the sheet is then filled in by hand, five to a 正. Without `rows` all are open.
    pair: names of those who counted.
    """

    vote: VotePaper
    group: str
    date: date
    batch: str = ""
    ballots: int | None = None
    valid: int | None = None
    void: int | None = None
    rows: Sequence[TellerRow] = ()
    pair: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class TellerSummary:
    """计票汇总单: the groups' sheets side by side, and their sum. Every figure of every sheet must be given."""

    vote: VotePaper
    sheets: Sequence[TellerSheet]
    signers: Signers
    date: date


@dataclass(frozen=True, kw_only=True)
class ScriptStep:
    """A step of a script: heading, what is said, and in brackets what is then done (（分发表决票）)."""

    heading: str
    paragraphs: Sequence[str]
    then: str = ""


@dataclass(frozen=True, kw_only=True)
class ScriptPaper(SessionPaper):
    """A text to be read aloud, with the figures filled in: 主持词 of the chair, 报告词 of the chief scrutineer.

    title: e.g. 主持词. speaker: who reads it, e.g. 执行主席. opening: what is said before the first step.
    """

    title: str
    speaker: str
    steps: Sequence[ScriptStep]
    date: date
    opening: str = "各位代表："


@dataclass(frozen=True, kw_only=True)
class Attendee:
    """A deputy of the attendance list; `signed`: what stands in the signature's place instead (已电子签到)."""

    number: str
    name: str
    signed: str = ""


@dataclass(frozen=True, kw_only=True)
class AttendanceGroup:
    """One delegation; without attendees the list has open lines. present: left open when it is None."""

    name: str
    attendees: Sequence[Attendee] = ()
    present: int | None = None


@dataclass(frozen=True, kw_only=True)
class AttendanceList(SessionPaper):
    """签到表: each delegation on its own pages. sitting: e.g. 第三次全体会议. open_lines: for a group without names."""

    sitting: str
    groups: Sequence[AttendanceGroup]
    date: date | None = None
    open_lines: int = 30


@dataclass(frozen=True, kw_only=True)
class DossierPart:
    """A file of the sealed dossier: a PDF is also bound in; any other file is only attached and named in the table."""

    title: str
    file: str
    data: bytes


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """封存案卷: every paper of a vote, and the table of their hashes that is signed over the seal."""

    vote: VotePaper
    parts: Sequence[DossierPart]
    signers: Signers
    date: date
