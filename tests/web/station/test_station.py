"""A station: its public page and poster, and what its worker writes down, within the station and nowhere else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from support.collecting import PASSWORD, Collecting, collecting

from voting.collection.models import Contact, Event, Suggestion
from voting.config import Config
from voting.congress.models import Station
from voting.extensions import db, writing
from voting.printing import qr

TEXT = "龙水镇小学门口没有红绿灯，早晚高峰很危险。"


@pytest.fixture
def held(web: Flask, config: Config) -> Collecting:
    with web.app_context():
        made = collecting(config, at=datetime.now(UTC))
        db.session.remove()
        return made


def client(web: Flask, held: Collecting, who: str) -> FlaskClient:
    found = web.test_client()
    assert found.post("/sign-in", data={"username": f"{held.seed}{who}", "password": PASSWORD}).status_code == 302
    return found


@pytest.fixture
def worker(web: Flask, held: Collecting) -> FlaskClient:
    return client(web, held, "station")


def rows(web: Flask) -> list[Suggestion]:
    with web.app_context():
        return list(db.session.scalars(select(Suggestion).order_by(Suggestion.id)))


def entry(held: Collecting) -> str:
    return f"/station/drives/{held.drive_id}/new"


def event(web: Flask, browser: FlaskClient, held: Collecting, at: str = "station", **more: str) -> int:
    form = {"kind": "courtyard", "held_on": datetime.now(UTC).date().isoformat(), "place": "龙水镇院坝", **more}
    answer = browser.post(f"/{at}/drives/{held.drive_id}/events/new", data=form)
    assert answer.status_code == 302, answer.text
    return int(answer.location.rstrip("/").split("/")[-1])


def test_a_citizen_finds_the_station_and_the_way_to_its_form(web: Flask, held: Collecting) -> None:
    with web.app_context():
        slug, drive = db.session.get_one(Station, held.station_id).slug, held.drive.slug
    page = web.test_client().get(f"/stations/{slug}").text
    assert "棠香路 8 号" in page
    assert "代表乙" in page
    assert f'href="/collect/{drive}?station={slug}"' in page
    assert slug in web.test_client().get(f"/collect/{drive}/stations").text


def test_a_station_out_of_use_has_no_page(web: Flask, held: Collecting) -> None:
    with web.app_context(), writing() as session:
        station = session.get_one(Station, held.station_id)
        station.active, slug = False, station.slug
    assert web.test_client().get(f"/stations/{slug}").status_code == 404


def test_the_poster_leads_to_the_stations_own_form(web: Flask, worker: FlaskClient, held: Collecting) -> None:
    with web.app_context():
        slug = db.session.get_one(Station, held.station_id).slug
    for browser, path in (
        (worker, f"/station/drives/{held.drive_id}/poster/a4.pdf"),
        (client(web, held, "clerk"), f"/desk/drives/{held.drive_id}/posters/a4.pdf"),
    ):
        codes = qr.read_pdf(browser.get(path).data, 60)
        assert [code.endswith(f"?station={slug}") for page in codes for code in page] == [True]


def test_what_was_said_is_written_down_with_its_origin_and_a_code(
    web: Flask, worker: FlaskClient, held: Collecting
) -> None:
    answer = worker.post(entry(held), data={"token": "t1", "text-0": TEXT, "sheet-0": "0012"}, follow_redirects=True)
    made = rows(web)[0]
    assert (made.channel, made.station_id, made.source) == ("station", held.station_id, "纸质建议表 0012")
    assert made.code[:4] in answer.text
    assert made.entered_by == "station员"


def test_the_same_page_sent_twice_is_one_suggestion(web: Flask, worker: FlaskClient, held: Collecting) -> None:
    for _turn in range(2):
        worker.post(entry(held), data={"token": "t1", "text-0": TEXT})
    assert len(rows(web)) == 1


def test_a_telephone_is_kept_apart_and_only_with_consent(web: Flask, worker: FlaskClient, held: Collecting) -> None:
    form = {"token": "t1", "text-0": TEXT, "phone-0": "13800000000"}
    answer = worker.post(entry(held), data=form)
    assert answer.status_code == 400
    assert 'href="#consent"' in answer.text
    assert TEXT in answer.text
    page = worker.post(entry(held), data=form | {"consent": "1"}, follow_redirects=True).text
    assert "13800000000" not in page
    with web.app_context():
        assert [one.phone for one in db.session.scalars(select(Contact))] == ["13800000000"]


def test_several_suggestions_of_an_event_go_in_at_once_and_empty_rows_are_passed_over(
    web: Flask, worker: FlaskClient, held: Collecting
) -> None:
    number = event(web, worker, held)
    answer = worker.post(
        f"/station/events/{number}",
        data={
            "token": "t1",
            "text-0": TEXT,
            "text-3": "多装路灯",
            "place-3": "龙水镇",
            "category-3": "交通出行",
        },
        follow_redirects=True,
    )
    assert "已登记 2 条建议" in answer.text
    assert [(one.channel, one.event_id, one.station_id, one.place) for one in rows(web)] == [
        ("courtyard", number, held.station_id, ""),
        ("courtyard", number, held.station_id, "龙水镇"),
    ]


def test_one_wrong_row_is_named_and_nothing_is_written(web: Flask, worker: FlaskClient, held: Collecting) -> None:
    number = event(web, worker, held)
    answer = worker.post(
        f"/station/events/{number}", data={"token": "t1", "text-0": TEXT, "text-1": "长" * 2001, "village-2": "红星村"}
    )
    assert answer.status_code == 400
    assert 'href="#text-1"' in answer.text
    assert 'href="#text-2"' in answer.text
    assert rows(web) == []


@pytest.mark.parametrize(
    ("field", "value"), [("held_on", "2026-02-30"), ("held_on", "2999-01-01"), ("kind", "party"), ("received", "多")]
)
def test_an_event_with_a_wrong_field_is_refused(
    web: Flask, worker: FlaskClient, held: Collecting, field: str, value: str
) -> None:
    form = {"kind": "reception", "held_on": "2026-01-05", field: value}
    answer = worker.post(f"/station/drives/{held.drive_id}/events/new", data=form)
    assert answer.status_code == 400
    assert f'href="#{field}"' in answer.text


def test_a_worker_reaches_neither_another_stations_event_nor_its_suggestions(
    web: Flask, worker: FlaskClient, held: Collecting
) -> None:
    with web.app_context(), writing() as session:
        other = Station(congress_id=held.congress_id, slug="other", name="宝顶联络点")
        session.add(other)
        session.flush()
        station_id = other.id
    with web.app_context():
        foreign = held.say(TEXT, station_id=station_id, channel="station").id
    number = event(web, client(web, held, "clerk"), held, "desk", station_id=str(station_id))
    paths = (f"/station/events/{number}", f"/station/events/{number}/edit", f"/station/suggestions/{foreign}")
    assert [worker.get(path).status_code for path in paths] == [404, 404, 404]
    assert "龙水镇小学" not in worker.get("/station/suggestions").text


def test_a_closed_drive_takes_nothing_in_and_keeps_what_was_typed(
    web: Flask, worker: FlaskClient, held: Collecting
) -> None:
    with web.app_context(), writing():
        held.drive.closed_at = datetime.now(UTC)
    answer = worker.post(entry(held), data={"token": "t1", "text-0": TEXT})
    assert (answer.status_code, TEXT in answer.text) == (409, True)
    assert rows(web) == []


def test_paper_forms_are_entered_after_the_time_is_over(web: Flask, worker: FlaskClient, held: Collecting) -> None:
    with web.app_context(), writing():
        held.drive.closes_at = datetime.now(UTC) - timedelta(hours=1)
    assert "补录" in worker.get("/station/").text
    assert worker.post(entry(held), data={"token": "t1", "text-0": TEXT, "sheet-0": "3"}).status_code == 302


def test_paper_forms_are_numbered_and_name_the_place(worker: FlaskClient, held: Collecting) -> None:
    answer = worker.get(f"/station/drives/{held.drive_id}/sheets.pdf?first=7&count=2")
    assert len(qr.read_pdf(answer.data, 60)) == 2


def test_an_account_without_a_station_is_told_so(web: Flask, worker: FlaskClient, held: Collecting) -> None:
    with web.app_context(), writing():
        held.account("station").station_id = None
    answer = worker.get("/station/")
    assert answer.status_code == 403
    assert "还没有所在站点" in answer.text


def test_an_event_keeps_its_kind_once_something_was_said(web: Flask, worker: FlaskClient, held: Collecting) -> None:
    number = event(web, worker, held)
    worker.post(f"/station/events/{number}", data={"token": "t1", "text-0": TEXT})
    form = {"kind": "seminar", "held_on": "2026-01-05"}
    assert worker.post(f"/station/events/{number}/edit", data=form).status_code == 400
    with web.app_context():
        assert db.session.get_one(Event, number).kind == "courtyard"
