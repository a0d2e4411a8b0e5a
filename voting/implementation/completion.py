"""The end of a project: its acceptance, with the final figures and the evidence (验收)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from ..attachments import store
from ..attachments.cleaning import Cleaned
from ..config import Config
from ..errors import Conflict, Rejected
from ..extensions import db, writing
from ..journal import acts
from ..journal.log import Actor, record
from ..projects.versions import amount
from ..sentences import Sentence
from ..texts import clean, money
from ..times import CHINA
from .changes import open_of
from .models import Acceptance, Plan
from .plans import locked, reports
from .reading import Faults
from .versions import running

HOLDER = "acceptance"
"""Of its attachments; their `holder_id` is the plan."""
RESULTS = {"completed": Sentence("完成"), "basically": Sentence("基本完成"), "failed": Sentence("未完成")}
MAX_FILES = 12
MOST = 2000


@dataclass(frozen=True)
class Accepted:
    """An acceptance record; `done` is the final quantity of each goal, in their order, as text."""

    on: date | None = None
    body: str = ""
    result: str = ""
    text: str = ""
    invested: Decimal | None = None
    done: Sequence[str] = ()
    document: str = ""


def of_plan(plan_id: int) -> Acceptance | None:
    """The plan's acceptance."""
    return db.session.get(Acceptance, plan_id)


def read(cells: Mapping[str, str], plan: Plan, today: date) -> tuple[Accepted, Faults]:
    """The record from the texts of its form (`done-N` for each goal), and what is wrong with it."""
    faults: Faults = []
    body, document = (" ".join(clean(cells.get(key, "")).split()) for key in ("body", "document"))
    text, result = clean(cells.get("text", "")), cells.get("result", "")
    on = _day(cells.get("accepted_on", ""))
    if on is None:
        faults.append(("accepted_on", Sentence("请填写验收日期")))
    elif on > today:
        faults.append(("accepted_on", Sentence("日期不能晚于今天")))
    elif plan.starts_on is not None and on < plan.starts_on:
        faults.append(("accepted_on", Sentence("验收日期早于开工日期")))
    if not body or len(body) > 120:
        faults.append(("body", Sentence("请写明由谁验收，最多 120 个字")))
    if result not in RESULTS:
        faults.append(("result", Sentence("请选择验收结果")))
    if result in ("basically", "failed") and not text:
        faults.append(("text", Sentence("没有全部完成的，请写明情况和原因")))
    if len(text) > MOST:
        faults.append(("text", Sentence("验收意见最多 %(most)s 个字", most=MOST)))
    if len(document) > 120:
        faults.append(("document", Sentence("文件名称或者文号最多 120 个字")))
    invested = _money(cells.get("invested", ""))
    if invested is None:
        faults.append(("invested", Sentence("请填写最终完成的投资，以万元计的数字")))
    done = []
    for row, goal in enumerate(plan.goals):
        reached = _quantity(cells.get(f"done-{row}", ""))
        if reached is None:
            faults.append((f"done-{row}", Sentence("请填写“%(name)s”最终完成的数量", name=goal["name"])))
        elif result == "completed" and reached < Decimal(goal["quantity"]):
            faults.append(
                (f"done-{row}", Sentence("“%(name)s”没有达到计划的数量，结果不能是“完成”", name=goal["name"]))
            )
        done.append("" if reached is None else amount(reached))
    return Accepted(on, body, result, text, invested, tuple(done), document), faults


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _money(text: str) -> Decimal | None:
    try:
        return money(text)
    except ValueError:
        return None


def _quantity(text: str) -> Decimal | None:
    try:
        value = Decimal(text.replace(",", "").strip())
        return value.quantize(Decimal("0.01")) if value.is_finite() and 0 <= value < 10**9 else None
    except ArithmeticError:
        return None


def accept(
    congress_id: int,
    plan_id: int,
    said: Accepted,
    files: Sequence[Cleaned],
    edits: int,
    config: Config,
    actor: Actor,
    now: datetime,
) -> Acceptance:
    """Enter the acceptance that ends a project; the evidence is kept with it and is not public by itself.

    Raises `Rejected`, or `Conflict` for a plan that is not approved, has ended, or has an open request for change.
    """
    if said.on is None or said.invested is None or said.result not in RESULTS:
        raise Rejected("acceptance_incomplete", "验收记录不完整", field="result")
    if said.on > now.astimezone(CHINA).date():
        raise Rejected("date_future", "日期不能晚于今天", field="accepted_on")
    if len(files) > MAX_FILES:
        raise Rejected("too_many_files", "最多附 %(most)s 个文件", field="files", most=MAX_FILES)
    with writing() as session:
        plan = running(locked(session, congress_id, plan_id, edits))
        if not plan.version:
            raise Conflict("not_approved", "计划还没有批准，不能验收")
        if open_of(session, plan_id) is not None:
            raise Conflict("request_open", "这个项目还有调整申请没有办结，不能验收")
        made = Acceptance(
            plan_id=plan_id,
            congress_id=congress_id,
            accepted_on=said.on,
            body=said.body,
            result=said.result,
            text=said.text,
            invested=said.invested,
            done=list(said.done),
            document=said.document,
            actor=actor.name,
            at=now,
        )
        session.add(made)
        plan.completed_on, plan.invested = said.on, said.invested
        if said.result == "completed":
            plan.percent = 100
        plan.edits += 1
        session.flush()
        store.keep(session, config, congress_id, HOLDER, plan_id, files)
        details = {
            "on": said.on.isoformat(),
            "body": said.body,
            "result": RESULTS[said.result],
            "invested": str(said.invested),
            "done": list(said.done),
            "files": [one.name for one in files],
        }
        record(session, congress_id, actor, acts.ACCEPTANCE_ENTERED, plan.name, details, now)
        return made


def revoke(congress_id: int, plan_id: int, reason: str, actor: Actor, now: datetime) -> None:
    """Strike an acceptance entered by mistake; the journal keeps what it said. Raises `Rejected`, `Conflict`."""
    reason = clean(reason)
    if not reason or len(reason) > 500:
        raise Rejected("reason_missing", "请写明撤销的原因，最多 %(most)s 个字", field="revoked", most=500)
    with writing() as session:
        plan = locked(session, congress_id, plan_id)
        made = session.get(Acceptance, plan_id, with_for_update=True)
        if made is None:
            raise Conflict("not_accepted", "这个项目没有验收记录")
        for one in store.held_by(HOLDER, [plan_id]):
            session.delete(one)
        details = {"on": made.accepted_on.isoformat(), "result": RESULTS[made.result], "reason": reason}
        session.delete(made)
        plan.completed_on = None
        _as_reported(plan)
        plan.edits += 1
        record(session, congress_id, actor, acts.ACCEPTANCE_REVOKED, plan.name, details, now)


def _as_reported(plan: Plan) -> None:
    """Progress and money as the unit reported them last."""
    newest = next(iter(reports(plan.id)), None)
    plan.percent, plan.invested = (newest.percent, newest.invested) if newest is not None else (0, Decimal(0))
