"""Where a suggestion stands, as conditions of a query: one definition for lists, counts, units and the closing."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_

from ...sentences import Sentence
from ..models import Suggestion

STATES = {
    "new": Sentence("待交办"),
    "assigned": Sentence("已交办"),
    "accepted": Sentence("办理中"),
    "proposed": Sentence("答复待审"),
    "overdue": Sentence("超期"),
    "pressed": Sentence("督办"),
    "answered": Sentence("已答复"),
    "unanswered": Sentence("未答复"),
    "dissatisfied": Sentence("不满意"),
    "released": Sentence("已公开"),
    "unreleased": Sentence("未公开"),
    "merged": Sentence("已合并"),
    "spam": Sentence("垃圾信息"),
    "withdrawn": Sentence("已撤回"),
}
"""States by which lists are filtered; a suggestion may be in several."""
SOON = timedelta(days=7)
"""A deadline within these days is near (即将到期)."""


def counted() -> ColumnElement[bool]:
    """Neither spam nor withdrawn."""
    return and_(Suggestion.spam.is_(False), Suggestion.withdrawn_at.is_(None))


def head() -> ColumnElement[bool]:
    """Counted, and not merged into another: what is handled and answered."""
    return and_(counted(), Suggestion.merged_into_id.is_(None))


def unanswered() -> ColumnElement[bool]:
    """A head without its released answer."""
    return and_(head(), Suggestion.outcome.is_(None))


def overdue(today: date) -> ColumnElement[bool]:
    """The unit's day is past and the unit has not answered; what waits for the clerk is not the unit's delay."""
    return and_(at_unit(), Suggestion.due_on < today)


def at_unit() -> ColumnElement[bool]:
    """A unit has it in hand."""
    return and_(unanswered(), Suggestion.unit_id.is_not(None), Suggestion.proposed_at.is_(None))


def conditions(today: date) -> dict[str, ColumnElement[bool]]:
    """Every state as a condition; `today` in Chinese time."""
    open_ = unanswered()
    return {
        "new": and_(open_, Suggestion.unit_id.is_(None), Suggestion.proposed_at.is_(None)),
        "assigned": at_unit(),
        "accepted": and_(at_unit(), Suggestion.accepted_at.is_not(None)),
        "proposed": and_(open_, Suggestion.proposed_at.is_not(None)),
        "overdue": overdue(today),
        "pressed": and_(open_, Suggestion.pressed_at.is_not(None)),
        "answered": and_(head(), Suggestion.outcome.is_not(None)),
        "unanswered": open_,
        "dissatisfied": and_(counted(), Suggestion.rating == "dissatisfied"),
        "released": and_(head(), Suggestion.published_at.is_not(None)),
        "unreleased": and_(head(), Suggestion.published_at.is_(None)),
        "merged": and_(counted(), Suggestion.merged_into_id.is_not(None)),
        "spam": Suggestion.spam.is_(True),
        "withdrawn": and_(Suggestion.spam.is_(False), Suggestion.withdrawn_at.is_not(None)),
    }


def states_of(one: Suggestion, today: date) -> list[str]:
    """The states that a list names for one suggestion, the most telling first; the same as `conditions`."""
    if one.spam:
        return ["spam"]
    if one.withdrawn_at is not None:
        return ["withdrawn"]
    if one.merged_into_id is not None:
        return ["merged"]
    if one.outcome is not None:
        found = ["answered"]
    elif one.proposed_at is not None:
        found = ["proposed"]
    elif one.unit_id is None:
        found = ["new"]
    else:
        found = ["overdue"] if one.due_on is not None and one.due_on < today else []
        found.append("accepted" if one.accepted_at is not None else "assigned")
    if one.pressed_at is not None and one.outcome is None:
        found.append("pressed")
    if one.rating == "dissatisfied":
        found.append("dissatisfied")
    return found
