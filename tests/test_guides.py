"""Guides and READMEs: they follow the agenda and the commands that there are, and show pictures that are there."""

from __future__ import annotations

import re

import pytest
from support.paths import ROOT

from voting.commands.main import main
from voting.sitting.order import KINDS

DOCS = ROOT / "docs"
STEP = re.compile(r"^\| (\d+) ([^|]+) \|", re.M)
PICTURE = re.compile(r"\]\(pictures/([^)]+)\)")


def test_the_clerks_guide_has_the_steps_of_the_agenda_in_their_order() -> None:
    found = STEP.findall((DOCS / "clerk.zh-CN.md").read_text("utf-8"))
    assert [(int(number), title) for number, title in found] == [
        (place, str(kind.title)) for place, kind in enumerate(KINDS, start=1)
    ]


def test_both_languages_have_as_many_steps() -> None:
    assert len(STEP.findall((DOCS / "clerk.md").read_text("utf-8"))) == len(KINDS)


@pytest.mark.parametrize("guide", ["clerk", "deputy", "scrutineer"])
def test_both_languages_show_the_same_pictures_and_they_are_there(guide: str) -> None:
    english, chinese = (PICTURE.findall((DOCS / f"{guide}{tail}.md").read_text("utf-8")) for tail in ("", ".zh-CN"))
    assert english == chinese
    assert [name for name in english if not (DOCS / "pictures" / name).is_file()] == []


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_a_readme_names_every_command_and_no_other(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    there = set(re.findall(r"^    ([a-z-]+)(?=\s)", capsys.readouterr().out, re.M))
    table = [line for line in (ROOT / name).read_text("utf-8").splitlines() if line.startswith("| `voting ")]
    assert {word for line in table for word in re.findall(r"`voting ([a-z-]+)", line)} == there
