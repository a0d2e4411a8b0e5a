"""What was said to somebody, written down by them: one or several suggestions from one page (当面登记、补录)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from ..belenios.group import Rng
from ..errors import Conflict, Rejected
from ..extensions import writing
from .drives import drive_of
from .models import Drive, Suggestion
from .suggestions import Voice, add, checked, next_no

MAX_ROWS = 50


def faults(drive: Drive, voices: Sequence[Voice], consent: bool) -> list[tuple[int, Rejected]]:
    """What is wrong, with the place of the voice in the list."""
    found = []
    for place, voice in enumerate(voices):
        try:
            checked(voice, drive)
        except Rejected as fault:
            found.append((place, fault))
    if not consent:
        named = next((place for place, voice in enumerate(voices) if voice.name.strip() or voice.phone.strip()), None)
        if named is not None:
            found.append(
                (named, Rejected("consent_missing", "留下姓名或电话的，要先告知用途并征得本人同意", field="consent"))
            )
    return found


def enter(
    congress_id: int,
    drive_id: int,
    voices: Sequence[Voice],
    consent: bool,
    by: str,
    now: datetime,
    rng: Rng,
    token: str,
) -> list[Suggestion]:
    """Write all of them down, or none; the same page sent twice gives the suggestions that it made the first time.

    token: names the page that was filled in. Raises `Rejected` for what `faults` finds, `Conflict` when the drive takes
    nothing in any more, `Missing`.
    """
    drive = drive_of(congress_id, drive_id)
    if drive.phase(now) not in ("open", "ended"):
        raise Conflict("drive_not_open", "现在不在征集时间内")
    if not voices:
        raise Rejected("text_missing", "请写下建议", field="text-0")
    if len(voices) > MAX_ROWS:
        raise Rejected("too_many_rows", "一次最多登记 %(most)s 条", field="text-0", most=MAX_ROWS)
    for _place, fault in faults(drive, voices, consent):
        raise fault
    ready = [checked(voice, drive) for voice in voices]
    keys = [f"entry:{token}:{place}" for place in range(len(ready))]
    with writing() as session:
        query = select(Suggestion).where(Suggestion.congress_id == congress_id, Suggestion.form_token.in_(keys))
        sent = {one.form_token: one for one in session.scalars(query)}
        drive = session.get_one(Drive, drive_id)
        no = next_no(session, congress_id, drive)
        made = []
        for key, voice in zip(keys, ready, strict=True):
            found = sent.get(key)
            if found is None:
                found, no = add(session, congress_id, drive, voice, no, by, now, rng, key), no + 1
            made.append(found)
        return made
