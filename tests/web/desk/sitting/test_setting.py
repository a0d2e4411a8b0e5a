"""Rules and officers at the desk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields

import pytest
from sqlalchemy import select
from support import stage
from support.office import Office, Vote

from voting.congress.models import Account
from voting.extensions import db
from voting.meetings.models import Officer, Round
from voting.rules.rules import CHOICES, Rules

USUAL = {
    "seats": "10",
    "marking": "three-way",
    "model": "threshold-rank",
    "threshold": "entitled",
    "cap": "1",
    "all_blank": "abstain",
    "tie": "revote",
    "shortage": "second-round",
}


def rules(office: Office) -> dict[str, object] | None:
    return office.run(lambda: db.session.scalar(select(Round.rules).where(Round.kind == "main")))


def test_every_setting_says_where_it_comes_from(office: Office) -> None:
    page = office.get(f"{office.meeting()}/rules").text
    for source in ("地方组织法第二十五条", "地方组织法第二十九条", "选举法第四十四条", "选举法第四十五条"):
        assert source in page


@pytest.mark.parametrize("setting", [field.name for field in fields(Rules)])
def test_every_setting_is_on_the_form(office: Office, setting: str) -> None:
    page = office.get(f"{office.meeting()}/rules").text
    assert f'name="{setting}"' in page


@pytest.mark.parametrize("setting", [*CHOICES, "equal"])
def test_every_choice_says_which_is_usual(office: Office, setting: str) -> None:
    page = office.get(f"{office.meeting()}/rules").text
    form = page[page.index(f'<select class="form-select" id="{setting}"') :]
    assert form[: form.index("</select>")].count("（默认）") == 1


def test_saved_rules_are_shown_as_the_papers_print_them(office: Office) -> None:
    desk = office.meeting()
    page = office.client("clerk").post(f"{desk}/rules", data=USUAL, follow_redirects=True).text
    assert "赞成票超过全体代表半数的项目，按得票多少为序，取前 10 项。" in page
    assert "通过的项目少于应选数时，就未通过的项目再次投票。" in page


def test_tie_and_shortage_are_kept(office: Office) -> None:
    desk = office.meeting()
    office.post(f"{desk}/rules", **{**USUAL, "tie": "presidium", "shortage": "vacant"})
    found = rules(office) or {}
    assert (found["tie"], found["shortage"]) == ("presidium", "vacant")


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"seats": "零"}, "seats", "1 以上的整数"),
        ({"seats": "0"}, "seats", "1 以上的整数"),
        ({"model": "rank"}, "threshold", "基数应选“不设”"),
        ({"threshold": "none"}, "threshold", "请选择过半数的基数"),
        ({"marking": "choose", "tie": "fewer-oppose"}, "tie", "没有反对票"),
        ({"marking": "rank", "tie": "fewer-oppose"}, "tie", "没有反对票"),
        ({"marking": "rank", "model": "each"}, "model", "不能逐项过半数"),
        ({"model": "each"}, "cap", "不限制赞成的项数"),
        ({"equal": "0", "ratio_min": "30", "ratio_max": "20"}, "ratio_max", "上限小于下限"),
        ({"equal": "1", "ratio_min": "20"}, "equal", "下限"),
        ({"equal": "0", "ratio_min": "100", "ratio_base": "candidates"}, "ratio_min", "百分之百以下"),
        ({"equal": "0", "ratio_min": "一成"}, "ratio_min", "0 至 1000 的整数"),
        ({"model": "lottery"}, "model", "请选择一项"),
    ],
)
def test_contradictions_stand_at_their_field(office: Office, change: dict[str, str], field: str, sentence: str) -> None:
    desk = office.meeting()
    form = {**USUAL, **change}
    answer = office.post(f"{desk}/rules", **form)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'id="{field}-error"' in answer.text
    assert f'value="{form["seats"]}"' in answer.text
    assert rules(office) is None


def test_more_seats_than_candidates_are_refused(office: Office) -> None:
    desk = office.meeting()
    office.post(f"{desk}/candidates/new", name="公厕")
    answer = office.post(f"{desk}/rules", **USUAL)
    assert answer.status_code == 422
    assert "候选项目只有 1 项" in answer.text


def test_the_preview_saves_nothing(office: Office) -> None:
    desk = office.meeting()
    answer = office.client("clerk").get(f"{desk}/rules/preview", query_string={**USUAL, "model": "each", "cap": "0"})
    assert "赞成票超过全体代表半数的项目获得通过。" in answer.json["sentences"]
    assert rules(office) is None
    answer = office.client("clerk").get(f"{desk}/rules/preview", query_string={**USUAL, "threshold": "none"})
    assert answer.json["sentences"] == []
    assert "请选择过半数的基数" in answer.json["faults"][0]


def test_frozen_rules_do_not_change(at: Callable[..., Vote]) -> None:
    vote = at(stage.frozen)
    before = rules(vote.office)
    assert vote.office.post(f"{vote.desk}/rules", **{**USUAL, "seats": "1"}).status_code == 409
    assert rules(vote.office) == before
    assert "保存票决规则" not in vote.office.get(f"{vote.desk}/rules").text


def people(office: Office) -> dict[str, int]:
    return office.run(lambda: {one.roles[0]: one.id for one in db.session.scalars(select(Account))})


def named(office: Office) -> dict[int, str]:
    return office.run(lambda: {one.account_id: one.duty for one in db.session.scalars(select(Officer))})


def duties(office: Office, *roles: str) -> dict[str, str]:
    found = people(office)
    return {f"duty-{found[role]}": role for role in roles}


def test_officers_are_named(office: Office) -> None:
    desk = office.meeting()
    form = duties(office, "chief_scrutineer", "scrutineer", "teller")
    assert office.post(f"{desk}/officers", **form).location == desk
    assert sorted(named(office).values()) == ["chief_scrutineer", "scrutineer", "teller"]


@pytest.mark.parametrize(
    ("roles", "sentence"),
    [
        (("scrutineer",), "应指定 1 名总监票人"),
        (("chief_scrutineer",), "至少指定 1 名监票人"),
        ((), "应指定 1 名总监票人"),
    ],
)
def test_one_chief_and_at_least_one_scrutineer(office: Office, roles: tuple[str, ...], sentence: str) -> None:
    desk = office.meeting()
    answer = office.post(f"{desk}/officers", **duties(office, *roles))
    assert answer.status_code == 400
    assert sentence in answer.text
    assert named(office) == {}


def test_what_was_chosen_is_kept_when_refused(office: Office) -> None:
    desk = office.meeting()
    page = office.post(f"{desk}/officers", **duties(office, "scrutineer")).text
    assert '<option value="scrutineer" selected>' in page


def test_an_account_of_another_congress_cannot_serve(office: Office, stranger: Office) -> None:
    desk = office.meeting()

    def foreign() -> int:
        query = select(Account.id).where(
            Account.congress_id == stranger.congress_id, Account.username.contains("chief")
        )
        return db.session.scalars(query).one()

    own = duties(office, "scrutineer")
    form = {key: value for key, value in own.items() if key}
    answer = office.post(f"{desk}/officers", **form, **{f"duty-{office.run(foreign)}": "chief_scrutineer"})
    assert answer.status_code == 400
    assert named(office) == {}


def test_naming_again_keeps_the_keys_that_are_made(office: Office) -> None:
    desk = office.meeting()
    form = duties(office, "chief_scrutineer", "scrutineer")
    office.post(f"{desk}/officers", **form)

    def make_key() -> None:
        officer = db.session.scalars(select(Officer).where(Officer.duty == "scrutineer")).one()
        officer.public_key, officer.confirmed = '{"pok":{},"public_key":"00"}', True
        db.session.commit()

    office.run(make_key)
    office.post(f"{desk}/officers", **form, **duties(office, "teller"))
    kept = office.run(lambda: db.session.scalar(select(Officer.confirmed).where(Officer.duty == "scrutineer")))
    assert kept is True


def test_frozen_officers_do_not_change(at: Callable[..., Vote]) -> None:
    vote = at(stage.frozen)
    before = named(vote.office)
    form = duties(vote.office, "chief_scrutineer", "scrutineer")
    assert vote.office.post(f"{vote.desk}/officers", **form).status_code == 409
    assert named(vote.office) == before


def test_the_page_leads_to_a_new_account(office: Office) -> None:
    desk = office.meeting()
    assert "/desk/accounts/new?meeting=1&amp;role=scrutineer" in office.get(f"{desk}/officers").text
