"""Giving a suggestion to the unit that handles it (交办), and the unit's taking or returning it (办理、退回、督办)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from ...config import Config
from ...congress.models import Unit
from ...edit_conflict import Outdated
from ...errors import Conflict, Missing, Rejected
from ...extensions import find_own, writing
from ...journal import acts
from ...journal.log import Actor, record
from ...texts import clean
from ...times import CHINA
from ..models import Drive, Suggestion
from ..suggestions import locked, note

MAX_NOTE = 500


def usual_due(found: Suggestion | None, config: Config, today: date) -> date:
    """The day that the form begins with: for deputies' suggestions some months (代表法), else some days."""
    if found is None or found.kind != "deputy":
        return today + timedelta(days=config.answer_days)
    months = today.month - 1 + config.deputy_answer_months
    year, month = today.year + months // 12, months % 12 + 1
    return date(year, month, min(today.day, monthrange(year, month)[1]))


def assign(
    congress_id: int, suggestion_id: int, unit_id: int, due_on: date, version: int, actor: Actor, now: datetime
) -> Suggestion:
    """Give a suggestion to a unit, or to another one, or set another day. Raises `Rejected`, `Conflict`, `Missing`."""
    with writing() as session:
        found = locked(session, congress_id, suggestion_id, version)
        give(session, found, chosen_unit(session, congress_id, unit_id), due_on, actor, now)
        record(
            session,
            congress_id,
            actor,
            acts.SUGGESTION_ASSIGNED,
            subject_of(session, found),
            {
                "编号": found.no,
                "承办单位": session.get_one(Unit, unit_id).name,
                "期限": due_on.isoformat(),
            },
            now,
        )
        return found


def chosen_unit(session: Session, congress_id: int, unit_id: int) -> Unit:
    """The unit to give work to; raises `Rejected` when it is none of this congress or no longer at work."""
    unit = find_own(Unit, unit_id, congress_id, active=True)
    if unit is None:
        raise Rejected("unit_unknown", "请选择承办单位", field="unit_id")
    return unit


def give(
    session: Session,
    found: Suggestion,
    unit: Unit,
    due_on: date,
    actor: Actor,
    now: datetime,
    bulk_id: int | None = None,
) -> None:
    """`assign` inside the caller's transaction, for one locked suggestion; the caller writes the journal."""
    to_handle(found)
    if due_on < now.astimezone(CHINA).date():
        raise Rejected("due_past", "办理期限不能早于今天", field="due_on")
    if due_on > now.astimezone(CHINA).date() + timedelta(days=730):
        raise Rejected("due_far", "办理期限最长两年", field="due_on")
    if found.proposed_at is not None:
        raise Conflict("answer_waits", "承办单位已经答复，请先审核答复")
    if found.unit_id != unit.id:
        found.unit_id, found.assigned_at, found.accepted_at, found.pressed_at = unit.id, now, None, None
    found.due_on = due_on
    found.version += 1
    note(session, found, "assigned", actor.name, now, unit.name, {"期限": due_on.isoformat()}, bulk_id)


def to_handle(found: Suggestion) -> None:
    """Raise `Conflict` when a suggestion is not one to be handled: spam, withdrawn, merged or answered."""
    if found.spam or found.withdrawn_at is not None:
        raise Conflict("not_to_handle", "无效或者已撤回的建议不再办理")
    if found.merged_into_id is not None:
        raise Conflict("merged", "这条建议已并入另一条，请办理合并后的建议")
    if found.outcome is not None:
        raise Conflict("answered", "这条建议已经答复")


def accept(congress_id: int, unit_id: int, suggestion_id: int, version: int, by: str, now: datetime) -> Suggestion:
    """The unit begins to handle it (办理). Raises `Conflict`, `Missing`."""
    with writing() as session:
        found = of_unit(session, congress_id, unit_id, suggestion_id, version)
        if found.accepted_at is None:
            found.accepted_at = now
            found.version += 1
            note(session, found, "accepted", by, now)
        return found


def hand_back(
    congress_id: int, unit_id: int, suggestion_id: int, reason: str, version: int, by: str, now: datetime
) -> Suggestion:
    """The unit says that it is not its matter (退回); it waits for the clerk again. Raises `Rejected`, `Conflict`."""
    reason = clean(reason)
    if not reason or len(reason) > MAX_NOTE:
        raise Rejected("reason_missing", "请填写退回的理由，最多 %(most)s 个字", field="back_reason", most=MAX_NOTE)
    with writing() as session:
        found = of_unit(session, congress_id, unit_id, suggestion_id, version)
        found.unit_id = found.assigned_at = found.accepted_at = found.due_on = None
        found.version += 1
        note(session, found, "handed_back", by, now, reason)
        return found


def press(congress_id: int, suggestion_id: int, text: str, version: int, actor: Actor, now: datetime) -> Suggestion:
    """The congress presses the unit for its answer (督办). Raises `Rejected`, `Conflict`."""
    text = clean(text)
    if not text or len(text) > MAX_NOTE:
        raise Rejected("note_missing", "请填写督办意见，最多 %(most)s 个字", field="press_note", most=MAX_NOTE)
    with writing() as session:
        found = locked(session, congress_id, suggestion_id, version)
        to_handle(found)
        if found.unit_id is None:
            raise Conflict("not_assigned", "这条建议还没有交办")
        found.pressed_at = now
        found.version += 1
        note(session, found, "pressed", actor.name, now, text)
        record(
            session, congress_id, actor, acts.SUGGESTION_PRESSED, subject_of(session, found), {"编号": found.no}, now
        )
        return found


def of_unit(
    session: Session, congress_id: int, unit_id: int, suggestion_id: int, version: int | None = None
) -> Suggestion:
    """The suggestion, locked, that this unit has in hand; raises `Missing` for any other, or `Conflict`."""
    found = locked(session, congress_id, suggestion_id)
    if found.unit_id != unit_id:
        raise Missing("no_such_suggestion", "没有找到这条建议")
    if version is not None and found.version != version:
        raise Outdated("changed_meanwhile", "这条建议刚才有人改过，请看过现在的内容再办理")
    to_handle(found)
    if found.proposed_at is not None:
        raise Conflict("answer_waits", "答复已经提交，正在审核")
    return found


def subject_of(session: Session, found: Suggestion) -> str:
    """What the journal names: the drive, or 代表建议."""
    drive = session.get(Drive, found.drive_id) if found.drive_id else None
    return drive.title if drive else "代表建议"
