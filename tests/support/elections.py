"""Whole elections made by the protocol alone, for tests and measurements."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from voting.belenios import (
    appending,
    ballot,
    board,
    credentials,
    decryption,
    election,
    packing,
    shuffle,
    tally,
    trustees,
)
from voting.belenios.appending import Head
from voting.belenios.election import Election
from voting.belenios.encoding import dumps, sha256_hex
from voting.belenios.group import Rng


def seeded(seed: str) -> Rng:
    """Random bytes that are the same every time."""
    state = hashlib.sha256(seed.encode()).digest()

    def rng(count: int) -> bytes:
        nonlocal state
        out = b""
        while len(out) < count:
            state = hashlib.sha256(state).digest()
            out += hashlib.sha256(b"out" + state).digest()
        return out[:count]

    return rng


def create(path: Path, election: str, trustees: str, credentials: Sequence[str], timestamp: int) -> Head:
    """Begin an archive in a file."""
    head, content = appending.begin(election, trustees, credentials, timestamp)
    path.write_bytes(content)
    return head


def append(path: Path, head: Head, kind: str, payload: str | None = None, referred: Sequence[str] = ()) -> Head:
    """Put an event at the end of the archive in a file; call it with `*entry` for an `Entry`."""
    timestamp = int(path.read_bytes()[136:147], 8)
    after, grown = appending.extend(head, timestamp, kind, payload, referred)
    with path.open("ab") as file:
        file.write(grown)
    return after


def append_ballot(path: Path, head: Head, text: str) -> Head:
    """`append` a ballot."""
    return append(path, head, *appending.ballot(text))


def append_tally(path: Path, head: Head, text: str, count: int) -> Head:
    """`append` the encrypted tally."""
    return append(path, head, *appending.tally(text, count))


def append_owned(path: Path, head: Head, kind: str, owner: int, text: str) -> Head:
    """`append` what a trustee made."""
    return append(path, head, *appending.owned(kind, owner, text))


@dataclass
class Vote:
    """An election with all its keys, and its board."""

    path: Path
    election: Election
    privates: list[int]
    keys: list[dict[str, object]]
    cards: list[str]
    packing: packing.Packing
    head: Head
    rng: Rng
    ballots: list[str] = field(default_factory=list)

    def cast(self, marks: Sequence[Sequence[int]]) -> None:
        """Put a ballot into the box for each list of marks, each with the next card."""
        for row in marks:
            card = self.cards[len(self.ballots)]
            text = ballot.encrypt(self.election, card, self.packing.pack(row), self.rng)
            self.ballots.append(text)
            self.head = append_ballot(self.path, self.head, text)

    def close(self) -> None:
        """End the ballots and make the encrypted tally."""
        self.head = append(self.path, self.head, "EndBallots")
        text, count = tally.encrypted_tally(self.ballots)
        self.head = append_tally(self.path, self.head, text, count)
        self.items = tally.read(text)

    def mix(self) -> None:
        """Every trustee shuffles in turn."""
        for owner in range(1, len(self.privates) + 1):
            text = shuffle.shuffle(self.election, self.items, self.rng)
            self.items = shuffle.check_shuffle(self.election, self.items, text)
            self.head = append_owned(self.path, self.head, "Shuffle", owner, text)
        self.head = append(self.path, self.head, "EndShuffles")

    def open(self) -> list[list[int]]:
        """Every trustee decrypts; the marks of the anonymous ballots."""
        shares = []
        for owner, private in enumerate(self.privates, start=1):
            text = decryption.partial_decryption(self.election, self.items, private, self.rng)
            key = trustees.check_public_key(self.keys[owner - 1])
            shares.append(decryption.check_partial(self.election, self.items, key, text))
            self.head = append_owned(self.path, self.head, "PartialDecryption", owner, text)
        opened = decryption.open_ballots(self.election, self.items, shares)
        self.head = append(self.path, self.head, "Result", decryption.result_text(opened))
        return [self.packing.unpack(values) for values in opened]


def begin(path: Path, cards: int, candidates: int = 12, trustee_count: int = 3, rng: Rng | None = None) -> Vote:
    """An election whose box is empty."""
    rng = rng or seeded("election")
    made = [trustees.generate(rng) for _ in range(trustee_count)]
    uuid = credentials.new_uuid(rng)
    packed = packing.packing_for(candidates)
    privates = [credentials.generate(rng) for _ in range(cards)]
    listed = sorted(credentials.public(uuid, card) for card in privates)
    text = election.build(
        uuid=uuid,
        name="演练 2026",
        description=f"0 弃权 1 赞成 2 反对 {packed.sentence} {election.CARD_LIST}{sha256_hex(dumps(listed))}",
        answers=packed.answers([f"候选项目{no}" for no in range(1, candidates + 1)]),
        question="票决",
        trustees=[key for _, key in made],
    )
    head = create(path, text, trustees.trustees_json([key for _, key in made]), listed, 0)
    parsed = election.parse(text)
    return Vote(path, parsed, [x for x, _ in made], [key for _, key in made], privates, packed, head, rng)


def marks(count: int, candidates: int, rng: Rng) -> list[list[int]]:
    """Plausible marks: mostly approvals."""
    pick: Callable[[int], int] = lambda byte: 1 if byte < 180 else 2 if byte < 220 else 0  # noqa: E731
    return [[pick(byte) for byte in rng(candidates)] for _ in range(count)]


def whole(path: Path, ballots: int, candidates: int = 12, trustee_count: int = 3) -> tuple[Vote, list[list[int]]]:
    """A finished election; returns it and the marks that were cast."""
    vote = begin(path, ballots + 2, candidates, trustee_count)
    cast = marks(ballots, candidates, seeded("marks"))
    vote.cast(cast)
    vote.close()
    vote.mix()
    vote.open()
    return vote, cast


def setup_only(whole: board.Board) -> bytes:
    """The archive as it was before the first ballot."""
    return appending.first(whole.timestamp, board.entries_of(whole)[0])[1]
