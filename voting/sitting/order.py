"""The sitting at which a round is voted on, step by step (大会议程): what was done, by whom, what is next.

Some steps are carried out in the hall and only noted here; others are acts of the round (opening, closing, counting,
certifying, announcing) and are done when the act is done.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import delete, select

from ..ballots import following, polling
from ..ballots.batches import unsettled
from ..errors import Conflict, Missing, Rejected
from ..extensions import db, writing
from ..journal import acts
from ..journal.acts import Act
from ..journal.log import Actor, last_of, record
from ..meetings import decisions, rounds
from ..meetings.attendance import quorum
from ..meetings.models import STATES, Round, SittingStep
from ..sentences import Sentence
from . import delegations


@dataclass(frozen=True)
class Kind:
    """A step as the custom has it.

    who: the person who acts in the hall. first, last: states of the round between which it can be noted. act: for an
    act of the round, what the journal knows it by; `state` is then the one it leads to. further: whether a further
    round has the step too: measures and scrutineers are passed once.
    """

    key: str
    title: Sentence
    who: Sentence
    first: str = "frozen"
    last: str = "frozen"
    act: Act | None = None
    state: str = ""
    further: bool = True


CHAIR, CHIEF = Sentence("执行主席"), Sentence("总监票人")
KINDS = (
    Kind("attendance", Sentence("清点到会人数"), CHAIR),
    Kind("measures", Sentence("通过票决办法"), CHAIR, further=False),
    Kind("scrutineers", Sentence("通过监票人名单，宣读计票人名单"), CHAIR, further=False),
    Kind("zero", Sentence("检查票箱，签署零票报告"), CHIEF),
    Kind("issue", Sentence("分发投票卡和表决票"), Sentence("工作人员")),
    Kind("order", Sentence("说明填写方法和投票次序"), CHIEF),
    Kind("open", Sentence("开始投票"), CHAIR, act=acts.ROUND_OPENED, state="open"),
    Kind("close", Sentence("结束投票"), CHAIR, act=acts.ROUND_CLOSED, state="closed"),
    Kind("returned", Sentence("报告发出收回张数，宣布投票是否有效"), CHIEF, first="closed", last="certified"),
    Kind("count", Sentence("计票"), Sentence("计票人"), state="counted"),
    Kind("certify", Sentence("认证计票结果"), CHIEF, act=acts.RESULT_CERTIFIED, state="certified"),
    Kind("signed", Sentence("签署计票结果报告单，交执行主席"), CHIEF, first="certified", last="certified"),
    Kind("read", Sentence("宣读计票结果"), CHIEF, first="certified", last="certified"),
    Kind("declared", Sentence("宣布票决结果"), CHAIR, first="certified", last="certified"),
    Kind("announce", Sentence("公告结果"), Sentence("主席团"), act=acts.RESULT_ANNOUNCED, state="announced"),
)
ON_PAPER = {"issue": Sentence("分发表决票")}
"""What a step is called in a round on paper alone, where it differs."""
RATING = {
    "measures": Sentence("通过测评办法"),
    "issue": Sentence("分发投票卡和测评票"),
    "declared": Sentence("宣布测评结果"),
}
RATING_ON_PAPER = {**RATING, "issue": Sentence("分发测评票")}
BY_KEY = {kind.key: kind for kind in KINDS}


@dataclass(frozen=True)
class Step:
    """Where a step stands: `done`, `missed` (a later one is done), `due`, or `blocked` with the reasons.

    at, name: when it was done and by whom. back: whether it can be taken back.
    """

    kind: Kind
    state: str
    why: Sequence[Sentence] = ()
    at: datetime | None = None
    name: str = ""
    figures: Mapping[str, object] = field(default_factory=dict)
    note: str = ""
    back: bool = False

    @property
    def noted(self) -> bool:
        """Whether it is carried out in the hall and only noted."""
        return not self.kind.state


def kinds_of(found: Round) -> list[Kind]:
    """The steps of a round's sitting, in order.

    Measures and scrutineers are passed once for all rounds of a vote; scrutineers once for a rating and a vote.
    """
    kept = [kind for kind in KINDS if kind.further or found.parent_id is None]
    if found.parent_id is None and _passed_elsewhere(found):
        kept = [kind for kind in kept if kind.key != "scrutineers"]
    named = ON_PAPER if found.paper_only else {}
    if rounds.is_rating(found):
        named = RATING_ON_PAPER if found.paper_only else RATING
    return [replace(kind, title=named.get(kind.key, kind.title)) for kind in kept]


def _passed_elsewhere(found: Round) -> bool:
    """Whether the scrutineers were passed at the sitting of another round of this meeting, and not at this one's."""
    query = (
        select(SittingStep.round_id)
        .join(Round, Round.id == SittingStep.round_id)
        .where(Round.meeting_id == found.meeting_id, SittingStep.key == "scrutineers")
    )
    passed = set(db.session.scalars(query))
    return bool(passed) and found.id not in passed


def steps(found: Round) -> list[Step]:
    """Where the sitting stands; the first step that is due is the current one."""
    noted = {row.key: row for row in db.session.scalars(select(SittingStep).where(SittingStep.round_id == found.id))}
    kinds = kinds_of(found)
    done = [_is_done(kind, found, noted) for kind in kinds]
    last = max((place for place, is_done in enumerate(done) if is_done), default=-1)
    made: list[Step] = []
    for place, kind in enumerate(kinds):
        if done[place]:
            row = noted.get(kind.key)
            if row is None:
                at, name = _act(kind, found)
                made.append(Step(kind, "done", at=at, name=name))
            else:
                back = place == last and found.void_reason is None
                made.append(Step(kind, "done", (), row.at, row.name, row.figures, row.note, back))
        elif place < last:
            made.append(Step(kind, "missed", _why(kind, found)))
        elif place == last + 1 and not (why := _why(kind, found)):
            made.append(Step(kind, "due"))
        else:
            made.append(Step(kind, "blocked", why if place == last + 1 else [Sentence("前面的步骤还没有完成")]))
    return made


def current(of: Sequence[Step]) -> Step | None:
    """The step that comes next; None after the last."""
    last = max((place for place, step in enumerate(of) if step.state == "done"), default=-1)
    return of[last + 1] if last + 1 < len(of) else None


def _is_done(kind: Kind, found: Round, noted: Mapping[str, SittingStep]) -> bool:
    if kind.state:
        return STATES.index(found.state) >= STATES.index(kind.state)
    return kind.key in noted


def _act(kind: Kind, found: Round) -> tuple[datetime | None, str]:
    """When an act of the round was done and by whom, from the journal."""
    entry = last_of(db.session(), found.congress_id, kind.act, found.uuid) if kind.act else None
    return (entry.at, entry.actor) if entry else (None, "")


def _why(kind: Kind, found: Round) -> list[Sentence]:
    """Why a step cannot be carried out now; empty when it can."""
    if found.void_reason is not None:
        return [Sentence("这一轮已经宣布作废，不能再进行")]
    if kind.state:
        return _why_not_act(kind, found)
    at = STATES.index(found.state)
    if at < STATES.index(kind.first):
        return [Sentence("前面的步骤还没有完成")]
    if at > STATES.index(kind.last):
        return [Sentence("已经过了办理这一步的时候")]
    if kind.key in ("attendance", "zero"):
        there = quorum(found.meeting)
        if not there.reached:
            return [
                Sentence("实到 %(present)s 人，不足法定人数 %(needed)s 人", present=there.present, needed=there.needed)
            ]
    if kind.key == "zero" and found.election is None and not found.paper_only:
        return [Sentence("票箱还没有建立")]
    if kind.key == "returned":
        return _why_not_returned(found)
    return []


def _why_not_act(kind: Kind, found: Round) -> list[Sentence]:
    if kind.key == "open":
        if found.state != "frozen" or (found.election is None and not found.paper_only):
            return [Sentence("票箱还没有建立")]
        there = quorum(found.meeting)
        if not there.reached:
            return [
                Sentence("实到 %(present)s 人，不足法定人数 %(needed)s 人", present=there.present, needed=there.needed)
            ]
    if kind.key == "count":
        return unsettled(found)
    if kind.key == "announce" and following.child(found) is not None:
        return [Sentence("后面还有一轮投票，请在最后一轮认证后一并公告")]
    return []


def _why_not_returned(found: Round) -> list[Sentence]:
    if polling.uncounted(found):
        return [Sentence("纸质票还没有清点")]
    numbers = polling.figures(found)
    if numbers.returned > numbers.issued:
        return [
            Sentence(
                "收回 %(returned)s 张，多于发出 %(issued)s 张，本次投票无效，应当重新投票",
                returned=numbers.returned,
                issued=numbers.issued,
            )
        ]
    return delegations.differences(found, ended=True)


def note(round_id: int, key: str, actor: Actor, now: datetime, note: str = "", boxes: int = 0) -> None:
    """Write down that a step was carried out, with the figures of the moment.

    `boxes`: paper ballot boxes that were shown empty and sealed. A step that was passed over may still be noted while
    the round allows it. Raises `Conflict`, `Missing`, `Rejected`.
    """
    if not 0 <= boxes <= 99:
        raise Rejected("boxes_wrong", "票箱数应为 0 至 99", field="boxes")
    if len(note) > 200:
        raise Rejected("note_long", "说明最多 200 个字", field="note")
    with writing() as session:
        found = rounds.locked(session, round_id)
        step = _step(found, key)
        if not step.noted:
            raise Conflict("an_act", "这一步由系统随投票过程登记，不单独办理")
        if step.state == "done":
            raise Conflict("step_done", "这一步已经办过了")
        if step.why:
            raise Conflict("step_blocked", step.why[0])
        if key == "zero" and found.paper_only and not boxes:
            raise Rejected("boxes_none", "本轮只用纸质票，请填写当众检查并加封的投票箱个数", field="boxes")
        figures = _moment(found, key, boxes)
        session.add(
            SittingStep(
                round_id=found.id,
                key=key,
                congress_id=found.congress_id,
                at=now,
                name=actor.name,
                figures=figures,
                note=note.strip(),
            )
        )
        details = {"round": found.uuid, "step": str(step.kind.title), **figures}
        if note.strip():
            details["note"] = note.strip()
        if step.state == "missed":
            details["late"] = True
        record(session, found.congress_id, actor, acts.STEP_NOTED, found.title, details, now)


def take_back(round_id: int, key: str, reason: str, actor: Actor, now: datetime) -> None:
    """Take a noted step back, with a reason, as long as the next one is not done (退回)."""
    if not reason.strip():
        raise Rejected("reason_missing", "请填写退回原因", field="reason")
    with writing() as session:
        found = rounds.locked(session, round_id)
        step = _step(found, key)
        if not step.back:
            raise Conflict("step_kept", "这一步不能退回：还没有办理，或者后面的步骤已经办过")
        session.execute(delete(SittingStep).where(SittingStep.round_id == round_id, SittingStep.key == key))
        details = {"round": found.uuid, "step": str(step.kind.title), "reason": reason.strip()}
        record(session, found.congress_id, actor, acts.STEP_TAKEN_BACK, found.title, details, now)


def _step(found: Round, key: str) -> Step:
    for step in steps(found):
        if step.kind.key == key:
            return step
    raise Missing("no_such_step", "没有这一步")


def _moment(found: Round, key: str, boxes: int) -> dict[str, object]:
    numbers = polling.figures(found)
    made: dict[str, object] = {"entitled": numbers.entitled, "present": numbers.present}
    if key == "zero":
        made["boxes"] = boxes
        if not found.paper_only:
            made |= {"head": found.board_head or "", "height": found.board_height or 0}
        made["decisions"] = decisions.printed(found.meeting_id)
    elif key == "issue":
        made |= {"paper_issued": numbers.paper_issued}
    elif STATES.index(found.state) >= STATES.index("closed"):
        made |= {"issued": numbers.issued, "returned": numbers.returned}
    return made


def noted_step(round_id: int, key: str) -> SittingStep | None:
    """The row of a noted step."""
    return db.session.get(SittingStep, (round_id, key))
