"""The election structure (specification §4.9, §4.10)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from . import group
from .encoding import dumps, fields, loads_exact, sha256_base64
from .errors import Invalid, NotSupported

UUID = re.compile(r"[1-9A-HJ-NP-Za-km-z]{14,64}")
CARD_LIST = "投票卡名单 SHA-256 "
"""What stands in a description before the SHA-256 of the card list (64 hexadecimal digits)."""
_CARD_LIST = re.compile(CARD_LIST + r"([0-9a-f]{64})(?![0-9a-f])")
MAX_SIZE = 2**20
"""Bytes of the longest election that is looked at."""
_REQUIRED = ("version", "description", "name", "group", "public_key", "questions", "uuid")
_OPTIONAL = ("administrator", "credential_authority")


@dataclass(frozen=True)
class Election:
    """An election with one non-homomorphic question. `text` is its exact serialization."""

    text: str
    uuid: str
    name: str
    description: str
    public_key: str
    question: str
    answers: list[str]
    fingerprint: str
    key: bytes = field(repr=False)
    """The public key as a point."""


def build(
    *,
    uuid: str,
    name: str,
    description: str,
    answers: Sequence[str],
    question: str,
    trustees: Sequence[dict[str, Any]],
    administrator: str | None = None,
    credential_authority: str | None = None,
) -> str:
    """The election's text for `Single` trustees: its key is the product of theirs.

    Raises `ValueError` when there are no answers or more than a point carries.
    """
    if not 1 <= len(answers) <= group.MAX_INTS:
        raise ValueError(f"1 to {group.MAX_INTS} answers, not {len(answers)}")
    key = group.product(group.point_from_hex(trustee["public_key"]) for trustee in trustees)
    value: dict[str, Any] = {
        "version": 1,
        "description": description,
        "name": name,
        "group": "Ed25519",
        "public_key": group.encode(key),
        "questions": [{"type": "NonHomomorphic", "value": {"answers": list(answers), "question": question}}],
        "uuid": uuid,
    }
    if administrator is not None:
        value["administrator"] = administrator
    if credential_authority is not None:
        value["credential_authority"] = credential_authority
    return dumps(value)


def card_list_of(description: str) -> str | None:
    """The SHA-256 of the card list (投票卡名单) that a description names; None unless it names exactly one."""
    found = _CARD_LIST.findall(description)
    return found[0] if len(found) == 1 == description.count(CARD_LIST) else None


def parse(text: str | bytes, where: str = "") -> Election:
    """Read an election; raises `Invalid`, or `NotSupported` for groups and questions that we do not check."""
    if len(text) > MAX_SIZE:
        raise Invalid("election-form", where, f"larger than {MAX_SIZE} bytes")
    value = loads_exact(text, "election-form", where)
    plain = text.decode() if isinstance(text, bytes) else text
    if not isinstance(value, dict):
        raise Invalid("election-form", where, "not an object")
    names = tuple(value)
    if names != tuple(name for name in _REQUIRED + _OPTIONAL if name in value) or not set(_REQUIRED) <= set(names):
        raise Invalid("election-form", where, "fields missing, unknown or out of order")
    if type(value["version"]) is not int:
        raise Invalid("election-form", where, "the version is not a number")
    if value["version"] != 1:
        raise NotSupported(f"protocol version {value['version']!r}")
    if value["group"] != "Ed25519":
        raise NotSupported(f"group {str(value['group'])[:40]!r}")
    for name in ("description", "name", "public_key", "uuid", *_OPTIONAL):
        if not isinstance(value.get(name, ""), str):
            raise Invalid("election-form", where, f"{name} is not a text")
    if not UUID.fullmatch(value["uuid"]):
        raise Invalid("election-form", where, "not an election identifier")
    question, answers = _question(value["questions"], where)
    return Election(
        text=plain,
        uuid=value["uuid"],
        name=value["name"],
        description=value["description"],
        public_key=value["public_key"],
        question=question,
        answers=answers,
        fingerprint=sha256_base64(plain),
        key=group.point(value["public_key"], "election-point", where),
    )


def _question(questions: Any, where: str) -> tuple[str, list[str]]:
    if not isinstance(questions, list) or not questions:
        raise Invalid("election-form", where, "no question")
    if len(questions) > 1:
        raise NotSupported("several questions")
    found = questions[0]
    if not isinstance(found, dict):
        raise Invalid("election-form", where, "the question is not an object")
    if "type" not in found:
        raise NotSupported("homomorphic questions")
    if found["type"] != "NonHomomorphic":
        raise NotSupported(f"questions of type {str(found['type'])[:40]!r}")
    # Another program may hint at its counting method (`extra`); it means nothing here and is covered by the hash.
    if tuple(found) not in (("type", "value"), ("type", "value", "extra")):
        raise Invalid("election-form", where, "the question has fields missing, unknown or out of order")
    answers, question = fields(found["value"], ("answers", "question"), "election-form", where)
    if not isinstance(answers, list) or not answers or not all(isinstance(answer, str) for answer in answers):
        raise Invalid("election-form", where, "the answers are not texts")
    if len(answers) > group.MAX_INTS:
        raise NotSupported(f"{len(answers)} answers: a point carries at most {group.MAX_INTS}")
    if not isinstance(question, str):
        raise Invalid("election-form", where, "the question is not a text")
    return question, answers
