"""A vote that was counted and announced, with its papers, once for all tests that alter them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from support import stage
from support.announced import Announced

from voting.ballots import boxes, casting
from voting.config import Config
from voting.extensions import db
from voting.tally import round_papers, signing_keys


@pytest.fixture(scope="module")
def announced(tmp_path_factory: pytest.TempPathFactory, make_app: Callable[[Config], Flask]) -> Iterator[Announced]:
    folder = tmp_path_factory.mktemp("announced")
    config = Config(instance=folder / "instance", testing=True)
    app = make_app(config)
    with app.app_context():
        vote = stage.opened(config)
        marks = [[1, 2, 0, 0], [1, 1, 0, 2], [1, 0, 0, 0], [2, 1, 0, 0], [1, 1, 2, 0]]
        for place, row in enumerate(marks):
            casting.cast(vote.uuid, vote.deputies[place], vote.ballot(place, row), config)
        stage.close(vote)
        early, board = folder / "early.bel", folder / "vote.bel"
        early.write_bytes(boxes.committed(vote.round))
        stage.count(vote)
        stage.announce(vote)
        board.write_bytes(boxes.committed(vote.round))
        proofs = board.with_suffix(".proofs.json")
        proofs.write_bytes(stage.proofs(vote))
        keys = signing_keys.load_or_make_keys(config.keys, stage.NOW)
        pem = folder / "key.pem"
        pem.write_bytes(keys.public_pem)
        report = round_papers.report(vote.round, config, stage.NOW)
        yield Announced(folder, report, vote.round.seal_report or "", pem, board, early)
        db.session.remove()
        db.engine.dispose()
