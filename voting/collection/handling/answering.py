"""What becomes of a suggestion: its outcome and reason, released by the office, rated by the proposer (答复、评价).

The flow, for suggestions of the public and of deputies alike (a group is handled at its head):

    待交办 ──assign──▶ 已交办 ──accept──▶ 办理中 ──propose──▶ 答复待审 ──answer──▶ 已答复 ──rate──▶ 已评价
       ▲                  │ hand_back       │                    │ send_back                │ reopen
       └──────────────────┴─────────────────┘       办理中 ◀─────┘         办理中 ◀─────────┘

- `propose`: the unit's answer, an outcome with its reason. It binds nobody yet: nobody outside sees it.
- `answer`: a clerk releases it, as it is or corrected; without a unit the clerk answers alone. From here on the
  proposer reads it on the status page, and everyone once the suggestion is public (`publishing.release`).
- `answer` again corrects what is released; the record and the journal keep each wording.
- `reopen`: an answer that does not satisfy goes back to the unit with a new day (重新办理), and the rating is cleared.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ...congress.models import Unit
from ...errors import Conflict, Missing, Rejected
from ...extensions import db, writing
from ...journal import acts
from ...journal.log import Actor, record
from ...sentences import Sentence
from ...texts import clean
from ..channels import OUTCOMES, RATINGS
from ..models import Suggestion
from ..suggestions import locked, note
from .assigning import chosen_unit, give, of_unit, subject_of, to_handle
from .publishing import faults

MAX_REASON = 1000
MAX_NOTE = 500


def checked(session: Session, suggestion_id: int, outcome: str, reason: str) -> tuple[str, str]:
    """Outcome and cleaned reason; raises `Rejected` naming the field. An office's own telephone may stand in it."""
    reason = clean(reason)
    if outcome not in OUTCOMES:
        raise Rejected("outcome_missing", "请选择采纳情况", field="outcome")
    if not reason or len(reason) > MAX_REASON:
        raise Rejected("reason_missing", "请写明答复和理由，最多 %(most)s 个字", field="reason", most=MAX_REASON)
    # Fixed lines begin with an area code: they are the office's.
    places = [one for one in faults(session, suggestion_id, reason) if not one.startswith("0")]
    if places:
        raise Rejected(
            "personal_data",
            "%(label)s中有个人信息，请删去：%(places)s",
            field="reason",
            label=Sentence("答复"),
            places="、".join(places),
        )
    return outcome, reason


def propose(
    congress_id: int, unit_id: int, suggestion_id: int, outcome: str, reason: str, version: int, by: str, now: datetime
) -> Suggestion:
    """The unit answers; a clerk releases it. Raises `Rejected` naming the field, `Conflict`, `Missing`."""
    with writing() as session:
        found = of_unit(session, congress_id, unit_id, suggestion_id, version)
        outcome, reason = checked(session, found.id, outcome, reason)
        found.proposed_outcome, found.proposed_reason, found.proposed_at = outcome, reason, now
        found.accepted_at = found.accepted_at or now
        found.version += 1
        note(session, found, "proposed", by, now, str(OUTCOMES[outcome]), {"答复": reason})
        return found


def send_back(
    congress_id: int, suggestion_id: int, reason: str, version: int, actor: Actor, now: datetime
) -> Suggestion:
    """The clerk returns the unit's answer to be written anew; its day stays. Raises `Rejected`, `Conflict`."""
    reason = clean(reason)
    if not reason or len(reason) > MAX_NOTE:
        raise Rejected("reason_missing", "请填写退回的理由，最多 %(most)s 个字", field="back_reason", most=MAX_NOTE)
    with writing() as session:
        found = locked(session, congress_id, suggestion_id, version)
        if found.proposed_at is None:
            raise Conflict("no_answer_waits", "没有待审的答复")
        found.proposed_outcome, found.proposed_reason, found.proposed_at = None, "", None
        found.version += 1
        note(session, found, "sent_back", actor.name, now, reason)
        return found


def answer(
    congress_id: int, suggestion_id: int, outcome: str, reason: str, version: int, actor: Actor, now: datetime
) -> Suggestion:
    """Release an answer: the unit's, as it is or corrected, or the office's own; also corrects a released one.

    Raises `Rejected` naming the field, `Conflict`.
    """
    with writing() as session:
        found = locked(session, congress_id, suggestion_id, version)
        settle(session, found, outcome, reason, actor, now)
        record(
            session,
            congress_id,
            actor,
            acts.SUGGESTION_ANSWERED,
            subject_of(session, found),
            {
                "编号": found.no,
                "采纳情况": str(OUTCOMES[outcome]),
                "理由": found.reason,
            },
            now,
        )
        return found


def settle(
    session: Session,
    found: Suggestion,
    outcome: str,
    reason: str,
    actor: Actor,
    now: datetime,
    bulk_id: int | None = None,
) -> None:
    """`answer` inside the caller's transaction, for one locked suggestion; the caller writes the journal."""
    if found.outcome is None:
        to_handle(found)
    outcome, reason = checked(session, found.id, outcome, reason)
    unit = session.get(Unit, found.unit_id) if found.unit_id else None
    found.outcome, found.reason = outcome, reason
    found.answered_at = found.answered_at or now
    found.answered_by = unit.name if unit else actor.name
    found.proposed_outcome, found.proposed_reason, found.proposed_at = None, "", None
    found.version += 1
    note(session, found, "answered", actor.name, now, str(OUTCOMES[outcome]), {"答复": reason}, bulk_id)


def reopen(
    congress_id: int,
    suggestion_id: int,
    unit_id: int,
    due_on: date,
    reason: str,
    version: int,
    actor: Actor,
    now: datetime,
) -> Suggestion:
    """An answer goes back to a unit (重新办理): outcome and rating are cleared, the record keeps them.

    Raises `Rejected`, `Conflict`.
    """
    reason = clean(reason)
    if not reason or len(reason) > MAX_NOTE:
        raise Rejected(
            "reason_missing", "请填写重新办理的理由，最多 %(most)s 个字", field="again_reason", most=MAX_NOTE
        )
    with writing() as session:
        # The group in the order in which `merging.merge` takes it.
        group = select(Suggestion).where(
            (Suggestion.id == suggestion_id) | (Suggestion.merged_into_id == suggestion_id)
        )
        rows = list(session.scalars(group.order_by(Suggestion.id).with_for_update()))
        found = locked(session, congress_id, suggestion_id, version)
        if found.outcome is None:
            raise Conflict("not_answered", "这条建议还没有答复")
        unit = chosen_unit(session, congress_id, unit_id)
        before: dict[str, object] = {
            "采纳情况": str(OUTCOMES[found.outcome]),
            "评价": str(RATINGS.get(found.rating or "", "")),
        }
        found.outcome, found.reason, found.answered_at, found.answered_by = None, "", None, ""
        for one in rows:
            one.rating, one.rating_note, one.rated_at = None, "", None
        note(session, found, "reopened", actor.name, now, reason, before)
        give(session, found, unit, due_on, actor, now)
        record(
            session,
            congress_id,
            actor,
            acts.SUGGESTION_REOPENED,
            subject_of(session, found),
            {"编号": found.no} | before,
            now,
        )
        return found


def head_of(suggestion: Suggestion) -> Suggestion:
    """The suggestion whose answer counts: the head of its group, or itself."""
    if suggestion.merged_into_id is None:
        return suggestion
    return db.session.get_one(Suggestion, suggestion.merged_into_id)


def heads_of(listed: Sequence[Suggestion]) -> list[tuple[Suggestion, Suggestion]]:
    """Each suggestion with the one whose answer counts, in one query."""
    query = select(Suggestion).where(Suggestion.id.in_([one.merged_into_id for one in listed if one.merged_into_id]))
    heads = {one.id: one for one in db.session.scalars(query)}
    return [(one, heads[one.merged_into_id] if one.merged_into_id else one) for one in listed]


def rate(suggestion_id: int, rating: str, text: str, now: datetime, by: str = "提出人") -> Suggestion:
    """The proposer says how the answer is found (满意、基本满意、不满意); may be said again until it is reopened.

    A member of a group rates the head's answer for itself. Raises `Rejected` naming the field, `Conflict`, `Missing`.
    """
    text = clean(text)
    if rating not in RATINGS:
        raise Rejected("rating_missing", "请选择满意、基本满意或者不满意", field="rating")
    if len(text) > MAX_NOTE:
        raise Rejected(
            "too_long", "%(label)s最多 %(most)s 个字", field="rating_note", label=Sentence("意见"), most=MAX_NOTE
        )
    with writing() as session:
        found = session.get(Suggestion, suggestion_id, with_for_update=True)
        if found is None or found.spam or found.withdrawn_at is not None:
            raise Missing("no_such_suggestion", "没有找到这条建议")
        if head_of(found).outcome is None:
            raise Conflict("not_answered", "这条建议还没有答复")
        found.rating, found.rating_note, found.rated_at = rating, text, now
        found.version += 1
        note(session, found, "rated", by, now, str(RATINGS[rating]))
        return found
