"""What every audience is shown of a round in the same words: its state, and the figures of its result."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_babel import gettext as _

from ..ballots.models import Round
from ..rules.rules import Rules


def init(app: Flask) -> None:
    """Give the templates these words."""
    app.jinja_env.globals.update(state_of=state_of, figure_columns=figure_columns)


def state_of(found: Round, office: bool = False) -> tuple[str, str]:
    """Word and kind (as the macro `ui.state` knows it) of a round's state; the office sees more than the public."""
    if found.void_reason is not None:
        return _("本轮投票作废"), "bad"
    words = {
        "drafted": (_("正在准备"), "idle"), "frozen": (_("准备投票"), "idle"), "open": (_("正在投票"), "busy"),
        "announced": (_("已公告"), "ok"),
    }  # fmt: skip
    if office:
        words |= {"counted": (_("等待确认"), "busy"), "certified": (_("已认证"), "ok")}
    return words.get(found.state, (_("正在计票"), "idle"))


def figure_columns(rules: Any) -> list[tuple[str, str]]:
    """Key and heading of a project's figures: 反对 only where it can be said; the first decides the order."""
    marking = Rules.from_dict(rules).marking
    if marking == "rank":
        return [("points", _("得分")), ("approve", _("列入票数"))]
    if marking == "choose":
        return [("approve", _("同意"))]
    return [("approve", _("赞成")), ("oppose", _("反对")), ("abstain", _("弃权"))]
