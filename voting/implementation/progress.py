"""What a unit reports of a project for a period (进展填报): once for each, correctable until the next one.

Percent and investment never go back without a word of why; milestones are reached once. Everything that the unit sent
is kept in one transaction with its photos, or nothing of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ..attachments import store
from ..attachments.cleaning import Cleaned
from ..attachments.models import Attachment
from ..config import Config
from ..edit_conflict import mark, unchanged
from ..errors import Conflict, Missing, Rejected
from ..extensions import db, own, writing
from ..journal import acts
from ..journal.log import Actor, record
from ..texts import clean
from ..times import CHINA
from .models import Plan, ProgressReport
from .periods import asked, bounds, ended, named, period_of
from .report_form import Told, check
from .settings import Setting, setting_of
from .states import Due, Facts, State, state_of

MAX_FILES = 9
HOLDER = "report"


def next_period(plan: Plan, today: date, setting: Setting) -> str | None:
    """The period that is reported next: the oldest that is over and not reported, else the one that runs; or None."""
    if plan.version == 0 or plan.starts_on is None or over(plan) or today < plan.starts_on:
        return None
    last = ended(plan.reported)
    waiting = [one for one in asked(plan.starts_on, today, setting.report_every) if ended(one) > last]
    running = period_of(today, setting.report_every)
    return waiting[0] if waiting else running if ended(running) > last else None


def known(period: str) -> str:
    """The period; raises `Missing` for what is none."""
    try:
        bounds(period)
    except ValueError as error:
        raise Missing("no_such_period", "没有这一期") from error
    return period


@dataclass(frozen=True)
class Turn:
    """A period of a plan that is reported: `newest` is the plan's newest report, of this period or of one before."""

    plan: Plan
    period: str
    newest: ProgressReport | None

    @property
    def again(self) -> ProgressReport | None:
        """The report that is corrected; None when it is a new one."""
        return self.newest if self.newest is not None and self.newest.period == self.period else None

    @property
    def corrected(self) -> dict[int, date]:
        """The milestones that the report reached which is corrected (see `reached_by`)."""
        return reached_by(self.again, self.plan) if self.again is not None else {}

    @property
    def photos(self) -> list[Attachment]:
        """The photos of the report that is corrected."""
        return store.held_by(HOLDER, [self.again.id]) if self.again is not None else []


def turn(plan: Plan, today: date, asked: str = "") -> Turn | None:
    """The period to be reported: the one that is asked for, one that was returned, else the next; None without any.

    Raises `Missing` when what is asked for is no period.
    """
    newest = next(iter(of_plan(plan.id)), None)
    waits = newest.period if newest is not None and newest.returned and not over(plan) else ""
    period = asked or waits or next_period(plan, today, setting_of(plan.congress_id))
    return Turn(plan, known(period), newest) if period is not None else None


def over(plan: Plan) -> bool:
    """Whether nothing is reported any more: accepted or cancelled."""
    return plan.completed_on is not None or plan.cancelled_on is not None


def of_plan(plan_id: int) -> list[ProgressReport]:
    """The reports, newest period first."""
    return of_plans([plan_id])[plan_id]


def of_plans(plan_ids: Sequence[int]) -> dict[int, list[ProgressReport]]:
    """The reports of several plans, by plan, newest period first."""
    found: dict[int, list[ProgressReport]] = {plan_id: [] for plan_id in plan_ids}
    query = select(ProgressReport).where(ProgressReport.plan_id.in_(plan_ids))
    for one in sorted(db.session.scalars(query), key=lambda one: ended(one.period), reverse=True):
        found[one.plan_id].append(one)
    return found


def returned(plan_ids: Sequence[int]) -> dict[int, ProgressReport]:
    """The reports that were sent back and wait to be done again, by plan."""
    query = select(ProgressReport).where(ProgressReport.plan_id.in_(plan_ids), ProgressReport.returned != "")
    return {one.plan_id: one for one in db.session.scalars(query)}


def reached_by(report: ProgressReport, plan: Plan) -> dict[int, date]:
    """The milestones that a report reached, by their numbers of now: a change of the plan may have moved them."""
    numbers = {one.name: one.no for one in plan.milestones}
    told = [(numbers.get(one["name"]) if "name" in one else int(one["no"]), one["on"]) for one in report.reached]
    return {no: date.fromisoformat(on) for no, on in told if no is not None}


def report_of(congress_id: int, report_id: int) -> ProgressReport:
    """The report of this congress; raises `Missing`."""
    return own(ProgressReport, report_id, congress_id)


def values(report: ProgressReport | None) -> tuple[object, ...]:
    """What a form shows of a report: figures, words, milestones, photos; of none nothing."""
    if report is None:
        return ()
    held = [one.sha256 for one in store.held_by(HOLDER, [report.id])]
    reached = [f"{one['no']} {one['on']}" for one in report.reached]
    return (
        report.percent,
        f"{report.invested:.2f}",
        report.text,
        report.problems,
        *report.done,
        "",
        *reached,
        "",
        *held,
    )


def send(
    congress_id: int,
    plan_id: int,
    unit_id: int | None,
    period: str,
    told: Told,
    files: Sequence[Cleaned],
    config: Config,
    actor: Actor,
    now: datetime,
    dropped: Sequence[int] = (),
    seen: str | None = None,
) -> ProgressReport:
    """Keep the report of a period: a new one, or in the place of the newest one.

    `unit_id`: whose plan it must be, None for the office. `dropped`: attachments of the report that go. `seen`: the
    mark of the `values` that the person had before the eyes. Raises `Rejected` naming the field, `Conflict` when the
    plan takes no report of this period or somebody has reported it meanwhile, `Missing`.
    """
    today = now.astimezone(CHINA).date()
    with writing() as session:
        plan = own(Plan, plan_id, congress_id, lock=True, **({} if unit_id is None else {"unit_id": unit_id}))
        check(told, plan, today)
        setting = setting_of(congress_id)
        found = session.scalar(
            select(ProgressReport).where(ProgressReport.plan_id == plan_id, ProgressReport.period == period)
        )
        if seen is not None and mark(values(found)) != seen:
            unchanged(seen, values(found), _wanted(told, files, found))
            if found is not None:  # a second click has sent what its first has sent
                return found
        _takes(plan, period, found, today, setting)
        before = _before(session, plan_id, period)
        _never_back(told, before)
        if found is None:
            found = ProgressReport(congress_id=congress_id, plan_id=plan_id, period=period, at=now)
            session.add(found)
        else:
            _take_back(plan, found)
            found.corrected_at = now
        found.percent, found.invested, found.text, found.problems = (
            told.percent,
            told.invested,
            told.text,
            told.problems,
        )
        found.done, found.actor, found.returned, found.why = list(told.done), actor.name, "", told.why
        names = {one.no: one.name for one in plan.milestones}
        found.reached = [
            {"no": str(no), "name": names[no], "on": on.isoformat()} for no, on in sorted(told.reached.items())
        ]
        for one in plan.milestones:
            if one.no in told.reached:
                one.reached_on = told.reached[one.no]
        same = before is not None and (before.percent, before.invested) == (told.percent, told.invested)
        plan.percent, plan.invested, plan.reported = told.percent, told.invested, period
        plan.unchanged = _run(session, plan_id, period) + 1 if same and not told.reached else 0
        session.flush()
        found.state = state(plan, today, setting).key
        _files(session, found, files, dropped, config)
        details = {"期间": period, "进度": told.percent, "投资": str(told.invested), "状态": found.state}
        details |= {"减少的原因": told.why} if told.why else {}
        if found.corrected_at is None:
            record(session, congress_id, actor, acts.PROGRESS_REPORTED, plan.name, details, now)
        else:
            record(session, congress_id, actor, acts.PROGRESS_CORRECTED, plan.name, details, now)
        return found


def send_back(congress_id: int, report_id: int, reason: str, actor: Actor, now: datetime) -> ProgressReport:
    """The office asks the unit to do the newest report again (退回重报); raises `Rejected`, `Conflict`, `Missing`."""
    reason = clean(reason)
    if not reason or len(reason) > 300:
        raise Rejected("reason_missing", "请写明退回的原因，最多 300 个字", field="reason")
    with writing() as session:
        found = own(ProgressReport, report_id, congress_id, lock=True)
        plan = session.get_one(Plan, found.plan_id)
        if plan.reported != found.period or over(plan):
            raise Conflict("not_newest", "只能退回最近一期的填报")
        found.returned = reason
        record(
            session, congress_id, actor, acts.PROGRESS_SENT_BACK, plan.name, {"期间": found.period, "原因": reason}, now
        )
        return found


def release(congress_id: int, report_id: int, attachment_ids: Sequence[int], actor: Actor, now: datetime) -> int:
    """Which photos of a report the public sees (公开照片): these and no others; returns how many."""
    with writing() as session:
        found = own(ProgressReport, report_id, congress_id)
        held = session.scalars(
            select(Attachment).where(Attachment.holder == HOLDER, Attachment.holder_id == report_id)
        ).all()
        for one in held:
            one.public = one.id in attachment_ids
        count = sum(one.public for one in held)
        name = session.get_one(Plan, found.plan_id).name
        record(session, congress_id, actor, acts.PHOTOS_PUBLISHED, name, {"期间": found.period, "张数": count}, now)
        return count


def photo_of(congress_id: int, attachment_id: int) -> Attachment:
    """A photo or document of one of the congress's reports; raises `Missing`."""
    return own(Attachment, attachment_id, congress_id, holder=HOLDER)


def facts(plan: Plan, accepted: tuple[date, str] | None = None) -> Facts:
    """What the state of a plan follows from; `accepted` when it has an acceptance."""
    return Facts(
        plan.starts_on,
        plan.ends_on,
        plan.percent,
        [Due(one.due_on, one.weight) for one in plan.milestones],
        float(plan.invested),
        float(plan.investment_year or 0),
        plan.unchanged,
        plan.version > 0,
        accepted,
        plan.cancelled_on is not None,
    )


def state(plan: Plan, today: date, setting: Setting, accepted: tuple[date, str] | None = None) -> State:
    """How the plan stands."""
    return state_of(facts(plan, accepted), today, setting.tolerance, setting.stalled_after)


def _takes(plan: Plan, period: str, found: ProgressReport | None, today: date, setting: Setting) -> None:
    if plan.version == 0:
        raise Conflict("plan_unapproved", "实施计划还没有批准，不能填报进展")
    if over(plan):
        raise Conflict("plan_over", "项目已经验收或者取消，不再填报进展")
    first, _last = bounds(known(period))
    if period != period_of(first, setting.report_every):
        raise Missing("no_such_period", "没有这一期")
    if first > today:
        raise Conflict("period_ahead", "这一期还没有开始")
    last = ended(plan.reported)
    if ended(period) < last or (found is None and ended(period) == last):
        raise Conflict("period_past", "已经填报了后面的一期，这一期不能再改")
    if found is None and (waits := returned([plan.id]).get(plan.id)) is not None:
        raise Conflict("report_returned", "%(period)s的填报已退回，请先重新填报", period=named(waits.period))
    # The first one may be any: a year that was begun before this system is not reported from its beginning.
    if plan.reported and found is None and period != (wanted := next_period(plan, today, setting)):
        raise Conflict("period_skipped", "请先填报%(period)s的进展", period=named(wanted) if wanted else "")


def _before(session: Session, plan_id: int, period: str) -> ProgressReport | None:
    return next(iter(_earlier(session, plan_id, period)), None)


def _earlier(session: Session, plan_id: int, period: str) -> list[ProgressReport]:
    """The reports before a period, newest first."""
    found = session.scalars(select(ProgressReport).where(ProgressReport.plan_id == plan_id))
    earlier = [one for one in found if ended(one.period) < ended(period)]
    return sorted(earlier, key=lambda one: ended(one.period), reverse=True)


def _never_back(told: Told, before: ProgressReport | None) -> None:
    if before is None or told.why:
        return
    if told.percent < before.percent:
        raise Rejected(
            "percent_back", "上一期已经到 %(before)s%%；减少的请写明原因", before=before.percent, field="percent"
        )
    if told.invested < before.invested:
        raise Rejected(
            "invested_back",
            "上一期已经投资 %(before)s 万元；减少的请写明原因",
            before=f"{before.invested:f}",
            field="invested",
        )


def _wanted(told: Told, files: Sequence[Cleaned], found: ProgressReport | None) -> tuple[object, ...]:
    """What `values` would be after this form, if its photos are there already."""
    held = [one.sha256 for one in store.held_by(HOLDER, [found.id])] if found is not None else []
    new = [one.sha256 for one in files if one.sha256 not in held]
    reached = [f"{no} {on.isoformat()}" for no, on in sorted(told.reached.items())]
    return (told.percent, f"{told.invested:.2f}", told.text, told.problems, *told.done, "", *reached, "", *held, *new)


def _take_back(plan: Plan, found: ProgressReport) -> None:
    """What an earlier form of this report said of milestones no longer counts."""
    again = reached_by(found, plan)
    for one in plan.milestones:
        if one.no in again:
            one.reached_on = None


def _run(session: Session, plan_id: int, period: str) -> int:
    """How many reports before this one, in a row, showed no progress."""
    run = 0
    for newer, older in pairwise(_earlier(session, plan_id, period)):
        if (newer.percent, newer.invested) != (older.percent, older.invested) or newer.reached:
            break
        run += 1
    return run


def _files(
    session: Session, found: ProgressReport, files: Sequence[Cleaned], dropped: Sequence[int], config: Config
) -> None:
    for key in dropped:
        one = session.get(Attachment, key)
        if one is not None and (one.holder, one.holder_id) == (HOLDER, found.id):
            session.delete(one)
    session.flush()
    held = (
        session.scalar(
            select(func.count())
            .select_from(Attachment)
            .where(Attachment.holder == HOLDER, Attachment.holder_id == found.id)
        )
        or 0
    )
    if held + len(files) > MAX_FILES:
        raise Rejected("too_many_files", "最多附 %(most)s 个文件", field="files", most=MAX_FILES)
    store.keep(session, config, found.congress_id, HOLDER, found.id, files)
