"""The published hashes of the client code, so that a tablet can be compared with the source."""

from __future__ import annotations

import hashlib
from functools import lru_cache

from flask import jsonify, render_template
from flask.typing import ResponseReturnValue

from ...config import data_folder
from ..access import access, wants_json
from ..context import public_round_or_404
from . import bp

CODE = (".js", ".css")


@lru_cache(maxsize=1)
def client_files() -> dict[str, str]:
    """Path below `/static/` and SHA-256 (hex) of every file that a browser runs or is styled by."""
    root = data_folder("static")
    names = sorted(path for path in root.rglob("*") if path.suffix in CODE)
    return {path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in names}


@bp.get("/rounds/<uuid>/client-hashes")
@access.public
def client_hashes(uuid: str) -> ResponseReturnValue:
    """SHA-256 of every file of client code, as a page or as JSON."""
    found = public_round_or_404(uuid)
    if wants_json():
        return jsonify(client_files())
    return render_template(
        "public/client_hashes.html", round=found, rehearsal=found.meeting.rehearsal, files=client_files()
    )


@bp.get("/client-hashes.json")
@access.public
def all_client_hashes() -> ResponseReturnValue:
    """The same for programs, of no round in particular."""
    return jsonify(client_files())
