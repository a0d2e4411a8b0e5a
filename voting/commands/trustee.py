"""`voting trustee …`: a trustee's work with the files alone, for someone who trusts no page of a server."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

from ..belenios import board as boards
from ..belenios import ciphertexts, decryption, election, group, keys, opening, shares, trustees
from ..belenios.board import Board
from ..belenios.ciphertexts import Ciphertext
from ..belenios.election import Election
from ..belenios.encoding import fields, loads_exact
from ..belenios.errors import Invalid, NotSupported, Unreadable
from ..belenios.group import Rng
from . import ceremony


def run(options: argparse.Namespace) -> int:
    """Run one of the commands.

    Returns 0 done; 1 the archive, the share or the key does not fit; 2 a file is not readable or not supported.
    """
    try:
        return COMMANDS[options.what](options)
    except (Unreadable, NotSupported, OSError) as error:
        print(f"{options.file}: {error}", file=sys.stderr)
        return 2
    except Invalid as error:
        print(f"{options.file}: {error}", file=sys.stderr)
        return 1


def read_key(path: Path) -> int:
    """The private key in a file; raises `Unreadable`."""
    try:
        content = path.read_bytes()
        if len(content) > keys.MAX_SIZE:
            raise ValueError("length")
        return keys.load(content.decode())
    except OSError as error:
        raise Unreadable(f"the key file cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise Unreadable(f"{path.name} holds no private key, or a damaged one ({error})") from error


class Opening:
    """What a trustee opens or has opened: the election, the last mix, and the place of the own key."""

    def __init__(self, board: Board, private: int) -> None:
        if board.events[0].type != "Setup":
            raise Invalid("order", "event 0", "the first event is not the setup")
        election_text, trustees_text, _ = board.setup()
        self.board = board
        self.election: Election = election.parse(election_text, "event 0")
        self.key = group.base(private)
        listed = trustees.parse(trustees_text, "event 0")
        if self.key not in listed:
            raise Invalid("trustee-key", "", "this key is none of the vote's trustees'")
        self.owner = listed.index(self.key) + 1

    def items(self) -> list[Ciphertext]:
        """The ciphertexts of the last shuffle."""
        if not self.board.of_type("EndShuffles"):
            raise Invalid("order", "", "the mixing has not ended yet: there is nothing to open")
        last = self.board.of_type("Shuffle")[-1]
        where = f"event {last.height}"
        text = self._owned(last.height)[1]
        after, _ = fields(loads_exact(text, "shuffle-form", where), ("ciphertexts", "proofs"), "shuffle-form", where)
        return ciphertexts.read(after, "shuffle-form", where)

    def _owned(self, height: int) -> tuple[object, bytes]:
        where = f"event {height}"
        value = loads_exact(self.board.payload(self.board.events[height]), "owner-form", where)
        owner, digest = fields(value, ("owner", "payload"), "owner-form", where)
        return owner, self.board.lookup(digest, where)

    def share(self) -> bytes:
        """The own share in the archive."""
        for event in self.board.of_type("PartialDecryption"):
            owner, text = self._owned(event.height)
            if owner == self.owner:
                return text
        raise Invalid("share", "", f"the archive has no share of trustee {self.owner}: name its file with --share")


def prove(opened: Opening, private: int, share: str | bytes, rng: Rng) -> str:
    """The proof over all factors of a share that some program made with this key.

    Raises `Invalid` when the share does not hold or is not what this key makes of the last mix.
    """
    items, where = opened.items(), f"trustee {opened.owner}"
    factors = decryption.check_partial(opened.election, items, opened.key, share, where)
    if factors != [group.mul(item.a, private) for item in items]:
        raise Invalid("opening-proof", where, "the share is not what this key makes of the mixed ballots")
    return opening.prove(opened.election, items, factors, private, rng)


def _prove(options: argparse.Namespace) -> int:
    private = read_key(options.key)
    opened = Opening(boards.read(options.file), private)
    if options.share is None:
        text = prove(opened, private, opened.share(), os.urandom)
    else:
        # belenios-tool writes the share on the first line, and on the second whose it is.
        share = options.share.read_text(encoding="utf-8").split("\n", 1)[0]
        proof = prove(opened, private, share, os.urandom)
        text = shares.handed_in(share, proof)
    if options.out is None:
        print(text)
    else:
        options.out.write_text(text, encoding="utf-8")
        print(f"{options.out}: proof of trustee {opened.owner}")
    return 0


def _step(options: argparse.Namespace) -> int:
    return ceremony.run(options, read_key(options.key), input)


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "prove": _prove,
    "review": _step,
    "lock": _step,
    "mix": _step,
    "open": _step,
}
