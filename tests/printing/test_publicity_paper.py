"""The public notice of the candidates on paper: complete, on one page before its table, marked while it is a draft."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from voting.printing.publicity import PublicityPaper, PublicityRow, publicity_pdf
from voting.printing.rendering import pages_text

PAPER = PublicityPaper(
    issuer="明川区人民政府办公室",
    title="2027年度民生实事候选项目公示",
    opening="经公开征集，初步确定了候选项目，现予公示。",
    period="2026年11月26日9:00至2026年12月3日18:00。",
    ways="公示期间，对候选项目有意见的，可以提出。",
    contact=["区人民政府办公室：023-43700001"],
    list_title="2027年度民生实事候选项目表",
    rows=[
        PublicityRow(name="新建农村公路", content="30公里", amount="1200", unit="区交通运输局", deadline="2027年12月")
    ],
    date=date(2026, 11, 26),
    url="https://voting.example/collect/abcd2345/projects",
)


def test_the_notice_is_signed_on_its_first_page_and_the_table_follows() -> None:
    first, second = pages_text(publicity_pdf(PAPER))
    assert "2026年11月26日" in first.replace(" ", "").split("附件：")[1]
    assert "新建农村公路" in second
    assert "送审稿" not in first


def test_a_notice_that_is_not_out_says_so_on_every_page() -> None:
    assert all("送审稿" in text for text in pages_text(publicity_pdf(replace(PAPER, draft=True))))
