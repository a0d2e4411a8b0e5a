"""The board: an append-only, hash-chained archive `.bel` (specification §4.4).

An old-style tar file. First `BELENIOS`, then data files and events, each named by the SHA-256 of its content. Every
entry carries the one time at which the archive was begun, so that the file tells nothing about when a ballot came.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .encoding import dumps, fields, loads, loads_exact
from .errors import Invalid, Unreadable

BLOCK = 512
MAX_SIZE = 128 * 1024 * 1024
TYPES = (
    "Setup", "Ballot", "EndBallots", "EncryptedTally", "Shuffle", "EndShuffles", "PartialDecryption", "Result",
)  # fmt: skip
_NAME = re.compile(r"([0-9a-f]{64})\.(data|event)\.json")


@dataclass(frozen=True)
class Head:
    """Where a board stands: hash of the last event, its height, and the file's length."""

    head: str
    height: int
    size: int


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
    """An archive that was read: its chain is whole, its contents are not yet checked."""

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
        event = self.events[0]
        value = loads_exact(self.payload(event), "setup-form", "event 0")
        names = ("election", "trustees", "credentials")
        election, trustees, credentials = (
            self.lookup(digest, "event 0") for digest in fields(value, names, "setup-form", "event 0")
        )
        listed = loads(credentials, "credentials", "event 0")
        if not isinstance(listed, list) or not all(isinstance(item, str) for item in listed):
            raise Invalid("credentials", "event 0", "not a list of texts")
        return election.decode(), trustees.decode(), listed

    def ballots(self) -> list[str]:
        """The texts of all accepted ballots, in the order of the chain."""
        return [self.payload(event).decode() for event in self.of_type("Ballot")]


def _header(name: str, size: int, timestamp: int) -> bytes:
    block = bytearray(BLOCK)
    for offset, text in (
        (0, name), (100, "0000644\0"), (108, "0000000\0"), (116, "0000000\0"),
        (124, f"{size:011o}\0"), (136, f"{timestamp:011o}\0"), (148, " " * 8), (156, "0"),
    ):  # fmt: skip
        block[offset : offset + len(text)] = text.encode()
    block[148:156] = f"{sum(block):06o}\0 ".encode()
    return bytes(block)


def _entry(name: str, content: bytes, timestamp: int) -> bytes:
    return _header(name, len(content), timestamp) + content + bytes(-len(content) % BLOCK)


def _sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _event(parent: str | None, height: int, kind: str, payload: str | None) -> bytes:
    value: dict[str, object] = {}
    if parent is not None:
        value["parent"] = parent
    value["height"], value["type"] = height, kind
    if payload is not None:
        value["payload"] = payload
    return dumps(value).encode()


def _write_at(path: Path, position: int, content: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(position)
        file.write(content)
        file.flush()
        if os.fstat(file.fileno()).st_size > position + len(content):
            file.truncate()
        # The length is part of what this makes durable; only the time of the change is not, which tells nothing.
        os.fdatasync(file.fileno())


def create(path: Path, election: str, trustees: str, credentials: Sequence[str], timestamp: int) -> Head:
    """Begin a board: header, election, trustees, sorted public credentials, Setup event.

    `timestamp` is the beginning of the election in seconds since 1970, the only time the archive will ever carry. The
    file appears whole or not at all.
    """
    listed = dumps(sorted(credentials)).encode()
    parts = [_entry("BELENIOS", dumps({"version": 1, "timestamp": str(timestamp)}).encode(), timestamp)]
    digests = []
    for content in (election.encode(), trustees.encode(), listed):
        digests.append(_sha(content))
        parts.append(_entry(f"{digests[-1]}.data.json", content, timestamp))
    setup = dumps(dict(zip(("election", "trustees", "credentials"), digests, strict=True))).encode()
    parts.append(_entry(f"{_sha(setup)}.data.json", setup, timestamp))
    event = _event(None, 0, "Setup", _sha(setup))
    parts.append(_entry(f"{_sha(event)}.event.json", event, timestamp))
    content = b"".join(parts)
    partial = path.with_suffix(".part")
    with partial.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return Head(_sha(event), 0, len(content))


def _timestamp(path: Path) -> int:
    with path.open("rb") as file:
        return int(file.read(BLOCK)[136:147], 8)


def append(
    path: Path, head: Head, kind: str, payload: str | None, referred: Sequence[str] = (), timestamp: int | None = None
) -> Head:
    """Append an event after `head` and make it durable; returns the new head.

    `payload` is the text the event refers to, `referred` are texts that the payload refers to. Whatever lies in the
    file beyond `head.size` (left by a crash) is overwritten.
    """
    stamp = _timestamp(path) if timestamp is None else timestamp
    parts = [_entry(f"{_sha(text.encode())}.data.json", text.encode(), stamp) for text in referred]
    digest = None
    if payload is not None:
        digest = _sha(payload.encode())
        parts.append(_entry(f"{digest}.data.json", payload.encode(), stamp))
    event = _event(head.head, head.height + 1, kind, digest)
    parts.append(_entry(f"{_sha(event)}.event.json", event, stamp))
    content = b"".join(parts)
    _write_at(path, head.size, content)
    return Head(_sha(event), head.height + 1, head.size + len(content))


def append_ballot(path: Path, head: Head, text: str) -> Head:
    """Append a ballot."""
    return append(path, head, "Ballot", text)


def append_tally(path: Path, head: Head, tally: str, count: int) -> Head:
    """Append the encrypted tally of `count` ballots (§4.18)."""
    value = {"num_tallied": count, "total_weight": count, "encrypted_tally": _sha(tally.encode())}
    return append(path, head, "EncryptedTally", dumps(value), [tally])


def append_owned(path: Path, head: Head, kind: str, owner: int, text: str) -> Head:
    """Append a `Shuffle` or `PartialDecryption` of the trustee at position `owner`, from 1 (§4.19, §4.20)."""
    return append(path, head, kind, dumps({"owner": owner, "payload": _sha(text.encode())}), [text])


def cut_back(path: Path, head: Head) -> None:
    """Forget what lies beyond `head`: what a crash left between the file and the database."""
    if path.stat().st_size != head.size:
        _write_at(path, head.size, b"")


def setup_only(board: Board) -> bytes:
    """The archive as it was before the first ballot."""
    election, trustees, _ = board.setup()
    setup_digest = board.events[0].payload or ""
    credentials = loads(board.data[setup_digest], "setup-form")["credentials"]
    contents = [election.encode(), trustees.encode(), board.data[credentials], board.data[setup_digest]]
    stamp = board.timestamp
    parts = [_entry("BELENIOS", dumps({"version": 1, "timestamp": str(stamp)}).encode(), stamp)]
    parts += [_entry(f"{_sha(content)}.data.json", content, stamp) for content in contents]
    event = _event(None, 0, "Setup", setup_digest)
    return b"".join([*parts, _entry(f"{_sha(event)}.event.json", event, stamp)])


def _entries(raw: bytes) -> Iterator[tuple[str, bytes, int]]:
    position = 0
    while True:
        block = raw[position : position + BLOCK]
        # The archive grows by appending, so it has no end marker; one that a tar program wrote is no harm.
        if not any(block):
            if any(raw[position:]):
                raise Unreadable("something follows the end of the archive")
            return
        if len(block) < BLOCK:
            raise Unreadable("the archive ends in the middle: it was cut off")
        try:
            name = block[:100].rstrip(b"\0").decode("ascii")
            size = int(block[124:136].strip(b" \0"), 8)
            checksum = int(block[148:156].strip(b" \0"), 8)
        except ValueError as error:
            raise Unreadable("not a tar archive") from error
        if sum(block) - sum(block[148:156]) + 8 * 32 != checksum:
            raise Unreadable("not a tar archive, or damaged")
        content = raw[position + BLOCK : position + BLOCK + size]
        position += BLOCK + size + -size % BLOCK
        if size < 0 or position > len(raw):
            raise Unreadable("the archive ends in the middle: it was cut off")
        yield name, content, position


def read(path: Path) -> Board:
    """Read an archive and check names and chain; raises `Unreadable` or `Invalid` (checks file-name, chain)."""
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
    """`read` for an archive in memory."""
    board: Board | None = None
    for place, (name, content, position) in enumerate(_entries(raw)):
        if board is None:
            if name != "BELENIOS":
                raise Unreadable("not a Belenios archive")
            board = Board(timestamp=_read_header(content))
            board.size = position
            continue
        where = f"file {place}"
        matched = _NAME.fullmatch(name)
        if not matched:
            raise Invalid("file-name", where, f"unexpected name {name[:80]!r}")
        digest, kind = matched.groups()
        if _sha(content) != digest:
            raise Invalid("file-name", where, "the name is not the hash of the content")
        if kind == "data":
            board.data[digest] = content
        else:
            _append_event(board, content, digest)
        board.size = position
    if board is None or not board.events:
        raise Unreadable("an archive without any event")
    return board


def _read_header(content: bytes) -> int:
    try:
        version, timestamp = fields(loads(content, "header"), ("version", "timestamp"), "header", "")
        if version != 1:
            raise Unreadable(f"archive version {version!r}")
        return int(timestamp)
    except (Invalid, ValueError, TypeError) as error:
        raise Unreadable("not a Belenios archive") from error


def _append_event(board: Board, content: bytes, digest: str) -> None:
    expected = len(board.events)
    where = f"event {expected}"
    value = loads_exact(content, "chain", where)
    if not isinstance(value, dict) or not set(value) <= {"parent", "height", "type", "payload"}:
        raise Invalid("chain", where, "not an event")
    parent = board.events[-1].hash if board.events else None
    if value.get("parent") != parent:
        raise Invalid("chain", where, "does not follow the event before it")
    if value.get("height") != expected or (value.get("height") is True and expected != 1):
        raise Invalid("chain", where, f"has height {value.get('height')!r}, expected {expected}")
    if value.get("type") not in TYPES:
        raise Invalid("chain", where, f"unknown type {value.get('type')!r}")
    board.events.append(Event(expected, value["type"], parent, value.get("payload"), digest))
