"""The sitting at the desk: the step that is due, its words and papers, taking back, two people, papers read back."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from support import stage
from support.office import Office, Vote
from support.reading import words

from voting.ballots import casting
from voting.extensions import db, writing
from voting.journal import acts
from voting.meetings import officers
from voting.meetings.models import Meeting
from voting.tally.specimens import SPECIMENS

EARLY = ("attendance", "measures", "scrutineers", "zero", "issue", "order")


def gathered(config: object) -> stage.Stage:
    vote = stage.boxed(config)  # type: ignore[arg-type]
    vote.sign_in()
    return vote


def closed(config: object) -> stage.Stage:
    vote = stage.opened(config)  # type: ignore[arg-type]
    for place in range(4):
        casting.cast(vote.uuid, vote.deputies[place], vote.ballot(place, [1, 1, 2, 0]), vote.config)
    stage.close(vote)
    return vote


def announced(config: object) -> stage.Stage:
    vote = closed(config)
    stage.count(vote)
    stage.announce(vote)
    return vote


def paper(vote: Vote, name: str) -> str:
    answer = vote.office.get(f"{vote.round}/papers/{name}.pdf")
    assert answer.status_code == 200, answer.text
    return words(answer.data)


def test_the_tab_leads_to_the_round_under_way(at: Callable[..., Vote]) -> None:
    vote = at(gathered)
    assert f"{vote.desk}/sitting" in vote.office.get(vote.desk).text
    assert vote.office.get(f"{vote.desk}/sitting").location == f"{vote.round}/sitting"


def test_the_due_step_says_who_speaks_and_what(at: Callable[..., Vote]) -> None:
    page = at(gathered)
    text = page.office.get(f"{page.round}/sitting").text
    for said in ("第 1 步，共 15 步", "执行主席说", "<b>6</b>人", "已宣布符合法定人数", "签到表（空白）"):
        assert said in text


def test_pressing_leads_to_the_next_step(at: Callable[..., Vote]) -> None:
    vote = at(gathered)
    for key in EARLY:
        assert vote.office.post(f"{vote.round}/sitting/{key}", boxes="2").status_code == 302
    page = vote.office.get(f"{vote.round}/sitting").text
    assert "第 7 步，共 15 步" in page
    assert "核对并开始投票" in page


def test_out_of_turn_is_a_409_that_says_why(at: Callable[..., Vote]) -> None:
    vote = at(gathered)
    answer = vote.office.post(f"{vote.round}/sitting/read")
    assert answer.status_code == 409
    assert "前面的步骤还没有完成" in answer.text


def test_a_wrong_number_of_boxes_is_refused(at: Callable[..., Vote]) -> None:
    vote = at(gathered)
    for key in EARLY[:3]:
        vote.office.post(f"{vote.round}/sitting/{key}")
    assert vote.office.post(f"{vote.round}/sitting/zero", boxes="两个").status_code == 400
    assert vote.office.post(f"{vote.round}/sitting/zero", boxes="100").status_code == 400


def test_taking_back_asks_for_a_reason(at: Callable[..., Vote]) -> None:
    vote = at(gathered)
    vote.office.post(f"{vote.round}/sitting/attendance")
    back = f"{vote.round}/sitting/attendance/back"
    assert vote.office.post(back).status_code == 400
    assert vote.office.post(back, reason="人数报错").status_code == 302
    assert "第 1 步，共 15 步" in vote.office.get(f"{vote.round}/sitting").text


def test_the_lectern_shows_one_step_in_large_type(at: Callable[..., Vote]) -> None:
    vote = at(gathered)
    page = vote.office.get(f"{vote.round}/sitting/lectern", "chair").text
    assert 'class="lectern"' in page
    assert "agenda-steps" not in page
    answer = vote.office.post(f"{vote.round}/sitting/attendance", "chair", at="lectern")
    assert answer.location.endswith("/lectern")


@pytest.mark.parametrize("role", ["auditor", "teller", "administrator"])
def test_others_see_the_agenda_and_do_not_act(at: Callable[..., Vote], role: str) -> None:
    vote = at(gathered)
    assert vote.office.get(f"{vote.round}/sitting", role).status_code == 200
    paths = ("sitting/attendance", "sitting/attendance/back", "delegations")
    assert {vote.office.post(f"{vote.round}/{path}", role).status_code for path in paths} == {403}


def test_another_congress_finds_nothing(at: Callable[..., Vote], stranger: Office) -> None:
    vote = at(gathered)
    for path in ("sitting", "sitting/lectern", "delegations", "papers/host.pdf"):
        assert stranger.get(f"{vote.round}/{path}").status_code == 404
    assert stranger.post(f"{vote.round}/sitting/attendance").status_code == 404


def test_only_the_chair_may_go_on_without_the_chief_scrutineer(at: Callable[..., Vote]) -> None:
    vote = at(gathered)
    assert vote.office.post(f"{vote.desk}/second-person", wanted="0", reason="缺席").status_code == 403
    assert vote.office.post(f"{vote.desk}/second-person", "chair", wanted="1", reason="惯例").status_code == 302
    assert any(act == "设定双人办理" for act, _, _ in vote.office.journal())


def together(vote: Vote) -> None:
    def work() -> None:
        with writing() as session:
            session.get_one(Meeting, vote.stage.meeting_id).second_person = True

    vote.office.run(work)


def test_the_chair_waits_for_the_chief_scrutineer(at: Callable[..., Vote]) -> None:
    vote = at(gathered)
    together(vote)
    page = vote.office.get(f"{vote.round}/open", "chair").text
    assert "等待总监票人监票人0同意" in page
    assert '<form method="post" class="check-act">' not in page
    assert vote.office.post(f"{vote.round}/open", "chair").status_code == 409
    chief = vote.office.sign_in("stage0", "demo-2026")
    assert "同意开始投票" in chief.get("/scrutineer/").text
    agreed = chief.post(f"/scrutineer/rounds/{vote.stage.uuid}/agree/open", follow_redirects=True)
    assert "您已经同意" in agreed.text
    assert vote.office.post(f"{vote.round}/open", "chair").status_code == 302
    assert vote.state == "open"


def test_a_scrutineer_who_is_not_chief_has_no_such_page(at: Callable[..., Vote]) -> None:
    vote = at(gathered)
    together(vote)
    other = vote.office.sign_in("stage1", "demo-2026")
    assert other.post(f"/scrutineer/rounds/{vote.stage.uuid}/agree/open").status_code == 403
    assert "同意开始投票" not in other.get("/scrutineer/").text


def test_delegations_are_entered_and_their_difference_named(at: Callable[..., Vote]) -> None:
    vote = at(closed)
    page = vote.office.get(f"{vote.round}/delegations").text
    field = re.search(r'name="i(\d+)"', page)
    assert field
    form = {f"i{field[1]}": "6", f"r{field[1]}": "3"}
    vote.office.post(f"{vote.round}/delegations", **form)
    page = vote.office.get(f"{vote.round}/sitting").text
    assert "各代表团收回合计 3 张，与本轮收回 4 张不符" in page
    vote.office.post(f"{vote.round}/delegations", **{**form, f"r{field[1]}": "4"})
    assert "各代表团的合计与本轮的张数相符" in vote.office.get(f"{vote.round}/delegations").text
    report = paper(vote, "issue")
    assert "龙岗代表团664" in report
    assert "共发出表决票6张，收回4张" in report
    assert "本次投票有效" in report


def test_letters_in_a_delegation_s_figures_are_refused(at: Callable[..., Vote]) -> None:
    vote = at(closed)
    found = re.search(r'name="i(\d+)"', vote.office.get(f"{vote.round}/delegations").text)
    assert found
    answer = vote.office.post(f"{vote.round}/delegations", **{f"i{found[1]}": "六"})
    assert answer.status_code == 400


def test_the_zero_report_shows_archive_keys_and_zeros(at: Callable[..., Vote]) -> None:
    vote = at(gathered)
    text = paper(vote, "zero")
    assert vote.office.run(lambda: vote.stage.round.board_head) in text
    assert "监票人0的密钥" in text
    assert "服务器的密钥" in text
    assert "660000" in text


def test_no_zero_report_once_a_ballot_is_inside(at: Callable[..., Vote]) -> None:
    vote = at(closed)
    answer = vote.office.get(f"{vote.round}/papers/zero.pdf")
    assert answer.status_code == 409
    assert "票箱里已经有票" in answer.text
    assert "papers/zero.pdf" not in vote.office.get(vote.desk).text


def test_a_zero_report_that_was_noted_is_printed_as_it_was(at: Callable[..., Vote]) -> None:
    vote = at(gathered)
    head = vote.office.run(lambda: vote.stage.round.board_head)
    for key in EARLY[:4]:
        vote.office.post(f"{vote.round}/sitting/{key}", boxes="5")

    def cast() -> None:
        from voting.ballots import polling

        polling.open_round(vote.stage.round_id, None, stage.OFFICE, stage.NOW)
        casting.cast(vote.stage.uuid, vote.stage.deputies[0], vote.stage.ballot(0), vote.stage.config)

    vote.office.run(cast)
    text = paper(vote, "zero")
    assert head in text
    assert "投票箱共5个" in text


def test_scripts_have_blanks_before_the_figures_exist(at: Callable[..., Vote]) -> None:
    vote = at(stage.boxed)
    assert "实到代表＿＿＿人" in paper(vote, "host")
    assert "赞成票＿" not in paper(vote, "scrutineer")


def test_no_result_in_a_script_before_it_is_certified(at: Callable[..., Vote]) -> None:
    def counted(config: object) -> stage.Stage:
        vote = closed(config)
        stage.count(vote)
        return vote

    vote = at(counted)
    assert "赞成4票" not in paper(vote, "scrutineer")


def test_scripts_are_filled_in_afterwards(at: Callable[..., Vote]) -> None:
    vote = at(announced)
    host, chief = paper(vote, "host"), paper(vote, "scrutineer")
    for text in ("应到代表6人", "收回4张", "本次投票有效", "下列2个项目票决通过", "候选项目之1；"):
        assert text in host
    for text in ("有效票4张", "候选项目之1，赞成4票，反对0票，弃权0票", "候选项目之3，赞成0票，反对4票，弃权0票"):
        assert text in chief


def test_the_attendance_list_stands_by_delegation(at: Callable[..., Vote]) -> None:
    vote = at(stage.boxed)
    vote.office.run(lambda: vote.stage.sign_in(2))
    assert paper(vote, "attendance").count("已签到") == 0
    assert paper(vote, "attendance-now").count("已签到") == 2


def test_the_announcement_carries_its_number(at: Callable[..., Vote]) -> None:
    def certified(config: object) -> stage.Stage:
        from voting.congress.models import Account
        from voting.tally import certifying

        vote = closed(config)
        stage.count(vote)
        for officer in officers.key_holders(vote.meeting_id):
            certifying.confirm(vote.round_id, db.session.get_one(Account, officer.account_id), stage.NOW)
        certifying.certify(vote.round_id, vote.config, stage.OFFICE, stage.NOW)
        return vote

    vote = at(certified)
    assert 'name="number" type="text" value="1"' in vote.office.get(f"{vote.round}/announce", "chair").text
    assert vote.office.post(f"{vote.round}/announce", "chair", number="0").status_code == 400
    assert vote.state == "certified"
    vote.office.post(f"{vote.round}/announce", "chair", number="5")
    assert "（第5号）" in paper(vote, "announcement")


def test_the_dossier_holds_every_paper_with_its_hash(at: Callable[..., Vote]) -> None:
    vote = at(announced)
    text = paper(vote, "dossier")
    for part in ("发出收回报告单", "计票结果报告单", "公告", "电子选票存档", f"{vote.stage.uuid}.bel", "journal.jsonl"):
        assert part in text


def test_no_dossier_before_certification(at: Callable[..., Vote]) -> None:
    vote = at(closed)
    assert vote.office.get(f"{vote.round}/papers/dossier.pdf").status_code == 409


def test_steps_are_in_the_journal(at: Callable[..., Vote]) -> None:
    vote = at(gathered)
    vote.office.post(f"{vote.round}/sitting/attendance", note="缺席 0 人")
    act, actor, details = vote.office.journal()[-1]
    assert (act, actor) == (acts.STEP_NOTED.title, "officeclerk")
    assert "缺席 0 人" in details


@pytest.mark.parametrize("name", list(SPECIMENS))
def test_specimens_say_rehearsal(office: Office, name: str) -> None:
    answer = office.get(f"/desk/specimens/{name}.pdf", "administrator")
    assert answer.status_code == 200, answer.text
    assert "演练" in words(answer.data)
    assert f"/desk/specimens/{name}.pdf" in office.get("/desk/specimens", "administrator").text


def test_a_template_of_the_office_that_is_wrong_is_said(office: Office, tmp_path: Path) -> None:
    from dataclasses import replace

    (tmp_path / "zero.html").write_text("{{ nobody.knows }}")
    office.app.extensions["voting"] = replace(office.config, papers=tmp_path)
    answer = office.get("/desk/specimens/zero.pdf", "administrator")
    assert answer.status_code == 409
    assert "nobody" in answer.text
    assert "zero.html" in office.get("/desk/specimens", "administrator").text


def test_the_office_words_its_own_script(at: Callable[..., Vote], tmp_path: Path) -> None:
    from dataclasses import replace

    vote = at(gathered)
    (tmp_path / "host_script.txt").write_text("# attendance\n## 开会\n同志们，到会{{ present }}人。\n")
    vote.office.app.extensions["voting"] = replace(vote.office.config, papers=tmp_path)
    assert "同志们，到会6人。" in paper(vote, "host")
    assert "同志们" in vote.office.get(f"{vote.round}/sitting").text
