"""A round's papers: what it holds, put into the words that `voting.printing` prints."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from ..accounts.models import Account
from ..ballots import boxes, following
from ..ballots.models import Round
from ..ballots.paper import mark_of
from ..ballots.rounds import packing_of
from ..belenios import board as boards
from ..belenios import decryption
from ..config import Config
from ..errors import Conflict
from ..extensions import db
from ..meetings.models import Officer
from ..printing import (
    CHOICES,
    CHOOSE,
    AnnouncedRound,
    AnnouncementPaper,
    Channel,
    Choice,
    PaperCandidate,
    ResultPaper,
    Signers,
    VotePaper,
    announcement_pdf,
    archive_ballots_pdf,
    blank_ballots_pdf,
    report_pdf,
)  # fmt: skip
from ..printing.rendering import chinese_number
from ..rules import wording
from ..rules.counting import is_valid
from ..rules.rules import LEGENDS, Rules
from . import codes, seals, signing, signing_keys
from .certifying import result_json
from .recount import marks_of


def choices(rules: Rules) -> tuple[Choice, ...]:
    """A ballot's columns by the rules' way of marking, with the signs of their legend; none for priorities."""
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
            no=int(str(item["no"])), name=str(item["name"]), content=str(item["content"]),
            investment=_money(item["investment_year"]), unit=str(item["unit"]),
        )
        for item in found.candidates or []
    ]  # fmt: skip
    rules = Rules.from_dict(found.rules)
    return VotePaper(
        congress=found.meeting.congress.name, meeting=found.meeting.name, title=found.title,
        rehearsal=found.meeting.rehearsal,
        fingerprint=mark_of(found) if found.paper_only else found.fingerprint or "",
        rules_sentences=wording.beside_legend(rules, len(candidates)), seats=rules.seats,
        candidates=candidates, choices=choices(rules), tint=found.no if found.kind == "reserve" else 0,
    )  # fmt: skip


def local_day(moment: datetime | None) -> date:
    """The day in China; raises `Conflict` when there is no moment yet."""
    if moment is None:
        raise Conflict("not_certified", "结果还没有认证")
    return moment.astimezone(ZoneInfo("Asia/Shanghai")).date()


def names_of(found: Round, duty: str) -> list[str]:
    """Names of those who hold a duty in the round's meeting, in order."""
    query = (
        select(Account.name).join(Officer, Officer.account_id == Account.id)
        .where(Officer.meeting_id == found.meeting_id, Officer.duty == duty).order_by(Officer.position)
    )  # fmt: skip
    return list(db.session.scalars(query))


def blank_ballots(found: Round, copies: int, config: Config) -> bytes:
    """Blank paper ballots, each with the code of the round."""
    return blank_ballots_pdf(vote_paper(found), copies, fonts=config.fonts, papers=config.papers)


def archive_ballots(found: Round, config: Config) -> bytes:
    """The anonymous electronic ballots, in the order in which they left the mix."""
    board = boards.parse(boxes.committed(config, found))
    opened = decryption.read_result(board.payload(board.of_type("Result")[0]))
    marks, _ = marks_of(opened, packing_of(Rules.from_dict(found.rules), len(found.candidates or [])))
    rules = Rules.from_dict(found.rules)
    remarks = [_remark(ballot, rules) for ballot in marks]
    return archive_ballots_pdf(vote_paper(found), marks, remarks=remarks, fonts=config.fonts, papers=config.papers)


def _remark(ballot: list[int], rules: Rules) -> str:
    """Why a ballot is void; empty for a valid one."""
    if is_valid(ballot, rules):
        return ""
    if rules.marking == "rank":
        return "无效：名次填写不符合规定"
    approved = sum(mark == 1 for mark in ballot)
    return f"无效：赞成{approved}项，超过{rules.seats}项" if approved > rules.seats else "无效：全部未作标记"


KINDS = (("electronic", "电子票"), ("paper", "纸质票"))
ROW = ("approve", "oppose", "abstain", "points")


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
    return [
        {**row, "channels": [dict(zip(ROW, result[key]["rows"][row["no"] - 1], strict=True)) for key, _ in KINDS]}
        for row in result["rows"]
    ]


def report(found: Round, config: Config, now: datetime) -> bytes:
    """计票结果报告单, sealed and signed."""
    if found.seal_report is None:
        raise Conflict("not_certified", "结果还没有认证")
    result = result_json(found)
    paper = ResultPaper(
        vote=vote_paper(found),
        **{key: result[key] for key in ("entitled", "present", "issued", "returned", "valid", "void")},
        rows=_with_kinds(result), selected=result["selected"], next=result["next"],
        channels=_channels(result), signers=Signers(
            chief=names_of(found, "chief_scrutineer"), scrutineers=names_of(found, "scrutineer"),
            tellers=names_of(found, "teller"),
        ),
        date=local_day(found.certified_at), rules_hash=found.rules_hash or "", board_head=found.board_head or "",
        board_height=found.board_height or 0,
    )  # fmt: skip
    keys = signing_keys.load_or_make_keys(config.keys, now)
    pdf = report_pdf(
        paper, seals.link(config.base_address, found.seal_report), codes.short_code(found.seal_report),
        fonts=config.fonts, papers=config.papers,
    )  # fmt: skip
    return signing.signed_once(pdf, keys, config.signed)


def _chosen(found: Round) -> list[tuple[int, str]]:
    """The selected projects: the number on the first round's ballot, and the name."""
    result = result_json(found)
    origins = {item["no"]: int(str(item.get("origin", item["no"]))) for item in found.candidates or []}
    return [(origins[row["no"]], row["name"]) for row in result["rows"] if row["no"] in result["selected"]]


def _announced_last(found: Round) -> Round:
    """The last round that was announced together with this one."""
    if found.announced_at is None:
        if following.child(found) is not None:
            raise Conflict("announce_last", "后面还有一轮投票，请在最后一轮认证后一并公告")
        return found
    return [one for one in following.whole(found) if one.announced_at == found.announced_at][-1]


def announcement(found: Round, config: Config, now: datetime) -> bytes:
    """公告: names only, signed by the presidium; it gathers every round that counts up to this one.

    Rounds that were announced together share the announcement of the last of them, and its seal.
    """
    found = _announced_last(found)
    if found.seal_announcement is None:
        raise Conflict("not_certified", "结果还没有认证")
    rounds = [one for one in following.chain(found) if one.void_reason is None]
    names = {no: name for one in rounds for no, name in _chosen(one)}
    deciding = [one for one in rounds if _chosen(one)]
    told = [
        AnnouncedRound(
            name=f"第{chinese_number(place)}次票决", vote_date=local_day(one.closed_at), count=len(_chosen(one))
        )
        for place, one in enumerate(deciding, start=1)
    ]
    paper = AnnouncementPaper(
        congress=found.meeting.congress.name, meeting=found.meeting.name, title=following.chain(found)[0].title,
        rehearsal=found.meeting.rehearsal, names=[names[no] for no in sorted(names)],
        vote_date=local_day(rounds[0].closed_at), date=local_day(found.announced_at or found.certified_at), rounds=told,
        number=found.announcement_no, letterhead=config.red_letterhead,
    )  # fmt: skip
    keys = signing_keys.load_or_make_keys(config.keys, now)
    token = found.seal_announcement
    pdf = announcement_pdf(
        paper, seals.link(config.base_address, token), codes.short_code(token), fonts=config.fonts,
        papers=config.papers,
    )  # fmt: skip
    return signing.signed_once(pdf, keys, config.signed)
