"""Lists, records and plates of the office: whole, on the paper that was asked for, codes that lead somewhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pypdfium2
import pytest

from voting.printing import qr
from voting.printing.plate import Plate, plates_pdf
from voting.printing.record import RecordPaper, record_pdf
from voting.printing.rendering import DoesNotFit, pages_text
from voting.printing.table import Column, TablePaper, short_date, table_pdf

DAY = date(2027, 7, 1)
LIST = TablePaper(
    issuer="明川区人民代表大会常务委员会办公室",
    parts=["民生实事项目", "督办清单"],
    day=DAY,
    figures=[("事项", "2件")],
    columns=[Column(head="序号", width=5, centred=True), Column(head="事项\n（要求）", width=95)],
    rows=[["1", "补种行道树"], ["2", "修补路面\n恢复标线"]],
    sums=["", "合计2件"],
    notes=["按期限排列。"],
)
RECORD = RecordPaper(
    congress="明川区第三届人民代表大会",
    number="1001",
    name="代表甲",
    delegation="龙岗代表团",
    day=DAY,
    figures=[("出席会议", "2/2")],
    parts=[("会议", [("2027年1月13日", "第六次会议", "出席")]), ("票决", [])],
    note="只登记是否参加投票。",
)
PLATE = Plate(
    heading="2027年民生实事项目公示牌",
    name="城市供水质量提升",
    facts=[("主要内容", "改造管网38公里"), ("责任单位", "市水利局")],
    chosen="代表无记名投票选定。",
    lead="扫码看进展、提意见",
    issuer="责任单位：市水利局",
    phone="监督单位：人大常委会",
    url="https://minsheng.example.gov.cn/progress/projects/8",
)


def plain(pdf: bytes) -> str:
    return "".join("".join(pages_text(pdf)).split())


def width(pdf: bytes) -> float:
    document = pypdfium2.PdfDocument(pdf)
    found = document[0].get_width() / 72 * 25.4
    document.close()
    return float(found)


def test_a_list_has_title_figures_rows_sums_and_notes() -> None:
    text = plain(table_pdf(LIST))
    for said in ("民生实事项目督办清单", "2件", "补种行道树", "恢复标线", "合计2件", "按期限排列", "2027年7月1日"):
        assert said in text


@pytest.mark.parametrize(("size", "wide"), [("A3 landscape", 420), ("A4 landscape", 297), ("A4 portrait", 210)])
def test_a_list_stands_on_the_paper_that_was_asked_for(size: str, wide: float) -> None:
    assert width(table_pdf(replace(LIST, size=size))) == pytest.approx(wide, abs=0.5)


def test_a_long_list_repeats_its_head_and_one_page_holds_what_it_can() -> None:
    rows = [[str(no), f"事项之{no}"] for no in range(1, 41)]
    pages = pages_text(table_pdf(replace(LIST, rows=rows)))
    assert len(pages) > 1
    assert all("序号" in text for text in pages)
    assert len(pages_text(table_pdf(replace(LIST, rows=rows[:21], one_page=True)))) == 1


def test_a_day_in_a_narrow_column() -> None:
    assert short_date(date(2026, 1, 9)) == "2026.1.9"


def test_a_record_tells_what_there_is_and_leaves_out_what_is_empty() -> None:
    text = plain(record_pdf(RECORD))
    assert "代表履职登记表" in text
    assert "第六次会议出席" in text
    assert text.count("票决") == 0


@pytest.mark.parametrize(("size", "wide"), [("a3", 420), ("a2", 594)])
def test_each_plate_carries_its_own_code(size: str, wide: float) -> None:
    other = replace(PLATE, name="新建停车位", url=PLATE.url[:-1] + "9")
    pdf = plates_pdf([PLATE, other], size)
    assert qr.read_pdf(pdf, 40) == [[PLATE.url], [other.url]]
    assert width(pdf) == pytest.approx(wide, abs=0.5)


def test_a_long_name_stands_in_two_lines_and_one_too_long_is_refused() -> None:
    long = "农村饮水安全巩固提升及老旧供水管网改造与智慧水务平台一体化建设工程（二期）"
    assert long in plain(plates_pdf([replace(PLATE, name=long)]))
    with pytest.raises(DoesNotFit):
        plates_pdf([replace(PLATE, facts=[("主要内容", "改造管网" * 200)])])
