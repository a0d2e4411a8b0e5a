"""The count report and the announcement: complete, legible codes, GB/T 9704 figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pypdfium2
import pytest
from PIL import Image

from voting.printing import AnnouncedRound, AnnouncementPaper, Channel, ResultPaper, announcement_pdf, qr, report_pdf
from voting.printing.report import code_size, next_sentence
from voting.tally import seals, signing_keys
from voting.times import chinese_date, chinese_number

from .conftest import LONG_NAME, page_sizes, page_texts, payload_of

MakeResult = Callable[..., ResultPaper]
CODE = "ABCD-EFGH-JKLM-NPQR"


def link_of(result: ResultPaper, keys: signing_keys.Keys) -> str:
    return seals.link("https://vote.dazu-rd.example.gov.cn:8443", seals.seal(payload_of(result), keys))


@pytest.mark.parametrize(("count", "pages"), [(1, 1), (12, 1), (35, 2)])
def test_the_report_shows_every_figure(
    make_result: MakeResult, keys: signing_keys.Keys, count: int, pages: int
) -> None:
    result = make_result(count, rehearsal=count == 12)
    url = link_of(result, keys)
    pdf = report_pdf(result, url, CODE)
    texts = page_texts(pdf)
    whole = "".join(texts)
    assert len(texts) == pages
    assert set(page_sizes(pdf)) == {(210, 297)}
    assert [text for page in qr.read_pdf(pdf) for text in page] == [url]
    assert "3523313313303264" in whole
    for row in result.rows:
        assert f"{row['name']}{row['approve']}{row['oppose']}{row['abstain']}" in whole
    for words in ("总监票人：王总监", "李监票", "计票人：", "2027年1月12日", CODE):
        assert words in whole
    assert all(("演练" in text) == result.vote.rehearsal for text in texts)
    assert all("项目名称" in text for text in texts)


def test_the_rows_are_in_order_of_approvals(make_result: MakeResult) -> None:
    result = make_result(12)
    rows = [dict(row) for row in result.rows]
    rows[11]["approve"], rows[11]["abstain"] = 325, 1
    whole = "".join(page_texts(report_pdf(replace(result, rows=rows), "https://x/verify#a.b.c", CODE)))
    assert whole.index("第12片区") < whole.index("第1片区")


def test_long_names_wrap_and_nothing_is_lost(make_result: MakeResult) -> None:
    whole = "".join(page_texts(report_pdf(make_result(35, name=LONG_NAME), "https://x/verify#a.b.c", CODE)))
    assert whole.count(LONG_NAME) == 35


def test_channels_and_the_next_step(make_result: MakeResult) -> None:
    result = replace(
        make_result(12),
        channels=[
            Channel(name="电子票", returned=300, valid=298, void=2),
            Channel(name="纸质票", returned=30, valid=28, void=2),
        ],
        next={"kind": "revote", "candidates": [3, 4], "seats": 1},
    )
    whole = "".join(page_texts(report_pdf(result, "https://x/verify#a.b.c", CODE)))
    assert "电子票3002982" in whole
    assert "票面第3项、第4项得票相等" in whole
    assert next_sentence({}) == ""
    assert "尚缺2项" in next_sentence({"kind": "second-round", "candidates": [1], "seats": 2})


@pytest.mark.parametrize("count", [1, 12, 35])
def test_modules_of_the_code_are_large_enough(make_result: MakeResult, keys: signing_keys.Keys, count: int) -> None:
    url = link_of(make_result(count), keys)
    level, side = code_size(url)
    assert side / (len(qr.matrix(url, level)) + 8) >= 0.4
    assert side < 70
    # as printed: the code's black square on the page, at 600 dpi
    document = pypdfium2.PdfDocument(report_pdf(make_result(count), url, CODE))
    picture = qr.page_picture(document, len(document) - 1, 600)
    (found,) = _positions(picture)
    assert found / 600 * 25.4 / len(qr.matrix(url, level)) >= 0.4


def announcement(count: int, **more: object) -> AnnouncementPaper:
    values: dict[str, object] = {
        "congress": "重庆市大足区第三届人民代表大会",
        "meeting": "第六次会议",
        "title": "2027年重点民生实事项目",
        "rehearsal": False,
        "names": [f"{LONG_NAME[:20]}{n}" for n in range(count)],
        "vote_date": date(2027, 1, 12),
        "date": date(2027, 1, 13),
        "number": 3,
    }
    return AnnouncementPaper(**{**values, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize("count", [1, 10, 28])
def test_the_announcement_has_names_only(make_result: MakeResult, keys: signing_keys.Keys, count: int) -> None:
    url = link_of(make_result(12), keys)
    paper = announcement(count, rehearsal=count == 10)
    pdf = announcement_pdf(paper, url, CODE)
    texts = page_texts(pdf)
    whole = "".join(texts)
    assert set(page_sizes(pdf)) == {(210, 297)}
    for name in paper.names:
        assert name in whole
    assert "（第3号）" in whole
    assert f"2027年1月12日依法票决确定2027年重点民生实事项目共{count}项" in whole
    assert "第六次会议主席团2027年1月13日" in whole
    assert "赞成" not in whole
    assert [text for page in qr.read_pdf(pdf) for text in page] == [url]
    assert all(("演练" in text) == paper.rehearsal for text in texts)


def test_the_announcement_keeps_to_the_text_area() -> None:
    document = pypdfium2.PdfDocument(announcement_pdf(announcement(28), "https://x/verify#a.b.c", CODE))
    baselines = set()
    for page in document:
        text = page.get_textpage()
        for at in range(text.count_chars()):
            if text.get_text_range(at, 1).strip():
                left, bottom, right, top = (side / 72 * 25.4 for side in text.get_charbox(at, loose=False))
                assert left > 27.5
                assert right < 184.5
                assert top < 260.5
                # below the text area there is the page number only
                assert bottom > 34 or text.get_text_range(at, 1) in "—0123456789"
        baselines.add(page.get_size())
    assert len(baselines) == 1


def test_a_full_page_of_the_announcement_is_22_lines_of_28_characters() -> None:
    """GB/T 9704-2012 §5.2.4: measured from where the characters stand on the second page, which text alone fills."""
    document = pypdfium2.PdfDocument(
        announcement_pdf(announcement(2, body="民" * 28 * 60), "https://x/verify#a.b.c", CODE)
    )
    text = document[1].get_textpage()
    lines: dict[float, list[float]] = {}
    for at in range(text.count_chars()):
        if text.get_text_range(at, 1) == "民":
            left, bottom, _, _ = text.get_charbox(at)
            lines.setdefault(round(bottom), []).append(left)
    assert [len(line) for line in lines.values()] == [28] * 22
    heights = sorted(lines)
    assert (heights[-1] - heights[0]) / 21 == pytest.approx(28.99, abs=0.05)
    assert (max(lines[heights[0]]) - min(lines[heights[0]])) / 27 == pytest.approx(15.79, abs=0.05)


@pytest.mark.parametrize("red", [True, False])
def test_the_letterhead_is_red_where_it_is_wanted(red: bool) -> None:
    pdf = announcement_pdf(announcement(3, letterhead=red), "https://x/verify#a.b.c", CODE)
    picture = pypdfium2.PdfDocument(pdf)[0].render(scale=1).to_pil().convert("RGB")
    seen = {colour for _, colour in picture.getcolors(1 << 20) or []}
    assert any(r > 180 and g < 60 and b < 60 for r, g, b in seen) is red


def test_ten_names_and_the_signature_stand_on_the_first_page(make_result: MakeResult, keys: signing_keys.Keys) -> None:
    paper = announcement(10, names=[f"第{n}片区老旧小区改造工程" for n in range(10)])
    first, behind = page_texts(announcement_pdf(paper, link_of(make_result(12), keys), CODE))
    assert all(name in first for name in paper.names)
    assert "第六次会议主席团2027年1月13日" in first
    assert CODE in behind


@pytest.mark.parametrize(
    ("second", "words"),
    [
        (12, "于2027年1月12日依法票决确定2027年重点民生实事项目共3项，其中第一次票决确定2项，再次票决确定1项。"),
        (13, "共3项，其中2027年1月12日第一次票决确定2项，2027年1月13日再次票决确定1项。"),
    ],
)
def test_an_announcement_gathers_several_rounds(second: int, words: str) -> None:
    rounds = [
        AnnouncedRound(name="第一次票决", vote_date=date(2027, 1, 12), count=2),
        AnnouncedRound(name="再次票决", vote_date=date(2027, 1, second), count=1),
    ]
    texts = page_texts(announcement_pdf(announcement(3, rounds=rounds), "https://x/verify#a.b.c", CODE))
    assert words in "".join(texts)


def test_dates_and_numerals() -> None:
    assert chinese_date(date(2027, 1, 9)) == "2027年1月9日"
    assert [chinese_number(n) for n in (1, 10, 11, 20, 35, 100)] == ["一", "十", "十一", "二十", "三十五", "100"]


def _positions(picture: Image.Image) -> list[float]:
    import zxingcpp

    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCodeModel2)
    return [code.position.top_right.x - code.position.top_left.x for code in found]
