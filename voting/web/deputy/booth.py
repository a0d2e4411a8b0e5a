"""The booth: the election to the tablet, the encrypted ballot into the box."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Response, flash, jsonify, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup

from ...ballots import casting, following, tablets
from ...belenios.ballot import MAX_SIZE
from ...errors import Missing, TooLarge
from ...rules.grading import GradeRules
from ...rules.reading import AnyRules, any_rules
from ...rules.rules import LEGENDS
from .. import kept
from ..access import access
from ..context import hall_id, settings
from ..round_words import grade_word
from . import bp

YEAR = 366 * 24 * 3600


def _missing() -> Missing:
    return Missing("no_such_round", "没有找到这一轮票决")


@bp.get("/state")
@access.deputy
def state() -> Response:
    """What the waiting page asks: whether the vote is open and whether this deputy has voted; 304 when it is as before.

    The tablet's page remembers the tag itself: what a deputy's tablet was told is kept in no cache.
    """
    seen = tablets.of_round(following.in_hand_id(hall_id()), current_user.id)
    return _tagged(jsonify(round=seen.uuid, state=seen.state, signed_in=seen.present, voted=seen.voted))


def _tagged(answer: Response) -> Response:
    answer.add_etag()
    return answer.make_conditional(request)  # type: ignore[return-value]


@bp.get("/rounds/<uuid>")
@access.deputy
def booth(uuid: str) -> ResponseReturnValue:
    """Card, marks, review, casting: one page, so that the choices never leave the tablet.

    With `resume=1` the page is given in any state: a tablet that lost its connection asks what became of its ballot.
    """
    seen = tablets.in_booth(hall_id(), uuid, current_user.id)
    if seen is None:
        raise _missing()
    resume = request.args.get("resume") == "1"
    if not resume and (turned := _turned_away(seen)) is not None:
        return turned
    session["booth"] = True
    part = kept.once("booth", (seen.id, seen.fingerprint, seen.rules_hash, str(get_locale())), lambda: _part(seen.id))
    return render_template(
        "deputy/booth.html",
        title=seen.title,
        rehearsal=seen.rehearsal,
        steps=part.steps,
        words=part.words,
        data={**part.data, "deputy": current_user.id, "resume": resume},
    )


def _turned_away(seen: tablets.Seen) -> ResponseReturnValue | None:
    if not seen.voted:
        if seen.state == "held":
            flash(_("您已领取纸质票，请用纸质票投票"), "warn")
        elif seen.state != "open":
            flash(_("现在不是投票时间"), "warn")
        elif not seen.present:
            flash(_("请先签到，再投票"), "warn")
        else:
            return None
    return redirect(url_for("deputy.home"))


@dataclass(frozen=True)
class _Part:
    """What the booth of a round is for the whole hall."""

    steps: Markup
    words: Markup
    data: dict[str, Any]


def _part(round_id: int) -> _Part:
    found = tablets.shown(round_id)
    rules = any_rules(found.rules)
    uuid, candidates = found.uuid, found.candidates or []
    return _Part(
        kept.shared("deputy/_steps.html", candidates=candidates, rules=rules, options=marking(rules)),
        kept.shared("deputy/_words.html", rules=rules),
        {
            "round": uuid,
            "fingerprint": found.fingerprint,
            "marking": rules.marking,
            "seats": len(candidates) if isinstance(rules, GradeRules) else rules.seats,
            "cap": not isinstance(rules, GradeRules) and (rules.cap or rules.marking == "rank"),
            "blankVoid": rules.all_blank == "void",
            "names": [f"{item['no']}. {item['name']}" for item in candidates],
            "idleSeconds": settings().booth_minutes * 60,
            "urls": {
                "election": url_for("deputy.election", uuid=uuid, of=found.fingerprint),
                "cards": url_for("deputy.cards", uuid=uuid),
                "cast": url_for("deputy.cast", uuid=uuid),
                "home": url_for("deputy.home"),
                "alive": url_for("deputy.state"),
                "board": f"{settings().base_address}{url_for('public.board', uuid=uuid)}",
            },
        },
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
    """The election's exact text: what the tablet encrypts for. `of`: its fingerprint, by which it never changes."""
    found = tablets.election(hall_id(), uuid)
    if found is None:
        raise _missing()
    text, fingerprint = found
    answer = Response(text, mimetype="application/json")
    answer.cache_control.private = True
    if request.args.get("of") == fingerprint:
        answer.cache_control.max_age = YEAR
        answer.cache_control.immutable = True
    else:
        answer.cache_control.no_cache = True
    return _tagged(answer)


@bp.get("/rounds/<uuid>/cards")
@access.deputy
def cards(uuid: str) -> Response:
    """The beginnings of all cards' public halves, so that the tablet itself can tell a wrong card.

    No cache keeps it: which cards were used at that moment would say when somebody was in the booth.
    """
    found = tablets.round_id(hall_id(), uuid)
    if found is None:
        raise _missing()
    return _tagged(Response(casting.cards(found).text, mimetype="application/json"))


@bp.post("/rounds/<uuid>/ballot")
@access.deputy
def cast(uuid: str) -> Response:
    """Put the ballot in the body into the box; the answer is its tracker."""
    if (request.content_length or 0) > MAX_SIZE:
        raise TooLarge("ballot_too_large", "选票数据过大，未被接收")
    receipt = casting.cast(uuid, current_user.id, request.get_data(cache=False), settings())
    session["booth"] = True
    return jsonify(tracker=receipt.tracker)
