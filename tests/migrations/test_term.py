"""Rows of several meetings that are one person become one deputy; votes, attendance and records stay that person's."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from alembic import command
from support import postgres
from support.installations import fill, read

from voting import create_app
from voting.collection.models import Suggestion
from voting.config import Config
from voting.deputies import authentication
from voting.deputies.models import Deputy
from voting.extensions import db
from voting.meetings.models import Entitled, Meeting
from voting.supervision import record
from voting.upgrading import upgrade_database

KEPT = Path(__file__).parent / "installations" / "0008-year.json.xz"
FIRST = [("1001", "金仁良", "龙岗代表团"), ("1002", "邹栋", "龙岗代表团"), ("1003", "叶富元", "玉滩代表团")]
FIRST += [("1004", "王伟", "龙岗代表团"), ("1005", "王伟", "玉滩代表团"), ("1006", "崔致丽", "玉滩代表团")]
SECOND = [
    ("1001", "金仁良", "龙岗代表团"),
    # moved to another delegation
    ("1002", "邹栋", "玉滩代表团"),
    # has another number
    ("1013", "叶富元", "玉滩代表团"),
    # two of one name, of whom one has changed places: nobody can tell
    ("1004", "王伟", "龙岗代表团"),
    ("1015", "王伟", "玉滩代表团"),
    # another person with a number that was free
    ("1006", "唐明", "玉滩代表团"),
]
TRIED = [("1001", "金仁良", "龙岗代表团")]


class Installation:
    """A database of revision 0018 whose rosters are replaced by those of the test."""

    def __init__(self) -> None:
        self.tables = sa.MetaData()
        self.tables.reflect(db.engine)
        self.ids: dict[tuple[int, str], int] = {}

    def put(self, link: sa.Connection, table: str, /, **values: Any) -> int:
        return link.execute(self.tables.tables[table].insert().values(**values)).inserted_primary_key[0]

    def roster(self, link: sa.Connection, meeting_id: int, people: list[tuple[str, str, str]]) -> None:
        groups: dict[str, int] = {}
        for number, name, delegation in people:
            if delegation not in groups:
                groups[delegation] = self.put(
                    link, "delegation", congress_id=1, meeting_id=meeting_id, no=len(groups) + 1, name=delegation
                )
            self.ids[meeting_id, number] = self.put(
                link,
                "deputy",
                congress_id=1,
                meeting_id=meeting_id,
                delegation_id=groups[delegation],
                number=number,
                name=name,
                pin_hash="pin",
                pass_hash=authentication.hash_pass(f"{meeting_id}-{number}"),
            )


@pytest.fixture
def before(tmp_path: Path, request: pytest.FixtureRequest) -> Any:
    url = ""
    if request.param == "postgresql":
        url = postgres.new_database(request.getfixturevalue("postgresql"), f"term_{uuid4().hex}")
    app = create_app(Config(instance=tmp_path, testing=True, database_url=url))
    with app.app_context():
        kept = read(KEPT)
        for name in ("deputy", "delegation", "attendance", "participation", "paper_voter"):
            kept["tables"][name] = []
        for name in ("opinion", "delegation_figures"):
            kept["tables"].get(name, []).clear()
        fill(app, kept)
        command.upgrade(app.extensions["migrate"].migrate.get_config(), "0018")
        made = Installation()
        with db.engine.begin() as link:
            _fill(made, link)
        yield app, made
        db.session.remove()
        db.engine.dispose()


def _fill(made: Installation, link: sa.Connection) -> None:
    t = made.tables.tables
    link.execute(t["congress"].update().values(name="明川区第三届人民代表大会"))
    first = link.execute(sa.select(t["meeting"]).where(t["meeting"].c.id == 1)).mappings().one()
    third = {**first, "id": 3, "name": "演练", "rehearsal": True}
    link.execute(t["meeting"].insert().values(**third))
    for meeting_id, people in ((1, FIRST), (2, SECOND), (3, TRIED)):
        made.roster(link, meeting_id, people)
    rounds = link.execute(sa.select(t["round"].c.id).where(t["round"].c.meeting_id == 1).order_by(t["round"].c.id))
    one = rounds.scalars().first()
    for number, _, _ in FIRST[:5]:
        made.put(link, "attendance", meeting_id=1, deputy_id=made.ids[1, number])
    for number, _, _ in SECOND[:2]:
        made.put(link, "attendance", meeting_id=2, deputy_id=made.ids[2, number])
    for number, _, _ in FIRST[:3]:
        made.put(link, "participation", round_id=one, deputy_id=made.ids[1, number])
    made.put(link, "paper_voter", round_id=one, deputy_id=made.ids[1, "1004"])
    asked = {"kind": "pass", "reason": "遗失", "at_state": "open", "state": "done", "asked_name": "程怡"}
    asked |= {"asked_at": first["created_at"], "agreed_name": ""}
    made.put(link, "paired_act", congress_id=1, round_id=one, deputy_id=made.ids[1, "1003"], **asked)
    link.execute(t["suggestion"].update().values(meeting_id=None, deputy_number=None))
    keys = link.scalars(sa.select(t["suggestion"].c.id).order_by(t["suggestion"].c.id).limit(3)).all()
    for key, meeting_id, number in zip(keys, (1, 2, 1), ("1003", "1013", "9999"), strict=True):
        of = t["suggestion"].c.id == key
        link.execute(t["suggestion"].update().where(of).values(meeting_id=meeting_id, deputy_number=number, spam=False))


both = pytest.mark.parametrize("before", ["sqlite", "postgresql"], indirect=True)


def rows(*columns: str) -> list[tuple[Any, ...]]:
    with db.engine.connect() as link:
        return [tuple(row) for row in link.execute(sa.text(f"SELECT {', '.join(columns[1:])} FROM {columns[0]}"))]


@both
def test_one_person_is_one_deputy(before: Any) -> None:
    app, made = before
    upgrade_database(app)
    people = db.session.scalars(sa.select(Deputy).where(Deputy.rehearsal.is_(False)).order_by(Deputy.id)).all()
    assert {one.term for one in people} == {3}
    told = sorted((one.number, one.name, one.delegation) for one in people)
    assert told == sorted([*SECOND, ("1005", "王伟", "玉滩代表团"), ("1006", "崔致丽", "玉滩代表团")])
    stays = {one.name: one.id for one in people if one.name not in ("王伟", "崔致丽")}
    assert stays == {name: made.ids[2, number] for number, name, _ in SECOND if name != "王伟"}
    assert [db.session.get_one(Meeting, one).term for one in (1, 2, 3)] == [3, 3, 3]
    # Passes are those of the newest meeting.
    assert authentication.sign_in_with_pass("2-1001").id == made.ids[2, "1001"]
    assert db.session.scalar(sa.select(Deputy).where(Deputy.pass_hash == authentication.hash_pass("1-1001"))) is None
    assert db.session.get_one(Deputy, made.ids[3, "1001"]).rehearsal


@both
def test_every_list_is_as_it_was_then(before: Any) -> None:
    app, _ = before
    upgrade_database(app)
    for meeting_id, people in ((1, FIRST), (2, SECOND), (3, TRIED)):
        found = db.session.scalars(sa.select(Entitled).where(Entitled.meeting_id == meeting_id))
        assert sorted((one.number, one.name, one.delegation.name) for one in found) == sorted(people)


@both
def test_votes_attendance_and_suggestions_stay_whose_they_were(before: Any) -> None:
    app, made = before
    counted = ("attendance", "participation", "paper_voter", "paired_act")
    with db.engine.connect() as link:
        then = {name: link.scalar(sa.text(f"SELECT count(*) FROM {name}")) for name in counted}
    upgrade_database(app)
    assert {name: len(rows(name, "deputy_id")) for name in counted} == then
    names = {one.id: one.name for one in db.session.scalars(sa.select(Deputy))}
    first = [name for _, name, _ in FIRST]
    assert sorted(names[key] for at, key in rows("attendance", "meeting_id", "deputy_id") if at == 1) == sorted(first[:5])
    assert sorted(names[key] for (key,) in rows("participation", "deputy_id")) == sorted(first[:3])
    assert rows("paper_voter", "deputy_id") == [(made.ids[2, "1004"],)]
    assert rows("paired_act", "deputy_id") == [(made.ids[2, "1013"],)]
    said = db.session.scalars(sa.select(Suggestion).where(Suggestion.deputy_number.is_not(None)).order_by(Suggestion.id))
    whose = [(one.deputy_number, one.deputy_id) for one in said]
    assert whose == [("1003", made.ids[2, "1013"]), ("1013", made.ids[2, "1013"]), ("9999", None)]


@both
def test_a_record_holds_both_meetings(before: Any) -> None:
    app, _ = before
    upgrade_database(app)
    told = record.of_person(1, "1013", "叶富元")
    assert sorted(one.id for one, _ in told.meetings) == [1, 2]
    assert (told.line.present, told.line.suggested) == (1, 2)
    assert {one.person.name: one.present for one in record.overview(1)}["金仁良"] == 2


@both
def test_while_a_vote_is_open_its_passes_stay_good(before: Any) -> None:
    app, made = before
    with db.engine.begin() as link:
        rounds = made.tables.tables["round"]
        one = link.scalar(sa.select(sa.func.min(rounds.c.id)).where(rounds.c.meeting_id == 1))
        link.execute(rounds.update().where(rounds.c.id == one).values(state="open", void_reason=None))
    upgrade_database(app)
    assert authentication.sign_in_with_pass("1-1001").id == made.ids[1, "1001"]
    # Nobody who has voted there has another number in the rows of that vote than before.
    assert sorted(key for (key,) in rows("participation", "deputy_id")) == sorted(made.ids[1, n] for n, _, _ in FIRST[:3])
