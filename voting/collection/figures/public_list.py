"""What the public sees of a drive's suggestions: the released heads, searched in what is public and nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from ...errors import Missing
from ...extensions import db
from ...sentences import Sentence
from ..handling.states import head
from ..models import Suggestion

SORTS = {"newest": Sentence("最新在前"), "supports": Sentence("附议最多")}
MAX_WORDS = 8


@dataclass(frozen=True)
class Shown:
    """A suggestion as the public sees it: `same` how many say the same, itself included; `supports` of all of them."""

    suggestion: Suggestion
    same: int
    supports: int


@dataclass(frozen=True)
class Wanted:
    """What the list shows; empty fields do not filter. `outcome` may also be `open`: not answered yet."""

    words: str = ""
    category: str = ""
    place: str = ""
    outcome: str = ""
    sort: str = "newest"


def count(drive_id: int, wanted: Wanted) -> int:
    """How many there are."""
    query = select(func.count()).select_from(Suggestion).where(_condition(drive_id, wanted))
    return db.session.scalar(query) or 0


def listed(drive_id: int, wanted: Wanted, limit: int, offset: int = 0) -> list[Shown]:
    """One page of them."""
    query, supports = _with_groups()
    order = [supports.desc()] if wanted.sort == "supports" else []
    query = query.where(_condition(drive_id, wanted)).order_by(
        *order, Suggestion.published_at.desc(), Suggestion.no.desc()
    )
    rows = db.session.execute(query.limit(limit).offset(offset))
    return [Shown(one, same, supported) for one, same, supported in rows]


def by_no(drive_id: int, no: int) -> Shown:
    """The released suggestion of this number, or the head into which it was merged; raises `Missing`."""
    named = select(Suggestion).where(Suggestion.drive_id == drive_id, Suggestion.no == no)
    found = db.session.scalar(named)
    if found is not None:
        query, _supports = _with_groups()
        query = query.where(Suggestion.id == (found.merged_into_id or found.id), released())
        for one, same, supports in db.session.execute(query):
            return Shown(one, same, supports)
    raise Missing("no_such_suggestion", "没有找到这条建议")


def released() -> ColumnElement[bool]:
    """A head that a clerk has released."""
    return and_(head(), Suggestion.published_at.is_not(None))


def _condition(drive_id: int, wanted: Wanted) -> ColumnElement[bool]:
    parts = [Suggestion.drive_id == drive_id, released()]
    for word in wanted.words.split()[:MAX_WORDS]:
        columns = (Suggestion.published_title, Suggestion.published_text)
        ways = [column.icontains(word, autoescape=True) for column in columns]
        number = word.removeprefix("第").removesuffix("号")
        if number.isascii() and number.isdigit() and len(number) < 9:
            ways.append(Suggestion.no == int(number))
        parts.append(or_(*ways))
    if wanted.category:
        parts.append(Suggestion.category == wanted.category)
    if wanted.place:
        parts.append(Suggestion.place == wanted.place)
    if wanted.outcome:
        open_ = wanted.outcome == "open"
        parts.append(Suggestion.outcome.is_(None) if open_ else Suggestion.outcome == wanted.outcome)
    return and_(*parts)


def _with_groups() -> tuple[Select[Suggestion, int, int], ColumnElement[int]]:
    """Suggestions with the size and the supports of their groups, and the column of the supports."""
    member = aliased(Suggestion)
    groups = (
        select(
            member.merged_into_id.label("head"), func.count().label("members"), func.sum(member.supports).label("more")
        )
        .where(member.merged_into_id.is_not(None), member.spam.is_(False), member.withdrawn_at.is_(None))
        .group_by(member.merged_into_id)
        .subquery()
    )
    supports = Suggestion.supports + func.coalesce(groups.c.more, 0)
    query = (
        select(Suggestion, 1 + func.coalesce(groups.c.members, 0), supports)
        .outerjoin(groups, groups.c.head == Suggestion.id)
        .options(joinedload(Suggestion.unit))
    )
    return query, supports
