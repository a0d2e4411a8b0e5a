"""All counters of a drive agree with each other and with a count by hand; open data holds nothing personal."""

from __future__ import annotations

import csv
import io
import json
import random
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from support.collecting import TOWNS, Collecting, collecting

from voting.collection.channels import CATEGORIES, CHANNELS, OUTCOMES, RATINGS
from voting.collection.figures import opendata, overview, statistics
from voting.collection.figures.statistics import Cell, Line
from voting.collection.models import Suggestion
from voting.config import Config
from voting.extensions import db, writing

DAYS = [date(2026, 8, 31) + timedelta(days=days) for days in range(40)]
TODAY = date(2026, 10, 20)
CELLS = st.builds(
    Cell,
    st.sampled_from(list(CHANNELS)),
    st.sampled_from(["", "教育就学", "交通出行"]),
    st.sampled_from(["", *TOWNS]),
    st.sampled_from(DAYS),
    st.sampled_from(["", *OUTCOMES]),
    st.integers(1, 9),
    st.integers(0, 9),
    st.integers(0, 99),
)


@given(st.lists(CELLS, max_size=30))
def test_every_table_adds_up_to_the_same_total(cells: list[Cell]) -> None:
    whole = statistics.total("", cells)
    tables = [
        statistics.table(cells, lambda cell: cell.channel),
        statistics.table(cells, lambda cell: cell.category),
        statistics.table(cells, lambda cell: cell.place),
        statistics.weekly(cells),
    ]
    for lines in tables:
        for count in ("voices", "heads", "open", "supports"):
            assert sum(getattr(line, count) for line in lines) == getattr(whole, count)
        for outcome in OUTCOMES:
            assert sum(line.outcomes[outcome] for line in lines) == whole.outcomes[outcome]
        assert all(line.voices == line.open + sum(line.outcomes.values()) for line in lines)


@given(st.lists(CELLS, min_size=1, max_size=30))
def test_weeks_have_no_gaps(cells: list[Cell]) -> None:
    weeks = [date.fromisoformat(line.key) for line in statistics.weekly(cells)]
    assert all(later - earlier == timedelta(days=7) for earlier, later in pairwise(weeks))
    assert {statistics.monday(cell.day) for cell in cells} <= set(weeks)


def scattered(found: Collecting, count: int, seed: int) -> None:
    """Suggestions in every state there is, by chance."""
    rng = random.Random(seed)
    with writing() as session:
        made: list[Suggestion] = []
        for no in range(1, count + 1):
            head = rng.choice([one for one in made if one.merged_into_id is None and not one.spam] or [None])
            merged = head if head is not None and rng.random() < 0.3 else None
            outcome = None if merged or rng.random() < 0.4 else rng.choice(list(OUTCOMES))
            one = Suggestion(
                congress_id=found.congress_id,
                drive_id=found.drive_id,
                no=no,
                code=f"{seed}-{no}",
                channel=rng.choice(list(CHANNELS)),
                received_on=rng.choice(DAYS),
                created_at=found.drive.created_at,
                category=rng.choice(["", str(CATEGORIES[0]), str(CATEGORIES[3])]),
                place=rng.choice(["", *TOWNS]),
                title=f"建议{no}",
                text="正文",
                merged_into_id=merged.id if merged else None,
                spam=merged is None and rng.random() < 0.1,
                supports=rng.randrange(9),
                outcome=outcome,
                withdrawn_at=found.drive.created_at if rng.random() < 0.05 else None,
                rating=rng.choice(list(RATINGS)) if outcome else None,
            )
            session.add(one)
            session.flush()
            made.append(one)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_database_counts_as_one_would_by_hand(app: Flask, config: Config, seed: int) -> None:
    found = collecting(config)
    scattered(found, 150, seed)
    told = statistics.of_drive(found.drive, TODAY)
    rows = [one for one in db.session.query(Suggestion) if not one.spam and one.withdrawn_at is None]
    heads = {one.id: one for one in db.session.query(Suggestion)}
    outcomes = Counter(heads[one.merged_into_id or one.id].outcome for one in rows)

    assert told.total.voices == len(rows) == told.figures.received
    assert told.total.heads == sum(one.merged_into_id is None for one in rows)
    assert told.total.voices - told.total.heads == told.figures.merged
    assert told.total.outcomes == {key: outcomes[key] for key in OUTCOMES}
    assert {line.key: line.voices for line in told.channels} == Counter(one.channel for one in rows)
    assert {line.key: line.voices for line in told.places} == Counter(one.place for one in rows)
    assert told.total.supports == sum(one.supports for one in rows)
    assert sum(told.ratings.values()) == sum(one.rating is not None for one in rows)


def test_the_overview_says_the_same(app: Flask, config: Config) -> None:
    found = collecting(config)
    scattered(found, 150, 3)
    told = statistics.of_drive(found.drive, TODAY)
    shown = overview.figures(found.drive_id, TODAY)
    assert sum(told.matters.values()) - told.matters[""] == shown.answered
    assert told.matters[""] == shown.waiting + shown.assigned + shown.proposed


def test_a_drive_without_suggestions(app: Flask, config: Config) -> None:
    told = statistics.of_drive(collecting(config).drive, TODAY)
    assert told.total == Line("", 0, 0, dict.fromkeys(OUTCOMES, 0), 0, 0)
    assert (told.channels, told.weeks) == ([], [])


def release(one: Suggestion, text: str, **more: object) -> None:
    with writing():
        one.published_title, one.published_text, one.published_at = "标题", text, one.created_at
        for key, value in more.items():
            setattr(one, key, value)


def test_open_data_is_what_was_released_and_nothing_else(app: Flask, config: Config) -> None:
    found = collecting(config)
    one = found.say("我叫张三，家门口的路烂了", name="张三", phone="13800000000", category="交通出行")
    found.say("没有公开的建议")
    release(one, "门口的路坏了", proposed_reason="还没有审核的答复")
    rows = opendata.released(found.drive)
    assert [(row["no"], row["text"], row["reply"]) for row in rows] == [(1, "门口的路坏了", "")]
    texts = opendata.as_csv(rows).decode("utf-8-sig") + json.dumps(rows, ensure_ascii=False)
    for secret in ("张三", "13800000000", "没有公开", "还没有审核", one.code):
        assert secret not in texts


def test_a_group_is_one_row_with_all_its_voices(app: Flask, config: Config) -> None:
    found = collecting(config)
    first, second = found.say("修路"), found.say("还是修路")
    release(first, "修路")
    release(second, "还是修路", merged_into_id=first.id)
    assert [(row["no"], row["voices"]) for row in opendata.released(found.drive)] == [(1, 2)]


def test_no_cell_of_the_file_is_a_formula(app: Flask, config: Config) -> None:
    found = collecting(config)
    release(found.say("算式"), "=HYPERLINK(1)")
    text = opendata.as_csv(opendata.released(found.drive)).decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert "'=HYPERLINK(1)" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@"))]
