"""Verification of a whole archive as a stream of named checks.

Checks in order: tar and file-name and chain (reading), setup-form, election-form, trustee-form, trustee-point,
trustee-proof, election-key, credentials, order, ballot-*, tally-form, tally-count, tally-ballots, shuffle-*,
decryption-*, result-form, result.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from . import ballot as ballots_module
from . import board as boards
from . import ciphertexts, credentials, decryption, election, group, shuffle, tally, trustees
from .ballot import Ballot
from .board import Board, Event
from .ciphertexts import Ciphertext
from .election import Election
from .encoding import fields, loads_exact
from .errors import Invalid

MIN_CHUNK = 24


@dataclass(frozen=True)
class Check:
    """One check: its stable name, whether it held, where it looked, and why it failed."""

    name: str
    ok: bool
    where: str = ""
    why: str = ""


@dataclass
class Report:
    """All checks of an archive and what they were about."""

    checks: list[Check] = field(default_factory=list)
    stage: str = "voting"
    ballots: int = 0
    head: str = ""
    height: int = 0
    election: Election | None = None
    trackers: list[str] = field(default_factory=list)
    opened: list[list[int]] | None = None
    """The anonymous ballots of a finished archive, as integers of the answers."""

    @property
    def valid(self) -> bool:
        """Whether every check held."""
        return all(check.ok for check in self.checks)


# Work for the child processes: set before they are forked, so that nothing has to be sent to them.
_work: list[Callable[[], Any]] = []


def _run(index: int) -> Any:
    try:
        return _work[index]()
    except Invalid as error:
        return error


class _Crew:
    """Runs lists of functions, in this process or in several; a raised `Invalid` comes back as a value."""

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs

    def run(self, work: Sequence[Callable[[], Any]]) -> list[Any]:
        """Results in the order of `work`."""
        _work[:] = work
        if self.jobs < 2 or len(work) < 2:
            return [_run(index) for index in range(len(work))]
        with multiprocessing.get_context("fork").Pool(min(self.jobs, len(work))) as pool:
            return pool.map(_run, range(len(work)), chunksize=1)

    def ranges(self, count: int) -> list[tuple[int, int]]:
        """Ranges that split `count` items evenly."""
        pieces = max(1, min(self.jobs * 2 if self.jobs > 1 else 1, count // MIN_CHUNK))
        edges = [count * i // pieces for i in range(pieces + 1)]
        return list(pairwise(edges))


def report(path: Path, jobs: int = 1) -> Report:
    """Check an archive; raises `Unreadable` or `NotSupported`, reports everything else."""
    found = Report()
    for check in verify_archive(path, jobs, found):
        found.checks.append(check)
    return found


def verify_archive(path: Path, jobs: int = 1, into: Report | None = None) -> Iterator[Check]:
    """The checks of an archive, one by one; the first that fails is the last."""
    found = into if into is not None else Report()
    try:
        board = boards.read(path)
        found.head, found.height = board.head.head, board.head.height
        yield Check("file-name", True, f"{len(board.data)} files")
        yield Check("chain", True, f"{len(board.events)} events")
        yield from _verify(board, _Crew(jobs), found)
    except Invalid as error:
        yield Check(error.check, False, error.where, error.why)


@contextmanager
def _at(where: str) -> Iterator[None]:
    try:
        yield
    except UnicodeDecodeError as error:
        raise Invalid("setup-form", where, "not UTF-8") from error


def _verify(board: Board, crew: _Crew, found: Report) -> Iterator[Check]:
    with _at("event 0"):
        if board.events[0].type != "Setup":
            raise Invalid("order", "event 0", "the first event is not the setup")
        election_text, trustees_text, listed = board.setup()
    chosen = found.election = election.parse(election_text, "event 0")
    yield Check("election-form", True, f"election {chosen.uuid}")
    keys = trustees.parse(trustees_text, "event 0")
    yield Check("trustee-proof", True, f"{len(keys)} trustees")
    if group.product(keys) != chosen.key:
        raise Invalid("election-key", "event 0", "the election's key is not the product of the trustees' keys")
    yield Check("election-key", True, "event 0")
    _check_credentials(listed)
    yield Check("credentials", True, f"{len(listed)} cards")
    phases = _phases(board, len(keys))
    found.stage = phases.stage
    yield Check("order", True, phases.stage)

    ballots = _check_ballots(board, chosen, frozenset(listed), crew)
    found.ballots = len(tally.last_of_each(ballots))
    found.trackers = sorted(ballot.tracker for ballot in tally.last_of_each(ballots))
    for name in ("ballot-form", "ballot-credential", "ballot-point", "ballot-proof", "ballot-signature"):
        yield Check(name, True, f"{len(ballots)} ballots")
    if phases.tally is None:
        return
    items = _check_tally(board, phases.tally, tally.of_ballots(ballots))
    yield Check("tally-count", True, f"event {phases.tally.height}")
    yield Check("tally-ballots", True, f"event {phases.tally.height}")

    steps, shares = _read_steps(board, phases, chosen, items, keys)
    _check_steps(steps, shares, crew)
    if steps:
        yield Check("shuffle-proof", True, f"{len(steps)} shuffles")
    if shares:
        yield Check("decryption-proof", True, f"{len(shares)} trustees")
    if phases.result is None:
        return
    last = steps[-1].after
    where = f"event {phases.result.height}"
    told = decryption.read_result(board.payload(phases.result), where)
    opened = decryption.open_ballots(chosen, last, [share.factors for share in shares])
    if told != opened:
        different = sum(1 for a, b in zip(told, opened, strict=False) if a != b) + abs(len(told) - len(opened))
        raise Invalid("result", where, f"{different} of {len(opened)} ballots are not what the decryption gives")
    found.opened = opened
    yield Check("result", True, where)


def _check_credentials(listed: Sequence[str]) -> None:
    for place, item in enumerate(listed, start=1):
        # Weights follow a comma; they have no meaning for ballots that are opened one by one.
        if "," in item:
            raise Invalid("credentials", f"card {place}", "carries a weight, which such a vote cannot have")
        group.point(item, "credentials", f"card {place}")
    if len(set(listed)) != len(listed):
        raise Invalid("credentials", "event 0", "a card is listed twice")


@dataclass
class _Phases:
    stage: str = "voting"
    tally: Event | None = None
    shuffles: list[Event] = field(default_factory=list)
    decryptions: list[Event] = field(default_factory=list)
    result: Event | None = None


_ORDER = {kind: place for place, kind in enumerate(boards.TYPES)}
_ONCE = {"Setup", "EndBallots", "EncryptedTally", "EndShuffles", "Result"}
_BARE = {"EndBallots", "EndShuffles"}


def _phases(board: Board, trustee_count: int) -> _Phases:
    found = _Phases()
    last = -1
    seen: set[str] = set()
    for event in board.events:
        where = f"event {event.height}"
        place = _ORDER[event.type]
        if place < last or (event.type in _ONCE and event.type in seen):
            raise Invalid("order", where, f"{event.type} comes too late or twice")
        skipped = {kind for kind in boards.TYPES[:place] if kind not in ("Ballot", *seen)}
        if skipped:
            raise Invalid("order", where, f"{event.type} comes before {', '.join(sorted(skipped))}")
        if (event.payload is None) != (event.type in _BARE):
            raise Invalid("order", where, f"{event.type} with a wrong payload")
        last = place
        seen.add(event.type)
        if event.type == "EncryptedTally":
            found.tally = event
        elif event.type == "Shuffle":
            found.shuffles.append(event)
        elif event.type == "PartialDecryption":
            found.decryptions.append(event)
        elif event.type == "Result":
            found.result = event
    if "EndBallots" in seen:
        found.stage = "closed"
    if "EndShuffles" in seen:
        found.stage = "mixed"
    if len(found.decryptions) == trustee_count:
        found.stage = "decrypted"
    if found.result:
        if len(found.decryptions) != trustee_count:
            raise Invalid("order", f"event {found.result.height}", "a result without the share of every trustee")
        found.stage = "finished"
    return found


def _check_ballots(board: Board, chosen: Election, listed: frozenset[str], crew: _Crew) -> list[Ballot]:
    events = board.of_type("Ballot")

    def chunk(low: int, high: int) -> list[Ballot]:
        return [
            ballots_module.check(chosen, board.payload(event), listed, f"event {event.height}, tracker "
                                 f"{ballots_module.tracker(board.payload(event))}")
            for event in events[low:high]
        ]  # fmt: skip

    done: list[Ballot] = []
    for part in crew.run([_bound(chunk, low, high) for low, high in crew.ranges(len(events))]):
        if isinstance(part, Invalid):
            raise part
        done += part
    return done


def _bound(function: Callable[[int, int], Any], low: int, high: int) -> Callable[[], Any]:
    return lambda: function(low, high)


def _check_tally(board: Board, event: Event, expected: Sequence[Ciphertext]) -> list[Ciphertext]:
    where = f"event {event.height}"
    names = ("num_tallied", "total_weight", "encrypted_tally")
    count, weight, digest = fields(
        loads_exact(board.payload(event), "tally-form", where), names, "tally-form", where
    )  # fmt: skip
    text = board.lookup(digest, where)
    items = ciphertexts.read_text(text, "tally-form", where)
    # Any order will do (see `tally.encrypted_tally`): what counts is that nothing is added, dropped or changed.
    if sorted((item.alpha, item.beta) for item in items) != sorted((item.alpha, item.beta) for item in expected):
        raise Invalid("tally-ballots", where, "the encrypted tally is not made of the ballots in the box")
    if type(count) is not int or type(weight) is not int or count != len(expected) or weight != len(expected):
        raise Invalid("tally-count", where, f"says {count} ballots of weight {weight}, the box holds {len(expected)}")
    return items


def _owned(board: Board, event: Event, check: str) -> tuple[int, bytes, str]:
    where = f"event {event.height}"
    owner, digest = fields(loads_exact(board.payload(event), check, where), ("owner", "payload"), check, where)
    if type(owner) is not int:
        raise Invalid(check, where, "no owner")
    return owner, board.lookup(digest, where), f"{where}, trustee {owner}"


def _read_steps(
    board: Board, phases: _Phases, chosen: Election, items: Sequence[Ciphertext], keys: Sequence[bytes]
) -> tuple[list[shuffle.Checker], list[decryption.Checker]]:
    steps: list[shuffle.Checker] = []
    current = items
    mixers: set[int] = set()
    for event in phases.shuffles:
        owner, text, where = _owned(board, event, "shuffle-form")
        if not 1 <= owner <= len(keys) or owner in mixers:
            raise Invalid("shuffle-owner", where, "not a trustee, or one who has mixed already")
        mixers.add(owner)
        steps.append(shuffle.Checker(chosen, current, text, where))
        current = steps[-1].after
    shares: list[decryption.Checker] = []
    owners: set[int] = set()
    for event in phases.decryptions:
        owner, text, where = _owned(board, event, "decryption-form")
        if not 1 <= owner <= len(keys) or owner in owners:
            raise Invalid("decryption-owner", where, "not a trustee, or one who has opened already")
        owners.add(owner)
        shares.append(decryption.Checker(chosen, current, keys[owner - 1], text, where))
    return steps, shares


def _check_steps(steps: Sequence[shuffle.Checker], shares: Sequence[decryption.Checker], crew: _Crew) -> None:
    checkers: list[shuffle.Checker | decryption.Checker] = [*steps, *shares]
    work: list[Callable[[], Any]] = []
    owner: list[int] = []
    for place, checker in enumerate(checkers):
        count = checker.count if isinstance(checker, shuffle.Checker) else len(checker.items)
        for low, high in crew.ranges(count):
            work.append(_bound(checker.part, low, high))
            owner.append(place)
    parts: list[list[Any]] = [[] for _ in checkers]
    for place, result in zip(owner, crew.run(work), strict=True):
        if isinstance(result, Invalid):
            raise result
        parts[place].append(result)
    for checker, collected in zip(checkers, parts, strict=True):
        checker.finish(collected)


__all__ = ["Check", "Report", "credentials", "report", "verify_archive"]
