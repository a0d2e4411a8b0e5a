"""Pages as they come out of the printer: nothing overlaps, nothing leaves its margins, codes survive a scanner."""

from __future__ import annotations

from dataclasses import replace

import pytest

from voting.printing import CHOOSE, Channel, archive_ballots_pdf, blank_ballots_pdf, cards_pdf, report_pdf

from .conftest import CONTENT, LONG_NAME, RARE, MakeResult, MakeVote, Print, page_sizes, page_texts
from .conftest import TYPED_CODE as CODE
from .geometry import margins, overlaps


@pytest.mark.parametrize(("count", "name"), [(1, RARE), (12, LONG_NAME), (35, "")])
def test_blank_ballots_are_tidy(printed: Print, make_vote: MakeVote, count: int, name: str) -> None:
    pdf = printed("ballot", count).pdf if name else blank_ballots_pdf(make_vote(count), 1)
    assert overlaps(pdf) == []
    for left, top, right, bottom in margins(pdf):
        assert min(left, right) >= 13.9
        assert min(top, bottom) >= 5
    if name:
        assert "".join(page_texts(pdf)).count(name) == count


def test_thirty_five_short_candidates_are_one_sheet(make_vote: MakeVote) -> None:
    assert page_sizes(blank_ballots_pdf(make_vote(35, content="改造老旧小区18个"), 1)) == [(420, 297)]


def test_thirty_five_long_names_with_short_contents_are_one_sheet(make_vote: MakeVote) -> None:
    pdf = blank_ballots_pdf(make_vote(35, name=LONG_NAME, content="改造供水管网12公里，受益群众约3万人。"), 1)
    assert page_sizes(pdf) == [(420, 297)]
    assert overlaps(pdf) == []


def test_six_hundred_characters_of_content_are_all_there(make_vote: MakeVote) -> None:
    text = "".join(chr(0x4E00 + n) for n in range(600))
    pdf = blank_ballots_pdf(make_vote(6, content=text), 1)
    whole = "".join(page_texts(pdf))
    assert all(whole.count(character) >= 6 for character in text)


def test_the_legend_is_on_the_ballot(make_vote: MakeVote) -> None:
    def ballot(**more: object) -> str:
        return page_texts(blank_ballots_pdf(make_vote(3, **more), 1))[0]

    assert "赞成的，在“赞成”栏内画“○”；反对的，在“反对”栏内画“×”；弃权的，不画任何符号" in ballot()
    assert "同意的，在“同意”栏内画“○”；不同意的，不画任何符号" in ballot(choices=CHOOSE)
    assert "在“名次”栏内按优先次序填写1至2" in ballot(choices=())


def test_the_rules_given_are_printed_without_gaps(make_vote: MakeVote) -> None:
    given = ["候选项目 3 项，应选 2 项。", "赞成不超过 2 项的为有效票。"]
    pdf = blank_ballots_pdf(replace(make_vote(3), rules_sentences=given), 1)
    assert "候选项目3项，应选2项。" in page_texts(pdf)[0]


def test_archive_ballots_of_choosing_leave_the_others_empty(make_vote: MakeVote) -> None:
    whole = page_texts(archive_ballots_pdf(make_vote(3, choices=CHOOSE), [[1, 0, 1]]))[0]
    assert whole.count("○同意") == 2
    assert "同意2项" in whole


@pytest.mark.parametrize("count", [1, 12, 35])
def test_archive_ballots_are_tidy(printed: Print, count: int) -> None:
    pdf = printed("archive", count).pdf
    assert overlaps(pdf) == []
    assert all(min(edges) >= 5 for edges in margins(pdf))


@pytest.mark.parametrize(
    "congress",
    ["大足区人大", "重庆市大足区第三届人民代表大会", "新疆维吾尔自治区巴音郭楞蒙古自治州和静县第十八届人民代表大会"],
)
def test_cards_are_tidy_whatever_the_session_is_called(congress: str) -> None:
    card = "AX8Te-NCqt52-yjkFQ-zb4Zr8-Wq"
    pdf = cards_pdf([card] * 4, congress=congress, meeting="第十三次会议", rehearsal=False, labels=["欧阳" + RARE] * 4)
    assert overlaps(pdf) == []
    assert page_texts(pdf)[0].count(congress + "第十三次会议") == 4


def test_the_secret_of_a_card_is_on_the_panel_that_is_folded_inside() -> None:
    from .geometry import characters

    (page,) = characters(cards_pdf(["AX8Te-NCqt52"] * 4, congress="大足区人大", meeting="第六次会议", rehearsal=False))
    code = [c for c in page if c.text in "AXTNqt"]
    # the left third of the card; the two folds are at 74 and 136 mm
    assert max(c.right for c in code if c.bottom > 30 and c.left < 74) < 74
    assert [c.text for c in code if c.left > 74] == []


@pytest.mark.parametrize("count", [1, 12, 35])
def test_the_report_is_tidy(printed: Print, count: int) -> None:
    pdf = printed("report", count).pdf
    assert overlaps(pdf) == []
    for left, top, right, bottom in margins(pdf):
        assert left >= 23.5
        assert right >= 19.5
        assert min(top, bottom) >= 5


def test_electronic_and_paper_stand_beside_their_sum(make_result: MakeResult) -> None:
    result = make_result(12)
    rows = [
        {
            **row,
            "channels": [
                {"approve": row["approve"] - 20, "oppose": 2, "abstain": row["abstain"]},
                {"approve": 20, "oppose": 0, "abstain": 0},
            ],
        }
        for row in result.rows
    ]
    channels = [
        Channel(name="电子票", issued=300, returned=300, valid=298, void=2),
        Channel(name="纸质票", issued=31, returned=30, valid=28, void=2),
    ]
    pdf = report_pdf(replace(result, rows=rows, channels=channels, not_returned=1), "https://x/verify#a.b.c", CODE)
    texts = page_texts(pdf)
    assert "电子票3003002982纸质票3130282合计3313303264" in texts[0]
    assert "1第1片区老旧小区改造工程29720317202707" in texts[-1]
    assert "未投票" in texts[0]
    assert overlaps(pdf) == []


def test_signatures_never_stand_on_a_page_of_their_own(make_result: MakeResult) -> None:
    for count in (14, 34):
        texts = page_texts(report_pdf(make_result(count, content=CONTENT), "https://x/verify#a.b.c", CODE))
        (page,) = [text for text in texts if "总监票人：" in text]
        assert "项目名称" in page
