"""Whole elections of our own making."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import elections

from voting.belenios import appending, ballot, board, credentials, group, packing
from voting.belenios.errors import Invalid, Unreadable
from voting.belenios.verify import report


@pytest.mark.parametrize(("count", "candidates", "trustees"), [(0, 3, 2), (1, 1, 1), (9, 12, 3), (5, 35, 2)])
def test_what_was_cast_is_what_is_opened(tmp_path: Path, count: int, candidates: int, trustees: int) -> None:
    vote, cast = elections.whole(tmp_path / "vote.bel", count, candidates, trustees)
    found = report(vote.path)
    assert found.valid
    assert found.stage == "finished"
    assert sorted(vote.packing.unpack(row) for row in found.opened or []) == sorted(cast)


def test_stages(tmp_path: Path) -> None:
    vote = elections.begin(tmp_path / "vote.bel", 3)
    assert report(vote.path).stage == "voting"
    vote.cast(elections.marks(3, 12, vote.rng))
    vote.close()
    assert report(vote.path).stage == "closed"
    vote.mix()
    assert report(vote.path).stage == "mixed"
    vote.open()
    assert report(vote.path).stage == "finished"


def test_every_cut_of_an_archive_is_refused_or_an_earlier_stage(tmp_path: Path) -> None:
    vote, _ = elections.whole(tmp_path / "vote.bel", 2, 3, 1)
    raw = vote.path.read_bytes()
    part = tmp_path / "part.bel"
    for length in range(0, len(raw), 701):
        part.write_bytes(raw[:length])
        try:
            found = report(part)
        except Unreadable:
            continue
        assert not found.valid or found.stage != "finished"


def test_what_was_read_is_written_again_to_the_byte(tmp_path: Path) -> None:
    vote, _ = elections.whole(tmp_path / "vote.bel", 2, 3, 2)
    read = board.read(vote.path)
    steps = list(appending.written(read.timestamp, board.entries_of(read)))
    assert b"".join(grown for _, grown in steps) == vote.path.read_bytes()
    assert steps[-1][0] == read.head


def test_the_archive_tells_no_time_but_its_beginning(tmp_path: Path) -> None:
    vote, _ = elections.whole(tmp_path / "vote.bel", 2, 3, 1)
    raw = vote.path.read_bytes()
    times, position = set(), 0
    while position < len(raw):
        times.add(raw[position + 136 : position + 147])
        position += 512 + -(-int(raw[position + 124 : position + 135], 8) // 512) * 512
    assert times == {b"0" * 11}


@pytest.mark.parametrize(
    ("text", "check"),
    [
        ("{" * 10_000, "ballot-form"),
        ("[]", "ballot-form"),
        ("x" * 70_000, "ballot-size"),
        ('{"a":1,"a":2}', "ballot-form"),
        ("\ud83d".encode("utf-16-le", "surrogatepass"), "ballot-form"),
    ],
)
def test_nonsense_is_no_ballot(tmp_path: Path, text: str | bytes, check: str) -> None:
    vote = elections.begin(tmp_path / "vote.bel", 1)
    with pytest.raises(Invalid) as refused:
        ballot.check(vote.election, text)
    assert refused.value.check == check


@pytest.mark.parametrize(
    ("old", "new", "check"),
    [
        ('"credential":"', '"credential": "', "ballot-form"),
        ('"response":"', '"response":"0', "ballot-form"),
        ('"alpha":"', '"alpha":"FF', "ballot-point"),
        ('"hash":"', '"hash":"A', "ballot-signature"),
        ('"election_hash":"', '"election_hash":"A', "ballot-election"),
    ],
)
def test_an_altered_ballot_is_refused_by_name(tmp_path: Path, old: str, new: str, check: str) -> None:
    vote = elections.begin(tmp_path / "vote.bel", 1)
    vote.cast(elections.marks(1, 12, vote.rng))
    with pytest.raises(Invalid) as refused:
        ballot.check(vote.election, vote.ballots[0].replace(old, new, 1))
    assert refused.value.check == check


@pytest.mark.parametrize(
    "text",
    [
        "01".rjust(64, "0"),
        "00" * 32,
        "ed" + "ff" * 30 + "7f",
        "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed",
        "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffec",
        "zz" * 32,
        "ab" * 31,
    ],
)
def test_points_outside_the_group_are_refused(text: str) -> None:
    with pytest.raises(Invalid):
        group.point_from_hex(text)


def test_integers_survive_the_point() -> None:
    for values in ([0], [1, 2, 0], list(range(30)), [255] * 30):
        assert group.to_ints(group.of_ints(values), len(values)) == values
    with pytest.raises(ValueError, match="31"):
        group.of_ints([0] * 31)


@pytest.mark.parametrize(("count", "per_byte"), [(1, 1), (30, 1), (31, 2), (60, 2), (61, 3), (150, 5)])
def test_packing_is_the_loosest_that_fits(count: int, per_byte: int) -> None:
    packed = packing.packing_for(count)
    marks = [place % 3 for place in range(count)]
    assert packed.per_byte == per_byte
    assert packed.unpack(packed.pack(marks)) == marks


def test_too_many_candidates_do_not_fit() -> None:
    with pytest.raises(ValueError, match="151"):
        packing.packing_for(151)


def test_one_wrong_character_on_a_card_is_noticed() -> None:
    typed = credentials.typed(credentials.generate(elections.seeded("card")))
    assert credentials.typed(credentials.from_typed(f" {typed.replace('-', ' ')} ")) == typed
    for place, character in enumerate(typed):
        if character != "-":
            other = "2" if character != "2" else "3"
            with pytest.raises(ValueError, match="checksum"):
                credentials.from_typed(typed[:place] + other + typed[place + 1 :])
