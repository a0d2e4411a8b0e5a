"""What this program demands beyond the protocol: exact ballots or their proofs, one ballot a card, a mix of everyone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from support import elections

from voting.belenios import ballot, decryption, election, group, opening, shuffle, tally, trustees, verify
from voting.belenios.encoding import Q, dumps
from voting.belenios.opening import Proofs, proofs_text
from voting.belenios.verify import Report, report


def failed(found: Report) -> list[str]:
    return [check.name for check in found.checks if not check.ok]


def proofs_of(vote: elections.Vote, void: list[int]) -> str:
    """The proofs file of an opened vote."""
    made = {}
    for owner, private in enumerate(vote.privates, start=1):
        factors = [group.mul(item.a, private) for item in vote.items]
        made[owner] = opening.prove(vote.election, vote.items, factors, private, vote.rng)
    return proofs_text(Proofs(vote.election.fingerprint, made, void))


def void_ballot(vote: elections.Vote, monkeypatch: pytest.MonkeyPatch) -> None:
    """A tablet of its own making casts a point that is no ballot; every proof of the ballot holds."""
    with monkeypatch.context() as patched:
        patched.setattr(ballot.group, "of_ints", lambda ints: group.base(12345))
        vote.cast([[0] * 3])


@pytest.fixture
def vote(tmp_path: Path) -> elections.Vote:
    return elections.begin(tmp_path / "vote.bel", 6, 3, 2)


@pytest.fixture
def voided(vote: elections.Vote, monkeypatch: pytest.MonkeyPatch) -> elections.Vote:
    vote.cast([[1, 0, 2], [1, 1, 1]])
    void_ballot(vote, monkeypatch)
    vote.close()
    vote.mix()
    # The result has the integers of every point, as the specification decodes it.
    with monkeypatch.context() as patched:
        patched.setattr(vote.packing.__class__, "unpack", lambda self, values: values)
        vote.open()
    return vote


def place_of_void(vote: elections.Vote) -> int:
    factors = [[group.mul(item.a, private) for item in vote.items] for private in vote.privates]
    (place,) = decryption.open_exactly(vote.election, vote.items, factors)[1]
    return place


def test_a_point_that_is_no_ballot_makes_the_bare_archive_invalid(voided: elections.Vote) -> None:
    found = report(voided.path)
    assert failed(found) == ["opening-not-a-ballot"]
    why = found.checks[-1].why
    assert "any voter" in why
    assert "--proofs" in why
    assert str(place_of_void(voided)) in found.checks[-1].where


def test_with_the_proofs_it_is_its_voters_void_ballot(voided: elections.Vote) -> None:
    place = place_of_void(voided)
    found = report(voided.path, proofs=proofs_of(voided, [place]))
    assert found.valid
    assert found.void == [place]
    assert len(found.opened or []) == 3


@pytest.mark.parametrize("void", [[], [1, 2, 3], [4]])
def test_the_void_ballots_are_those_that_are_no_ballots(voided: elections.Vote, void: list[int]) -> None:
    assert failed(report(voided.path, proofs=proofs_of(voided, void))) == ["opening-void"]


def test_a_ballot_is_not_made_void_by_a_list(vote: elections.Vote) -> None:
    finish(vote)
    assert failed(report(vote.path, proofs=proofs_of(vote, [1]))) == ["opening-void"]


def finish(vote: elections.Vote) -> elections.Vote:
    vote.cast([[1, 0, 2], [1, 1, 1]])
    vote.close()
    vote.mix()
    vote.open()
    return vote


def test_good_proofs_are_named_among_the_checks(vote: elections.Vote) -> None:
    found = report(finish(vote).path, proofs=proofs_of(vote, []))
    assert found.valid
    assert {"proofs-form", "opening-proof", "opening-void"} <= {check.name for check in found.checks}
    assert found.void == []


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_proof_of_another_share_is_refused_by_its_trustee(vote: elections.Vote, jobs: int) -> None:
    finish(vote)
    told = json.loads(proofs_of(vote, []))
    told["proofs"][1]["response"] = told["proofs"][0]["response"]
    found = report(vote.path, jobs, proofs=dumps(told))
    assert failed(found) == ["opening-proof"]
    assert "trustee 2" in found.checks[-1].where


@pytest.mark.parametrize(
    ("change", "check"),
    [
        (lambda told: told["proofs"].pop(), "opening-proof"),
        (lambda told: told["proofs"].append({**told["proofs"][0], "owner": 3}), "opening-proof"),
        (lambda told: told.update(election="A" * 43), "opening-proof"),
        (lambda told: told["proofs"].reverse(), "proofs-form"),
        (lambda told: told.update(version=2), "proofs-form"),
        (lambda told: told.pop("void"), "proofs-form"),
    ],
)
def test_proofs_that_are_not_those_of_the_vote(
    vote: elections.Vote, change: Callable[[dict[str, object]], object], check: str
) -> None:
    told = json.loads(proofs_of(finish(vote), []))
    change(told)
    assert failed(report(vote.path, proofs=dumps(told))) == [check]


@pytest.mark.parametrize("proofs", ["", "{}", b"\xff\xfe", "[" * 9000])
def test_what_is_no_proofs_file(vote: elections.Vote, proofs: str | bytes) -> None:
    assert failed(report(finish(vote).path, proofs=proofs)) == ["proofs-form"]


def test_proofs_of_a_vote_that_is_not_opened(vote: elections.Vote) -> None:
    stages = [failed(report(vote.path, proofs=proofs_text(Proofs(vote.election.fingerprint))))]
    vote.cast([[1, 0, 2]])
    vote.close()
    stages.append(failed(report(vote.path, proofs=proofs_text(Proofs(vote.election.fingerprint)))))
    vote.mix()
    stages.append(failed(report(vote.path, proofs=proofs_of(vote, []))))
    assert stages == [["opening-proof"]] * 3


def second_ballot(vote: elections.Vote) -> None:
    text = ballot.encrypt(vote.election, vote.cards[0], [2, 2, 2], vote.rng)
    vote.head = elections.append_ballot(vote.path, vote.head, text)


def same_ballot(vote: elections.Vote) -> None:
    vote.head = elections.append_ballot(vote.path, vote.head, vote.ballots[0])


@pytest.mark.parametrize("again", [second_ballot, same_ballot])
def test_a_card_has_one_ballot(vote: elections.Vote, again: Callable[[elections.Vote], None]) -> None:
    vote.cast([[1, 0, 2], [1, 1, 1]])
    again(vote)
    found = report(vote.path)
    assert failed(found) == ["ballot-card-twice"]
    assert "event 3, tracker" in found.checks[-1].where
    assert "event 1" in found.checks[-1].why
    elsewhere = report(vote.path, others=True)
    assert elsewhere.valid
    assert (elsewhere.ballots, [remark.name for remark in elsewhere.remarks]) == (2, ["ballot-card-twice"])


def test_a_ballot_that_stands_many_times_is_checked_once(vote: elections.Vote, monkeypatch: pytest.MonkeyPatch) -> None:
    vote.cast([[1, 0, 2]])
    for _ in range(30):
        same_ballot(vote)
    checked: list[str] = []
    check = ballot.check

    def counted(chosen: election.Election, text: bytes, listed: frozenset[str], where: str) -> ballot.Ballot:
        checked.append(where)
        return check(chosen, text, listed, where)

    monkeypatch.setattr(verify.ballots_module, "check", counted)
    assert report(vote.path, others=True).valid
    assert len(checked) == 1


def mix_by(vote: elections.Vote, owners: list[int]) -> None:
    for owner in owners:
        text = shuffle.shuffle(vote.election, vote.items, vote.rng)
        vote.items = shuffle.check_shuffle(vote.election, vote.items, text)
        vote.head = elections.append_owned(vote.path, vote.head, "Shuffle", owner, text)
    vote.head = elections.append(vote.path, vote.head, "EndShuffles")


@pytest.mark.parametrize(("owners", "valid"), [([1], False), ([2], False), ([1, 2], True), ([2, 1], True)])
def test_everyone_mixes(vote: elections.Vote, owners: list[int], valid: bool) -> None:
    vote.cast([[1, 0, 2], [1, 1, 1]])
    vote.close()
    mix_by(vote, owners)
    assert failed(report(vote.path)) == ([] if valid else ["mixers"])
    vote.open()
    assert failed(report(vote.path)) == ([] if valid else ["mixers"])
    elsewhere = report(vote.path, others=True)
    assert elsewhere.valid
    assert [remark.name for remark in elsewhere.remarks] == ([] if valid else ["mixers"])


def set_up(path: Path, privates: list[int], description: Callable[[str], str] = lambda digest: "票决") -> None:
    """An empty box of trustees with these keys."""
    rng = elections.seeded("trustees")
    keys = [trustees.public_key(private, rng) for private in privates]
    cards = sorted(group.encode(group.base(number)) for number in (3, 4))
    digest = hashlib.sha256(dumps(cards).encode()).hexdigest()
    text = election.build(
        uuid="1" * 14, name="票决", description=description(digest), answers=["甲"], question="?", trustees=keys
    )
    elections.create(path, text, trustees.trustees_json(keys), cards, 0)


@pytest.mark.parametrize("privates", [[5, 5], [5, 7, 5], [5, 7, Q - 7]])
def test_no_trustee_is_there_twice(tmp_path: Path, privates: list[int]) -> None:
    path = tmp_path / "vote.bel"
    set_up(path, privates)
    found = report(path)
    assert failed(found) == ["trustee-twice"]
    assert f"trustee {len(privates)}" in found.checks[-1].where
    elsewhere = report(path, others=True)
    assert elsewhere.valid
    assert [remark.name for remark in elsewhere.remarks] == ["trustee-twice"]


@pytest.mark.parametrize(
    ("description", "valid"),
    [
        (lambda digest: f"演练。{election.CARD_LIST}{digest}。", True),
        (lambda digest: f"{election.CARD_LIST}{digest[::-1]}。", False),
        (lambda digest: f"{election.CARD_LIST}{digest} {election.CARD_LIST}{digest}", False),
        (lambda digest: f"{election.CARD_LIST}{digest.upper()}", False),
        (lambda digest: election.CARD_LIST, False),
        (lambda digest: "没有名单", True),
    ],
)
def test_the_description_names_the_list_of_cards(
    tmp_path: Path, description: Callable[[str], str], valid: bool
) -> None:
    path = tmp_path / "vote.bel"
    set_up(path, [5, 7], description)
    assert failed(report(path)) == ([] if valid else ["credentials-description"])
    elsewhere = report(path, others=True)
    assert elsewhere.valid
    assert [remark.name for remark in elsewhere.remarks] == ([] if valid else ["credentials-description"])


def test_a_text_far_too_long_is_not_read(vote: elections.Vote) -> None:
    vote.cast([[1, 0, 2]])
    vote.head = elections.append(vote.path, vote.head, "EndBallots")
    text, _ = tally.encrypted_tally(vote.ballots)
    vote.head = elections.append_tally(vote.path, vote.head, text[:-2] + "," + "[]," * 100_000 + "[]]]", 1)
    found = report(vote.path)
    assert failed(found) == ["tally-ballots"]
    assert "longer" in found.checks[-1].why


def test_a_bad_ballot_among_many_is_named_by_every_number_of_processes(tmp_path: Path) -> None:
    vote = elections.begin(tmp_path / "vote.bel", 60, 1, 1)
    vote.cast([[1]] * 60)
    forged = vote.ballots[0].replace('"response":"', '"response":"1', 1)
    vote.head = elections.append_ballot(vote.path, vote.head, forged)
    told = [report(vote.path, jobs).checks[-1] for jobs in (1, 2)]
    assert told[0] == told[1]
    assert (told[0].ok, told[0].where[:8]) == (False, "event 61")
