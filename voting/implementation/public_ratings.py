"""What the public thinks of a project (群众评价): a grade once per device, and words that the office releases.

It stands beside the satisfaction rating that deputies give by secret ballot (满意度测评) and is never added to it.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session, contains_eager

from ..edit_conflict import unchanged
from ..errors import Conflict, Missing, Rejected
from ..extensions import db, own, writing
from ..journal import acts
from ..journal.acts import Act
from ..journal.log import Actor, record
from ..sentences import Sentence
from ..texts import answered, clean
from ..times import CHINA
from .models import Plan, PublicRating

GRADES = {"satisfied": Sentence("满意"), "basic": Sentence("基本满意"), "dissatisfied": Sentence("不满意")}
STATES = {
    "new": Sentence("待处理"),
    "released": Sentence("已公开"),
    "kept": Sentence("不公开"),
    "spam": Sentence("无效"),
    "silent": Sentence("没有留言"),
}
MOST = 500
AFTER = timedelta(days=365)
"""How long after its acceptance a project can still be rated."""


def state_of(rating: PublicRating) -> str:
    """A key of `STATES`: what became of its words."""
    if rating.spam:
        return "spam"
    if not rating.text:
        return "silent"
    if rating.published_at is not None:
        return "released"
    return "kept" if rating.replied_at is not None else "new"


_WORDS = and_(PublicRating.spam.is_(False), PublicRating.text != "")
_UNSEEN = and_(_WORDS, PublicRating.published_at.is_(None))
_IN_STATE = {
    "spam": PublicRating.spam,
    "silent": and_(PublicRating.spam.is_(False), PublicRating.text == ""),
    "released": and_(_WORDS, PublicRating.published_at.is_not(None)),
    "kept": and_(_UNSEEN, PublicRating.replied_at.is_not(None)),
    "new": and_(_UNSEEN, PublicRating.replied_at.is_(None)),
}
"""What `state_of` says, as conditions."""


def is_open(plan: Plan, now: datetime) -> bool:
    """Whether the public can rate it: from the approved plan until a year after its acceptance."""
    if not plan.public or plan.cancelled_on is not None:
        return False
    return plan.completed_on is None or now.astimezone(CHINA).date() <= plan.completed_on + AFTER


def mark_of(key: bytes, device: str, plan_id: int) -> str:
    """What is kept of a device: another one for each project, so that nobody sees what else it rated."""
    return hmac.new(key, f"rating {plan_id} {device}".encode(), hashlib.sha256).hexdigest()


def of_device(key: bytes, device: str, plan_id: int) -> PublicRating | None:
    """What this device said of the project."""
    if not device:
        return None
    query = select(PublicRating).where(
        PublicRating.plan_id == plan_id, PublicRating.device == mark_of(key, device, plan_id)
    )
    return db.session.scalar(query)


def taken(plan_id: int, form_token: str) -> bool:
    """Whether this very form was taken in already, however long ago."""
    query = select(PublicRating.id).where(PublicRating.plan_id == plan_id, PublicRating.form_token == form_token)
    return db.session.scalar(query) is not None


def rate(plan_id: int, grade: str, text: str, device: str, key: bytes, form_token: str, now: datetime) -> PublicRating:
    """Take a rating in; the same form sent twice is one rating.

    Raises `Rejected` naming the field, `Conflict` when it is not open or this device has rated the project, `Missing`.
    """
    plain = clean(text)
    if grade not in GRADES:
        raise Rejected("grade_missing", "请选择满意、基本满意或者不满意", field="grade")
    if len(plain) > MOST:
        raise Rejected("text_long", "最多 %(most)s 个字", field="text", most=MOST)
    with writing() as session:
        plan = session.get(Plan, plan_id, with_for_update=True)
        if plan is None or not plan.public:
            raise Missing("not_public", "没有找到这个项目，或者还没有公开")
        sent = session.scalar(select(PublicRating).where(PublicRating.form_token == form_token))
        if sent is not None and sent.plan_id != plan_id:
            raise Conflict("form_used", "这份表已经用于另一个项目，请重新打开本页")
        if sent is not None:
            return sent
        if not is_open(plan, now):
            raise Conflict("rating_closed", "这个项目现在不接受评价")
        mark = mark_of(key, device, plan_id)
        query = select(PublicRating.id).where(PublicRating.plan_id == plan_id, PublicRating.device == mark)
        if session.scalar(query) is not None:
            raise Conflict("rated_already", "这台设备已经评价过这个项目，每台设备评价一次")
        made = PublicRating(
            congress_id=plan.congress_id,
            plan_id=plan_id,
            form_token=form_token,
            device=mark,
            grade=grade,
            text=plain,
            created_at=now,
        )
        session.add(made)
        session.flush()
        return made


def figures(plan_ids: list[int]) -> dict[int, dict[str, int]]:
    """How many gave each grade, by plan; what was set aside as invalid does not count."""
    query = (
        select(PublicRating.plan_id, PublicRating.grade, func.count())
        .where(PublicRating.plan_id.in_(plan_ids), PublicRating.spam.is_(False))
        .group_by(PublicRating.plan_id, PublicRating.grade)
    )
    made: dict[int, dict[str, int]] = {}
    for plan_id, grade, count in db.session.execute(query):
        made.setdefault(plan_id, dict.fromkeys(GRADES, 0))[grade] = count
    return made


def released(plan_id: int) -> list[PublicRating]:
    """The words that everybody may read, newest first."""
    query = select(PublicRating).where(
        PublicRating.plan_id == plan_id, PublicRating.published_at.is_not(None), PublicRating.spam.is_(False)
    )
    return list(db.session.scalars(query.order_by(PublicRating.id.desc())))


def matching(congress_id: int, year: int, state: str = "", words: str = "") -> Select[PublicRating]:
    """What was said of a year's projects, newest first; without words only when `state` asks for it."""
    query = (
        select(PublicRating)
        .join(PublicRating.plan)
        .where(PublicRating.congress_id == congress_id, Plan.year == year)
        .options(contains_eager(PublicRating.plan))
    )
    if words:
        query = query.where(PublicRating.text.contains(words, autoescape=True))
    return query.where(_IN_STATE.get(state, ~_IN_STATE["silent"])).order_by(PublicRating.id.desc())


def waiting(congress_id: int) -> int:
    """How many words nobody has dealt with."""
    query = select(func.count()).select_from(PublicRating).where(PublicRating.congress_id == congress_id)
    return db.session.scalar(query.where(_IN_STATE["new"])) or 0


def rating_of(congress_id: int, rating_id: int) -> PublicRating:
    """The rating of a project of this congress; raises `Missing`."""
    return own(PublicRating, rating_id, congress_id)


def values(rating: PublicRating) -> tuple[object, ...]:
    """What was made of it: whether it was set aside, the public wording, the reply."""
    return rating.spam, rating.published_text or "", rating.reply


def handle(
    congress_id: int,
    rating_id: int,
    public: bool,
    text: str,
    reply: str,
    actor: Actor,
    now: datetime,
    seen: str | None = None,
) -> PublicRating:
    """Release the words in this wording with their reply, or keep them with a reply for the record.

    `seen`: the mark of the `values` that the person had before the eyes; `Conflict` when they were changed meanwhile.
    Raises `Rejected` naming the field, above all for telephone numbers and the like in what would be public.
    """
    text, reply = answered(public, text, reply, 2 * MOST)
    with writing() as session:
        rating = _locked(session, congress_id, rating_id)
        unchanged(seen, values(rating), (False, text if public else "", reply))
        rating.spam = False
        rating.published_text, rating.published_at = (text, now) if public else (None, None)
        rating.reply, rating.replied_at, rating.replied_by = reply, now, actor.name
        _write_down(session, rating, acts.RATING_PUBLISHED if public else acts.RATING_SETTLED, actor, now)
        return rating


def mark_spam(congress_id: int, rating_id: int, spam: bool, actor: Actor, now: datetime) -> PublicRating:
    """Set a rating aside as invalid, so that it no longer counts, or take it back."""
    with writing() as session:
        rating = _locked(session, congress_id, rating_id)
        rating.spam = spam
        if spam:
            rating.published_text, rating.published_at = None, None
        _write_down(session, rating, acts.RATING_SPAM if spam else acts.RATING_RESTORED, actor, now)
        return rating


def _locked(session: Session, congress_id: int, rating_id: int) -> PublicRating:
    return own(PublicRating, rating_id, congress_id, lock=True)


def _write_down(session: Session, rating: PublicRating, act: Act, actor: Actor, now: datetime) -> None:
    plan = session.get_one(Plan, rating.plan_id)
    record(session, rating.congress_id, actor, act, plan.name, {"rating": rating.id}, now)
