"""Who must do what next, in the words of the desk."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from ....ballots import following
from ....ballots.life import OFFICE
from ....implementation import plans
from ....meetings import hands
from ....meetings.models import Meeting
from ....meetings.rounds import is_rating
from ....meetings.states import RoundState
from ....sitting import agreement
from ....supervision import rectifying
from ...context import settings
from ...language import say
from ..common import READERS
from . import paper_steps
from .following import why
from .standing import Standing, Step


def _page(name: str, meeting: Meeting) -> str:
    return url_for(f"desk.{name}", meeting_id=meeting.id)


def _act(name: str, at: Standing) -> str:
    return url_for("desk.act", uuid=at.round.uuid, name=name)


def step(at: Standing) -> Step:
    """What comes next."""
    if at.round.void_reason is not None or (at.child and at.round.state.reached(RoundState.CERTIFIED)):
        return _followed(at)
    if at.round.state == RoundState.DRAFTED:
        return _preparing(at)
    if at.round.state == RoundState.FROZEN:
        boxed = at.round.election is not None or at.round.paper_only
        return _gathering(at) if boxed else _boxing(at)
    return {
        RoundState.OPEN: _voting,
        RoundState.CLOSED: _counting,
        RoundState.MIXED: _counting,
        RoundState.DECRYPTED: paper_steps.merging,
        RoundState.COUNTED: _confirming,
        RoundState.CERTIFIED: _announcing,
        RoundState.ANNOUNCED: _finished,
    }[at.round.state](at)


def _preparing(at: Standing) -> Step:
    meeting, rating = at.meeting, is_rating(at.round)
    if not at.deputies:
        says = _("上传代表名册（XLSX 或 CSV）。系统逐行检查，没有错误才写入，同时生成代表证。")
        return Step(_("导入代表名册"), says, (), _("导入代表名册"), _page("deputies", meeting), ("clerk",))
    if rating and not at.round.rules:
        says = _("选定要测评的项目，按测评办法设定等次、半数的基数和不满意的后果。")
        href = url_for("desk.rating_setup", uuid=at.round.uuid)
        return Step(_("设定测评项目和规则"), says, (), _("设定测评项目和规则"), href, ("clerk",))
    if not at.candidates:
        says = _("导入候选项目名单，或者逐项填写。")
        return Step(_("填写候选项目"), says, (), _("填写候选项目"), _page("projects", meeting), ("clerk",))
    if not at.round.rules:
        says = _("按本次会议通过的票决办法，设定应选数、过半数的基数和平票的处理。")
        return Step(_("设定票决规则"), says, (), _("设定票决规则"), _page("rules", meeting), ("clerk",))
    if not at.officers_named:
        says = _("指定 1 名总监票人和至少 1 名监票人，他们各持一把钥匙。")
        return Step(_("指定监票人和计票人"), says, (), _("指定监票人和计票人"), _page("officers", meeting), ("clerk",))
    if rating:
        says = _("名册、测评项目、规则和监票人都已齐备。核对无误后冻结，冻结后不能再改。")
        return Step(_("冻结测评项目和规则"), says, (), _("核对并冻结"), _act("freeze", at), OFFICE)
    says = _("名册、候选项目、规则和监票人都已齐备。核对无误后冻结，冻结后不能再改。")
    return Step(_("冻结候选名单和规则"), says, (), _("核对并冻结"), _act("freeze", at), OFFICE)


def _boxing(at: Standing) -> Step:
    if at.turn.names:
        address = f"{settings().base_address}{url_for('scrutineer.home')}"
        says = _("请他们各自用自己的设备登录 %(address)s，制作钥匙，并从文件或钥匙卡重新载入一次。", address=address)
        if not at.meeting.cards_ready:
            says += _("同时可以制作投票卡。")
            return Step(
                _("监票人制作钥匙，同时制作投票卡"),
                says,
                at.turn.names,
                _("制作投票卡"),
                _page("voting_cards", at.meeting),
                _card_makers(at),
            )
        return Step(_("等待监票人制作钥匙"), says, at.turn.names, kind="waiting")
    if not at.meeting.cards_ready:
        says = _("钥匙已经齐备。请制作投票卡，或登记在另一台电脑上制作的投票卡。")
        return Step(
            _("制作投票卡"),
            says,
            (),
            _("制作投票卡"),
            _page("voting_cards", at.meeting),
            _card_makers(at),
        )
    says = _("钥匙和投票卡都已齐备。建立票箱以后，钥匙和投票卡不能再换。")
    return Step(_("建立票箱"), says, (), _("核对并建立票箱"), _act("box", at), OFFICE)


def _card_makers(at: Standing) -> tuple[str, ...]:
    return ("clerk", "credential_authority") if hands.together(at.meeting) else ("credential_authority",)


def _gathering(at: Standing) -> Step:
    there = at.quorum
    if not there.reached:
        says = _(
            "代表用代表证在平板上签到，也可以在工作台代为签到。实到 %(present)s 人，法定人数 %(needed)s 人，"
            "还差 %(short)s 人。",
            present=there.present,
            needed=there.needed,
            short=there.needed - there.present,
        )
        href = url_for("desk.deputies", meeting_id=at.meeting.id, presence="absent")
        return Step(_("代表签到"), says, (), _("办理签到"), href, ("clerk",))
    says = _(
        "实到 %(present)s 人，已达法定人数 %(needed)s 人。请执行主席在大会上宣布后开始投票。",
        present=there.present,
        needed=there.needed,
    )
    says, chief = _with_chief(at, "open", says)
    return Step(_("开始投票"), says, chief, _("核对并开始投票"), _act("open", at), OFFICE)


def _with_chief(at: Standing, act: str, says: str) -> tuple[str, tuple[str, ...]]:
    """What is said and who is awaited, while the chief scrutineer has not agreed."""
    name = agreement.missing(at.round, act)
    if name is None:
        return says, ()
    return says + _("请总监票人先在监票人页面按“同意”。"), (name,)


def _voting(at: Standing) -> Step:
    if at.round.paper_only:
        says = _("代表正在填写纸质票。全部投入票箱以后，由执行主席宣布结束投票，再清点收回的张数。")
    elif at.figures.returned < at.figures.issued - at.figures.paper_issued:
        says = _("代表正在投票。发出的票全部收回，或者执行主席询问后无人再投时，由执行主席宣布结束投票。")
    else:
        says = _("发出的票已经全部收回。请执行主席宣布结束投票。")
    says, chief = _with_chief(at, "close", says)
    return Step(_("投票正在进行"), says, chief, _("核对并结束投票"), _act("close", at), OFFICE, kind="busy")


def _counting(at: Standing) -> Step:
    if at.turn.server:
        title = _("服务器混票") if at.turn.kind == "shuffle" else _("服务器解密")
        says = _("这一步由服务器自动进行。如果停留超过一分钟，请按下面的按钮继续。")
        href = url_for("desk.resume", uuid=at.round.uuid)
        return Step(title, says, (), _("继续服务器的计票步骤"), href, OFFICE, post=True, kind="busy")
    if at.turn.kind == "lock":
        says = _(
            "请以上各位在监票人页面填写清点的张数，锁定票箱。全部锁定以后，总监票人叫号，各位监票人核对；核对一致才开始混票。"
        )
        return paper_steps.beside(at, Step(_("监票人锁定票箱"), says, at.turn.names, kind="waiting"))
    if at.turn.kind == "compare":
        says = _("票箱已经全部锁定。请总监票人逐一问明后叫号，念出号码和核对码；请以上各位输入、核对，并抄在钥匙卡上。")
        return paper_steps.beside(at, Step(_("叫号、核对"), says, at.turn.names, kind="waiting"))
    if at.turn.kind == "shuffle":
        says = _("请在监票人页面载入钥匙，浏览器会自动混票并附上证明，然后轮到下一位。监票人离场前请确认混票已经完成。")
        return paper_steps.beside(at, Step(_("监票人混票"), says, at.turn.names, kind="waiting"))
    says = _("选票次序已经全部打乱。请以上各位在监票人页面载入钥匙解密，先后不限；全部完成后系统自动计票。")
    return paper_steps.beside(at, Step(_("监票人解密"), says, at.turn.names, kind="waiting"))


def _followed(at: Standing) -> Step:
    """A round that is void, or that another one came after."""
    if at.child is not None:
        href = url_for("desk.meeting", meeting_id=at.meeting.id, round=at.child.uuid)
        says = _("%(title)s。各轮的结果在最后一轮认证后一并公告。", title=at.child.title)
        title = _("本轮投票作废，已重新投票") if at.round.void_reason else _("已经进入下一轮投票")
        return Step(title, says, (), _("查看下一轮"), href, READERS, kind="done")
    says = _("原因：%(reason)s。请执行主席宣布后重新投票。", reason=at.round.void_reason)
    href = url_for("desk.follow", uuid=at.round.uuid)
    return Step(_("本轮投票作废"), says, (), _("重新投票"), href, OFFICE, kind="bad")


def _next_round(at: Standing) -> Step:
    says = _("%(why)s请执行主席宣布后建立下一轮；候选项目和应选数已经填好，钥匙和投票卡照用。", why=say(why(at.round)))
    href = url_for("desk.follow", uuid=at.round.uuid)
    return Step(_("还有名额没有确定"), says, (), _("建立下一轮"), href, OFFICE)


def _confirming(at: Standing) -> Step:
    if at.gate_fault is not None:
        says = _(
            "%(why)s。系统不会认证这个结果。请报告总监票人和执行主席；执行主席宣布本轮无效后，可以重新投票。",
            why=say(at.gate_fault),
        )
        href = url_for("desk.void", uuid=at.round.uuid)
        return Step(_("票数不符，不能认证"), says, (), _("宣布本轮投票无效"), href, OFFICE, kind="bad")
    if at.turn.names:
        says = _("计票已经完成。请以上各位在监票人页面核对计票结果并确认，全部确认后才能认证。")
        return Step(_("监票人确认计票结果"), says, at.turn.names, kind="waiting")
    says = _("全部监票人已经确认。认证后系统对结果签名，可以打印计票结果报告单。")
    return Step(_("认证计票结果"), says, (), _("核对并认证"), _act("certify", at), OFFICE)


def _announcing(at: Standing) -> Step:
    if following.asked(at.round):
        return _next_round(at)
    says = _("请打印计票结果报告单，由总监票人、监票人和计票人签字。执行主席宣布结果后，再公告：大屏和公示板随即显示。")
    return Step(_("公告结果"), says, (), _("核对并公告"), _act("announce", at), OFFICE)


def _finished(at: Standing) -> Step:
    wanted: dict[str, Any] | None = dict(at.round.result or {}).get("next")  # type: ignore[assignment]
    if not wanted:
        signs = _("常务委员会") if at.round.meeting.committee else _("主席团")
        says = _("结果已经公告。请打印公告，由%(body)s签署；纸质票密封保存。", body=signs)
        if not at.round.paper_only:
            says = _("结果已经公告。请打印公告和电子选票存档，由%(body)s签署、密封保存。", body=signs)
        return _plans(at, _("票决已经完成"), says, "done")
    if following.asked(at.round):
        return _next_round(at)
    says = _("结果已经公告。还有 %(n)s 个名额没有确定，按票决办法由主席团决定。", n=wanted.get("seats"))
    return _plans(at, _("还有名额没有确定"), says, "due")


def _rectifying(at: Standing, says: str, kind: str) -> Step:
    """An announced rating, and the button that gives the units of what was rated worst their tasks."""
    wanted = rectifying.wanted(at.round)
    if not wanted:
        return Step(_("测评已经完成"), says, kind=kind)
    says += _("有 %(n)s 项评为不满意，请按测评办法交办整改。", n=len(wanted))
    href = url_for("desk.rectify", uuid=at.round.uuid)
    return Step(_("交办整改"), says, (), _("交办整改"), href, ("clerk", "government"))


def _plans(at: Standing, title: str, says: str, kind: str) -> Step:
    """The announced result, and the button that makes plans of it or leads to them."""
    if at.meeting.rehearsal:
        return Step(title, says, kind=kind)
    if is_rating(at.round):
        return _rectifying(at, says, kind)
    if plans.undrawn(at.round):
        href = url_for("desk.draw_up_plans", uuid=at.round.uuid)
        says += _("由此生成入选项目的实施计划，交责任单位编制。")
        return Step(title, says, (), _("生成实施计划"), href, ("clerk", "government"), kind=kind)
    year = plans.usual_year(at.round)
    return Step(title, says, (), _("查看实施计划"), url_for("desk.plans", year=year), READERS, kind=kind)
