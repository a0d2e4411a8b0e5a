"""The life of a round: every step a named act, none to be skipped or done twice."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from support import stage

from voting.ballots import casting, guards, life, polling, preparing, server_key
from voting.ballots.models import Credential
from voting.belenios import board, election, group, packing
from voting.belenios import verify as verification
from voting.config import Config
from voting.errors import DomainError
from voting.extensions import db
from voting.journal.log import entries, first_fault
from voting.meetings.models import Round
from voting.rules.rules import Rules


def code(work: Callable[[], object]) -> str:
    with pytest.raises(DomainError) as caught:
        work()
    return caught.value.code


def acts(vote: stage.Stage, config: Config) -> dict[str, Callable[[], object]]:
    rng = stage.seeded("again")
    return {
        "freeze": lambda: preparing.freeze(vote.round_id, stage.OFFICE, stage.NOW),
        "rules": lambda: preparing.set_rules(vote.round_id, Rules(seats=1).to_dict(), stage.OFFICE, stage.NOW),
        "box": lambda: preparing.set_up_box(vote.round_id, config, stage.OFFICE, stage.NOW, rng),
        "open": lambda: polling.open_round(vote.round_id, None, stage.OFFICE, stage.NOW),
        "close": lambda: polling.close_round(vote.round_id, config, stage.OFFICE, stage.NOW),
    }


def test_a_meeting_has_its_rounds(app: Flask, config: Config) -> None:
    vote = stage.frozen(config)
    found = db.session.scalars(select(Round).where(Round.meeting_id == vote.meeting_id)).all()
    kinds = sorted((one.kind, one.no) for one in found)
    assert kinds == [("main", 1), ("rating", 1), ("rating", 2), *(("reserve", no) for no in range(1, 5))]
    assert len({one.uuid for one in found}) == len(found)


def test_no_step_can_be_skipped_or_repeated(app: Flask, config: Config) -> None:
    vote = stage.frozen(config)
    assert code(acts(vote, config)["freeze"]) == "wrong_state"
    assert code(acts(vote, config)["rules"]) == "wrong_state"
    assert code(acts(vote, config)["open"]) == "no_box"
    assert code(acts(vote, config)["close"]) == "wrong_state"
    assert code(acts(vote, config)["box"]) == "not_ready"
    vote = stage.boxed(config, seed="second")
    assert code(acts(vote, config)["box"]) == "box_exists"
    assert code(acts(vote, config)["open"]) == "no_quorum"
    vote.open()
    assert code(acts(vote, config)["open"]) == "wrong_state"
    acts(vote, config)["close"]()
    assert code(acts(vote, config)["close"]) == "wrong_state"
    assert code(acts(vote, config)["open"]) == "wrong_state"
    assert vote.round.state == "closed"


def test_what_is_missing_is_said(app: Flask, config: Config) -> None:
    missing = life.why_not(life.BOX, stage.frozen(config).round)
    assert missing == ["还有 2 把监票人钥匙没有做好", "投票卡还没有制作"]
    assert list(guards.box_unready(stage.boxed(config, seed="second").round)) == []


def test_freezing_wants_enough_candidates(app: Flask, config: Config) -> None:
    assert code(lambda: stage.frozen(config, candidates=2, seats=3)) == "rules_contradict"


@pytest.mark.parametrize(("candidates", "fits"), [(10, False), (12, True), (13, True), (14, False)])
def test_the_ratio_of_candidates_to_seats_is_checked(app: Flask, config: Config, candidates: int, fits: bool) -> None:
    rules = Rules(seats=10, equal=False, ratio_min=20, ratio_max=30)
    if fits:
        assert stage.frozen(config, candidates=candidates, rules=rules).round.state == "frozen"
    else:
        assert code(lambda: stage.frozen(config, candidates=candidates, rules=rules)) == "rules_contradict"


@pytest.mark.parametrize(("present", "enough"), [(3, False), (4, True)])
def test_quorum_is_two_thirds(app: Flask, config: Config, present: int, enough: bool) -> None:
    vote = stage.boxed(config)
    vote.sign_in(present)
    if enough:
        acts(vote, config)["open"]()
        assert polling.figures(vote.round) == polling.Figures(6, 4, 4, 0)
    else:
        assert code(acts(vote, config)["open"]) == "no_quorum"


def test_issued_is_at_most_present_and_corrections_have_a_reason(app: Flask, config: Config) -> None:
    vote = stage.boxed(config)
    vote.sign_in()
    assert code(lambda: polling.open_round(vote.round_id, 7, stage.OFFICE, stage.NOW)) == "issued_wrong"
    polling.open_round(vote.round_id, 6, stage.OFFICE, stage.NOW)
    set_issued = polling.set_issued
    assert code(lambda: set_issued(vote.round_id, 5, " ", stage.OFFICE, stage.NOW)) == "reason_missing"
    assert code(lambda: set_issued(vote.round_id, 9, "多发", stage.OFFICE, stage.NOW)) == "issued_wrong"
    set_issued(vote.round_id, 5, "一位代表改用纸质票", stage.OFFICE, stage.NOW)
    assert polling.figures(vote.round).issued == 5


@pytest.mark.parametrize("candidates", [1, 4, 31, 35])
def test_the_box_is_what_was_frozen(app: Flask, config: Config, candidates: int) -> None:
    vote = stage.boxed(config, candidates=candidates, seats=1)
    found = vote.round
    chosen = election.parse(found.election or "")
    packed = packing.stated(chosen)
    assert packed is not None
    assert packed.count == candidates
    assert found.rules_hash in chosen.description
    assert chosen.uuid == found.uuid
    assert chosen.fingerprint == found.fingerprint
    path = vote.archive
    _, _, listed = board.read(path).setup()
    query = select(Credential.public).where(Credential.round_id == found.id)
    assert listed == sorted(db.session.scalars(query))
    assert verification.report(path, 1).valid
    public = json.loads(found.server_public_key or "")["public_key"]
    assert group.encode(group.base(server_key.private(db.session(), config, found))) == public


def test_presence_is_fixed_at_the_close(app: Flask, config: Config) -> None:
    vote = stage.boxed(config)
    vote.sign_in(5)
    polling.open_round(vote.round_id, None, stage.OFFICE, stage.NOW)
    casting.cast(vote.uuid, vote.deputies[0], vote.ballot(0), config)
    stage.close(vote)
    vote.sign_in()
    assert polling.figures(vote.round) == polling.Figures(6, 5, 5, 1)


def test_every_step_is_in_the_journal(app: Flask, config: Config) -> None:
    vote = stage.opened(config)
    casting.cast(vote.uuid, vote.deputies[0], vote.ballot(0), config)
    stage.close(vote)
    stage.count(vote)
    stage.announce(vote)
    assert vote.round.state == "announced"
    chain = entries(db.session(), vote.round.congress_id)
    assert first_fault(chain) is None
    written = [entry.act for entry in chain]
    wanted = [
        "冻结候选名单和规则",
        "建立票箱",
        "开始投票",
        "结束投票",
        "服务器混票",
        "混票完成",
        "解密完成",
        "计票完成",
        "认证计票结果",
        "公告结果",
    ]
    assert [act for act in written if act in wanted] == wanted
    assert not any("投票卡使用" in act or "投出" in act for act in written)
    assert verification.report(vote.archive, 1).stage == "finished"
