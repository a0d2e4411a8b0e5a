"""Reading the board: an append-only, hash-chained archive `.bel` (specification §4.4), written by `appending`.

An archive has one form. Each event stands right behind its data, in the order in which one refers to the other; what
was understood is written anew and must give the very bytes that were read. So an archive carries nothing that is not
part of the vote: no times, no names, no text between the files, no data that nothing refers to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .appending import BLOCK, Entry, extend, first, sha
from .appending import Head as Head
from .encoding import fields, loads, loads_exact
from .errors import Invalid, Unreadable

MAX_SIZE = 128 * 1024 * 1024
MAX_CREDENTIALS = 16 * 1024 * 1024
"""Bytes of the longest card list that is looked at: some 250,000 cards."""
MAX_SMALL = 1024
"""Bytes of the longest event, and of the longest data that only names other data."""
MAX_TIMESTAMP = 8**11 - 1
TYPES = ("Setup", "Ballot", "EndBallots", "EncryptedTally", "Shuffle", "EndShuffles", "PartialDecryption", "Result")
_NAME = re.compile(r"([0-9a-f]{64})\.(data|event)\.json")
_SIZE = re.compile(rb"[0-7]{11}\0")
_TIMESTAMP = re.compile(r"0|[1-9][0-9]{0,10}")
_BARE = ("EndBallots", "EndShuffles")
_REFERRED = {
    "Setup": ("setup-form", ("election", "trustees", "credentials"), 3),
    "EncryptedTally": ("tally-form", ("num_tallied", "total_weight", "encrypted_tally"), 1),
    "Shuffle": ("shuffle-form", ("owner", "payload"), 1),
    "PartialDecryption": ("decryption-form", ("owner", "payload"), 1),
}
"""For each type whose data name other data: the check of its form, its fields, how many of the last are hashes."""
_FORM = {"Ballot": "ballot-form", "Result": "result-form", **{kind: told[0] for kind, told in _REFERRED.items()}}


@dataclass(frozen=True)
class Event:
    """One event; `payload` is the hash of its data."""

    height: int
    type: str
    parent: str | None
    payload: str | None
    hash: str


@dataclass
class Board:
    """An archive that was read: its form and its chain are whole, its contents are not yet checked."""

    timestamp: int
    events: list[Event] = field(default_factory=list)
    data: dict[str, bytes] = field(default_factory=dict)
    size: int = 0

    @property
    def head(self) -> Head:
        """Hash and height of the last event, and the length."""
        last = self.events[-1]
        return Head(last.hash, last.height, self.size)

    def of_type(self, kind: str) -> list[Event]:
        """The events of one type, in order."""
        return [event for event in self.events if event.type == kind]

    def payload(self, event: Event) -> bytes:
        """The data an event refers to; raises `Invalid` when it is not there."""
        return self.lookup(event.payload, f"event {event.height}")

    def lookup(self, digest: object, where: str) -> bytes:
        """Data by its hash."""
        if not isinstance(digest, str) or digest not in self.data:
            raise Invalid("chain", where, "refers to data that is not in the archive")
        return self.data[digest]

    def setup(self) -> tuple[str, str, list[str]]:
        """Texts of election and trustees, and the public credentials."""
        value = loads_exact(self.payload(self.events[0]), "setup-form", "event 0")
        election, trustees, credentials = (self.lookup(digest, "event 0") for digest in value.values())
        if len(credentials) > MAX_CREDENTIALS:
            raise Invalid("credentials", "event 0", f"larger than {MAX_CREDENTIALS} bytes")
        listed = loads_exact(credentials, "credentials", "event 0")
        if not isinstance(listed, list) or not all(isinstance(item, str) for item in listed):
            raise Invalid("credentials", "event 0", "not a list of texts")
        return election.decode(), trustees.decode(), listed

    def card_list(self) -> str:
        """SHA-256 of the card list as it stands in the archive."""
        digest: str = loads_exact(self.payload(self.events[0]), "setup-form", "event 0")["credentials"]
        return digest

    def ballots(self) -> list[str]:
        """The texts of all accepted ballots, in the order of the chain."""
        return [self.payload(event).decode() for event in self.of_type("Ballot")]


def entries_of(board: Board) -> list[Entry]:
    """What each event added, in the order of the chain; `appending.written` gives the archive again."""
    made = []
    for event in board.events:
        payload = None if event.payload is None else board.payload(event).decode()
        referred: list[str] = []
        if event.type in _REFERRED and payload is not None:
            form, names, count = _REFERRED[event.type]
            where = f"event {event.height}"
            named = fields(loads_exact(payload, form, where), names, form, where)[-count:]
            referred = [board.lookup(digest, where).decode() for digest in named]
        made.append(Entry(event.type, payload, referred))
    return made


def read(path: Path) -> Board:
    """Read an archive and check form, names and chain; raises `Unreadable` or `Invalid` (see `parse`)."""
    try:
        length = path.stat().st_size
        with path.open("rb") as file:
            # A device or a pipe has no length and perhaps no end.
            raw = b"" if length > MAX_SIZE else file.read(MAX_SIZE + 1)
    except OSError as error:
        raise Unreadable(f"cannot be read: {error.strerror}") from error
    if max(length, len(raw)) > MAX_SIZE:
        raise Unreadable(f"larger than {MAX_SIZE // 2**20} MB")
    return parse(raw)


def parse(raw: bytes) -> Board:
    """`read` for an archive in memory.

    Raises `Unreadable` when it is no archive or was cut off. Raises `Invalid`: `archive` when its bytes are not what
    the understood content makes, `file-name`, `chain`, or the form's check of data that only name other data.
    """
    board: Board | None = None
    before: list[bytes] = []
    start = 0
    for place, (name, content, end) in enumerate(_files(raw)):
        if board is None:
            if name != "BELENIOS":
                raise Unreadable("not a Belenios archive")
            board = Board(_timestamp(content))
            continue
        where = f"file {place}"
        matched = _NAME.fullmatch(name)
        if not matched:
            raise Invalid("file-name", where, f"unexpected name {name[:80]!r}")
        digest, kind = matched.groups()
        if sha(content) != digest:
            raise Invalid("file-name", where, "the name is not the hash of the content")
        if kind == "data":
            before.append(content)
            board.data[digest] = content
            continue
        _append(board, content, digest, before, raw[start:end])
        before, start = [], end
    if board is None or not (board.events or before):
        raise Unreadable("an archive without any event")
    if before:
        raise Invalid("archive", "end", "data that no event refers to")
    return board


def _files(raw: bytes) -> Iterator[tuple[str, bytes, int]]:
    """Name, content and end of each file. Whatever else a header says is compared when its event is written anew."""
    position = 0
    while position < len(raw):
        block = raw[position : position + BLOCK]
        where = f"byte {position}"
        if position and not any(block):
            raise Invalid("archive", where, "something follows the last event: an archive has no end marker")
        if len(block) < BLOCK:
            raise Unreadable("the archive ends in the middle: it was cut off")
        if not _SIZE.fullmatch(block[124:136]):
            if not position:
                raise Unreadable("not a tar archive")
            raise Invalid("archive", where, "the length of a file is not written as it must be")
        size = int(block[124:135], 8)
        content = raw[position + BLOCK : position + BLOCK + size]
        position += BLOCK + size + -size % BLOCK
        if position > len(raw):
            raise Unreadable("the archive ends in the middle: it was cut off")
        yield block[:100].rstrip(b"\0").decode("latin-1"), content, position


def _timestamp(header: bytes) -> int:
    try:
        version, told = fields(loads(header, "header"), ("version", "timestamp"), "header", "")
    except Invalid as error:
        if not header.startswith(b'{"version":'):
            raise Unreadable("not a Belenios archive") from error
        raise Invalid("archive", "file 0", f"the header is not as it must be: {error.why}") from error
    if type(version) is int and version != 1:
        raise Unreadable(f"archive version {version!r}")
    timestamp = int(told) if isinstance(told, str) and _TIMESTAMP.fullmatch(told) else -1
    if type(version) is not int or not 0 <= timestamp <= MAX_TIMESTAMP:
        raise Invalid("archive", "file 0", "the header's version or time is not a number as it must be written")
    return timestamp


def _append(board: Board, content: bytes, digest: str, before: Sequence[bytes], raw: bytes) -> None:
    """Take an event and the data in front of it, which are `raw` in the archive."""
    height = len(board.events)
    where = f"event {height}"
    event = _event(board, content, digest, where)
    expected = 0 if event.type in _BARE else 1 + _REFERRED.get(event.type, ("", (), 0))[2]
    if (event.payload is not None) != bool(expected):
        raise Invalid("chain", where, f"{event.type} with a wrong payload")
    if len(before) != expected:
        raise Invalid("archive", where, f"{len(before)} data files stand before it, {expected} belong to it")
    entry = _entry(event, before, where)
    head, grown = first(board.timestamp, entry) if not height else extend(board.head, board.timestamp, *entry)
    if head.head != digest:
        raise Invalid("chain", where, "the event is not written as it must be")
    if grown != raw:
        raise Invalid("archive", where, "headers, padding or order of it and its data are not as they must be")
    board.events.append(event)
    board.size = head.size


def _event(board: Board, content: bytes, digest: str, where: str) -> Event:
    if len(content) > MAX_SMALL:
        raise Invalid("chain", where, "not an event: too long")
    value = loads_exact(content, "chain", where)
    if not isinstance(value, dict) or not set(value) <= {"parent", "height", "type", "payload"}:
        raise Invalid("chain", where, "not an event")
    parent = board.events[-1].hash if board.events else None
    height, kind, payload = value.get("height"), value.get("type"), value.get("payload")
    if value.get("parent") != parent:
        raise Invalid("chain", where, "does not follow the event before it")
    if type(height) is not int or height != len(board.events):
        raise Invalid("chain", where, f"has height {height!r}, expected {len(board.events)}")
    if kind not in TYPES:
        raise Invalid("chain", where, f"unknown type {kind!r}")
    if payload is not None and not isinstance(payload, str):
        raise Invalid("chain", where, "the payload is not a hash")
    return Event(height, kind, parent, payload, digest)


def _entry(event: Event, before: Sequence[bytes], where: str) -> Entry:
    """The event as it is written, from the data in front of it; the last of them is its own."""
    if not before:
        return Entry(event.type)
    form = _FORM[event.type]
    *referred, payload = before
    if event.payload != sha(payload):
        raise Invalid("chain", where, "refers to data that is not in front of it")
    if event.type in _REFERRED:
        _, names, count = _REFERRED[event.type]
        if len(payload) > MAX_SMALL:
            raise Invalid(form, where, "too long")
        value: list[Any] = fields(loads_exact(payload, form, where), names, form, where)
        if value[-count:] != [sha(content) for content in referred]:
            raise Invalid("chain", where, "refers to data that is not in front of it")
    try:
        return Entry(event.type, payload.decode(), [content.decode() for content in referred])
    except UnicodeDecodeError as error:
        raise Invalid(form, where, "not UTF-8") from error
