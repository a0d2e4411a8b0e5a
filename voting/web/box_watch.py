"""What does not agree in a box is told on every page of its congress, and looked for while people ask."""

from __future__ import annotations

from flask import Flask, request
from flask_login import current_user
from sqlalchemy import bindparam, select

from ..ballots import checking, mirror
from ..config import Config
from ..extensions import db
from ..meetings.models import Round
from ..sentences import Sentence

CASTING = "deputy.cast"
"""Never looks itself: whoever casts waits for nothing but the casting."""
_STOPPED = select(Round.title, Round.stopped).where(
    Round.congress_id == bindparam("congress"), Round.stopped.is_not(None), Round.void_reason.is_(None)
)


def init(app: Flask, config: Config) -> None:
    """Install the look before requests, and give the templates what it found."""
    watch = checking.Watch()

    @app.before_request
    def look() -> None:
        if request.endpoint not in (None, "static", CASTING):
            watch.look(config)

    app.jinja_env.globals["box_alarms"] = lambda congress_id=None: alarms(config, congress_id)


def alarms(config: Config, congress_id: int | None = None) -> list[Sentence]:
    """Sentences for the head of a page: stopped boxes of the congress; for the desk also the second disk."""
    asked = congress_id if congress_id is not None else getattr(current_user, "congress_id", None)
    if asked is None:
        return []
    told = [
        Sentence("“%(title)s”：%(why)s，投票已暂停。请系统管理员处理", title=title, why=checking.FAULTS[kind])
        for title, kind in db.session.execute(_STOPPED, {"congress": asked})
        if kind in checking.FAULTS
    ]
    if request.blueprint == "desk" and (why := mirror.problem(config)) is not None:
        told.append(why)
    return told
