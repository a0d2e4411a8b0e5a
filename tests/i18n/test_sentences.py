"""Sentences keep their Chinese text, their template and their values."""

from __future__ import annotations

import json

import pytest

from voting.errors import Conflict
from voting.sentences import Sentence


def test_a_sentence_is_its_filled_chinese_text() -> None:
    assert Sentence("实到 %(present)s 人", present=3) == "实到 3 人"


def test_a_sentence_keeps_template_and_values() -> None:
    made = Sentence("实到 %(present)s 人", present=3)
    assert (made.template, made.values) == ("实到 %(present)s 人", {"present": 3})


def test_without_values_a_per_cent_sign_is_itself() -> None:
    assert Sentence("超过 50% 的") == "超过 50% 的"


def test_a_place_without_a_value_is_refused() -> None:
    with pytest.raises(KeyError, match="needed"):
        Sentence("不足 %(needed)s 人", present=3)


def test_a_sentence_goes_into_json_as_text() -> None:
    assert json.loads(json.dumps(Sentence("第 %(no)s 轮", no=2), ensure_ascii=False)) == "第 2 轮"


def test_an_error_fills_its_message_from_the_details() -> None:
    error = Conflict("no_quorum", "实到 %(present)s 人，不足 %(needed)s 人", present=3, needed=4)
    assert (str(error.message), error.details) == ("实到 3 人，不足 4 人", {"present": 3, "needed": 4})


def test_an_error_takes_a_finished_sentence() -> None:
    made = Sentence("第 %(no)s 轮", no=2)
    assert Conflict("some", made, state="open").message is made
