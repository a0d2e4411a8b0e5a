"""Opening: every trustee's share with its proofs, each checked before it is accepted, and the result (解密)."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..ballots import boxes, life, server_key
from ..belenios import appending, decryption, opening, shares, tally, trustees
from ..belenios.appending import Entry
from ..belenios.board import Board
from ..belenios.ciphertexts import Ciphertext
from ..belenios.errors import Invalid
from ..belenios.group import Rng
from ..config import Config
from ..errors import Conflict, DomainError, Rejected
from ..extensions import db, writing
from ..journal import acts
from ..journal.log import Actor, record
from ..meetings.models import Officer, Round
from ..meetings.officers import key_holders
from ..meetings.rounds import locked
from ..meetings.states import RoundState
from ..sentences import Sentence
from .counting import count_round, needs_paper
from .models import OpeningProofs, TrusteeStep
from .recount import Opened
from .steps import MAX_STEP, SERVER, SERVER_OWNER, accept, board_of, current, holder_name, owner_of, parsed, refusal

WHAT = Sentence("解密结果")


def hand_in_decryption(round_id: int, officer: Officer, name: str, text: str, config: Config, now: datetime) -> None:
    """Accept a share and the proof over all its factors (`belenios.shares`).

    Raises `Rejected`: step_too_large; proof_missing; proof_refused, which the journal keeps with the holder and the
    check that did not hold. Handing in again after success changes nothing. A share that was accepted before there were
    such proofs stays as it is and gets its proof.
    """
    if len(text) > MAX_STEP:
        raise Rejected("step_too_large", "提交的数据过大")
    found = db.session.get_one(Round, round_id)
    owner = owner_of(found, officer)
    before = db.session.get(TrusteeStep, (round_id, "decryption", owner))
    if before is not None and before.proof is not None:
        return
    life.require(life.DECRYPT, found)
    board = board_of(found)
    items = tally.read(current(board))
    key = trustees.parse(found.trustees or "")[owner - 1]
    where = f"trustee {owner}"
    try:
        share, proof = shares.read(text, where)
        kept = share if before is None else _share_texts(board)[owner]
        shares.check(parsed(found), items, key, kept, proof, where)
    except Invalid as error:
        raise _refusal(found, owner, name, error, now) from error
    actor = Actor(name, "监票人")
    if before is not None:
        _add_proof(round_id, owner, proof, actor, now)
        return
    entry = appending.owned("PartialDecryption", owner, share)
    accept(round_id, None, "decryption", owner, entry, config, actor, acts.DECRYPTED, now, False, proof)


def _refusal(found: Round, owner: int, name: str, error: Invalid, now: datetime) -> DomainError:
    """The refusal of a share; that it came stands in the journal."""
    if error.check == "opening-proof-missing":
        return Rejected(
            "proof_missing",
            "%(name)s提交的解密结果没有附上对全部选票的证明，未被接受。请刷新页面后再解密一次；"
            "用别的程序解密的，请先用命令 voting trustee prove 补做证明",
            name=name,
            check=error.check,
        )
    return refusal(found, owner, name, error, WHAT, acts.DECRYPTION_REFUSED, now)


def _add_proof(round_id: int, owner: int, proof: str, actor: Actor, now: datetime) -> None:
    with writing() as session:
        found = life.begin(session, round_id, life.DECRYPT)
        session.get_one(TrusteeStep, (round_id, "decryption", owner)).proof = proof
        told = {"round": found.uuid, "trustee": owner}
        record(session, found.congress_id, actor, acts.PROOF_ADDED, found.title, told, now)


def finish(round_id: int, config: Config, now: datetime, rng: Rng) -> bool:
    """When every scrutineer has opened: the server's own share, the result, the count. Returns whether it was done.

    What a ballot opens to is taken for its voter's doing, since every share is proven: a point that is no ballot is a
    void ballot (无效票), which the proofs file lists. Safe to call at any time and again after a crash. Raises
    `Conflict` (opening_broken) when a share that was accepted does not hold any more.
    """
    with writing() as session:
        found = locked(session, round_id)
        holders = key_holders(found.meeting_id)
        proofs = _proofs(session, round_id)
        if found.state != RoundState.MIXED or found.void_reason or not set(range(2, len(holders) + 2)) <= set(proofs):
            return False
        chosen = parsed(found)
        board = board_of(found)
        items = tally.read(current(board))
        factors = _factors(session, found, board, items, proofs)
        private = server_key.private(session, config, found)
        own, proofs[SERVER_OWNER] = shares.read(shares.make(chosen, items, private, rng))
        factors.append(_checked(found, items, SERVER_OWNER, own, proofs[SERVER_OWNER]))
        ballots, void = decryption.open_exactly(chosen, items, factors)
        share = appending.owned("PartialDecryption", SERVER_OWNER, own)
        boxes.add(session, config, found, share, Entry("Result", decryption.result_text(ballots)))
        session.add(TrusteeStep(round_id=round_id, kind="decryption", owner=SERVER_OWNER, proof=proofs[SERVER_OWNER]))
        file = opening.proofs_text(opening.Proofs(chosen.fingerprint, proofs, void))
        session.add(OpeningProofs(round_id=round_id, text=file))
        life.enter(session, life.DECRYPTED, found, SERVER, now, ballots=len(ballots))
        if not needs_paper(found):
            found.result = count_round(found, Opened(ballots, void))
            life.enter(session, life.COUNTED, found, SERVER, now)
        return True


def proofs_so_far(found: Round) -> dict[int, str]:
    """The batched proofs of the shares that are there already, by owner: compact JSON of challenge and response."""
    return _proofs(db.session(), found.id)


def _proofs(session: Session, round_id: int) -> dict[int, str]:
    """The proofs of the shares that were handed in, by owner."""
    query = select(TrusteeStep).where(TrusteeStep.round_id == round_id, TrusteeStep.kind == "decryption")
    return {step.owner: step.proof for step in session.scalars(query) if step.proof is not None}


def _share_texts(board: Board) -> dict[int, str]:
    """The shares on the board, by owner."""
    texts: dict[int, str] = {}
    for event in board.of_type("PartialDecryption"):
        value: dict[str, Any] = json.loads(board.payload(event))
        texts[value["owner"]] = board.lookup(value["payload"], "decryption").decode()
    return texts


def _factors(
    session: Session, found: Round, board: Board, items: list[Ciphertext], proofs: dict[int, str]
) -> list[list[bytes]]:
    """The factors of every scrutineer's share, checked again; raises `Conflict` for one that is gone or altered."""
    holders, texts, factors = key_holders(found.meeting_id), _share_texts(board), []
    for owner in range(SERVER_OWNER + 1, len(holders) + 2):
        try:
            factors.append(_checked(found, items, owner, texts[owner], proofs[owner]))
        except (Invalid, KeyError) as error:
            raise Conflict(
                "opening_broken",
                "%(name)s的解密结果已经验证过，现在却不成立：票箱档案或者数据库被改动过，计票停止，请报告总监票人",
                name=holder_name(session, holders, owner),
            ) from error
    return factors


def _checked(found: Round, items: list[Ciphertext], owner: int, share: str, proof: str) -> list[bytes]:
    key = trustees.parse(found.trustees or "")[owner - 1]
    return shares.check(parsed(found), items, key, share, proof, f"trustee {owner}")
