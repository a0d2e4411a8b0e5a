"""The gate before a count: entitled ≥ present ≥ issued ≥ returned, and a quorum (发出 ≥ 收回, 2/3 到会)."""

from __future__ import annotations

from collections.abc import Sequence

from ..sentences import Sentence


def quorum(present: int, entitled: int) -> bool:
    """Two thirds of all deputies are there (Organic Law of Local People's Congresses art. 14)."""
    return 3 * present >= 2 * entitled


def needed(entitled: int) -> int:
    """The smallest number that is a quorum."""
    return -(-2 * entitled // 3)


def first_fault(entitled: int, present: int, lists: Sequence[tuple[str, int, int]]) -> Sentence | None:
    """The first equality that fails, as a sentence; None when the gate is open.

    `lists` are (name, issued, returned) for electronic and paper ballots.
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
    if not quorum(present, entitled):
        return Sentence(
            "实到 %(present)s 人，不足应到 %(entitled)s 人的三分之二（%(needed)s 人）",
            present=present, entitled=entitled, needed=needed(entitled),
        )  # fmt: skip
    return None
