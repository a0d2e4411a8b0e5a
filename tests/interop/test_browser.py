"""belenios-tool accepts what a browser made, and the browser code what belenios-tool made."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import elections
from support.chromium import Crypto, static_page
from support.elections import marks, seeded

from voting.belenios import credentials, election, packing, tally, trustees
from voting.belenios.verify import report

pytestmark = [pytest.mark.interop, pytest.mark.browser]

ENCRYPT = "const e = b.parseElection(args[0]); return args[1].map((ints, i) => b.encrypt(e, args[2][i], ints))"
SHUFFLE = "return b.shuffle(b.parseElection(args[0]), b.readCiphertexts(args[1]))"
CHECK_SHUFFLE = "return b.checkShuffle(b.parseElection(args[0]), b.readCiphertexts(args[1]), args[2]).length"
DECRYPT = """const e = b.parseElection(args[0]);
    return b.partialDecryption(e, b.readCiphertexts(args[1]), BigInt(args[2])).decryption"""
CHECK_SHARE = """const e = b.parseElection(args[0]);
    return b.checkPartial(e, b.readCiphertexts(args[1]), args[2], args[3]).length"""
KEY = "const k = b.generateKey(); return [String(k.privateKey), k.publicKey]"


@pytest.fixture(scope="module")
def js() -> Iterator[Crypto]:
    with static_page() as page:
        yield Crypto(page)


def run(tool: str, *words: str | Path) -> str:
    """Run the tool so that it checks ballots too; it must succeed."""
    env = {**os.environ, "LWT_ASYNC_METHOD": "none"}
    done = subprocess.run([tool, *map(str, words)], capture_output=True, text=True, env=env)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize(("count", "candidates"), [(1, 1), (9, 12), (5, 35)])
def test_a_vote_of_browser_and_tool_in_turns(
    tool: str, js: Crypto, tmp_path: Path, count: int, candidates: int
) -> None:
    """Keys, half of the ballots, one shuffle and one decryption by each; both accept everything of the other."""
    keys = [js.run(KEY) for _ in range(2)]
    uuid = credentials.new_uuid(seeded("uuid"))
    packed = packing.packing_for(candidates)
    publics = [public for _, public in keys]
    text = election.build(
        uuid=uuid,
        name="演练",
        description=packed.sentence,
        answers=packed.answers([str(no) for no in range(candidates)]),
        question="票决",
        trustees=publics,
    )
    cards = [js.run("return b.generate()") for _ in range(count)]
    listed = [credentials.public(uuid, card) for card in cards]
    path = tmp_path / f"{uuid}.bel"
    head = elections.create(path, text, trustees.trustees_json(publics), listed, 0)
    setup = tmp_path / "setup"
    setup.mkdir()
    shutil.copy(path, setup)

    rows = marks(count, candidates, seeded("tool"))
    ints = [packed.pack(row) for row in rows]
    half = (count + 1) // 2
    ballots = js.run(ENCRYPT, text, ints[:half], cards[:half])
    for place, ballot_text in enumerate(ballots):
        (tmp_path / f"{place}.json").write_text(ballot_text)
        run(tool, "election", "verify-ballot", "--dir", setup, "--ballot", tmp_path / f"{place}.json")
    for place in range(half, count):
        (tmp_path / "card").write_text(cards[place])
        (tmp_path / "choice").write_text(json.dumps([ints[place]]))
        words = ("--privcred", tmp_path / "card", "--choice", tmp_path / "choice")
        ballots.append(run(tool, "election", "generate-ballot", "--dir", setup, *words))
    code = "const e = b.parseElection(args[0]); return args[1].map(text => b.checkBallot(e, text).credential)"
    assert js.run(code, text, ballots) == listed
    for ballot_text in ballots:
        head = elections.append_ballot(path, head, ballot_text)
    run(tool, "election", "verify", "--dir", tmp_path)

    head = elections.append(path, head, "EndBallots", None)
    tally_text, number = tally.encrypted_tally(ballots)
    head = elections.append_tally(path, head, tally_text, number)
    first = js.run(SHUFFLE, text, tally_text)
    head = elections.append_owned(path, head, "Shuffle", 1, first)
    run(tool, "election", "verify", "--dir", tmp_path)
    owned = run(tool, "election", "shuffle", "--dir", tmp_path, "--trustee-id", "2").splitlines()
    second = owned[0]
    assert js.run(CHECK_SHUFFLE, text, first, second) == count
    head = elections.append_owned(path, head, "Shuffle", 2, second)
    head = elections.append(path, head, "EndShuffles", None)
    run(tool, "election", "verify", "--dir", tmp_path)

    mine = js.run(DECRYPT, text, second, keys[0][0])
    head = elections.append_owned(path, head, "PartialDecryption", 1, mine)
    (tmp_path / "key").write_text(json.dumps(keys[1][0]))
    words = ("--privkey", tmp_path / "key", "--trustee-id", "2")
    theirs = run(tool, "election", "decrypt", "--dir", tmp_path, *words).splitlines()[0]
    assert js.run(CHECK_SHARE, text, second, publics[1]["public_key"], theirs) == count
    head = elections.append_owned(path, head, "PartialDecryption", 2, theirs)
    result = run(tool, "election", "compute-result", "--dir", tmp_path).splitlines()[0]
    elections.append(path, head, "Result", result)
    run(tool, "election", "verify", "--dir", tmp_path)
    found = report(path)
    assert found.valid
    assert sorted(found.opened or []) == sorted(ints)
    assert sorted(packed.unpack(row) for row in found.opened or []) == sorted(rows)
