"""The booth: the election to the tablet, the encrypted ballot into the box."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, request, session
from flask_login import current_user

from ...ballots import casting
from ...belenios.ballot import MAX_SIZE
from ...errors import Missing, TooLarge
from ...meetings import attendance
from ..access import access
from ..here import round_or_404, settings
from . import bp
from .hall import current_round


@bp.get("/state")
@access.deputy
def state() -> Any:
    """What the waiting page asks: whether the vote is open and whether this deputy has voted."""
    found = current_round()
    return jsonify(
        round=found.uuid,
        state=found.state,
        signed_in=attendance.is_present(current_user.meeting_id, current_user.id),
        voted=casting.has_voted(found.id, current_user.id),
    )


@bp.get("/rounds/<uuid>/election")
@access.deputy
def election(uuid: str) -> Response:
    """The election's exact text: what the tablet encrypts for."""
    found = round_or_404(uuid)
    if found.election is None or found.meeting_id != current_user.meeting_id:
        raise Missing("no_such_round", "没有找到这一轮票决")
    return Response(found.election, mimetype="application/json")


@bp.post("/rounds/<uuid>/ballot")
@access.deputy
def cast(uuid: str) -> Any:
    """Put the ballot in the body into the box; the answer is its tracker."""
    if (request.content_length or 0) > MAX_SIZE:
        raise TooLarge("ballot_too_large", "选票数据过大，未被接收")
    receipt = casting.cast(uuid, current_user.id, request.get_data(cache=False), settings())
    session["booth"] = True
    return jsonify(tracker=receipt.tracker)
