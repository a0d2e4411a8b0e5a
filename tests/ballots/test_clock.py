"""A clock that cannot be right stops the acts whose time is sealed; a reason on record lets them go on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from support import stage

from voting.ballots import clock, polling
from voting.config import Config
from voting.errors import DomainError


def code(work: Callable[[], object]) -> str:
    with pytest.raises(DomainError) as caught:
        work()
    return caught.value.code


WRONG = (stage.NOW - timedelta(hours=1), stage.NOW + timedelta(days=365))


@pytest.mark.parametrize("moment", WRONG)
def test_a_vote_neither_opens_nor_closes_at_a_time_that_cannot_be(app: Flask, config: Config, moment: datetime) -> None:
    real = replace(config, testing=False)
    vote = stage.boxed(config)
    vote.sign_in()
    opening = lambda at: polling.open_round(vote.round_id, None, stage.OFFICE, at, real)  # noqa: E731
    assert code(lambda: opening(moment)) == "clock_wrong"
    opening(stage.NOW)
    assert code(lambda: polling.close_round(vote.round_id, real, stage.OFFICE, moment)) == "clock_wrong"
    assert vote.round.state == "open"


@pytest.mark.parametrize("moment", WRONG)
def test_a_clock_that_is_right_nevertheless_goes_on_with_a_reason(app: Flask, config: Config, moment: datetime) -> None:
    real = replace(config, testing=False)
    vote = stage.opened(config)
    congress = vote.round.congress_id
    assert code(lambda: clock.confirm(congress, " ", stage.OFFICE, moment)) == "reason_missing"
    clock.confirm(congress, "开始投票时时钟快了一小时", stage.OFFICE, moment)
    polling.close_round(vote.round_id, real, stage.OFFICE, moment)
    assert vote.round.state == "closed"
