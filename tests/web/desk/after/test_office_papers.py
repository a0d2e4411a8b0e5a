"""Papers of supervision through the door: what they say, and who gets them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from support import rating, stage
from support.office import Vote
from support.reading import seen, words

from voting.extensions import writing
from voting.implementation import plans
from voting.printing import qr
from voting.supervision import rectifying


@pytest.fixture
def told(at: Callable[..., Vote]) -> Vote:
    """A congress whose last year was rated; one project has a task."""
    made = at(rating.told)

    def give() -> None:
        found = made.stage.round
        rectifying.give_all(found.id, rectifying.usual_day(found), stage.OFFICE, stage.NOW)

    made.office.run(give)
    return made


def deputy(web: Flask, told: Vote, place: int = 0) -> FlaskClient:
    """A deputy's tablet."""
    client, one = web.test_client(), told.stage.passes[place]
    answer = client.post("/deputy/sign-in", data={"number": one.number, "pin": one.pin})
    assert answer.status_code == 302
    return client


def test_the_year_stands_on_one_sheet(told: Vote) -> None:
    read = words(told.office.get(f"/desk/progress/sheet.pdf?year={rating.YEAR}").data)
    for name in rating.NAMES:
        assert name in read
    assert "第1页，共1页" in read
    assert told.office.get("/desk/progress/sheet.pdf?year=1999").status_code == 409


def test_every_site_has_its_plate(told: Vote) -> None:
    pdf = told.office.get(f"/desk/progress/plates.pdf?year={rating.YEAR}").data
    ids = told.office.run(lambda: [one.id for one in plans.of_year(told.office.congress_id, rating.YEAR)])
    assert [codes[0].rsplit("/", 1)[1] for codes in qr.read_pdf(pdf, 40)] == [str(one) for one in ids]
    assert told.office.get(f"/desk/plans/{ids[0]}/plate.pdf?size=a5").status_code == 404
    assert told.office.get(f"/desk/plans/{ids[0]}/plate.pdf?size=a2").status_code == 200


def test_a_plan_that_is_not_public_has_no_plate(told: Vote) -> None:
    def hide() -> int:
        with writing():
            one = plans.of_year(told.office.congress_id, rating.YEAR)[0]
            one.public = False
            return one.id

    assert told.office.get(f"/desk/plans/{told.office.run(hide)}/plate.pdf").status_code == 409


def test_the_list_of_tasks_follows_the_filter(told: Vote) -> None:
    shown = words(told.office.get("/desk/oversight/tasks.pdf").data)
    assert "被评为不满意" in shown
    assert "督办清单（未销号）" in shown
    year = words(told.office.get(f"/desk/oversight/tasks.pdf?year={rating.YEAR}").data)
    assert f"{rating.YEAR}年民生实事项目" in year
    assert "被评为不满意" in year
    assert "没有督办事项" in words(told.office.get("/desk/oversight/tasks.pdf?year=1999&state=all").data)
    closed = words(told.office.get("/desk/oversight/tasks.pdf?state=closed").data)
    assert "已销号）" in closed
    assert "没有督办事项" in closed


def test_a_record_says_whether_and_never_how(told: Vote, web: Flask) -> None:
    person = told.stage.passes[0]
    office = words(told.office.get(f"/desk/records/{person.number}.pdf?name={person.name}").data)
    own = words(deputy(web, told).get("/deputy/record.pdf").data)
    for read in (office, own):
        assert "满意度测评已参加" in read
        assert "不满意" not in read
    assert "1006" in words(told.office.get("/desk/records.pdf").data)


def outsiders() -> list[str]:
    return [
        "government",
        "chair",
        "teller",
        "auditor",
        "credential_authority",
        "scrutineer",
        "unit_officer",
        "station_worker",
    ]


@pytest.mark.parametrize("role", outsiders())
def test_records_are_for_the_office_alone(told: Vote, role: str) -> None:
    person = told.stage.passes[0]
    for path in ("records", "records.pdf", "records.xlsx", f"records/{person.number}", f"records/{person.number}.pdf"):
        assert told.office.get(f"/desk/{path}?name={person.name}", role).status_code == 403, path


def test_nobody_without_an_account_and_no_other_deputy_sees_a_record(told: Vote, web: Flask) -> None:
    person = told.stage.passes[0]
    for client in (web.test_client(), deputy(web, told, 1)):
        for path in (f"records/{person.number}", f"records/{person.number}.pdf", "records.pdf"):
            assert client.get(f"/desk/{path}?name={person.name}").status_code in (302, 401, 403), path
    assert web.test_client().get("/deputy/record.pdf").status_code in (302, 401)


def test_the_years_report_is_written_at_the_desk(told: Vote) -> None:
    page = f"/desk/year-report?year={rating.YEAR}"
    shown = told.office.get(page)
    assert "共3项" in shown.text
    long = told.office.post(page, seen="", ways="长" * 3001)
    assert long.status_code == 400
    assert "长长" in long.text
    assert told.office.post(page, seen="", ways="<b>每月调度</b>。").status_code == 302
    assert "&lt;b&gt;每月调度" in told.office.get(page).text
    assert told.office.post(page, "auditor", seen="", ways="另一份").status_code == 403
    read = words(told.office.get(f"/desk/year-report.pdf?year={rating.YEAR}").data)
    assert "<b>每月调度</b>。" in read
    assert "满意1项、不满意1项、基本满意1项" in read
    assert told.office.get("/desk/year-report?year=1999").status_code == 404


def test_who_writes_the_report_upon_an_older_one_reads_the_newer_first(told: Vote) -> None:
    page = f"/desk/year-report?year={rating.YEAR}"
    old = seen(told.office.get(page).text)
    told.office.post(page, seen=old, ways="每月调度", problems="征地")
    mine = told.office.post(page, seen=old, ways="每季讲评", problems="征地")
    assert mine.status_code == 409
    assert "每季讲评</textarea>" in mine.text
    assert "<p>每月调度</p>" in mine.text
    assert "<p>征地</p>" not in mine.text
    assert told.office.post(page, seen=seen(mine.text), ways="每月调度、每季讲评").status_code == 302
    assert "每月调度、每季讲评" in told.office.get(page).text


def test_a_fault_does_not_pass_for_having_read_the_newer_report(told: Vote) -> None:
    page = f"/desk/year-report?year={rating.YEAR}"
    old = seen(told.office.get(page).text)
    long = told.office.post(page, seen=old, ways="长" * 3001)
    told.office.post(page, seen=old, ways="每月调度")
    assert told.office.post(page, seen=seen(long.text), ways="每季讲评").status_code == 409
    assert told.office.post(page, seen=old, ways="长" * 3001).status_code == 409
