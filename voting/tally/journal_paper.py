"""The journal as it is printed: entries put into words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from ..config import Config
from ..congress.models import Congress
from ..extensions import db
from ..journal.acts import told
from ..journal.log import entries, first_fault
from ..journal.log import of_round as entries_of
from ..journal.models import JournalEntry
from ..meetings.models import Round
from ..printing.journal import JournalLine, JournalPaper, journal_pdf
from ..times import CHINA


def whole_journal(congress_id: int, config: Config, now: datetime) -> bytes:
    """Every act of a congress, and whether the chain holds."""
    chain = entries(db.session(), congress_id)
    return _printed(db.session.get_one(Congress, congress_id).name, chain, str(first_fault(chain) or ""), config, now)


def of_round(found: Round, config: Config, now: datetime) -> bytes:
    """The acts that name one round."""
    congress = found.meeting.congress
    chain = entries(db.session(), congress.id)
    return _printed(
        congress.name,
        entries_of(chain, found.uuid),
        str(first_fault(chain) or ""),
        config,
        now,
        f"{found.meeting.name} {found.title}",
        found.meeting.rehearsal,
    )


def _printed(
    congress: str,
    chain: Sequence[JournalEntry],
    fault: str,
    config: Config,
    now: datetime,
    about: str = "",
    rehearsal: bool = False,
) -> bytes:
    paper = JournalPaper(
        congress=congress,
        lines=[_line(entry) for entry in chain],
        date=now.astimezone(CHINA).date(),
        fault=fault,
        about=about,
        rehearsal=rehearsal,
    )
    return journal_pdf(paper, fonts=config.fonts, papers=config.papers)


def _line(entry: JournalEntry) -> JournalLine:
    return JournalLine(
        no=entry.height,
        time=f"{entry.at.astimezone(CHINA):%Y-%m-%d %H:%M:%S}",
        actor=entry.actor,
        role=entry.role,
        act=entry.act,
        subject=entry.subject,
        contents=told(entry.details),
        hash=entry.hash,
    )
