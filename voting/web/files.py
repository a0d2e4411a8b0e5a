"""Files that come and go: handed in, saved, and public ones, which nobody gets twice."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator

from flask import Response, request, send_file

from ..attachments import store
from ..attachments.models import Attachment
from .context import settings

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = {"image": "image/jpeg", "pdf": PDF}
"""The kinds of attachments."""


def public_file(content: bytes, mimetype: str, name: str, *, inline: bool = False) -> Response:
    """A file that everybody may read, to be saved under `name` or shown; 304 when the asker has the same bytes."""
    answer = _named(content, mimetype, name, "inline" if inline else "attachment")
    return _kept(answer, hashlib.sha256(content).hexdigest()[:32])


def public_stream(parts: Iterator[bytes], length: int, hash_: str, mimetype: str, name: str) -> Response:
    """`public_file` for what is made while it is sent: `length` bytes, which `hash_` tells from all others."""
    answer = _named(parts, mimetype, name, "attachment")
    answer.content_length = length
    return _kept(answer, hash_[:32])


def _named(content: bytes | Iterator[bytes], mimetype: str, name: str, shown: str) -> Response:
    return Response(content, mimetype=mimetype, headers={"Content-Disposition": f'{shown}; filename="{name}"'})


def _kept(answer: Response, etag: str) -> Response:
    answer.set_etag(etag)
    # Kept by browsers and proxies, and asked for anew each time.
    answer.headers["Cache-Control"] = "public, no-cache"
    answer.make_conditional(request)
    return answer


def download(data: bytes, mimetype: str, name: str) -> Response:
    """A file to keep."""
    return send_file(io.BytesIO(data), mimetype=mimetype, as_attachment=True, download_name=name)


def paper(pdf: bytes, name: str) -> Response:
    """A PDF to read in the browser and to print; `name` without its ending."""
    return Response(pdf, mimetype=PDF, headers={"Content-Disposition": f'inline; filename="{name}.pdf"'})


def attachment(held: Attachment) -> Response:
    """A cleaned photo or PDF, shown in the browser; `?small=1` gives the small picture. Raises `Missing`."""
    small = held.kind == "image" and request.args.get("small") == "1"
    answer = Response(store.content_of(settings(), held, small), mimetype=TYPES[held.kind])
    answer.headers["Content-Disposition"] = f"inline; filename=attachment.{store.ENDINGS[held.kind]}"
    return answer
