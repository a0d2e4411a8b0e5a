"""Where cleaned files lie: in the instance folder, under the hash of their content."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ..config import Config
from ..errors import Missing
from ..extensions import db
from .cleaning import Cleaned
from .models import Attachment

ENDINGS = {"image": "jpg", "pdf": "pdf"}


def keep(
    session: Session, config: Config, congress_id: int, holder: str, holder_id: int, files: Sequence[Cleaned]
) -> None:
    """Write the files, then their rows inside the caller's transaction: no row ever names a file that is not there."""
    last = session.scalar(
        select(func.max(Attachment.position)).where(Attachment.holder == holder, Attachment.holder_id == holder_id)
    )
    for position, file in enumerate(files, start=(last or 0) + 1):
        path = path_of(config, file.sha256, file.kind)
        _write(path, file.data)
        if file.thumb:
            _write(path.with_suffix(".thumb.jpg"), file.thumb)
        session.add(
            Attachment(
                congress_id=congress_id,
                holder=holder,
                holder_id=holder_id,
                position=position,
                kind=file.kind,
                name=file.name,
                size=len(file.data),
                sha256=file.sha256,
                taken_on=file.taken_on,
            )
        )


def held_by(holder: str, holder_ids: Sequence[int], public_only: bool = False) -> list[Attachment]:
    """The attachments of these rows, in their order."""
    query = select(Attachment).where(Attachment.holder == holder, Attachment.holder_id.in_(holder_ids))
    if public_only:
        query = query.where(Attachment.public)
    return list(db.session.scalars(query.order_by(Attachment.holder_id, Attachment.position)))


def one_of(attachment_id: int, holder: str, holder_ids: Sequence[int], public_only: bool = False) -> Attachment:
    """The attachment, if it is held by one of these rows; raises `Missing`."""
    held = db.session.get(Attachment, attachment_id)
    if held is None or held.holder != holder or held.holder_id not in holder_ids or (public_only and not held.public):
        raise Missing(*Attachment.absent)
    return held


def content_of(config: Config, attachment: Attachment, thumb: bool = False) -> bytes:
    """The bytes; raises `Missing` when the file is gone."""
    path = path_of(config, attachment.sha256, attachment.kind)
    try:
        return (path.with_suffix(".thumb.jpg") if thumb else path).read_bytes()
    except FileNotFoundError as error:
        raise Missing(*Attachment.absent) from error


def path_of(config: Config, sha256: str, kind: str) -> Path:
    """Where a file lies."""
    return config.attachments / sha256[:2] / f"{sha256}.{ENDINGS[kind]}"


def _write(path: Path, data: bytes) -> None:
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.{os.getpid()}.part")
    with partial.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    partial.rename(path)
