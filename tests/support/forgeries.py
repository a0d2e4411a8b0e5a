"""Archives whose form is not the one form: a table of changes to an honest archive, for every reader of archives.

Each change keeps names, hashes and chain whole as far as it can, so that only the form itself can betray it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from support.apart import (
    BLOCK,
    Change,
    File,
    field_of,
    files,
    joined,
    matched,
    moved,
    objects,
    packed,
    place_of,
    put,
    rewritten,
    sha,
    stamp_of,
    text,
)

UNREADABLE = "not-readable"
FORM = {
    "election": "election-form",
    "trustees": "trustee-form",
    "credentials": "credentials",
    "setup": "setup-form",
    "ballot": "ballot-form",
    "tally": "tally-form",
    "sized tally": "tally-form",
    "shuffle": "shuffle-form",
    "owned shuffle": "shuffle-form",
    "share": "decryption-form",
    "owned share": "decryption-form",
    "result": "result-form",
    "event": "chain",
}
"""The check that a text of each kind fails by when it is not written as it must be."""


@dataclass(frozen=True)
class Forgery:
    """What is done to an honest archive, and by which checks (one of them) a reader may refuse it."""

    change: Change
    checks: frozenset[str]


def _escaped(content: bytes) -> bytes:
    place = content.index(b'"') + 1
    return content[:place] + b"\\u%04x" % content[place] + content[place + 1 :]


TEXTS: dict[str, Change] = {
    "space in front": lambda content: b" " + content,
    "space inside": lambda content: content[:1] + b" " + content[1:],
    "newline at the end": lambda content: content + b"\n",
    "byte order mark": lambda content: b"\xef\xbb\xbf" + content,
    "escaped letter": _escaped,
    "NUL at the end": lambda content: content + b"\0",
    "twice in a row": lambda content: content + content,
    "comma too many": lambda content: content[:-1] + b"," + content[-1:],
    "bracket missing": lambda content: content[:-1],
    "empty": lambda content: b"",
    "null": lambda content: b"null",
    "true": lambda content: b"true",
    "a number": lambda content: b"1",
    "infinity": lambda content: b"1e999",
    "not a number": lambda content: b"NaN",
    "a text": lambda content: json.dumps(content.decode(), ensure_ascii=False).encode(),
    "in a list": lambda content: b"[" + content + b"]",
    "deep": lambda content: b"[" * 9000 + b"]" * 9000,
    "many digits": lambda content: b"9" * 9000,
}
"""Changes of any JSON text."""
FIELDS: dict[str, Change] = {
    "field twice": objects(lambda pairs: [pairs[0], *pairs]),
    "field more": objects(lambda pairs: [*pairs, ("more", 0)]),
    "empty field more": objects(lambda pairs: [*pairs, ("", None)]),
    "field missing": objects(lambda pairs: pairs[:-1]),
    "fields in another order": objects(lambda pairs: pairs[::-1]),
    "first field null": objects(lambda pairs: [(pairs[0][0], None), *pairs[1:]]),
    "last field a list": objects(lambda pairs: [*pairs[:-1], (pairs[-1][0], [pairs[-1][1]])]),
}
"""Changes of any JSON object."""
OBJECTS = ("election", "setup", "ballot", "sized tally", "shuffle", "owned shuffle", "share", "owned share", "event")


def _numbers(name: bytes) -> Iterator[tuple[str, Change]]:
    """Other ways to write the number of a field."""
    pattern = b'"%s":([0-9]+)' % name
    for told, new in (
        ("point zero", b"%s.0"),
        ("exponent", b"%se0"),
        ("minus", b"-%s"),
        ("leading zero", b"0%s"),
        ("plus", b"+%s"),
        ("a text", b'"%s"'),
        ("a list", b"[%s]"),
    ):
        yield told, matched(pattern, lambda found, new=new: b'"%s":%s' % (name, new % found[1]))
    for told, new in (("true", b"true"), ("null", b"null"), ("huge", b"9" * 400), ("infinite", b"1e999")):
        yield told, matched(pattern, lambda found, new=new: b'"%s":%s' % (name, new))


def _digits() -> Iterator[tuple[str, Change]]:
    """Other ways to write a number that stands in a text."""
    pattern = rb'"response":"([0-9]+)"'
    for told, new in (
        ("leading zero", b'"0%s"'),
        ("plus", b'"+%s"'),
        ("space", b'" %s"'),
        ("point zero", b'"%s.0"'),
        ("newline", b'"%s\\n"'),
        ("no text", b"%s"),
        ("underscore", b'"1_%s"'),
        ("hexadecimal", b'"0x%s"'),
    ):
        yield told, matched(pattern, lambda found, new=new: b'"response":%s' % (new % found[1]))
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    yield (
        "full width",
        matched(pattern, lambda found: b'"response":"%s"' % found[1].decode().translate(wide).encode()),
    )
    yield "too large", matched(pattern, lambda found: b'"response":"%s"' % (b"9" * 77))
    yield "empty", matched(pattern, lambda found: b'"response":""')


NUMBERS = {
    "event": (b"height", ()),
    "election": (b"version", ("not-supported",)),
    "sized tally": (b"num_tallied", ("tally-count",)),
    "owned shuffle": (b"owner", ("shuffle-owner",)),
    "owned share": (b"owner", ("decryption-owner",)),
}
"""Fields that hold a number, and further checks by which a wrong one may be refused."""


def _swap(one: str, other: str) -> Callable[[list[File]], object]:
    def done(parts: list[File]) -> None:
        a, b = place_of(parts, one), place_of(parts, other)
        parts[a], parts[b] = parts[b], parts[a]

    return done


def _data(content: bytes) -> File:
    return File(f"{sha(content)}.data.json", content, "strange")


def _insert(role: str, content: bytes, behind: int = 0) -> Callable[[list[File]], object]:
    return lambda parts: parts.insert(place_of(parts, role) + behind, _data(content))


def _again(role: str, before: str) -> Callable[[list[File]], object]:
    return lambda parts: parts.insert(place_of(parts, before), parts[place_of(parts, role)])


def _data_after_event(parts: list[File]) -> None:
    place = place_of(parts, "ballot")
    parts[place], parts[place + 1] = parts[place + 1], parts[place]


def _ballots_data_first(parts: list[File]) -> None:
    first = place_of(parts, "ballot")
    parts[first:] = sorted(parts[first:], key=lambda file: file.role != "ballot")


def _headers() -> Iterator[tuple[str, Change, tuple[str, ...]]]:
    """The text of the file BELENIOS."""
    refused = ("archive", "header", UNREADABLE)
    for name, change in {**TEXTS, **FIELDS}.items():
        yield name, text("header", change), refused
    for name, change in _numbers(b"version"):
        yield f"version {name}", text("header", change), refused
    for name, new in {
        "a number": b"0",
        "true": b"true",
        "null": b"null",
        "infinite": b"1e999",
        "empty": b'""',
        "minus": b'"-1"',
        "leading zero": b'"00"',
        "space": b'" 1"',
        "underscore": b'"1_7"',
        "fraction": b'"1.5"',
        "wide": '"１"'.encode(),
        "many digits": b'"' + b"9" * 5000 + b'"',
        "too late": b'"8589934592"',
        "another": b'"86400"',
        "newline": b'"1\\n"',
        "exponent": b'"1e9"',
        "escaped": b'"\\u0030"',
    }.items():
        change = matched(rb'"timestamp":"[0-9]+"', lambda found, new=new: b'"timestamp":' + new)
        yield f"timestamp {name}", text("header", change), refused


def _tar() -> Iterator[tuple[str, Change, tuple[str, ...]]]:
    """What surrounds the files."""
    for role in ("header", "election", "ballot", "event"):
        refused = ("archive", UNREADABLE) if role == "header" else ("archive",)
        for name, fields in {
            "mode": {"at100": b"0000755\0"},
            "owner": {"at108": b"0001750\0"},
            "group": {"at116": b"0001750\0"},
            "another time": {"at136": b"14000000000\0"},
            "time with a space": {"at136": b"00000000000 "},
            "old file type": {"at156": b"\0"},
            "hard link": {"at156": b"1"},
            "symlink": {"at156": b"2"},
            "character device": {"at156": b"3"},
            "directory": {"at156": b"5"},
            "pipe": {"at156": b"6"},
            "contiguous file": {"at156": b"7"},
            "PAX header": {"at156": b"x"},
            "PAX for all": {"at156": b"g"},
            "long name": {"at156": b"L"},
            "long link": {"at156": b"K"},
            "sparse": {"at156": b"S"},
            "volume label": {"at156": b"V"},
            "link name": {"at157": b"../../elsewhere"},
            "ustar": {"at257": b"ustar\x0000"},
            "GNU tar": {"at257": b"ustar  \0"},
            "user name": {"at265": b"root"},
            "group name": {"at297": b"root"},
            "device": {"at329": b"0000001\0"},
            "prefix": {"at345": b"elsewhere"},
            "rest": {"at500": b"text"},
            "checksum wrong": {"at148": b"000000\0 "},
            "checksum in another form": {"at148": b"00000000"},
            "name with something behind": {"at99": b"x"},
        }.items():
            more = ("file-name", UNREADABLE) if name.startswith("name") else ()
            yield f"{name} ({role})", field_of(role, **fields), refused + more
    for name, size in {
        "spaces": b"%11o\0",
        "no end": b"%012o",
        "space at the end": b"%011o ",
        "octal prefix": b"0o%09o\0",
        "plus": b"+%010o\0",
        "minus": b"-%010o\0",
        "underscore": b"0_%09o\0",
        "short": b"%o\0",
    }.items():

        def other_size(raw: bytes, size: bytes = size) -> bytes:
            length = len(files(raw)[place_of(files(raw), "ballot")].content)
            return field_of("ballot", at124=size % length)(raw)

        yield f"size with {name}", other_size, ("archive", UNREADABLE)
    for name, told in {
        "size in base 256": b"\x80" + bytes(9) + b"\x03\x20",
        "size of eight gigabytes": b"77777777777\0",
        "size empty": bytes(12),
        "size without digits": b"hello world\0",
    }.items():
        yield name, field_of("ballot", at124=told), ("archive", "file-name", UNREADABLE)
    yield "padding with text", _padding, ("archive",)
    yield "block after a file", _block_after_a_file, ("archive",)
    for name, end in {
        "one zero block": bytes(512),
        "two zero blocks": bytes(1024),
        "a tar program's end": bytes(10240),
        "a hundred zeros": bytes(100),
        "one zero": bytes(1),
    }.items():
        yield name, lambda raw, end=end: raw + end, ("archive",)
    yield "a text behind", lambda raw: raw + b"hello", ("archive", UNREADABLE)
    yield "a block of text behind", lambda raw: raw + b"hello".ljust(512), ("archive", UNREADABLE)
    yield "zeros and a file behind", lambda raw: raw + bytes(1024) + packed("a.txt", b"a", 0), ("archive", UNREADABLE)
    yield "two archives in a row", lambda raw: raw + raw, ("file-name", "archive")
    yield "cut in a header", lambda raw: raw[:-700], (UNREADABLE,)
    yield "cut behind data", lambda raw: joined(files(raw)[:-1], stamp_of(raw)), ("archive",)


def _padding(raw: bytes) -> bytes:
    parts = files(raw)
    end = 2 * BLOCK + BLOCK + len(parts[1].content)
    return raw[:end] + b"text" + raw[end + 4 :]


def _block_after_a_file(raw: bytes) -> bytes:
    parts, stamp = files(raw), stamp_of(raw)
    place = place_of(parts, "ballot")
    return joined(parts[:place], stamp) + bytes(BLOCK) + joined(parts[place:], stamp)


def _order() -> Iterator[tuple[str, Change, tuple[str, ...]]]:
    """Where files stand, and what they are called."""
    strange = b'"a text that nothing refers to"'
    either = ("archive", "chain")
    yield "unreferenced data in front of a ballot", moved(_insert("ballot", strange)), either
    yield "unreferenced data behind a ballot", moved(_insert("ballot", strange, 1)), either
    yield "unreferenced data behind the setup", moved(_insert("event", strange, 1)), either
    yield "unreferenced data in front of all", moved(_insert("election", strange)), either
    yield "unreferenced data at the end", moved(lambda parts: parts.append(_data(strange))), either
    yield "empty data", moved(_insert("ballot", b"")), either
    yield "a ballot's data twice", moved(_again("ballot", "ballot")), either
    yield "the election again in front of a ballot", moved(_again("election", "ballot")), either
    yield "data behind its event", moved(_data_after_event), (*either, "setup-form")
    yield "the data of all ballots first", moved(_ballots_data_first), either
    yield "trustees in front of the election", moved(_swap("election", "trustees")), (*either, "setup-form")
    yield "the setup in front of the election", moved(_swap("election", "setup")), (*either, "setup-form")
    yield "the sized tally in front of the tally", moved(_swap("tally", "sized tally")), (*either, "tally-form")
    yield "data missing", moved(lambda parts: parts.pop(place_of(parts, "ballot"))), either
    yield (
        "a second header",
        moved(lambda parts: parts.insert(place_of(parts, "ballot"), parts[0])),
        ("file-name", "archive"),
    )
    yield "no header", moved(lambda parts: parts.pop(0)), (UNREADABLE,)
    yield (
        "a foreign file",
        moved(lambda parts: parts.append(File("readme.txt", b"hello", ""))),
        ("file-name", "archive"),
    )
    for name, new in {
        "upper case": lambda name: name.upper(),
        "a folder": lambda name: "./" + name,
        "a slash": lambda name: name + "/",
        "another ending": lambda name: name.removesuffix(".json"),
        "another hash": lambda name: "0" * 64 + name[64:],
        "data called an event": lambda name: name.replace(".data.", ".event."),
        "nothing": lambda name: "",
        "a space": lambda name: name + " ",
        "a newline": lambda name: name + "\n",
    }.items():

        def renamed(parts: list[File], new: Callable[[str], str] = new) -> None:
            file = parts[place_of(parts, "ballot")]
            file.name = new(file.name)

        yield f"a file's name: {name}", moved(renamed), ("file-name", "archive", "chain")


def _events() -> Iterator[tuple[str, Change, tuple[str, ...]]]:
    """Events written otherwise: the first ballot's, the setup's and the one that ends the ballots."""
    null = objects(lambda pairs: [("parent", None), *pairs])
    yield "parent null in the setup", text("event", null), ("chain",)
    bare = lambda raw: next(  # noqa: E731
        nth
        for nth, file in enumerate(f for f in files(raw) if f.role == "event")
        if json.loads(file.content)["type"] == "EndBallots"
    )
    for name, value in {"null": None, "empty": "", "a hash": "0" * 64, "zero": 0}.items():
        change = objects(lambda pairs, value=value: [*pairs, ("payload", value)])
        yield (
            f"payload {name} at the end of the ballots",
            lambda raw, change=change: rewritten(raw, "event", change, bare(raw)),
            ("chain", "archive"),
        )
    for name, change in {
        "type in lower case": put(b'"Ballot"', b'"ballot"'),
        "type unknown": put(b'"Ballot"', b'"Remark"'),
        "type a list": put(b'"Ballot"', b'["Ballot"]'),
        "type null": put(b'"Ballot"', b"null"),
        "parent in upper case": matched(rb'"parent":"([0-9a-f]+)"', lambda found: b'"parent":"%s"' % found[1].upper()),
        "payload in upper case": matched(
            rb'"payload":"([0-9a-f]+)"', lambda found: b'"payload":"%s"' % found[1].upper()
        ),
        "payload with a space": matched(rb'"payload":"([0-9a-f]+)"', lambda found: b'"payload":"%s "' % found[1]),
        "payload an object": matched(rb'"payload":"([0-9a-f]+)"', lambda found: b'"payload":{"a":"%s"}' % found[1]),
        "payload missing": matched(rb',"payload":"([0-9a-f]+)"', lambda found: b""),
        "height of another": matched(rb'"height":1', lambda found: b'"height":2'),
    }.items():
        yield name, text("event", change, 1), ("chain", "archive")
    for name, change in _numbers(b"height"):
        yield f"height of the setup {name}", text("event", change), ("chain",)


def _contents() -> Iterator[tuple[str, Change, tuple[str, ...]]]:
    """Each kind of JSON text written otherwise."""
    for role, check in FORM.items():
        late = {"setup": ("chain", "archive"), "event": ("archive", "order")}.get(role, ())
        if role in ("sized tally", "owned shuffle", "owned share"):
            late = ("chain", "archive")
        more = (check, *late)
        if role in ("election", "trustees", "credentials"):
            more = (*more, "setup-form")
        if role == "ballot":
            more = (*more, "ballot-election")
        elif role == "sized tally":
            more = (*more, "tally-count")
        elif role in ("tally", "shuffle", "share", "result"):
            more = (*more, "tally-ballots", "shuffle-count", "decryption-count", "result")
        nth = 1 if role == "event" else 0
        for name, change in {**TEXTS, **(FIELDS if role in OBJECTS else {})}.items():
            yield f"{role}: {name}", text(role, change, nth), more
        yield f"{role}: not UTF-8", text(role, lambda content: content[:2] + b"\xff" + content[3:], nth), more
        yield f"{role}: surrogate in UTF-8", text(role, put(b'"', b'"\xed\xa0\x80'), nth), more
        yield f"{role}: UTF-16", text(role, lambda content: content.decode().encode("utf-16"), nth), more
        yield f"{role}: lone surrogate", text(role, put(b'"', b'"\\ud800'), nth), more
    for role, (name, further) in NUMBERS.items():
        nth = 1 if role == "event" else 0
        for told, change in _numbers(name):
            if told in ("minus", "huge") or (role, told) == ("event", "a text"):
                checks = (FORM[role], *further, "chain")
            else:
                checks = (FORM[role], *further)
            yield f"{role}: {name.decode()} {told}", text(role, change, nth), checks
    for role in ("trustees", "ballot", "share"):
        for told, change in _digits():
            yield f"{role}: response {told}", text(role, change), (FORM[role],)
    for told, new in {
        "point zero": b"[[[%s.0",
        "true": b"[[[true",
        "text": b'[[["%s"',
        "minus": b"[[[-%s",
        "null": b"[[[null",
        "list": b"[[[[%s]",
    }.items():
        change = matched(rb"\[\[\[([0-9]+)", lambda found, new=new: new % found[1] if b"%" in new else new)
        yield f"result: mark {told}", text("result", change), ("result-form", "result")
    for told, change in {
        "name a number": matched(rb'"name":"[^"]*"', lambda found: b'"name":1'),
        "description null": matched(rb'"description":"[^"]*"', lambda found: b'"description":null'),
        "administrator a number": lambda content: content[:-1] + b',"administrator":1}',
        "administrator null": lambda content: content[:-1] + b',"administrator":null}',
        "authority in front of administrator": lambda content: (
            content[:-1] + b',"credential_authority":"a","administrator":"b"}'
        ),
        "escaped slash": put(b'"name":"', b'"name":"\\/'),
        "escaped Chinese": put(b'"name":"', b'"name":"\\u7968'),
        "escaped control in another way": put(b'"name":"', b'"name":"\\u000A'),
        "question with a field more": put(b'"type":"NonHomomorphic",', b'"type":"NonHomomorphic","more":0,'),
        "question in another order": matched(
            rb'"type":"NonHomomorphic",("value":\{.*?\})', lambda found: found[1] + b',"type":"NonHomomorphic"'
        ),
        "answers behind the question": matched(
            rb'("answers":\[.*?\]),("question":"[^"]*")', lambda found: found[2] + b"," + found[1]
        ),
        "answer a number": matched(rb'"answers":\["[^"]*"', lambda found: b'"answers":[1'),
        "uuid with a newline": matched(rb'"uuid":"([^"]*)"', lambda found: b'"uuid":"%s\\n"' % found[1]),
        "uuid short": matched(rb'"uuid":"([^"]*)"', lambda found: b'"uuid":"%s"' % found[1][:13]),
    }.items():
        yield f"election: {told}", text("election", change), ("election-form",)
    for told, change in {
        "card twice": lambda content: content[:68] + b"," + content[1:68] + content[68:],
        "card in upper case": lambda content: content[:2] + content[2:66].upper().replace(b"0", b"A") + content[66:],
        "card short": lambda content: content[:2] + content[3:],
        "card a number": put(b"]", b",1]"),
        "card with a weight": lambda content: content[:66] + b",2" + content[66:],
        "card empty": put(b"]", b',""]'),
    }.items():
        yield f"credentials: {told}", text("credentials", change), ("credentials",)
    for told, change in {
        "kind in a list": put(b'"Single"', b'["Single"]'),
        "kind unknown": put(b'"Single"', b'"Double"'),
        "a third part": put(b"}]", b"},1]"),
        "none": lambda content: b"[]",
        "an object": lambda content: b"{}",
        "a field more": put(b'"public_key"', b'"more":1,"public_key"'),
    }.items():
        yield f"trustees: {told}", text("trustees", change), ("trustee-form",)


def _table() -> dict[str, Forgery]:
    found: dict[str, Forgery] = {}
    for group in (_tar(), _order()):
        for name, change, checks in group:
            found[name] = Forgery(change, frozenset(checks))
    for title, group in (("header", _headers()), ("events", _events())):
        for name, change, checks in group:
            found[f"{title}: {name}"] = Forgery(change, frozenset(checks))
    for name, change, checks in _contents():
        found[name] = Forgery(change, frozenset(checks))
    return found


FORGERIES = _table()
"""Name → what is done to an honest archive of two or more ballots, and the checks of which one must refuse it."""
