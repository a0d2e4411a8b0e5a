"""Writing the board: each step gives the new head and the bytes by which the archive `.bel` grows (specification §4.4).

An old-style tar file. First `BELENIOS`, then data files and events, each named by the SHA-256 of its content. Every
file carries the one time at which the archive was begun, so that nothing tells when a ballot came.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from .encoding import dumps

BLOCK = 512


@dataclass(frozen=True)
class Head:
    """Where a board stands: hash of the last event, its height, and the archive's length in bytes."""

    head: str
    height: int
    size: int


class Entry(NamedTuple):
    """What one event adds to the board; hashes and the place in the chain follow from what stands before it."""

    kind: str
    payload: str | None = None
    """The text that the event refers to."""
    referred: Sequence[str] = ()
    """Texts that the payload refers to."""


def sha(content: bytes) -> str:
    """SHA-256, in hex: the name of what has this content."""
    return hashlib.sha256(content).hexdigest()


def setup(election: str, trustees: str, credentials: Iterable[str]) -> Entry:
    """The first entry: the texts of election and trustees, the public halves of the cards (sorted here)."""
    referred = (election, trustees, dumps(sorted(credentials)))
    names = ("election", "trustees", "credentials")
    return Entry(
        "Setup", dumps({name: sha(text.encode()) for name, text in zip(names, referred, strict=True)}), referred
    )


def ballot(text: str) -> Entry:
    """A ballot, exactly as it was cast."""
    return Entry("Ballot", text)


def tally(text: str, count: int) -> Entry:
    """The encrypted tally of `count` ballots (§4.18)."""
    value = {"num_tallied": count, "total_weight": count, "encrypted_tally": sha(text.encode())}
    return Entry("EncryptedTally", dumps(value), (text,))


def owned(kind: str, owner: int, text: str) -> Entry:
    """A `Shuffle` or `PartialDecryption` of the trustee at position `owner`, from 1 (§4.19, §4.20)."""
    return Entry(kind, dumps({"owner": owner, "payload": sha(text.encode())}), (text,))


def start(timestamp: int) -> bytes:
    """The archive's first file; `timestamp` is the beginning in seconds since 1970, the only time it will carry."""
    return _file("BELENIOS", dumps({"version": 1, "timestamp": str(timestamp)}).encode(), timestamp)


def begin(election: str, trustees: str, credentials: Iterable[str], timestamp: int) -> tuple[Head, bytes]:
    """Begin a board: its head and the whole archive of it."""
    return first(timestamp, setup(election, trustees, credentials))


def first(timestamp: int, entry: Entry) -> tuple[Head, bytes]:
    """Begin a board with its first entry."""
    opening = start(timestamp)
    head, content = _grow(None, -1, len(opening), timestamp, entry)
    return head, opening + content


def extend(
    head: Head, timestamp: int, kind: str, payload: str | None = None, referred: Sequence[str] = ()
) -> tuple[Head, bytes]:
    """Put an event after `head`: the new head, and the bytes that follow in the archive.

    `timestamp` is that of the board's beginning. Call it with `*entry` for an `Entry`.
    """
    return _grow(head.head, head.height, head.size, timestamp, Entry(kind, payload, referred))


def extend_ballot(head: Head, timestamp: int, text: str) -> tuple[Head, bytes]:
    """`extend` by a ballot."""
    return extend(head, timestamp, *ballot(text))


def extend_tally(head: Head, timestamp: int, text: str, count: int) -> tuple[Head, bytes]:
    """`extend` by the encrypted tally."""
    return extend(head, timestamp, *tally(text, count))


def extend_owned(head: Head, timestamp: int, kind: str, owner: int, text: str) -> tuple[Head, bytes]:
    """`extend` by what a trustee made."""
    return extend(head, timestamp, *owned(kind, owner, text))


def written(timestamp: int, entries: Iterable[Entry]) -> Iterator[tuple[Head, bytes]]:
    """The archive of these entries, the setup first: after each of them the head, and the bytes that it added."""
    head: Head | None = None
    for entry in entries:
        head, grown = first(timestamp, entry) if head is None else extend(head, timestamp, *entry)
        yield head, grown


def _grow(parent: str | None, height: int, size: int, timestamp: int, entry: Entry) -> tuple[Head, bytes]:
    parts = [_data(text.encode(), timestamp) for text in entry.referred]
    digest = None
    if entry.payload is not None:
        content = entry.payload.encode()
        digest = sha(content)
        parts.append(_data(content, timestamp))
    event = _event(parent, height + 1, entry.kind, digest)
    name = sha(event)
    parts.append(_file(f"{name}.event.json", event, timestamp))
    grown = b"".join(parts)
    return Head(name, height + 1, size + len(grown)), grown


def _event(parent: str | None, height: int, kind: str, payload: str | None) -> bytes:
    value: dict[str, object] = {}
    if parent is not None:
        value["parent"] = parent
    value["height"], value["type"] = height, kind
    if payload is not None:
        value["payload"] = payload
    return dumps(value).encode()


def _data(content: bytes, timestamp: int) -> bytes:
    return _file(f"{sha(content)}.data.json", content, timestamp)


def _file(name: str, content: bytes, timestamp: int) -> bytes:
    return _header(name, len(content), timestamp) + content + bytes(-len(content) % BLOCK)


def _header(name: str, size: int, timestamp: int) -> bytes:
    numbers = "0000644\0" + 2 * "0000000\0" + f"{size:011o}\0{timestamp:011o}\0"
    block = (name.encode().ljust(100, b"\0") + numbers.encode() + b" " * 8 + b"0").ljust(BLOCK, b"\0")
    return block[:148] + f"{sum(block):06o}\0 ".encode() + block[156:]
