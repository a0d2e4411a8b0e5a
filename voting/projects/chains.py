"""The chain of bodies that a drive's projects pass (审核程序): the usual one, and its change before it begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ..collection.models import Drive
from ..errors import Conflict, Missing, Rejected
from ..extensions import db, own, writing
from ..journal import acts
from ..journal.log import Actor, record
from ..sentences import Sentence
from ..texts import clean
from .models import Review, ReviewStep

PHASES = {
    "study": Sentence("研究和初定"),
    "confirm": Sentence("会前审定"),
    "session": Sentence("会议期间"),
}
"""A project that has passed the first part stands on the preliminary list; after the second it may go to a meeting."""
ENTERERS = ("unit_officer", "government", "clerk", "chair")
"""Roles that may be let in to enter decisions."""
MAX_STEPS = 12


@dataclass(frozen=True)
class Step:
    """A body as the chain is planned with it."""

    body: str
    phase: str
    roles: tuple[str, ...]


USUAL = (
    Step("承办单位研究", "study", ("unit_officer", "government", "clerk")),
    Step("政府专题会议", "study", ("government", "clerk")),
    Step("政府常务会议", "study", ("government", "clerk")),
    Step("党委常委会会议", "confirm", ("clerk",)),
    Step("人大常委会会议（主任会议）", "confirm", ("clerk",)),
    Step("代表团审议", "session", ("clerk",)),
    Step("主席团会议", "session", ("clerk",)),
)
"""The usual chain (domain §1.2)."""


def steps(drive_id: int) -> list[ReviewStep]:
    """The drive's chain in its order; empty until its first project is drafted or the chain is changed."""
    return list(db.session.scalars(select(ReviewStep).where(ReviewStep.drive_id == drive_id).order_by(ReviewStep.no)))


def planned(drive_id: int) -> list[Step]:
    """The chain as it can be changed: the drive's own, else the usual one."""
    return [Step(one.body, one.phase, tuple(one.roles)) for one in steps(drive_id)] or list(USUAL)


def step_of(drive_id: int, step_id: int) -> ReviewStep:
    """The step of this drive; raises `Missing`."""
    found = db.session.get(ReviewStep, step_id)
    if found is None or found.drive_id != drive_id:
        raise Missing("no_such_step", "没有找到这个审核环节")
    return found


def begun(drive_id: int) -> bool:
    """Whether a decision has been entered."""
    query = select(Review.id).join(ReviewStep, ReviewStep.id == Review.step_id).where(ReviewStep.drive_id == drive_id)
    return db.session.scalar(query.limit(1)) is not None


def ensure(session: Session, drive: Drive) -> list[ReviewStep]:
    """The drive's chain, made inside the caller's transaction when it has none yet."""
    query = select(ReviewStep).where(ReviewStep.drive_id == drive.id).order_by(ReviewStep.no)
    return list(session.scalars(query)) or _write(session, drive, USUAL)


def checked(wanted: Sequence[Step]) -> list[Step]:
    """The chain with its texts cleaned; raises `Rejected` naming `body-N`, `phase-N` or `roles-N` (from 0)."""
    made: list[Step] = []
    phases = list(PHASES)
    for at, one in enumerate(wanted):
        body = " ".join(clean(one.body).split())
        if not body or len(body) > 60:
            raise Rejected("body_wrong", "请填写审核机构，最多 60 个字", field=f"body-{at}")
        if any(body == other.body for other in made):
            raise Rejected("body_twice", "“%(body)s”重复", field=f"body-{at}", body=body)
        if one.phase not in PHASES:
            raise Rejected("phase_wrong", "请选择阶段", field=f"phase-{at}")
        if made and phases.index(one.phase) < phases.index(made[-1].phase):
            raise Rejected("phase_order", "阶段的先后不对：应当先初定、再会前审定、最后会议期间", field=f"phase-{at}")
        roles = tuple(role for role in ENTERERS if role in one.roles)
        if not roles:
            raise Rejected("roles_missing", "请选择由谁录入“%(body)s”的决定", field=f"roles-{at}", body=body)
        made.append(Step(body, one.phase, roles))
    if not any(one.phase == "study" for one in made):
        raise Rejected("study_missing", "至少要有一个“研究和初定”的环节", field="body-0")
    if len(made) > MAX_STEPS:
        raise Rejected("too_many_steps", "最多 %(most)s 个环节", field="body-0", most=MAX_STEPS)
    return made


def change(congress_id: int, drive_id: int, wanted: Sequence[Step], actor: Actor, now: datetime) -> None:
    """Put another chain in the place of the present one; raises `Rejected`, or `Conflict` once it has begun."""
    made = checked(wanted)
    with writing() as session:
        drive = own(Drive, drive_id, congress_id, lock=True)
        if begun(drive_id):
            raise Conflict("chain_begun", "审核已经开始，审核程序不能再改")
        before = [one.body for one in planned(drive_id)]
        session.execute(delete(ReviewStep).where(ReviewStep.drive_id == drive_id))
        session.flush()
        _write(session, drive, made)
        details = {"原": before, "新": [one.body for one in made]}
        record(session, congress_id, actor, acts.CHAIN_SET, drive.title, details, now)


def _write(session: Session, drive: Drive, wanted: Sequence[Step]) -> list[ReviewStep]:
    made = [
        ReviewStep(
            congress_id=drive.congress_id,
            drive_id=drive.id,
            no=no,
            body=one.body,
            phase=one.phase,
            roles=list(one.roles),
        )
        for no, one in enumerate(wanted, start=1)
    ]
    session.add_all(made)
    session.flush()
    return made
