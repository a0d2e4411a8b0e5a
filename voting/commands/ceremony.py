"""`voting trustee review|lock|mix|open`: a scrutineer's steps with the files alone, for one who trusts no page.

The steps, the checks and the memory are those of the scrutineer's page: what is locked, mixed and opened is remembered
before it is written, and anything else of the same round is refused. The archive comes from the board page; what the
commands write is handed in on the scrutineer's page, by the person or by somebody with a USB stick.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..belenios import codes, group, review, shares, shuffle
from ..belenios.encoding import dumps
from ..belenios.errors import Invalid, Unreadable

Ask = Callable[[str], str]
WRITE_ONCE = ("fingerprint", "card_list", "head", "ballots", "opened")
EARLIER = (
    "这个票箱没有写明投票卡名单。只有建立票箱以后才升级系统的一轮才会这样；"
    "确实如此请输入 yes，否则请停下，告诉总监票人。 "
    "This box names no card list. Only a box set up before the system was upgraded may; is it one? yes: "
)

NO_MIX = "这里没有您混票的记录。钥匙卡上的混票码（12 位）。 Mix code on the key card: "
NO_CODE = "（在系统升级以前混票、没有混票码的，输入 none。 Mixed before the upgrade, without a code: none） "


class Memory:
    """What was locked, mixed and opened, by round, in a file beside the key; a fact is written once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rounds: dict[str, dict[str, Any]] = {}
        if path.exists():
            try:
                self.rounds = json.loads(path.read_text(encoding="utf-8"))
            except (OSError, ValueError) as error:
                raise Unreadable(f"the memory {path} cannot be read: {error}") from error
            if not isinstance(self.rounds, dict) or not all(isinstance(one, dict) for one in self.rounds.values()):
                raise Unreadable(f"the memory {path} is not one that was written here")

    def of(self, uuid: str) -> dict[str, Any]:
        """All facts of a round."""
        return self.rounds.setdefault(uuid, {})

    def keep(self, uuid: str, **facts: Any) -> None:
        """Keep facts, on disk when this returns; raises `Invalid` when another value is remembered."""
        known = self.of(uuid)
        for name, value in facts.items():
            if name in WRITE_ONCE and known.get(name, value) != value:
                raise Invalid("memory", "", f"another {name} is remembered for this round: {known[name]}")
        known.update(facts)
        beside = self.path.with_suffix(self.path.suffix + ".new")
        with beside.open("w", encoding="utf-8") as file:
            json.dump(self.rounds, file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self.path)


def review_box(raw: bytes, private: int, memory: Memory, ask: Ask) -> None:
    """Compare fingerprint and card list with the zero report, and remember them."""
    begun, _ = review.setup(raw, group.base(private))
    uuid = begun.election.uuid
    print(f"标识（与零票报告核对）  identifier: {begun.fingerprint}")
    print(f"投票卡名单  card list: {begun.card_list}")
    if not memory.of(uuid).get("fingerprint"):
        if ask("与签过字的零票报告一致吗？一致请输入 yes。 The same as on the signed zero report? yes: ") != "yes":
            raise Invalid("fingerprint", "", "not the identifier of the zero report")
        if not begun.named and ask(EARLIER) != "yes":
            raise Invalid("credentials-description", "event 0", "the election names no card list")
        memory.keep(uuid, fingerprint=begun.fingerprint, card_list=begun.card_list)
    memory.keep(uuid, fingerprint=begun.fingerprint, card_list=begun.card_list)
    print("已记住这个票箱。 This box is remembered.")


def lock(raw: bytes, private: int, memory: Memory, ask: Ask, write: Callable[[str], None]) -> None:
    """Lock the closed box by the hand count, then compare number and code as they are read aloud.

    write: takes what is to be handed in, first the lock, then the lock with number and code.
    """
    begun, _ = review.setup(raw, group.base(private))
    uuid = begun.election.uuid
    known = memory.of(uuid)
    if not known.get("fingerprint"):
        review_box(raw, private, memory, ask)
    box = review.box(raw, group.base(private), known["fingerprint"], known["card_list"])
    if "head" not in known:
        card = _fresh(box, ask)
        memory.keep(uuid, head=box.head, ballots=box.ballots, anew=bool(card), card=card)
    memory.keep(uuid, head=box.head, ballots=box.ballots)
    told = {"head": box.head, "ballots": box.ballots, "anew": bool(known.get("anew"))}
    print(f"已锁定。 Locked: {box.head}")
    if not known.get("compared"):
        write(dumps(told))
        number = ask(
            "交上以后，等总监票人叫号（6 位；还没有叫号就直接回车，以后再来）。 Number called after this: "
        ).strip()
        if not number:
            return
        if not codes.is_number(number):
            raise Invalid("number", "", "the number has six digits")
        if number == known.get("card"):
            raise Invalid("number", "", "this number was known before you locked again: have another one called")
        code = ask("总监票人念的核对码（8 位）。 Check code read aloud: ").replace(" ", "")
        if code != codes.check_code(box.head, number):
            raise Invalid("check-code", "", "the code differs: stop, tell the chief scrutineer, do not mix")
        memory.keep(uuid, compared={"number": number, "code": code})
    compared = memory.of(uuid)["compared"]
    print(f"核对一致，请抄在钥匙卡上。 The same; for the key card: {compared['number']} {compared['code']}")
    write(dumps({**told, **compared}))


def _fresh(box: review.Box, ask: Ask) -> str:
    """The number on the key card when the box was locked before, by a memory that is gone; empty the first time.

    The hand count is asked for in any case: for a number that is known, another box of the same code can be searched
    for, but none with as many ballots of other cards.
    """
    typed = ask("现场清点，电子选票应有多少张？ Ballots by the hand count of cards: ").strip()
    if typed != str(box.ballots):
        raise Invalid("ballots", "", "the box holds another number of ballots than you counted: not locked")
    number = ask("钥匙卡上抄有号码吗？有就输入，没有直接回车。 Number on the key card, if there is one: ").strip()
    if number:
        code = ask("钥匙卡上的核对码（8 位）。 Check code on the key card: ").replace(" ", "")
        if code != codes.check_code(box.head, number):
            raise Invalid("check-code", "", "this is not the box of the key card: stop, tell the chief scrutineer")
    return number


def _locked(raw: bytes, private: int, memory: Memory) -> tuple[str, str]:
    begun, _ = review.setup(raw, group.base(private))
    known = memory.of(begun.election.uuid)
    if not known.get("compared"):
        raise Invalid("not-locked", "", "lock the box and compare the code first: voting trustee lock")
    if known["fingerprint"] != begun.fingerprint:
        raise Invalid("fingerprint", "", "another election than is remembered for this round")
    return begun.election.uuid, str(known["head"])


def mix(raw: bytes, private: int, memory: Memory, rng: group.Rng) -> str:
    """The own shuffle of what was reviewed, remembered before it is given back."""
    uuid, head = _locked(raw, private, memory)
    found = review.before_mixing(raw, head, group.base(private))
    text = shuffle.shuffle(found.setup.election, found.items, rng)
    digest = hashlib.sha256(text.encode()).hexdigest()
    memory.keep(uuid, mixes=[*memory.of(uuid).get("mixes", []), digest])
    print(f"混票码，请抄在钥匙卡上。 Mix code, for the key card: {codes.mix_code(digest)}")
    return text


def open_list(raw: bytes, private: int, memory: Memory, ask: Ask, rng: group.Rng) -> str:
    """The share and its proof for the one list of the round, remembered before it is given back."""
    uuid, head = _locked(raw, private, memory)
    found = review.before_opening(raw, head, group.base(private))
    mixes = memory.of(uuid).get("mixes", [])
    if found.own not in mixes:
        codeless = not mixes and not found.setup.named
        typed = ask(NO_MIX + (NO_CODE if codeless else "")).replace(" ", "")
        if typed != codes.mix_code(found.own) and not (codeless and typed == "none"):
            raise Invalid("own-mix", "", "the mix under your name is not yours: stop, tell the chief scrutineer")
    memory.keep(uuid, opened=found.digest)
    return shares.make(found.setup.election, found.items, private, rng)


def run(options: argparse.Namespace, private: int, ask: Ask) -> int:
    """One of the steps on `options.file`, with the memory in `options.memory`; returns 0, raises `Invalid`."""
    raw = options.file.read_bytes()
    memory = Memory(options.memory or options.key.with_suffix(".memory.json"))
    out = options.out or options.file.with_suffix(f".{options.what}.json")

    def write(text: str) -> None:
        out.write_text(text, encoding="utf-8")
        print(f"请在监票人页面交上这个文件。 Hand in on the scrutineer's page: {out}")

    if options.what == "review":
        review_box(raw, private, memory, ask)
    elif options.what == "lock":
        lock(raw, private, memory, ask, write)
    elif options.what == "mix":
        write(mix(raw, private, memory, os.urandom))
    else:
        write(open_list(raw, private, memory, ask, os.urandom))
    return 0
