"""The task list of a meeting: done, due, blocked and why."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from ....ballots import guards, life
from ....ballots.life import Act
from ....meetings.rounds import is_rating
from ....meetings.states import RoundState
from ....tally import certifying
from ...language import say
from ..common import may
from . import paper_steps
from .standing import Standing, Task


def groups(at: Standing) -> list[tuple[str, list[Task]]]:
    """The tasks under their headings."""
    if at.round.void_reason is not None:
        return [(_("本轮投票"), [Task(at.round.title, _("作废"), "bad", None, at.round.void_reason)])]
    return [
        (_("会前准备"), [*_lists(at), *_keys(at)]),
        (_("测评") if is_rating(at.round) else _("大会投票"), _vote(at)),
        (_("计票和公告"), _count(at)),
    ]


def _rated_lists(at: Standing) -> list[Task]:
    """What a rating needs before it is frozen."""
    listed, href = len(at.round.candidates or []), url_for("desk.rating_setup", uuid=at.round.uuid)
    if at.round.parent_id is not None:
        return [Task(_("测评项目和规则"), _("%(n)s 项", n=listed), "ok", None, _("与作废的一轮相同"))]
    return [
        _todo(_("代表名册"), at.deputies, _("%(n)s 人", n=at.deputies), "deputies", at),
        Task(
            _("测评项目和规则"),
            _("%(n)s 项", n=listed) if at.round.rules else _("待办"),
            "ok" if at.round.rules else "warn",
            href,
        ),
        _todo(_("监票人和计票人"), at.officers_named, _("%(n)s 人", n=len(at.officers)), "officers", at),
        _act(life.FREEZE, at, _("前面三项齐备后才能冻结")),
    ]


def _todo(title: str, have: int | bool, word: str, endpoint: str, at: Standing) -> Task:
    return Task(
        title,
        word if have else _("待办"),
        "ok" if have else "warn",
        url_for(f"desk.{endpoint}", meeting_id=at.meeting.id),
    )


def _lists(at: Standing) -> list[Task]:
    rules: dict[str, Any] = at.round.rules or {}
    if is_rating(at.round):
        return _rated_lists(at)
    if at.round.parent_id is not None:
        listed = len(at.round.candidates or [])
        return [
            Task(_("候选项目"), _("%(n)s 项", n=listed), "ok", None, _("由上一轮的计票结果决定")),
            Task(_("票决规则"), _("应选 %(n)s 项", n=rules.get("seats")), "ok"),
        ]
    return [
        _todo(_("代表名册"), at.deputies, _("%(n)s 人", n=at.deputies), "deputies", at),
        _todo(_("候选项目"), at.candidates, _("%(n)s 项", n=at.candidates), "projects", at),
        _todo(_("票决规则"), bool(rules), _("应选 %(n)s 项", n=rules.get("seats")), "rules", at),
        _todo(_("监票人和计票人"), at.officers_named, _("%(n)s 人", n=len(at.officers)), "officers", at),
        _act(life.FREEZE, at, _("前面四项齐备后才能冻结")),
    ]


def _act(act: Act, at: Standing, why: str | None = None) -> Task:
    """An act is done when its state is past, due when nothing stands in its way, and blocked otherwise."""
    title = say(act.entry(at.round).title)
    href = url_for("desk.act", uuid=at.round.uuid, name=act.key) if may(*act.who) else None
    if act.past(at.round):
        return Task(title, _("已完成"), "ok", href)
    if not life.why_not(act, at.round):
        return Task(title, _("待办"), "warn", href)
    return Task(title, _("还不能进行"), "idle", None, why)


def _keys(at: Standing) -> list[Task]:
    if at.round.paper_only:
        return []
    cards = at.meeting.cards_ready
    href = url_for("desk.voting_cards", meeting_id=at.meeting.id) if may("clerk", "credential_authority") else None
    if at.round.election is not None or (at.officers_named and not at.turn.names):
        keys = Task(_("监票人钥匙"), _("已完成"), "ok", url_for("desk.officers", meeting_id=at.meeting.id))
    elif at.officers_named:
        word = _("%(done)s / %(total)s 把", done=at.turn.done, total=at.turn.total)
        why = _awaited(at)
        keys = Task(_("监票人钥匙"), word, "busy", url_for("desk.officers", meeting_id=at.meeting.id), why)
    else:
        keys = Task(_("监票人钥匙"), _("还不能进行"), "idle", None, _("先指定监票人"))
    return [
        keys,
        Task(_("投票卡"), _("已登记") if cards else _("待办"), "ok" if cards else "warn", href),
        _box(at),
    ]


def _box(at: Standing) -> Task:
    title = say(life.BOX.written.title)
    href = url_for("desk.act", uuid=at.round.uuid, name=life.BOX.key) if may(*life.BOX.who) else None
    if at.round.election is not None:
        return Task(title, _("已完成"), "ok", href)
    if missing := list(guards.box_unready(at.round)):
        return Task(title, _("还不能进行"), "idle", None, _("；").join(say(item) for item in missing))
    return Task(title, _("待办"), "warn", href)


def _vote(at: Standing) -> list[Task]:
    there = at.quorum
    fixed = at.round.state.reached(RoundState.CLOSED)
    signed_in = Task(
        _("签到"),
        _("%(n)s 人", n=at.figures.present),
        "ok" if there.reached or fixed else "warn",
        url_for("desk.deputies", meeting_id=at.meeting.id, presence="absent"),
        None if fixed else _("法定人数 %(n)s 人", n=there.needed),
    )
    boxed = at.round.election is not None or at.round.paper_only
    quorum = _("须有过半数组成人员出席") if at.meeting.committee else _("须有三分之二以上代表出席")
    why = quorum if boxed else _("须先建立票箱")
    return [
        signed_in,
        *([paper_steps.handing_task(at)] if at.round.state != RoundState.DRAFTED else []),
        _act(life.OPEN, at, why),
        _act(life.CLOSE, at),
    ]


def _awaited(at: Standing) -> str:
    return _("等待：%(names)s", names=_("、").join(say(name) for name in at.turn.names))


def _count(at: Standing) -> list[Task]:
    if at.round.paper_only:
        tally = Task(_("混票和解密"), _("不需要"), "idle", None, _("本轮没有电子票"))
    elif at.round.state.reached(RoundState.DECRYPTED):
        tally = Task(_("混票和解密"), _("已完成"), "ok")
    elif at.round.state.reached(RoundState.CLOSED):
        why = _awaited(at)
        word = _("%(done)s / %(total)s 步", done=at.turn.done, total=at.turn.total)
        tally = Task(_("混票和解密"), word, "busy", None, why)
    else:
        tally = Task(_("混票和解密"), _("还不能进行"), "idle", None, _("由服务器和每位监票人依次进行"))
    waiting = at.round.state == RoundState.COUNTED and at.turn.names
    if at.round.state.reached(RoundState.CERTIFIED):
        confirm = Task(_("监票人确认"), _("已完成"), "ok")
    elif waiting:
        confirm = Task(_("监票人确认"), _("等待本人"), "busy", None, _awaited(at))
    elif at.round.state == RoundState.COUNTED:
        confirm = Task(_("监票人确认"), _("已完成"), "ok")
    else:
        confirm = Task(_("监票人确认"), _("还不能进行"), "idle")
    return [
        tally,
        *paper_steps.counting_tasks(at),
        confirm,
        _act(certifying.CERTIFY, at, _before_certifying(at)),
        _act(life.ANNOUNCE, at, _("在最后一轮认证后一并公告") if at.child else _("认证计票结果以后才能公告")),
    ]


def _before_certifying(at: Standing) -> str:
    if at.round.state == RoundState.COUNTED and at.gate_fault is not None:
        return _("票数不符：%(why)s", why=say(at.gate_fault))
    return _("计票完成、监票人全部确认以后才能认证")
