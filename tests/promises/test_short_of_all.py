"""Whoever holds all keys but one opens nothing: neither the server and all scrutineers but one, nor all scrutineers."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from support import elections, stage

from voting.ballots import casting
from voting.belenios import decryption, shares, shuffle, tally, trustees
from voting.belenios import election as texts
from voting.config import Config
from voting.meetings import officers as meetings_officers
from voting.tally import mixing, opening

TRUSTEES = 3
MARKS = [[1, 2, 0], [2, 2, 1], [0, 1, 1]]


@pytest.mark.parametrize("missing", range(TRUSTEES))
def test_all_keys_but_one_open_no_ballot(tmp_path: Path, missing: int) -> None:
    vote = elections.begin(tmp_path / "vote.bel", cards=3, candidates=3, trustee_count=TRUSTEES)
    vote.cast(MARKS)
    vote.close()
    vote.mix()
    held = [
        decryption.check_partial(
            vote.election,
            vote.items,
            trustees.check_public_key(key),
            decryption.partial_decryption(vote.election, vote.items, private, vote.rng),
        )
        for private, key in zip(vote.privates, vote.keys, strict=True)
    ]
    whole, void = decryption.open_exactly(vote.election, vote.items, held)
    assert sorted(vote.packing.unpack(row) for row in whole) == sorted(MARKS)
    assert void == []
    short = held[:missing] + held[missing + 1 :]
    assert decryption.open_exactly(vote.election, vote.items, short)[1] == [1, 2, 3]


def test_the_server_waits_for_the_last_share(app: Flask, config: Config, client: FlaskClient) -> None:
    vote = stage.opened(config)
    for place in range(3):
        casting.cast(vote.uuid, vote.deputies[place], vote.ballot(place), config)
    stage.close(vote)
    stage.start(vote)
    rng = stage.seeded("short")
    chosen = texts.parse(vote.round.election or "")
    officers = meetings_officers.key_holders(vote.meeting_id)
    for officer in officers:
        todo = mixing.task_for(vote.round, officer, config)
        text = shuffle.shuffle(chosen, tally.read(todo.tally), rng)
        mixing.hand_in_shuffle(vote.round_id, officer, "监票人", text, config, stage.NOW)
    todo = mixing.task_for(vote.round, officers[0], config)
    share = shares.make(chosen, tally.read(todo.tally), vote.privates[0], rng)
    opening.hand_in_decryption(vote.round_id, officers[0], "监票人", share, config, stage.NOW)
    opening.finish(vote.round_id, config, stage.NOW, rng)
    assert vote.round.state == "mixed"
    assert vote.round.result is None
    assert b'"Result"' not in stage.archive(vote)
    assert client.get(f"/rounds/{vote.uuid}/report.pdf").status_code == 404
