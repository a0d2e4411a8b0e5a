"""Counting opened ballots anew: pure, so that an auditor's machine does exactly what the server did."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..belenios import packing
from ..belenios.packing import Packing
from ..belenios.verify import Check, Report
from ..rules.counting import count
from ..rules.reading import Case
from ..rules.rules import BadRules, Rules
from ..rules.stating import stated
from ..sentences import Sentence

FIGURES = ("returned", "valid", "void")


def marks_of(opened: Sequence[Sequence[int]], packed: Packing) -> tuple[list[list[int]], int]:
    """The marks of every ballot, and how many ballots carry numbers that no marks give (they are void)."""
    marks, unreadable = [], 0
    for values in opened:
        try:
            marks.append(packed.unpack(values))
        except ValueError:
            unreadable += 1
    return marks, unreadable


def recount(
    opened: Sequence[Sequence[int]], rules: Rules, packed: Packing, entitled: int, present: int, issued: int
) -> dict[str, Any]:
    """Count opened electronic ballots by the rules; the figures of `voting count`."""
    marks, unreadable = marks_of(opened, packed)
    case = Case(
        rules=rules, candidates=packed.count, entitled=entitled, present=present, electronic_issued=issued,
        electronic=marks,
    )  # fmt: skip
    counted = count(case)
    if unreadable:
        # A ballot whose numbers are no marks was returned and is void; the list of marks has no place for it.
        counted["returned"] += unreadable
        counted["void"] += unreadable
        counted["not_returned"] -= unreadable
        if counted["returned"] > issued and counted["gate"]["ok"]:
            why = Sentence(
                "%(name)s：收回 %(returned)s 张，多于发出 %(issued)s 张",
                name=Sentence("电子票"), returned=counted["returned"], issued=issued,
            )  # fmt: skip
            counted.update(gate={"ok": False, "why": why}, rows=[], selected=[], next=None)
    return counted


def against_board(payload: dict[str, Any], board: Report) -> list[Check]:
    """Whether the archive is the sealed one, is valid, and its ballots give the sealed figures by the stated rules.

    Checks `board-valid`, `board-election`, `board-head`, `board-finished`, `board-rules`, `figures`, `rows`,
    `selected`; stops at the first one without which the next has no meaning.
    """
    first = next((check for check in board.checks if not check.ok), None)
    checks = [Check("board-valid", board.valid, "archive", "" if first is None else f"{first.name}: {first.why}")]
    if not board.valid or board.election is None:
        return checks
    chosen = board.election
    checks.append(_same("board-election", payload.get("election"), chosen.fingerprint))
    checks.append(_same("board-head", [payload.get("head"), payload.get("height")], [board.head, board.height]))
    if board.opened is None:
        return [*checks, Check("board-finished", False, "archive", "the archive is not finished")]
    rules, packed, fault = _stated(payload, chosen.description, packing.stated(chosen))
    checks.append(Check("board-rules", not fault, "archive", fault))
    if rules is None or packed is None or "rows" not in payload:
        return checks
    told = [payload.get(name) for name in ("entitled", "present", "issued")]
    if not all(isinstance(number, int) for number in told):
        return [*checks, Check("figures", False, "seal", "the figures are not numbers")]
    counted = recount(board.opened, rules, packed, *told)  # type: ignore[arg-type]
    if not counted["gate"]["ok"]:
        return [*checks, Check("figures", False, "archive", str(counted["gate"]["why"]))]
    checks.append(_same("figures", [payload.get(key) for key in FIGURES], [counted[key] for key in FIGURES]))
    rows = [[row["no"], row["approve"], row["oppose"], row["abstain"]] for row in counted["rows"]]
    checks.append(_same("rows", payload.get("rows"), rows))
    checks.append(_same("selected", payload.get("selected"), counted["selected"]))
    return checks


def _stated(
    payload: dict[str, Any], description: str, packed: Packing | None
) -> tuple[Rules | None, Packing | None, str]:
    """Rules and packing from the election's description, and what is wrong with them."""
    if f"SHA-256 {payload.get('rules')} " not in f"{description} ":
        return None, None, "the archive's election was made for other rules or another list"
    try:
        rules = stated(description)
    except BadRules as error:
        return None, None, f"the stated rules cannot be read: {error}"
    if rules is None or packed is None:
        return None, None, "the archive does not state its rules"
    return rules, packed, ""


def _same(name: str, told: object, found: object) -> Check:
    why = "" if told == found else f"the paper says {told!r}, the archive gives {found!r}"
    return Check(name, told == found, "archive", why[:400])
