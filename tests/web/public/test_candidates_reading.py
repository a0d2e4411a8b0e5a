"""Candidates read by deputies, with private notes; opinions at the desk and at the unit."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from support import stage
from support.office import PASSWORD, Vote

from voting.config import Config
from voting.congress import passwords
from voting.congress.models import Unit
from voting.extensions import writing
from voting.projects import deliberating, reading
from voting.projects.candidates import Candidate

LISTED = [
    Candidate(name="老旧小区改造", content="改造 18 个小区", place="棠香街道", unit="区住建委"),
    Candidate(name="农村公路安防", content="完善安防设施 80 公里", place="宝顶镇", unit="区交通局"),
    Candidate(name="社区食堂", content="新建 5 个<b>社区食堂</b>", unit="区民政局"),
    Candidate(name="中小学校舍", content="改造校舍", unit="区教委"),
]


@pytest.fixture
def vote(at: Callable[..., Vote]) -> Vote:
    return at(stage.frozen, contents=LISTED)


def deputy(vote: Vote, place: int = 0) -> FlaskClient:
    client, held = vote.office.app.test_client(), vote.stage.passes[place]
    assert client.post("/deputy/sign-in", data={"number": held.number, "pin": held.pin}).status_code == 302
    return client


def ids(vote: Vote) -> list[int]:
    return vote.office.run(lambda: [one.id for one in reading.listed(vote.stage.meeting_id)])


def test_searching_finds_by_any_words_and_says_how_many(vote: Vote) -> None:
    page = deputy(vote).get("/deputy/projects?q=安防 宝顶").text
    assert "农村公路安防" in page
    assert "社区食堂" not in page
    assert "找到 1 项，共 4 项" in page


def test_two_or_three_are_compared(vote: Vote) -> None:
    client, (first, second, *rest) = deputy(vote), ids(vote)
    page = client.get(f"/deputy/projects/compare?p={first}&p={second}").text
    assert "棠香街道" in page
    assert "宝顶镇" in page
    for wanted in ("", f"?p={first}", f"?p={first}&p={second}&p={rest[0]}&p={rest[1]}", "?p=x&p=99999999999"):
        assert client.get(f"/deputy/projects/compare{wanted}").status_code == 302


def test_notes_are_read_by_their_deputy_alone(vote: Vote) -> None:
    mine, neighbour, project = deputy(vote), deputy(vote, 1), ids(vote)[0]
    note = "这一项我有保留ZQX"
    assert mine.post(f"/deputy/projects/{project}", data={"note": note}).status_code == 302
    pages = ["/deputy/projects", f"/deputy/projects/{project}", f"/deputy/projects/compare?p={project}&p={project + 1}"]
    for page in pages:
        assert note in mine.get(page).text
        assert note not in neighbour.get(page).text
    desk = vote.desk
    for page in (f"{desk}/candidates", f"{desk}/opinions", "/desk/journal", f"{desk}/candidates/{project}"):
        assert note not in vote.office.get(page).text
    assert not [entry for entry in vote.office.journal() if note in str(entry)]


def test_a_note_that_is_too_long_comes_back(vote: Vote) -> None:
    answer = deputy(vote).post(f"/deputy/projects/{ids(vote)[0]}", data={"note": "长" * 2001})
    assert answer.status_code == 400
    assert "长" * 2001 in answer.text


def test_markup_in_a_project_is_text(vote: Vote) -> None:
    assert "<b>社区食堂</b>" not in deputy(vote).get(f"/deputy/projects/{ids(vote)[2]}").text


def test_an_opinion_from_the_desk_to_the_unit_and_the_deputy(vote: Vote) -> None:
    project = ids(vote)[0]
    form = {"project": project, "delegation": "龙岗代表团", "text": "建议先做地下管线"}
    place = vote.office.post(f"{vote.desk}/opinions/new", **form).location
    assert "建议先做地下管线" not in deputy(vote).get(f"/deputy/projects/{project}").text
    assert vote.office.post(place, act="sign", signer="团长甲").status_code == 302
    assert "建议先做地下管线" in deputy(vote).get(f"/deputy/projects/{project}").text

    unit = officer(vote, "区住建委")
    assert "建议先做地下管线" in unit.get("/unit/opinions").text
    opinion = place.rsplit("/", 1)[-1]
    assert unit.post(f"/unit/opinions/{opinion}", data={"answer": ""}).status_code == 400
    assert unit.post(f"/unit/opinions/{opinion}", data={"answer": "管线与路面同步施工"}).status_code == 302
    assert "管线与路面同步施工" in deputy(vote).get(f"/deputy/projects/{project}").text
    assert officer(vote, "区民政局").post(f"/unit/opinions/{opinion}", data={"answer": "不归我管"}).status_code == 404


def officer(vote: Vote, name: str) -> FlaskClient:
    def make() -> None:
        with writing() as session:
            unit = Unit(congress_id=vote.office.congress_id, name=name)
            session.add(unit)
            session.flush()
            made = passwords.create(session, vote.office.congress_id, name, "经办员", PASSWORD, ["unit_officer"])
            made.unit_id = unit.id

    vote.office.run(make)
    return vote.office.sign_in(name, PASSWORD)


def test_opinions_are_filtered_by_the_address(vote: Vote) -> None:
    def enter() -> None:
        for place, text in ((0, "关于小区的意见"), (1, "关于公路的意见")):
            project = reading.listed(vote.stage.meeting_id)[place]
            deliberating.enter(vote.stage.meeting_id, project.id, "龙岗代表团", text, stage.OFFICE, stage.NOW)

    vote.office.run(enter)
    assert "共 2 条意见" in vote.office.get(f"{vote.desk}/opinions").text
    page = vote.office.get(f"{vote.desk}/opinions?project={ids(vote)[1]}&state=unsigned").text
    assert "关于公路的意见" in page
    assert "关于小区的意见" not in page
    assert "没有符合条件的意见" in vote.office.get(f"{vote.desk}/opinions?state=answered").text


def test_those_who_only_look_change_no_opinion(vote: Vote) -> None:
    form = {"project": ids(vote)[0], "delegation": "龙岗代表团", "text": "意见"}
    assert vote.office.post(f"{vote.desk}/opinions/new", "auditor", **form).status_code == 403
    place = vote.office.post(f"{vote.desk}/opinions/new", **form).location
    vote.office.post(place, "auditor", act="sign", signer="别人")
    assert "待签字" in vote.office.get(place).text


def test_booklet_and_summary_are_printed(vote: Vote, config: Config, web: Flask) -> None:
    for name in ("booklet", "opinions"):
        answer = vote.office.get(f"{vote.desk}/{name}.pdf", "auditor")
        assert answer.data.startswith(b"%PDF"), name
