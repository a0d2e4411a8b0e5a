"""Every host of an installation holds the same secrets: the database keeps their fingerprints and a start compares."""

from __future__ import annotations

import hashlib

from sqlalchemy.orm import Session

from ..config import Config
from ..errors import Conflict
from ..extensions import db, writing
from .models import SecretMark

SESSION, SIGNING = "session.secret", "signing.key"


def fingerprint(config: Config, name: str) -> str:
    """The fingerprint of a secret's file; empty when it is not there."""
    path = config.keys / name
    return hashlib.sha256(f"{name}|".encode() + path.read_bytes()).hexdigest() if path.exists() else ""


def missing(session: Session, config: Config, name: str) -> bool:
    """Whether this host has another secret than the installation, or none where the installation has one."""
    known = session.get(SecretMark, name)
    return known is not None and known.fingerprint != fingerprint(config, name)


def compare(config: Config, was_there: bool) -> None:
    """At a start: refuse a host whose secrets are not the installation's.

    `was_there`: the session secret was on this host before the start. Raises `Conflict` naming the file; a secret that
    this start made in the place of a lost one is taken away again.
    """
    for name in (SESSION, SIGNING):
        if not missing(db.session(), config, name):
            continue
        if name == SESSION and not was_there:
            (config.keys / name).unlink(missing_ok=True)
        raise Conflict(
            "secret_other",
            "本机的密钥文件 %(file)s 不在，或与登记的不同。请从备份或另一台服务器复制到 %(folder)s，再启动。",
            file=name,
            folder=config.keys,
        )


def note(config: Config) -> None:
    """Keep the fingerprints of this host's secrets where none are known yet."""
    with writing() as session:
        for name in (SESSION, SIGNING):
            if session.get(SecretMark, name) is None and (told := fingerprint(config, name)):
                session.add(SecretMark(name=name, fingerprint=told))
