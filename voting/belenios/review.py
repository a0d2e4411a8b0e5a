"""What a trustee looks at before locking a box, mixing and opening; the browser's review.js does the same.

Each function takes the archive's bytes and raises `Invalid` naming the check that failed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from . import ballot, ciphertexts, decryption, election, group, shuffle, tally, trustees
from . import board as boards
from .board import Board, Event
from .ciphertexts import Ciphertext
from .election import Election
from .encoding import dumps, fields, loads_exact
from .errors import Invalid
from .verify import check_credentials, trustee_twice

ORDER = (
    "Setup",
    "Ballot",
    "EndBallots",
    "EncryptedTally",
    "Shuffle",
    "EndShuffles",
    "PartialDecryption",
    "Result",
)
_ONCE = {"Setup", "EndBallots", "EncryptedTally", "EndShuffles", "Result"}


@dataclass(frozen=True)
class Setup:
    """What the first event fixes: the election, the trustees' keys in order, SHA-256 of the card list.

    named: the election's text names the card list; boxes that an earlier version of the program set up do not.
    """

    election: Election
    keys: list[bytes]
    listed: frozenset[str]
    card_list: str
    named: bool

    @property
    def fingerprint(self) -> str:
        """The election's fingerprint, as papers print it."""
        return self.election.fingerprint


@dataclass(frozen=True)
class Box:
    """A closed box that was reviewed. head: of the close; ballots: how many; owner: the trustee's place, from 1."""

    setup: Setup
    head: str
    ballots: int
    owner: int


@dataclass(frozen=True)
class Mixed:
    """What is to be mixed or opened. own: SHA-256 of the trustee's own mix, empty before it is there."""

    setup: Setup
    items: list[Ciphertext]
    owner: int
    own: str = ""

    @property
    def digest(self) -> str:
        """SHA-256 of the list: the one list that is opened."""
        return hashlib.sha256(dumps(ciphertexts.wire(self.items)).encode()).hexdigest()


def setup(raw: bytes, public: bytes | None = None) -> tuple[Setup, Board]:
    """The archive's beginning: all trustees different and making the election's key, no other card list than is named.

    public: the trustee's own key, which must be among them.
    """
    board = boards.parse(raw)
    _check_order(board.events)
    election_text, trustees_text, listed = board.setup()
    chosen = election.parse(election_text, "event 0")
    keys = trustees.parse(trustees_text, "event 0")
    if twice := trustee_twice(keys):
        raise Invalid("trustee-twice", *twice)
    if group.product(keys) != chosen.key:
        raise Invalid("election-key", "event 0", "the election's key is not the product of the trustees' keys")
    if public is not None and public not in keys:
        raise Invalid("own-key", "event 0", "this key is not among the trustees of the election")
    check_credentials(listed)
    card_list = str(json.loads(board.payload(board.events[0]))["credentials"])
    named = election.CARD_LIST in chosen.description
    if named and election.card_list_of(chosen.description) != card_list:
        raise Invalid("credentials-description", "event 0", "the election names another card list")
    return Setup(chosen, keys, frozenset(listed), card_list, named), board


def _check_order(events: Sequence[Event]) -> None:
    last, seen = 0, set()
    for event in events:
        where, place = f"event {event.height}", ORDER.index(event.type)
        if place < last or (event.type in _ONCE and event.type in seen):
            raise Invalid("order", where, f"{event.type} comes too late or twice")
        if any(one in _ONCE and one not in seen for one in ORDER[:place]):
            raise Invalid("order", where, f"{event.type} comes too early")
        last = place
        seen.add(event.type)


def box(raw: bytes, public: bytes, fingerprint: str | None = None, card_list: str | None = None) -> Box:
    """A closed box before it is locked: every ballot, one ballot a card; what follows the close is not looked at.

    fingerprint, card_list: what is remembered of the round. A box that does not name its card list is taken only by
    somebody who remembers the list.
    """
    begun, board = setup(raw, public)
    if fingerprint is not None and begun.fingerprint != fingerprint:
        raise Invalid("fingerprint", "event 0", "this is the box of another election")
    if card_list is None and not begun.named:
        raise Invalid("credentials-description", "event 0", "the election names no card list")
    if card_list is not None and begun.card_list != card_list:
        raise Invalid("credentials-description", "event 0", "another card list than is remembered")
    end = _closing(board)
    cards: set[str] = set()
    events = board.of_type("Ballot")
    for event in events:
        where = f"event {event.height}"
        found = ballot.check(begun.election, board.payload(event), begun.listed, where)
        if found.credential in cards:
            raise Invalid("ballot-card-twice", where, "a second ballot of one card")
        cards.add(found.credential)
    return Box(begun, end.hash, len(events), 1 + begun.keys.index(public))


def _closing(board: Board) -> Event:
    ends = board.of_type("EndBallots")
    if not ends:
        raise Invalid("order", "", "the box is not closed")
    return ends[0]


def _continued(raw: bytes, head: str, public: bytes) -> tuple[Setup, Board, list[tuple[int, bytes, str]]]:
    begun, board = setup(raw, public)
    if _closing(board).hash != head:
        raise Invalid("locked-head", f"event {_closing(board).height}", "this is not the box that was locked")
    mixes = []
    for event in board.of_type("Shuffle"):
        where = f"event {event.height}"
        value = loads_exact(board.payload(event), "owner-form", where)
        owner, digest = fields(value, ("owner", "payload"), "owner-form", where)
        mixes.append((owner, board.lookup(digest, where), str(digest)))
    if [owner for owner, _, _ in mixes] != list(range(1, len(mixes) + 1)) or len(mixes) > len(begun.keys):
        raise Invalid("shuffle-owner", "", "the trustees have not mixed in turn")
    return begun, board, mixes


def _items(begun: Setup, board: Board, mixes: Sequence[tuple[int, bytes, str]]) -> list[Ciphertext]:
    tallies = board.of_type("EncryptedTally")
    if not tallies:
        raise Invalid("order", "", "there is no encrypted tally yet")
    where = f"event {tallies[0].height}"
    value = loads_exact(board.payload(tallies[0]), "tally-form", where)
    count, weight, digest = fields(value, ("num_tallied", "total_weight", "encrypted_tally"), "tally-form", where)
    text, expected = tally.encrypted_tally(board.ballots())
    if board.lookup(digest, where).decode() != text or not count == weight == expected:
        raise Invalid("tally-ballots", where, "the encrypted tally is not made of the ballots in the box")
    items = tally.read(text)
    for owner, mixed, _ in mixes:
        items = shuffle.check_shuffle(begun.election, items, mixed, f"trustee {owner}")
    return items


def before_mixing(raw: bytes, head: str, public: bytes) -> Mixed:
    """What this trustee is to mix: the chain continues the locked box, the tally is its ballots, every mix holds.

    head: of the locked box.
    """
    begun, board, mixes = _continued(raw, head, public)
    owner = 1 + begun.keys.index(public)
    if owner != len(mixes) + 1:
        raise Invalid("shuffle-owner", "", "it is not this trustee's turn to mix")
    return Mixed(begun, _items(begun, board, mixes), owner)


def before_opening(raw: bytes, head: str, public: bytes) -> Mixed:
    """What this trustee is to open: from the locked box on, with exactly one mix of every trustee.

    The shares of the others are checked as far as they are there.

    Whether `own` is the own mix is for the trustee's memory to say.
    """
    begun, board, mixes = _continued(raw, head, public)
    if len(mixes) != len(begun.keys) or not board.of_type("EndShuffles"):
        raise Invalid("mixers", "", "not exactly one mix of every trustee")
    owner = 1 + begun.keys.index(public)
    items = _items(begun, board, mixes)
    _check_shares(begun, board, items)
    return Mixed(begun, items, owner, mixes[owner - 1][2])


def _check_shares(begun: Setup, board: Board, items: Sequence[Ciphertext]) -> None:
    """The shares that are there already, by the proofs that the archive has; those over all factors stand beside it."""
    seen: set[int] = set()
    for event in board.of_type("PartialDecryption"):
        where = f"event {event.height}"
        value = loads_exact(board.payload(event), "owner-form", where)
        owner, digest = fields(value, ("owner", "payload"), "owner-form", where)
        if type(owner) is not int or not 1 <= owner <= len(begun.keys) or owner in seen:
            raise Invalid("decryption-owner", where, "not a trustee, or one who has done so already")
        seen.add(owner)
        place = f"{where}, trustee {owner}"
        decryption.check_partial(begun.election, items, begun.keys[owner - 1], board.lookup(digest, place), place)
