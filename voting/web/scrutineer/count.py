"""Mixing, opening and confirming the count."""

from __future__ import annotations

import json

from flask import Response, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from ...errors import Missing
from ...meetings.models import Round
from ...tally import certifying, locking, mixing, opening
from ...tally.counting import gate_fault
from ..access import access, wants_json
from ..context import now, of_round, rng, settings
from . import HOLDERS, bp, own_round


@bp.get("/rounds/<uuid>")
@access(*HOLDERS)
def work(uuid: str) -> str:
    """Mix and open with the key; afterwards confirm the count."""
    found, officer = own_round(uuid)
    kept = json.loads(officer.public_key) if officer.public_key else {"public_key": ""}
    return render_template(
        "scrutineer/count.html",
        **of_round(found),
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
def task(uuid: str) -> Response:
    """What this scrutineer's browser is to do now, and how far everybody is."""
    found, officer = own_round(uuid)
    todo = mixing.task_for(found, officer, settings())
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
def share_proofs(uuid: str) -> Response:
    """The proofs of the shares that are there already, by owner: whoever opens checks them first."""
    found, _officer = own_round(uuid)
    return jsonify(opening.proofs_so_far(found))


@bp.post("/rounds/<uuid>/shuffle")
@access(*HOLDERS)
def hand_in_shuffle(uuid: str) -> Response:
    """A shuffle with its proof; `kept` tells whether it is the one in the chain."""
    found, officer = own_round(uuid)
    text = request.get_data(as_text=True)
    kept = mixing.hand_in_shuffle(found.id, officer, current_user.name, text, settings(), now())
    return jsonify(accepted=True, kept=kept)


@bp.post("/rounds/<uuid>/decryption")
@access(*HOLDERS)
def hand_in_decryption(uuid: str) -> Response:
    """A share with its proofs, also the one over all its factors; the last share lets the server finish."""
    found, officer = own_round(uuid)
    locking.require_compared(found, officer)
    text = request.get_data(as_text=True)
    opening.hand_in_decryption(found.id, officer, current_user.name, text, settings(), now())
    opening.finish(found.id, settings(), now(), rng)
    return jsonify(accepted=True)


@bp.get("/rounds/<uuid>/result")
@access(*HOLDERS)
def result(uuid: str) -> Response:
    """The count, for those who are to confirm it."""
    found = _counted(uuid)
    return Response(json.dumps(certifying.result_json(found), ensure_ascii=False), mimetype="application/json")


@bp.get("/rounds/<uuid>/confirmations")
@access(*HOLDERS)
def confirmations(uuid: str) -> Response:
    """Who has not yet confirmed the count, and the round's state."""
    found = _counted(uuid)
    return jsonify(state=found.state, waiting=certifying.unconfirmed(found))


@bp.post("/rounds/<uuid>/confirm")
@access(*HOLDERS)
def confirm(uuid: str) -> ResponseReturnValue:
    """Confirm the count."""
    found = _counted(uuid)
    certifying.confirm(found.id, current_user, now())
    return jsonify(confirmed=True) if wants_json() else redirect(url_for("scrutineer.work", uuid=uuid))


def _counted(uuid: str) -> Round:
    found, _officer = own_round(uuid)
    if found.result is None:
        raise Missing("not_counted", "计票还没有完成")
    return found
