"""A scrutineer's key: made in the browser, kept by its holder, loaded back once."""

from __future__ import annotations

import json

from flask import Response, jsonify, render_template, request

from ...ballots import card_making, keys
from ..access import access
from ..context import now, of_meeting
from . import HOLDERS, bp, own_officer


@bp.get("/meetings/<int:meeting_id>/key")
@access(*HOLDERS)
def key(meeting_id: int) -> str:
    """Make a key, keep it, load it back; later, try it again."""
    officer = own_officer(meeting_id)
    kept = json.loads(officer.public_key) if officer.public_key else None
    return render_template(
        "scrutineer/key.html",
        officer=officer,
        **of_meeting(officer.meeting),
        fingerprint=officer.fingerprint,
        public_key=kept["public_key"] if kept else "",
        box=card_making.boxed(meeting_id),
    )


@bp.post("/meetings/<int:meeting_id>/key")
@access(*HOLDERS)
def hand_in_key(meeting_id: int) -> Response:
    """The public half of a key made in the browser, with its proof."""
    fingerprint = keys.hand_in(own_officer(meeting_id).id, request.get_data(as_text=True), now())
    return jsonify(fingerprint=fingerprint)


@bp.post("/meetings/<int:meeting_id>/key/confirm")
@access(*HOLDERS)
def confirm_key(meeting_id: int) -> Response:
    """The key was loaded back once: a fresh proof of possession shows it."""
    keys.confirm(own_officer(meeting_id).id, request.get_data(as_text=True), now())
    return jsonify(confirmed=True)
