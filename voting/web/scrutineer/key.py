"""A scrutineer's key: made in the browser, kept by its holder, loaded back once."""

from __future__ import annotations

import json
from typing import Any

from flask import jsonify, render_template, request
from sqlalchemy import select

from ...ballots import keys
from ...belenios import trustees
from ...extensions import db
from ...meetings.models import Round
from ..access import access
from ..context import now
from . import HOLDERS, bp, own_officer


@bp.get("/meetings/<int:meeting_id>/key")
@access(*HOLDERS)
def key(meeting_id: int) -> Any:
    """Make a key, keep it, load it back; later, try it again."""
    officer = own_officer(meeting_id)
    kept = json.loads(officer.public_key) if officer.public_key else None
    boxed = select(Round.id).where(Round.meeting_id == meeting_id, Round.election.is_not(None))
    return render_template(
        "scrutineer/key.html",
        officer=officer,
        meeting=officer.meeting,
        rehearsal=officer.meeting.rehearsal,
        fingerprint=trustees.fingerprint(kept) if kept else None,
        public_key=kept["public_key"] if kept else "",
        box=db.session.scalar(boxed.limit(1)) is not None,
    )


@bp.post("/meetings/<int:meeting_id>/key")
@access(*HOLDERS)
def hand_in_key(meeting_id: int) -> Any:
    """The public half of a key made in the browser, with its proof."""
    fingerprint = keys.hand_in(own_officer(meeting_id).id, request.get_data(as_text=True), now())
    return jsonify(fingerprint=fingerprint)


@bp.post("/meetings/<int:meeting_id>/key/confirm")
@access(*HOLDERS)
def confirm_key(meeting_id: int) -> Any:
    """The key was loaded back once: a fresh proof of possession shows it."""
    keys.confirm(own_officer(meeting_id).id, request.get_data(as_text=True), now())
    return jsonify(confirmed=True)
