"""Suggestions that say the same become one group (合并), one level deep, and can leave it again.

Every member keeps its text, origin, number, query code and counters; the group is handled and answered at its head.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import select

from ...errors import Conflict, Missing, Rejected
from ...extensions import db, writing
from ...journal import acts
from ...journal.log import Actor, record
from ..models import Suggestion
from ..suggestions import locked, note
from .assigning import subject_of

MOST = 200


def merge(congress_id: int, head_id: int, versions: Mapping[int, int], actor: Actor, now: datetime) -> Suggestion:
    """Merge suggestions into one of them; `versions` has for each, the head too, the version that the clerk saw.

    Members of groups that are merged move along, so that no group stands in another. A head without a unit takes over
    the first member's. Raises `Rejected`, `Missing`, or `Conflict` when somebody else has changed one of them since.
    """
    if head_id not in versions or len(versions) < 2:
        raise Rejected("too_few", "请至少选择两条建议，并指定以哪一条为主", field="head")
    if len(versions) > MOST:
        raise Rejected("too_many", "一次最多合并 %(most)s 条", most=MOST)
    with writing() as session:
        chosen = Suggestion.id.in_(list(versions)) | Suggestion.merged_into_id.in_(list(versions))
        query = select(Suggestion).where(chosen, Suggestion.congress_id == congress_id).order_by(Suggestion.id)
        rows = {one.id: one for one in session.scalars(query.with_for_update())}
        if any(one not in rows for one in versions):
            raise Missing("no_such_suggestion", "没有找到这条建议")
        head = rows[head_id]
        members = [rows[one] for one in versions if one != head_id]
        for one in (head, *members):
            if one.version != versions[one.id]:
                raise Conflict("changed_meanwhile_no", "第 %(no)s 号刚才有人改过，请看过现在的内容再合并", no=one.no)
        _may(head, members)
        for one in members:
            one.merged_into_id = head.id
            one.version += 1
            note(session, one, "merged", actor.name, now, f"第{head.no}号")
            if head.unit_id is None and one.unit_id is not None and head.outcome is None:
                head.unit_id, head.assigned_at = one.unit_id, one.assigned_at
                head.due_on, head.accepted_at = one.due_on, one.accepted_at
        moved = [one for one in rows.values() if one.merged_into_id in versions and one.merged_into_id != head.id]
        for one in moved:
            one.merged_into_id = head.id
            one.version += 1
            note(session, one, "merged", actor.name, now, f"第{head.no}号")
        head.version += 1
        taken = "、".join(f"第{one.no}号" for one in (*members, *moved))
        note(session, head, "took_in", actor.name, now, taken)
        record(
            session,
            congress_id,
            actor,
            acts.SUGGESTIONS_MERGED,
            subject_of(session, head),
            {
                "编号": head.no,
                "并入": [one.no for one in (*members, *moved)],
            },
            now,
        )
        return head


def _may(head: Suggestion, members: Iterable[Suggestion]) -> None:
    for one in (head, *members):
        if one.merged_into_id is not None:
            raise Conflict("merged_already", "第 %(no)s 号已经并入另一条", no=one.no)
        if one.spam or one.withdrawn_at is not None:
            raise Conflict("not_to_merge", "第 %(no)s 号无效或者已撤回，不能合并", no=one.no)
        if one.drive_id != head.drive_id:
            raise Conflict("other_drive", "只能合并同一次征集的建议")
    for one in members:
        if one.outcome is not None or one.proposed_at is not None:
            raise Conflict("answered_member", "第 %(no)s 号已有答复，请以它为主", no=one.no)


def take_out(congress_id: int, suggestion_id: int, version: int, actor: Actor, now: datetime) -> Suggestion:
    """Take a suggestion out of its group (移出合并): it stands for itself again. Raises `Conflict`."""
    with writing() as session:
        own = select(Suggestion.merged_into_id).where(
            Suggestion.id == suggestion_id, Suggestion.congress_id == congress_id
        )
        head_id = session.scalar(own)
        if head_id is None:
            locked(session, congress_id, suggestion_id)
            raise Conflict("not_merged", "这条建议没有合并")
        # In the order in which `merge` takes them, so that neither waits for the other for ever.
        rows = {one: locked(session, congress_id, one) for one in sorted((suggestion_id, head_id))}
        found, head = rows[suggestion_id], rows[head_id]
        if found.version != version or found.merged_into_id != head_id:
            raise Conflict("changed_meanwhile", "这条建议刚才有人改过，请看过现在的内容再办理")
        found.merged_into_id = None
        found.rating, found.rating_note, found.rated_at = None, "", None
        for one in (found, head):
            one.version += 1
        note(session, found, "unmerged", actor.name, now, f"第{head.no}号")
        note(session, head, "unmerged", actor.name, now, f"移出第{found.no}号")
        record(
            session,
            congress_id,
            actor,
            acts.SUGGESTION_UNMERGED,
            subject_of(session, head),
            {
                "编号": found.no,
                "原并入": head.no,
            },
            now,
        )
        return found


def members_of(head_id: int) -> list[Suggestion]:
    """What was merged into a suggestion, oldest first."""
    return list(
        db.session.scalars(select(Suggestion).where(Suggestion.merged_into_id == head_id).order_by(Suggestion.no))
    )


def supports_of(head: Suggestion) -> int:
    """The supports of a whole group."""
    return head.supports + sum(one.supports for one in members_of(head.id))
