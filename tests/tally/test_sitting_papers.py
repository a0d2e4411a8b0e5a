"""The papers of a real sitting: on paper alone without a word of an electronic box, and the tellers' figures."""

from __future__ import annotations

import pytest
from flask import Flask
from support import stage
from support.reading import words

from voting.ballots import batches, paper
from voting.config import Config
from voting.errors import Conflict, Rejected
from voting.sitting import order
from voting.tally import counting, dossier, scripts, sitting_papers
from voting.tally.certifying import result_json

BEFORE_ZERO = ("attendance", "measures", "scrutineers")
OF_THE_BOX = ("电子票箱内", "票箱记录", "第0条", "密钥", "投票卡", "混票", "解密", "平板")
PILES = [
    [[1, 1, 0, 2], [1, 2, 1, 0], [1, 1, 1, 0], [2, 2, 2, 2], [0, 0, 0, 0]],
    [[1, 0, 2, 0], [0, 0, 0, 0], [1, 1, 2, -1], [0, 0, 0, 0], [0, 0, 0, 0]],
]
"""Two seats: the third sheet of the first pile has too many approvals; a scrutineer voids its fourth."""


@pytest.fixture
def vote(app: Flask, config: Config) -> stage.Stage:
    """On paper alone, everybody there."""
    made = stage.frozen(config, deputies=10)
    paper.use_paper_only(made.round_id, "停电", stage.OFFICE, stage.NOW)
    made.sign_in()
    return made


def zero(vote: stage.Stage) -> str:
    return words(sitting_papers.zero_report(vote.round, vote.config, stage.NOW))


def note(vote: stage.Stage, *keys: str, boxes: int = 0) -> None:
    for key in keys:
        order.note(vote.round_id, key, stage.OFFICE, stage.NOW, boxes=boxes)


def said(vote: stage.Stage) -> str:
    return "".join(words(scripts.script_paper(vote.round, script, vote.config, stage.NOW)) for script in scripts.TITLES)


def count(vote: stage.Stage) -> None:
    """Both piles are read by two tellers each; one sheet is void."""
    vote.open()
    stage.close(vote)
    stage.start(vote)
    people = stage.tellers(vote, 4)
    for place, sheets in enumerate(PILES):
        batch = stage.pile(vote, len(sheets))
        for teller in people[2 * place : 2 * place + 2]:
            stage.read_pile(vote, batch, teller, sheets, {4} if place == 0 else None)
        for reading in piles_awaiting(vote, batch):
            batches.decide(batch, *reading, stage.scrutineer(vote, 0), stage.NOW)
    counting.count_with_paper(vote.round_id, vote.config, stage.OFFICE, stage.NOW)


def piles_awaiting(vote: stage.Stage, batch: int) -> list[tuple[int, list[int], bool, str]]:
    """What the chief scrutineer decides: sheet, marks, void, reason."""
    first = batch == batches.of_round(vote.round_id)[0].id
    return [(4, [0, 0, 0, 0], True, "无法辨认")] if first else [(3, [1, 1, 2, -1], False, "一行无法辨认")]


def test_the_zero_report_on_paper_alone_speaks_of_paper_boxes_only(vote: stage.Stage) -> None:
    assert "投票箱共＿＿＿个，箱内无票，已当众加封。本轮只用纸质票" in zero(vote)
    note(vote, *BEFORE_ZERO)
    note(vote, "zero", boxes=2)
    text = zero(vote)
    assert "投票箱共2个，箱内无票，已当众加封。本轮只用纸质票，不设电子票箱。各项数字如下" in text
    assert paper.mark_of(vote.round) in text
    assert [word for word in OF_THE_BOX if word in text] == []


def test_on_paper_alone_the_scrutineers_say_how_many_boxes_they_sealed(vote: stage.Stage) -> None:
    note(vote, *BEFORE_ZERO)
    with pytest.raises(Rejected) as caught:
        note(vote, "zero")
    assert (caught.value.code, caught.value.details["field"]) == ("boxes_none", "boxes")


def test_nobody_speaks_of_cards_and_keys_on_paper_alone(vote: stage.Stage) -> None:
    assert "投票箱共＿＿＿个，箱内无票" in said(vote)
    note(vote, *BEFORE_ZERO)
    note(vote, "zero", boxes=2)
    text = said(vote)
    assert [word for word in OF_THE_BOX if word in text] == []
    assert "投票箱共2个，箱内无票，已经加封。本轮只用纸质票" in text
    assert "请工作人员分发表决票，每位到会代表一张" in text
    assert "按“结束投票”；打开票箱，清点纸质票" in text


def test_with_tablets_and_paper_the_boxes_are_filled_in_by_hand_until_they_are_noted(
    app: Flask, config: Config
) -> None:
    vote = stage.boxed(config)
    vote.sign_in()
    assert "投票箱" not in zero(vote).replace("电子票箱", "")
    vote.exchange(0)
    assert "投票箱共＿＿＿个，箱内无票，已当众加封；电子票箱内无票" in zero(vote)


def test_the_attendance_list_of_the_moment_counts_those_present(vote: stage.Stage) -> None:
    meeting = vote.round.meeting
    assert "应到10人实到10人" in words(sitting_papers.attendance_list(meeting, vote.config, stage.NOW, blank=False))
    assert "应到10人实到人" in words(sitting_papers.attendance_list(meeting, vote.config, stage.NOW, blank=True))


def test_nobody_says_what_came_back_before_the_paper_is_counted(vote: stage.Stage) -> None:
    vote.open()
    stage.close(vote)
    stage.start(vote)
    assert "发出表决票10张，收回＿＿＿张，收回的票数＿＿＿发出的票数。我宣布：本次投票＿＿＿" in said(vote)
    with pytest.raises(Conflict) as caught:
        sitting_papers.issue_report(vote.round, vote.config, stage.NOW)
    assert caught.value.code == "paper_uncounted"
    stage.pile(vote, 10)
    assert "收回10张，收回的票数等于发出的票数。我宣布：本次投票有效" in said(vote)
    assert "收回10张" in words(sitting_papers.issue_report(vote.round, vote.config, stage.NOW))


def test_tellers_sheets_and_their_summary_hold_what_was_settled(vote: stage.Stage) -> None:
    count(vote)
    one, two = (words(sitting_papers.filled_sheet(vote.round, no, vote.config)) for no in (1, 2))
    assert "收到票：5张有效票：3张无效票：2张" in one
    assert "1候选项目之12012候选项目之21113候选项目之31024候选项目之4012" in one
    assert "计票人甲计票人乙" in one
    assert "收到票：5张有效票：5张无效票：0张" in two
    assert "1候选项目之12032候选项目之21043候选项目之30234候选项目之4005" in two
    summary = words(sitting_papers.teller_summary(vote.round, vote.config))
    assert "收到票5510有效票358无效票202" in summary
    assert "1候选项目之1224000134" in summary


def test_the_sheets_add_up_to_the_result(vote: stage.Stage) -> None:
    count(vote)
    sheets = sitting_papers.filled_sheets(vote.round)
    sums = [
        [sum(figures) for figures in zip(*(sheet.rows[at].counts for sheet in sheets), strict=True)] for at in range(4)
    ]  # type: ignore[arg-type]
    told = result_json(vote.round)
    assert sums == [[row["approve"], row["oppose"], row["abstain"]] for row in told["rows"]]
    assert (sum(sheet.valid or 0 for sheet in sheets), told["valid"]) == (8, 8)


def test_the_dossier_on_paper_alone_holds_every_paper_and_no_archive(vote: stage.Stage) -> None:
    note(vote, *BEFORE_ZERO)
    note(vote, "zero", boxes=2)
    count(vote)
    stage.announce(vote)
    files = [part.file for part in dossier.parts(vote.round, vote.config, stage.NOW)]
    assert {"zero.pdf", "issued-returned.pdf", "tellers-1.pdf", "tellers-2.pdf", "tellers.pdf"} <= set(files)
    assert [name for name in files if name.endswith(".bel") or name == "ballots.pdf"] == []


def test_no_sheet_tells_of_fewer_than_five_ballots(app: Flask, config: Config) -> None:
    made = stage.frozen(config, deputies=12)
    paper.use_paper_only(made.round_id, "停电", stage.OFFICE, stage.NOW)
    made.sign_in()
    made.open()
    stage.close(made)
    stage.start(made)
    people = stage.tellers(made, 2)
    for number in (6, 1, 2, 3):
        batch = stage.pile(made, number)
        for teller in people:
            stage.read_pile(made, batch, teller, [[1, 1, 0, 2]] * number)
    counting.count_with_paper(made.round_id, made.config, stage.OFFICE, stage.NOW)
    sheets = sitting_papers.filled_sheets(made.round)
    assert [(one.group, one.batch, one.ballots) for one in sheets] == [
        ("第一计票小组", "第1批", 6),
        ("第二、三、四计票小组", "第2、3、4批", 6),
    ]
    assert "第2、3、4批" in words(sitting_papers.filled_sheet(made.round, 2, made.config))
    assert list(sheets[1].pair) == ["计票人甲", "计票人乙"]
