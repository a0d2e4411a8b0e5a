"""Citizens: front page and board."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request
from sqlalchemy import select

from ...ballots import boxes
from ...ballots.models import Ballot, Round
from ...config import data_folder
from ...errors import Missing
from ...extensions import db
from ...tally import papers
from ...tally.certifying import result_json
from ..access import access
from ..here import now, public_round_or_404, settings

bp = Blueprint("public", __name__)


@bp.get("/")
@access.public
def home() -> Any:
    """Rounds that are under way or announced."""
    rounds = db.session.scalars(select(Round).where(Round.state != "drafted").order_by(Round.id.desc()).limit(50))
    return render_template("public/home.html", rounds=list(rounds))


@bp.get("/rounds/<uuid>")
@access.public
def board(uuid: str) -> Any:
    """The board of a round: parameters, hashes, sorted trackers, 查我的票."""
    found = public_round_or_404(uuid)
    trackers = sorted(db.session.scalars(select(Ballot.tracker).where(Ballot.round_id == found.id)))
    wanted = "".join(request.args.get("tracker", "").split()).rstrip("=")
    hits = [tracker for tracker in trackers if len(wanted) >= 6 and tracker.startswith(wanted)] if wanted else None
    return render_template(
        "public/board.html",
        round=found,
        meeting=found.meeting,
        rehearsal=found.meeting.rehearsal,
        trackers=trackers,
        wanted=wanted,
        hits=hits,
        result=result_json(found) if found.state == "announced" else None,
    )


@bp.get("/rounds/<uuid>/vote.bel")
@access.public
def archive(uuid: str) -> Response:
    """The archive as far as it is committed, at any moment."""
    found = public_round_or_404(uuid)
    if found.board_size is None:
        raise Missing("no_box", "票箱还没有建立")
    return _file(boxes.committed(settings(), found), "application/x-tar", f"{uuid}.bel")


@bp.get("/rounds/<uuid>/<name>.pdf")
@access.public
def paper(uuid: str, name: str) -> Response:
    """Report and announcement, once the result is announced."""
    found = public_round_or_404(uuid)
    makers = {"report": papers.report, "announcement": papers.announcement}
    if found.state != "announced" or name not in makers:
        raise Missing("no_such_paper", "结果公告后才能下载")
    return _file(makers[name](found, settings(), now()), "application/pdf", f"{name}-{uuid}.pdf")


def _file(content: bytes, kind: str, name: str) -> Response:
    return Response(content, mimetype=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@lru_cache(maxsize=1)
def _client_hashes() -> dict[str, str]:
    root = data_folder("static")
    names = sorted(path for path in root.rglob("*.js"))
    return {str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest() for path in names}


@bp.get("/client-hashes.json")
@access.public
def client_hashes() -> Any:
    """SHA-256 of every file of client code, so that a tablet can be compared with the published source."""
    return jsonify(_client_hashes())
