"""Every paper with invented contents, to try templates, fonts and the printer (文件样张)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from ..config import Config
from ..printing import (
    CHOICES,
    AnnouncementPaper,
    AttendanceGroup,
    AttendanceList,
    Attendee,
    Channel,
    DelegationFigures,
    Dossier,
    DossierPart,
    IssueReport,
    PaperCandidate,
    Pass,
    ResultPaper,
    ScriptPaper,
    Signers,
    TellerRow,
    TellerSheet,
    TellerSummary,
    Trustee,
    VotePaper,
    ZeroReport,
    announcement_pdf,
    archive_ballots_pdf,
    attendance_pdf,
    blank_ballots_pdf,
    cards_pdf,
    dossier_pdf,
    issue_report_pdf,
    passes_pdf,
    report_pdf,
    script_pdf,
    teller_sheet_pdf,
    teller_summary_pdf,
    zero_report_pdf,
)
from ..printing.data import marking_sentence
from ..printing.journal import JournalLine, JournalPaper, journal_pdf
from ..printing.wording import HOST, SCRUTINEER, script_steps
from ..rules import wording
from ..rules.rules import Rules
from ..sentences import Sentence

CONGRESS, MEETING, SUBJECT = "样张区第三届人民代表大会", "第六次会议", "2027年重点民生实事项目"
DAY = date(2027, 1, 12)
SIGNERS = Signers(chief=["王总监"], scrutineers=["李监票", "阿卜杜热依木·买买提江"], tellers=["孙计票", "周计票"])
ADDRESS, CODE = "https://example.invalid/verify#specimen", "样张"
Paths = dict[str, Path | None]


@dataclass(frozen=True)
class Specimen:
    """A paper's title and how it is made."""

    title: Sentence
    make: Callable[[Paths], bytes]


def specimen(name: str, config: Config) -> bytes:
    """One paper as this installation prints it; every page says 演练. Raises `KeyError` for an unknown name."""
    paths: Paths = {"fonts": config.fonts, "papers": config.papers}
    if name == "announcement":  # the only paper with a setting of its own
        return _announcement(paths, config.red_letterhead)
    return SPECIMENS[name].make(paths)


def _vote() -> VotePaper:
    names = (
        "老旧小区改造工程",
        "农村饮水安全巩固提升及老旧供水管网改造与智慧水务平台一体化建设工程",
        "普惠托育服务中心",
    )
    candidates = [
        PaperCandidate(
            no=no,
            name=f"{names[no % 3]}（样张{no}）",
            content="改造供水管网12公里，受益群众约3万人。",
            investment="1,200",
            unit="区住房城乡建委",
        )
        for no in range(1, 13)
    ]
    return VotePaper(
        congress=CONGRESS,
        meeting=MEETING,
        title=f"{SUBJECT}票决",
        rehearsal=True,
        fingerprint="样张" * 8,
        rules_sentences=wording.beside_legend(Rules(), 12),
        seats=10,
        candidates=candidates,
    )


def _zero(paths: Paths) -> bytes:
    trustees = [Trustee(name=name, fingerprint="7F3A91BC") for name in ("王总监", "李监票", "服务器")]
    report = ZeroReport(
        vote=_vote(),
        entitled=352,
        present=331,
        board_head="00" * 32,
        board_height=1,
        trustees=trustees,
        signers=SIGNERS,
        date=DAY,
        time="9时30分",
        boxes=5,
    )
    return zero_report_pdf(report, **paths)


def _issue(paths: Paths) -> bytes:
    channels = (
        Channel(name="电子票", issued=300, returned=299, valid=0, void=0),
        Channel(name="纸质票", issued=31, returned=31, valid=0, void=0),
    )
    delegations = [DelegationFigures(name=f"第{no}代表团", present=20, issued=20, returned=20) for no in range(1, 9)]
    report = IssueReport(
        vote=_vote(),
        entitled=352,
        present=331,
        issued=331,
        returned=330,
        signers=SIGNERS,
        date=DAY,
        channels=channels,
        delegations=delegations,
    )
    return issue_report_pdf(report, **paths)


def _result(paths: Paths) -> bytes:
    vote = _vote()
    rows = [
        {
            "no": one.no,
            "name": one.name,
            "approve": 320 - 9 * one.no,
            "oppose": one.no,
            "abstain": 6 + 8 * one.no,
            "rank": one.no,
            "selected": one.no <= 10,
        }
        for one in vote.candidates
    ]
    report = ResultPaper(
        vote=vote,
        entitled=352,
        present=331,
        issued=331,
        returned=330,
        valid=326,
        void=4,
        rows=rows,
        selected=list(range(1, 11)),
        signers=SIGNERS,
        date=DAY,
        rules_hash="00" * 32,
        board_head="00" * 32,
        board_height=362,
    )
    return report_pdf(report, ADDRESS, CODE, **paths)


def _announcement(paths: Paths, red: bool = True) -> bytes:
    paper = AnnouncementPaper(
        congress=CONGRESS,
        meeting=MEETING,
        title=f"{SUBJECT}票决",
        rehearsal=True,
        names=[one.name for one in _vote().candidates[:10]],
        vote_date=DAY,
        date=DAY,
        number=1,
        letterhead=red,
    )
    return announcement_pdf(paper, ADDRESS, CODE, **paths)


def _script(name: str, title: str, speaker: str, paths: Paths) -> bytes:
    """Both scripts as they are before the sitting: every figure is a blank."""
    blank = (
        "entitled",
        "present",
        "absent",
        "issued",
        "returned",
        "electronic_issued",
        "electronic_returned",
        "paper_issued",
        "paper_returned",
        "compared",
        "verdict",
        "chief",
        "scrutineers",
        "valid",
        "void",
        "boxes",
    )
    values: dict[str, Any] = {
        **dict.fromkeys(blank),
        "subject": SUBJECT,
        "purpose": "",
        "candidates": 12,
        "seats": 10,
        "tellers": "",
        "paper": True,
        "electronic": True,
        "both": True,
        "chosen": [],
        "left": 0,
        "following": "presidium",
        "rules": wording.sentences(Rules(), 12, legend=False),
        "marking": marking_sentence(10, CHOICES),
        "word": "赞成票",
        "rows": [],
    }
    paper = ScriptPaper(
        congress=CONGRESS,
        meeting=MEETING,
        title=f"{SUBJECT}票决{title}",
        speaker=speaker,
        rehearsal=True,
        date=DAY,
        steps=list(script_steps(name, values, paths["papers"]).values()),
    )
    return script_pdf(paper, **paths)


def _summary(paths: Paths) -> bytes:
    vote = _vote()
    rows = [TellerRow(no=one.no, name=one.name, counts=(30 - one.no, one.no, 0)) for one in vote.candidates]
    sheets = [
        TellerSheet(
            vote=vote,
            group=f"第{name}计票小组",
            date=DAY,
            batch=f"第{no}批",
            ballots=31,
            valid=30,
            void=1,
            rows=rows,
            pair=["孙计票", "周计票"],
        )
        for no, name in enumerate("一二三", start=1)
    ]
    return teller_summary_pdf(TellerSummary(vote=vote, sheets=sheets, signers=SIGNERS, date=DAY), **paths)


def _archive(paths: Paths) -> bytes:
    marks = [[1] * 10 + [2, 0], [1] * 8 + [0, 0, 2, 2], [1] * 12]
    return archive_ballots_pdf(_vote(), marks, remarks=["", "", "无效：赞成12项，超过应选10项"], **paths)


def _dossier(paths: Paths) -> bytes:
    parts = [
        DossierPart(title="零票报告", file="zero.pdf", data=_zero(paths)),
        DossierPart(title="计票结果报告单", file="report.pdf", data=_result(paths)),
        DossierPart(title="电子票箱档案", file="vote.bel", data=CODE.encode()),
    ]
    return dossier_pdf(Dossier(vote=_vote(), parts=parts, signers=SIGNERS, date=DAY), **paths)


def _journal(paths: Paths) -> bytes:
    acts = ("冻结候选名单和规则", "建立票箱", "开始投票", "结束投票", "计票完成", "认证计票结果", "公告结果")
    lines = [
        JournalLine(
            no=no,
            time=f"2027-01-12 {9 + no}:30:00",
            actor="王主席",
            role="执行主席",
            act=act,
            subject=f"{SUBJECT}票决",
            contents=[("应到", "352"), ("实到", "331")],
            hash=f"{no}a" * 32,
        )
        for no, act in enumerate(acts)
    ]
    return journal_pdf(JournalPaper(congress=CONGRESS, lines=lines, date=DAY, rehearsal=True), **paths)


def _cards(paths: Paths) -> bytes:
    typed = ["11111-111111-11111-111111-11"] * 4
    return cards_pdf(
        typed, congress=CONGRESS, meeting=MEETING, rehearsal=True, fonts=paths["fonts"], papers=paths["papers"]
    )


def _passes(paths: Paths) -> bytes:
    people = [
        Pass(number=str(1000 + no), name=f"代表{no}", delegation="龙岗代表团", token=ADDRESS, pin="000000")
        for no in range(1, 9)
    ]
    return passes_pdf(people, congress=CONGRESS, meeting=MEETING, rehearsal=True, **paths)


def _attendance(paths: Paths) -> bytes:
    people = [Attendee(number=str(1000 + no), name=f"代表{no}") for no in range(1, 25)]
    group = AttendanceGroup(name="龙岗代表团", attendees=people)
    listed = AttendanceList(congress=CONGRESS, meeting=MEETING, sitting="全体会议", rehearsal=True, groups=[group])
    return attendance_pdf(listed, **paths)


SPECIMENS: dict[str, Specimen] = {
    "attendance": Specimen(Sentence("签到表（空白）"), _attendance),
    "ballot": Specimen(Sentence("空白表决票"), lambda paths: blank_ballots_pdf(_vote(), 1, **paths)),
    "zero": Specimen(Sentence("零票报告"), _zero),
    "host": Specimen(Sentence("主持词"), partial(_script, HOST, "主持词", "执行主席")),
    "scrutineer": Specimen(Sentence("监票人报告词"), partial(_script, SCRUTINEER, "监票人报告词", "总监票人")),
    "issue": Specimen(Sentence("发出收回报告单"), _issue),
    "tellers": Specimen(
        Sentence("计票小组计票单（空白）"),
        lambda paths: teller_sheet_pdf(TellerSheet(vote=_vote(), group="第一计票小组", date=DAY), **paths),
    ),
    "summary": Specimen(Sentence("计票汇总单"), _summary),
    "report": Specimen(Sentence("计票结果报告单"), _result),
    "announcement": Specimen(Sentence("公告"), _announcement),
    "archive": Specimen(Sentence("电子选票存档"), _archive),
    "dossier": Specimen(Sentence("封存案卷"), _dossier),
    "journal": Specimen(Sentence("正式行为日志"), _journal),
    "cards": Specimen(Sentence("投票卡"), _cards),
    "passes": Specimen(Sentence("代表证"), _passes),
}
