"""The booth: the election to the tablet, the encrypted ballot into the box."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, jsonify, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ...ballots import casting
from ...ballots.models import Round
from ...belenios.ballot import MAX_SIZE
from ...errors import Missing, TooLarge
from ...meetings import attendance
from ...rules.grading import GradeRules
from ...rules.reading import AnyRules, any_rules
from ...rules.rules import LEGENDS
from ..access import access
from ..here import round_or_404, settings
from ..showing import grade_word
from . import bp
from .hall import current_round, seen_state


def _own_round(uuid: str) -> Round:
    """The round, if its box is set up and it belongs to the deputy's meeting."""
    found = round_or_404(uuid)
    if found.election is None or found.meeting_id != current_user.meeting_id:
        raise Missing("no_such_round", "没有找到这一轮票决")
    return found


@bp.get("/state")
@access.deputy
def state() -> Any:
    """What the waiting page asks: whether the vote is open and whether this deputy has voted."""
    found = current_round()
    return jsonify(
        round=found.uuid,
        state=seen_state(found),
        signed_in=attendance.is_present(current_user.meeting_id, current_user.id),
        voted=casting.has_voted(found.id, current_user.id),
    )


@bp.get("/rounds/<uuid>")
@access.deputy
def booth(uuid: str) -> Any:
    """Card, marks, review, casting: one page, so that the choices never leave the tablet.

    With `resume=1` the page is given in any state: a tablet that lost its connection asks what became of its ballot.
    """
    found = _own_round(uuid)
    resume = request.args.get("resume") == "1"
    if not resume:
        if casting.has_voted(found.id, current_user.id):
            return redirect(url_for("deputy.home"))
        if seen_state(found) == "held":
            flash(_("您已领取纸质票，请用纸质票投票"), "warn")
            return redirect(url_for("deputy.home"))
        if seen_state(found) != "open":
            flash(_("现在不是投票时间"), "warn")
            return redirect(url_for("deputy.home"))
        if not attendance.is_present(current_user.meeting_id, current_user.id):
            flash(_("请先签到，再投票"), "warn")
            return redirect(url_for("deputy.home"))
    session["booth"] = True
    rules = any_rules(found.rules)
    data = {
        "round": found.uuid,
        "deputy": current_user.id,
        "resume": resume,
        "fingerprint": found.fingerprint,
        "marking": rules.marking,
        "seats": len(found.candidates or []) if isinstance(rules, GradeRules) else rules.seats,
        "cap": not isinstance(rules, GradeRules) and (rules.cap or rules.marking == "rank"),
        "blankVoid": rules.all_blank == "void",
        "names": [f"{item['no']}. {item['name']}" for item in found.candidates or []],
        "idleSeconds": settings().booth_minutes * 60,
        "urls": {
            "election": url_for("deputy.election", uuid=found.uuid),
            "cards": url_for("deputy.cards", uuid=found.uuid),
            "cast": url_for("deputy.cast", uuid=found.uuid),
            "home": url_for("deputy.home"),
            "alive": url_for("deputy.state"),
            "board": f"{settings().base_address}{url_for('public.board', uuid=found.uuid)}",
        },
    }
    return render_template(
        "deputy/booth.html",
        round=found,
        meeting=found.meeting,
        rehearsal=found.meeting.rehearsal,
        candidates=found.candidates,
        rules=rules,
        options=marking(rules),
        data=data,
    )


def marking(rules: AnyRules) -> list[tuple[int, str, str]]:
    """The choices of a row as (value in the ballot, sign, word); the signs are those of the paper ballot.

    Grades have no sign here: on paper all have the same.
    """
    if isinstance(rules, GradeRules):
        return [*((mark, "", grade_word(name)) for mark, name in enumerate(rules.grades, start=1)), (0, "", _("弃权"))]
    signs = LEGENDS[rules.legend]
    if rules.marking == "choose":
        return [(1, signs[1], _("同意")), (0, "–", _("不选"))]
    return [(1, signs[1], _("赞成")), (2, signs[2], _("反对")), (0, signs[0] or "–", _("弃权"))]


@bp.get("/rounds/<uuid>/election")
@access.deputy
def election(uuid: str) -> Response:
    """The election's exact text: what the tablet encrypts for."""
    return Response(_own_round(uuid).election, mimetype="application/json")


@bp.get("/rounds/<uuid>/cards")
@access.deputy
def cards(uuid: str) -> Any:
    """The beginnings of all cards' public halves, so that the tablet itself can tell a wrong card."""
    return jsonify(vars(casting.cards(_own_round(uuid).id)))


@bp.post("/rounds/<uuid>/ballot")
@access.deputy
def cast(uuid: str) -> Any:
    """Put the ballot in the body into the box; the answer is its tracker."""
    if (request.content_length or 0) > MAX_SIZE:
        raise TooLarge("ballot_too_large", "选票数据过大，未被接收")
    receipt = casting.cast(uuid, current_user.id, request.get_data(cache=False), settings())
    session["booth"] = True
    return jsonify(tracker=receipt.tracker)
