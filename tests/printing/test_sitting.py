"""The papers of a sitting: complete, tidy, on the right paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from voting.printing import (
    CHOOSE,
    AttendanceGroup,
    AttendanceList,
    Attendee,
    Channel,
    DelegationFigures,
    IssueReport,
    ScriptPaper,
    ScriptStep,
    Signers,
    TellerRow,
    TellerSheet,
    TellerSummary,
    Trustee,
    VotePaper,
    ZeroReport,
    attendance_pdf,
    issue_report_pdf,
    qr,
    script_pdf,
    teller_sheet_pdf,
    teller_summary_pdf,
    zero_report_pdf,
)
from voting.printing.rendering import figures

from .conftest import LONG_NAME, MakeVote, page_sizes, page_texts
from .geometry import characters, margins, overlaps

DAY = date(2027, 1, 12)
RARE = "㛃𬭎𫘝喆昇堃"
SIGNERS = Signers(
    chief=["王总监"],
    scrutineers=["李监票", "张监票", "赵喆昇", "阿卜杜热依木·买买提江"],
    chief_tellers=["钱某"],
    tellers=["孙某", "周某"],
)
SIZES = [(1, RARE), (35, LONG_NAME)]


def zero(vote: VotePaper, **more: object) -> ZeroReport:
    trustees = [Trustee(name=name, fingerprint="7F3A-91BC-0D52-E8A6") for name in ("王总监", "李监票", "服务器")]
    report = ZeroReport(
        vote=vote,
        entitled=352,
        present=331,
        board_head="cd" * 32,
        board_height=5,
        trustees=trustees,
        signers=SIGNERS,
        date=DAY,
        time="9时30分",
    )
    return replace(report, **more)  # type: ignore[arg-type]


def issue(vote: VotePaper, **more: object) -> IssueReport:
    report = IssueReport(vote=vote, entitled=352, present=331, issued=331, returned=330, signers=SIGNERS, date=DAY)
    return replace(report, **more)  # type: ignore[arg-type]


def sheet(vote: VotePaper, group: str = "第一计票小组", counts: tuple[int, ...] = (25, 2, 3)) -> TellerSheet:
    rows = [TellerRow(no=c.no, name=c.name, counts=counts) for c in vote.candidates]
    return TellerSheet(vote=vote, group=group, date=DAY, batch="第1批", ballots=31, valid=30, void=1, rows=rows)


def tidy(pdf: bytes, left: float = 19.5) -> None:
    assert overlaps(pdf) == []
    for edges in margins(pdf):
        assert edges[0] >= left
        assert min(edges) >= 5


@pytest.mark.parametrize(("count", "name"), SIZES)
def test_the_zero_report(make_vote: MakeVote, count: int, name: str) -> None:
    pdf = zero_report_pdf(zero(make_vote(count, name=name)))
    texts = page_texts(pdf)
    whole = "".join(texts)
    assert set(page_sizes(pdf)) == {(210, 297)}
    assert "3523310000" in whole
    assert "服务器的密钥7F3A-91BC-0D52-E8A6" in whole
    assert "cd" * 32 in whole
    assert "赵喆昇" in whole
    assert "2027年1月12日9时30分" in whole
    assert "投票箱" not in whole
    assert "密钥" in next(text for text in texts if "总监票人：" in text)
    tidy(pdf)


def test_the_zero_report_speaks_of_the_boxes_that_there_are(make_vote: MakeVote) -> None:
    assert "投票箱共5个，箱内无票，已当众加封" in page_texts(zero_report_pdf(zero(make_vote(), boxes=5)))[0]


@pytest.mark.parametrize(
    ("issued", "returned", "words"),
    [
        (331, 331, "收回331张，收回票数等于发出票数，本次投票有效。"),
        (331, 330, "收回330张，收回票数少于发出票数，本次投票有效。"),
        (331, 332, "收回332张，收回票数多于发出票数，本次投票无效，应当重新投票。"),
    ],
)
def test_the_verdict_of_the_issued_report(make_vote: MakeVote, issued: int, returned: int, words: str) -> None:
    pdf = issue_report_pdf(issue(make_vote(), issued=issued, returned=returned))
    (text,) = page_texts(pdf)
    assert words in text
    assert f"352331{issued}{returned}" in text
    assert "执行主席：" in text
    tidy(pdf)


def test_more_paper_returned_than_issued_voids_the_vote_though_the_sum_holds(make_vote: MakeVote) -> None:
    channels = [
        Channel(name="电子票", issued=300, returned=298, valid=0, void=0),
        Channel(name="纸质票", issued=31, returned=32, valid=0, void=0),
    ]
    (text,) = page_texts(issue_report_pdf(issue(make_vote(), channels=channels)))
    assert "电子票3002982纸质票31320合计3313301" in text
    assert "其中纸质票收回票数多于发出票数，本次投票无效" in text


@pytest.mark.parametrize("count", [1, 27, 60])
def test_the_issued_report_by_delegation(make_vote: MakeVote, count: int) -> None:
    groups = [DelegationFigures(name=f"第{n}街道代表团", present=13, issued=12, returned=11) for n in range(count)]
    pdf = issue_report_pdf(issue(make_vote(), delegations=groups, notes=["注：备用表决票 9 张，已当众剪角作废。"]))
    whole = "".join(page_texts(pdf))
    assert len(page_sizes(pdf)) == (1 if count <= 27 else 2)
    assert all(f"第{n}街道代表团131211" in whole for n in range(count))
    assert f"实到{13 * count}人，发出{12 * count}张，收回{11 * count}张" in whole
    assert "备用表决票9张" in whole
    tidy(pdf)


@pytest.mark.parametrize(("count", "name"), SIZES)
def test_a_teller_sheet_with_its_figures(make_vote: MakeVote, count: int, name: str) -> None:
    pdf = teller_sheet_pdf(replace(sheet(make_vote(count, name=name)), pair=["孙某", "周某"]))
    whole = "".join(page_texts(pdf))
    assert set(page_sizes(pdf)) == {(210, 297)}
    assert "收到票：31张有效票：30张无效票：1张" in whole
    assert whole.count("2523") == count
    assert "孙某" in whole
    tidy(pdf)


@pytest.mark.parametrize(("count", "name"), SIZES)
def test_an_open_teller_sheet_has_room_for_marks(make_vote: MakeVote, count: int, name: str) -> None:
    pdf = teller_sheet_pdf(TellerSheet(vote=make_vote(count, name=name), group="第二计票小组", date=DAY))
    texts = page_texts(pdf)
    assert set(page_sizes(pdf)) == {(297, 210)}
    assert texts[0].count("画“正”字") == 3
    assert "收到票：张" in texts[0]
    tidy(pdf, 15)


@pytest.mark.parametrize(("groups", "size"), [(1, (297, 210)), (3, (297, 210)), (5, (420, 297))])
def test_the_summary_adds_the_groups(make_vote: MakeVote, groups: int, size: tuple[int, int]) -> None:
    vote = make_vote(12)
    sheets = [sheet(vote, f"第{n}计票小组", (20 + n, 2, 3)) for n in range(groups)]
    pdf = teller_summary_pdf(TellerSummary(vote=vote, sheets=sheets, signers=SIGNERS, date=DAY))
    (text,) = page_texts(pdf)
    assert page_sizes(pdf) == [size]
    approvals = [20 + n for n in range(groups)]
    assert "第1片区老旧小区改造工程" + "".join(map(str, approvals)) + str(sum(approvals)) in text
    assert f"收到票{'31' * groups}{31 * groups}" in text
    tidy(pdf, 15)


def test_a_long_summary_goes_on(make_vote: MakeVote) -> None:
    vote = make_vote(35, name=LONG_NAME)
    sheets = [sheet(vote, f"第{n}计票小组") for n in range(5)]
    pdf = teller_summary_pdf(TellerSummary(vote=vote, sheets=sheets, signers=SIGNERS, date=DAY))
    texts = page_texts(pdf)
    assert "".join(texts).count(LONG_NAME) == 35
    assert all("项目名称" in text for text in texts)
    tidy(pdf, 15)


def test_a_summary_without_all_figures_or_of_other_projects_is_refused(make_vote: MakeVote) -> None:
    vote = make_vote(2)
    good = sheet(vote)
    for bad in (
        replace(good, void=None),
        replace(good, rows=[replace(good.rows[0], counts=(1, None, 2)), good.rows[1]]),
        replace(good, rows=good.rows[:1]),
    ):
        with pytest.raises(ValueError, match="第一计票小组"):
            teller_summary_pdf(TellerSummary(vote=vote, sheets=[good, bad], signers=SIGNERS, date=DAY))
    with pytest.raises(ValueError, match="3 counts"):
        teller_sheet_pdf(sheet(vote, counts=(1, 2)))
    with pytest.raises(ValueError, match="no sheets"):
        teller_summary_pdf(TellerSummary(vote=vote, sheets=[], signers=SIGNERS, date=DAY))


def test_teller_sheets_follow_the_legend(make_vote: MakeVote) -> None:
    (text,) = page_texts(teller_sheet_pdf(sheet(make_vote(2, choices=CHOOSE), counts=(25,))))
    assert "项目名称同意" in text
    assert "反对" not in text


def script(steps: list[ScriptStep]) -> ScriptPaper:
    return ScriptPaper(
        congress="重庆市大足区第三届人民代表大会",
        meeting="第六次会议",
        title="投票表决2027年重点民生实事项目主持词",
        speaker="执行主席",
        rehearsal=False,
        date=DAY,
        steps=steps,
    )


def test_a_script_is_large_and_keeps_to_the_margins() -> None:
    said = "本次大会应到代表352人，今天上午实到331人，超过全体代表的三分之二，符合法定人数。"
    steps = [ScriptStep(heading=f"第{n}项内容", paragraphs=[said] * 3, then="（分发表决票）") for n in range(8)]
    pdf = script_pdf(script(steps))
    texts = page_texts(pdf)
    assert set(page_sizes(pdf)) == {(210, 297)}
    assert "".join(texts).count(said) == 24
    assert "八、第7项内容" in "".join(texts)
    assert overlaps(pdf) == []
    for (left, top, right, bottom), page in zip(margins(pdf), characters(pdf), strict=True):
        assert left >= 27.5
        assert top >= 36.5
        assert right >= 25.5
        # only the page number is below the text area
        assert bottom >= 20
        heights = [c.top - c.bottom for c in page if c.text in "代表实到" and c.bottom > 35]
        assert min(heights) > 4


def test_figures_are_bold_and_dates_are_not() -> None:
    from voting.printing.rendering import figures, sense

    assert "<b>352</b>人" in figures("应到代表 352 人")
    assert "<b>12.5</b>亿元" in figures("投资12.5亿元")
    assert "<b>" not in figures("2027年1月12日第3次会议第1项")
    assert figures("<b>a&b</b>") == "&lt;b&gt;a&amp;b&lt;/b&gt;"
    assert "<b>" not in sense("应到352人")


def people(count: int) -> list[Attendee]:
    names = ["王小明", "欧阳" + RARE[:2], "李喆", "阿卜杜热依木·买买提江"]
    return [Attendee(number=f"{n:03}", name=names[n % 4], signed="已电子签到" if n == 3 else "") for n in range(count)]


def attendance(groups: list[AttendanceGroup], **more: object) -> AttendanceList:
    values: dict[str, object] = {"date": DAY, **more}
    return AttendanceList(
        congress="重庆市大足区第三届人民代表大会",
        meeting="第六次会议",
        sitting="第三次全体会议",
        rehearsal=False,
        groups=groups,
        **values,  # type: ignore[arg-type]
    )


def test_each_delegation_signs_on_its_own_pages() -> None:
    groups = [AttendanceGroup(name=f"第{n}代表团", attendees=people(n)) for n in (13, 40, 45)]
    pdf = attendance_pdf(attendance(groups))
    texts = page_texts(pdf)
    assert len(texts) == 4
    assert ["应到13人" in texts[0], "应到40人" in texts[1], "应到45人" in texts[2]] == [True] * 3
    assert "044" in texts[3]
    assert all("签名" in text for text in texts)
    assert "已电子签到" in texts[0]
    tidy(pdf, 19)


def test_an_open_attendance_list() -> None:
    pdf = attendance_pdf(attendance([AttendanceGroup(name="列席人员")], open_lines=40, date=None))
    (text,) = page_texts(pdf)
    assert "40" in text
    assert "应到人" in text
    assert "年月日" in text


def test_every_page_of_a_rehearsal_says_so(make_vote: MakeVote) -> None:
    vote = make_vote(35, rehearsal=True)
    pdfs = [
        zero_report_pdf(zero(vote)),
        issue_report_pdf(issue(vote)),
        teller_sheet_pdf(sheet(vote)),
        teller_summary_pdf(TellerSummary(vote=vote, sheets=[sheet(vote)], signers=SIGNERS, date=DAY)),
        script_pdf(replace(script([ScriptStep(heading="发票", paragraphs=["请分发。"] * 30)]), rehearsal=True)),
        attendance_pdf(replace(attendance([AttendanceGroup(name="甲", attendees=people(45))]), rehearsal=True)),
    ]
    for pdf in pdfs:
        assert all("演练" in text for text in page_texts(pdf))


def test_a_further_round_is_named_behind_the_papers_name(make_vote: MakeVote) -> None:
    vote = replace(make_vote(2), title="2027年重点民生实事项目票决（第 2 轮，再次投票）")
    assert (
        "2027年重点民生实事项目表决票发出收回报告单（第2轮，再次投票）" in page_texts(issue_report_pdf(issue(vote)))[0]
    )
    assert "2027年重点民生实事项目票决零票报告（第2轮，再次投票）" in page_texts(zero_report_pdf(zero(vote)))[0]


def test_a_blank_keeps_its_unit_on_the_line() -> None:
    assert '<span class="together">＿＿＿个</span>' in figures("我宣布，下列＿＿＿个项目票决通过：")


def test_the_issue_report_carries_the_locked_head_to_be_scanned(make_vote: MakeVote) -> None:
    pdf = issue_report_pdf(issue(make_vote(12), head="3f" * 32))
    assert qr.read_pdf(pdf) == [["3f" * 32]]
    assert "3f" * 32 in "".join(page_texts(pdf))
    tidy(pdf)
