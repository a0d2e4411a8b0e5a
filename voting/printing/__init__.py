"""Papers: plain data in, PDF bytes out. Knows no web and no database.

Each paper is an HTML template of `templates/printing/` set by WeasyPrint. Papers with many pages (cards, archive
ballots) set one template page and stamp what differs, text and QR codes, onto each page as vectors.
"""

from .announcement import announcement_pdf
from .archive import archive_ballots_pdf, read_archive_code
from .ballots import blank_ballots_pdf
from .cards import cards_pdf, passes_pdf
from .data import (
    CHOICES,
    CHOOSE,
    AnnouncedRound,
    AnnouncementPaper,
    Channel,
    Choice,
    PaperCandidate,
    Pass,
    ResultPaper,
    Signers,
    VotePaper,
)
from .fonts import FontsMissing, missing_glyphs
from .pades import check_pdf, sign_pdf
from .reading import Check, Unreadable
from .rendering import DoesNotFit
from .report import report_pdf

__all__ = [
    "CHOICES",
    "CHOOSE",
    "AnnouncedRound",
    "AnnouncementPaper",
    "Channel",
    "Check",
    "Choice",
    "DoesNotFit",
    "FontsMissing",
    "PaperCandidate",
    "Pass",
    "ResultPaper",
    "Signers",
    "Unreadable",
    "VotePaper",
    "announcement_pdf",
    "archive_ballots_pdf",
    "blank_ballots_pdf",
    "cards_pdf",
    "check_pdf",
    "missing_glyphs",
    "passes_pdf",
    "read_archive_code",
    "report_pdf",
    "sign_pdf",
]
