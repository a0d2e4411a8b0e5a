"""What stands twice is compared before it is needed; a difference stops casting, and a repair lets it go on."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select, update
from support import stage

from voting.ballots import boxes, casting, checking, mirror, polling
from voting.ballots.models import Ballot, BoardEntry, ServerKey
from voting.ballots.repairing import repair
from voting.commands import main
from voting.config import Config
from voting.errors import DomainError
from voting.extensions import db, writing
from voting.meetings.models import Round


@pytest.fixture
def config(tmp_path: Path) -> Config:
    (tmp_path / "mirror").mkdir()
    return Config(instance=tmp_path / "instance", mirror=tmp_path / "mirror", testing=True)


@pytest.fixture
def vote(app: Flask, config: Config) -> stage.Stage:
    """An open vote with three ballots."""
    vote = stage.opened(config)
    for place in range(3):
        casting.cast(vote.uuid, vote.deputies[place], vote.ballot(place), config)
    return vote


def code(work: Callable[[], object]) -> str:
    with pytest.raises(DomainError) as caught:
        work()
    return caught.value.code


def short() -> None:
    with writing() as session:
        session.execute(delete(BoardEntry).where(BoardEntry.height == 3))


def flipped() -> None:
    with writing() as session:
        payload = session.scalars(select(BoardEntry.payload).where(BoardEntry.height == 2)).one()
        changed = (payload or "").replace("1", "2", 1)
        session.execute(update(BoardEntry).where(BoardEntry.height == 2).values(payload=changed))


def gone() -> None:
    with writing() as session:
        session.execute(delete(BoardEntry))


HARMS = (short, flipped, gone)


@pytest.mark.parametrize("harm", HARMS)
def test_a_damaged_box_stops_casting_and_closing(vote: stage.Stage, harm: Callable[[], None]) -> None:
    assert checking.compare_all(vote.config) == []
    harm()
    assert [str(why) for _, why in checking.compare_all(vote.config)] == [checking.FAULTS["rows"]]
    again = vote.ballot(0)
    assert code(lambda: casting.cast(vote.uuid, vote.deputies[3], vote.ballot(3), vote.config)) == "box_stopped"
    assert code(lambda: polling.close_round(vote.round_id, vote.config, stage.OFFICE, stage.NOW)) == "box_stopped"
    assert casting.cast(vote.uuid, vote.deputies[0], again, vote.config).tracker


@pytest.mark.parametrize("harm", HARMS)
@pytest.mark.parametrize("source", ["mirror", "archive", "database"])
def test_a_repair_puts_back_every_entry_and_the_vote_goes_on(
    vote: stage.Stage, tmp_path: Path, harm: Callable[[], None], source: str
) -> None:
    whole = boxes.committed(vote.round)
    backup = tmp_path / "backup"
    if source == "archive":
        backup.mkdir()
        (backup / f"{vote.uuid}.bel").write_bytes(whole)
    elif source == "database":
        db.session.rollback()
        with db.engine.connect() as link:
            link.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy(vote.config.instance / "voting.sqlite3", backup)
    harm()
    checking.compare_all(vote.config)
    told = (
        repair(vote.config, "mirror", None, stage.NOW)
        if source == "mirror"
        else repair(vote.config, "backup", backup, stage.NOW)
    )
    assert [(one.said, one.sound) for one in told] == [("已恢复", True), ("可以继续投票", True)]
    assert boxes.committed(vote.round) == whole
    casting.cast(vote.uuid, vote.deputies[3], vote.ballot(3), vote.config)
    stage.close(vote)
    stage.count(vote)


def test_a_repair_takes_nothing_that_is_not_the_box(vote: stage.Stage, tmp_path: Path) -> None:
    early = tmp_path / "early.bel"
    early.write_bytes(boxes.committed(vote.round)[:-4096])
    (folder := tmp_path / "another vote's").mkdir()
    earlier = tmp_path / "earlier.sqlite3"
    with closing(sqlite3.connect(earlier)) as link:
        link.execute("CREATE TABLE round (id INTEGER)")
    gone()
    checking.compare_all(vote.config)
    for backup, why in (
        (early, "不能由此恢复"),
        (tmp_path / "nothing", "没有找到备份"),
        (folder, "没有找到备份"),
        (earlier, "没有找到备份"),
    ):
        (one,) = repair(vote.config, "backup", backup, stage.NOW)
        assert not one.sound
        assert why in one.said
    assert vote.round.stopped == "rows"


def test_a_box_that_cannot_be_restored_keeps_no_other_from_it(
    vote: stage.Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    second = stage.opened(vote.config, seed="second")
    whole = boxes.committed(second.round)
    (backup := tmp_path / "backup").mkdir()
    (backup / f"{second.uuid}.bel").write_bytes(whole)
    gone()
    checking.compare_all(vote.config)
    monkeypatch.setenv("VOTING_INSTANCE", str(vote.config.instance))
    assert main.main(["repair", "--from", "backup", str(backup)]) == 1
    told = capsys.readouterr()
    assert "已恢复" in told.out
    assert told.err.startswith("未能恢复的票箱")
    assert "没有找到备份" in told.err
    assert boxes.committed(second.round) == whole
    assert (vote.round.stopped, second.round.stopped) == ("rows", None)
    (backup / f"{vote.uuid}.bel").write_bytes(mirror.read(vote.config.mirror, vote.uuid))  # type: ignore[arg-type]
    assert main.main(["repair", "--from", "backup", str(backup)]) == 0
    assert vote.round.stopped is None


def test_the_last_file_of_a_failed_transaction_is_left_out(vote: stage.Stage) -> None:
    whole = boxes.committed(vote.round)
    mirror.put(vote.config, vote.uuid, 4, b"of a ballot that was never committed")
    gone()
    repair(vote.config, "mirror", None, stage.NOW)
    assert boxes.committed(vote.round) == whole


def test_a_ballot_that_is_registered_and_not_in_the_box_stops_it(vote: stage.Stage) -> None:
    with writing() as session:
        first = session.scalar(select(func.min(Ballot.credential)))
        session.execute(delete(Ballot).where(Ballot.credential == first))
    checking.compare_all(vote.config)
    assert vote.round.stopped == "ballots"


def test_a_server_key_that_is_lost_is_told_before_the_vote_opens(app: Flask, config: Config) -> None:
    vote = stage.boxed(config)
    vote.sign_in()
    with writing() as session:
        session.execute(delete(ServerKey))
    opening = lambda: polling.open_round(vote.round_id, None, stage.OFFICE, stage.NOW, config)  # noqa: E731
    assert code(opening) == "box_stopped"
    assert vote.round.state == "frozen"


def test_a_check_goes_on_where_the_last_one_ended(vote: stage.Stage) -> None:
    seen: dict[int, boxes.Head] = {}
    checking.compare_all(vote.config, seen)
    assert seen[vote.round_id] == boxes.head_of(vote.round)
    casting.cast(vote.uuid, vote.deputies[3], vote.ballot(3), vote.config)
    assert checking.compare_all(vote.config, seen) == []
    assert seen[vote.round_id].height == 4


def test_the_second_disk_gets_what_it_lacks(vote: stage.Stage) -> None:
    folder = vote.config.instance.parent / "mirror" / vote.uuid
    (folder / "1.entry").unlink()
    (folder / "2.entry").write_bytes(b"other")
    checking.compare_all(vote.config)
    assert mirror.read(folder.parent, vote.uuid) == boxes.committed(vote.round)


def test_a_second_disk_that_is_away_is_told_and_stops_only_if_it_must(vote: stage.Stage) -> None:
    folder = vote.config.mirror
    assert folder is not None
    assert "同一块磁盘" in str(mirror.problem(vote.config))
    shutil.rmtree(folder)
    casting.cast(vote.uuid, vote.deputies[3], vote.ballot(3), vote.config)
    assert not folder.exists(), "a disk that was pulled out must not come back as a folder of the first one"
    assert "不在" in str(mirror.problem(vote.config))
    must = Config(instance=vote.config.instance, mirror=folder, mirror_required=True, testing=True)
    text = vote.ballot(4)
    assert code(lambda: casting.cast(vote.uuid, vote.deputies[4], text, must)) == "mirror_away"
    assert polling.figures(vote.round).returned == 4


def test_every_page_of_the_congress_says_that_the_box_is_stopped(vote: stage.Stage, client: FlaskClient) -> None:
    gone()
    checking.compare_all(vote.config)
    told = checking.FAULTS["rows"]
    assert told in client.get(f"/screen/{vote.uuid}").get_data(as_text=True)
    found = vote.passes[0]
    client.post("/deputy/sign-in", data={"number": found.number, "pin": found.pin, "meeting": vote.meeting_id})
    assert told in client.get("/deputy/").get_data(as_text=True)
    with writing() as session:
        session.get_one(Round, vote.round_id).stopped = None
    assert told not in client.get("/deputy/").get_data(as_text=True)
