"""Lists of other offices: matched, looked through, taken over in batches, undone as a whole."""

from __future__ import annotations

import io
import zipfile
from datetime import date, timedelta

import pytest
from flask import Flask
from openpyxl import Workbook
from sqlalchemy import select
from support.collecting import NOW, OFFICE, Collecting, collecting

from voting.collection import imports, mapping
from voting.collection.models import Contact, ImportedList, Suggestion
from voting.config import Config
from voting.errors import Conflict, Rejected, TooLarge
from voting.extensions import db, writing
from voting.journal.log import entries

HEAD = "工单编号,受理时间,诉求人,联系电话,诉求内容,属地,诉求类别\n"
LIST = HEAD + (
    "T-1,2026-01-05 08:30:00,张三,13800000000,龙水镇小学门口没有红绿灯，早晚高峰很危险。,龙水镇,交通出行\n"
    "T-2,2026/1/6,李四,,棠香街道的路灯坏了半年,棠香街道,市政\n"
    "T-3,2026年2月30日,,,村口的桥要修,,\n"
    "T-4,,,,龙水镇小学门口没有红绿灯 早晚高峰很危险!,,\n"
    ",,,,,,\n"
)


@pytest.fixture
def held(app: Flask, config: Config) -> Collecting:
    return collecting(config)


def upload(held: Collecting, text: str | bytes = LIST, name: str = "12345.csv") -> ImportedList:
    content = text.encode() if isinstance(text, str) else text
    return imports.upload(held.congress_id, held.drive_id, "hotline", content, name, OFFICE, NOW)


def take(held: Collecting, found: ImportedList, twins: bool = False, contacts: bool = False, batch: int = 250) -> int:
    imports.start(held.congress_id, found.id, twins, contacts, OFFICE, NOW)
    done, rows = 0, 1
    while done < rows:
        done, rows = imports.proceed(held.congress_id, found.id, NOW, held.rng, batch)
    return done


def said() -> list[Suggestion]:
    return list(db.session.scalars(select(Suggestion).order_by(Suggestion.no)))


def test_columns_are_guessed_from_the_headings_of_other_offices(held: Collecting) -> None:
    assert upload(held).columns == {
        "source": 0,
        "received_on": 1,
        "name": 2,
        "phone": 3,
        "text": 4,
        "place": 5,
        "category": 6,
    }


def test_a_title_above_the_headings_is_passed_over(held: Collecting) -> None:
    found = upload(held, "九月热线工单\n\n" + LIST)
    assert found.header[4] == "诉求内容"
    assert [one.read.row for one in imports.preview(found, NOW)] == [4, 5, 6, 7]


def test_the_preview_names_what_is_wrong_row_by_row_and_what_is_there_already(held: Collecting) -> None:
    rows = imports.preview(upload(held), NOW)
    assert [(one.read.row, one.state) for one in rows] == [(2, "good"), (3, "good"), (4, "wrong"), (5, "twin")]
    assert "2026年2月30日" in str(rows[2].read.error)
    assert str(rows[3].twin) == "与文件第 2 行内容相同"
    assert "市政" in rows[1].read.notes[0]


def test_what_the_drive_holds_already_is_recognised_by_text_and_by_number(held: Collecting) -> None:
    held.say("棠香街道的路灯，坏了半年。")
    held.say("别的事", channel="hotline", source="T-1")
    states = [(one.state, str(one.twin or "")) for one in imports.preview(upload(held), NOW)]
    assert states[:2] == [("twin", "编号与第2号建议相同"), ("twin", "与第1号建议内容相同")]


def test_chosen_columns_are_remembered_for_the_next_list_of_this_shape(held: Collecting) -> None:
    first = upload(held)
    imports.choose(held.congress_id, first.id, {"text": "4", "village": "5"})
    second = upload(held, HEAD + "T-9,,,,另一件事,红星村,\n", "10月.csv")
    assert second.columns == {"text": 4, "village": 5}


@pytest.mark.parametrize("typed", [{}, {"text": "x"}, {"text": "4", "title": "4"}, {"text": "99"}])
def test_columns_that_make_no_sense_are_refused(held: Collecting, typed: dict[str, str]) -> None:
    with pytest.raises(Rejected):
        imports.choose(held.congress_id, upload(held).id, typed)


def test_good_rows_come_in_with_their_origin_and_errors_stay_out(held: Collecting) -> None:
    assert take(held, upload(held)) == 2
    first, second = said()
    assert (first.channel, first.source, first.received_on, first.list_id) == ("hotline", "T-1", date(2026, 1, 5), 1)
    assert (second.category, second.details) == ("", {"原类别": "市政"})


def test_names_come_in_only_with_consent_and_leave_no_copy_behind(held: Collecting) -> None:
    found = upload(held)
    take(held, found)
    assert db.session.query(Contact).count() == 0
    assert db.session.get_one(ImportedList, found.id).pending is None
    imports.undo(held.congress_id, found.id, OFFICE, NOW)
    take(held, upload(held), contacts=True)
    assert {one.name for one in db.session.scalars(select(Contact))} == {"张三", "李四"}


def test_rows_that_nobody_goes_on_with_are_forgotten_after_a_day(held: Collecting) -> None:
    waiting = upload(held, HEAD + "W-1,,王五,13900000000,等待的事,,\n", "等待.csv").id
    stopped = upload(held, HEAD + "".join(f"S-{n},,赵六,,第{n}件事,,\n" for n in range(5)), "中断.csv").id
    imports.start(held.congress_id, stopped, False, False, OFFICE, NOW)
    imports.proceed(held.congress_id, stopped, NOW, held.rng, 2)
    imports.forget(NOW + timedelta(hours=23))
    assert {one.id for one in db.session.scalars(select(ImportedList)) if one.pending} == {waiting, stopped}
    imports.forget(NOW + timedelta(hours=25))
    left = db.session.scalars(select(ImportedList)).one()
    assert (left.id, left.pending, left.rows, len(said())) == (stopped, None, 2, 2)


def test_batches_go_on_after_an_interruption_and_bring_each_row_once(held: Collecting) -> None:
    key = upload(held, HEAD + "".join(f"N-{n},,,,第{n}件不同的事,,\n" for n in range(7))).id
    imports.start(held.congress_id, key, False, False, OFFICE, NOW)
    assert imports.proceed(held.congress_id, key, NOW, held.rng, 3) == (3, 7)
    db.session.remove()
    seen = [imports.proceed(held.congress_id, key, NOW, held.rng, 3)[0] for _turn in range(3)]
    assert seen == [6, 7, 7]
    assert [one.source for one in said()] == [f"N-{n}" for n in range(7)]


def test_an_import_is_one_recorded_act_and_is_undone_as_a_whole(held: Collecting) -> None:
    found = upload(held)
    take(held, found, twins=True)
    assert imports.undo(held.congress_id, found.id, OFFICE, NOW) == 3
    assert said() == []
    told = [(one.act, one.details) for one in entries(db.session(), held.congress_id)]
    assert [act for act, _details in told] == ["导入建议", "撤销导入"]
    assert "张三" not in str(told)


def test_a_list_of_which_something_was_handled_stays(held: Collecting) -> None:
    found = upload(held)
    take(held, found)
    with writing():
        said()[0].version += 1
    with pytest.raises(Conflict, match="list_in_hand"):
        imports.undo(held.congress_id, found.id, OFFICE, NOW)
    assert len(said()) == 2


def test_the_same_file_is_not_taken_over_twice(held: Collecting) -> None:
    take(held, upload(held))
    with pytest.raises(Conflict, match="file_imported"):
        upload(held)


def test_a_list_of_nothing_but_errors_is_not_started(held: Collecting) -> None:
    found = upload(held, HEAD + "T-1,昨天,,,村口的桥要修,,\n")
    with pytest.raises(Rejected, match="nothing_to_import"):
        imports.start(held.congress_id, found.id, True, True, OFFICE, NOW)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2026-1-5", date(2026, 1, 5)),
        ("2026年1月5日", date(2026, 1, 5)),
        ("20260105", date(2026, 1, 5)),
        ("46027", date(2026, 1, 5)),
        ("2026/01/05 13:20", date(2026, 1, 5)),
    ],
)
def test_dates_are_read_as_lists_write_them(text: str, found: date) -> None:
    assert mapping.day(text, date(2026, 1, 20)) == found


@pytest.mark.parametrize("text", ["昨天", "2026-13-01", "1999-01-01", "2027-01-01", "5", "９９９９", "2026-01-05<b>"])
def test_other_dates_are_refused(text: str) -> None:
    with pytest.raises(Rejected):
        mapping.day(text, date(2026, 1, 20))


def test_a_formula_is_neither_run_nor_passed_on(held: Collecting) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["建议内容", "编号"])
    sheet.append(["=1+1", "A"])
    sheet.append(["多装路灯", '=HYPERLINK("http://x.example")'])
    out = io.BytesIO()
    book.save(out)
    rows = imports.preview(upload(held, out.getvalue(), "list.xlsx"), NOW)
    assert [(one.state, one.read.voice.source if one.read.voice else "") for one in rows] == [
        ("wrong", ""),
        ("good", ""),
    ]


def test_a_cell_longer_than_any_suggestion_is_an_error_of_its_row(held: Collecting) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["建议内容"])
    sheet.append(["长" * 32_000])
    sheet.append(["多装路灯"])
    out = io.BytesIO()
    book.save(out)
    rows = imports.preview(upload(held, out.getvalue(), "list.xlsx"), NOW)
    assert [one.state for one in rows] == ["wrong", "good"]


def test_a_bomb_is_refused(held: Collecting) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 70 * 1024 * 1024)
    with pytest.raises(TooLarge):
        upload(held, out.getvalue(), "list.xlsx")


def test_a_file_with_a_script_for_a_name_and_other_bytes_is_refused(held: Collecting) -> None:
    with pytest.raises(Rejected):
        upload(held, b"\xff\xfe\x00<?php", "<script>.xlsx")
