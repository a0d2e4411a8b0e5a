"""The life of a round: each state is entered by a named act, none can be skipped."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ..belenios import board, credentials, election, packing, trustees
from ..belenios.group import MAX_INTS, Rng
from ..config import Config
from ..errors import Conflict, Missing, Rejected
from ..extensions import db, writing
from ..journal.log import Actor, record
from ..meetings.attendance import present as present_count
from ..meetings.attendance import quorum
from ..meetings.models import Meeting, Officer
from ..projects.models import Project
from ..rules.contradictions import contradictions
from ..rules.rules import BadRules, Rules, digest
from ..rules.stating import sentence
from ..sentences import Sentence, joined
from . import boxes, traces
from .models import STATES, Ballot, Batch, Credential, Round

RESERVES = 4
RATINGS = 2
MAX_RANKS_IN_HALF = 15
"""Ranks that half a byte tells apart: above 30 candidates two share a byte."""
QUESTIONS = {
    "three-way": "对每个候选项目：0 弃权，1 赞成，2 反对",
    "choose": "对每个候选项目：0 不选，1 同意",
    "rank": "对每个候选项目：0 不选，其余为优先顺序",
}
"""What the numbers of a ballot mean, by the marking; stated in the election."""


@dataclass(frozen=True)
class Figures:
    """应到 / 实到 / 发出 / 收回; never anything of what ballots say. `paper_…` are the paper ballots among them."""

    entitled: int
    present: int
    issued: int
    returned: int
    paper_issued: int = 0
    paper_returned: int = 0


def create_rounds(session: Session, meeting: Meeting, subject: str, rng: Rng) -> None:
    """The rounds that voting cards are derived for: main vote, reserve rounds, satisfaction ratings.

    `subject` names what is voted on, as the papers have it (2027年重点民生实事项目).
    """
    planned = [("main", 1, f"{subject}票决")]
    planned += [("reserve", no, f"{subject}票决（备用第 {no} 轮）") for no in range(1, RESERVES + 1)]
    rated = re.sub(r"^\d{4}年(度)?", "", subject)
    planned += [("rating", no, f"{rated}满意度测评（第 {no} 场）") for no in range(1, RATINGS + 1)]
    for kind, no, title in planned:
        session.add(
            Round(
                congress_id=meeting.congress_id, meeting_id=meeting.id, uuid=credentials.new_uuid(rng), kind=kind,
                no=no, title=title, confirmations=[],
            )
        )  # fmt: skip
    session.flush()


def locked(session: Session, round_id: int) -> Round:
    """The round, held against others until the transaction ends."""
    found = session.scalar(select(Round).where(Round.id == round_id).with_for_update())
    if found is None:
        raise Missing("no_such_round", "没有找到这一轮票决")
    return found


def require(found: Round, *states: str) -> None:
    """Raise `Conflict` unless the round is in one of the states, and was not declared void."""
    if found.void_reason is not None:
        raise Conflict("round_void", "这一轮已经宣布作废，不能再进行")
    if found.state not in states:
        raise Conflict("wrong_state", "这一步现在不能进行，可能已由他人完成，请刷新页面", state=found.state)


def advance(session: Session, found: Round, to: str, actor: Actor, act: str, now: datetime, **details: object) -> None:
    """Enter the next state and write the act down."""
    if STATES.index(to) != STATES.index(found.state) + 1:
        raise Conflict("wrong_state", "不能跳过中间步骤", state=found.state)
    found.state = to
    record(session, found.congress_id, actor, act, found.title, {"round": found.uuid, **details}, now)


def main_round(meeting_id: int) -> Round:
    """The main vote of a meeting."""
    found = db.session.scalar(select(Round).where(Round.meeting_id == meeting_id, Round.kind == "main"))
    if found is None:
        raise Missing("no_such_round", "没有找到这一轮票决")
    return found


def set_rules(round_id: int, rules: dict[str, Any], actor: Actor, now: datetime) -> None:
    """Choose the rules while the round is drafted; raises `Rejected` naming the setting, also for contradictions."""
    try:
        read = Rules.from_dict(rules)
    except BadRules as error:
        raise Rejected("bad_rules", "规则设置不正确：%(why)s", key=error.key, why=str(error)) from error
    with writing() as session:
        found = locked(session, round_id)
        require(found, "drafted")
        query = select(func.count()).select_from(Project).where(Project.meeting_id == found.meeting_id)
        candidates = session.scalar(query) or None
        for key, why in contradictions(read, candidates):
            raise Rejected("rules_contradict", why, key=key)
        if candidates and (too_many := too_large(read, candidates)):
            raise Rejected("rules_contradict", too_many, key="seats")
        found.rules = read.to_dict()
        record(session, found.congress_id, actor, "设定票决规则", found.title, read.to_dict(), now)


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
        found = locked(session, round_id)
        require(found, "drafted")
        query = select(Project).where(Project.meeting_id == found.meeting_id).order_by(Project.no)
        projects = list(session.scalars(query))
        if found.rules is None:
            raise Conflict("rules_missing", "还没有设定票决规则")
        rules = Rules.from_dict(found.rules)
        if len(projects) < rules.seats:
            raise Conflict(
                "too_few_candidates",
                "候选项目 %(candidates)s 项，少于应选 %(seats)s 项",
                candidates=len(projects),
                seats=rules.seats,
            )
        for _, why in contradictions(rules, len(projects)):
            raise Conflict("rules_contradict", why)
        if too_many := too_large(rules, len(projects)):
            raise Conflict("too_many_candidates", too_many)
        duties = list(session.scalars(select(Officer.duty).where(Officer.meeting_id == found.meeting_id)))
        if "chief_scrutineer" not in duties or "scrutineer" not in duties:
            raise Conflict("scrutineers_missing", "还没有指定总监票人和监票人")
        found.candidates = [{**_snapshot(project), "no": no} for no, project in enumerate(projects, start=1)]
        found.rules_hash = digest({"rules": found.rules, "candidates": found.candidates})
        advance(
            session, found, "frozen", actor, "冻结候选名单和规则", now, rules_hash=found.rules_hash,
            candidates=len(projects), seats=rules.seats,
        )  # fmt: skip


def packing_of(rules: Rules, candidates: int) -> packing.Packing:
    """How the marks of a round lie in its ballots; raises `ValueError` when they do not fit."""
    return packing.packing_for(candidates, {"three-way": 3, "choose": 2}.get(rules.marking, rules.seats + 1))


def too_large(rules: Rules, candidates: int) -> Sentence | None:
    """Why an electronic ballot cannot hold this many candidates with these rules; None when it can."""
    try:
        packing_of(rules, candidates)
    except ValueError:
        if rules.marking == "rank" and candidates <= 2 * MAX_INTS:
            return Sentence(
                "候选项目 %(candidates)s 项并填写名次时，一张电子选票最多容纳 %(most)s 个名次，应选数不能是 %(seats)s",
                candidates=candidates, most=MAX_RANKS_IN_HALF, seats=rules.seats,
            )  # fmt: skip
        return Sentence("候选项目 %(candidates)s 项，一张选票装不下", candidates=candidates)
    return None


def key_holders(meeting_id: int) -> list[Officer]:
    """Chief scrutineer and scrutineers in the order in which they mix."""
    query = select(Officer).where(
        Officer.meeting_id == meeting_id, Officer.duty.in_(("chief_scrutineer", "scrutineer"))
    )  # fmt: skip
    return list(db.session.scalars(query.order_by(Officer.position)))


def ready_for_box(found: Round) -> list[Sentence]:
    """What is still missing before the box can be set up, as sentences."""
    missing = []
    if found.state == "drafted":
        missing.append(Sentence("候选名单和规则还没有冻结"))
    if found.paper_only:
        return missing
    open_keys = sum(1 for officer in key_holders(found.meeting_id) if not officer.confirmed)
    if open_keys:
        missing.append(Sentence("还有 %(keys)s 把监票人钥匙没有做好", keys=open_keys))
    if not found.meeting.cards_ready:
        missing.append(Sentence("投票卡还没有制作"))
    return missing


def _server_key(config: Config, uuid: str, rng: Rng) -> dict[str, Any]:
    """The server's own key for one election; its private half stays in the key folder."""
    path = config.keys / f"{uuid}.key"
    private, public = trustees.generate(rng)
    partial = path.with_suffix(".part")
    partial.unlink(missing_ok=True)
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(json.dumps(str(private)))
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
    return public


def server_private(config: Config, uuid: str) -> int:
    """The private half of the server's key."""
    return int(json.loads((config.keys / f"{uuid}.key").read_text()))


def set_up_box(round_id: int, config: Config, actor: Actor, now: datetime, rng: Rng) -> None:
    """Set up the ballot box (建箱): trustees, election and the first event of the board."""
    with writing() as session:
        found = locked(session, round_id)
        require(found, "frozen")
        if found.election is not None:
            raise Conflict("box_exists", "票箱已经建立")
        if found.paper_only:
            raise Conflict("paper_only", "这一轮只用纸质票，不建立电子票箱")
        missing = ready_for_box(found)
        if missing:
            raise Conflict("not_ready", joined(missing))
        public = _server_key(config, found.uuid, rng)
        keys = [public]
        keys += [json.loads(officer.public_key or "") for officer in key_holders(found.meeting_id)]
        candidates = found.candidates or []
        packed = packing_of(Rules.from_dict(found.rules), len(candidates))
        names = [f"{item['no']}. {item['name']}" for item in candidates]
        mode = "演练。" if found.meeting.rehearsal else ""
        text = election.build(
            uuid=found.uuid,
            name=f"{found.meeting.congress.name}{found.meeting.name} {found.title}",
            description=" ".join(
                (
                    f"{mode}规则与名单 SHA-256 {found.rules_hash}",
                    sentence(Rules.from_dict(found.rules)),
                    packed.sentence,
                )
            ),
            answers=packed.answers(names),
            question=QUESTIONS[Rules.from_dict(found.rules).marking],
            trustees=keys,
            administrator=found.meeting.congress.name,
        )
        listed = list(
            session.scalars(
                select(Credential.public).where(Credential.round_id == found.id, Credential.voided.is_(False))
            )
        )
        trustees_text = trustees.trustees_json(keys)
        path = boxes.path_of(config, found.uuid)
        head = board.create(path, text, trustees_text, listed, int(now.timestamp()))
        found.election, found.trustees = text, trustees_text
        found.server_public_key = json.dumps(public)
        found.fingerprint = election.parse(text).fingerprint
        boxes.note(found, head)
        details = {"round": found.uuid, "fingerprint": found.fingerprint, "cards": len(listed)}
        record(session, found.congress_id, actor, "建立票箱", found.title, details, now)


def open_round(round_id: int, issued: int | None, actor: Actor, now: datetime) -> None:
    """Open the vote: a quorum is present.

    `issued` cards were handed out (None: one to each deputy present who has not taken a paper ballot); in a round on
    paper alone it counts paper ballots.
    """
    with writing() as session:
        found = locked(session, round_id)
        require(found, "frozen")
        if found.election is None and not found.paper_only:
            raise Conflict("no_box", "票箱还没有建立")
        there = quorum(found.meeting)
        if not there.reached:
            raise Conflict(
                "no_quorum",
                "实到 %(present)s 人，不足法定人数 %(needed)s 人",
                present=there.present,
                needed=there.needed,
            )
        taken = 0 if found.paper_only else found.paper_issued
        given = _issued(there.present - taken if issued is None else issued, there.present, taken)
        if found.paper_only:
            found.issued, found.paper_issued = 0, given
        else:
            found.issued = given
        found.opened_at = now
        total = found.issued + found.paper_issued
        advance(session, found, "open", actor, "开始投票", now, present=there.present, issued=total)


def _issued(issued: int, there: int, paper: int = 0) -> int:
    present = there - paper
    if paper and not 0 <= issued <= present:
        raise Rejected(
            "issued_wrong", "实到 %(there)s 人，其中 %(paper)s 人用纸质票，发出投票卡应在 0 和 %(present)s 张之间",
            there=there, paper=paper, present=present,
        )  # fmt: skip
    if not 0 <= issued <= present:
        raise Rejected("issued_wrong", "发出张数应在 0 和实到 %(present)s 人之间", present=present)
    return issued


def set_issued(round_id: int, issued: int, reason: str, actor: Actor, now: datetime) -> None:
    """Correct the number of cards handed out, with a reason, before the vote closes."""
    if not reason.strip():
        raise Rejected("reason_missing", "请填写更正原因")
    with writing() as session:
        found = locked(session, round_id)
        require(found, "open")
        inside = returned(found.id)
        if issued < inside:
            raise Rejected("issued_below_returned", "已经收回 %(returned)s 张，发出张数不能更少", returned=inside)
        there = present_count(found.meeting_id)
        if found.paper_only:
            if found.destroyed is not None:
                raise Conflict("spare_destroyed", "余票已经清点销毁，发出张数不能再改")
            before, found.paper_issued = found.paper_issued, _issued(issued, there)
        else:
            before, found.issued = found.issued or 0, _issued(issued, there, found.paper_issued)
        details = {"round": found.uuid, "from": before, "to": issued, "reason": reason.strip()}
        record(session, found.congress_id, actor, "更正发出张数", found.title, details, now)


def returned(round_id: int) -> int:
    """收回: ballots in the box."""
    return db.session.scalar(select(func.count()).select_from(Ballot).where(Ballot.round_id == round_id)) or 0


def figures(found: Round) -> Figures:
    """The four numbers of the hall."""
    there = found.present if found.present is not None else present_count(found.meeting_id)
    sheets = select(func.coalesce(func.sum(Batch.sheets), 0)).where(Batch.round_id == found.id)
    paper = db.session.scalar(sheets) or 0
    return Figures(
        found.meeting.entitled, there, (found.issued or 0) + found.paper_issued, returned(found.id) + paper,
        found.paper_issued, paper,
    )  # fmt: skip


def close_round(round_id: int, config: Config, actor: Actor, now: datetime) -> None:
    """End the vote: nothing more enters the box, the number of those present is fixed."""
    with writing() as session:
        found = locked(session, round_id)
        require(found, "open")
        if not found.paper_only:
            before = boxes.head_of(found)
            ended = boxes.write(
                config, found.uuid, before, lambda path, head: board.append(path, head, "EndBallots", None)
            )
            boxes.note(found, ended)
        found.closed_at = now
        numbers = figures(found)
        found.present = numbers.present
        traces.forget_order(session, found)
        advance(
            session, found, "closed", actor, "结束投票", now, present=numbers.present, issued=numbers.issued,
            returned=numbers.returned,
        )  # fmt: skip
    traces.sweep()
