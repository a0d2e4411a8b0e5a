"""Every route with values that nobody types: signed out, as a deputy, and in every role of the own and another congress.

Whatever is sent, the answer is a page or a refusal in words; never an error of the program.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator, Sequence
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask, Request
from flask.testing import FlaskClient
from support import stage
from support.office import Vote
from support.walking import addresses, chief, everybody, paired
from werkzeug.datastructures import ImmutableMultiDict

from voting.config import Config
from voting.extensions import db

AUDIENCES = ("desk", "unit", "station", "teller", "scrutineer", "deputy", "public", "accounts", "audit", "screen")
VALUES = (
    "9" * 40,
    "2147483648",
    "-1",
    "1e999",
    "1.5",
    "１２３",
    "\0",
    "a\0b",
    "\ud800",
    "",
    "2026-13-45",
    "9999-12-31",
    "0001-01-01",
    "[]",
    "None",
    "é" * 300,
    "<b>",
    "9" * 5000,
)
LONG = bool(os.environ.get("VOTING_SOAK"))
"""Whether every value is tried everywhere (`VOTING_SOAK=1 ./run test tests/web/test_hostile.py`), or each place gets one
of them in turn."""
FIELDS = ("duty", "decision", "mark", "milestone", "photo", "version", "into")
"""Beginnings of names that end with a number or a key: names themselves are typed by whoever sends the form."""


class Turns:
    """Which values a place gets: all of them in the long run, else the next one, so that all of them have their turn."""

    def __init__(self, values: Sequence[Any]) -> None:
        self.values, self.turn = values, itertools.cycle(values)

    def next(self) -> Sequence[Any]:
        return self.values if LONG else [next(self.turn)]


class Everything(ImmutableMultiDict[str, Any]):
    """A form that has every field, all with one value."""

    value = ""

    def get(self, key: str, default: Any = None, type: Any = None) -> Any:  # noqa: A002
        if type is None:
            return self.value
        try:
            return type(self.value)
        except (ValueError, TypeError):
            return default

    def getlist(self, key: str, type: Any = None) -> list[Any]:  # noqa: A002
        found = self.get(key, None, type)
        return [] if found is None else [found, found]

    def __getitem__(self, key: str) -> Any:
        return self.value

    def __contains__(self, key: object) -> bool:
        return True

    def keys(self) -> Any:
        return [f"{begin}-{end}" for begin in FIELDS for end in (self.value, "1", "9" * 40)]

    def items(self, multi: bool = False) -> Any:
        return [(key, self.value) for key in self.keys()]

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys())

    def to_dict(self, flat: bool = True) -> Any:
        return dict(self.items())


class Forms(HTMLParser):
    """The forms of a page: method, address, and the fields with the values that the page gives them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str, dict[str, str]]] = []
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {key: value or "" for key, value in attrs}
        if tag == "form":
            self.found.append((told.get("method", "get").upper(), told.get("action", ""), {}))
        elif self.found and (name := told.get("name")):
            if tag == "select":
                self.select = name
                self.found[-1][2].setdefault(name, "")
            elif tag in ("input", "textarea", "button"):
                self.found[-1][2].setdefault(name, told.get("value", ""))
        elif self.found and tag == "option" and self.select and told.get("value"):
            chosen = self.found[-1][2]
            chosen[self.select] = told["value"] if "selected" in told else chosen[self.select] or told["value"]


def forms_of(page: str) -> list[tuple[str, str, dict[str, str]]]:
    reader = Forms()
    reader.feed(page)
    return reader.found


class Walk:
    """Sends requests and keeps those that the program did not survive."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.failed: dict[str, str] = {}
        self.sent = 0

    def send(self, client: FlaskClient, method: str, path: str, **more: Any) -> str:
        self.sent += 1
        try:
            answer = client.open(path, method=method, **more)
            # A full disk and a database that is away are told with a 5xx, and neither can be here.
            if answer.status_code >= 500:
                self.failed.setdefault(f"{method} {path}", f"{answer.status_code}")
            return answer.text if answer.mimetype == "text/html" else ""
        except Exception as error:  # the test's own finding, with the place in the program
            trace = error.__traceback__
            place = ""
            while trace is not None:
                name = trace.tb_frame.f_code.co_filename
                place = f"{name.rpartition('voting/')[2]}:{trace.tb_lineno}" if "voting/" in name else place
                trace = trace.tb_next
            self.failed.setdefault(f"{method} {path}", f"{type(error).__name__}: {str(error)[:100]} at {place}")
            with self.app.app_context():
                db.session.remove()
            return ""


@pytest.fixture
def walk(web: Flask) -> Walk:
    return Walk(web)


def whole_site(app: Flask, vote: Vote, audiences: tuple[str, ...] = AUDIENCES) -> list[tuple[str, str]]:
    with app.app_context():
        return [pair for audience in audiences for pair in addresses(app, vote.stage, audience, public=True)]


def deputy(app: Flask, vote: Vote) -> FlaskClient:
    found = vote.stage.passes[0]
    client = app.test_client()
    form = {"number": found.number, "pin": found.pin, "meeting": vote.stage.meeting_id}
    assert client.post("/deputy/sign-in", data=form).status_code == 302
    return client


@pytest.mark.parametrize(
    "make", [stage.frozen, stage.opened, paired] if LONG else [paired], ids=lambda make: make.__name__
)
def test_a_form_full_of_it(
    web: Flask,
    at: Callable[..., Vote],
    walk: Walk,
    make: Callable[..., stage.Stage],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    vote = at(make)
    people = [chief(web), deputy(web, vote), web.test_client()]
    with web.app_context():
        paths = whole_site(web, vote)
    full, turns = Everything(), Turns(VALUES)
    for name in ("form", "args", "values"):
        monkeypatch.setattr(Request, name, property(lambda _self: full))
    for client, (method, path) in itertools.product(people, paths):
        if "sign-out" in path:
            continue
        for value in turns.next():
            full.value = web.request_class.parameter_storage_class({"x": value})["x"]
            walk.send(client, method, path)
    assert walk.failed == {}


EVERY = ("desk", "unit", "station", "teller", "scrutineer", "deputy", "public")
TWO_PERSONS = ("/requests", "/second-person", "/decisions", "/unlock-all", "/void", "/sitting", "/agree", "/roster/")
"""Pages of the desk that have other forms where two persons act."""


@pytest.mark.parametrize(
    ("audience", "make", "only"),
    [(audience, make, ("",)) for audience in EVERY for make in (stage.frozen, stage.opened, paired)]
    if LONG
    else [
        *((audience, stage.frozen, ("",)) for audience in ("desk", "unit", "station", "public")),
        *((audience, paired, ("",)) for audience in ("teller", "scrutineer", "deputy")),
        ("desk", paired, TWO_PERSONS),
    ],
    ids=lambda one: one.__name__ if callable(one) else str(len(one)) if isinstance(one, tuple) else one,
)
def test_each_field_of_each_form(
    web: Flask,
    at: Callable[..., Vote],
    walk: Walk,
    audience: str,
    make: Callable[..., stage.Stage],
    only: tuple[str, ...],
) -> None:
    vote = at(make)
    client = deputy(web, vote) if audience == "deputy" else chief(web)
    turns = Turns(VALUES)
    seen: set[tuple[str, str]] = set()
    for method, path in whole_site(web, vote, (audience,)):
        if not any(part in path for part in only):
            continue
        if method != "GET":
            continue
        for kind, action, fields in forms_of(walk.send(client, "GET", path)):
            where = action or path
            if "sign-out" in where or (kind, where) in seen or not where.startswith("/"):
                continue
            seen.add((kind, where))
            for name in fields:
                for value in turns.next():
                    sent = {**fields, name: value}
                    if kind == "GET":
                        walk.send(client, "GET", where, query_string=_sendable(sent))
                    else:
                        walk.send(client, "POST", where, data=_sendable(sent))
            walk.send(client, kind, where, data={key: [one, one] for key, one in _sendable(fields).items()})
            walk.send(client, kind, where, data={})
    assert walk.failed == {}
    assert walk.sent > 5


def _sendable(fields: dict[str, str]) -> dict[str, str]:
    return {key: value.encode("utf-8", "replace").decode() for key, value in fields.items()}


ODD = ("9" * 40, "%00", "%ED%A0%80", "-1", "1e999", "..%2F..%2Fetc", "%", "９", "a" * 3000, "%F0%9F%98%80", "[]")


def test_odd_addresses(web: Flask, at: Callable[..., Vote], walk: Walk) -> None:
    vote = at(paired)
    clients = [chief(web), deputy(web, vote), web.test_client()]
    rules = [rule for rule in web.url_map.iter_rules() if rule.arguments]
    turns = Turns(ODD)
    for rule, client in itertools.product(rules, clients):
        for odd in turns.next():
            path = "".join(odd if is_variable else text for is_variable, text in rule._trace)
            walk.send(client, "GET" if "GET" in (rule.methods or set()) else "POST", path.replace("|", "", 1))
    assert walk.failed == {}


BODIES = (
    b"",
    b"null",
    b"[]",
    b"{}",
    b'{"a":1e999}',
    b'"\\ud800"',
    b'{"sheets":[null]}',
    b"\xff\xfe",
    b"[" * 5000,
    b"9" * 5000,
    b'{"marks":{"1":"9999999999999999999999"}}',
)


def test_odd_messages(web: Flask, at: Callable[..., Vote], walk: Walk) -> None:
    vote = at(paired)
    clients = [chief(web), deputy(web, vote), web.test_client()]
    posts = [path for method, path in whole_site(web, vote) if method == "POST" and "sign-out" not in path]
    turns = Turns(BODIES)
    for client, path in itertools.product(clients, posts):
        for body in turns.next():
            walk.send(client, "POST", path, data=body, content_type="application/json")
    assert walk.failed == {}


def test_every_role_of_another_congress(web: Flask, config: Config, at: Callable[..., Vote], walk: Walk) -> None:
    vote = at(paired)
    strangers = [everybody(web), vote.office.client("auditor"), vote.office.client("unit_officer")]
    turns, whose = Turns(VALUES), Turns(strangers)
    for method, path in whole_site(web, vote):
        if "sign-out" in path:
            continue
        for client, value in itertools.product(whose.next(), turns.next() if method == "POST" else [""]):
            walk.send(
                client, method, path, data=_sendable({"id": value, "version": value}) if method == "POST" else None
            )
    assert walk.failed == {}
