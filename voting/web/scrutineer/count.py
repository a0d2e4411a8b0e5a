"""Mixing, opening and confirming the count."""

from __future__ import annotations

import json
from typing import Any

from flask import Response, jsonify, redirect, render_template, request, url_for
from flask_login import current_user

from ...congress.models import Account
from ...errors import Missing
from ...extensions import db
from ...meetings.models import Round
from ...tally import certifying, locking, mixing, opening
from ...tally.counting import gate_fault
from ..access import access, wants_json
from ..context import now, rng, round_or_404, settings
from . import HOLDERS, bp, own_officer


@bp.get("/rounds/<uuid>")
@access(*HOLDERS)
def work(uuid: str) -> Any:
    """Mix and open with the key; afterwards confirm the count."""
    found = round_or_404(uuid)
    officer = own_officer(found.meeting_id)
    kept = json.loads(officer.public_key) if officer.public_key else {"public_key": ""}
    return render_template(
        "scrutineer/count.html",
        round=found,
        meeting=found.meeting,
        rehearsal=found.meeting.rehearsal,
        gate_fault=gate_fault(found),
        public_key=kept["public_key"],
        chief=officer.duty == "chief_scrutineer",
        holders=mixing.progress(found),
        result=certifying.result_json(found) if found.result else None,
        confirmed=current_user.name in found.confirmations,
        waiting=certifying.unconfirmed(found),
    )


@bp.get("/rounds/<uuid>/task")
@access(*HOLDERS)
def task(uuid: str) -> Any:
    """What this scrutineer's browser is to do now, and how far everybody is."""
    found = round_or_404(uuid)
    todo = mixing.task_for(found, own_officer(found.meeting_id), settings())
    names = ("locked", "compared", "mixed", "opened")
    holders = [{name: getattr(holder, name) for name in names} for holder in mixing.progress(found)]
    at = locking.standing(found)
    told = {
        "state": found.state,
        "holders": holders,
        "locked": todo.owner in at.locked,
        "compared": todo.owner in at.compared,
        "callDue": at.call_due,
        "calls": at.calls,
    }
    return jsonify(vars(todo) | told)


@bp.get("/rounds/<uuid>/shares")
@access(*HOLDERS)
def share_proofs(uuid: str) -> Any:
    """The proofs of the shares that are there already, by owner: whoever opens checks them first."""
    found = round_or_404(uuid)
    own_officer(found.meeting_id)
    return jsonify(opening.proofs_so_far(found))


@bp.post("/rounds/<uuid>/shuffle")
@access(*HOLDERS)
def hand_in_shuffle(uuid: str) -> Any:
    """A shuffle with its proof; `kept` tells whether it is the one in the chain."""
    found = round_or_404(uuid)
    officer = own_officer(found.meeting_id)
    text = request.get_data(as_text=True)
    kept = mixing.hand_in_shuffle(found.id, officer, current_user.name, text, settings(), now())
    return jsonify(accepted=True, kept=kept)


@bp.post("/rounds/<uuid>/decryption")
@access(*HOLDERS)
def hand_in_decryption(uuid: str) -> Any:
    """A share with its proofs, also the one over all its factors; the last share lets the server finish."""
    found = round_or_404(uuid)
    officer = own_officer(found.meeting_id)
    locking.require_compared(found, officer)
    round_id, text = found.id, request.get_data(as_text=True)
    opening.hand_in_decryption(round_id, officer, current_user.name, text, settings(), now())
    opening.finish(round_id, settings(), now(), rng)
    return jsonify(accepted=True)


@bp.get("/rounds/<uuid>/result")
@access(*HOLDERS)
def result(uuid: str) -> Response:
    """The count, for those who are to confirm it."""
    found = _counted(uuid)
    return Response(json.dumps(certifying.result_json(found), ensure_ascii=False), mimetype="application/json")


@bp.get("/rounds/<uuid>/confirmations")
@access(*HOLDERS)
def confirmations(uuid: str) -> Any:
    """Who has not yet confirmed the count, and the round's state."""
    found = _counted(uuid)
    return jsonify(state=found.state, waiting=certifying.unconfirmed(found))


@bp.post("/rounds/<uuid>/confirm")
@access(*HOLDERS)
def confirm(uuid: str) -> Any:
    """Confirm the count."""
    found = _counted(uuid)
    certifying.confirm(found.id, db.session.get_one(Account, current_user.id), now())
    return jsonify(confirmed=True) if wants_json() else redirect(url_for("scrutineer.work", uuid=uuid))


def _counted(uuid: str) -> Round:
    found = round_or_404(uuid)
    own_officer(found.meeting_id)
    if found.result is None:
        raise Missing("not_counted", "计票还没有完成")
    return found
