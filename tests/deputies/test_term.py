"""Deputies belong to the congress for its term: the roster, its changes, and what meetings take from it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select
from support import stage
from support.elections import seeded
from support.office import Office, congress

from voting.collection.models import Suggestion
from voting.config import Config
from voting.congress.models import Account, Congress
from voting.deputies import changes, roster
from voting.deputies.models import Deputy
from voting.deputies.roster import Pass, Person, identified
from voting.errors import Conflict, DomainError, Forbidden, Missing, Rejected
from voting.extensions import db, own, writing
from voting.journal.log import Actor, entries
from voting.meetings import attendance, entitled, hands, passes, setup
from voting.meetings.models import Entitled, Hand, Meeting
from voting.times import stated_term

NAMES = [
    Person("1001", "金仁良", "龙岗代表团"),
    Person("1002", "邹栋", "龙岗代表团"),
    Person("1003", "叶富元", "玉滩代表团"),
]
MOVED = [NAMES[0], Person("1002", "邹栋", "玉滩代表团"), NAMES[2]]
RNG = seeded("term")


@pytest.fixture
def congress_id(app: Flask) -> int:
    """A congress without any meeting."""
    with writing() as session:
        made = Congress(name="玉滩区第三届人民代表大会")
        session.add(made)
        session.flush()
        return made.id


@pytest.fixture
def office(config: Config, make_app: Callable[[Config], Flask]) -> Office:
    return congress(make_app(config), config, "明川区第三届人民代表大会", "office")


def entered(congress_id: int, config: Config) -> list[Pass]:
    return changes.enter(congress_id, NAMES, config, stage.OFFICE, stage.NOW, RNG)


def meeting(congress_id: int, name: str = "第六次会议", rehearsal: bool = False, body: str = "congress") -> int:
    return setup.create_meeting(congress_id, name, 6, [], rehearsal, stage.OFFICE, stage.NOW, RNG, body=body).id


def listed(meeting_id: int, config: Config, people: list[Person] = NAMES, replacing: str = "") -> list[Pass]:
    return entitled.import_roster(meeting_id, people, config, stage.OFFICE, stage.NOW, RNG, replacing)


def deputies(congress_id: int, term: int = 3) -> list[Deputy]:
    db.session.rollback()
    return roster.of_term(congress_id, term)


def noted(congress_id: int) -> list[tuple[str, str]]:
    db.session.rollback()
    return [(one.key, one.details) for one in entries(db.session(), congress_id)]


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(DomainError) as caught:
        act()
    return caught.value.code


# --- who is the same


@pytest.mark.parametrize(
    ("name", "term"),
    [
        ("明川区第三届人民代表大会", 3),
        ("第十五届第二次会议", 15),
        ("第 4 届第一次会议", 4),
        ("第六次会议", 0),
        ("第二十届", 20),
    ],
)
def test_a_name_states_its_term(name: str, term: int) -> None:
    assert stated_term(name) == term


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (Person("1001", "金仁良", "龙岗代表团"), 0),
        (Person("1001", "金仁良", "宝兴代表团"), 0),
        (Person("2001", "金仁良", "龙岗代表团"), 0),
        (Person("2001", "金仁良", "宝兴代表团"), None),
        (Person("1001", "别人", "龙岗代表团"), None),
    ],
)
def test_a_name_with_number_or_delegation_is_one_person(line: Person, found: int | None) -> None:
    assert identified(NAMES, [line]) == [found]


def test_of_a_name_that_is_there_twice_number_and_delegation_decide() -> None:
    two = [Person("1", "王伟", "甲团"), Person("2", "王伟", "乙团")]
    assert identified(two, two[::-1]) == [1, 0]
    assert identified(two, [Person("1", "王伟", "乙团"), Person("2", "王伟", "甲团")]) == [None, None]
    assert identified(two[:1], [Person("1", "王伟", "甲团"), Person("2", "王伟", "甲团")]) == [0, None]


# --- the roster, all year


def test_a_roster_stands_before_the_first_meeting(congress_id: int, config: Config) -> None:
    made = entered(congress_id, config)
    assert [one.name for one in made] == ["金仁良", "邹栋", "叶富元"]
    assert [(one.number, one.place, one.term) for one in deputies(congress_id)] == [
        ("1001", 0, 3),
        ("1002", 1, 3),
        ("1003", 2, 3),
    ]
    assert entered(congress_id, config) == []
    assert len(deputies(congress_id)) == 3
    assert noted(congress_id)[0] == ("term-roster-entered", '{"deputies":3,"new":3,"term":3}')


def test_two_deputies_have_not_one_number(congress_id: int, config: Config) -> None:
    entered(congress_id, config)
    other = Person("1001", "崔致丽", "宝兴代表团")
    assert refused(lambda: changes.add(congress_id, other, config, stage.OFFICE, stage.NOW, RNG)) == "number_taken"
    alter = Person("1002", "金仁良", "龙岗代表团")
    first = deputies(congress_id)[0].id
    assert refused(lambda: changes.alter(congress_id, first, alter, stage.OFFICE, stage.NOW)) == "number_taken"
    assert [one.name for one in deputies(congress_id)] == ["金仁良", "邹栋", "叶富元"]


def test_a_by_election_and_a_move_are_acts_of_their_day(congress_id: int, config: Config) -> None:
    entered(congress_id, config)
    new = Person("1004", "崔致丽", "宝兴代表团")
    day = date(2026, 1, 5)
    made = changes.add(congress_id, new, config, stage.OFFICE, stage.NOW, RNG, day, "补选")
    assert (made.number, len(made.pin)) == ("1004", 6)
    moved = deputies(congress_id)[1].id
    changes.alter(congress_id, moved, MOVED[1], stage.OFFICE, stage.NOW, day)
    changes.alter(congress_id, moved, MOVED[1], stage.OFFICE, stage.NOW, day)
    assert [(one.name, one.delegation) for one in deputies(congress_id)][1::2] == [
        ("邹栋", "玉滩代表团"),
        ("崔致丽", "宝兴代表团"),
    ]
    keys = [key for key, _ in noted(congress_id)]
    assert keys == ["term-roster-entered", "deputy-added", "deputy-changed"]
    assert all('"date":"2026-01-05"' in details for _, details in noted(congress_id)[1:])
    late = date(2026, 2, 1)
    with pytest.raises(Rejected):
        changes.alter(congress_id, moved, NAMES[1], stage.OFFICE, stage.NOW, late)


def test_before_any_meeting_a_deputy_signs_in_suggests_and_reads(app: Flask, congress_id: int, config: Config) -> None:
    held, client = entered(congress_id, config)[0], app.test_client()
    assert client.post("/deputy/sign-in", data={"number": held.number, "pin": held.pin}).status_code == 302
    page = client.get("/deputy/").text
    assert "金仁良" in page
    assert "现在没有您应出席的会议" in page
    assert (
        client.post("/deputy/suggestions/new", data={"token": "t", "text": "龙水镇小学门口没有红绿灯。"}).status_code
        == 302
    )
    made = db.session.scalars(select(Suggestion)).one()
    assert (made.meeting_id, made.deputy_number) == (None, "1001")
    assert "红绿灯" in client.get("/deputy/suggestions").text
    assert "红绿灯" in client.get("/deputy/record").text
    for path in ("/deputy/plans", "/deputy/inquiries", "/deputy/record.pdf"):
        assert client.get(path).status_code == 200
    for path in ("/deputy/state", "/deputy/projects"):
        assert client.get(path).status_code == 404
    assert client.post("/deputy/attendance").status_code == 404


def test_a_pass_signs_in_before_any_meeting(app: Flask, congress_id: int, config: Config) -> None:
    client = app.test_client()
    assert client.post("/deputy/sign-in", data={"token": entered(congress_id, config)[1].token}).status_code == 302
    assert "邹栋" in client.get("/deputy/").text


def test_a_congress_is_a_door_of_its_own_until_it_meets(app: Flask, congress_id: int, config: Config) -> None:
    other = stage.boxed(config)
    held, client = entered(congress_id, config)[0], app.test_client()
    assert f'value="c{congress_id}"' in client.get("/deputy/sign-in").text
    form = {"number": held.number, "pin": held.pin}
    assert client.post("/deputy/sign-in", data={**form, "meeting": str(other.meeting_id)}).status_code == 400
    assert client.post("/deputy/sign-in", data={**form, "meeting": f"c{congress_id}"}).status_code == 302
    listed(meeting(congress_id), config)
    assert f'value="c{congress_id}"' not in app.test_client().get("/deputy/sign-in").text


# --- what a meeting takes from it


def test_pin_and_pass_stay_from_meeting_to_meeting(app: Flask, congress_id: int, config: Config) -> None:
    first = listed(meeting(congress_id, "第五次会议"), config)
    second = meeting(congress_id)
    assert [one.name for one in listed(second, config, [*NAMES, Person("1004", "崔致丽", "宝兴代表团")])] == ["崔致丽"]
    assert noted(congress_id)[-1] == ("roster-imported", '{"deputies":4,"new":1}')
    assert len(deputies(congress_id)) == 4
    client = app.test_client()
    form = {"number": first[0].number, "pin": first[0].pin, "meeting": str(second)}
    assert client.post("/deputy/sign-in", data=form).status_code == 302
    assert "第六次会议" in client.get("/deputy/").text
    assert client.post("/deputy/attendance").status_code == 302
    assert attendance.present(second) == 1


def test_a_meeting_keeps_the_delegation_as_it_was_then(congress_id: int, config: Config) -> None:
    first, second = meeting(congress_id, "第五次会议"), meeting(congress_id)
    listed(first, config)
    listed(second, config, MOVED)
    moved = deputies(congress_id)[1].id
    assert [attendance.entry(one, moved).delegation.name for one in (first, second)] == ["龙岗代表团", "玉滩代表团"]
    assert deputies(congress_id)[1].delegation == "玉滩代表团"
    assert [key for key, _ in noted(congress_id)][-2:] == ["deputy-changed", "roster-imported"]


def test_a_committee_s_list_moves_nobody(congress_id: int, config: Config) -> None:
    entered(congress_id, config)
    listed(meeting(congress_id, body="standing_committee"), config, [Person("1001", "金仁良", "常委会")])
    assert deputies(congress_id)[0].delegation == "龙岗代表团"


def test_people_of_a_rehearsal_are_not_on_the_roster(congress_id: int, config: Config) -> None:
    tried = listed(meeting(congress_id, "演练", rehearsal=True), config)
    assert deputies(congress_id) == []
    real = listed(meeting(congress_id), config)
    assert len(tried) == len(real) == 3
    assert len(deputies(congress_id)) == 3


def test_a_wrong_list_leaves_no_deputy_but_the_roster_stays(app: Flask, congress_id: int, config: Config) -> None:
    known = changes.enter(congress_id, NAMES[:1], config, stage.OFFICE, stage.NOW, RNG)
    at = meeting(congress_id)
    wrong = listed(at, config)[-1]
    listed(at, config, [Person("1003", "叶富源", "玉滩代表团")], entitled.stamp(at))
    assert [one.name for one in deputies(congress_id)] == ["金仁良", "叶富源"]
    client = app.test_client()
    assert client.post("/deputy/sign-in", data={"token": wrong.token}).status_code == 400
    assert client.post("/deputy/sign-in", data={"token": known[0].token}).status_code == 302


def test_the_first_meeting_of_a_new_term_begins_it(app: Flask, congress_id: int, config: Config) -> None:
    held = listed(meeting(congress_id), config)[0]
    later = meeting(congress_id, "第四届第一次会议")
    made = listed(later, config)
    assert len(made) == 3
    assert len(deputies(congress_id, 4)) == len(deputies(congress_id)) == 3
    form = {"number": "1001", "meeting": str(later)}
    assert app.test_client().post("/deputy/sign-in", data={**form, "pin": held.pin}).status_code == 400
    assert app.test_client().post("/deputy/sign-in", data={**form, "pin": made[0].pin}).status_code == 302


def test_a_term_that_is_named_later_is_that_of_what_was_there(app: Flask, config: Config) -> None:
    with writing() as session:
        made = Congress(name="明川区人民代表大会")
        session.add(made)
        session.flush()
        key = made.id
    listed(meeting(key, "第一次会议"), config)
    assert listed(meeting(key, "第三届第二次会议"), config) == []
    assert {one.term for one in db.session.scalars(select(Meeting).where(Meeting.congress_id == key))} == {3}


# --- the end of a mandate, and new passes


def test_who_has_left_signs_in_no_more_and_is_off_the_lists_ahead(office: Office, config: Config) -> None:
    congress_id, client = office.congress_id, office.app.test_client()

    def listed_ahead() -> tuple[int, Pass]:
        made = entered(congress_id, config)[0]
        at = meeting(congress_id)
        listed(at, config)
        return at, made

    def leave() -> int:
        gone = deputies(congress_id)[0].id
        passes.leave(congress_id, gone, stage.OFFICE, stage.NOW, date(2026, 1, 10), "辞职")
        return gone

    at, held = office.run(listed_ahead)
    client.post("/deputy/sign-in", data={"token": held.token})
    assert client.get("/deputy/").status_code == 200
    gone = office.run(leave)
    assert client.get("/deputy/").status_code == 302
    assert client.post("/deputy/sign-in", data={"token": held.token}).status_code == 400
    assert client.post("/deputy/sign-in", data={"number": held.number, "pin": held.pin}).status_code == 400
    assert office.run(lambda: db.session.get(Entitled, (at, gone))) is None
    details = '{"date":"2026-01-10","name":"金仁良","number":"1001","reason":"辞职"}'
    assert office.run(lambda: noted(congress_id)[-1]) == ("deputy-left", details)
    with office.app.app_context(), pytest.raises(Missing):
        own(Deputy, gone, congress_id, left_on=None)


def test_a_vote_keeps_who_left_after_it(app: Flask, config: Config) -> None:
    vote = stage.opened(config)
    congress_id = vote.round.congress_id
    assert (
        refused(lambda: passes.leave(congress_id, vote.deputies[0], stage.OFFICE, stage.NOW)) == "vote_open_elsewhere"
    )
    stage.close(vote)
    passes.leave(congress_id, vote.deputies[0], stage.OFFICE, stage.NOW)
    assert db.session.get(Entitled, (vote.meeting_id, vote.deputies[0])) is not None
    assert attendance.present(vote.meeting_id) == 6


def test_a_new_pass_at_any_time_but_while_a_vote_is_open(app: Flask, config: Config) -> None:
    vote = stage.boxed(config)
    congress_id, deputy = vote.round.congress_id, vote.deputies[0]

    def renew() -> Pass:
        return passes.reissue_in_term(congress_id, deputy, config, stage.OFFICE, stage.NOW, RNG)

    made, client = renew(), app.test_client()
    assert client.post("/deputy/sign-in", data={"token": vote.passes[0].token}).status_code == 400
    assert client.post("/deputy/sign-in", data={"token": made.token}).status_code == 302
    vote.open()
    assert refused(renew) == "vote_open_elsewhere"
    stage.close(vote)
    assert renew().number == "1001"


def test_another_meeting_is_no_way_round_the_second_person(app: Flask, config: Config) -> None:
    vote = stage.boxed(config)
    other = meeting(vote.round.congress_id, "第七次会议")
    people = [Person(one.number, one.name, one.delegation) for one in vote.passes]
    listed(other, config, people)
    vote.open()
    deputy = vote.deputies[0]
    for act in (
        lambda: passes.reissue(other, deputy, config, stage.OFFICE, stage.NOW, RNG),
        lambda: passes.unlock(other, deputy, config, stage.OFFICE, stage.NOW),
        lambda: passes.unlock_all(other, config, stage.OFFICE, stage.NOW),
        lambda: listed(other, config, people, entitled.stamp(other)),
    ):
        assert refused(act) == "vote_open_elsewhere"


def test_who_had_the_passes_before_has_them_for_the_next_meeting(office: Office, config: Config) -> None:
    clerk = office.run(lambda: _account(office, "credential_authority"))
    with office.app.app_context():
        first, second = meeting(office.congress_id, "第五次会议"), meeting(office.congress_id)
        entitled.import_roster(first, NAMES, config, clerk, stage.NOW, RNG)
        listed(second, config)
        found = db.session.get_one(Meeting, second)
        assert db.session.get(Hand, (second, clerk.account_id, hands.PASSES)) is not None
        assert hands.why_not(found, hands.CARDS, clerk.account_id) == hands.WHY[hands.CARDS]
        third = meeting(office.congress_id, "第七次会议")
        with writing() as session:
            session.add(Hand(meeting_id=third, account_id=clerk.account_id, side=hands.CARDS))
        assert refused(lambda: listed(third, config)) == "passes_and_cards"
        db.session.remove()


def test_who_has_the_cards_of_one_meeting_makes_no_passes_at_another(office: Office, config: Config) -> None:
    clerk = office.run(lambda: _account(office, "clerk"))
    with office.app.app_context():
        first, second = meeting(office.congress_id, "第五次会议"), meeting(office.congress_id)
        listed(first, config)
        listed(second, config)
        with writing() as session:
            session.add(Hand(meeting_id=second, account_id=clerk.account_id, side=hands.CARDS))
        deputy = deputies(office.congress_id)[0].id
        with pytest.raises(Forbidden):
            passes.reissue(first, deputy, config, clerk, stage.NOW, RNG)
        with pytest.raises(Forbidden):
            passes.reissue_in_term(office.congress_id, deputy, config, clerk, stage.NOW, RNG)
        db.session.remove()


def _account(office: Office, role: str) -> Actor:
    found = db.session.scalars(select(Account).where(Account.username == f"{office.prefix}-{role}")).one()
    return Actor(found.name, "工作人员", found.id)


def test_a_roster_that_changes_between_look_and_lock_is_told(congress_id: int, config: Config) -> None:
    drawn = roster.draw([], config, RNG)
    with pytest.raises(Conflict), writing() as session:
        roster.take_in(session, [], NAMES, drawn, stage.OFFICE, congress_id, 3)
