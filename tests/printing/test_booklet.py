"""The candidate booklet and the summary of the deliberation: complete, with codes that lead to the project's page."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from voting.printing.booklet import Booklet, BookletProject, booklet_pdf
from voting.printing.opinions import OpinionSummary, ProjectOpinions, SaidOpinion, opinions_pdf

from .conftest import LONG_NAME, page_texts, squeeze


def picture() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (160, 100), "#88aacc").save(made, "JPEG")
    return made.getvalue()


PROJECT = BookletProject(
    no=1,
    name=LONG_NAME,
    unit="区水利局",
    facts=[
        ("类别", "住房和小区"),
        ("实施地点", "棠香街道、龙岗街道"),
        ("总投资", "12,600万元"),
        ("分年投资", "2027年8,000万元；2028年4,600万元"),
        ("资金来源", "区级财政8,000万元，上级补助4,600万元"),
        ("来源", "群众和代表的建议37条"),
    ],
    texts=[
        ("主要内容", "改造管网58公里。\n覆盖18个镇街。"),
        ("必要性", "管网建于上世纪九十年代，漏损率高。" * 30),
    ],
    url="http://127.0.0.1:8000/projects/41",
    pictures=[picture()] * 3,
)
BOOKLET = Booklet(
    congress="重庆市大足区第三届人民代表大会",
    meeting="第六次会议",
    title="2027年重点民生实事项目",
    rehearsal=False,
    seats=1,
    date=date(2027, 1, 12),
    projects=[PROJECT, BookletProject(no=2, name="社区食堂", url="http://127.0.0.1:8000/projects/42")],
)
SUMMARY = OpinionSummary(
    congress="重庆市大足区第三届人民代表大会",
    meeting="第六次会议",
    title="2027年重点民生实事项目",
    rehearsal=False,
    date=date(2027, 1, 12),
    delegations=1,
    projects=[
        ProjectOpinions(
            no=1,
            name=LONG_NAME,
            unit="区水利局",
            opinions=[SaidOpinion(delegation="龙岗代表团", text="建议先做漏损严重的片区。", answer="已列入第一批。")],
        ),
        ProjectOpinions(no=2, name="社区食堂"),
    ],
)


@pytest.fixture(scope="module")
def booklet() -> bytes:
    return booklet_pdf(BOOKLET)


def test_every_project_begins_a_page_and_its_code_leads_to_it(booklet: bytes) -> None:
    texts = page_texts(booklet)
    found = {}
    for at, page in enumerate(pypdfium2.PdfDocument(booklet)):
        for code in zxingcpp.read_barcodes(page.render(scale=2).to_pil()):
            found[code.text] = at
    assert list(found) == [project.url for project in BOOKLET.projects]
    for project in BOOKLET.projects:
        assert squeeze(project.name) in texts[found[project.url]]


def test_the_contents_name_the_right_pages(booklet: bytes) -> None:
    texts = page_texts(booklet)
    for project in BOOKLET.projects:
        begins = next(at for at, text in enumerate(texts) if at > 1 and squeeze(project.name) in text)
        line = texts[1].split(squeeze(project.name))[1]
        assert line.startswith(f"{project.unit}{begins + 1}")


def test_a_rehearsal_is_marked_on_every_page() -> None:
    pages = page_texts(booklet_pdf(replace(BOOKLET, rehearsal=True)))
    assert all("演练" in text for text in pages)


def test_the_summary_says_who_said_what_and_what_was_answered() -> None:
    text = "".join(page_texts(opinions_pdf(SUMMARY)))
    assert "1个代表团审议了2项候选项目，共提出意见1条，责任单位已答复1条" in text
    assert text.index("龙岗代表团") < text.index("建议先做漏损严重的片区") < text.index("答复（区水利局）")
    assert "没有提出意见" in text


def test_a_summary_without_opinions_says_so() -> None:
    empty = replace(SUMMARY, delegations=0, projects=[ProjectOpinions(no=1, name="社区食堂")])
    assert "目前没有收到意见" in "".join(page_texts(opinions_pdf(empty)))
