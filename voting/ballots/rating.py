"""Setting up a satisfaction rating (满意度测评): what is rated, and by which rules."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from ..edit_conflict import unchanged
from ..errors import Conflict, Rejected
from ..extensions import writing
from ..journal import acts
from ..journal.log import Actor, record
from ..meetings.models import Round
from ..meetings.rounds import locked
from ..rules.grading import GradeRules
from ..rules.rules import BadRules
from . import life
from .fitting import unfit

MOST = 100
MAX_TITLE = 80


def values(found: Round) -> tuple[object, ...]:
    """What a form shows of a rating that is set up: title, list and rules."""
    return _told(found.title, found.candidates or [], found.rules or {})


def _told(title: str, items: Sequence[object], rules: dict[str, Any]) -> tuple[object, ...]:
    return title, *(json.dumps(one, sort_keys=True, default=str) for one in (items, rules))


def set_up(
    round_id: int,
    title: str,
    items: Sequence[dict[str, object]],
    rules: dict[str, Any],
    actor: Actor,
    now: datetime,
    seen: str | None = None,
) -> None:
    """Choose title, list and rules of a rating while it is drafted.

    `items`: what is printed and frozen of each, in order: `name`, `content`, `unit`, and what the caller wants to find
    again. `seen`: the mark of the `values` that the person had before the eyes. Raises `Rejected` with `field`;
    `Conflict` once it is frozen, or when somebody has set it up meanwhile.
    """
    title = "".join(title.split())
    if not title or len(title) > MAX_TITLE:
        raise Rejected("title_wrong", "请填写测评的名称，最多 %(most)s 个字", field="title", most=MAX_TITLE)
    if not items or len(items) > MOST:
        raise Rejected("items_wrong", "请选定 1 至 %(most)s 个测评项目", field="items", most=MOST)
    names = [str(item["name"]) for item in items]
    if "" in names:
        raise Rejected("name_missing", "请填写第 %(no)s 项的名称", field="items", no=names.index("") + 1)
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise Rejected("item_twice", "“%(name)s”列了两次，请区分名称", field="items", name=twice)
    try:
        read = GradeRules.from_dict(rules)
    except BadRules as error:
        place = error.key.removeprefix("rules.")
        raise Rejected("bad_rules", "规则设置不正确：%(why)s", field=place, why=str(error)) from error
    with writing() as session:
        if locked(session, round_id).kind != "rating":
            raise Conflict("no_rating", "这一轮不是满意度测评")
        found = life.begin(session, round_id, life.RATED)
        listed = [{**item, "no": no} for no, item in enumerate(items, start=1)]
        unchanged(seen, values(found), _told(title, listed, read.to_dict()))
        found.title, found.candidates = title, listed
        if (fault := unfit(read, found)) is not None:
            raise Rejected("rules_contradict", fault[1], field=fault[0])
        found.rules = read.to_dict()
        details = {**read.to_dict(), "items": names}
        record(session, found.congress_id, actor, acts.RATING_SET, title, details, now)
