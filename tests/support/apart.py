"""Taking an honest archive apart and putting it together again, for tests that alter one.

Names, hashes and chain are kept whole as far as they can be. Nothing here touches a proof.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass

BLOCK = 512
Change = Callable[[bytes], bytes]
_ROLES = {
    "Setup": ("election", "trustees", "credentials", "setup"),
    "Ballot": ("ballot",),
    "EndBallots": (),
    "EncryptedTally": ("tally", "sized tally"),
    "Shuffle": ("shuffle", "owned shuffle"),
    "EndShuffles": (),
    "PartialDecryption": ("share", "owned share"),
    "Result": ("result",),
}


@dataclass
class File:
    """One file of an archive, and what it is."""

    name: str
    content: bytes
    role: str


def sha(content: bytes) -> str:
    """SHA-256, in hex."""
    return hashlib.sha256(content).hexdigest()


def header(name: bytes, size: int, stamp: int, **fields: bytes) -> bytes:
    """A header block with fields put into it by their offset (`at100=…`); its checksum fits."""
    block = bytearray(BLOCK)
    usual = {
        "at0": name,
        "at100": b"0000644\0",
        "at108": b"0000000\0",
        "at116": b"0000000\0",
        "at124": b"%011o\0" % size,
        "at136": b"%011o\0" % stamp,
        "at148": b" " * 8,
        "at156": b"0",
    }
    for place, text in {**usual, **fields}.items():
        offset = int(place.removeprefix("at"))
        block[offset : offset + len(text)] = text
    if "at148" not in fields:
        block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


def packed(name: str, content: bytes, stamp: int, **fields: bytes) -> bytes:
    """A file with its header and padding."""
    return header(name.encode(), len(content), stamp, **fields) + content + bytes(-len(content) % BLOCK)


def stamp_of(raw: bytes) -> int:
    """The one time of an honest archive."""
    return int(raw[136:147], 8)


def files(raw: bytes) -> list[File]:
    """The files of an honest archive."""
    found: list[File] = []
    position = 0
    while position < len(raw):
        size = int(raw[position + 124 : position + 135], 8)
        name = raw[position : position + 100].rstrip(b"\0").decode()
        found.append(File(name, raw[position + BLOCK : position + BLOCK + size], "header"))
        position += BLOCK + size + -size % BLOCK
        if name.endswith(".event.json"):
            roles = _ROLES[json.loads(found[-1].content)["type"]]
            found[-1].role = "event"
            for file, role in zip(found[len(found) - 1 - len(roles) : -1], roles, strict=True):
                file.role = role
    return found


def joined(parts: list[File], stamp: int) -> bytes:
    """An archive of these files."""
    return b"".join(packed(file.name, file.content, stamp) for file in parts)


def place_of(parts: list[File], role: str, nth: int = 0) -> int:
    """Where the nth file of a role stands."""
    return [place for place, file in enumerate(parts) if file.role == role][nth]


def rewritten(raw: bytes, role: str, change: Change, nth: int = 0, whole: bool = False) -> bytes:
    """The archive with one text changed, all names and all that refers to it made to fit.

    It ends with the event that the text belongs to, so that nothing later can betray it; `whole` keeps the rest.
    """
    parts = files(raw)
    target = place_of(parts, role, nth)
    names: dict[bytes, bytes] = {}
    for place, file in enumerate(parts):
        content = file.content
        for old, new in names.items():
            content = content.replace(old, new)
        if place == target:
            content = change(content)
        if file.role != "header" and content != file.content:
            names[file.name[:64].encode()] = sha(content).encode()
            file.name = sha(content) + file.name[64:]
        file.content = content
        if place >= target and file.role == "event" and not whole:
            del parts[place + 1 :]
            break
    return joined(parts, stamp_of(raw))


def text(role: str, change: Change, nth: int = 0) -> Change:
    """`rewritten` as a change of an archive."""
    return lambda raw: rewritten(raw, role, change, nth)


def moved(change: Callable[[list[File]], object]) -> Change:
    """A change of the list of files; it may also put a new list in the old one's place."""

    def done(raw: bytes) -> bytes:
        parts = files(raw)
        change(parts)
        return joined(parts, stamp_of(raw))

    return done


def field_of(role: str, **fields: bytes) -> Change:
    """One file's header written otherwise."""

    def done(raw: bytes) -> bytes:
        parts, stamp = files(raw), stamp_of(raw)
        target = place_of(parts, role, 0)
        return b"".join(
            packed(file.name, file.content, stamp, **(fields if place == target else {}))
            for place, file in enumerate(parts)
        )

    return done


def put(old: bytes, new: bytes) -> Change:
    """Put `new` where `old` first stands in a text; it must stand there."""

    def done(content: bytes) -> bytes:
        assert old in content, (old, content[:200])
        return content.replace(old, new, 1)

    return done


def matched(pattern: bytes, new: Callable[[re.Match[bytes]], bytes]) -> Change:
    """Put something else where a pattern first matches; it must match."""

    def done(content: bytes) -> bytes:
        changed, count = re.subn(pattern, new, content, count=1)
        assert count, (pattern, content[:200])
        return changed

    return done


def objects(change: Callable[[list[tuple[str, object]]], list[tuple[str, object]]]) -> Change:
    """A change of the list of fields of an object."""

    def done(content: bytes) -> bytes:
        pairs = change(list(json.loads(content).items()))
        compact = (json.dumps(value, ensure_ascii=False, separators=(",", ":")) for _, value in pairs)
        told = ",".join(f'"{name}":{value}' for (name, _), value in zip(pairs, compact, strict=True))
        return f"{{{told}}}".encode()

    return done
