"""Further rounds through the desk's door: a tie, a shortage, a void vote, and what is refused."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select
from support import stage
from support.office import Vote
from support.reading import words

from voting.ballots import following
from voting.errors import Conflict
from voting.extensions import db, writing
from voting.meetings import setup
from voting.meetings.models import Round
from voting.rules.rules import Rules
from voting.tally import certifying

TIE = [[1, 1, 0, 0], [1, 0, 1, 0], [1, 1, 0, 0], [1, 0, 1, 0], [1, 0, 0, 0], [1, 0, 0, 0]]
"""The first is selected; the second and the third are equal at the cut-off."""
FEW = [[1, 2, 2, 0]] * 6
"""Only the first passes."""


def tied(config: object, **options: object) -> stage.Stage:
    made = stage.opened(config, rules=Rules(seats=2, model="rank", threshold="none"), **options)  # type: ignore[arg-type]
    stage.vote(made, *TIE)
    return made


def short(config: object, **options: object) -> stage.Stage:
    made = stage.opened(config, **options)  # type: ignore[arg-type]
    stage.vote(made, *FEW)
    return made


def next_round(vote: Vote) -> Vote:
    """The round that follows, as it was set up at the desk."""

    def found() -> tuple[int, str]:
        one = db.session.scalars(select(Round).where(Round.parent_id == vote.stage.round_id)).one()
        return one.id, one.uuid

    round_id, uuid = vote.office.run(found)
    return Vote(vote.office, replace(vote.stage, round_id=round_id, uuid=uuid))


def certified(vote: Vote) -> Vote:
    vote.office.run(lambda: stage.certify(vote.stage))
    return vote


def held(vote: Vote, *ballots: list[int]) -> Vote:
    """The box is set up and the vote opened at the desk; ballots are cast, counted and certified."""
    assert vote.office.post(f"{vote.round}/box").status_code == 302
    assert vote.office.post(f"{vote.round}/open").status_code == 302
    vote.office.run(lambda: stage.vote(vote.stage, *ballots))
    return certified(vote)


def test_a_tie_is_voted_again_and_announced_with_both_rounds(at: Callable[..., Vote]) -> None:
    first = certified(at(tied))
    page = first.office.get(first.desk).text
    assert "票面第 2、3 项得票相等" in page
    assert f"/desk/rounds/{first.stage.uuid}/follow" in page
    asked = first.office.get(f"{first.round}/follow").text
    for part in ("候选项目之2", "候选项目之3", "候选项目 2 项，应选 1 项。", "投票卡还能用 4 轮"):
        assert part in asked
    answer = first.office.post(f"{first.round}/follow", way="tablets")
    second = next_round(first)
    assert answer.location == f"{first.desk}?round={second.stage.uuid}"
    held(second, *[[1, 0]] * 4, *[[0, 1]] * 2)
    done = second.office.post(f"{second.round}/announce", "chair")
    assert done.status_code == 302
    assert (first.state, second.state) == ("announced", "announced")
    paper = words(second.office.get(f"{second.round}/papers/announcement.pdf").data)
    assert "共2项" in paper
    assert "第一次票决确定1项，第二次票决确定1项" in paper
    assert "一、候选项目之1二、候选项目之2" in paper
    # The first round's board hands out the same announcement; with its archive it is that round which is checked.
    visitor = second.office.app.test_client()
    public = visitor.get(f"/rounds/{first.stage.uuid}/announcement.pdf").data
    assert words(public) == paper
    archive = visitor.get(f"/rounds/{first.stage.uuid}/vote.bel").data
    upload = {"file": (io.BytesIO(public), "a.pdf"), "board": (io.BytesIO(archive), "vote.bel")}
    page = visitor.post("/verify", data=upload, content_type="multipart/form-data").text
    assert "用档案重新计票得到的正是这一轮的结果" in page
    assert page.count("公示板上的档案，末端与签名一致。") == 2
    assert f"/rounds/{first.stage.uuid}" in page
    assert "全部入选项目按首轮候选名单的序号：1、2" in re.sub(r"\s", "", page)


def test_a_shortage_is_voted_again_among_those_that_did_not_pass(at: Callable[..., Vote]) -> None:
    first = certified(at(short))
    first.office.post(f"{first.round}/follow", way="tablets")
    second = next_round(first)
    page = second.office.get(f"{first.desk}?round={second.stage.uuid}").text
    assert "另行票决" in page
    found = second.office.run(lambda: second.stage.round)
    assert [item["name"] for item in found.candidates or []] == ["候选项目之2", "候选项目之3", "候选项目之4"]
    assert Rules.from_dict(found.rules).threshold == "entitled"
    held(second, *[[0, 0, 1]] * 6)
    second.office.post(f"{second.round}/announce")
    paper = words(second.office.get(f"{second.round}/papers/announcement.pdf").data)
    assert "一、候选项目之1二、候选项目之4" in paper


def test_a_void_vote_is_repeated(at: Callable[..., Vote]) -> None:
    first = at(stage.opened)
    page = first.office.get(f"{first.round}/void").text
    assert "officechair" in page
    assert "监票人0" in page
    missing = first.office.post(f"{first.round}/void", reason=" ")
    assert missing.status_code == 400
    assert 'id="reason-error"' in missing.text
    first.office.post(f"{first.round}/void", "chair", reason="会场停电，秩序中断")
    page = first.office.get(first.desk).text
    assert "本轮投票作废" in page
    assert "会场停电，秩序中断" in page
    assert "重新投票" in page
    first.office.post(f"{first.round}/follow", way="tablets")
    second = next_round(first)
    held(second, *[[1, 1, 0, 0]] * 6)
    second.office.post(f"{second.round}/announce")
    assert second.state == "announced"
    assert first.state == "open"
    paper = words(second.office.get(f"{second.round}/papers/announcement.pdf").data)
    assert "一、候选项目之1二、候选项目之2" in paper
    assert "第一次票决" not in paper
    board = first.office.app.test_client().get(f"/rounds/{first.stage.uuid}").text
    assert "作废" in board
    assert "会场停电，秩序中断" in board


@pytest.mark.parametrize("act", ["close", "open", "certify", "announce"])
def test_a_void_round_goes_no_further(at: Callable[..., Vote], act: str) -> None:
    vote = at(stage.opened)
    vote.office.post(f"{vote.round}/void", reason="秩序中断")
    before = vote.office.journal()
    assert vote.office.post(f"{vote.round}/{act}").status_code == 409
    assert vote.office.journal() == before


def test_no_ballot_enters_a_void_box(at: Callable[..., Vote]) -> None:
    vote = at(stage.opened)
    vote.office.post(f"{vote.round}/void", reason="秩序中断")
    deputy = vote.office.app.test_client()
    signed_in = deputy.post("/deputy/sign-in", data={"token": vote.stage.passes[0].token})
    assert signed_in.status_code == 302
    ballot = vote.office.run(lambda: vote.stage.ballot(0))
    refused = deputy.post(
        f"/deputy/rounds/{vote.stage.uuid}/ballot", data=ballot, headers={"Accept": "application/json"}
    )
    assert refused.status_code == 409
    assert "作废" in refused.json["message"]


def test_a_round_is_declared_void_once(at: Callable[..., Vote]) -> None:
    vote = at(stage.opened)
    vote.office.post(f"{vote.round}/void", reason="秩序中断")
    again = vote.office.post(f"{vote.round}/void", reason="又一次")
    assert again.status_code == 409
    assert [act for act, _, _ in vote.office.journal()].count("宣布本轮投票无效") == 1


def test_a_fifth_reserve_is_refused_with_the_way_out(at: Callable[..., Vote]) -> None:
    def five_times(config: object, **options: object) -> stage.Stage:
        made = stage.frozen(config, **options)  # type: ignore[arg-type]
        for _ in range(setup.RESERVES):
            following.declare_void(made.round_id, "试验", stage.OFFICE, stage.NOW)
            made = stage.follow(made, paper_only=True)
        following.declare_void(made.round_id, "试验", stage.OFFICE, stage.NOW)
        return made

    vote = at(five_times)
    page = vote.office.get(f"{vote.round}/follow").text
    assert "投票卡能用的轮次已经用完" in page
    refused = vote.office.post(f"{vote.round}/follow", way="tablets")
    assert refused.status_code == 409
    assert "请改用纸质票投票" in refused.text
    assert 'href="#way"' in refused.text
    assert vote.office.post(f"{vote.round}/follow", way="paper").status_code == 302
    assert vote.office.run(lambda: next_round(vote).stage.round.paper_only)


def test_a_second_press_finds_the_next_round_there(at: Callable[..., Vote]) -> None:
    first = certified(at(tied))
    first.office.post(f"{first.round}/follow", way="tablets")
    again = first.office.post(f"{first.round}/follow", way="tablets")
    assert again.status_code == 409
    assert "下一轮已经建立" in again.text
    assert next_round(first).stage.uuid in again.text


def test_nothing_follows_a_vote_that_decided_everything(at: Callable[..., Vote]) -> None:
    vote = at(stage.opened)
    vote.office.run(lambda: stage.vote(vote.stage, *[[1, 1, 0, 0]] * 6))
    refused = vote.office.post(f"{vote.round}/follow", way="tablets")
    assert refused.status_code == 409
    assert "不需要再次投票" in refused.text


def test_a_round_that_was_followed_is_not_announced_alone(at: Callable[..., Vote]) -> None:
    first = certified(at(tied))
    first.office.post(f"{first.round}/follow", way="tablets")
    assert "最后一轮认证后一并公告" in first.office.get(f"{first.round}/announce").text
    assert first.office.post(f"{first.round}/announce").status_code == 409
    assert first.office.get(f"{first.round}/papers/announcement.pdf").status_code == 409


def test_no_announcement_before_the_certificate(at: Callable[..., Vote]) -> None:
    vote = at(tied)
    assert vote.office.post(f"{vote.round}/announce").status_code == 409
    assert vote.office.get(f"{vote.round}/papers/announcement.pdf").status_code == 409
    tasks = vote.office.get(vote.desk).text
    assert "监票人全部确认以后才能认证" in tasks
    assert "认证计票结果以后才能公告" in tasks


def test_the_last_round_waits_for_the_certificate_of_the_first(at: Callable[..., Vote]) -> None:
    first = at(tied)
    first.office.post(f"{first.round}/follow", way="paper")
    second = next_round(first)
    with pytest.raises(Conflict, match="earlier_uncertified"):
        first.office.run(lambda: certify_at_once(second))


def certify_at_once(vote: Vote) -> None:
    """As if everything before it had been done."""
    with writing():
        found = vote.stage.round
        found.state, found.result = "counted", {"gate": {"ok": True}}
        found.confirmations = certifying.holders_names(found.meeting_id)
    certifying.certify(vote.stage.round_id, vote.stage.config, stage.OFFICE, stage.NOW)


def test_a_round_that_was_followed_cannot_be_declared_void(at: Callable[..., Vote]) -> None:
    first = certified(at(tied))
    first.office.post(f"{first.round}/follow", way="tablets")
    assert first.office.post(f"{first.round}/void", reason="晚了").status_code == 409


@pytest.mark.parametrize("role", ["teller", "auditor", "administrator", "credential_authority"])
@pytest.mark.parametrize("act", ["follow", "void"])
def test_only_clerk_and_chair_open_or_void_rounds(at: Callable[..., Vote], role: str, act: str) -> None:
    vote = at(stage.frozen)
    assert vote.office.post(f"{vote.round}/{act}", role, reason="无").status_code == 403


def test_the_meeting_page_follows_the_newest_round_and_keeps_the_others(at: Callable[..., Vote]) -> None:
    first = certified(at(tied))
    first.office.post(f"{first.round}/follow", way="tablets")
    second = next_round(first)
    newest = first.office.get(first.desk).text
    assert f'data-source="/desk/rounds/{second.stage.uuid}/state"' in newest
    earlier = first.office.get(f"{first.desk}?round={first.stage.uuid}").text
    assert f'data-source="/desk/rounds/{first.stage.uuid}/state"' in earlier
    assert "已经进入下一轮投票" in earlier


def test_deputies_scrutineers_and_screen_are_led_on(at: Callable[..., Vote]) -> None:
    first = certified(at(tied))
    first.office.post(f"{first.round}/follow", way="tablets")
    second = next_round(first)
    visitor = first.office.app.test_client()
    assert visitor.get(f"/screen/{first.stage.uuid}/state").json["following"] is None
    second.office.post(f"{second.round}/box")
    assert visitor.get(f"/screen/{first.stage.uuid}/state").json["following"] == second.stage.uuid
    second.office.post(f"{second.round}/open")
    deputy = first.office.app.test_client()
    deputy.post("/deputy/sign-in", data={"token": first.stage.passes[0].token})
    assert deputy.get("/deputy/state").json["round"] == second.stage.uuid
    assert "候选项目之3" in deputy.get(f"/deputy/rounds/{second.stage.uuid}").text
    second.office.run(lambda: stage.vote(second.stage, *[[1, 0]] * 6))
    chief = first.office.sign_in("stage0", "demo-2026")
    home = chief.get("/scrutineer/").text
    assert f"/scrutineer/rounds/{second.stage.uuid}" in home


def test_boards_of_a_chain_point_to_each_other(at: Callable[..., Vote]) -> None:
    first = certified(at(tied))
    first.office.post(f"{first.round}/follow", way="tablets")
    second = next_round(first)
    visitor = first.office.app.test_client()
    assert f'href="/rounds/{second.stage.uuid}"' in visitor.get(f"/rounds/{first.stage.uuid}").text
    assert f'href="/rounds/{first.stage.uuid}"' in visitor.get(f"/rounds/{second.stage.uuid}").text


def test_the_deputies_of_a_void_round_are_told(at: Callable[..., Vote]) -> None:
    vote = at(stage.opened)
    vote.office.post(f"{vote.round}/void", reason="秩序中断")
    deputy = vote.office.app.test_client()
    deputy.post("/deputy/sign-in", data={"token": vote.stage.passes[0].token})
    assert "本轮投票作废" in deputy.get("/deputy/").text
    assert deputy.get(f"/deputy/rounds/{vote.stage.uuid}").status_code == 302


def test_the_screen_shows_a_void_round(at: Callable[..., Vote]) -> None:
    vote = at(stage.opened)
    vote.office.post(f"{vote.round}/void", reason="秩序中断")
    visitor = vote.office.app.test_client()
    assert "本轮投票作废" in visitor.get(f"/screen/{vote.stage.uuid}").text
    assert visitor.get(f"/screen/{vote.stage.uuid}/state").json["state"] == "void"


def test_the_pdf_of_the_announcement_is_the_last_rounds_seal(at: Callable[..., Vote]) -> None:
    first = certified(at(tied))
    first.office.post(f"{first.round}/follow", way="tablets")
    second = held(next_round(first), *[[1, 0]] * 6)
    pdf = second.office.get(f"{second.round}/papers/announcement.pdf").data
    answer = second.office.app.test_client().post(
        "/verify", data={"file": (io.BytesIO(pdf), "announcement.pdf")}, content_type="multipart/form-data"
    )
    assert second.stage.uuid in answer.text
