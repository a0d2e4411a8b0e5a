"""Public files: whoever has one already is told so instead of getting it again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from flask import Response, request

PDF = "application/pdf"


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
