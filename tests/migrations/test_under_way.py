"""A vote that an earlier version has begun goes on after the upgrade, to a result that everybody can check.

The installations were kept while that version ran a vote. Nothing in them is a key: those are made again from the words
that they were made from then.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from support import installations
from support import postgres
import pytest
from support import stage
from sqlalchemy import select

from voting import create_app
from voting.ballots import boxes, casting, checking
from voting.ballots.models import Ballot
from voting.meetings.models import Entitled, Round
from voting.belenios import trustees
from voting.belenios.verify import report
from voting.config import Config
from voting.ballots import cards
from voting.errors import DomainError
from voting.extensions import db
from voting.stage.meeting import seeded
from voting.upgrading import upgrade_database

KEPT = Path(__file__).parent / "under_way"


@pytest.fixture
def vote(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[stage.Stage, bytes]]:
    """A vote as it stands after the upgrade, and the archive from before."""
    name, kind = request.param
    address = ""
    if kind == "postgresql":
        address = postgres.new_database(request.getfixturevalue("postgresql"), f"under_way_{uuid4().hex}")
    config = Config(instance=tmp_path, testing=True, database_url=address)
    app = create_app(config)
    with app.app_context():
        kept = installations.read(KEPT / f"0008-{name}.json.xz")
        installations.fill(app, kept)
        ((file, _),) = kept["boards"].items()
        uuid = file.removesuffix(".bel")
        private, _ = trustees.generate(seeded("box"))
        (config.keys / f"{uuid}.key").write_text(json.dumps(str(private)))
        upgrade_database(app)
        yield _stage(config, uuid, monkeypatch), (tmp_path / "boards" / file).read_bytes()
        db.session.remove()
        db.engine.dispose()


def _stage(config: Config, uuid: str, monkeypatch: pytest.MonkeyPatch) -> stage.Stage:
    found = db.session.scalars(select(Round).where(Round.uuid == uuid)).one()
    assert found.opened_at is not None
    monkeypatch.setattr(stage, "NOW", found.opened_at + timedelta(hours=1))
    deputies = select(Entitled.deputy_id).where(Entitled.meeting_id == found.meeting_id).order_by(Entitled.number)
    described = cards.meeting_file(found.meeting_id)
    typed, _ = cards.make_cards(described["rounds"], described["cards"], seeded("cards"))
    privates = [trustees.generate(seeded(f"scrutineer {place}"))[0] for place in range(2)]
    return stage.Stage(
        config, found.meeting_id, found.id, uuid, [], list(db.session.scalars(deputies)), typed, privates
    )


@pytest.mark.parametrize(
    "vote",
    [("open", "sqlite"), ("one-mixed", "postgresql"), ("one-share", "sqlite"), ("one-share", "postgresql")],
    ids="-".join,
    indirect=True,
)
def test_a_vote_goes_on_where_it_was(vote: tuple[stage.Stage, bytes]) -> None:
    now, before = vote
    assert boxes.committed(now.round) == before
    assert checking.compare_all(now.config) == []
    if now.round.state == "open":
        for place, deputy in enumerate(now.deputies):
            _cast(now, place, deputy)
        stage.close(now)
    else:
        stage.compare(now)
    stage.count(now)
    stage.announce(now)
    after = stage.archive(now)
    assert after[: len(before)] == before
    found = report(now.archive, proofs=stage.proofs(now))
    assert (found.valid, found.stage, found.ballots) == (True, "finished", len(now.deputies))
    assert now.round.state == "announced"


def _cast(now: stage.Stage, place: int, deputy: int) -> None:
    there = set(db.session.scalars(select(Ballot.tracker).where(Ballot.round_id == now.round_id)))
    if place < 2:
        # These two had voted before the upgrade.
        with pytest.raises(DomainError, match="already_voted"):
            casting.cast(now.uuid, deputy, now.ballot(place), now.config)
    else:
        assert casting.cast(now.uuid, deputy, now.ballot(place), now.config).tracker not in there
