"""The figures of deputies' suggestions: every line adds up, and the sum is that of the lines."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from support.collecting import NOW, OFFICE, PASSWORD, Collecting, collecting

from voting.collection import suggestions
from voting.collection.figures import deputy_figures
from voting.collection.handling import answering, assigning
from voting.collection.suggestions import Voice
from voting.config import Config
from voting.extensions import db

TODAY = NOW.date()


@pytest.fixture
def held(app: Flask, config: Config) -> Collecting:
    """Five deputies' suggestions: two answered (one rated), one late, one with nobody, one withdrawn; one of a drive."""
    made = collecting(config)
    texts = ("修路", "修桥", "建学校", "建医院", "撤回的")
    keys = [
        suggestions.receive(
            made.congress_id, None, Voice(text=text, channel="deputy", kind="deputy"), [], config, "", NOW, made.rng
        ).id
        for text in texts
    ]
    made.say("征集里的一件事")
    for place, key in enumerate(keys[:3]):
        unit, due = made.units[place // 2], TODAY + timedelta(days=10 - 20 * (place == 2))
        assigning.assign(made.congress_id, key, unit, max(due, TODAY), 0, OFFICE, NOW)
    for key in keys[:2]:
        answering.answer(made.congress_id, key, "adopted", "已列入计划。", 1, OFFICE, NOW)
    answering.rate(keys[0], "basic", "", NOW, "提出代表")
    one = db.session.get_one(suggestions.Suggestion, keys[4])
    one.withdrawn_at = NOW
    db.session.commit()
    return made


def test_units_come_first_by_number_and_what_nobody_has_comes_last(held: Collecting) -> None:
    _total, lines = deputy_figures.figures(held.congress_id, TODAY)
    assert [(one.unit, one.received) for one in lines] == [("区交通运输局", 2), ("区民政局", 1), ("", 1)]


def test_what_is_answered_at_work_and_waiting_makes_what_came_in(held: Collecting) -> None:
    total, lines = deputy_figures.figures(held.congress_id, TODAY)
    for one in [total, *lines]:
        assert one.answered + one.open + one.waiting == one.received
    assert (total.received, total.assigned, total.answered, total.open, total.waiting) == (4, 3, 2, 1, 1)


def test_the_deputies_word_is_counted_among_the_answered(held: Collecting) -> None:
    total, _lines = deputy_figures.figures(held.congress_id, TODAY)
    assert (total.satisfied, total.basic, total.dissatisfied, total.unrated) == (0, 1, 0, 1)
    assert total.pleased == 100


def test_a_late_unit_is_named_the_day_after(held: Collecting) -> None:
    assert deputy_figures.figures(held.congress_id, TODAY)[0].overdue == 0
    assert deputy_figures.figures(held.congress_id, TODAY + timedelta(days=1))[0].overdue == 1


def test_only_the_year_asked_for(held: Collecting) -> None:
    assert deputy_figures.years(held.congress_id) == [TODAY.year]
    assert deputy_figures.figures(held.congress_id, TODAY, TODAY.year - 1)[0].received == 0


def test_the_page_and_the_table_say_the_same(app: Flask, held: Collecting) -> None:
    desk = app.test_client()
    desk.post("/sign-in", data={"username": f"{held.seed}clerk", "password": PASSWORD})
    page = desk.get("/desk/deputy-suggestions/figures").text
    assert "区交通运输局" in page
    assert "100.0%" in page
    assert desk.get("/desk/deputy-suggestions/figures.xlsx").data[:2] == b"PK"
    assert "办理情况统计" in desk.get("/desk/deputy-suggestions").text
