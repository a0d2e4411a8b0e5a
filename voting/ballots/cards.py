"""Voting cards (投票卡): made by the credential authority, away from the server or on the spot."""

from __future__ import annotations

import argparse
import json
import secrets
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from ..belenios import credentials, group
from ..belenios.errors import Invalid
from ..belenios.group import Rng
from ..errors import Conflict, Rejected
from ..journal import acts

FORMAT = "voting-cards-1"
MAX_CARDS = 6000


def make_cards(uuids: Sequence[str], count: int, rng: Rng) -> tuple[list[str], dict[str, list[str]]]:
    """Cards and, for each election, their public halves.

    Returns the typed forms in the order of printing, and for each uuid the publics in the order of their bytes, so
    that the two orders have nothing in common. Raises `ValueError` for an impossible number.
    """
    if not 1 <= count <= MAX_CARDS:
        raise ValueError(f"1 to {MAX_CARDS} cards")
    private = [credentials.generate(rng) for _ in range(count)]
    publics = {uuid: sorted(credentials.public(uuid, card) for card in private) for uuid in uuids}
    return [credentials.typed(card) for card in private], publics


def read_publics(text: str | bytes, uuids: Sequence[str]) -> dict[str, list[str]]:
    """The public halves from the file that the command wrote; raises `Rejected`."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Rejected("bad_publics", "文件不是投票卡公钥文件") from error
    if not isinstance(value, dict) or value.get("format") != FORMAT or not isinstance(value.get("publics"), dict):
        raise Rejected("bad_publics", "文件不是投票卡公钥文件")
    found: dict[str, Any] = value["publics"]
    if set(found) != set(uuids):
        raise Rejected("bad_publics", "文件不属于本次会议")
    lengths = set()
    for listed in found.values():
        if (
            not isinstance(listed, list)
            or not 1 <= len(listed) <= MAX_CARDS
            or len(set(map(str, listed))) != len(listed)
        ):
            raise Rejected("bad_publics", "公钥数量不对或有重复")
        try:
            for item in listed:
                group.point(item, "credentials", "")
        except Invalid as error:
            raise Rejected("bad_publics", "公钥不正确，文件可能已损坏") from error
        lengths.add(len(listed))
    if len(lengths) != 1:
        raise Rejected("bad_publics", "各轮的公钥数量不一致")
    return {uuid: sorted(listed) for uuid, listed in found.items()}


def publics_text(publics: dict[str, list[str]]) -> str:
    """The file that goes to the server."""
    return json.dumps({"format": FORMAT, "publics": publics}, separators=(",", ":"))


def meeting_file(meeting_id: int) -> dict[str, Any]:
    """What the offline command needs to know of a meeting."""
    from sqlalchemy import select

    from ..extensions import db
    from ..meetings.models import Meeting, Round

    meeting = db.session.get_one(Meeting, meeting_id)
    uuids = db.session.scalars(select(Round.uuid).where(Round.meeting_id == meeting_id).order_by(Round.id))
    return {
        "format": "voting-meeting-1",
        "congress": meeting.congress.name,
        "meeting": meeting.name,
        "rehearsal": meeting.rehearsal,
        "cards": meeting.entitled + max(5, meeting.entitled // 20),
        "rounds": list(uuids),
    }


def hand_out(meeting_id: int, actor: Any, now: datetime) -> dict[str, Any]:
    """The meeting file for whoever is to make the cards, on record; raises `Forbidden` for who has passes in hand."""
    from ..extensions import writing
    from ..journal.log import record
    from ..meetings import hands
    from ..meetings.models import Meeting

    with writing() as session:
        meeting = session.get_one(Meeting, meeting_id, with_for_update=True)
        hands.take(session, meeting, hands.CARDS, actor)
        record(session, meeting.congress_id, actor, acts.CARDS_FILE_FETCHED, meeting.name, {}, now)
    return meeting_file(meeting_id)


def accept_publics(
    meeting_id: int, publics: dict[str, list[str]], actor: Any, now: datetime, origin: str = "apart"
) -> int:
    """Keep the public halves, once; returns the number of cards. Raises `Conflict` when cards are there already.

    `origin`: `apart` or `here`, where the cards were made.
    """
    from sqlalchemy import insert, select

    from ..extensions import writing
    from ..journal.log import record
    from ..meetings import hands
    from ..meetings.models import Meeting, Round
    from .models import Credential

    with writing() as session:
        meeting = session.get_one(Meeting, meeting_id, with_for_update=True)
        hands.take(session, meeting, hands.CARDS, actor)
        if meeting.cards_ready:
            raise Conflict("cards_exist", "投票卡已经制作过了")
        for found in session.scalars(select(Round).where(Round.meeting_id == meeting_id)):
            rows = [{"round_id": found.id, "public": item, "voided": False} for item in sorted(publics[found.uuid])]
            session.execute(insert(Credential), rows)
        meeting.cards_ready = True
        meeting.cards_origin = origin
        count = len(next(iter(publics.values())))
        details = {"cards": count, "made": origin}
        record(session, meeting.congress_id, actor, acts.CARDS_ENTERED, meeting.name, details, now)
        return count


def main_cards(argv: Sequence[str]) -> int:
    """`voting cards MEETING.json --out DIR`: cards.pdf for the printer, publics.json for the server; exit 0 or 2."""
    parser = argparse.ArgumentParser(prog="voting cards", description="make voting cards away from the server")
    parser.add_argument("meeting", type=Path, metavar="MEETING.json", help="the file that the desk hands out")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.add_argument("--count", type=int, help="number of cards (default: as the meeting file says)")
    options = parser.parse_args(argv)
    try:
        value = json.loads(options.meeting.read_text(encoding="utf-8"))
        if value["format"] != "voting-meeting-1":
            raise ValueError("not a meeting file")
        cards, publics = make_cards(value["rounds"], options.count or value["cards"], secrets.token_bytes)
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"{options.meeting}: {error}", file=sys.stderr)
        return 2
    from ..printing import cards_pdf

    options.out.mkdir(parents=True, exist_ok=True)
    pdf = cards_pdf(cards, congress=value["congress"], meeting=value["meeting"], rehearsal=bool(value["rehearsal"]))
    (options.out / "cards.pdf").write_bytes(pdf)
    (options.out / "publics.json").write_text(publics_text(publics), encoding="utf-8")
    print(f"{len(cards)} cards: {options.out / 'cards.pdf'}, {options.out / 'publics.json'}")
    return 0
