"""The hall screen: four numbers, and after the announcement the result."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, render_template
from flask_babel import gettext as _

from ...ballots.polling import figures
from ...meetings import pairing, rounds
from ...meetings.models import Round
from ...meetings.states import RoundState
from ...tally import turns
from ...tally.certifying import result_json
from ..access import access
from ..context import of_round, public_round_or_404
from ..language import say

bp = Blueprint("screen", __name__, url_prefix="/screen")


@bp.get("/<uuid>")
@access.public
def hall(uuid: str) -> str:
    """What the projector shows."""
    found = public_round_or_404(uuid)
    return render_template(
        "screen/hall.html",
        **of_round(found),
        state=_shown(found),
        word=_word(found),
        figures=figures(found),
        reissued=pairing.done(found.id, "pass"),
        result=result_json(found) if found.state == RoundState.ANNOUNCED else None,
    )


@bp.get("/<uuid>/state")
@access.public
def state(uuid: str) -> Response:
    """The four numbers and what goes on, for the page to refresh itself; and the round that comes next, once ready."""
    found = public_round_or_404(uuid)
    numbers = {**vars(figures(found)), "reissued": pairing.done(found.id, "pass")}
    child = _ready(rounds.child(found))
    stopped = found.stopped is not None
    return jsonify(state=_shown(found), word=_word(found), stopped=stopped, following=child, **numbers)


def _shown(found: Round) -> str:
    return found.state if found.void_reason is None else "void"


def _word(found: Round) -> str:
    words = {"frozen": _("准备投票"), "open": _("正在投票"), "void": _("本轮投票作废")}
    return words.get(_shown(found)) or say(turns.told(found))


def _ready(found: Round | None) -> str | None:
    """The next round's uuid while it is the one to look at; after its announcement each round keeps its own screen."""
    if found is None or found.state == RoundState.ANNOUNCED:
        return None
    boxed = found.election is not None or found.paper_only
    return found.uuid if boxed or found.state != RoundState.FROZEN else None
