"""Suggestions as they come in: from every channel through one door (收件)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ..attachments import store
from ..attachments.cleaning import Cleaned
from ..belenios.group import Rng
from ..config import Config
from ..congress.models import Congress
from ..errors import Conflict, Missing, Rejected
from ..extensions import db, own, writing
from ..sentences import Sentence
from ..texts import clean, fold, headline
from ..times import CHINA
from .channels import CHANNELS
from .models import Contact, Drive, Handling, Suggestion

MAX_TEXT = 2000
MAX_FILES = 6
# Without letters and digits that look alike: the code is read from a slip of paper and typed on a phone.
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


@dataclass(frozen=True)
class Voice:
    """What somebody says, and where it was said; `name` and `phone` go into `Contact` and nowhere else."""

    text: str
    title: str = ""
    category: str = ""
    place: str = ""
    village: str = ""
    channel: str = "web"
    kind: str = "public"
    name: str = ""
    phone: str = ""
    source: str = ""
    received_on: date | None = None
    station_id: int | None = None
    event_id: int | None = None
    list_id: int | None = None
    from_unit_id: int | None = None
    meeting_id: int | None = None
    deputy_id: int | None = None
    deputy_number: str | None = None
    details: Mapping[str, str] = field(default_factory=dict)


def checked(voice: Voice, drive: Drive | None) -> Voice:
    """The voice with its texts cleaned; raises `Rejected` naming the field that is wrong."""
    text, title = clean(voice.text), " ".join(clean(voice.title).split())
    if not text:
        raise Rejected("text_missing", "请写下您的建议", field="text")
    texts = {"category": voice.category, "place": voice.place, "village": voice.village, "source": voice.source}
    texts = {key: " ".join(clean(value).split()) for key, value in texts.items()}
    name, phone = " ".join(clean(voice.name).split()), "".join(clean(voice.phone).split())
    for key, value, label, most in (
        ("text", text, Sentence("建议内容"), MAX_TEXT),
        ("title", title, Sentence("标题"), 80),
        ("village", texts["village"], Sentence("村、社区"), 60),
        ("source", texts["source"], Sentence("来源"), 120),
        ("name", name, Sentence("姓名"), 40),
        ("phone", phone, Sentence("电话"), 40),
    ):
        if len(value) > most:
            raise Rejected("too_long", "%(label)s最多 %(most)s 个字", field=key, label=label, most=most)
    if voice.channel not in CHANNELS:
        raise Rejected("channel_unknown", "请选择来源渠道", field="channel")
    if drive is not None:
        if texts["category"] and texts["category"] not in drive.categories:
            raise Rejected("category_unknown", "请从列出的类别中选择", field="category")
        if texts["place"] and texts["place"] not in drive.places:
            raise Rejected("place_unknown", "请从列出的镇街中选择", field="place")
    for key, label in (("category", Sentence("类别")), ("place", Sentence("镇街"))):
        if len(texts[key]) > 40:
            raise Rejected("too_long", "%(label)s最多 %(most)s 个字", field=key, label=label, most=40)
    details = {key: clean(value)[:MAX_TEXT] for key, value in voice.details.items() if value.strip()}
    return Voice(
        **{
            **vars(voice),
            **texts,
            "text": text,
            "title": title or headline(text),
            "name": name,
            "phone": phone,
            "details": details,
        }
    )


def add(
    session: Session,
    congress_id: int,
    drive: Drive | None,
    voice: Voice,
    no: int,
    by: str,
    now: datetime,
    rng: Rng,
    form_token: str | None = None,
) -> Suggestion:
    """Write one checked voice inside the caller's transaction, which has locked the numbering (see `next_no`)."""
    made = Suggestion(
        congress_id=congress_id,
        drive_id=drive.id if drive else None,
        no=no,
        code=new_code(rng),
        kind=voice.kind,
        form_token=form_token,
        channel=voice.channel,
        station_id=voice.station_id,
        event_id=voice.event_id,
        list_id=voice.list_id,
        from_unit_id=voice.from_unit_id,
        meeting_id=voice.meeting_id,
        deputy_id=voice.deputy_id,
        deputy_number=voice.deputy_number,
        source=voice.source,
        entered_by=by,
        created_at=now,
        received_on=voice.received_on or now.astimezone(CHINA).date(),
        category=voice.category,
        place=voice.place,
        village=voice.village,
        title=voice.title,
        text=voice.text,
        details=dict(voice.details),
        search=fold(f"{voice.title}\n{voice.text}"),
    )
    session.add(made)
    session.flush()
    if voice.name or voice.phone:
        session.add(
            Contact(suggestion_id=made.id, congress_id=congress_id, name=voice.name, phone=voice.phone, consent_at=now)
        )
    note(session, made, "received", by, now)
    return made


def next_no(session: Session, congress_id: int, drive: Drive | None) -> int:
    """The next number of the drive (of the congress outside any); holds the row that gives numbers until the commit."""
    if drive is not None:
        session.get_one(Drive, drive.id, with_for_update=True)
    else:
        session.get_one(Congress, congress_id, with_for_update=True)
    query = select(func.max(Suggestion.no)).where(Suggestion.congress_id == congress_id)
    query = query.where(Suggestion.drive_id == drive.id if drive else Suggestion.drive_id.is_(None))
    return (session.scalar(query) or 0) + 1


def receive(
    congress_id: int,
    drive: Drive | None,
    voice: Voice,
    files: Sequence[Cleaned],
    config: Config,
    by: str,
    now: datetime,
    rng: Rng,
    form_token: str | None = None,
) -> Suggestion:
    """Take in one suggestion with its files; the same form sent twice gives the suggestion that it made the first time.

    `by` is who entered it, empty when the proposer did. Raises `Rejected` naming the field, or `Conflict` when the
    drive is not open at `now`.
    """
    voice = checked(voice, drive)
    if len(files) > MAX_FILES:
        raise Rejected("too_many_files", "最多附 %(most)s 个文件", field="files", most=MAX_FILES)
    if drive is not None and drive.phase(now) != "open" and not (by and drive.phase(now) == "ended"):
        raise Conflict("drive_not_open", "现在不在征集时间内")
    drive_id = drive.id if drive else None
    with writing() as session:
        if form_token is not None:
            sent = session.scalar(select(Suggestion).where(Suggestion.form_token == form_token))
            if sent is not None:
                return sent
        drive = session.get_one(Drive, drive_id) if drive_id is not None else None
        no = next_no(session, congress_id, drive)
        made = add(session, congress_id, drive, voice, no, by, now, rng, form_token)
        store.keep(session, config, congress_id, "suggestion", made.id, files)
        return made


def note(
    session: Session,
    suggestion: Suggestion,
    act: str,
    actor: str,
    now: datetime,
    text: str = "",
    details: Mapping[str, object] | None = None,
    bulk_id: int | None = None,
) -> None:
    """A line of the suggestion's record; never with a name or telephone number of the proposer."""
    session.add(
        Handling(
            congress_id=suggestion.congress_id,
            suggestion_id=suggestion.id,
            act=act,
            actor=actor,
            at=now,
            note=text,
            details=dict(details or {}),
            bulk_id=bulk_id,
        )
    )


def new_code(rng: Rng) -> str:
    """A query code of twelve letters, 59 bits."""
    letters: list[str] = []
    while len(letters) < 12:
        letters += [_LETTERS[byte % 31] for byte in rng(16) if byte < 248]
    return "".join(letters[:12])


def shown_code(code: str) -> str:
    """The code in groups of four, as it is printed."""
    return "-".join(code[place : place + 4] for place in range(0, len(code), 4))


def by_code(text: str) -> Suggestion:
    """The suggestion whose code somebody typed; raises `Missing`."""
    code = "".join(letter for letter in text.upper() if letter in _LETTERS)
    found = db.session.scalar(select(Suggestion).where(Suggestion.code == code)) if len(code) == 12 else None
    if found is None:
        raise Missing("no_such_code", "没有找到这个查询码，请核对后再输入", field="code")
    return found


def several(congress_id: int, ids: Sequence[int]) -> list[Suggestion]:
    """The suggestions of this congress with these ids, in their order; raises `Missing` when one is not there."""
    query = select(Suggestion).where(Suggestion.id.in_(ids), Suggestion.congress_id == congress_id)
    found = {one.id: one for one in db.session.scalars(query)}
    if len(found) < len(set(ids)):
        raise Missing(*Suggestion.absent)
    return [found[one] for one in dict.fromkeys(ids)]


def suggestion_of(congress_id: int, suggestion_id: int) -> Suggestion:
    """The suggestion, if it belongs to this congress; raises `Missing`."""
    return own(Suggestion, suggestion_id, congress_id)


def record_of(suggestion_id: int) -> list[Handling]:
    """The lines of a suggestion's record, newest first."""
    query = select(Handling).where(Handling.suggestion_id == suggestion_id).order_by(Handling.id.desc())
    return list(db.session.scalars(query))


def has_contact(suggestion_id: int) -> bool:
    """Whether the proposer left a name or telephone; says nothing of what stands there."""
    query = select(Contact.suggestion_id).where(Contact.suggestion_id == suggestion_id)
    return db.session.scalar(query) is not None


def locked(session: Session, congress_id: int, suggestion_id: int, version: int | None = None) -> Suggestion:
    """The suggestion, its row locked; raises `Missing`, or `Conflict` when it is no longer at the form's version."""
    query = select(Suggestion).where(Suggestion.id == suggestion_id, Suggestion.congress_id == congress_id)
    found = session.scalar(query.with_for_update())
    if found is None:
        raise Missing("no_such_suggestion", "没有找到这条建议")
    if version is not None and found.version != version:
        raise Conflict("changed_meanwhile", "这条建议刚才有人改过，请看过现在的内容再办理")
    return found
