"""The gate before a count: entitled ≥ present ≥ issued ≥ returned, and a quorum (发出 ≥ 收回, 法定人数)."""

from __future__ import annotations

from collections.abc import Sequence

from ..sentences import Sentence


def quorum(present: int, entitled: int, committee: bool = False) -> bool:
    """Whether enough are there; see `needed`."""
    return present >= needed(entitled, committee)


def needed(entitled: int, committee: bool = False) -> int:
    """The smallest number that is a quorum: two thirds of all deputies, more than half of a standing committee.

    Organic Law of Local People's Congresses art. 14 and 51.
    """
    return entitled // 2 + 1 if committee else -(-2 * entitled // 3)


def first_fault(
    entitled: int, present: int, lists: Sequence[tuple[str, int, int]], committee: bool = False
) -> Sentence | None:
    """The first equality that fails, as a sentence; None when the gate is open.

    `lists` are (name, issued, returned) for electronic and paper ballots; `committee`: a standing committee votes.
    """
    for name, issued, returned in lists:
        if returned > issued:
            return Sentence(
                "%(name)s：收回 %(returned)s 张，多于发出 %(issued)s 张", name=name, returned=returned, issued=issued
            )
    issued = sum(entry[1] for entry in lists)
    if issued > present:
        return Sentence("发出 %(issued)s 张，多于实到 %(present)s 人", issued=issued, present=present)
    if present > entitled:
        return Sentence("实到 %(present)s 人，多于应到 %(entitled)s 人", present=present, entitled=entitled)
    if quorum(present, entitled, committee):
        return None
    if committee:
        return Sentence(
            "实到 %(present)s 人，没有超过应到 %(entitled)s 人的半数（%(needed)s 人）",
            present=present,
            entitled=entitled,
            needed=needed(entitled, committee),
        )
    return Sentence(
        "实到 %(present)s 人，不足应到 %(entitled)s 人的三分之二（%(needed)s 人）",
        present=present,
        entitled=entitled,
        needed=needed(entitled),
    )
