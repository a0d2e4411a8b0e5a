"""A round's papers say what its rules say, and the announcement gathers the rounds."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pypdfium2
import pytest
from flask import Flask
from support import stage
from support.reading import words

from voting.config import Config
from voting.rules.rules import Rules
from voting.tally import announcement, certifying, round_papers
from voting.tally.specimens import specimen


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        (Rules(seats=2), "赞成的，在“赞成”栏内画“○”；反对的，在“反对”栏内画“×”；弃权的，不画任何符号"),
        (
            Rules(seats=2, legend="tick"),
            "赞成的，在“赞成”栏内画“√”；反对的，在“反对”栏内画“×”；弃权的，在“弃权”栏内画“○”",
        ),
        (Rules(seats=2, marking="choose"), "同意的，在“同意”栏内画“○”"),
        (Rules(seats=2, marking="choose", legend="tick"), "同意的，在“同意”栏内画“√”"),
        (Rules(seats=2, marking="rank"), "在“名次”栏内按优先次序填写1至2"),
    ],
)
def test_the_ballot_tells_the_legend_of_the_rules_once(app: Flask, config: Config, rules: Rules, told: str) -> None:
    vote = stage.boxed(config, rules=rules)
    text = words(round_papers.blank_ballots(vote.round, 1, config))
    assert told in text
    assert text.count("画“√”") <= 1


def test_the_archive_of_priorities_prints_numbers(app: Flask, config: Config) -> None:
    vote = stage.opened(config, rules=Rules(seats=2, marking="rank", model="rank", threshold="none"))
    stage.vote(vote, [1, 2, 0, 0], [2, 1, 0, 0])
    stage.certify(vote)
    assert round_papers.archive_ballots(vote.round, config).startswith(b"%PDF")
    report = words(round_papers.report(vote.round, config, stage.NOW))
    assert "得分" in report
    assert "反对" not in report


def test_the_announcement_may_be_of_a_later_day_than_the_vote(app: Flask, config: Config) -> None:
    vote = stage.opened(config)
    stage.vote(vote, *[[1, 1, 0, 0]] * 6)
    stage.certify(vote)
    certifying.announce(vote.round_id, stage.OFFICE, stage.NOW + timedelta(days=1))
    text = words(announcement.announcement(vote.round, config, stage.NOW))
    assert "于2026年1月20日依法票决" in text
    assert text.count("2026年1月21日") == 1


@pytest.mark.parametrize("red", [True, False])
def test_the_office_decides_whether_the_letterhead_is_red(app: Flask, config: Config, red: bool) -> None:
    vote = stage.opened(config)
    stage.vote(vote, *[[1, 1, 0, 0]] * 6)
    stage.certify(vote)
    chosen = replace(config, red_letterhead=red)
    assert has_red(announcement.announcement(vote.round, chosen, stage.NOW)) is red
    assert has_red(specimen("announcement", chosen)) is red


def has_red(pdf: bytes) -> bool:
    picture = pypdfium2.PdfDocument(pdf)[0].render(scale=1).to_pil().convert("RGB")
    return any(r > 180 and g < 60 and b < 60 for _, (r, g, b) in picture.getcolors(1 << 20) or [])
