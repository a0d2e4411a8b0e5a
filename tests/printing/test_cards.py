"""Voting cards and passes, read back."""

from __future__ import annotations

import random

import pytest

from voting.printing import DoesNotFit, Pass, cards_pdf, passes_pdf, qr

from .conftest import page_sizes, page_texts

BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
SESSION = {"congress": "重庆市大足区第三届人民代表大会", "meeting": "第六次会议"}


def some_cards(count: int) -> list[str]:
    rng = random.Random(5)
    groups = (5, 6, 5, 6, 2)
    return ["-".join("".join(rng.choice(BASE58) for _ in range(n)) for n in groups) for _ in range(count)]


@pytest.mark.parametrize("count", [1, 4, 10])
def test_each_card_has_its_code_and_its_typed_form(count: int) -> None:
    cards = some_cards(count)
    pdf = cards_pdf(cards, **SESSION, rehearsal=False)
    assert set(page_sizes(pdf)) == {(210, 297)}
    assert sorted(text for page in qr.read_pdf(pdf, 150) for text in page) == sorted(cards)
    whole = "".join(page_texts(pdf))
    for card in cards:
        assert card in whole
    assert whole.count("投票卡") == count
    assert "演练" not in whole


def test_cards_of_a_rehearsal_and_named_cards_say_so() -> None:
    cards = some_cards(5)
    pdf = cards_pdf(cards, **SESSION, rehearsal=True, labels=["欧阳某某", "王㛃", "张三", "李四", "㵘某"])
    texts = page_texts(pdf)
    assert len(texts) == 2
    assert texts[0].count("演练") >= 8
    assert texts[1].count("演练") >= 2
    assert "欧阳某某" in texts[0]
    assert "王㛃" in texts[0]
    assert "㵘某" in texts[1]


def test_a_label_that_cannot_be_set_is_refused() -> None:
    with pytest.raises(DoesNotFit, match="cannot be printed"):
        cards_pdf(some_cards(1), **SESSION, rehearsal=False, labels=["王\u0007"])


def test_passes() -> None:
    passes = [Pass(number=f"{n:03}", name="王小明", delegation="龙岗街道代表团", token=f"pass-{n}") for n in range(9)]
    pdf = passes_pdf(passes, **SESSION, rehearsal=True)
    assert sorted(text for page in qr.read_pdf(pdf) for text in page) == [f"pass-{n}" for n in range(9)]
    assert all("演练" in text for text in page_texts(pdf))
