"""Papers' sample data, and reading them back."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import pypdfium2
import pytest

from voting.printing import (
    AnnouncementPaper,
    PaperCandidate,
    Pass,
    ResultPaper,
    Signers,
    VotePaper,
    announcement_pdf,
    archive_ballots_pdf,
    blank_ballots_pdf,
    cards_pdf,
    passes_pdf,
    report_pdf,
)
from voting.printing.archive import archive_code
from voting.tally import seals, signing_keys

NOW = datetime(2027, 1, 12, 8, 0, tzinfo=UTC)
FINGERPRINT = "k3JvQm1Xh2ZyT8sWc0aLbN5pRd7uEfGiHjKoMqVxY4A"
LONG_NAME = "全区农村饮水安全巩固提升及老旧供水管网改造与智慧水务平台一体化建设工程（二期）"[:35]
RARE = "㛃𬭎𫘝喆昇堃"
TYPED_CODE = "ABCD-EFGH-JKLM-NPQR"
CARD = "AX8Te-NCqt52-yjkFQ-zb4Zr8-Wq"
ADDRESS = "https://vote.dazu-rd.example.gov.cn:8443"
CONTENT = "新建改建农村公路120公里，实施危桥改造15座，完善安防设施80公里；覆盖18个镇街，受益群众约12万人。"

MakeVote = Callable[..., VotePaper]
MakeResult = Callable[..., ResultPaper]


@dataclass(frozen=True)
class Printed:
    """A paper, what the codes on its page (-1 is the last) say, and that page."""

    pdf: bytes
    codes: list[str]
    page: int = 0


Print = Callable[[str, int], Printed]


def squeeze(text: str) -> str:
    """Text without any white space."""
    return re.sub(r"\s", "", text)


def page_texts(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    # pdfium reads a hyphen at the end of a line as U+FFFE
    return [squeeze(page.get_textpage().get_text_range().replace("\ufffe", "-")) for page in document]


def page_sizes(pdf: bytes) -> list[tuple[int, int]]:
    """Width and height of each page in mm."""
    document = pypdfium2.PdfDocument(pdf)
    return [tuple(round(side / 72 * 25.4) for side in page.get_size()) for page in document]


@pytest.fixture(scope="session")
def make_vote() -> MakeVote:
    def make(
        count: int = 12, *, rehearsal: bool = False, name: str = "", content: str = CONTENT, **more: Any
    ) -> VotePaper:
        return VotePaper(
            congress="重庆市大足区第三届人民代表大会",
            meeting="第六次会议",
            title="2027年重点民生实事项目",
            rehearsal=rehearsal,
            fingerprint=FINGERPRINT,
            rules_sentences=[],
            seats=max(1, count * 10 // 12),
            candidates=[
                PaperCandidate(
                    no=no,
                    name=name or f"第{no}片区老旧小区改造工程",
                    content=content,
                    investment=str(1200 + no),
                    unit="区住房城乡建委",
                )
                for no in range(1, count + 1)
            ],
            **more,
        )

    return make


@pytest.fixture(scope="session")
def make_result(make_vote: MakeVote) -> Callable[..., ResultPaper]:
    def make(count: int = 12, **more: Any) -> ResultPaper:
        vote = make_vote(count, **more)
        rows = []
        for candidate in vote.candidates:
            approve = 320 - 3 * candidate.no
            rows.append(
                {
                    "no": candidate.no,
                    "name": candidate.name,
                    "approve": approve,
                    "oppose": 2,
                    "abstain": 324 - approve,
                    "rank": candidate.no,
                    "selected": candidate.no <= vote.seats,
                }
            )
        return ResultPaper(
            vote=vote,
            entitled=352,
            present=331,
            issued=331,
            returned=330,
            valid=326,
            void=4,
            rows=rows,
            selected=list(range(1, vote.seats + 1)),
            signers=Signers(chief=["王总监"], scrutineers=["李监票", "张监票", "赵监票"]),
            date=date(2027, 1, 12),
            rules_hash="ab" * 32,
            board_head="cd" * 32,
            board_height=362,
        )

    return make


@pytest.fixture(scope="session")
def keys() -> signing_keys.Keys:
    return signing_keys.make_keys(NOW)


def payload_of(result: ResultPaper) -> dict[str, Any]:
    """A payload as long as real ones, its hashes as random as theirs."""

    def digest(word: str) -> str:
        return hashlib.sha256(word.encode()).hexdigest()

    return {
        "v": 1,
        "round": "Kx8s9Qp2LmNv4T",
        "kind": "report",
        "title": result.vote.title,
        "entitled": result.entitled,
        "present": result.present,
        "issued": result.issued,
        "returned": result.returned,
        "valid": result.valid,
        "void": result.void,
        "rows": [[row["no"], row["approve"], row["oppose"], row["abstain"]] for row in result.rows],
        "selected": list(result.selected),
        "rules": digest("rules"),
        "proofs": digest("proofs"),
        "election": result.vote.fingerprint,
        "head": digest("head"),
        "height": result.board_height,
        "rehearsal": result.vote.rehearsal,
    }


@pytest.fixture(scope="session")
def printed(make_vote: MakeVote, make_result: MakeResult, keys: signing_keys.Keys) -> Print:
    """Every paper that carries a code, for a number of candidates, printed once: names of 35 characters, rare ones."""
    session = {"congress": "重庆市大足区第三届人民代表大会", "meeting": "第六次会议"}

    def sealed(result: ResultPaper) -> str:
        """The link on a paper whose seal also carries the figures of paper ballots."""
        payload = payload_of(result)
        rows = [[row["approve"] // 10, row["oppose"], row["abstain"], 0] for row in result.rows]
        payload["paper"] = {"issued": 40, "returned": 38, "valid": 36, "void": 2, "rows": rows}
        return seals.link(ADDRESS, seals.seal(payload, keys))

    def ballot(vote: VotePaper) -> Printed:
        return Printed(blank_ballots_pdf(vote, 1), [FINGERPRINT])

    def archive(vote: VotePaper) -> Printed:
        count = len(vote.candidates)
        codes = [archive_code(FINGERPRINT, number, [1] * count) for number in (1, 2)]
        return Printed(archive_ballots_pdf(vote, [[1] * count] * 2), codes if count <= 15 else codes[:1])

    def report(vote: VotePaper) -> Printed:
        result = replace(make_result(len(vote.candidates)), vote=vote)
        rows = [{**row, "name": vote.candidates[0].name} for row in result.rows]
        url = sealed(result)
        return Printed(report_pdf(replace(result, rows=rows), url, TYPED_CODE), [url], -1)

    def announcement(vote: VotePaper) -> Printed:
        names = [candidate.name for candidate in vote.candidates]
        url = sealed(replace(make_result(len(names)), selected=list(range(1, len(names) + 1))))
        paper = AnnouncementPaper(
            **session,
            title=vote.title,
            rehearsal=False,
            names=names,
            vote_date=date(2027, 1, 12),
            date=date(2027, 1, 13),
            number=3,
        )
        return Printed(announcement_pdf(paper, url, TYPED_CODE), [url], -1)

    def cards(vote: VotePaper) -> Printed:
        return Printed(cards_pdf([CARD] * 4, **session, rehearsal=False, labels=["欧阳" + RARE] * 4), [CARD] * 4)

    def passes(vote: VotePaper) -> Printed:
        tokens = [f"{ADDRESS}/p#{n}{CARD}" for n in range(8)]
        people = [Pass(number="001", name=RARE, delegation="龙岗街道代表团", token=token) for token in tokens]
        return Printed(passes_pdf(people, **session, rehearsal=False), tokens)

    makers = {one.__name__: one for one in (ballot, archive, report, announcement, cards, passes)}

    @cache
    def make(paper: str, count: int) -> Printed:
        return makers[paper](make_vote(count, name=RARE if count == 1 else LONG_NAME))

    return make
