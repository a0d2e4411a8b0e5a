"""What the public says of the preliminary candidates (公示意见): sent, released without personal data, answered."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from ..edit_conflict import unchanged
from ..errors import Conflict, Missing, Rejected
from ..extensions import db, own, writing
from ..journal import acts
from ..journal.acts import Act
from ..journal.log import Actor, record
from ..sentences import Sentence
from ..texts import answered, clean
from . import publicity
from .models import Comment, Project

MAX_COMMENT = 500
STATES = {
    "new": Sentence("待处理"),
    "released": Sentence("已公开"),
    "kept": Sentence("不公开"),
    "spam": Sentence("无效"),
}


def state_of(comment: Comment) -> str:
    """`new`, `released`, `kept` (answered for the record, not public) or `spam`."""
    if comment.spam:
        return "spam"
    if comment.published_at is not None:
        return "released"
    return "kept" if comment.replied_at is not None else "new"


def send(project_id: int, text: str, form_token: str, now: datetime) -> Comment:
    """Take in a comment; the same form sent twice is one comment.

    Raises `Rejected` naming the field, `Conflict` outside of the notice's time, or `Missing`.
    """
    plain = clean(text)
    if not plain:
        raise Rejected("text_missing", "请写下您的意见", field="text")
    if len(plain) > MAX_COMMENT:
        raise Rejected("comment_long", "最多 %(most)s 个字", field="text", most=MAX_COMMENT)
    with writing() as session:
        sent = session.scalar(select(Comment).where(Comment.form_token == form_token))
        if sent is not None:
            return sent
        notice = publicity.shown(project_id, now).notice
        if notice is None or notice.phase(now) != "open":
            raise Conflict("notice_not_open", "现在不在公示时间内")
        project = session.get_one(Project, project_id)
        made = Comment(
            congress_id=project.congress_id, project_id=project_id, form_token=form_token, text=plain, created_at=now
        )
        session.add(made)
        session.flush()
        return made


def matching(drive_id: int, words: str = "", state: str | None = None) -> Select[Comment]:
    """The comments on a drive's projects in which the words stand, of one of `STATES` or of all, oldest first."""
    public, settled = Comment.published_at.is_not(None), Comment.replied_at.is_not(None)
    wanted = {
        "new": ~public & ~settled & Comment.spam.is_(False),
        "released": public & Comment.spam.is_(False),
        "kept": ~public & settled & Comment.spam.is_(False),
        "spam": Comment.spam.is_(True),
    }
    query = select(Comment).join(Project, Project.id == Comment.project_id).where(Project.drive_id == drive_id)
    if words:
        query = query.where(Comment.text.contains(words, autoescape=True))
    if state:
        query = query.where(wanted[state])
    return query.order_by(Comment.id)


def waiting(drive_id: int) -> int:
    """How many comments nobody has dealt with."""
    query = (
        select(func.count(Comment.id))
        .join(Project, Project.id == Comment.project_id)
        .where(
            Project.drive_id == drive_id,
            Comment.spam.is_(False),
            Comment.published_at.is_(None),
            Comment.replied_at.is_(None),
        )
    )
    return db.session.scalar(query) or 0


def released(project_id: int) -> list[Comment]:
    """What everybody may read, oldest first."""
    query = select(Comment).where(
        Comment.project_id == project_id, Comment.published_at.is_not(None), Comment.spam.is_(False)
    )
    return list(db.session.scalars(query.order_by(Comment.id)))


def comment_of(drive_id: int, comment_id: int) -> Comment:
    """The comment on a project of this drive; raises `Missing`."""
    found = db.session.get(Comment, comment_id)
    if found is None or db.session.get_one(Project, found.project_id).drive_id != drive_id:
        raise Missing("no_such_comment", "没有找到这条意见")
    return found


def values(comment: Comment) -> tuple[object, ...]:
    """What was made of it: whether it was set aside, the public wording, the reply."""
    return comment.spam, comment.published_text or "", comment.reply


def handle(
    congress_id: int,
    comment_id: int,
    public: bool,
    text: str,
    reply: str,
    actor: Actor,
    now: datetime,
    seen: str | None = None,
) -> Comment:
    """Release a comment in this wording with its reply, or keep it with a reply for the record; may be done again.

    `seen`: the mark of the `values` that the person had before the eyes; `Conflict` when they were changed meanwhile.
    Raises `Rejected` naming the field, above all for telephone numbers and the like in what would be public.
    """
    text, reply = answered(public, text, reply, 2 * MAX_COMMENT)
    with writing() as session:
        comment = _locked(session, congress_id, comment_id)
        unchanged(seen, values(comment), (False, text if public else "", reply))
        comment.spam = False
        comment.published_text, comment.published_at = (text, now) if public else (None, None)
        comment.reply, comment.replied_at, comment.replied_by = reply, now, actor.name
        act = acts.COMMENT_PUBLISHED if public else acts.COMMENT_SETTLED
        _write_down(session, comment, act, actor, now)
        return comment


def mark_spam(congress_id: int, comment_id: int, spam: bool, actor: Actor, now: datetime) -> Comment:
    """Put a comment aside as spam, or take it back."""
    with writing() as session:
        comment = _locked(session, congress_id, comment_id)
        comment.spam = spam
        if spam:
            comment.published_text, comment.published_at = None, None
        act = acts.COMMENT_SPAM if spam else acts.COMMENT_RESTORED
        _write_down(session, comment, act, actor, now)
        return comment


def _locked(session: Session, congress_id: int, comment_id: int) -> Comment:
    return own(Comment, comment_id, congress_id, lock=True)


def _write_down(session: Session, comment: Comment, act: Act, actor: Actor, now: datetime) -> None:
    project = session.get_one(Project, comment.project_id)
    record(session, comment.congress_id, actor, act, project.name, {"comment": comment.id}, now)
