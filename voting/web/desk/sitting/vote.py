"""The acts of the vote, from freezing to announcing; each has a page that says what will happen, and what happened."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from ....ballots import following, life, polling, preparing
from ....ballots.life import Act
from ....ballots.models import Credential
from ....belenios import trustees
from ....congress.models import Account
from ....errors import DomainError, Rejected
from ....extensions import db
from ....journal import acts
from ....journal.log import last_of
from ....journal.models import JournalEntry
from ....meetings import officers, rounds
from ....meetings.models import Round
from ....meetings.states import RoundState
from ....projects.models import Project
from ....rules import wording
from ....rules.reading import any_rules
from ....sitting import agreement
from ....tally import certifying, mixing, opening
from ...access import access
from ...context import actor, now, rng, round_or_404, settings
from ...language import say
from ...values import whole
from ..blueprint import bp
from ..common import READERS, field_of
from .papers import available
from .standing import Standing, standing
from .steps import step


@dataclass(frozen=True)
class Page:
    """The page of an act that cannot be undone.

    act: with everything that may stand in its way. says: what it does; on_paper: in a round on paper alone, where that
    differs. agree: who else must have agreed. run: the use case.
    """

    act: Act
    says: Any
    agree: Any
    run: Callable[[Round], None]
    on_paper: Any = None


def _open(found: Round) -> None:
    typed = request.form.get("issued", "").strip()
    issued = whole(typed, None)
    if typed and issued is None:
        raise Rejected("issued_wrong", "发出张数应为整数", field="issued")
    agreement.open_vote(found, issued, settings(), actor(), now())


def _close(found: Round) -> None:
    round_id = found.id
    agreement.close_vote(found, settings(), actor(), now())
    mixing.start(round_id, settings(), now(), rng)


def _announce(found: Round) -> None:
    typed = request.form.get("number", "").strip()
    number = whole(typed, None)
    if typed and number is None:
        raise Rejected("number_wrong", "公告号应为整数", field="number")
    certifying.announce(found.id, actor(), now(), number)


PAGES = {
    "freeze": Page(
        life.FREEZE,
        _l("冻结后，候选项目、票决规则和监票人不能再改；它们的指纹将印在每一张纸上。"),
        _l("候选名单和票决办法已经主席团（或大会）通过。"),
        lambda found: preparing.freeze(found.id, actor(), now()),
    ),
    "freeze-rating": Page(
        life.FREEZE,
        _l("冻结后，测评项目、测评规则和监票人不能再改；它们的指纹将印在每一张纸上。"),
        _l("测评项目和测评办法已经主席团（或会议）通过。"),
        lambda found: preparing.freeze(found.id, actor(), now()),
    ),
    "box": Page(
        life.BOX,
        _l("用全部监票人和服务器的钥匙建立票箱。此后钥匙和投票卡不能再换，少一把钥匙就不能开箱。"),
        _l("全部监票人已经制作钥匙并重新载入过一次。"),
        lambda found: preparing.set_up_box(found.id, settings(), actor(), now(), rng),
    ),
    "open": Page(
        agreement.OPEN,
        _l("代表的平板将自动转到投票页面，大屏开始显示收回张数。"),
        _l("执行主席已在大会上宣布到会人数符合法定人数，并宣布开始投票。"),
        _open,
        _l("代表从现在起填写纸质票，大屏显示“正在投票”。收回张数在结束投票后清点。"),
    ),
    "close": Page(
        agreement.CLOSE,
        _l("结束后不再接收选票，实到人数随即固定，监票人开始混票和解密。不能重新开始。"),
        _l("执行主席已经询问是否投票完毕，并宣布结束投票。"),
        _close,
        _l("结束后不再收票，实到人数随即固定，随即打开票箱、清点纸质票。不能重新开始。"),
    ),
    "certify": Page(
        certifying.CERTIFY,
        _l("系统对结果签名并生成计票结果报告单。认证后结果不能更改；结果仍不公开。"),
        _l("总监票人和全部监票人已经各自确认计票结果。"),
        lambda found: certifying.certify(found.id, settings(), actor(), now()),
    ),
    "announce": Page(
        life.ANNOUNCE,
        _l("大屏和公示板将立即显示结果，任何人都可以看到和下载。"),
        _l("执行主席已在大会上宣布票决结果。"),
        _announce,
    ),
}


def page_of(name: str, found: Round) -> Page:
    """The page as this round has it."""
    return PAGES["freeze-rating" if name == "freeze" and rounds.is_rating(found) else name]


def _done(act: Act, found: Round) -> bool:
    """Whether the act was carried out."""
    return found.election is not None if act is life.BOX else act.past(found)


def _blocked(act: Act, at: Standing) -> list[str]:
    """Why the act cannot be carried out yet."""
    why = [say(sentence) for sentence in life.why_not(act, at.round)]
    if act.ahead(at.round) and at.round.void_reason is None:
        return [_("%(why)s：%(step)s", why=why[0], step=step(at).title)]
    return why


def _entry(act: Act, found: Round) -> tuple[JournalEntry, dict[str, Any]] | None:
    """Who carried the act out and when, from the journal."""
    entry = last_of(db.session(), found.congress_id, act.entry(found), found.uuid)
    return None if entry is None else (entry, acts.details_of(entry.details))


def _facts(name: str, at: Standing) -> dict[str, Any]:
    """What is being fixed, for the page that asks."""
    found = at.round
    if name == "freeze":
        projects: list[Any] = list(found.candidates or ())
        if not rounds.is_rating(found):
            query = select(Project).where(Project.meeting_id == found.meeting_id).order_by(Project.no)
            projects = list(db.session.scalars(query))
        rules = wording.sentences(any_rules(found.rules), len(projects)) if found.rules else []
        return {"projects": projects, "sentences": rules, "holders": certifying.holders_names(found.meeting_id)}
    if name == "box":
        keys = [
            (db.session.get_one(Account, one.account_id).name, trustees.fingerprint(json.loads(one.public_key)))
            for one in officers.key_holders(found.meeting_id)
            if one.public_key
        ]
        cards = select(func.count()).select_from(Credential).where(Credential.round_id == found.id)
        return {"keys": keys, "cards": db.session.scalar(cards.where(Credential.voided.is_(False)))}
    if name in ("certify", "announce") and found.result:
        earlier = [one for one in following.chain(found)[:-1] if one.result and not one.void_reason]
        return {
            "result": certifying.result_json(found),
            "holders": certifying.holders_names(found.meeting_id),
            "earlier": [(one, certifying.result_json(one)) for one in earlier] if name == "announce" else [],
            "number": certifying.next_number(found.meeting_id),
        }
    return {}


def _page(uuid: str, name: str, error: DomainError | None = None) -> Any:
    found = round_or_404(uuid)
    at, shown = standing(found.meeting, found), page_of(name, found)
    done = _done(shown.act, found)
    wrong = field_of(error, "issued" if error.code == "issued_wrong" else None) if error else None
    page = render_template(
        "desk/sitting/act_done.html" if done else "desk/sitting/act.html",
        round=found,
        meeting=found.meeting,
        act=shown.act.entry(found).title,
        shown=shown,
        name=name,
        error=error,
        wrong=wrong,
        figures=at.figures,
        at=at,
        blocked=[] if done else _blocked(shown.act, at),
        rehearsal=found.meeting.rehearsal,
        step=step(at),
        entry=_entry(shown.act, found) if done else None,
        papers=available(found),
        facts={} if done else _facts(name, at),
    )
    return page, error.status if error else 200


@bp.get("/rounds/<uuid>/<any(freeze, box, open, close, certify, announce):name>")
@access(*life.OFFICE)
def act(uuid: str, name: str) -> Any:
    """What the act will do, or, once it was done, what happened and what comes next."""
    return _page(uuid, name)


@bp.post("/rounds/<uuid>/<any(freeze, box, open, close, certify, announce):name>")
@access(*life.OFFICE)
def carry_out(uuid: str, name: str) -> Any:
    """Do it. A second press finds it done: the answer is 409 and says by whom and when."""
    try:
        PAGES[name].run(round_or_404(uuid))
    except DomainError as problem:
        return _page(uuid, name, problem)
    return redirect(url_for("desk.act", uuid=uuid, name=name))


@bp.post("/rounds/<uuid>/resume")
@access(*life.OFFICE)
def resume(uuid: str) -> Any:
    """Do again what a crash may have interrupted: the server's own mixing or opening."""
    found = round_or_404(uuid)
    round_id, meeting_id = found.id, found.meeting_id
    if found.state == RoundState.CLOSED:
        mixing.start(round_id, settings(), now(), rng)
    elif found.state == RoundState.MIXED:
        opening.finish(round_id, settings(), now(), rng)
    return redirect(url_for("desk.meeting", meeting_id=meeting_id))


@bp.route("/rounds/<uuid>/issued", methods=["GET", "POST"])
@access(*life.ISSUED.who)
def issued(uuid: str) -> Any:
    """Correct the number of cards handed out while the vote is open, with a reason."""
    found = round_or_404(uuid)
    meeting_id, error = found.meeting_id, None
    if request.method == "POST":
        typed = whole(request.form.get("issued", ""), None)
        try:
            if typed is None:
                raise Rejected("issued_wrong", "发出张数应为整数")
            polling.set_issued(found.id, typed, request.form.get("reason", ""), actor(), now())
            flash(_("发出张数已更正为 %(n)s 张", n=typed), "ok")
            return redirect(url_for("desk.meeting", meeting_id=meeting_id))
        except DomainError as problem:
            error = problem
            found = round_or_404(uuid)
    places = {"reason_missing": "reason", "issued_wrong": "issued", "issued_below_returned": "issued"}
    wrong = {places[error.code]: error.message} if error and error.code in places else {}
    page = render_template(
        "desk/sitting/issued.html",
        round=found,
        meeting=found.meeting,
        rehearsal=found.meeting.rehearsal,
        error=error,
        wrong=wrong,
        figures=polling.figures(found),
    )
    return page, error.status if error else 200


@bp.get("/rounds/<uuid>/state")
@access(*READERS)
def state(uuid: str) -> Any:
    """The four numbers, and whether anything else is new; never a running total."""
    found = round_or_404(uuid)
    at = standing(found.meeting, found)
    return jsonify(state=at.round.state, pulse=at.pulse, **vars(at.figures))
