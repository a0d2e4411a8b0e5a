"""A sealed result against the archive: the ballots in it are counted again, and the paper's figures added."""

from __future__ import annotations

from typing import Any

from ..belenios import packing
from ..belenios.election import Election, card_list_of
from ..belenios.encoding import sha256_hex
from ..belenios.packing import Packing
from ..belenios.verify import Check, Report
from ..rules.counting import decided_from, figure_keys, figure_rows, is_valid
from ..rules.gate import first_fault
from ..rules.grading import GradeRules
from ..rules.reading import AnyRules
from ..rules.rules import BadRules
from ..rules.stating import REHEARSAL, stated
from .payloads import earlier_rounds
from .recount import Opened, recount, sealed_rows

FIGURES = ("returned", "valid", "void")


def gathered(payload: dict[str, Any], board: Report) -> dict[str, Any] | None:
    """What an announcement says of the earlier round whose archive this is; None for that of the last round."""
    if board.election is None or payload.get("election") == board.election.fingerprint:
        return None
    told = earlier_rounds(payload)
    return next((one for one in told if one["election"] == board.election.fingerprint), None)


def against_board(payload: dict[str, Any], board: Report, proofs: bytes | None = None) -> list[Check]:
    """Whether the archive is the sealed one, is valid, and its ballots give the sealed figures by the stated rules.

    `proofs`: the proofs file with which the archive was verified, as bytes.

    The archive of an earlier round that an announcement gathers is compared with what is sealed of that round. Where
    its figures found no room in the code they stand in the round's own report.

    Checks `board-valid`, `board-election`, `board-head`, `board-title`, `board-rehearsal`, `board-finished`, `proofs`,
    `board-rules`, `figures`, `rows`, `selected`; stops at the first one without which the next has no meaning.
    """
    first = next((check for check in board.checks if not check.ok), None)
    checks = [Check("board-valid", board.valid, "archive", "" if first is None else f"{first.name}: {first.why}")]
    if not board.valid or board.election is None:
        return checks
    chosen = board.election
    earlier = gathered(payload, board)
    named = _named(payload, chosen, earlier is None)
    payload = earlier or payload
    checks.append(_same("board-election", payload.get("election"), chosen.fingerprint))
    checks.append(_same("board-head", [payload.get("head"), payload.get("height")], [board.head, board.height]))
    checks += named
    if board.opened is None:
        return [*checks, Check("board-finished", False, "archive", "the archive is not finished")]
    checks.append(_proven(payload.get("proofs"), proofs, card_list_of(chosen.description) is not None))
    rules, packed, fault = _stated(payload, chosen.description, packing.stated(chosen))
    checks.append(Check("board-rules", not fault, "archive", fault))
    if rules is None or packed is None or "rows" not in payload:
        return checks
    told = [payload.get(name) for name in ("entitled", "present", "issued")]
    if not all(isinstance(number, int) for number in told):
        return [*checks, Check("figures", False, "seal", "the figures are not numbers")]
    paper, fault = _paper_of(payload, packed.count, rules)
    if fault:
        return [*checks, Check("figures", False, "seal", fault)]
    entitled, present, issued = (int(number or 0) for number in told)
    opened = Opened(board.opened, board.void)
    counted = _counted_with(opened, rules, packed, entitled, present, issued, paper)
    if not counted["gate"]["ok"]:
        return [*checks, Check("figures", False, "archive", str(counted["gate"]["why"]))]
    checks.append(_same("figures", [payload.get(key) for key in FIGURES], [counted[key] for key in FIGURES]))
    checks.append(_same("rows", payload.get("rows"), sealed_rows(counted["rows"], rules)))
    checks.append(_same("selected", payload.get("selected"), counted["selected"]))
    return checks


def _named(payload: dict[str, Any], chosen: Election, last: bool) -> list[Check]:
    """Whether the seal names the vote, and calls it a rehearsal, as the election of the archive does.

    Of an earlier round an announcement tells no title.
    """
    title, name = str(payload.get("title")), chosen.name
    same = any(letter == " " and name[:at] + name[at + 1 :] == title for at, letter in enumerate(name))
    why = f"the paper says {title!r}, the archive is of {name!r}"
    checks = [Check("board-title", same, "archive", "" if same else why[:400])] if last else []
    return [*checks, _same("board-rehearsal", payload.get("rehearsal"), chosen.description.startswith(REHEARSAL))]


def _proven(told: object, proofs: bytes | None, expected: bool) -> Check:
    """Whether the proofs of the opening are those that the seal names.

    `told` is the seal's SHA-256 of the proofs file; `expected`: the archive is of a kind that always has one.
    """
    if told is None and expected:
        return Check("proofs", False, "seal", "the seal names no proofs of the opening, which such an archive has")
    if told is None:
        why = "sealed before there were proofs of the opening: a key holder may have changed an opened ballot unseen"
        return Check("proofs", True, "seal", why)
    if proofs is None:
        why = f"the seal names a file with the proofs of the opening (SHA-256 {told}), which has to be given as well"
        return Check("proofs", False, "seal", why)
    found = sha256_hex(proofs)
    return Check("proofs", told == found, "proofs file", "" if told == found else f"not the sealed file: {found}")


def _paper_of(payload: dict[str, Any], candidates: int, rules: AnyRules) -> tuple[dict[str, Any] | None, str]:
    """The sealed figures of the paper ballots, which no archive holds; and what is wrong with their form."""
    told = payload.get("paper")
    if told is None:
        return None, ""
    malformed = "the figures of the paper ballots have not the form they must have"
    if not isinstance(told, dict) or not all(_is_count(told.get(key)) for key in ("issued", *FIGURES)):
        return None, malformed
    rows = told.get("rows")
    if not isinstance(rows, list) or len(rows) != candidates:
        return None, malformed
    width = len(figure_keys(rules))
    if not all(isinstance(row, list) and len(row) == width and all(map(_is_count, row)) for row in rows):
        return None, malformed
    votes = width if isinstance(rules, GradeRules) else 3
    if told["returned"] != told["valid"] + told["void"] or any(max(row[:votes]) > told["valid"] for row in rows):
        return None, "the figures of the paper ballots do not add up"
    return told, ""


def _is_count(value: Any) -> bool:
    return type(value) is int and value >= 0


def _counted_with(
    opened: Opened,
    rules: AnyRules,
    packed: Packing,
    entitled: int,
    present: int,
    issued: int,
    paper: dict[str, Any] | None,
) -> dict[str, Any]:
    """The count of the archive's ballots and of the sealed figures of the paper ballots together."""
    if paper is None:
        return recount(opened, rules, packed, entitled, present, issued)
    own = recount(opened, rules, packed, entitled, present, issued - paper["issued"])
    gate = first_fault(
        entitled,
        present,
        [("电子票", issued - paper["issued"], own["returned"]), ("纸质票", paper["issued"], paper["returned"])],
        isinstance(rules, GradeRules) and rules.committee,
    )
    if gate is not None or not own["gate"]["ok"]:
        return {"gate": {"ok": False, "why": gate or own["gate"]["why"]}}
    read = [ballot for ballot in opened.marks(packed) if ballot is not None and is_valid(ballot, rules)]
    own_rows = figure_rows(read, packed.count, rules)
    pairs = zip(own_rows, paper["rows"], strict=True)
    rows = [[mine + theirs for mine, theirs in zip(row, told, strict=True)] for row, told in pairs]
    sums = {key: own[key] + paper[key] for key in FIGURES}
    return {"gate": own["gate"], **sums, **decided_from(rows, rules, entitled, present, sums["valid"])}


def _stated(
    payload: dict[str, Any], description: str, packed: Packing | None
) -> tuple[AnyRules | None, Packing | None, str]:
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
