"""Verification of a whole archive as a stream of named checks.

Checks in order: archive, file-name and chain (reading), setup-form, election-form, trustee-form, trustee-point,
trustee-proof, trustee-twice, election-key, credentials, credentials-description, order, ballot-*, ballot-card-twice,
tally-form, tally-count, tally-ballots, mixers, shuffle-*, decryption-*, result-form, result; then with a proofs file
proofs-form, opening-proof, opening-void, without one opening-not-a-ballot.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from . import ballot as ballots_module
from . import board as boards
from . import ciphertexts, decryption, election, group, opening, shuffle, tally, trustees
from .ballot import Ballot
from .board import Board, Event
from .ciphertexts import Ciphertext
from .crew import Crew, bound
from .election import Election
from .encoding import fields, loads_exact
from .errors import Invalid
from .opening import Proofs
from .phases import Phases, phases

NOT_A_BALLOT = (
    "what it opens to is not exactly what a ballot is encoded to. A key holder may have changed it; but any voter can "
    "bring this about, by encrypting what is no ballot, and the archive alone cannot tell the two apart. The proofs "
    "file of the vote does (--proofs): with it such a ballot is void and the archive is judged"
)


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
    remarks: list[Check] = field(default_factory=list)
    """What would have failed, had it not been allowed (`others`)."""
    stage: str = "voting"
    ballots: int = 0
    head: str = ""
    height: int = 0
    election: Election | None = None
    trackers: list[str] = field(default_factory=list)
    opened: list[list[int]] | None = None
    """The anonymous ballots of a finished archive, as integers of the answers; those of void ballots mean nothing."""
    void: list[int] = field(default_factory=list)
    """The places in `opened`, from 1, of the ballots that are void because their voters encrypted what is no ballot."""

    @property
    def valid(self) -> bool:
        """Whether every check held."""
        return all(check.ok for check in self.checks)


def report(path: Path, jobs: int = 1, proofs: str | bytes | None = None, others: bool = False) -> Report:
    """Check an archive, with the content of its proofs file if there is one.

    `others` is for votes of other programs: what the protocol allows and this one does not (a second ballot of a card,
    a trustee who did not mix or holds two keys, another card list in the description) is then only remarked upon.
    Raises `Unreadable` or `NotSupported`, reports everything else.
    """
    found = Report()
    for check in verify_archive(path, jobs, found, proofs, others):
        found.checks.append(check)
    return found


def verify_archive(
    path: Path, jobs: int = 1, into: Report | None = None, proofs: str | bytes | None = None, others: bool = False
) -> Iterator[Check]:
    """The checks of an archive, one by one; the first that fails is the last."""
    found = into if into is not None else Report()
    try:
        board = boards.read(path)
        found.head, found.height = board.head.head, board.head.height
        yield Check("archive", True, f"{board.size} bytes")
        yield Check("file-name", True, f"{len(board.data)} files")
        yield Check("chain", True, f"{len(board.events)} events")
        yield from _Verification(board, Crew(jobs), found, proofs, others).checks()
    except Invalid as error:
        yield Check(error.check, False, error.where, error.why)


class _Verification:
    """One archive on its way through the checks."""

    def __init__(self, board: Board, crew: Crew, found: Report, proofs: str | bytes | None, others: bool) -> None:
        self.board, self.crew, self.found, self.proofs, self.others = board, crew, found, proofs, others

    def demand(self, name: str, where: str, fault: tuple[str, str] | None) -> Iterator[Check]:
        """What this program demands beyond the protocol; `fault` is place and reason when it does not hold."""
        if fault is None:
            yield Check(name, True, where)
        elif self.others:
            self.found.remarks.append(Check(name, False, *fault))
        else:
            raise Invalid(name, *fault)

    def checks(self) -> Iterator[Check]:
        board, found = self.board, self.found
        if board.events[0].type != "Setup":
            raise Invalid("order", "event 0", "the first event is not the setup")
        election_text, trustees_text, listed = board.setup()
        chosen = found.election = election.parse(election_text, "event 0")
        yield Check("election-form", True, f"election {chosen.uuid}")
        keys = trustees.parse(trustees_text, "event 0")
        yield Check("trustee-proof", True, f"{len(keys)} trustees")
        yield from self.demand("trustee-twice", f"{len(keys)} trustees", trustee_twice(keys))
        if group.product(keys) != chosen.key:
            raise Invalid("election-key", "event 0", "the election's key is not the product of the trustees' keys")
        yield Check("election-key", True, "event 0")
        check_credentials(listed)
        yield Check("credentials", True, f"{len(listed)} cards")
        if election.CARD_LIST in chosen.description:
            yield from self.demand("credentials-description", "event 0", _other_card_list(chosen, board))
        steps = phases(board, len(keys))
        found.stage = steps.stage
        yield Check("order", True, steps.stage)
        yield from self.box(chosen, frozenset(listed), steps)
        if steps.tally is not None:
            yield from self.count(chosen, keys, steps)
        elif self.proofs is not None:
            raise Invalid("opening-proof", "proofs file", "the archive is not opened yet")

    def box(self, chosen: Election, listed: frozenset[str], steps: Phases) -> Iterator[Check]:
        """The ballots, and that the encrypted tally is made of them."""
        ballots, twice = _check_ballots(self.board, chosen, listed, self.crew)
        self.found.ballots = len(ballots)
        self.found.trackers = sorted(ballot.tracker for ballot in ballots)
        where = f"{len(self.board.of_type('Ballot'))} ballots"
        for name in ("ballot-form", "ballot-credential", "ballot-point", "ballot-proof", "ballot-signature"):
            yield Check(name, True, where)
        yield from self.demand("ballot-card-twice", where, twice)
        if steps.tally is not None:
            self.items = _check_tally(self.board, steps.tally, tally.of_ballots(ballots))
            yield Check("tally-count", True, f"event {steps.tally.height}")
            yield Check("tally-ballots", True, f"event {steps.tally.height}")

    def count(self, chosen: Election, keys: Sequence[bytes], steps: Phases) -> Iterator[Check]:
        """Shuffles, shares and the result."""
        mixes, shares = _read_steps(self.board, steps, chosen, self.items, keys)
        if steps.end_shuffles is not None:
            where, fault = f"event {steps.end_shuffles.height}", None
            if len(mixes) != len(keys):
                fault = (where, f"{len(mixes)} of {len(keys)} trustees have mixed")
            yield from self.demand("mixers", f"{len(mixes)} trustees", fault)
        _check_steps(mixes, shares, self.crew)
        if mixes:
            yield Check("shuffle-proof", True, f"{len(mixes)} shuffles")
        if shares:
            yield Check("decryption-proof", True, f"{len(shares)} trustees")
        if steps.stage in ("decrypted", "finished"):
            yield from self.opening(chosen, keys, steps, mixes[-1].after, shares)
        elif self.proofs is not None:
            raise Invalid("opening-proof", "proofs file", "the archive is not opened yet")

    def opening(
        self,
        chosen: Election,
        keys: Sequence[bytes],
        steps: Phases,
        items: Sequence[Ciphertext],
        shares: Sequence[decryption.Checker],
    ) -> Iterator[Check]:
        """What the ballots open to, the result, and whether every point is a ballot or its voter's doing."""
        read = None if self.proofs is None else _read_proofs(self.proofs, chosen, len(keys))
        factors = [share.factors for share in shares]
        work = [
            bound(partial(decryption.open_exactly, chosen, items, factors), *span)
            for span in self.crew.ranges(len(items))
        ]
        proven: list[Callable[[], Any]] = []
        if read is not None:
            proven = [
                partial(
                    opening.check,
                    chosen,
                    items,
                    share.factors,
                    keys[share.owner - 1],
                    read.proofs[share.owner],
                    f"trustee {share.owner}",
                )
                for share in sorted(shares, key=lambda share: share.owner)
            ]
        results = self.crew.run([*proven, *work])[len(proven) :]
        opened = [ballot for ballots, _ in results for ballot in ballots]
        void = [place for _, places in results for place in places]
        if steps.result is not None:
            where = f"event {steps.result.height}"
            _check_result(self.board.payload(steps.result), opened, len(chosen.answers), where)
            yield Check("result", True, where)
        if read is None:
            if void:
                raise Invalid("opening-not-a-ballot", f"ballot {void[0]} of the result", NOT_A_BALLOT)
            yield Check("opening-not-a-ballot", True, f"{len(opened)} ballots")
        else:
            yield Check("proofs-form", True, "proofs file")
            yield Check("opening-proof", True, f"{len(shares)} trustees")
            if read.void != void:
                raise Invalid("opening-void", "proofs file", _void_told(read.void, void))
            yield Check("opening-void", True, f"{len(void)} void ballots")
        self.found.void = void
        if steps.result is not None:
            self.found.opened = opened


def trustee_twice(keys: Sequence[bytes]) -> tuple[str, str] | None:
    """Place and reason when two trustees are one; None when all are different."""
    seen: dict[bytes, int] = {}
    for place, key in enumerate(keys, start=1):
        # Without the sign a key and its inverse are one: who holds one holds the other, and they cancel out.
        plain = key[:31] + bytes([key[31] & 0x7F])
        if plain in seen:
            return f"trustee {place}", f"has the key of trustee {seen[plain]}, or one that cancels it out"
        seen[plain] = place
    return None


def _other_card_list(chosen: Election, board: Board) -> tuple[str, str] | None:
    if election.card_list_of(chosen.description) == board.card_list():
        return None
    return "event 0", "the election's description names another list of cards than the archive carries"


def check_credentials(listed: Sequence[str]) -> None:
    """Raise `Invalid` (`credentials`) unless the public halves of the cards are different points without weights."""
    for place, item in enumerate(listed, start=1):
        # Weights follow a comma; they have no meaning for ballots that are opened one by one.
        if "," in item:
            raise Invalid("credentials", f"card {place}", "carries a weight, which such a vote cannot have")
        group.point(item, "credentials", f"card {place}")
    if len(set(listed)) != len(listed):
        raise Invalid("credentials", "event 0", "a card is listed twice")


def _check_ballots(
    board: Board, chosen: Election, listed: frozenset[str], crew: Crew
) -> tuple[list[Ballot], tuple[str, str] | None]:
    """The ballots that count, and place and reason of the first that is not the only one of its card."""
    events = board.of_type("Ballot")
    first: dict[str | None, Event] = {}
    for event in events:
        first.setdefault(event.payload, event)
    distinct = list(first.values())

    def chunk(low: int, high: int) -> list[Ballot]:
        return [
            ballots_module.check(
                chosen,
                board.payload(event),
                listed,
                f"event {event.height}, tracker {ballots_module.tracker(board.payload(event))}",
            )
            for event in distinct[low:high]
        ]

    parts = crew.run([bound(chunk, low, high) for low, high in crew.ranges(len(distinct))])
    checked = dict(zip(first, (ballot for part in parts for ballot in part), strict=True))
    twice, cards = None, dict[str, int]()
    for event in events:
        ballot = checked[event.payload]
        before = cards.setdefault(ballot.credential, event.height)
        if twice is None and before != event.height:
            why = f"a second ballot of the card whose ballot is event {before}"
            twice = (f"event {event.height}, tracker {ballot.tracker}", why)
    return tally.last_of_each([checked[event.payload] for event in events]), twice


def _check_tally(board: Board, event: Event, expected: Sequence[Ciphertext]) -> list[Ciphertext]:
    where = f"event {event.height}"
    names = ("num_tallied", "total_weight", "encrypted_tally")
    count, weight, digest = fields(loads_exact(board.payload(event), "tally-form", where), names, "tally-form", where)
    text = board.lookup(digest, where)
    if len(text) > 2 * len(ciphertexts.tally_text(expected)) + boards.MAX_SMALL:
        raise Invalid("tally-ballots", where, "far longer than the tally of the ballots in the box")
    items = ciphertexts.read_text(text, "tally-form", where)
    # Any order will do (see `tally.encrypted_tally`): what counts is that nothing is added, dropped or changed.
    if sorted((item.alpha, item.beta) for item in items) != sorted((item.alpha, item.beta) for item in expected):
        raise Invalid("tally-ballots", where, "the encrypted tally is not made of the ballots in the box")
    if type(count) is not int or type(weight) is not int or count != len(expected) or weight != len(expected):
        raise Invalid("tally-count", where, f"says {count} ballots of weight {weight}, the box holds {len(expected)}")
    return items


def _owned(board: Board, event: Event, check: str, trustee_count: int, before: set[int]) -> tuple[int, bytes, str]:
    where = f"event {event.height}"
    owner, digest = fields(
        loads_exact(board.payload(event), f"{check}-form", where), ("owner", "payload"), f"{check}-form", where
    )
    if type(owner) is not int:
        raise Invalid(f"{check}-form", where, "no owner")
    where = f"{where}, trustee {owner}"
    if not 1 <= owner <= trustee_count or owner in before:
        raise Invalid(f"{check}-owner", where, "not a trustee, or one whose turn has been already")
    before.add(owner)
    return owner, board.lookup(digest, where), where


def _read_steps(
    board: Board, steps: Phases, chosen: Election, items: Sequence[Ciphertext], keys: Sequence[bytes]
) -> tuple[list[shuffle.Checker], list[decryption.Checker]]:
    mixes: list[shuffle.Checker] = []
    current = items
    mixers: set[int] = set()
    for event in steps.shuffles:
        _, text, where = _owned(board, event, "shuffle", len(keys), mixers)
        mixes.append(shuffle.Checker(chosen, current, text, where))
        current = mixes[-1].after
    shares: list[decryption.Checker] = []
    owners: set[int] = set()
    for event in steps.decryptions:
        owner, text, where = _owned(board, event, "decryption", len(keys), owners)
        shares.append(decryption.Checker(chosen, current, keys[owner - 1], text, where, owner))
    return mixes, shares


def _check_steps(mixes: Sequence[shuffle.Checker], shares: Sequence[decryption.Checker], crew: Crew) -> None:
    checkers: list[shuffle.Checker | decryption.Checker] = [*mixes, *shares]
    work: list[Callable[[], Any]] = []
    owner: list[int] = []
    for place, checker in enumerate(checkers):
        for low, high in crew.ranges(checker.count):
            work.append(bound(checker.part, low, high))
            owner.append(place)
    parts: list[list[Any]] = [[] for _ in checkers]
    for place, result in zip(owner, crew.run(work), strict=True):
        parts[place].append(result)
    for checker, collected in zip(checkers, parts, strict=True):
        checker.finish(collected)


def _check_result(text: bytes, opened: Sequence[Sequence[int]], width: int, where: str) -> None:
    if text == decryption.result_text(opened).encode():
        return
    if len(text) > boards.MAX_SMALL + 8 * width * len(opened):
        raise Invalid("result", where, "far longer than the result of the ballots in the box")
    told = decryption.read_result(text, where)
    different = sum(1 for a, b in zip(told, opened, strict=False) if a != b) + abs(len(told) - len(opened))
    raise Invalid("result", where, f"{different} of {len(opened)} ballots are not what the decryption gives")


def _read_proofs(text: str | bytes, chosen: Election, trustee_count: int) -> Proofs:
    found = opening.read_proofs(text)
    if found.election != chosen.fingerprint:
        raise Invalid("opening-proof", "proofs file", "made for another election")
    if len(found.proofs) != trustee_count:
        raise Invalid("opening-proof", "proofs file", f"{len(found.proofs)} proofs for {trustee_count} trustees")
    return found


def _void_told(told: Sequence[int], found: Sequence[int]) -> str:
    listed = [", ".join(str(place) for place in places[:20]) or "none" for places in (told, found)]
    return f"the void ballots it lists ({listed[0]}) are not those that are no ballots ({listed[1]})"


__all__ = ["Check", "Report", "check_credentials", "report", "trustee_twice", "verify_archive"]
