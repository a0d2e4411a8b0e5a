"""The sitting at which a round is voted on, step by step (大会议程): what was done, by whom, what is next.

Some steps are carried out in the hall and only noted here; others are acts of the round (opening, closing, counting,
certifying, announcing) and are done when the act is done.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import delete, select

from ..ballots import batches, guards, life, polling
from ..ballots.life import Act
from ..errors import Conflict, Missing, Rejected
from ..extensions import db, writing
from ..journal import acts
from ..journal.log import Actor, last_of, record
from ..meetings import decisions, rounds
from ..meetings.models import Round, SittingStep
from ..meetings.states import RoundState
from ..sentences import Sentence
from . import delegations


@dataclass(frozen=True)
class Kind:
    """A step as the custom has it.

    who: the person who acts in the hall. first, last: states of the round between which it can be noted. act: where
    the step is an act of the round. further: whether a further round has the step too: measures and scrutineers are
    passed once.
    """

    key: str
    title: Sentence
    who: Sentence
    first: RoundState = RoundState.FROZEN
    last: RoundState = RoundState.FROZEN
    act: Act | None = None
    further: bool = True


CHAIR, CHIEF = Sentence("执行主席"), Sentence("总监票人")
KINDS = (
    Kind("attendance", Sentence("清点到会人数"), CHAIR),
    Kind("measures", Sentence("通过票决办法"), CHAIR, further=False),
    Kind("scrutineers", Sentence("通过监票人名单，宣读计票人名单"), CHAIR, further=False),
    Kind("zero", Sentence("检查票箱，签署零票报告"), CHIEF),
    Kind("issue", Sentence("分发投票卡和表决票"), Sentence("工作人员")),
    Kind("order", Sentence("说明填写方法和投票次序"), CHIEF),
    Kind("open", life.OPEN.written.title, CHAIR, act=life.OPEN),
    Kind("close", life.CLOSE.written.title, CHAIR, act=life.CLOSE),
    Kind(
        "returned",
        Sentence("报告发出收回张数，宣布投票是否有效"),
        CHIEF,
        first=RoundState.CLOSED,
        last=RoundState.CERTIFIED,
    ),
    Kind("count", Sentence("计票"), Sentence("计票人"), act=life.COUNT),
    Kind("certify", life.CERTIFY.written.title, CHIEF, act=life.CERTIFY),
    Kind(
        "signed",
        Sentence("签署计票结果报告单，交执行主席"),
        CHIEF,
        first=RoundState.CERTIFIED,
        last=RoundState.CERTIFIED,
    ),
    Kind("read", Sentence("宣读计票结果"), CHIEF, first=RoundState.CERTIFIED, last=RoundState.CERTIFIED),
    Kind("declared", Sentence("宣布票决结果"), CHAIR, first=RoundState.CERTIFIED, last=RoundState.CERTIFIED),
    Kind("announce", life.ANNOUNCE.written.title, Sentence("主席团"), act=life.ANNOUNCE),
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
        return self.kind.act is None


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
            made.append(Step(kind, "blocked", why if place == last + 1 else [life.EARLY]))
    return made


def current(of: Sequence[Step]) -> Step | None:
    """The step that comes next; None after the last."""
    last = max((place for place, step in enumerate(of) if step.state == "done"), default=-1)
    return of[last + 1] if last + 1 < len(of) else None


def _is_done(kind: Kind, found: Round, noted: Mapping[str, SittingStep]) -> bool:
    return kind.act.past(found) if kind.act is not None else kind.key in noted


def _act(kind: Kind, found: Round) -> tuple[datetime | None, str]:
    """When an act of the round was done and by whom, from the journal; nobody is named for the count."""
    act = kind.act if kind.key != "count" else None
    entry = last_of(db.session(), found.congress_id, act.entry(found), found.uuid) if act is not None else None
    return (entry.at, entry.actor) if entry else (None, "")


def _why(kind: Kind, found: Round) -> list[Sentence]:
    """Why a step cannot be carried out now; empty when it can."""
    if found.void_reason is not None:
        return [rounds.VOID]
    if kind.key == "count" and (found.paper_only or found.paper_issued):
        # Paper is read beside the mixing.
        return list(batches.unsettled(found))
    if kind.act is not None:
        return life.why_not(kind.act, found)
    if not found.state.reached(kind.first):
        return [life.EARLY]
    if found.state.place > kind.last.place:
        return [Sentence("已经过了办理这一步的时候")]
    asked = {"attendance": (guards.no_quorum,), "zero": (guards.no_quorum, guards.no_box)}.get(kind.key, ())
    if why := [said for guard in asked for said in guard(found)]:
        return why
    return _why_not_returned(found) if kind.key == "returned" else []


def _why_not_returned(found: Round) -> list[Sentence]:
    if polling.uncounted(found):
        return [batches.UNCOUNTED]
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
    elif found.state.reached(RoundState.CLOSED):
        made |= {"issued": numbers.issued, "returned": numbers.returned}
    return made


def noted_step(round_id: int, key: str) -> SittingStep | None:
    """The row of a noted step."""
    return db.session.get(SittingStep, (round_id, key))
