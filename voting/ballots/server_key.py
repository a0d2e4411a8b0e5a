"""The server's own key for one election: made with the box, read for mixing and decryption."""

from __future__ import annotations

import json
import os
from typing import Any

from ..belenios import trustees
from ..belenios.group import Rng
from ..config import Config


def make(config: Config, uuid: str, rng: Rng) -> dict[str, Any]:
    """The server's own key for one election; its private half stays in the key folder."""
    path = config.keys / f"{uuid}.key"
    secret, public = trustees.generate(rng)
    partial = path.with_suffix(".part")
    partial.unlink(missing_ok=True)
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(json.dumps(str(secret)))
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
    return public


def private(config: Config, uuid: str) -> int:
    """The private half of the server's key."""
    return int(json.loads((config.keys / f"{uuid}.key").read_text()))
