"""A finished archive of any size, made as fast as one process can."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ...belenios import appending, ballot, credentials, decryption, election, packing, shuffle, tally, trustees
from ...belenios.appending import Entry
from ..meeting import seeded
from .figures import Bench


@dataclass(frozen=True)
class Archive:
    """A finished vote in a file."""

    path: Path
    uuid: str


def make(path: Path, count: int, bench: Bench, told: bool) -> Archive:
    """Vote, mix and open with `count` ballots; with `told`, note what one ballot and one shuffle cost in Python."""
    rng = seeded("bench")
    made = [trustees.generate(rng) for _ in range(bench.scrutineers)]
    keys = [public for _, public in made]
    packed = packing.packing_for(bench.candidates)
    uuid = credentials.new_uuid(rng)
    names = [f"候选项目{no}" for no in range(1, bench.candidates + 1)]
    text = election.build(
        uuid=uuid,
        name="bench",
        description=packed.sentence,
        answers=packed.answers(names),
        question="票决",
        trustees=keys,
    )
    chosen = election.parse(text)
    cards = [credentials.generate(rng) for _ in range(count)]
    listed = [credentials.public(uuid, card) for card in cards]
    entries = [appending.setup(text, trustees.trustees_json(keys), listed)]
    marks = [packed.pack([byte % 3 for byte in rng(bench.candidates)]) for _ in cards]

    def encrypt() -> list[str]:
        return [ballot.encrypt(chosen, card, row, rng) for card, row in zip(cards, marks, strict=True)]

    def check() -> None:
        for text in ballots:
            ballot.check(chosen, text)

    if told:
        ballots = bench.timed("verify", "encrypt one ballot (Python)", encrypt, count)
        bench.timed(
            "verify", "check one ballot (Python)", lambda: [ballot.check(chosen, one) for one in ballots], count
        )
    else:
        ballots = encrypt()
    entries += [appending.ballot(entry) for entry in ballots]
    tally_text, number = tally.encrypted_tally(ballots)
    entries += [Entry("EndBallots"), appending.tally(tally_text, number)]
    items = tally.read(tally_text)
    for owner in range(1, bench.scrutineers + 1):
        mixed = shuffle.shuffle(chosen, items, rng)
        entries.append(appending.owned("Shuffle", owner, mixed))
        items = shuffle.check_shuffle(chosen, items, mixed)
    entries.append(Entry("EndShuffles"))
    shares = []
    for owner, (private, public) in enumerate(made, start=1):
        share = decryption.partial_decryption(chosen, items, private, rng)
        entries.append(appending.owned("PartialDecryption", owner, share))
        shares.append(decryption.check_partial(chosen, items, trustees.check_public_key(public), share))
    opened = decryption.open_ballots(chosen, items, shares)
    entries.append(Entry("Result", decryption.result_text(opened)))
    path.write_bytes(b"".join(grown for _, grown in appending.written(0, entries)))
    return Archive(path, uuid)
