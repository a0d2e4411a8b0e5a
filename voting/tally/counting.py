"""From opened ballots and settled paper ballots to the count, by the round's frozen rules (计票)."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from ..ballots import batches, boxes, life
from ..ballots.fitting import packing_of
from ..belenios import board as boards
from ..belenios import decryption, opening, verify
from ..config import Config
from ..errors import Conflict
from ..extensions import db, writing
from ..journal.log import Actor
from ..meetings.models import Round
from ..rules.reading import any_rules
from ..sentences import Sentence
from .models import OpeningProofs
from .recount import NO_PAPER, Opened, Paper, recount


def proofs_of(found: Round) -> str | None:
    """The proofs file of a round's opening; None before, on paper alone, and of a result from before there were any."""
    kept = db.session.get(OpeningProofs, found.id)
    return None if kept is None else kept.text


def opened_ballots(found: Round, config: Config) -> Opened:
    """The anonymous electronic ballots, from archive and proofs; none in a round on paper alone."""
    if found.paper_only:
        return Opened([])
    board = boards.parse(boxes.committed(found))
    proofs = proofs_of(found)
    void = () if proofs is None else opening.read_proofs(proofs).void
    return Opened(decryption.read_result(board.payload(board.of_type("Result")[0])), void)


def count_round(found: Round, opened: Opened) -> dict[str, Any]:
    """The count of a round; see `recount`. Over-votes come out void there, as the rules say."""
    rules = any_rules(found.rules)
    paper = NO_PAPER
    if found.paper_issued or found.paper_only:
        settled = batches.settled(found.id, rules)
        paper = Paper(found.paper_issued, settled.ballots, settled.void)
    packed = packing_of(rules, len(found.candidates or []))
    counted = recount(opened, rules, packed, found.meeting.entitled, found.present or 0, found.issued or 0, paper)
    if isinstance(why := counted["gate"]["why"], Sentence):
        counted["gate"]["said"] = why.kept()
    return counted


def gate_fault(found: Round) -> Sentence | None:
    """Why the gate stopped the count, to be said in any language; None while there is no count, or it holds."""
    gate: dict[str, Any] = dict(found.result or {}).get("gate", {"ok": True})  # type: ignore[assignment]
    if gate["ok"]:
        return None
    return Sentence.again(gate["said"]) if "said" in gate else Sentence(str(gate["why"]))


def needs_paper(found: Round) -> bool:
    """Whether paper ballots were handed out, so that the count waits for the tellers."""
    return bool(found.paper_issued or found.paper_only)


def _holds_alone(found: Round, config: Config) -> bool:
    """Whether the archive of a round that was opened before there were proofs is valid without any."""
    with NamedTemporaryFile(suffix=".bel") as file:
        file.write(boxes.committed(found))
        file.flush()
        return verify.report(Path(file.name)).valid


def count_with_paper(round_id: int, config: Config, actor: Actor, now: datetime, none_returned: bool = False) -> None:
    """Count electronic and paper ballots together; raises `Conflict` while a batch is not settled.

    `none_returned`: somebody confirms that not one paper ballot came back, so that there is no batch. A round that was
    opened before there were proofs of the opening is counted only if its archive is valid without.
    """
    with writing() as session:
        found = life.begin(session, round_id, batches.counting(none_returned))
        if not found.paper_only and proofs_of(found) is None and not _holds_alone(found, config):
            raise Conflict(
                "opening_unproven",
                "本轮电子票是旧版本系统解密的，没有解密证明，档案本身又没有通过验证，不能计票。请宣布本轮作废，重新投票",
            )
        found.result = count_round(found, opened_ballots(found, config))
        details = {key: found.result[key] for key in ("returned", "valid", "void")}
        life.enter(session, life.COUNT, found, actor, now, **details)
