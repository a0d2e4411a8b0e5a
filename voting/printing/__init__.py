"""Papers: plain data in, PDF bytes out. Knows no web and no database.

Each paper is an HTML template of `templates/printing/` set by WeasyPrint. Papers with many pages (cards, archive
ballots) set one template page and stamp what differs, text and QR codes, onto each page as vectors.
"""

from .announcement import announcement_pdf
from .archive import archive_ballots_pdf, read_archive_code
from .attendance import attendance_pdf
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
from .dossier import dossier_pdf
from .fonts import FontsMissing, missing_glyphs
from .issue import issue_report_pdf
from .pades import check_pdf, sign_pdf
from .reading import Check, Unreadable
from .rendering import DoesNotFit
from .report import report_pdf
from .script import script_pdf
from .sitting import (
    AttendanceGroup,
    AttendanceList,
    Attendee,
    DelegationFigures,
    Dossier,
    DossierPart,
    IssueReport,
    ScriptPaper,
    ScriptStep,
    TellerRow,
    TellerSheet,
    TellerSummary,
    Trustee,
    ZeroReport,
)
from .tellers import teller_sheet_pdf, teller_summary_pdf
from .zero import zero_report_pdf

__all__ = [
    "CHOICES",
    "CHOOSE",
    "AnnouncedRound",
    "AnnouncementPaper",
    "AttendanceGroup",
    "AttendanceList",
    "Attendee",
    "Channel",
    "Check",
    "Choice",
    "DelegationFigures",
    "DoesNotFit",
    "Dossier",
    "DossierPart",
    "FontsMissing",
    "IssueReport",
    "PaperCandidate",
    "Pass",
    "ResultPaper",
    "ScriptPaper",
    "ScriptStep",
    "Signers",
    "TellerRow",
    "TellerSheet",
    "TellerSummary",
    "Trustee",
    "Unreadable",
    "VotePaper",
    "ZeroReport",
    "announcement_pdf",
    "archive_ballots_pdf",
    "attendance_pdf",
    "blank_ballots_pdf",
    "cards_pdf",
    "check_pdf",
    "dossier_pdf",
    "issue_report_pdf",
    "missing_glyphs",
    "passes_pdf",
    "read_archive_code",
    "report_pdf",
    "script_pdf",
    "sign_pdf",
    "teller_sheet_pdf",
    "teller_summary_pdf",
    "zero_report_pdf",
]
