"""A vote on paper alone through the HTTP door: no page speaks of what there is not."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from support import stage
from support.office import PASSWORD, Vote

from voting.ballots import paper
from voting.config import Config
from voting.tally import counting

FOREIGN = re.compile("电子|投票卡|密钥|混票和解密|票箱指纹|箱里的选票|领卡")
SITTING = ("sitting", "sitting/lectern", "open", "close", "issued", "paper/count", "announce")
NAVIGATION = re.compile(r"<nav.*?</nav>|<script.*?</script>|<[^>]+>", re.S)


def gathered(config: Config) -> stage.Stage:
    made = stage.frozen(config)
    paper.use_paper_only(made.round_id, "停电", stage.OFFICE, stage.NOW)
    made.sign_in()
    return made


def opened(config: Config) -> stage.Stage:
    made = gathered(config)
    made.open()
    return made


def closed(config: Config) -> stage.Stage:
    made = opened(config)
    stage.close(made)
    stage.start(made)
    return made


def announced(config: Config) -> stage.Stage:
    made = closed(config)
    batch = stage.pile(made, 6)
    for teller in stage.tellers(made):
        stage.read_pile(made, batch, teller, [[1, 1, 0, 2]] * 6)
    counting.count_with_paper(made.round_id, config, stage.OFFICE, stage.NOW)
    stage.announce(made)
    return made


def foreign(page: str) -> list[str]:
    """Lines of a page, its navigation left out, that speak of tablets, cards, keys or an electronic box."""
    return [line.strip() for line in NAVIGATION.sub("\n", page).splitlines() if FOREIGN.search(line)]


@pytest.mark.parametrize("state", [gathered, opened, closed, announced])
def test_the_pages_of_the_sitting_speak_of_paper(at: Callable[..., Vote], state: Callable[..., stage.Stage]) -> None:
    vote = at(state)
    pages = {path: vote.office.get(f"{vote.round}/{path}", "chair") for path in SITTING}
    assert {page.status_code for page in pages.values()} == {200}
    assert {path: found for path, page in pages.items() if (found := foreign(page.text))} == {}


def test_the_chief_scrutineer_agrees_without_a_key(at: Callable[..., Vote]) -> None:
    vote = at(gathered)
    page = vote.office.sign_in("stage0", PASSWORD).get(f"/scrutineer/rounds/{vote.stage.uuid}/agree/open").text
    assert foreign(page) == []
    assert "投票箱已经当众检查、加封；零票报告上的数字都是零。" in page


def test_the_boxes_are_asked_for_and_the_reason_stands_at_the_field(at: Callable[..., Vote]) -> None:
    vote = at(gathered)
    for key in ("attendance", "measures", "scrutineers"):
        vote.office.post(f"{vote.round}/sitting/{key}")
    answer = vote.office.post(f"{vote.round}/sitting/zero", boxes="0")
    assert answer.status_code == 400
    assert 'href="#boxes"' in answer.text
    assert 'id="boxes-error"' in answer.text
    assert vote.office.post(f"{vote.round}/sitting/zero", boxes="2").status_code == 302


@pytest.mark.parametrize(("state", "shown"), [(opened, False), (closed, True)])
def test_what_came_back_is_no_figure_before_it_is_counted(
    at: Callable[..., Vote], state: Callable[..., stage.Stage], shown: bool
) -> None:
    vote = at(state)
    for page in (f"{vote.round}/sitting", f"/screen/{vote.stage.uuid}"):
        assert ('data-figure="returned"' in vote.office.get(page).text) == shown


def test_the_public_board_offers_no_search_for_electronic_ballots(at: Callable[..., Vote]) -> None:
    vote = at(announced)
    page = vote.office.get(f"/rounds/{vote.stage.uuid}").text
    assert "本轮只用纸质票，没有电子票箱" in page
    assert 'name="tracker"' not in page
