"""The acts of the vote, from freezing to announcing; each has a page that says what will happen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ...ballots import rounds
from ...ballots.models import Round
from ...errors import DomainError, Missing, Rejected
from ...tally import certifying, mixing
from ..access import access
from ..here import actor, now, rng, round_or_404, settings
from . import bp


@dataclass(frozen=True)
class Act:
    """An act that cannot be undone: its name, what it does, and the use case."""

    name: Any
    says: Any
    run: Callable[[Round], None]


def _open(found: Round) -> None:
    typed = request.form.get("issued", "").strip()
    if typed and not typed.isdigit():
        raise Rejected("issued_wrong", "发出张数应为整数")
    rounds.open_round(found.id, int(typed) if typed else None, actor(), now())


def _close(found: Round) -> None:
    round_id = found.id
    rounds.close_round(round_id, settings(), actor(), now())
    mixing.start(round_id, settings(), now(), rng)


ACTS = {
    "freeze": Act(
        _l("冻结候选名单和规则"),
        _l("冻结后，候选项目、票决规则和监票人不能再改；它们的指纹将印在每一张纸上。"),
        lambda found: rounds.freeze(found.id, actor(), now()),
    ),
    "box": Act(
        _l("建立票箱"),
        _l("用全部监票人和服务器的钥匙建立票箱。此后钥匙和投票卡不能再换。"),
        lambda found: rounds.set_up_box(found.id, settings(), actor(), now(), rng),
    ),
    "open": Act(_l("开始投票"), _l("代表的平板将自动转到投票页面。到会人数须达到法定人数。"), _open),
    "close": Act(_l("结束投票"), _l("结束后不再接收选票，实到人数随即固定，监票人开始混票和解密。"), _close),
    "certify": Act(
        _l("认证计票结果"),
        _l("全部监票人确认后，系统对结果签名并生成报告单。认证后结果不能更改。"),
        lambda found: certifying.certify(found.id, settings(), actor(), now()),
    ),
    "announce": Act(
        _l("公告结果"),
        _l("大屏和公示板将立即显示结果，公告可以下载。"),
        lambda found: certifying.announce(found.id, actor(), now()),
    ),
}


@bp.route("/rounds/<uuid>/<any(freeze, box, open, close, certify, announce):name>", methods=["GET", "POST"])
@access("clerk", "chair")
def act(uuid: str, name: str) -> Any:
    """Say what the act does; do it."""
    found = round_or_404(uuid)
    chosen = ACTS[name]
    error = None
    meeting_id = found.meeting_id
    if request.method == "POST":
        try:
            chosen.run(found)
            flash(_("%(act)s：已完成", act=chosen.name), "ok")
            return redirect(url_for("desk.meeting", meeting_id=meeting_id))
        except DomainError as problem:
            error = problem
    found = round_or_404(uuid)
    page = render_template(
        "desk/act.html", round=found, meeting=found.meeting, act=chosen, name=name, error=error,
        figures=rounds.figures(found), rehearsal=found.meeting.rehearsal,
    )  # fmt: skip
    return page, error.status if error else 200


@bp.post("/rounds/<uuid>/resume")
@access("clerk", "chair")
def resume(uuid: str) -> Any:
    """Do again what a crash may have interrupted: the server's own mixing or opening."""
    found = round_or_404(uuid)
    round_id, meeting_id = found.id, found.meeting_id
    if found.state == "closed":
        mixing.start(round_id, settings(), now(), rng)
    elif found.state == "mixed":
        mixing.finish(round_id, settings(), now(), rng)
    return redirect(url_for("desk.meeting", meeting_id=meeting_id))


@bp.get("/rounds/<uuid>/state")
@access("clerk", "chair", "teller", "auditor", "administrator", "credential_authority")
def state(uuid: str) -> Any:
    """The four numbers; never a running total."""
    found = round_or_404(uuid)
    if found.state == "drafted":
        raise Missing("not_frozen", "这一轮还没有冻结")
    return jsonify(state=found.state, **vars(rounds.figures(found)))
