"""Where a meeting stands, and the words for it: the next step, and the lines of the task list."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from ....ballots import following, life, polling
from ....ballots import piles as paper_piles
from ....meetings import entitled, officers, rounds
from ....meetings.attendance import Quorum, quorum
from ....meetings.models import Meeting, Officer, Round
from ....projects import reading
from ....sentences import Sentence
from ....sitting import agreement
from ....tally import counting, turns
from ....tally.counting import needs_paper


@dataclass(frozen=True)
class Step:
    """What is to be done now: by whom, and the one main button for those who may press it.

    `post` says that the button acts at once instead of leading to a page.
    """

    title: str
    says: str
    people: tuple[str, ...] = ()
    label: str = ""
    href: str = ""
    roles: tuple[str, ...] = ()
    post: bool = False
    kind: str = "due"


@dataclass(frozen=True)
class Task:
    """One line of the list; `kind` as the macro `ui.state` knows it."""

    title: str
    word: str
    kind: str
    href: str | None = None
    why: str | None = None


@dataclass
class Standing:
    """Where a meeting stands: everything that the task list and the box speak of."""

    meeting: Meeting
    round: Round
    deputies: int
    candidates: int
    officers: list[Officer]
    figures: polling.Figures
    quorum: Quorum
    turn: turns.Turn

    @property
    def officers_named(self) -> bool:
        """Whether chief scrutineer and scrutineers are named."""
        return officers.named(self.officers)

    @property
    def gate_fault(self) -> Sentence | None:
        """Why the gate stopped the count; None while there is no count, or it holds."""
        return counting.gate_fault(self.round)

    @cached_property
    def child(self) -> Round | None:
        """The round that follows this one."""
        return rounds.child(self.round)

    @cached_property
    def piles(self) -> list[paper_piles.Pile]:
        """The piles of paper ballots, while they are counted."""
        counting = self.round.state in life.READ_PAPER.start
        return paper_piles.of_round(self.round) if counting and needs_paper(self.round) else []

    @property
    def pulse(self) -> str:
        """Changes whenever the page has something new to say besides the four numbers."""
        parts = (
            self.round.state,
            self.deputies,
            self.candidates,
            len(self.officers),
            bool(self.round.rules),
            self.meeting.cards_ready,
            bool(self.round.election),
            self.quorum.reached,
            self.turn.done,
            *self.turn.names,
            *(agreement.missing(self.round, act) for act in agreement.AGREED),
            self.figures.returned >= self.figures.issued,
            bool(self.round.void_reason),
            self.child is None,
            self._paper_pulse,
        )
        return "-".join(str(part) for part in parts)

    @property
    def _paper_pulse(self) -> str:
        """Changes with everything that is done on paper."""
        found = self.round
        parts = [found.paper_issued, found.printed, found.destroyed, found.paper_only]
        for pile in self.piles:
            done = sum(one.done for one in pile.readers)
            finished = sum(one.finished for one in pile.readers)
            parts += [pile.batch.sheets, pile.batch.run, len(pile.readers), done, finished, pile.settled]
        return ".".join(str(part) for part in parts)


def standing(meeting: Meeting, found: Round | None = None) -> Standing:
    """Where a round of this meeting stands; the one in hand when none is named."""
    main = found or following.in_hand(meeting)
    return Standing(
        meeting=meeting,
        round=main,
        deputies=entitled.size(meeting.id),
        candidates=len(main.candidates or []) if rounds.is_rating(main) else reading.count(meeting.id),
        officers=officers.of_meeting(meeting.id),
        figures=polling.figures(main),
        quorum=quorum(meeting),
        turn=turns.turn(main),
    )
