"""The gate before a count: entitled ≥ present ≥ issued ≥ returned, and a quorum (发出 ≥ 收回, 2/3 到会)."""

from __future__ import annotations


def quorum(present: int, entitled: int) -> bool:
    """Two thirds of all deputies are there (Organic Law of Local People's Congresses art. 14)."""
    return 3 * present >= 2 * entitled


def needed(entitled: int) -> int:
    """The smallest number that is a quorum."""
    return -(-2 * entitled // 3)


def first_fault(entitled: int, present: int, lists: list[tuple[str, int, int]]) -> str | None:
    """The first equality that fails, as a sentence; None when the gate is open.

    `lists` are (name, issued, returned) for electronic and paper ballots.
    """
    for name, issued, returned in lists:
        if returned > issued:
            return f"{name}：收回 {returned} 张，多于发出 {issued} 张"
    issued = sum(entry[1] for entry in lists)
    if issued > present:
        return f"发出 {issued} 张，多于实到 {present} 人"
    if present > entitled:
        return f"实到 {present} 人，多于应到 {entitled} 人"
    if not quorum(present, entitled):
        return f"实到 {present} 人，不足应到 {entitled} 人的三分之二（{needed(entitled)} 人）"
    return None
