"""The hall screen: four numbers, and after the announcement the result."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, jsonify, render_template

from ...ballots.rounds import figures
from ...tally.certifying import result_json
from ..access import access
from ..here import public_round_or_404

bp = Blueprint("screen", __name__, url_prefix="/screen")


@bp.get("/<uuid>")
@access.public
def hall(uuid: str) -> Any:
    """What the projector shows."""
    found = public_round_or_404(uuid)
    return render_template(
        "screen/hall.html",
        round=found,
        meeting=found.meeting,
        rehearsal=found.meeting.rehearsal,
        figures=figures(found),
        result=result_json(found) if found.state == "announced" else None,
    )


@bp.get("/<uuid>/state")
@access.public
def state(uuid: str) -> Any:
    """The four numbers, for the page to refresh itself."""
    found = public_round_or_404(uuid)
    return jsonify(state=found.state, **vars(figures(found)))
