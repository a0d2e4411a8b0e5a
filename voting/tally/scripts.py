"""What is said at a round's sitting (主持词、监票人报告词), with the figures that exist so far."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ..ballots import following
from ..ballots.polling import figures, uncounted
from ..config import Config
from ..meetings.attendance import quorum
from ..meetings.models import Round
from ..meetings.rounds import is_rating
from ..meetings.states import RoundState
from ..printing import ScriptPaper, ScriptStep, script_pdf
from ..printing.data import marking_sentence
from ..printing.wording import BLANK, HOST, RATING_HOST, RATING_SCRUTINEER, SCRUTINEER, script_steps
from ..rules import wording
from ..rules.counting import GRADE_FIGURES
from ..rules.grading import GradeRules
from ..rules.reading import AnyRules, any_rules
from ..rules.rules import Rules
from ..sitting import order
from .certifying import result_json
from .round_papers import choices, local_day, names_of

TITLES = {"host": (HOST, "主持词", "执行主席"), "scrutineer": (SCRUTINEER, "监票人报告词", "总监票人")}


def steps(found: Round, script: str, config: Config) -> dict[str, ScriptStep]:
    """The steps of a script (`host` or `scrutineer`) that this round's sitting has, by key."""
    kept = {kind.key for kind in order.kinds_of(found)}
    text = TITLES[script][0]
    if is_rating(found):
        text = {HOST: RATING_HOST, SCRUTINEER: RATING_SCRUTINEER}[text]
    made = script_steps(text, values(found), config.papers)
    return {key: step for key, step in made.items() if key in kept}


def script_paper(found: Round, script: str, config: Config, now: datetime) -> bytes:
    """A script as it is printed for the lectern."""
    _, title, speaker = TITLES[script]
    noun = "" if is_rating(found) else "票决"
    paper = ScriptPaper(
        congress=found.meeting.congress.name,
        meeting=found.meeting.name,
        title=f"{subject(found)}{noun}{title}",
        speaker=speaker,
        rehearsal=found.meeting.rehearsal,
        steps=list(steps(found, script, config).values()),
        date=local_day(found.opened_at or now),
    )
    return script_pdf(paper, fonts=config.fonts, papers=config.papers)


def subject(found: Round) -> str:
    """What is voted on, as it is called in the hall."""
    return following.chain(found)[0].title.removesuffix("票决")


def values(found: Round) -> dict[str, Any]:
    """The figures and names of both scripts; None where one does not exist yet.

    Nothing of the count before it is certified: what is on the desk's screen may be read over a shoulder.
    """
    numbers = figures(found)
    closed, certified = (found.state.reached(one) for one in (RoundState.CLOSED, RoundState.CERTIFIED))
    told = closed and not uncounted(found)
    there = quorum(found.meeting).reached or closed
    rules = any_rules(found.rules or {})
    seats = rules.seats if isinstance(rules, Rules) else 0
    committee = found.meeting.committee
    paper = found.paper_only or numbers.paper_issued > 0
    return {
        "subject": subject(found),
        "purpose": following.PURPOSES.get(found.purpose or "", ""),
        "candidates": len(found.candidates or []),
        "seats": seats,
        "committee": committee,
        "people": "组成人员" if committee else "代表",
        "entitled": numbers.entitled,
        "present": numbers.present if there else None,
        "absent": numbers.entitled - numbers.present if there else None,
        "chief": "、".join(names_of(found, "chief_scrutineer")) or None,
        "scrutineers": "、".join(names_of(found, "scrutineer")) or None,
        "tellers": "、".join(names_of(found, "teller")),
        "paper": paper,
        "electronic": not found.paper_only,
        "both": paper and not found.paper_only,
        "boxes": _boxes(found),
        "rules": wording.sentences(rules, len(found.candidates or []), legend=False),
        "marking": marking_sentence(seats, choices(rules)),
        "issued": numbers.issued if closed else None,
        "returned": numbers.returned if told else None,
        "electronic_issued": numbers.issued - numbers.paper_issued if closed else None,
        "electronic_returned": numbers.returned - numbers.paper_returned if closed else None,
        "paper_issued": numbers.paper_issued if closed else None,
        "paper_returned": numbers.paper_returned if told else None,
        **_verdict(numbers.issued, numbers.returned, told),
        **_result(found, rules, certified),
    }


def _boxes(found: Round) -> int | None:
    row = order.noted_step(found.id, "zero")
    boxes = int(str(row.figures.get("boxes", 0))) if row else 0
    return None if found.paper_only and not boxes else boxes


def _verdict(issued: int, returned: int, told: bool) -> dict[str, str]:
    if not told:
        return {"compared": BLANK, "verdict": BLANK}
    if returned > issued:
        return {"compared": "多于", "verdict": "无效"}
    return {"compared": "等于" if returned == issued else "少于", "verdict": "有效"}


def _result(found: Round, rules: AnyRules, certified: bool) -> dict[str, Any]:
    if isinstance(rules, GradeRules):
        return _graded(found, rules, certified)
    word = {"three-way": "赞成票", "choose": "同意票", "rank": "分"}[rules.marking]
    if not certified:
        return {
            "valid": None,
            "void": None,
            "word": word,
            "rows": [],
            "chosen": [],
            "left": 0,
            "following": "presidium",
        }
    result = result_json(found)
    by = "points" if rules.marking == "rank" else "approve"
    rows = sorted(result["rows"], key=lambda row: (-row[by], row["no"]))
    next_round = result["next"] or {}
    return {
        "valid": result["valid"],
        "void": result["void"],
        "word": word,
        "rows": [{"name": row["name"], "says": _says(row, rules)} for row in rows],
        "chosen": [row["name"] for row in result["rows"] if row["no"] in result["selected"]],
        "left": next_round.get("seats", 0),
        "following": next_round.get("kind", "presidium"),
    }


def _graded(found: Round, rules: GradeRules, certified: bool) -> dict[str, Any]:
    """The result of a rating as the scripts tell it."""
    if not certified:
        return {"valid": None, "void": None, "rows": [], "worst": []}
    result = result_json(found)
    words = dict(zip(GRADE_FIGURES, (*rules.grades[:3], *(rules.grades[3:] or ("",)), "弃权"), strict=True))
    rows = [
        {
            "name": row["name"],
            "grade": row["grade"],
            "says": "，".join(f"{word}{row[key]}票" for key, word in words.items() if word) + f"，评为{row['grade']}",
        }
        for row in result["rows"]
    ]
    worst = [row["name"] for row in rows if row["grade"] == rules.grades[2] and rules.rectify_days]
    return {"valid": result["valid"], "void": result["void"], "rows": rows, "worst": worst}


def _says(row: dict[str, Any], rules: Rules) -> str:
    if rules.marking == "rank":
        return f"得{row['points']}分"
    if rules.marking == "choose":
        return f"同意{row['approve']}票"
    return f"赞成{row['approve']}票，反对{row['oppose']}票，弃权{row['abstain']}票"
