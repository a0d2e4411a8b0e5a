"""Public files: whoever has one already is told so instead of getting it again."""

from __future__ import annotations

import hashlib

from flask import Response, request

PDF = "application/pdf"


def public_file(content: bytes, mimetype: str, name: str, *, inline: bool = False) -> Response:
    """A file that everybody may read, to be saved under `name` or shown; 304 when the asker has the same bytes."""
    shown = "inline" if inline else "attachment"
    answer = Response(content, mimetype=mimetype, headers={"Content-Disposition": f'{shown}; filename="{name}"'})
    answer.set_etag(hashlib.sha256(content).hexdigest()[:32])
    # Kept by browsers and proxies, and asked for anew each time.
    answer.headers["Cache-Control"] = "public, no-cache"
    answer.make_conditional(request)
    return answer
