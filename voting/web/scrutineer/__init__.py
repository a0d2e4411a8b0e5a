"""Scrutineers and their keys."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from flask_login import current_user
from sqlalchemy import select

from ...accounts.models import Account
from ...ballots.models import Round
from ...ballots.rounds import main_round
from ...belenios import trustees
from ...errors import Missing
from ...extensions import db
from ...meetings import keys
from ...meetings.models import Officer
from ...tally import certifying, mixing
from ..access import access, wants_json
from ..here import now, rng, round_or_404, settings

bp = Blueprint("scrutineer", __name__, url_prefix="/scrutineer")
HOLDERS = ("scrutineer", "chief_scrutineer")


def _officer(meeting_id: int) -> Officer:
    query = select(Officer).where(
        Officer.meeting_id == meeting_id, Officer.account_id == current_user.id, Officer.duty.in_(HOLDERS)
    )
    found = db.session.scalar(query)
    if found is None:
        raise Missing("no_duty", "您在本次会议中没有监票职务")
    return found


@bp.get("/")
@access(*HOLDERS)
def home() -> Any:
    """My meetings and what to do now."""
    query = select(Officer).where(Officer.account_id == current_user.id, Officer.duty.in_(HOLDERS))
    duties = [(officer, main_round(officer.meeting_id)) for officer in db.session.scalars(query)]
    return render_template("scrutineer/home.html", duties=duties)


@bp.get("/meetings/<int:meeting_id>/key")
@access(*HOLDERS)
def key(meeting_id: int) -> Any:
    """Make a key, keep it, load it back."""
    officer = _officer(meeting_id)
    kept = json.loads(officer.public_key) if officer.public_key else None
    return render_template(
        "scrutineer/key.html",
        officer=officer,
        meeting=officer.meeting,
        rehearsal=officer.meeting.rehearsal,
        fingerprint=trustees.fingerprint(kept) if kept else None,
        public_key=kept["public_key"] if kept else "",
        box=main_round(meeting_id).election is not None,
    )


@bp.get("/rounds/<uuid>")
@access(*HOLDERS)
def work(uuid: str) -> Any:
    """Mix and open with the key; afterwards confirm the count."""
    found = round_or_404(uuid)
    officer = _officer(found.meeting_id)
    kept = json.loads(officer.public_key) if officer.public_key else {"public_key": ""}
    return render_template(
        "scrutineer/count.html",
        round=found,
        meeting=found.meeting,
        rehearsal=found.meeting.rehearsal,
        public_key=kept["public_key"],
        result=certifying.result_json(found) if found.result else None,
        confirmed=current_user.name in found.confirmations,
    )


@bp.get("/rounds/<uuid>/mixes")
@access(*HOLDERS)
def mixes(uuid: str) -> Any:
    """The encrypted tally and every shuffle, to be checked in the browser before it opens anything."""
    found = round_or_404(uuid)
    _officer(found.meeting_id)
    first, texts = mixing.mixes(found, settings())
    return jsonify(tally=first, shuffles=texts)


@bp.post("/meetings/<int:meeting_id>/key")
@access(*HOLDERS)
def hand_in_key(meeting_id: int) -> Any:
    """The public half of a key made in the browser, with its proof."""
    fingerprint = keys.hand_in(_officer(meeting_id).id, request.get_data(as_text=True), now())
    return jsonify(fingerprint=fingerprint)


@bp.post("/meetings/<int:meeting_id>/key/confirm")
@access(*HOLDERS)
def confirm_key(meeting_id: int) -> Any:
    """The key was loaded back once: a fresh proof of possession shows it."""
    keys.confirm(_officer(meeting_id).id, request.get_data(as_text=True), now())
    return jsonify(confirmed=True)


@bp.get("/rounds/<uuid>/task")
@access(*HOLDERS)
def task(uuid: str) -> Any:
    """What this scrutineer's browser is to do now."""
    found = round_or_404(uuid)
    todo = mixing.task_for(found, _officer(found.meeting_id), settings())
    return jsonify(vars(todo) | {"state": found.state})


@bp.post("/rounds/<uuid>/shuffle")
@access(*HOLDERS)
def hand_in_shuffle(uuid: str) -> Any:
    """A shuffle with its proof."""
    found = round_or_404(uuid)
    officer = _officer(found.meeting_id)
    text = request.get_data(as_text=True)
    mixing.hand_in_shuffle(found.id, officer, current_user.name, text, settings(), now())
    return jsonify(accepted=True)


@bp.post("/rounds/<uuid>/decryption")
@access(*HOLDERS)
def hand_in_decryption(uuid: str) -> Any:
    """A partial decryption with its proofs; the last one lets the server finish."""
    found = round_or_404(uuid)
    officer = _officer(found.meeting_id)
    round_id, text = found.id, request.get_data(as_text=True)
    mixing.hand_in_decryption(round_id, officer, current_user.name, text, settings(), now())
    mixing.finish(round_id, settings(), now(), rng)
    return jsonify(accepted=True)


@bp.get("/rounds/<uuid>/result")
@access(*HOLDERS)
def result(uuid: str) -> Response:
    """The count, for those who are to confirm it."""
    found = _counted(uuid)
    return Response(json.dumps(certifying.result_json(found), ensure_ascii=False), mimetype="application/json")


@bp.post("/rounds/<uuid>/confirm")
@access(*HOLDERS)
def confirm(uuid: str) -> Any:
    """Confirm the count."""
    found = _counted(uuid)
    certifying.confirm(found.id, db.session.get_one(Account, current_user.id), now())
    return jsonify(confirmed=True) if wants_json() else redirect(url_for("scrutineer.work", uuid=uuid))


def _counted(uuid: str) -> Round:
    found = round_or_404(uuid)
    _officer(found.meeting_id)
    if found.result is None:
        raise Missing("not_counted", "计票还没有完成")
    return found
