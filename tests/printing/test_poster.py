"""Posters: a page for each station, on both papers, with the code of its own form."""

from __future__ import annotations

from dataclasses import replace

import pypdfium2
import pytest

from voting.printing import qr
from voting.printing.poster import Poster, PosterStation, poster_pdf
from voting.printing.rendering import DoesNotFit, pages_text

HERE = Poster(
    call="民生实事　请您来提",
    asked="公开征集2027年度民生实事项目建议",
    lead="手机扫一扫，一分钟写下您的建议",
    steps=("扫描二维码", "写一件事，可以附照片", "记下查询码，随时看答复"),
    period="征集时间：2026年9月1日09:00至2026年9月30日18:00",
    issuer="明川区人民政府办公室",
    url="https://minsheng.example.gov.cn/collect/abcdefgh?station=a1b2c3d4e5f6",
    station=PosterStation(name="棠香街道代表联络站", facts=[("开放时间", "每周三 9:00—11:30"), ("值班代表", "代表甲")]),
)


@pytest.mark.parametrize(("size", "wide"), [("a4", 210), ("a3", 297)])
def test_each_page_carries_its_own_code_on_the_paper_that_was_asked_for(size: str, wide: float) -> None:
    there = replace(HERE, url=HERE.url[:-1] + "7", station=PosterStation(name="宝顶联络点", facts=[]))
    pdf = poster_pdf([HERE, there], size)
    assert qr.read_pdf(pdf, 60) == [[HERE.url], [there.url]]
    assert ["棠香街道代表联络站" in text for text in pages_text(pdf)] == [True, False]
    document = pypdfium2.PdfDocument(pdf)
    assert document[0].get_width() / 72 * 25.4 == pytest.approx(wide, abs=0.5)
    document.close()


def test_a_poster_that_would_lose_a_name_is_refused() -> None:
    crowded = PosterStation(name="棠香街道代表联络站" * 12, facts=[])
    with pytest.raises(DoesNotFit):
        poster_pdf([replace(HERE, station=crowded)], "a4")
