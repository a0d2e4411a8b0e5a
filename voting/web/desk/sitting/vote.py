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

from ....ballots import following, polling, preparing
from ....ballots.models import Credential
from ....belenios import trustees
from ....congress.models import Account
from ....errors import DomainError, Rejected
from ....extensions import db
from ....journal import acts
from ....journal.log import last_of
from ....journal.models import JournalEntry
from ....meetings import officers, rounds
from ....meetings.models import STATES, Round
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
class Act:
    """An act that cannot be undone.

    name: as on button, page and journal. says: what it does. agree: who else must have agreed. state: in which the
    round is before it. run: the use case. on_paper: what it does in a round on paper alone, where that differs.
    """

    name: Any
    says: Any
    agree: Any
    state: str
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


ACTS = {
    "freeze": Act(
        _l("冻结候选名单和规则"),
        _l("冻结后，候选项目、票决规则和监票人不能再改；它们的指纹将印在每一张纸上。"),
        _l("候选名单和票决办法已经主席团（或大会）通过。"),
        "drafted",
        lambda found: preparing.freeze(found.id, actor(), now()),
    ),
    "freeze-rating": Act(
        _l("冻结测评项目和规则"),
        _l("冻结后，测评项目、测评规则和监票人不能再改；它们的指纹将印在每一张纸上。"),
        _l("测评项目和测评办法已经主席团（或会议）通过。"),
        "drafted",
        lambda found: preparing.freeze(found.id, actor(), now()),
    ),
    "box": Act(
        _l("建立票箱"),
        _l("用全部监票人和服务器的钥匙建立票箱。此后钥匙和投票卡不能再换，少一把钥匙就不能开箱。"),
        _l("全部监票人已经制作钥匙并重新载入过一次。"),
        "frozen",
        lambda found: preparing.set_up_box(found.id, settings(), actor(), now(), rng),
    ),
    "open": Act(
        _l("开始投票"),
        _l("代表的平板将自动转到投票页面，大屏开始显示收回张数。"),
        _l("执行主席已在大会上宣布到会人数符合法定人数，并宣布开始投票。"),
        "frozen",
        _open,
        _l("代表从现在起填写纸质票，大屏显示“正在投票”。收回张数在结束投票后清点。"),
    ),
    "close": Act(
        _l("结束投票"),
        _l("结束后不再接收选票，实到人数随即固定，监票人开始混票和解密。不能重新开始。"),
        _l("执行主席已经询问是否投票完毕，并宣布结束投票。"),
        "open",
        _close,
        _l("结束后不再收票，实到人数随即固定，随即打开票箱、清点纸质票。不能重新开始。"),
    ),
    "certify": Act(
        _l("认证计票结果"),
        _l("系统对结果签名并生成计票结果报告单。认证后结果不能更改；结果仍不公开。"),
        _l("总监票人和全部监票人已经各自确认计票结果。"),
        "counted",
        lambda found: certifying.certify(found.id, settings(), actor(), now()),
    ),
    "announce": Act(
        _l("公告结果"),
        _l("大屏和公示板将立即显示结果，任何人都可以看到和下载。"),
        _l("执行主席已在大会上宣布票决结果。"),
        "certified",
        _announce,
    ),
}
OFFICERS = ("clerk", "chair")


def act_of(name: str, found: Round) -> Act:
    """The act as this round has it."""
    return ACTS[_key(name, found)]


def _key(name: str, found: Round) -> str:
    return "freeze-rating" if name == "freeze" and rounds.is_rating(found) else name


def _done(name: str, found: Round) -> bool:
    """Whether the act was carried out."""
    if name == "box":
        return found.election is not None
    return STATES.index(found.state) > STATES.index(ACTS[name].state)


def _blocked(name: str, at: Standing) -> list[str]:
    """Why the act cannot be carried out yet."""
    found = at.round
    if found.void_reason is not None:
        return [_("这一轮已经宣布作废，不能再进行")]
    if STATES.index(found.state) < STATES.index(ACTS[name].state):
        return [_("前面的步骤还没有完成：%(step)s", step=step(at).title)]
    if name == "freeze" and not at.ready_to_freeze:
        if rounds.is_rating(found):
            return [_("名册、测评项目和规则、监票人齐备后才能冻结")]
        return [_("名册、候选项目、票决规则、监票人齐备后才能冻结")]
    if name == "box":
        return [say(item) for item in at.missing]
    if name == "announce" and at.child is not None:
        return [_("后面还有一轮投票，请在最后一轮认证后一并公告")]
    if name == "open" and found.election is None and not found.paper_only:
        return [_("票箱还没有建立")]
    if name == "open" and not at.quorum.reached:
        return [
            _("实到 %(present)s 人，不足法定人数 %(needed)s 人", present=at.quorum.present, needed=at.quorum.needed)
        ]
    if (waiting := agreement.missing(found, name)) is not None:
        return [_("等待总监票人%(name)s同意，同意以后才能办理", name=waiting)]
    if name == "certify" and at.turn.names:
        return [_("还没有确认的监票人：%(names)s", names=_("、").join(at.turn.names))]
    if name == "certify" and at.gate_fault is not None:
        return [_("票数不符，不能认证：%(why)s", why=say(at.gate_fault))]
    return []


def _entry(name: str, found: Round) -> tuple[JournalEntry, dict[str, Any]] | None:
    """Who carried the act out and when, from the journal."""
    entry = last_of(db.session(), found.congress_id, JOURNAL[_key(name, found)], found.uuid)
    return None if entry is None else (entry, acts.details_of(entry.details))


JOURNAL = {
    "freeze": acts.CANDIDATES_FROZEN,
    "freeze-rating": acts.RATING_FROZEN,
    "box": acts.BOX_SET_UP,
    "open": acts.ROUND_OPENED,
    "close": acts.ROUND_CLOSED,
    "certify": acts.RESULT_CERTIFIED,
    "announce": acts.RESULT_ANNOUNCED,
}


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
    at = standing(found.meeting, found)
    done = _done(name, found)
    wrong = field_of(error, "issued" if error.code == "issued_wrong" else None) if error else None
    page = render_template(
        "desk/sitting/act_done.html" if done else "desk/sitting/act.html",
        round=found,
        meeting=found.meeting,
        act=act_of(name, found),
        name=name,
        error=error,
        wrong=wrong,
        figures=at.figures,
        at=at,
        blocked=[] if done else _blocked(name, at),
        rehearsal=found.meeting.rehearsal,
        step=step(at),
        entry=_entry(name, found) if done else None,
        papers=available(found),
        facts={} if done else _facts(name, at),
    )
    return page, error.status if error else 200


@bp.get("/rounds/<uuid>/<any(freeze, box, open, close, certify, announce):name>")
@access(*OFFICERS)
def act(uuid: str, name: str) -> Any:
    """What the act will do, or, once it was done, what happened and what comes next."""
    return _page(uuid, name)


@bp.post("/rounds/<uuid>/<any(freeze, box, open, close, certify, announce):name>")
@access(*OFFICERS)
def carry_out(uuid: str, name: str) -> Any:
    """Do it. A second press finds it done: the answer is 409 and says by whom and when."""
    try:
        ACTS[name].run(round_or_404(uuid))
    except DomainError as problem:
        return _page(uuid, name, problem)
    return redirect(url_for("desk.act", uuid=uuid, name=name))


@bp.post("/rounds/<uuid>/resume")
@access(*OFFICERS)
def resume(uuid: str) -> Any:
    """Do again what a crash may have interrupted: the server's own mixing or opening."""
    found = round_or_404(uuid)
    round_id, meeting_id = found.id, found.meeting_id
    if found.state == "closed":
        mixing.start(round_id, settings(), now(), rng)
    elif found.state == "mixed":
        opening.finish(round_id, settings(), now(), rng)
    return redirect(url_for("desk.meeting", meeting_id=meeting_id))


@bp.route("/rounds/<uuid>/issued", methods=["GET", "POST"])
@access(*OFFICERS)
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
