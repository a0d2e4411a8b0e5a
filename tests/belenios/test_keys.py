"""Private keys of trustees in the forms in which people keep them."""

from __future__ import annotations

import json

import pytest
from support import elections
from support.paths import VECTORS

from voting.belenios import group, keys
from voting.belenios.encoding import Q

PRIVATE = group.scalar(elections.seeded("trustee"))
MIXNET = VECTORS / "mixnet"


def key_file(**changed: object) -> str:
    value = {
        "format": keys.FORMAT,
        "holder": "张三",
        "fingerprint": "01234567",
        "public_key": group.encode(group.base(PRIVATE)),
        "private_key": keys.typed(PRIVATE),
        **changed,
    }
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


@pytest.mark.parametrize("private", [1, PRIVATE, Q - 1])
def test_the_typed_form_is_read_back(private: int) -> None:
    typed = keys.typed(private)
    assert [len(part) for part in typed.split("-")] == [7] * 8
    assert keys.from_typed(typed) == keys.from_typed(f" {typed.replace('-', ' ')} ") == private


def test_one_wrong_character_is_noticed() -> None:
    typed = keys.typed(PRIVATE)
    for place, character in enumerate(typed):
        if character != "-":
            with pytest.raises(ValueError, match="checksum"):
                keys.from_typed(typed[:place] + ("2" if character != "2" else "3") + typed[place + 1 :])


@pytest.mark.parametrize("text", [key_file(), "\ufeff" + key_file(), keys.typed(PRIVATE), f'"{PRIVATE}"\n'])
def test_every_form_is_loaded(text: str) -> None:
    assert keys.load(text) == PRIVATE


def test_keys_of_belenios_tool_are_loaded() -> None:
    for path in MIXNET.glob("*.privkey"):
        public = json.loads(path.with_suffix(".pubkey").read_text())["public_key"]
        assert group.encode(group.base(keys.load(path.read_text()))) == public


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "length"),
        ("钥匙", "character"),
        (keys.typed(PRIVATE)[:-1], "length"),
        ('"0"', "damaged"),
        (f'"{Q}"', "damaged"),
        ("{", "damaged"),
        ("{}", "damaged"),
        (key_file(format="other"), "damaged"),
        (key_file(private_key=1), "damaged"),
        (key_file(private_key=keys.typed(PRIVATE + 1)), "damaged"),
        (key_file(public_key=None), "damaged"),
    ],
)
def test_what_is_no_key_is_refused_by_a_word(text: str, word: str) -> None:
    with pytest.raises(ValueError, match=word):
        keys.load(text)
