"""Front page and the board of a round."""

from __future__ import annotations

import json

from flask import Response, jsonify, render_template

from ...ballots import boxes, following
from ...belenios.trustees import fingerprint
from ...collection import drives
from ...congress import administration
from ...errors import Missing
from ...implementation import board as progress_board
from ...meetings import rounds
from ...meetings.models import Round
from ...meetings.officers import DUTIES, key_holders
from ...meetings.states import RoundState, between
from ...projects import publicity
from ...rules import wording
from ...rules.reading import any_rules
from ...sentences import Sentence
from ...tally import announcement, locking, round_papers
from ...tally.certifying import opening_json, result_json
from ...tally.counting import proofs_of
from ..access import access
from ..context import now, public_round_or_404, settings
from ..files import PDF, public_file, public_stream
from ..forms.public import TrackerFilter
from . import bp

SHORTEST = 6
"""Characters of a tracker that a search needs."""


OPENED = between(RoundState.DECRYPTED, RoundState.ANNOUNCED)
"""States in which the archive holds the opened ballots."""


@bp.get("/")
@access.public
def home() -> str:
    """Drives, notices, and rounds that are under way or announced."""
    listed = rounds.newest(50)
    ended = [one for one in listed if one.state == RoundState.ANNOUNCED or one.void_reason is not None]
    return render_template(
        "public/home.html",
        running=[one for one in listed if one not in ended],
        ended=ended,
        notices=publicity.announced(now()),
        drives=[(one, one.phase(now())) for one in drives.announced(now())],
        phases=drives.PHASES,
        progressing=progress_board.years()[:6],
    )


@bp.get("/rounds/<uuid>")
@access.public
def board(uuid: str) -> str:
    """The board of a round: parameters, hashes, sorted trackers, 查我的票."""
    found = public_round_or_404(uuid)
    trackers, asked = boxes.trackers(found.id), TrackerFilter.asked().tracker.data
    wanted = "".join(asked.split())
    return render_template(
        "public/board.html",
        round=found,
        meeting=found.meeting,
        rehearsal=found.meeting.rehearsal,
        candidates=found.candidates or [],
        pages=publicity.pages_of(found.meeting_id),
        sentences=wording.sentences(any_rules(found.rules), len(found.candidates or [])),
        keys=_keys(found),
        rounds=following.whole(found),
        trackers=trackers,
        locked_head=locking.locked_head(found),
        wanted=wanted,
        hits=search(asked, trackers) if wanted else None,
        shortest=SHORTEST,
        result=result_json(found) if found.state == RoundState.ANNOUNCED else None,
        opening=opening_json(found),
        is_open=found.state in OPENED and not found.paper_only,
    )


def search(words: str, trackers: list[str]) -> list[str]:
    """The trackers that begin with what was typed; None of them when it is too short to mean one.

    Spaces are dropped; a `+` that an address turned into a space is found as well.
    """
    stripped = words.strip().rstrip("=")
    wanted = {"".join(stripped.split()), stripped.replace(" ", "+")}
    return [one for one in trackers if any(len(start) >= SHORTEST and one.startswith(start) for start in wanted)]


def _keys(found: Round) -> list[tuple[str, str, str]]:
    """Who holds a key: duty, name, fingerprint; the server's own key first."""
    keys: list[tuple[str, str, str]] = []
    if found.server_public_key:
        keys.append((Sentence("服务器"), "", fingerprint(json.loads(found.server_public_key))))
    holders = key_holders(found.meeting_id)
    names = administration.names([one.account_id for one in holders])
    for officer in holders:
        if officer.public_key and found.election:
            keys.append((DUTIES[officer.duty], names[officer.account_id], fingerprint(json.loads(officer.public_key))))
    return keys


@bp.get("/rounds/<uuid>/head")
@access.public
def head(uuid: str) -> Response:
    """Where the archive ends, so that a sealed result can be compared with it."""
    found = public_round_or_404(uuid)
    return jsonify(state=found.state, election=found.fingerprint, head=found.board_head, height=found.board_height)


@bp.get("/rounds/<uuid>/vote.bel")
@access.public
def archive(uuid: str) -> Response:
    """The archive as far as it is committed, at any moment."""
    found = public_round_or_404(uuid)
    if found.board_head is None or found.board_size is None:
        raise Missing("no_box", boxes.NO_BOX)
    parts = boxes.stream(found)
    return public_stream(parts, found.board_size, found.board_head, "application/x-tar", f"{uuid}.bel")


@bp.get("/rounds/<uuid>/vote.proofs.json")
@access.public
def proofs(uuid: str) -> Response:
    """The proofs of the opening beside the archive, once the ballots are open."""
    text = proofs_of(public_round_or_404(uuid))
    if text is None:
        raise Missing("no_proofs", "本轮没有解密证明文件")
    return public_file(text.encode(), "application/json", f"{uuid}.proofs.json")


@bp.get("/rounds/<uuid>/<name>.pdf")
@access.public
def paper(uuid: str, name: str) -> Response:
    """Report and announcement, once the result is announced."""
    found = public_round_or_404(uuid)
    makers = {"report": round_papers.report, "announcement": announcement.announcement}
    if found.state != RoundState.ANNOUNCED or name not in makers:
        raise Missing("no_such_paper", "结果公告后才能下载")
    return public_file(makers[name](found, settings(), now()), PDF, f"{name}-{uuid}.pdf")
