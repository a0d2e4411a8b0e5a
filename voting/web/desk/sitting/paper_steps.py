"""What the desk says of paper ballots: who is awaited, what is to be done, and how far it is."""

from __future__ import annotations

from dataclasses import replace

from flask import url_for
from flask_babel import gettext as _

from ....ballots.life import OFFICE
from ....meetings.states import RoundState
from ....tally import certifying
from ....tally.counting import needs_paper
from ...language import say
from ..common import READERS
from .standing import Standing, Step, Task


def _page(at: Standing) -> str:
    return url_for("desk.ballot_paper", uuid=at.round.uuid)


def people(at: Standing) -> tuple[str, ...]:
    """Who is awaited on the paper side."""
    names: list[str] = []
    for pile in at.piles:
        names += [one.name for one in pile.readers if not one.finished]
        if pile.wanted and not pile.complete:
            names.append(_("计票人"))
    holders = certifying.holders_names(at.round.meeting_id)
    if any(pile.hard for pile in at.piles):
        names += holders[:1]
    if any(pile.plain for pile in at.piles):
        names += holders
    return tuple(dict.fromkeys(names))


def beside(at: Standing, step: Step) -> Step:
    """While the electronic ballots are mixed the paper ones are counted: said in the same box."""
    if not needs_paper(at.round) or at.round.state not in (RoundState.CLOSED, RoundState.MIXED):
        return step
    if not at.piles:
        said = _("同时清点收回的纸质票：在“纸质票”一页登记每一批的张数。")
    elif waiting := [one for pile in at.piles for one in pile.awaits()]:
        said = _("同时录入纸质票。%(waiting)s。", waiting=_("；").join(say(one) for one in waiting))
    else:
        said = _("纸质票已经全部录入并认定。")
    return replace(step, says=f"{step.says}{said}")


def merging(at: Standing) -> Step:
    """The electronic ballots are open: piles, readings, decisions, then everything together."""
    if not at.piles:
        says = _(
            "纸质票发出 %(n)s 张。请在监票人监督下打开票箱，先清点收回的张数，分批登记，再交计票人录入。",
            n=at.round.paper_issued,
        )
        return Step(_("清点纸质票"), says, (), _("清点纸质票"), _page(at), OFFICE)
    waiting = [one for pile in at.piles for one in pile.awaits()]
    if waiting:
        says = _("%(waiting)s。请提醒以上各位继续。", waiting=_("；").join(say(one) for one in waiting))
        return Step(_("录入和认定纸质票"), says, people(at), _("查看纸质票"), _page(at), READERS, kind="waiting")
    if at.round.paper_only:
        says = _("纸质票已经全部录入并认定。核对张数后计票，计票以后纸质票不能再改。")
    else:
        says = _("纸质票已经全部录入并认定。核对张数后合并计票，合并以后纸质票不能再改。")
    href = url_for("desk.count_together", uuid=at.round.uuid)
    return Step(_("合并计票"), says, (), _("核对并合并计票"), href, OFFICE)


def handing_task(at: Standing) -> Task:
    """The line of the list that leads to the paper page, before and while the vote is open."""
    found = at.round
    if found.paper_only:
        return Task(_("纸质票"), _("本轮只用纸质票"), "busy", _page(at), _("已印 %(n)s 张", n=found.printed))
    word = _("已换 %(n)s 张", n=found.paper_issued) if found.paper_issued else _("按需办理")
    why = _("投票卡换纸质票，或全部改用纸质票") if not at.round.state.reached(RoundState.CLOSED) else None
    return Task(_("纸质票"), word, "ok" if found.paper_issued else "idle", _page(at), why)


def counting_tasks(at: Standing) -> list[Task]:
    """Reading and merging, in a round with paper ballots."""
    if not needs_paper(at.round):
        return []
    if at.round.state.reached(RoundState.COUNTED):
        return [Task(_("清点和录入纸质票"), _("已完成"), "ok", _page(at)), Task(_("合并计票"), _("已完成"), "ok")]
    if not at.round.state.reached(RoundState.CLOSED):
        return [
            Task(_("清点和录入纸质票"), _("还不能进行"), "idle", None, _("投票结束后先清点张数，再由两位计票人录入")),
            Task(_("合并计票"), _("还不能进行"), "idle"),
        ]
    waiting = [one for pile in at.piles for one in pile.awaits()]
    if not at.piles:
        reading = Task(_("清点和录入纸质票"), _("待办"), "warn", _page(at))
    elif waiting:
        done = sum(pile.complete for pile in at.piles)
        word = _("%(done)s / %(all)s 批", done=done, all=len(at.piles))
        why = _("；").join(say(one) for one in waiting)
        reading = Task(_("清点和录入纸质票"), word, "busy", _page(at), why)
    else:
        reading = Task(_("清点和录入纸质票"), _("已完成"), "ok", _page(at))
    href = url_for("desk.count_together", uuid=at.round.uuid)
    ready = at.round.state == RoundState.DECRYPTED and at.piles and not waiting
    why = _("纸质票认定完毕后进行") if at.round.paper_only else _("电子票解密、纸质票认定完毕后进行")
    merge = Task(
        _("合并计票"),
        _("待办") if ready else _("还不能进行"),
        "warn" if ready else "idle",
        href if ready else None,
        None if ready else why,
    )
    return [reading, merge]
