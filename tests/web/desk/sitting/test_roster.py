"""The roster at the desk: import, import again, correct, new passes, signing in, lists."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from openpyxl import load_workbook
from sqlalchemy import select
from support import stage
from support.office import Office, Vote

from voting.deputies.models import Deputy
from voting.extensions import db
from voting.meetings.models import Entitled
from voting.printing.reading import kind_of
from voting.printing.rendering import pages_text

ROSTER = "代表编号,姓名,代表团\n1001,金仁良,龙岗代表团\n1002,邹栋,龙岗代表团\n1003,叶富元,玉滩代表团\n"
OTHER = "代表编号,姓名,代表团\n2001,崔致丽,宝兴代表团\n"


def carried(page: str) -> dict[str, str]:
    """The hidden fields of the preview's form."""
    return dict(re.findall(r'<input type="hidden" name="(content|filename|import|replacing)" value="([^"]*)"', page))


def imported(office: Office, desk: str, text: str = ROSTER) -> bytes:
    preview = office.upload(f"{desk}/roster", text)
    answer = office.post(f"{desk}/roster", **carried(preview.text))
    assert answer.mimetype == "application/pdf", answer.text
    return answer.data


def names(office: Office) -> list[str]:
    return office.run(lambda: sorted(db.session.scalars(select(Entitled.name))))


def test_the_preview_shows_rows_and_counts_and_writes_nothing(office: Office) -> None:
    desk = office.meeting()
    page = office.upload(f"{desk}/roster", ROSTER)
    assert page.status_code == 200
    assert "金仁良" in page.text
    assert re.search(r"龙岗代表团</span>\s*<b>2</b>", page.text)
    assert names(office) == []


def test_errors_stand_by_row_and_nothing_is_written(office: Office) -> None:
    desk = office.meeting()
    page = office.upload(f"{desk}/roster", ROSTER + "1001,,龙岗代表团\n")
    assert page.status_code == 422
    assert "编号 1001 与第 2 行重复" in page.text
    assert "姓名为空" in page.text
    assert 'name="import"' not in page.text
    assert names(office) == []


def test_the_import_hands_out_passes(office: Office) -> None:
    pdf = imported(office, office.meeting())
    assert kind_of(pdf) == "pdf"
    assert "金仁良" in "".join(pages_text(pdf))


def test_a_second_press_does_not_void_the_passes(office: Office) -> None:
    desk = office.meeting()
    form = carried(office.upload(f"{desk}/roster", ROSTER).text)
    office.post(f"{desk}/roster", **form)
    before = office.run(lambda: sorted(db.session.scalars(select(Deputy.pass_hash))))
    again = office.post(f"{desk}/roster", **form)
    assert again.status_code == 409
    assert "已经导入过了" in again.text
    assert office.run(lambda: sorted(db.session.scalars(select(Deputy.pass_hash)))) == before


def test_a_wrong_roster_is_imported_again(office: Office) -> None:
    desk = office.meeting()
    imported(office, desk)
    imported(office, desk, OTHER)
    assert names(office) == ["崔致丽"]
    assert "龙岗代表团" not in office.get(f"{desk}/roster").text
    assert [act for act, _, _ in office.journal()][-2:] == ["导入代表名册", "重新导入代表名册"]


def test_not_after_somebody_has_signed_in(office: Office) -> None:
    desk = office.meeting()
    imported(office, desk)
    form = carried(office.upload(f"{desk}/roster", OTHER).text)
    deputy = office.run(lambda: db.session.scalars(select(Entitled.deputy_id)).first())
    office.post(f"{desk}/roster/{deputy}/sign-in")
    refused = office.post(f"{desk}/roster", **form)
    assert refused.status_code == 409
    assert "已有代表签到" in refused.text
    assert len(names(office)) == 3


def test_not_after_the_box_is_set_up(at: Callable[..., Vote]) -> None:
    vote = at(stage.boxed)
    page = vote.office.get(f"{vote.desk}/roster/import").text
    assert "票箱已经建立" in page
    assert 'type="file"' not in page


def test_more_deputies_than_entitled_are_refused(office: Office) -> None:
    desk = office.meeting(entitled=2)
    form = carried(office.upload(f"{desk}/roster", ROSTER).text)
    refused = office.post(f"{desk}/roster", **form)
    assert refused.status_code == 400
    assert "名册有 3 人，多于应到 2 人" in refused.text


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("q=叶", "叶富元", "金仁良"),
        ("q=1001", "金仁良", "叶富元"),
        ("presence=present", "邹栋", "金仁良"),
        ("presence=absent", "金仁良", "邹栋"),
    ],
)
def test_the_list_is_filtered_by_the_address(office: Office, query: str, shown: str, hidden: str) -> None:
    desk = office.meeting()
    imported(office, desk)
    deputy = office.run(lambda: db.session.scalar(select(Entitled.deputy_id).where(Entitled.name == "邹栋")))
    office.post(f"{desk}/roster/{deputy}/sign-in")
    page = office.get(f"{desk}/roster?{query}")
    page = office.get(f"{desk}/roster?{query}")  # the second look is without the notice of the signing-in
    assert shown in page.text
    assert hidden not in page.text


def test_the_list_is_filtered_by_delegation_and_counted(office: Office) -> None:
    desk = office.meeting()
    imported(office, desk)
    group = office.run(lambda: db.session.scalar(select(Entitled.delegation_id).where(Entitled.name == "叶富元")))
    page = office.get(f"{desk}/roster?delegation={group}").text
    assert "共 1 人" in page
    assert "叶富元" in page
    assert "金仁良" not in page


def test_the_list_sorts_by_name_and_by_number_as_people_count(office: Office) -> None:
    desk = office.meeting()
    imported(office, desk, "代表编号,姓名,代表团\n10,甲,一团\n9,丙,一团\n")
    page = office.get(f"{desk}/roster").text
    assert page.index("<td>9</td>") < page.index("<td>10</td>")
    page = office.get(f"{desk}/roster?sort=name").text
    assert page.index("<td>丙</td>") < page.index("<td>甲</td>")


def test_pages_of_fifty(office: Office) -> None:
    desk = office.meeting(entitled=60)
    rows = "".join(f"{1000 + place},代表{place},一团\n" for place in range(60))
    imported(office, desk, "代表编号,姓名,代表团\n" + rows)
    page = office.get(f"{desk}/roster?page=2").text
    assert "第 2 页，共 2 页" in page
    assert "<td>1050</td>" in page
    assert "<td>1049</td>" not in page


def test_the_export_has_what_is_shown_and_no_formula(office: Office) -> None:
    desk = office.meeting()
    imported(office, desk, ROSTER.replace("金仁良", "=1+1"))
    answer = office.get(f"{desk}/roster.xlsx?q=1001")
    sheet = load_workbook(io.BytesIO(answer.data)).active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows == [["代表编号", "姓名", "代表团", "签到"], ["1001", "=1+1", "龙岗代表团", "未签到"]]
    assert sheet["B2"].data_type == "s"


def test_the_empty_template_can_be_filled_and_read(office: Office) -> None:
    book = load_workbook(io.BytesIO(office.get("/desk/templates/roster.xlsx").data))
    sheet = book.active
    assert sheet is not None
    sheet.append(["1001", "金仁良", "龙岗代表团"])
    out = io.BytesIO()
    book.save(out)
    page = office.post(f"{office.meeting()}/roster", file=(io.BytesIO(out.getvalue()), "名册.xlsx"))
    assert page.status_code == 200
    assert "共 1 人" in page.text


def test_name_and_delegation_are_corrected(at: Callable[..., Vote]) -> None:
    vote = at(stage.frozen)
    deputy = vote.stage.deputies[0]
    group = vote.office.run(
        lambda: db.session.scalar(select(Entitled.delegation_id).where(Entitled.deputy_id == deputy))
    )
    answer = vote.office.post(f"{vote.desk}/roster/{deputy}", name=" 代表 子 ", delegation=group)
    assert answer.status_code == 302
    assert "代表 子" in vote.office.get(f"{vote.desk}/roster").text
    act, _, details = vote.office.journal()[-1]
    assert act == "更正代表信息"
    assert "代表甲" in details


def test_an_empty_name_stands_at_its_field_with_what_was_typed(at: Callable[..., Vote]) -> None:
    vote = at(stage.frozen)
    answer = vote.office.post(f"{vote.desk}/roster/{vote.stage.deputies[0]}", name="", delegation=1)
    assert answer.status_code == 400
    assert '<a href="#name">请填写姓名</a>' in answer.text


def test_nothing_is_corrected_while_the_vote_is_open(at: Callable[..., Vote]) -> None:
    vote = at(stage.opened)
    answer = vote.office.post(f"{vote.desk}/roster/{vote.stage.deputies[0]}", name="别人", delegation=1)
    assert answer.status_code == 409
    assert vote.office.run(lambda: db.session.get_one(Deputy, vote.stage.deputies[0]).name) == "代表甲"


def deputy_client(vote: Vote, pin: str) -> int:
    client = vote.office.app.test_client()
    return client.post("/deputy/sign-in", data={"number": "1001", "pin": pin}).status_code


def test_a_new_pass_voids_the_old_one_at_once(at: Callable[..., Vote]) -> None:
    vote = at(stage.frozen)
    old = vote.stage.passes[0]
    tablet = vote.office.app.test_client()
    tablet.post("/deputy/sign-in", data={"number": old.number, "pin": old.pin})
    assert tablet.get("/deputy/").status_code == 200
    answer = vote.office.post(f"{vote.desk}/roster/{vote.stage.deputies[0]}/pass")
    text = "".join(pages_text(answer.data))
    assert answer.mimetype == "application/pdf"
    assert tablet.get("/deputy/").status_code == 302
    assert deputy_client(vote, old.pin) != 302
    assert deputy_client(vote, re.findall(r"(?<!\d)\d{6}(?!\d)", text)[0]) == 302


def test_the_journal_knows_of_the_new_pass_but_not_its_secrets(at: Callable[..., Vote]) -> None:
    vote = at(stage.frozen)
    answer = vote.office.post(f"{vote.desk}/roster/{vote.stage.deputies[0]}/pass")
    pin = re.findall(r"(?<!\d)\d{6}(?!\d)", "".join(pages_text(answer.data)))[0]
    act, _, details = vote.office.journal()[-1]
    assert act == "补发代表证"
    assert details == '{"name":"代表甲","number":"1001"}'
    assert pin not in details


def test_no_new_pass_after_the_close(at: Callable[..., Vote]) -> None:
    vote = at(stage.opened)
    vote.office.run(lambda: stage.close(vote.stage))
    assert vote.office.post(f"{vote.desk}/roster/{vote.stage.deputies[0]}/pass").status_code == 409


def test_signing_in_at_the_desk_and_taking_it_back(at: Callable[..., Vote]) -> None:
    vote = at(stage.boxed)
    deputy = f"{vote.desk}/roster/{vote.stage.deputies[0]}"
    vote.office.post(f"{deputy}/sign-in")
    assert vote.office.get(f"{vote.round}/state").json["present"] == 1
    vote.office.post(f"{deputy}/undo")
    assert vote.office.get(f"{vote.round}/state").json["present"] == 0
    acts = [(act, details) for act, _, details in vote.office.journal()][-2:]
    assert acts == [("工作台签到", '{"number":"1001"}'), ("撤销签到", '{"number":"1001"}')]


def test_signing_in_twice_is_written_down_once(at: Callable[..., Vote]) -> None:
    vote = at(stage.boxed)
    before = len(vote.office.journal())
    for _ in range(2):
        vote.office.post(f"{vote.desk}/roster/{vote.stage.deputies[0]}/sign-in")
    assert len(vote.office.journal()) == before + 1


def test_while_the_vote_is_open_the_journal_does_not_say_who_arrived(at: Callable[..., Vote]) -> None:
    vote = at(stage.boxed)

    def open_without_one() -> None:
        vote.stage.sign_in(5)
        from voting.ballots import polling

        polling.open_round(vote.stage.round_id, None, stage.OFFICE, stage.NOW)

    vote.office.run(open_without_one)
    vote.office.post(f"{vote.desk}/roster/{vote.stage.deputies[5]}/sign-in")
    act, _, details = vote.office.journal()[-1]
    assert (act, details) == ("工作台签到", "{}")
    assert vote.office.get(f"{vote.round}/state").json["present"] == 6


def test_no_taking_back_once_the_vote_is_open(at: Callable[..., Vote]) -> None:
    vote = at(stage.opened)
    assert vote.office.post(f"{vote.desk}/roster/{vote.stage.deputies[0]}/undo").status_code == 409


def test_no_signing_in_after_the_close(at: Callable[..., Vote]) -> None:
    vote = at(stage.opened)
    vote.office.run(lambda: stage.close(vote.stage))
    assert vote.office.post(f"{vote.desk}/roster/{vote.stage.deputies[0]}/sign-in").status_code == 409


def test_the_filter_survives_signing_in(at: Callable[..., Vote]) -> None:
    vote = at(stage.boxed)
    answer = vote.office.post(f"{vote.desk}/roster/{vote.stage.deputies[0]}/sign-in?presence=absent&q=代表")
    assert "presence=absent" in answer.location


@pytest.mark.parametrize("act", ["sign-in", "undo", "pass", "unlock"])
def test_a_deputy_of_another_meeting_is_not_found(at: Callable[..., Vote], act: str) -> None:
    vote = at(stage.frozen)
    other = vote.office.meeting("第七次会议")
    assert vote.office.post(f"{other}/roster/{vote.stage.deputies[0]}/{act}").status_code == 404
