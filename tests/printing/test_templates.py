"""An office's own templates."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from voting.config import from_environment
from voting.printing import DoesNotFit, ResultPaper, blank_ballots_pdf, report_pdf
from voting.printing.rendering import tidy

from .conftest import MakeVote, page_texts


def test_an_office_changes_one_sentence_and_keeps_the_rest(
    make_result: Callable[..., ResultPaper], tmp_path: Path
) -> None:
    own = '{% extends "original/report.html" %}{% block title %}{{ vote.vote }}票决结果报告单{% endblock %}'
    (tmp_path / "report.html").write_text(own, "utf-8")
    result = make_result(3)
    (text,) = page_texts(report_pdf(result, "https://x/verify#a.b.c", "ABCD-EFGH", papers=tmp_path))
    assert "2027年重点民生实事项目票决结果报告单" in text
    assert "计票结果报告单" not in text
    assert "352331331330326" in text


def test_papers_that_the_office_has_not_changed_stay_ours(make_vote: MakeVote, tmp_path: Path) -> None:
    assert "表决票" in page_texts(blank_ballots_pdf(make_vote(3), 1, papers=tmp_path))[0]


def test_a_template_that_leaves_out_a_project_is_refused(make_vote: MakeVote, tmp_path: Path) -> None:
    own = '<!doctype html><meta charset="utf-8"><p>{{ vote.session }}{{ vote.vote }}</p><div id="end"></div>'
    (tmp_path / "blank_ballot.html").write_text(own, "utf-8")
    with pytest.raises(DoesNotFit):
        blank_ballots_pdf(make_vote(3), 1, papers=tmp_path)


def test_the_folder_is_a_setting(tmp_path: Path) -> None:
    assert from_environment({"VOTING_PAPERS": str(tmp_path)}).papers == tmp_path
    assert from_environment({}).papers is None


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("候选项目 12 项", "候选项目12项"),
        ("完成 90%，主体", "完成90%，主体"),
        ("建设 5G 基站", "建设5G基站"),
        ("A B 2 3", "A B 2 3"),
        ("张 三", "张 三"),
    ],
)
def test_figures_stand_close_to_chinese(typed: str, printed: str) -> None:
    assert tidy(typed) == printed
