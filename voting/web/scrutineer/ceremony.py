"""Lock, call, compare: what a scrutineer's device reports between the close and the mixing."""

from __future__ import annotations

import json
from typing import Any

from flask import Response, jsonify, request
from flask_login import current_user

from ...ballots import life
from ...errors import Rejected
from ...tally import locking, mixing
from ..access import access
from ..context import now, rng, settings
from . import HOLDERS, bp, own_round

LONGEST = 500
"""Bytes of such a report."""


def _told(*names: str) -> list[Any]:
    """Texts, numbers and truths of the report that a device sent; raises `Rejected`."""
    raw = request.get_data()
    try:
        value = json.loads(raw) if len(raw) <= LONGEST else None
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict) or any(name not in value for name in names):
        raise Rejected("report_malformed", "请求不完整，请刷新页面后再试一次")
    return [value[name] for name in names]


@bp.post("/rounds/<uuid>/lock")
@access(*HOLDERS)
def lock_box(uuid: str) -> Response:
    """The device has fixed the closed box."""
    found, officer = own_round(uuid)
    head, ballots, anew = _told("head", "ballots", "anew")
    if not isinstance(head, str) or type(ballots) is not int or not isinstance(anew, bool):
        raise Rejected("report_malformed", "请求不完整，请刷新页面后再试一次")
    locking.lock(found.id, officer, current_user.name, head, ballots, anew, now())
    return jsonify(locked=True)


@bp.post("/rounds/<uuid>/call")
@access("chief_scrutineer")
def call_number(uuid: str) -> Response:
    """The chief scrutineer's device has rolled a number."""
    found, officer = own_round(uuid)
    (number,) = map(str, _told("number"))
    no = locking.call(found.id, officer, current_user.name, number, now())
    return jsonify(no=no)


@bp.post("/rounds/<uuid>/compare")
@access(*HOLDERS)
def compare_code(uuid: str) -> Response:
    """The code that was read aloud is the device's own; after the last one the server mixes."""
    found, officer = own_round(uuid)
    number, code = map(str, _told("number", "code"))
    if locking.compare(found.id, officer, current_user.name, number, code, now()) and life.MIXED.due(found):
        mixing.start(found.id, settings(), now(), rng)
    return jsonify(compared=True)


@bp.post("/rounds/<uuid>/differs")
@access(*HOLDERS)
def code_differs(uuid: str) -> Response:
    """The code is another than the device's own: that goes on record."""
    found, officer = own_round(uuid)
    locking.differs(found.id, officer, current_user.name, now())
    return jsonify(noted=True)
