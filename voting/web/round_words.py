"""What every audience is shown of a round in the same words: its state, and the figures of its result."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_babel import gettext as _

from ..meetings.models import Round
from ..meetings.rounds import is_rating
from ..rules.counting import GRADE_FIGURES, figure_keys
from ..rules.grading import GradeRules
from ..rules.reading import any_rules


def init(app: Flask) -> None:
    """Give the templates these words."""
    app.jinja_env.globals.update(
        state_of=state_of,
        figure_columns=figure_columns,
        figure_places=figure_places,
        rated=rated,
        grade_kind=grade_kind,
        grade_word=grade_word,
        noun=noun,
    )


def state_of(found: Round, office: bool = False) -> tuple[str, str]:
    """Word and kind (as the macro `ui.state` knows it) of a round's state; the office sees more than the public."""
    if found.void_reason is not None:
        return _("本轮投票作废"), "bad"
    words = {
        "drafted": (_("正在准备"), "idle"),
        "frozen": (_("准备投票"), "idle"),
        "open": (_("正在投票"), "busy"),
        "announced": (_("已公告"), "ok"),
    }
    if office:
        words |= {"counted": (_("等待确认"), "busy"), "certified": (_("已认证"), "ok")}
    return words.get(found.state, (_("正在计票"), "idle"))


def figure_columns(rules: Any) -> list[tuple[str, str]]:
    """Key and heading of a project's figures: 反对 only where it can be said; the first decides the order."""
    read = any_rules(rules)
    if isinstance(read, GradeRules):
        words = [*map(grade_word, read.grades[:3]), *map(grade_word, read.grades[3:] or ("",)), _("弃权")]
        return [(key, word) for key, word in zip(GRADE_FIGURES, words, strict=True) if word]
    marking = read.marking
    if marking == "rank":
        return [("points", _("得分")), ("approve", _("列入票数"))]
    if marking == "choose":
        return [("approve", _("同意"))]
    return [("approve", _("赞成")), ("oppose", _("反对")), ("abstain", _("弃权"))]


def figure_places(rules: Any) -> dict[str, int]:
    """Where each figure stands in a row of `electronic` and `paper`."""
    return {key: place for place, key in enumerate(figure_keys(any_rules(rules)))}


def rated(rules: Any) -> bool:
    """Whether grades are given instead of choosing among candidates."""
    return isinstance(any_rules(rules or {}), GradeRules)


def noun(found: Round) -> str:
    """What is done in a round: 票决, or 测评."""
    return _("测评") if is_rating(found) else _("票决")


def grade_word(name: str) -> str:
    """A usual grade in the visitor's language; another one as the measures name it."""
    words = {"满意": _("满意"), "基本满意": _("基本满意"), "不满意": _("不满意"), "不了解": _("不了解")}
    return words.get(name, name)


def grade_kind(grade: str, rules: Any) -> str:
    """The look of a grade, as the macro `ui.state` knows it."""
    read = any_rules(rules)
    names = list(read.grades) if isinstance(read, GradeRules) else []
    return ("ok", "warn", "bad")[names.index(grade)] if grade in names[:3] else "idle"
