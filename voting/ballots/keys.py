"""Scrutineers' keys: the public half arrives with proof, and counts only when the private half was loaded back."""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy import select

from ..belenios import trustees
from ..belenios.encoding import loads_exact
from ..belenios.errors import Invalid
from ..congress.models import Account
from ..errors import Conflict, Rejected
from ..extensions import writing
from ..journal import acts
from ..journal.log import Actor, record
from ..meetings.models import Officer, Round

MAX_TEXT = 2000


def _read(text: str) -> dict[str, object]:
    try:
        if len(text) > MAX_TEXT:
            raise Invalid("trustee-form", "", "too long")
        value = loads_exact(text, "trustee-form")
        trustees.check_public_key(value)
    except Invalid as error:
        raise Rejected("key_refused", "钥匙的公开部分不正确，未被接受", check=error.check) from error
    found: dict[str, object] = value
    return found


def hand_in(officer_id: int, text: str, now: datetime) -> str:
    """Keep the public half of a key; returns its fingerprint. A new key replaces an unconfirmed or confirmed one
    until the box is set up.
    """
    value = _read(text)
    with writing() as session:
        officer = session.get_one(Officer, officer_id, with_for_update=True)
        box = select(Round.id).where(Round.meeting_id == officer.meeting_id, Round.election.is_not(None))
        if session.scalar(box) is not None:
            raise Conflict("box_exists", "票箱已经建立，钥匙不能再换")
        officer.public_key, officer.confirmed = json.dumps(value, separators=(",", ":")), False
        fingerprint = trustees.fingerprint(value)
        name = session.get_one(Account, officer.account_id).name
        details = {"fingerprint": fingerprint}
        record(session, officer.congress_id, Actor(name, "监票人"), acts.KEY_MADE, officer.meeting.name, details, now)
        return fingerprint


def confirm(officer_id: int, text: str, now: datetime) -> None:
    """Confirm the key with a fresh proof of possession made from the file or the card."""
    value = _read(text)
    with writing() as session:
        officer = session.get_one(Officer, officer_id, with_for_update=True)
        if officer.public_key is None:
            raise Conflict("key_missing", "请先制作钥匙")
        kept = json.loads(officer.public_key)
        if kept["public_key"] != value["public_key"]:
            raise Rejected("other_key", "这不是刚才制作的钥匙，请检查文件或钥匙卡")
        if kept["pok"] == value["pok"]:
            raise Rejected("old_proof", "请从文件或钥匙卡重新载入钥匙")
        if officer.confirmed:
            return
        officer.confirmed = True
        name = session.get_one(Account, officer.account_id).name
        details = {"fingerprint": trustees.fingerprint(value)}
        record(
            session, officer.congress_id, Actor(name, "监票人"), acts.KEY_CONFIRMED, officer.meeting.name, details, now
        )
