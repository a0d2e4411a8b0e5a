"""What comes before the vote: the planned rounds, the rules, the frozen list and the ballot box."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from ..belenios import appending, election, trustees
from ..belenios.encoding import dumps
from ..belenios.group import Rng
from ..config import Config
from ..errors import Conflict, Faulty, Rejected
from ..extensions import writing
from ..journal import acts
from ..journal.log import Actor, record
from ..meetings.models import Round
from ..meetings.officers import key_holders
from ..meetings.rounds import full_title
from ..projects import reading
from ..projects.models import Project
from ..rules.contradictions import Faults, contradictions
from ..rules.grading import GradeRules
from ..rules.reading import AnyRules, any_rules
from ..rules.rules import BadRules, Rules, digest
from ..rules.stating import REHEARSAL, sentence
from . import boxes, life, server_key
from .fitting import packing_of, too_large
from .models import Credential

QUESTIONS = {
    "three-way": "对每个候选项目：0 弃权，1 赞成，2 反对",
    "choose": "对每个候选项目：0 不选，1 同意",
    "rank": "对每个候选项目：0 不选，其余为优先顺序",
}
"""What the numbers of a ballot mean, by the marking; stated in the election."""


def faults_of(rules: Rules, found: Round) -> Faults:
    """What stands against rules in a round: contradictions, and more candidates than a ballot can hold."""
    candidates = reading.count(found.meeting_id)
    faults = contradictions(rules, candidates or None)
    too_many = too_large(rules, candidates, full_title(found)) if candidates else None
    return [*faults, ("seats", too_many)] if too_many else faults


def set_rules(round_id: int, rules: dict[str, Any], actor: Actor, now: datetime) -> None:
    """Choose the rules while the round is drafted; raises `Rejected` naming the setting, `Faulty` where they clash."""
    try:
        read = Rules.from_dict(rules)
    except BadRules as error:
        raise Rejected("bad_rules", "规则设置不正确：%(why)s", key=error.key, why=str(error)) from error
    with writing() as session:
        found = life.begin(session, round_id, life.RULES)
        if found.kind == "rating":
            raise Conflict("a_rating", "满意度测评的规则与测评项目一起设定")
        if faults := faults_of(read, found):
            raise Faulty("rules_contradict", faults)
        found.rules = read.to_dict()
        record(session, found.congress_id, actor, acts.RULES_SET, found.title, read.to_dict(), now)


def _snapshot(project: Project) -> dict[str, object]:
    def money(value: Decimal | None) -> str | None:
        return None if value is None else f"{value:f}"

    return {
        "no": project.no,
        "name": project.name,
        "content": project.content,
        "place": project.place,
        "investment_total": money(project.investment_total),
        "investment_year": money(project.investment_year),
        "unit": project.unit,
        "deadline": project.deadline,
    }


def freeze(round_id: int, actor: Actor, now: datetime) -> None:
    """Fix candidates and rules; from here on nobody can change them."""
    with writing() as session:
        found = life.begin(session, round_id, life.FREEZE)
        rules = any_rules(found.rules)
        listed, seats = found.candidates or [], {}
        if isinstance(rules, Rules):
            listed = [_snapshot(project) for project in reading.listed(found.meeting_id)]
            seats = {"seats": rules.seats}
        found.candidates = [{**item, "no": no} for no, item in enumerate(listed, start=1)]
        found.rules_hash = digest({"rules": found.rules, "candidates": found.candidates})
        details: dict[str, object] = {"rules_hash": found.rules_hash, "candidates": len(listed), **seats}
        life.enter(session, life.FREEZE, found, actor, now, **details)


def _question(rules: AnyRules) -> str:
    """What the numbers of a ballot mean, as the election states it."""
    if isinstance(rules, GradeRules):
        named = "，".join(f"{mark} {name}" for mark, name in enumerate(rules.grades, start=1))
        return f"对每个项目：0 未作标记，{named}"
    return QUESTIONS[rules.marking]


def set_up_box(round_id: int, config: Config, actor: Actor, now: datetime, rng: Rng) -> None:
    """Set up the ballot box (建箱): trustees, election and the first event of the board."""
    with writing() as session:
        found = life.begin(session, round_id, life.BOX)
        public = server_key.make(session, config, found, rng)
        keys = [public]
        keys += [json.loads(officer.public_key or "") for officer in key_holders(found.meeting_id)]
        candidates = found.candidates or []
        rules = any_rules(found.rules)
        packed = packing_of(rules, len(candidates))
        names = [f"{item['no']}. {item['name']}" for item in candidates]
        mode = REHEARSAL if found.meeting.rehearsal else ""
        listed = sorted(
            session.scalars(
                select(Credential.public).where(Credential.round_id == found.id, Credential.voided.is_(False))
            )
        )
        text = election.build(
            uuid=found.uuid,
            name=f"{found.meeting.congress.name}{found.meeting.name} {found.title}",
            description=" ".join(
                (
                    f"{mode}规则与名单 SHA-256 {found.rules_hash}",
                    sentence(rules),
                    packed.sentence,
                    election.CARD_LIST + hashlib.sha256(dumps(listed).encode()).hexdigest(),
                )
            ),
            answers=packed.answers(names),
            question=_question(rules),
            trustees=keys,
            administrator=found.meeting.congress.name,
        )
        trustees_text = trustees.trustees_json(keys)
        found.election, found.trustees = text, trustees_text
        found.server_public_key = json.dumps(public)
        found.fingerprint = election.parse(text).fingerprint
        boxes.begin(session, config, found, appending.setup(text, trustees_text, listed), int(now.timestamp()))
        details = {"round": found.uuid, "fingerprint": found.fingerprint, "cards": len(listed)}
        record(session, found.congress_id, actor, acts.BOX_SET_UP, found.title, details, now)
