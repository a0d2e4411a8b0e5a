"""Ballots: encryption, proof, signature, tracker (specification §4.11.2, §4.16, §4.17)."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass

from . import credentials, group
from .election import Election
from .encoding import Q, dumps, fields, hash_to_scalar, loads_exact, number, sha256_base64
from .errors import Invalid
from .group import Rng

MAX_SIZE = 64 * 1024
"""Bytes of the longest ballot that is looked at; an honest one has about 800."""


@dataclass(frozen=True)
class Ballot:
    """A ballot whose proofs hold."""

    text: str
    credential: str
    alpha: str
    beta: str
    tracker: str


def tracker(text: str | bytes) -> str:
    """The smart ballot tracker: what a deputy can look for on the board."""
    return sha256_base64(text)


def encrypt(election: Election, credential: str, ints: Sequence[int], rng: Rng) -> str:
    """The text of a ballot.

    `credential` is the private one; `ints` has one integer for each answer. Raises `ValueError` when they do not fit.
    """
    if len(ints) != len(election.answers):
        raise ValueError(f"{len(ints)} integers for {len(election.answers)} answers")
    secret = credentials.secret_exponent(election.uuid, credential)
    public = group.encode(group.base(secret))
    r, w = group.scalar(rng), group.scalar(rng)
    alpha = group.encode(group.base(r))
    beta = group.encode(group.add(group.mul(election.key, r), group.of_ints(ints)))
    challenge = _answer_challenge(election, public, alpha, beta, group.base(w))
    answer = {
        "choices": {"alpha": alpha, "beta": beta},
        "proof": {"challenge": str(challenge), "response": str((w - r * challenge) % Q)},
    }
    value: dict[str, object] = {
        "election_uuid": election.uuid,
        "election_hash": election.fingerprint,
        "credential": public,
        "answers": [answer],
    }
    digest = sha256_base64(dumps(value))
    w = group.scalar(rng)
    challenge = _signature_challenge(digest, group.base(w))
    proof = {"challenge": str(challenge), "response": str((w - secret * challenge) % Q)}
    return dumps({**value, "signature": {"hash": digest, "proof": proof}})


def _answer_challenge(election: Election, credential: str, alpha: str, beta: str, commitment: bytes) -> int:
    statement = f"{election.fingerprint}|{credential}"
    return hash_to_scalar(f"raweg|{statement}|{election.public_key},{alpha},{beta}|{group.encode(commitment)}")


def _signature_challenge(digest: str, commitment: bytes) -> int:
    return hash_to_scalar(f"sig|{digest}|{group.encode(commitment)}")


def check(election: Election, text: str | bytes, listed: Container[str] | None = None, where: str = "") -> Ballot:
    """Check one ballot completely; `listed` are the public credentials, None leaves that check to the caller.

    Raises `Invalid` with one of the checks ballot-size, ballot-form, ballot-election, ballot-credential, ballot-point,
    ballot-proof, ballot-signature.
    """
    if len(text) > MAX_SIZE:
        raise Invalid("ballot-size", where, f"larger than {MAX_SIZE} bytes")
    value = loads_exact(text, "ballot-form", where)
    plain = text.decode() if isinstance(text, bytes) else text
    names = ("election_uuid", "election_hash", "credential", "answers", "signature")
    uuid, fingerprint, credential, answers, signature = fields(value, names, "ballot-form", where)
    if uuid != election.uuid or fingerprint != election.fingerprint:
        raise Invalid("ballot-election", where, "made for another election")
    if not isinstance(answers, list) or len(answers) != 1:
        raise Invalid("ballot-form", where, "not exactly one answer")
    choices, proof = fields(answers[0], ("choices", "proof"), "ballot-form", where)
    alpha, beta = fields(choices, ("alpha", "beta"), "ballot-form", where)
    challenge, response = read_proof(proof, "ballot-form", where)
    signed, signature_proof = fields(signature, ("hash", "proof"), "ballot-form", where)
    signature_challenge, signature_response = read_proof(signature_proof, "ballot-form", where)

    key = group.point(credential, "ballot-point", where)
    if listed is not None and credential not in listed:
        raise Invalid("ballot-credential", where, "the card is not on the list")
    alpha_point = group.point(alpha, "ballot-point", where)
    group.point(beta, "ballot-point", where)
    commitment = group.add(group.base(response), group.mul(alpha_point, challenge))
    if _answer_challenge(election, credential, alpha, beta, commitment) != challenge:
        raise Invalid("ballot-proof", where, "the proof of the encrypted answer does not hold")
    del value["signature"]
    if signed != sha256_base64(dumps(value)):
        raise Invalid("ballot-signature", where, "the signature is of another ballot")
    commitment = group.add(group.base(signature_response), group.mul(key, signature_challenge))
    if _signature_challenge(signed, commitment) != signature_challenge:
        raise Invalid("ballot-signature", where, "the signature does not hold")
    return Ballot(plain, credential, alpha, beta, tracker(plain))


def read_proof(value: object, check_name: str, where: str) -> tuple[int, int]:
    """Challenge and response of a proof (§4.3)."""
    challenge, response = fields(value, ("challenge", "response"), check_name, where)
    return number(challenge, check_name, where), number(response, check_name, where)
