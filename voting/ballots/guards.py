"""What may stand in the way of the acts of a round (为什么现在不能办), each said once; `life` says of which acts.

A guard looks at a round that is in the right state, and yields a sentence for everything that is in the way.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from ..extensions import db
from ..meetings import entitled, officers
from ..meetings.attendance import quorum
from ..meetings.models import Round
from ..meetings.rounds import child, full_title
from ..meetings.states import RoundState
from ..projects import reading
from ..rules.contradictions import contradictions
from ..rules.grading import GradeRules
from ..rules.reading import AnyRules, any_rules
from ..sentences import Sentence
from . import boxes, card_making
from .fitting import too_large, unfit

Why = Iterator[Sentence]


def _rules(found: Round) -> AnyRules | None:
    return None if found.rules is None else any_rules(found.rules)


def _listed(found: Round, rules: AnyRules) -> int:
    """How many there are to vote on, or to rate."""
    if isinstance(rules, GradeRules):
        return len(found.candidates or [])
    return reading.count(found.meeting_id)


def roster_missing(found: Round) -> Why:
    """Who may vote must be known."""
    if not entitled.size(found.meeting_id):
        yield Sentence("还没有导入代表名册")


def rules_missing(found: Round) -> Why:
    """The rules must be chosen."""
    if found.rules is None:
        yield Sentence("还没有设定规则")


def nothing_to_rate(found: Round) -> Why:
    """A rating needs projects."""
    if isinstance(_rules(found), GradeRules) and not found.candidates:
        yield Sentence("还没有选定测评的项目")


def too_few_candidates(found: Round) -> Why:
    """No fewer candidates than seats."""
    rules = _rules(found)
    if rules is None or isinstance(rules, GradeRules):
        return
    listed = _listed(found, rules)
    if listed < rules.seats:
        yield Sentence("候选项目 %(candidates)s 项，少于应选 %(seats)s 项", candidates=listed, seats=rules.seats)


def rules_contradict(found: Round) -> Why:
    """The rules must go together with the list, and with who sits."""
    rules = _rules(found)
    if rules is None:
        return
    listed = _listed(found, rules)
    if isinstance(rules, GradeRules):
        fault = unfit(rules, found) if listed else None
        if fault is not None:
            yield fault[1]
    elif listed >= rules.seats:
        yield from (why for _key, why in contradictions(rules, listed))


def too_many_candidates(found: Round) -> Why:
    """A ballot and the signed code of the result must hold the list."""
    rules = _rules(found)
    if rules is None or isinstance(rules, GradeRules):
        return
    listed = _listed(found, rules)
    if listed >= rules.seats and (too_many := too_large(rules, listed, full_title(found))) is not None:
        yield too_many


def scrutineers_missing(found: Round) -> Why:
    """A chief scrutineer and a scrutineer, who hold the keys."""
    if not officers.named(officers.of_meeting(found.meeting_id)):
        yield Sentence("还没有指定总监票人和监票人")


def box_exists(found: Round) -> Why:
    """A box is set up once."""
    if found.election is not None:
        yield Sentence("票箱已经建立")


def paper_only(found: Round) -> Why:
    """A round on paper alone has neither electronic box nor cards."""
    if found.paper_only:
        yield Sentence("这一轮只用纸质票，没有电子票箱和投票卡")


def box_unready(found: Round) -> Why:
    """Before the box: the frozen list, every key, the voting cards."""
    if found.state == RoundState.DRAFTED:
        yield Sentence("测评项目和规则还没有冻结") if found.kind == "rating" else Sentence("候选名单和规则还没有冻结")
    if found.paper_only:
        return
    open_keys = sum(1 for officer in officers.key_holders(found.meeting_id) if not officer.confirmed)
    if open_keys:
        yield Sentence("还有 %(keys)s 把监票人钥匙没有做好", keys=open_keys)
    if not found.meeting.cards_ready:
        yield Sentence("投票卡还没有制作")
    elif card_making.lacking(found.meeting):
        yield Sentence("投票卡是在本机制作的，须有主席团决定：请执行主席登记决定，或者作废这批卡、改在另一台电脑上制作")


def no_box(found: Round) -> Why:
    """Ballots need a box; those on paper alone bring their own."""
    if found.election is None and not found.paper_only:
        yield boxes.NO_BOX


def other_open(found: Round) -> Why:
    """One vote at a time in a hall."""
    query = select(Round.title).where(
        Round.meeting_id == found.meeting_id, Round.state == RoundState.OPEN, Round.void_reason.is_(None)
    )
    if (title := db.session.scalar(query)) is not None:
        yield Sentence("“%(title)s”还没有结束投票，同一会议不能同时进行两项投票", title=title)


def no_quorum(found: Round) -> Why:
    """Enough must be present (法定人数)."""
    there = quorum(found.meeting)
    if not there.reached:
        yield Sentence("实到 %(present)s 人，不足法定人数 %(needed)s 人", present=there.present, needed=there.needed)


def spare_destroyed(found: Round) -> Why:
    """Once the spare sheets are destroyed no paper is printed, handed out, taken back or destroyed."""
    if found.destroyed is not None:
        yield Sentence("余票已经清点销毁，纸质票的张数不能再变")


def followed(found: Round) -> Why:
    """A round that another one came after stays as it is."""
    if child(found) is not None:
        yield Sentence("后面的轮次已经开始，不能再宣布这一轮无效")


def announced_later(found: Round) -> Why:
    """Rounds are announced together, in the last of them."""
    if child(found) is not None:
        yield Sentence("后面还有一轮投票，请在最后一轮认证后一并公告")
