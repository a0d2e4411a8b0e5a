"""Blank ballots and archive ballots, read back from their PDFs.

Times are the processor's, which other work on the same machine does not lengthen.
"""

from __future__ import annotations

import random

import pypdfium2
import pytest

from voting.printing import Choice, DoesNotFit, archive_ballots_pdf, blank_ballots_pdf, qr, read_archive_code
from voting.printing.rendering import ensure_complete

from .conftest import CONTENT, FINGERPRINT, LONG_NAME, MakeVote, page_sizes, page_texts, squeeze


@pytest.mark.parametrize(("count", "size"), [(1, (297, 210)), (12, (297, 210)), (13, (420, 297)), (35, (420, 297))])
def test_a_blank_ballot_is_landscape_and_complete(make_vote: MakeVote, count: int, size: tuple[int, int]) -> None:
    vote = make_vote(count)
    pdf = blank_ballots_pdf(vote, 2)
    texts = page_texts(pdf)
    assert set(page_sizes(pdf)) == {size}
    assert len(texts) % 2 == 0
    ballot = "".join(texts[: len(texts) // 2])
    assert texts[: len(texts) // 2] == texts[len(texts) // 2 :]
    for candidate in vote.candidates:
        assert squeeze(candidate.name) in ballot
        assert candidate.investment in ballot
    assert "重庆市大足区第三届人民代表大会第六次会议2027年重点民生实事项目表决票" in ballot
    assert f"应选{vote.seats}项" in ballot
    assert "演练" not in ballot
    assert qr.read_pdf(pdf) == [[FINGERPRINT]] * len(texts)


def test_every_page_of_a_long_ballot_has_the_head_and_the_code(make_vote: MakeVote) -> None:
    vote = make_vote(35, name=LONG_NAME, content=CONTENT * 3, rehearsal=True)
    pdf = blank_ballots_pdf(vote, 1)
    texts = page_texts(pdf)
    assert len(texts) > 1
    for text in texts:
        assert "演练" in text
        assert "项目名称" in text
        assert "赞成" in text
    assert "".join(texts).count(LONG_NAME) == 35
    assert qr.read_pdf(pdf) == [[FINGERPRINT]] * len(texts)


def test_twelve_long_candidates_are_one_sheet(make_vote: MakeVote) -> None:
    pdf = blank_ballots_pdf(make_vote(12, name=LONG_NAME, content=CONTENT * 2), 1)
    assert len(page_sizes(pdf)) == 1


def test_text_longer_than_a_page_goes_on(make_vote: MakeVote) -> None:
    texts = page_texts(blank_ballots_pdf(make_vote(1, content="很长的内容" * 1000), 1))
    assert "".join(texts).count("长") == 1000


def test_text_that_would_be_cut_off_is_refused(make_vote: MakeVote) -> None:
    with pytest.raises(DoesNotFit):
        archive_ballots_pdf(make_vote(12, name="很长的名称" * 100), [[0] * 12])
    pdf = blank_ballots_pdf(make_vote(1), 1)
    ensure_complete(pdf, ["应选1项"])
    with pytest.raises(DoesNotFit, match="球"):
        ensure_complete(pdf, ["足球"])


@pytest.mark.parametrize(("count", "per_page"), [(1, 2), (12, 2), (15, 2), (16, 1), (35, 1)])
def test_archive_ballots_carry_their_marks(make_vote: MakeVote, count: int, per_page: int) -> None:
    vote = make_vote(count, name=LONG_NAME if count == 35 else "", rehearsal=count == 12)
    rng = random.Random(7)
    ballots = [[rng.randrange(3) for _ in range(count)] for _ in range(7)]
    remarks = ["", "无效：赞成超过应选数", "", "", "", "", ""]
    pdf = archive_ballots_pdf(vote, ballots, remarks=remarks)
    codes = [read_archive_code(text) for page in qr.read_pdf(pdf) for text in sorted(page, key=_index)]
    assert codes == [(FINGERPRINT, number, marks) for number, marks in enumerate(ballots, 1)]
    texts = page_texts(pdf)
    assert len(texts) == -(-7 // per_page)
    whole = "".join(texts)
    for number, marks in enumerate(ballots, 1):
        assert f"第{number}张，共7张" in whole
        assert f"赞成{marks.count(1)}项，反对{marks.count(2)}项，弃权{marks.count(0)}项" in whole
    flat = [mark for marks in ballots for mark in marks]
    assert whole.count("○赞成") == flat.count(1)
    assert whole.count("×反对") == flat.count(2)
    assert "无效：赞成超过应选数" in whole
    assert all(("演练" in text) == vote.rehearsal for text in texts)
    for candidate in vote.candidates:
        assert squeeze(candidate.name) in whole


def test_archive_ballots_with_another_legend_and_with_ranks(make_vote: MakeVote) -> None:
    legend = (
        Choice(mark=1, word="赞成", sign="√"),
        Choice(mark=2, word="反对", sign="×"),
        Choice(mark=0, word="弃权", sign="○"),
    )
    assert "○弃权" in page_texts(archive_ballots_pdf(make_vote(2, choices=legend), [[1, 0]]))[0]
    ranked = archive_ballots_pdf(make_vote(12, choices=()), [[12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 0]])
    assert read_archive_code(qr.read_pdf(ranked)[0][0])[2] == [12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 0]
    assert "填写名次11项" in page_texts(ranked)[0]


def test_long_names_take_a_sheet_for_each_archive_ballot(make_vote: MakeVote) -> None:
    pdf = archive_ballots_pdf(make_vote(15, name=LONG_NAME * 3), [[1] * 15] * 2)
    texts = page_texts(pdf)
    assert len(texts) in {1, 2}
    assert "".join(texts).count(LONG_NAME) == 15 * 3 * 2


def test_marks_that_are_not_in_the_vote_are_refused(make_vote: MakeVote) -> None:
    with pytest.raises(ValueError, match="ballot 2"):
        archive_ballots_pdf(make_vote(3), [[0, 1, 2], [0, 1, 3]])
    with pytest.raises(ValueError, match="ballot 1"):
        archive_ballots_pdf(make_vote(3), [[0, 1]])


def test_a_void_archive_ballot_may_bear_no_marks(make_vote: MakeVote) -> None:
    why = "无效：内容不是选票，无法辨认"
    pdf = archive_ballots_pdf(make_vote(3), [[1, 1, 2], []], remarks=["", why])
    assert sorted(read_archive_code(text)[2] for page in qr.read_pdf(pdf) for text in page) == [[], [1, 1, 2]]
    text = "".join(page_texts(pdf))
    assert f"票面没有标记{why}" in text
    assert text.count("○赞成") == 2
    with pytest.raises(ValueError, match="marks do not fit"):
        archive_ballots_pdf(make_vote(3), [[1, 1, 2], []])


@pytest.mark.parametrize("text", ["", "B1.x.0.1", "B2.x.1.1", "B1.x.1.", "B1.x.1.1A", "https://a/verify#x"])
def test_foreign_codes_are_not_archive_ballots(text: str) -> None:
    with pytest.raises(ValueError, match="not the code"):
        read_archive_code(text)


def test_three_thousand_archive_ballots_are_small(make_vote: MakeVote) -> None:
    count, rng = 35, random.Random(3)
    pdf = archive_ballots_pdf(make_vote(count), [[rng.randrange(3) for _ in range(count)] for _ in range(3000)])
    assert len(pdf) < 6_000_000


def test_three_thousand_blank_ballots_are_small(make_vote: MakeVote) -> None:
    pdf = blank_ballots_pdf(make_vote(12), 3000)
    assert len(pdf) < 6_000_000
    assert len(pypdfium2.PdfDocument(pdf)) == 3000


def _index(text: str) -> int:
    return read_archive_code(text)[1]
