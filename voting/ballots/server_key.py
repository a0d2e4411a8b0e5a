"""The server's own key for one election: made with the box, read for decryption.

It lies in the database, so that any server of the installation can open; sealed under the installation's secret, so
that a copy of the database alone does not hold it.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox
from sqlalchemy.orm import Session

from ..belenios import trustees
from ..belenios.group import Rng
from ..config import Config
from ..errors import Conflict
from ..meetings.models import Round
from .models import ServerKey


def make(session: Session, config: Config, found: Round, rng: Rng) -> dict[str, Any]:
    """The server's own key for one election, in the caller's transaction; gives the public half with its proof."""
    secret, public = trustees.generate(rng)
    session.add(ServerKey(round_id=found.id, sealed=seal(config, found.uuid, secret, rng(SecretBox.NONCE_SIZE))))
    return public


def private(session: Session, config: Config, found: Round) -> int:
    """The private half of the server's key; raises `Conflict` when it is not there or cannot be read."""
    kept = session.get(ServerKey, found.id)
    try:
        return int(_box(config, found.uuid).decrypt(bytes.fromhex(kept.sealed if kept else "")))
    except (CryptoError, ValueError, TypeError) as error:
        raise Conflict("server_key_missing", "服务器的钥匙不在或不能读取，请由系统管理员从备份恢复") from error


def seal(config: Config, uuid: str, secret: int, nonce: bytes) -> str:
    """A private key as the table holds it."""
    return bytes(_box(config, uuid).encrypt(str(secret).encode(), nonce)).hex()


def _box(config: Config, uuid: str) -> SecretBox:
    return SecretBox(hmac.new(config.secret_key(), f"server-key|{uuid}".encode(), hashlib.sha256).digest())
