"""The table of acts: old entries are found by it, new ones are hashed as before, and all is told in words."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from flask import Flask

from voting.congress.models import Congress
from voting.extensions import db, writing
from voting.journal.acts import ACTS, BY_KEY, BY_TITLE, filed, told
from voting.journal.export import lines, read
from voting.journal.fields import FIELDS
from voting.journal.log import Actor, entries, first_fault, record
from voting.rules.rules import CHOICES, Rules

KEPT = Path(__file__).parent / "acts.jsonl"
"""One entry of each act, as the program wrote it when an act was only its title."""


def said(details: object) -> list[tuple[str, str]]:
    return told(json.dumps(details))


def test_entries_from_before_hold_and_are_found() -> None:
    (chain,) = read(KEPT.read_text(encoding="utf-8")).values()
    assert first_fault(chain) is None
    assert [entry.act for entry in chain if not filed(entry.act, entry.details)[0]] == []
    assert {filed(entry.act, entry.details)[1] for entry in chain if '"round"' in entry.details} == {"aB3cD4eF5gH6jK"}


def test_every_act_is_hashed_as_before(app: Flask) -> None:
    with writing() as session:
        session.add(Congress(name="试验区人民代表大会"))
        session.flush()
        for one in map(json.loads, KEPT.read_text(encoding="utf-8").splitlines()):
            actor, details = Actor(one["actor"], one["role"]), json.loads(one["details"])
            at = datetime.fromisoformat(one["at"])
            record(session, 1, actor, BY_TITLE[one["act"]], one["subject"], details, at)
    assert lines(entries(db.session(), 1)) == KEPT.read_text(encoding="utf-8")


def test_no_two_acts_share_a_key_or_a_title() -> None:
    assert len(BY_KEY) == len(BY_TITLE) == len(ACTS)


def test_every_field_has_a_word_and_every_word_a_field() -> None:
    assert {key for act in ACTS for key in act.fields} == set(FIELDS)


def test_every_rule_and_every_choice_has_a_word() -> None:
    assert set(Rules().to_dict()) <= set(FIELDS)
    missing = [(key, one) for key, values in CHOICES.items() for one in values if one not in FIELDS[key].values]
    assert missing == []


def test_the_rules_are_told_as_an_office_says_them() -> None:
    words = dict(said(Rules().to_dict()))
    assert words["票数（得分）相等不能确定取舍时"] == "就相等的项目再次投票"
    assert words["过半数的基数"] == "全体代表"
    assert words["应选"] == "10"


def test_truth_lists_and_changes_are_words_too() -> None:
    details = {"rehearsal": False, "roles": ["工作人员", "监票人"], "预算": {"原": "10", "新": "12"}, "reason": ""}
    assert said(details) == [("演练", "否"), ("角色", "工作人员、监票人"), ("预算", "原 10，新 12")]


def test_parts_that_are_fields_or_settings_are_words() -> None:
    details = {"from": {"name": "张三"}, "change_rules": {"cancel": "standing_committee"}}
    assert said(details) == [("原为", "名称 张三"), ("调整由谁决定", "取消项目 人大常委会批准")]


def test_what_a_state_is_called_depends_on_the_key() -> None:
    assert said({"state": "open", "note": "open"}) == [("当时状态", "正在投票"), ("说明", "open")]


def test_details_that_were_tampered_with_say_nothing() -> None:
    assert told("{") == told("[]") == []
