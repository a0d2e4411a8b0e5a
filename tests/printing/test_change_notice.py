"""The announcement of a change: whole, signed, marked while it is a draft, whatever its length."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from voting.printing.change_notice import ChangeNotice, change_notice_pdf
from voting.printing.rendering import pages_text

PAPER = ChangeNotice(
    issuer="明川区人民代表大会常务委员会办公室",
    title_parts=["关于调整“新建农村公路30公里”项目", "实施进度的公告"],
    opening="2027年6月20日报人大常委会备案，对2027年度民生实事项目第1项的实施计划作如下调整，现予公告。",
    reason="因管线迁改耽误工期。",
    rows=[("完成时限", "2027年11月30日", "2027年12月31日"), ("节点安排", "1．开工\n2．完工", "1．开工\n2．通车")],
    date=date(2027, 6, 25),
)


def plain(pdf: bytes) -> str:
    return "".join("".join(pages_text(pdf)).split())


def test_it_shows_old_and_new_and_is_signed() -> None:
    text = plain(change_notice_pdf(PAPER))
    for said in ("调整前", "2027年11月30日", "2027年12月31日", "通车", "因管线迁改", "2027年6月25日"):
        assert said in text
    assert "送审稿" not in text


def test_a_draft_says_so() -> None:
    assert "送审稿" in plain(change_notice_pdf(replace(PAPER, draft=True)))


def test_a_cancelled_project_has_no_table() -> None:
    text = plain(change_notice_pdf(replace(PAPER, rows=[])))
    assert "调整前" not in text
    assert "取消理由" in text


def test_of_a_replaced_project_the_new_one_is_told_alone() -> None:
    text = plain(change_notice_pdf(replace(PAPER, rows=[("项目名称", "", "改造农贸市场2个")], replaced=True)))
    assert "改造农贸市场2个" in text
    assert "调整前" not in text


def test_the_longest_texts_run_over_pages_and_nothing_is_cut() -> None:
    long = "".join(f"第{no}处建设内容；" for no in range(200))
    pages = pages_text(change_notice_pdf(replace(PAPER, rows=[("主要内容", long, long)], reason=long)))
    assert len(pages) > 2
    assert "第199处建设内容" in "".join("".join(pages).split())
