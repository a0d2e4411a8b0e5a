"""A round's papers: what it holds, put into the words that `voting.printing` prints."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from ..ballots.fitting import packing_of
from ..ballots.paper import mark_of
from ..config import Config
from ..congress.models import Account
from ..errors import Conflict
from ..extensions import db
from ..meetings import pairing
from ..meetings.models import Officer, Round
from ..printing import (
    CHOICES,
    CHOOSE,
    Channel,
    Choice,
    PaperCandidate,
    ResultPaper,
    Signers,
    VotePaper,
    archive_ballots_pdf,
    blank_ballots_pdf,
    report_pdf,
)
from ..printing.keeping import kept
from ..rules import wording
from ..rules.counting import figure_keys, is_valid
from ..rules.grading import SIGNS, GradeRules
from ..rules.reading import AnyRules, any_rules
from ..rules.rules import LEGENDS
from ..times import CHINA
from . import codes, seals, signing, signing_keys
from .certifying import result_json
from .counting import opened_ballots


def choices(rules: AnyRules) -> tuple[Choice, ...]:
    """A ballot's columns by the rules' way of marking, with the signs of their legend; none for priorities."""
    if isinstance(rules, GradeRules):
        named = [
            Choice(mark=mark, word=name, sign=SIGNS[rules.legend]) for mark, name in enumerate(rules.grades, start=1)
        ]
        return (*named, Choice(mark=0, word="弃权", sign=""))
    columns = {"three-way": CHOICES, "choose": CHOOSE, "rank": ()}[rules.marking]
    signs = LEGENDS[rules.legend]
    return tuple(replace(choice, sign=signs[choice.mark]) for choice in columns)


def _money(value: object) -> str:
    if value in (None, ""):
        return ""
    return f"{Decimal(str(value)):,.2f}".rstrip("0").rstrip(".")


def vote_paper(found: Round) -> VotePaper:
    """What every paper of the round begins with."""
    candidates = [
        PaperCandidate(
            no=int(str(item["no"])),
            name=str(item["name"]),
            content=str(item["content"]),
            investment=_money(item["investment_year"]),
            unit=str(item["unit"]),
        )
        for item in found.candidates or []
    ]
    rules = any_rules(found.rules)
    seats = 0 if isinstance(rules, GradeRules) else rules.seats
    return VotePaper(
        congress=found.meeting.congress.name,
        meeting=found.meeting.name,
        title=found.title,
        rehearsal=found.meeting.rehearsal,
        fingerprint=mark_of(found) if found.paper_only else found.fingerprint or "",
        rules_sentences=wording.beside_legend(rules, len(candidates)),
        seats=seats,
        candidates=candidates,
        choices=choices(rules),
        rating=isinstance(rules, GradeRules),
        tint=_tint(found),
        people="组成人员" if found.meeting.committee else "代表",
    )


def _tint(found: Round) -> int:
    """The ballot's colour: each round of a meeting has its own, the ratings the last ones."""
    return {"main": 0, "reserve": found.no}.get(found.kind, 4 + found.no)


def local_day(moment: datetime | None) -> date:
    """The day in China; raises `Conflict` when there is no moment yet."""
    if moment is None:
        raise Conflict("not_certified", "结果还没有认证")
    return moment.astimezone(CHINA).date()


def names_of(found: Round, duty: str) -> list[str]:
    """Names of those who hold a duty in the round's meeting, in order."""
    query = (
        select(Account.name)
        .join(Officer, Officer.account_id == Account.id)
        .where(Officer.meeting_id == found.meeting_id, Officer.duty == duty)
        .order_by(Officer.position)
    )
    return list(db.session.scalars(query))


def blank_ballots(found: Round, copies: int, config: Config) -> bytes:
    """Blank paper ballots, each with the code of the round."""
    return blank_ballots_pdf(vote_paper(found), copies, fonts=config.fonts, papers=config.papers)


def archive_ballots(found: Round, config: Config) -> bytes:
    """The anonymous electronic ballots, in the order in which they left the mix."""
    rules = any_rules(found.rules)
    read = opened_ballots(found, config).marks(packing_of(rules, len(found.candidates or [])))
    remarks = [UNREADABLE if ballot is None else _remark(ballot, rules) for ballot in read]
    marks = [ballot or [] for ballot in read]
    return archive_ballots_pdf(vote_paper(found), marks, remarks=remarks, fonts=config.fonts, papers=config.papers)


MOST_PLACES = 20
UNREADABLE = "无效：内容不是选票，无法辨认"


def _remark(ballot: list[int], rules: AnyRules) -> str:
    """Why a ballot is void; empty for a valid one."""
    if is_valid(ballot, rules):
        return ""
    if isinstance(rules, GradeRules):
        return "无效：全部未作标记"
    if rules.marking == "rank":
        return "无效：名次填写不符合规定"
    approved = sum(mark == 1 for mark in ballot)
    return f"无效：赞成{approved}项，超过{rules.seats}项" if approved > rules.seats else "无效：全部未作标记"


KINDS = (("electronic", "电子票"), ("paper", "纸质票"))


def _both(result: dict[str, Any]) -> bool:
    return all(result.get(key, {}).get("issued") for key, _ in KINDS)


def _channels(result: dict[str, Any]) -> list[Channel]:
    """The figures of electronic and paper ballots, where there were both."""
    if not _both(result):
        return []
    keys = ("issued", "returned", "valid", "void")
    return [Channel(name=name, **{part: result[key][part] for part in keys}) for key, name in KINDS]


def _with_kinds(result: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows, each with what electronic and paper ballots say apart."""
    if not _both(result):
        return list(result["rows"])
    keys = figure_keys(any_rules(result["rules"]))
    return [
        {**row, "channels": [dict(zip(keys, result[key]["rows"][row["no"] - 1], strict=True)) for key, _ in KINDS]}
        for row in result["rows"]
    ]


def on_second_person(found: Round) -> list[str]:
    """Sentences on passes that were issued anew while the vote was open, and on going on without the second person."""
    return on_passes(found) + (["经总监票人同意，本轮改为由一人办理。"] if pairing.done(found.id, "alone") else [])


def on_passes(found: Round) -> list[str]:
    """A sentence on the passes that were issued anew while the vote was open; none when there were none."""
    count, alone = (pairing.done(found.id, "pass", alone) for alone in (False, True))
    if not count:
        return []
    if not alone:
        return [f"投票期间补发代表证{count}次，均经总监票人同意。"]
    return [f"投票期间补发代表证{count}次，其中{alone}次由工作人员一人办理。"]


def _notes(result: dict[str, Any]) -> list[str]:
    """What stands under the table: how many ballots are void because their content is no ballot."""
    void = result.get("opening", {}).get("void", [])
    if not void:
        return []
    places = "、".join(str(place) for place in void[:MOST_PLACES]) + ("等" if len(void) > MOST_PLACES else "")
    return [f"无效票中，{len(void)}张电子票的内容不是选票，无法辨认（电子选票存档第{places}张）。"]


def report(found: Round, config: Config, now: datetime) -> bytes:
    """计票结果报告单, sealed and signed."""
    if found.seal_report is None:
        raise Conflict("not_certified", "结果还没有认证")
    result = result_json(found)
    paper = ResultPaper(
        vote=vote_paper(found),
        **{key: result[key] for key in ("entitled", "present", "issued", "returned", "valid", "void")},
        rows=_with_kinds(result),
        selected=result["selected"],
        next=result["next"],
        channels=_channels(result),
        signers=Signers(
            chief=names_of(found, "chief_scrutineer"),
            scrutineers=names_of(found, "scrutineer"),
            tellers=names_of(found, "teller"),
        ),
        date=local_day(found.certified_at),
        rules_hash=found.rules_hash or "",
        board_head=found.board_head or "",
        board_height=found.board_height or 0,
        proofs=result.get("opening", {}).get("proofs", ""),
        notes=[*_notes(result), *on_second_person(found)],
    )
    keys = signing_keys.load_or_make_keys(config.keys, now)
    link, code = seals.link(config.base_address, found.seal_report), codes.short_code(found.seal_report)
    pdf = kept(
        config.kept,
        report_pdf,
        paper,
        link,
        code,
        fonts=config.fonts,
        papers=config.papers,
    )
    return signing.signed_once(pdf, keys, config.signed)
