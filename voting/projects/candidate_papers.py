"""The papers on the candidates, as `voting.printing` wants them: booklet and summary of the deliberation."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from ..attachments import store
from ..collection.models import Drive
from ..config import Config
from ..errors import Conflict
from ..meetings.models import Meeting
from ..printing.booklet import Booklet, BookletProject, booklet_pdf
from ..printing.keeping import kept
from ..printing.opinions import OpinionSummary, ProjectOpinions, SaidOpinion, opinions_pdf
from ..printing.publicity import PublicityPaper, PublicityRow, publicity_pdf
from ..times import CHINA, chinese_date
from . import deliberating, publicity, reading
from .fields import FIELDS, TEXTS
from .models import Project, Publicity

LONG = tuple(key for key in dict.fromkeys(("content", "goal", *TEXTS)) if TEXTS[key].printed and TEXTS[key].rows > 1)
"""What the booklet tells in paragraphs, what is reached next to what is done."""


def _amount(value: Decimal | None) -> str:
    return "" if value is None else f"{value:,.2f}".rstrip("0").rstrip(".")


def _day(now: datetime) -> date:
    return now.astimezone(CHINA).date()


def _listed(meeting: Meeting) -> list[Project]:
    projects = reading.listed(meeting.id)
    if not projects:
        raise Conflict("no_candidates", "还没有候选项目")
    return projects


def _facts(project: Project, voices: int) -> list[tuple[str, str]]:
    """What the booklet tells in a word or two, with what it is called there."""
    plan = [f"{entry['year']}年{_amount(Decimal(entry['amount']))}万元" for entry in project.yearly]
    told = {"yearly": "；".join(plan) if len(plan) > 1 else ""}
    for key, words in FIELDS.items():
        if words.amount:
            told[key] = f"{amount}万元" if (amount := _amount(getattr(project, key))) else ""
    pairs = [
        (words.printed, told[key] if key in told else getattr(project, key))
        for key, words in FIELDS.items()
        if words.printed and key not in LONG
    ]
    pairs.append(("来源", f"群众和代表的建议{voices}条" if voices else ""))
    return [(label, text) for label, text in pairs if text]


def booklet(meeting: Meeting, title: str, seats: int, config: Config, now: datetime) -> bytes:
    """候选项目说明册, each page with a code that leads to the project's public page; raises `Conflict` when empty."""
    projects = _listed(meeting)
    ids = [one.id for one in projects]
    voices, pictures = reading.voices(ids), reading.pictures(ids)
    made = [
        BookletProject(
            no=one.no or 0,
            name=one.name,
            unit=one.unit,
            facts=_facts(one, voices[one.id]),
            texts=[(TEXTS[key].printed, text) for key in LONG if (text := getattr(one, key))],
            url=f"{config.base_address.rstrip('/')}/projects/{one.id}",
            pictures=[store.content_of(config, held) for held in pictures[one.id]],
        )
        for one in projects
    ]
    paper = Booklet(
        congress=meeting.congress.name,
        meeting=meeting.name,
        title=title,
        rehearsal=meeting.rehearsal,
        seats=seats,
        date=_day(now),
        projects=made,
    )
    return kept(config.kept, booklet_pdf, paper, fonts=config.fonts, papers=config.papers)


def opinions(meeting: Meeting, title: str, config: Config, now: datetime) -> bytes:
    """审议意见汇总 of what is signed; raises `Conflict` without candidates."""
    said = deliberating.of_meeting(meeting.id, signed=True)
    projects = [
        ProjectOpinions(
            no=one.no or 0,
            name=one.name,
            unit=one.unit,
            opinions=[
                SaidOpinion(delegation=o.delegation, text=o.text, answer=o.answer)
                for o in said
                if o.project_id == one.id
            ],
        )
        for one in _listed(meeting)
    ]
    paper = OpinionSummary(
        congress=meeting.congress.name,
        meeting=meeting.name,
        title=title,
        rehearsal=meeting.rehearsal,
        date=_day(now),
        delegations=len({o.delegation for o in said}),
        projects=projects,
    )
    return opinions_pdf(paper, fonts=config.fonts, papers=config.papers)


def publicity_notice(drive: Drive, found: Publicity, config: Config, now: datetime) -> bytes:
    """候选项目公示; raises `Conflict` without projects."""
    listed = publicity.rows(found)
    if not listed:
        raise Conflict("list_empty", "还没有初定的项目")
    first, last = (one.astimezone(CHINA) for one in (found.opens_at, found.closes_at))
    paper = PublicityPaper(
        issuer=drive.issuer,
        title=found.title,
        opening=found.text,
        period=f"{chinese_date(first.date())}{first:%H:%M}至{chinese_date(last.date())}{last:%H:%M}。",
        ways="公示期间，对候选项目有意见的，可以扫描二维码或者登录公示网址提出，也可以向下列单位反映。"
        if found.contact
        else "公示期间，对候选项目有意见的，可以扫描二维码或者登录公示网址提出。",
        contact=found.contact.splitlines(),
        list_title=f"{drive.year}年度民生实事候选项目表",
        rows=[
            PublicityRow(
                name=fields["name"],
                content=fields["content"],
                amount=fields["investment_year"],
                unit=fields["unit"],
                deadline=fields["deadline"],
            )
            for _project, fields in listed
        ],
        date=_day(found.published_at or now),
        url=publicity_address(drive, config),
        draft=found.published_at is None,
    )
    return kept(config.kept, publicity_pdf, paper, fonts=config.fonts, papers=config.papers)


def publicity_address(drive: Drive, config: Config) -> str:
    """Where the public finds the notice, as it is printed and put into codes."""
    return f"{config.base_address.rstrip('/')}/collect/{drive.slug}/projects"
