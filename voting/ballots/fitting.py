"""What fits: how many candidates an electronic ballot and the signed code of a result can hold."""

from __future__ import annotations

from ..belenios import packing
from ..belenios.group import MAX_INTS
from ..meetings.models import Round
from ..meetings.rounds import full_title
from ..rules.grading import GradeRules
from ..rules.reading import AnyRules, top_mark
from ..rules.rules import Rules
from ..sentences import Sentence

MAX_SEAL = 2600
"""Characters of a signed code that a printed result can carry; `voting.tally.seals.seal` refuses longer ones."""
MAX_RANKS_IN_HALF = 15
"""Ranks that half a byte tells apart: above 30 candidates two share a byte."""
MAX_GRADE = 8
"""Letters of a grade's name: more do not fit on a button or over a column."""


def packing_of(rules: AnyRules, candidates: int) -> packing.Packing:
    """How the marks of a round lie in its ballots; raises `ValueError` when they do not fit."""
    top = rules.seats if isinstance(rules, Rules) and rules.marking == "rank" else top_mark(rules)
    return packing.packing_for(candidates, (top or 0) + 1)


def too_large(rules: AnyRules, candidates: int, title: str) -> Sentence | None:
    """Why an electronic ballot, or the signed code of the result, cannot hold this many candidates; None when they do.

    `title` is the round's full title, which the signed code carries too.
    """
    try:
        packing_of(rules, candidates)
    except ValueError:
        if isinstance(rules, Rules) and rules.marking == "rank" and candidates <= 2 * MAX_INTS:
            return Sentence(
                "候选项目 %(candidates)s 项并填写名次时，一张电子选票最多容纳 %(most)s 个名次，应选数不能是 %(seats)s",
                candidates=candidates,
                most=MAX_RANKS_IN_HALF,
                seats=rules.seats,
            )
        return Sentence("候选项目 %(candidates)s 项，一张选票装不下", candidates=candidates)
    most = sealable(rules, title)
    if candidates > most:
        return Sentence(
            "候选项目 %(candidates)s 项，结果的签名二维码装不下：会议和票决名称共 %(letters)s 字，最多容纳 %(most)s 项",
            candidates=candidates,
            letters=len(title),
            most=most,
        )
    return None


def sealable(rules: AnyRules, title: str) -> int:
    """How many candidates the signed code of a result holds for certain, with paper ballots and in a further round.

    Measured with figures of four digits, the most that 5000 deputies give: the header, signature and hashes; a byte of
    a title that cannot be compressed, to which a further round adds 45; a project's two rows.
    """
    head = 760 + (len(title.encode()) + 45) * 14 // 10
    row = {"rank": 37, "grade": 40}.get(rules.marking, 27)
    return max(0, (MAX_SEAL - head) // row)


def unfit(rules: GradeRules, found: Round) -> tuple[str, Sentence] | None:
    """Why a rating cannot follow these rules, with the setting; None when it can."""
    if rules.committee != found.meeting.committee:
        return "body", Sentence("测评主体与会议不符：常委会会议由组成人员测评，代表大会会议由代表测评")
    if any(len(name) > MAX_GRADE or not name.isalnum() for name in rules.grades):
        return "grades", Sentence("等次名称最多 %(most)s 个字，不含标点", most=MAX_GRADE)
    items = len(found.candidates or [])
    if items and (too_many := too_large(rules, items, full_title(found))):
        return "items", too_many
    return None
