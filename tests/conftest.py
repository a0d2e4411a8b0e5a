"""What every test may use: an application of its own on a scratch database."""

from __future__ import annotations

import gc
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import event
from support import postgres
from support.paths import TESTS
from werkzeug.routing.rules import Rule
from werkzeug.test import TestResponse

from voting import create_app
from voting.config import Config
from voting.congress import passwords
from voting.deputies import authentication
from voting.extensions import db
from voting.journal import acts
from voting.journal.models import JournalEntry

SLOWEST = (
    "browser/test_story.py",
    "browser/test_paper.py",
    "stage/test_story.py",
    "interop/",
    "printing/test_layout.py",
    "stage/",
    "browser/",
    "printing/",
)
"""Where the long tests are: they begin first, so that no processor waits for the last one alone."""

# A busy machine is slow, not wrong.
hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")

# A paper is some hundred thousand objects: looking for garbage after each 700 takes an eighth of the time.
gc.set_threshold(50_000, 20, 50)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slowest files first, each in one piece."""

    def rank(item: pytest.Item) -> int:
        name = item.path.relative_to(TESTS).as_posix()
        return next((place for place, start in enumerate(SLOWEST) if name.startswith(start)), len(SLOWEST))

    items.sort(key=rank)


def pytest_collection_finish() -> None:
    """What is loaded by now stays, as in a process of the server: the collector need not look at it again."""
    gc.collect()
    gc.freeze()


class _Compiled(BytecodeCache):
    """Templates are compiled once for all applications of the tests; Jinja compares the source."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key] = bucket.bytecode_to_string()


Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": _Compiled()}


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords() -> Iterator[None]:
    """Passwords and PINs are made and checked by the hundred; what argon2 costs is not what these tests are about.

    The hasher is the real one; only its parameters are small, and only in the tests' own processes.
    """
    quick = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", quick)
        patch.setattr(passwords, "_NOBODY", quick.hash("nobody"))
        patch.setattr(authentication, "_hasher", quick)
        yield


@event.listens_for(JournalEntry, "before_insert")
def _in_the_table(_mapper: object, _link: object, entry: JournalEntry) -> None:
    """Whatever act a test carries out: the table knows it, and names its details."""
    act = acts.BY_KEY[entry.key]
    unnamed = set(acts.details_of(entry.details)) - set(act.fields)
    assert act.labelled or not unnamed, f"{act.key}: {unnamed}"


_text = TestResponse.text
_GAP = re.compile(r"(</?(\w+)[^<>]*>)?(\s*\n\s*| {2,})(?=(?:</?(\w+))?)")
_TAG = re.compile(r"<[a-zA-Z][^<>]*>")
_TYPED = re.compile(r"(<textarea.*?</textarea>)", re.DOTALL)
_IN_LINE = {
    "a",
    "abbr",
    "b",
    "cite",
    "code",
    "em",
    "i",
    "img",
    "kbd",
    "q",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "svg",
    "time",
}


def _flowing(response: TestResponse) -> str:
    """The page as a reader sees it: how its template is laid out in lines says nothing."""
    text = str(_text.__get__(response))
    if response.mimetype != "text/html":
        return text
    text = _TAG.sub(lambda tag: re.sub(r"\s*\n {2,}", " ", tag[0]), text)
    return "".join(part if part.startswith("<textarea") else _GAP.sub(_joined, part) for part in _TYPED.split(text))


def _joined(gap: re.Match[str]) -> str:
    tag, before, space, after = gap.groups()
    if not tag and not after and "\n  " not in space:
        # A line of what somebody wrote.
        return str(space)
    return f"{tag or ''}{' ' if {before, after} <= _IN_LINE | {None} else ''}"


TestResponse.text = property(_flowing)  # type: ignore[assignment]

_compile = Rule.compile
_compiled: dict[tuple[str, str], dict[str, Any]] = {}
COMPILED = ("_parts", "_trace", "_converters", "_build", "_build_unknown", "arguments")


def _compile_once(rule: Rule) -> None:
    """How a route's address is read and built depends on its text alone: compiled once for the applications of all tests."""
    key = (rule.rule, repr(rule.defaults))
    if key not in _compiled:
        _compile(rule)
        _compiled[key] = {name: getattr(rule, name) for name in COMPILED}
    vars(rule).update(_compiled[key])


Rule.compile = _compile_once  # type: ignore[method-assign]


@pytest.fixture(scope="session")
def make_app(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Config], Flask]:
    """Makes an application whose tables are there and empty: a copy of a SQLite file made once in each process."""
    empty = Config(instance=tmp_path_factory.mktemp("empty"), testing=True)
    with create_app(empty).app_context():
        db.create_all()
        db.engine.dispose()

    def make(config: Config) -> Flask:
        config.prepare()
        if not (secret := config.keys / "session.secret").exists():
            # One secret for all of a process: a PIN of a snapshot opens its copy.
            shutil.copy(empty.keys / secret.name, secret)
        app = create_app(config)
        shutil.copyfile(empty.instance / "voting.sqlite3", config.instance / "voting.sqlite3")
        return app

    return make


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """Settings with everything in a scratch folder."""
    return Config(instance=tmp_path / "instance", testing=True)


@pytest.fixture
def app(config: Config, make_app: Callable[[Config], Flask]) -> Iterator[Flask]:
    """The application, its tables made, inside an application context."""
    app = make_app(config)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without a screen."""
    return app.test_client()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Path]:
    """A PostgreSQL server of the tests' own: the folder of its socket (see `postgres.new_database`)."""
    with postgres.cluster() as socket:
        yield socket
