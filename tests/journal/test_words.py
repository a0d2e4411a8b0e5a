"""The journal in words: no name of a setting or a state is shown as the program writes it."""

from __future__ import annotations

from voting.journal.words import VALUES, WORDS, told
from voting.rules.rules import CHOICES, Rules


def test_every_rule_and_every_choice_has_a_word() -> None:
    assert set(Rules().to_dict()) <= set(WORDS)
    missing = {(key, value) for key, values in CHOICES.items() for value in values if value not in VALUES.get(key, {})}
    assert missing == set()


def test_the_rules_are_told_as_an_office_says_them() -> None:
    said = dict(told(Rules().to_dict()))
    assert said["票数（得分）相等不能确定取舍时"] == "就相等的项目再次投票"
    assert said["过半数的基数"] == "全体代表"
    assert said["应选"] == "10"


def test_truth_lists_and_changes_are_words_too() -> None:
    details = {"rehearsal": False, "roles": ["工作人员", "监票人"], "预算": {"原": "10", "新": "12"}, "reason": ""}
    assert told(details) == [("演练", "否"), ("角色", "工作人员、监票人"), ("预算", "原 10，新 12")]


def test_what_a_state_is_called_depends_on_the_key() -> None:
    assert told({"state": "open", "note": "open"}) == [("当时状态", "正在投票"), ("说明", "open")]
