"""Rosters and lists that somebody made by mistake or with intent: an answer in words, nothing written."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

import pytest
from flask import Flask
from openpyxl import Workbook
from sqlalchemy import func, select
from support.office import Office, congress

from voting.config import Config
from voting.deputies.models import Deputy
from voting.extensions import db

HEADER = "编号,姓名,代表团"


@pytest.fixture
def office(config: Config, make_app: Callable[[Config], Flask]) -> Office:
    return congress(make_app(config), config, "明川区第三届人民代表大会", "office")


def stored(office: Office) -> int:
    return office.run(lambda: db.session.scalar(select(func.count()).select_from(Deputy)) or 0)


def refused(office: Office, content: bytes, name: str) -> tuple[int, str]:
    """Status and text of the page after an upload that must leave nothing behind."""
    desk = office.meeting()
    answer = office.post(f"{desk}/roster", file=(io.BytesIO(content), name), **{"import": "1"})
    assert stored(office) == 0
    return answer.status_code, re.sub(r"\s+", " ", answer.text)


def workbook(fill: Callable[[Workbook], object]) -> bytes:
    book = Workbook()
    fill(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rows(*lines: str) -> bytes:
    return "\n".join([HEADER, *lines]).encode()


def test_duplicate_numbers(office: Office) -> None:
    _, text = refused(office, rows("1001,王一,龙岗", "1001,李二,龙岗"), "roster.csv")
    assert "1001" in text
    assert "重复" in text


def test_empty_names(office: Office) -> None:
    _, text = refused(office, rows("1001,,龙岗"), "roster.csv")
    assert "姓名" in text


def test_wrong_columns(office: Office) -> None:
    status, text = refused(office, "甲,乙,丙\n1,2,3".encode(), "roster.csv")
    assert status == 400
    assert "没有找到“" in text


def test_characters_that_will_not_print(office: Office) -> None:
    _, text = refused(office, rows("1001,王\ue123,龙岗"), "roster.csv")
    assert "打印" in text or "印" in text


def test_fifty_thousand_rows(office: Office) -> None:
    content = rows(*(f"{number},王{number},龙岗" for number in range(50_000)))
    status, text = refused(office, content, "roster.csv")
    assert status == 413
    assert "行" in text


def test_fifty_thousand_rows_of_a_workbook(office: Office) -> None:
    def fill(book: Workbook) -> None:
        sheet = book.active
        assert sheet is not None
        sheet.append(HEADER.split(","))
        for number in range(50_000):
            sheet.append([number, f"王{number}", "龙岗"])

    status, _ = refused(office, workbook(fill), "roster.xlsx")
    assert status == 413


def test_a_million_empty_rows(office: Office) -> None:
    def fill(book: Workbook) -> None:
        sheet = book.active
        assert sheet is not None
        sheet.append(HEADER.split(","))
        sheet["A1048576"] = " "

    status, text = refused(office, workbook(fill), "roster.xlsx")
    assert status in (400, 413)
    assert "error-summary" in text


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return out.getvalue()


def test_a_zip_bomb(office: Office) -> None:
    good = workbook(lambda book: None)
    out = io.BytesIO(good)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/sharedStrings.xml", b" " * (200 * 2**20))
    assert len(out.getvalue()) < 2**20
    status, text = refused(office, out.getvalue(), "roster.xlsx")
    assert status == 413
    assert "展开后过大" in text


NOT_WORKBOOKS = {
    "empty.xlsx": b"",
    "text.xlsx": b"hello",
    "cut.xlsx": workbook(lambda book: None)[:500],
    "odd.xlsx": zipped(**{"readme.txt": b"hello"}),
    "torn.xlsx": zipped(**{"[Content_Types].xml": b"<", "xl/workbook.xml": b"<a>"}),
    "empty.csv": b"",
    "binary.csv": bytes(range(256)) * 40,
    "long.csv": b"\xe5" * 100 + b"," * 200_000,
}


@pytest.mark.parametrize(("name", "content"), NOT_WORKBOOKS.items(), ids=NOT_WORKBOOKS)
def test_what_is_no_table(office: Office, name: str, content: bytes) -> None:
    status, text = refused(office, content, name)
    assert status == 400
    assert "error-summary" in text


def test_formulas_are_not_taken_for_names(office: Office) -> None:
    def fill(book: Workbook) -> None:
        sheet = book.active
        assert sheet is not None
        sheet.append(HEADER.split(","))
        sheet.append(["1001", '=HYPERLINK("http://evil.example")', "龙岗"])

    _, text = refused(office, workbook(fill), "roster.xlsx")
    assert "evil.example" not in text


def test_an_entity_bomb(office: Office) -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "' + b"a" * 1000 + b'">'
    for letter, before in zip(b"bcdefgh", b"abcdefg", strict=True):
        bomb += b'<!ENTITY %c "%s">' % (letter, b"&%c;" % before * 10)
    bomb += b"]><x>&h;</x>"
    content = zipped(**{"[Content_Types].xml": bomb, "xl/workbook.xml": bomb})
    status, _ = refused(office, content, "roster.xlsx")
    assert status == 400
