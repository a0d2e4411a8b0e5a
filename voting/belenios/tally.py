"""From the box to the encrypted tally (specification §4.17, §4.18)."""

from __future__ import annotations

import json
from collections.abc import Sequence

from . import ciphertexts, group
from .ballot import Ballot
from .ciphertexts import Ciphertext
from .encoding import dumps


def last_of_each(ballots: Sequence[Ballot]) -> list[Ballot]:
    """The ballots that count: of each card the last."""
    kept: dict[str, Ballot] = {}
    for ballot in ballots:
        kept.pop(ballot.credential, None)
        kept[ballot.credential] = ballot
    return list(kept.values())


def of_ballots(ballots: Sequence[Ballot]) -> list[Ciphertext]:
    """The ciphertexts of checked ballots."""
    return [
        Ciphertext(b.alpha, b.beta, group.point_from_hex(b.alpha), group.point_from_hex(b.beta))
        for b in last_of_each(ballots)
    ]


def encrypted_tally(texts: Sequence[str]) -> tuple[str, int]:
    """The encrypted tally's text and the number of ballots in it, from ballots that were checked when they came.

    The ciphertexts are put in the order of their bytes. The specification leaves them in the order of the box, but
    belenios-tool 3.0 rebuilds them in this order and checks the first shuffle against that; it also tells nothing
    about who came first.
    """
    kept: dict[str, dict[str, str]] = {}
    for text in texts:
        value = json.loads(text)
        kept.pop(value["credential"], None)
        kept[value["credential"]] = value["answers"][0]["choices"]
    ordered = sorted(kept.values(), key=lambda c: (bytes.fromhex(c["alpha"])[::-1], bytes.fromhex(c["beta"])[::-1]))
    return dumps([ordered]), len(kept)


def read(text: str) -> list[Ciphertext]:
    """The ciphertexts of an encrypted tally's text."""
    return ciphertexts.read_text(text, "tally-form", "encrypted tally")
