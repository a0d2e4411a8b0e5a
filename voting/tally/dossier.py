"""The sealed dossier of a round (封存案卷): every paper, the archive and the journal, with a table of hashes."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from functools import partial

from ..ballots import boxes
from ..config import Config
from ..errors import Conflict
from ..extensions import db
from ..journal import export
from ..journal.log import entries
from ..journal.models import JournalEntry
from ..meetings.models import Round
from ..meetings.states import RoundState
from ..printing import Dossier, DossierPart, dossier_pdf
from ..sitting import order
from . import announcement, journal_paper, round_papers, scripts, sitting_papers
from .certifying import result_json
from .counting import proofs_of


def dossier(found: Round, config: Config, now: datetime) -> bytes:
    """The dossier of a certified round; raises `Conflict` before."""
    if found.seal_report is None:
        raise Conflict("not_certified", "结果还没有认证")
    sealed = Dossier(
        vote=round_papers.vote_paper(found),
        parts=parts(found, config, now),
        signers=sitting_papers.signers(found),
        date=round_papers.local_day(now),
    )
    return dossier_pdf(sealed, fonts=config.fonts, papers=config.papers)


def parts(found: Round, config: Config, now: datetime) -> list[DossierPart]:
    """What belongs in it, in the order of the sitting: what exists of it.

    Until the next act every file is the same whenever it is made: lists are dated with the latest act, and what is
    signed was signed once.
    """
    made: list[DossierPart] = []
    latest = max((entry.at for entry in _chain(found)), default=now)

    def add(title: str, file: str, make: Callable[[], bytes]) -> None:
        made.append(DossierPart(title=title, file=file, data=make()))

    add("代表签到表", "attendance.pdf", lambda: sitting_papers.attendance_list(found.meeting, config, latest, False))
    if order.noted_step(found.id, "zero"):
        add("零票报告", "zero.pdf", lambda: sitting_papers.zero_report(found, config, now))
    add("发出收回报告单", "issued-returned.pdf", lambda: sitting_papers.issue_report(found, config, now))
    sheets = sitting_papers.filled_sheets(found)
    for no, sheet in enumerate(sheets, start=1):
        add(f"{sheet.batch}计票单", f"tellers-{no}.pdf", partial(sitting_papers.filled_sheet, found, no, config))
    if sheets:
        add("计票汇总单", "tellers.pdf", lambda: sitting_papers.teller_summary(found, config))
    add("计票结果报告单", "report.pdf", lambda: round_papers.report(found, config, now))
    if found.state == RoundState.ANNOUNCED:
        add("公告", "announcement.pdf", lambda: announcement.announcement(found, config, now))
    if found.election is not None and not found.paper_only:
        add("电子选票存档", "ballots.pdf", lambda: round_papers.archive_ballots(found, config))
    add("主持词", "host.pdf", lambda: scripts.script_paper(found, "host", config, now))
    add("监票人报告词", "scrutineer.pdf", lambda: scripts.script_paper(found, "scrutineer", config, now))
    add("正式行为日志（本轮）", "journal.pdf", lambda: journal_paper.of_round(found, config, latest))
    add("正式行为日志（全部，JSON行）", "journal.jsonl", lambda: export.lines(_chain(found)).encode())
    add("票决规则和结果（JSON）", "result.json", lambda: _json(found))
    if found.election is not None:
        title = "电子票箱档案（本轮没有使用）" if found.paper_only else "电子票箱档案"
        add(title, f"{found.uuid}.bel", lambda: boxes.committed(found))
    if (proofs := proofs_of(found)) is not None:
        add("解密证明（与电子票箱档案一起验证）", f"{found.uuid}.proofs.json", proofs.encode)
    return made


def _chain(found: Round) -> list[JournalEntry]:
    return entries(db.session(), found.congress_id)


def _json(found: Round) -> bytes:
    return json.dumps(result_json(found), ensure_ascii=False, indent=1).encode()
