"""Every voice comes in through one door, once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from support.collecting import NOW, Collecting, collecting

from voting.collection import suggestions
from voting.collection.models import Contact, Suggestion
from voting.collection.suggestions import Voice
from voting.config import Config
from voting.errors import Conflict, Missing, Rejected
from voting.extensions import db

TEXT = "龙水镇小学门口没有红绿灯，早晚高峰很危险。希望装一个。"


@pytest.fixture
def held(app: Flask, config: Config) -> Collecting:
    return collecting(config)


def send(
    held: Collecting, voice: Voice, token: str | None = None, by: str = "", later: timedelta | None = None
) -> Suggestion:
    moment = NOW + (later or timedelta())
    return suggestions.receive(held.congress_id, held.drive, voice, [], held.config, by, moment, held.rng, token)


def test_numbers_run_within_the_drive_and_a_title_is_found(held: Collecting) -> None:
    first, second = send(held, Voice(text=TEXT)), send(held, Voice(text="多装路灯"))
    assert (first.no, second.no, first.title) == (1, 2, "龙水镇小学门口没有红绿灯，早晚高峰很危险")


def test_the_same_form_twice_is_one_suggestion(held: Collecting) -> None:
    first = send(held, Voice(text=TEXT), "token").id
    assert send(held, Voice(text=TEXT), "token").id == first
    assert db.session.query(Suggestion).count() == 1


def test_name_and_telephone_stand_apart(held: Collecting) -> None:
    made = send(held, Voice(text=TEXT, name="张三", phone="138 0000 0000"))
    contact = db.session.get_one(Contact, made.id)
    assert (contact.name, contact.phone) == ("张三", "13800000000")
    assert "张三" not in str(vars(made))


def test_a_code_is_found_however_it_is_typed(held: Collecting) -> None:
    made = send(held, Voice(text=TEXT))
    assert suggestions.by_code(f" {suggestions.shown_code(made.code).lower()} ").id == made.id
    with pytest.raises(Missing):
        suggestions.by_code("AAAA-AAAA-AAAA")


def test_control_characters_go_and_rare_ones_stay(held: Collecting) -> None:
    made = send(held, Voice(text="𠮷\x00先生\u202e的建议👨‍👩‍👧\r\n\r\n\r\n\r\n第二段"))
    assert made.text == "𠮷先生的建议👨‍👩‍👧\n\n第二段"


@pytest.mark.parametrize(
    ("voice", "field"),
    [
        (Voice(text=" \n"), "text"),
        (Voice(text="字" * 2001), "text"),
        (Voice(text=TEXT, category="没有的类别"), "category"),
        (Voice(text=TEXT, place="外地"), "place"),
        (Voice(text=TEXT, name="字" * 41), "name"),
        (Voice(text=TEXT, channel="pigeon"), "channel"),
    ],
)
def test_what_is_wrong_is_named(held: Collecting, voice: Voice, field: str) -> None:
    with pytest.raises(Rejected) as problem:
        send(held, voice)
    assert problem.value.details["field"] == field


def test_after_the_time_only_the_office_enters_what_came_on_paper(held: Collecting) -> None:
    late = timedelta(days=30)
    with pytest.raises(Conflict):
        send(held, Voice(text=TEXT), later=late)
    assert send(held, Voice(text=TEXT, channel="letter"), by="程怡", later=late).no == 1
