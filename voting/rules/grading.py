"""Satisfaction ratings (满意度测评): grades in, a grade for each project out.

The one rule that was found in full is that of the district of Zhenhai (2022-01-21, https://www.zh.gov.cn/art/2022/11/25/
art_1229694683_59140937.html): a project is 满意 when the satisfied are half of all members, otherwise 基本满意 when the
satisfied and the basically satisfied are, otherwise 不满意. Its text leaves open what exactly half is, so that is a
setting.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from .rules import BadRules, require_known

GRADES = ("满意", "基本满意", "不满意")
UNKNOWN = "不了解"
CHOICES = {
    "base": ("entitled", "present", "valid"),
    "boundary": ("at-half", "over-half"),
    "all_blank": ("abstain", "void"),
    "illegible": ("row", "ballot"),
    "legend": ("circle", "tick"),
    "body": ("deputies", "delegations", "standing-committee"),
}
SIGNS = {"circle": "○", "tick": "√"}
"""The sign drawn in the column of a grade on paper."""
MAX_DAYS = 365


@dataclass(frozen=True)
class GradeRules:
    """One rating's rules.

    grades: three names from best to worst, and perhaps a fourth for who cannot judge; mark n is the n-th. base: of whom
    half is counted. boundary: whether exactly half is enough (半数以上含半数) or more is needed (超过半数). all_blank:
    whether an unmarked ballot abstains or is void. illegible, legend: as in `Rules`, for paper. body: who rates; a
    standing committee has its own quorum. rectify_days: days in which what was rated worst is to be put right, 0 for
    no such task; again: whether it is then reported and rated once more.
    """

    marking: str = "grade"
    grades: tuple[str, ...] = GRADES
    base: str = "entitled"
    boundary: str = "at-half"
    all_blank: str = "abstain"
    illegible: str = "row"
    legend: str = "circle"
    body: str = "deputies"
    rectify_days: int = 90
    again: bool = True

    @property
    def committee(self) -> bool:
        """Whether the members of a standing committee rate, not the deputies of a congress."""
        return self.body == "standing-committee"

    @classmethod
    def from_dict(cls, value: Any) -> GradeRules:
        """Read rules; missing settings take their default. Raises `BadRules` naming the setting."""
        require_known(value, cls)
        if value.get("marking", cls.marking) != "grade":
            raise BadRules("rules.marking", "grade")
        grades = value.get("grades", list(cls.grades))
        # Half a surrogate pair is legal in JSON; it can be neither printed nor kept.
        whole = isinstance(grades, list | tuple) and all(
            isinstance(one, str) and one.isprintable() and one.strip() for one in grades
        )
        if not whole or len(grades) not in (3, 4) or len(set(grades)) != len(grades):
            raise BadRules("rules.grades", "three or four different names, from best to worst")
        for key, allowed in CHOICES.items():
            if value.get(key, getattr(cls, key)) not in allowed:
                raise BadRules(f"rules.{key}", f"one of {', '.join(allowed)}")
        days = value.get("rectify_days", cls.rectify_days)
        if type(days) is not int or not 0 <= days <= MAX_DAYS:
            raise BadRules("rules.rectify_days", f"a whole number from 0 to {MAX_DAYS}")
        if type(value.get("again", cls.again)) is not bool:
            raise BadRules("rules.again", "true or false")
        return cls(**{**value, "grades": tuple(grades)})

    def to_dict(self) -> dict[str, object]:
        """As in `from_dict`."""
        return {**asdict(self), "grades": list(self.grades)}


@dataclass
class GradeRow:
    """One project's figures; together they are the valid ballots."""

    no: int
    satisfied: int = 0
    basic: int = 0
    dissatisfied: int = 0
    unknown: int = 0
    unmarked: int = 0
    grade: str = ""


def is_valid(ballot: Sequence[int], rules: GradeRules) -> bool:
    """Whether the rules accept a ballot: only one without any mark may be void."""
    return any(ballot) or rules.all_blank == "abstain"


def figures(ballots: Sequence[Sequence[int]], candidates: int) -> list[GradeRow]:
    """What valid ballots say of each project, nothing decided yet."""
    rows = []
    for place in range(candidates):
        told = Counter(ballot[place] for ballot in ballots)
        rows.append(GradeRow(place + 1, told[1], told[2], told[3], told[4], told[0]))
    return rows


def decided(rows: list[GradeRow], rules: GradeRules, entitled: int, present: int, valid: int) -> dict[str, Any]:
    """The grade of each project: `rows` of the command contract. Nothing is selected, and no round follows."""
    base = {"entitled": entitled, "present": present, "valid": valid}[rules.base]
    for row in rows:
        row.grade = grade(row.satisfied, row.basic, base, rules)
    return {"rows": [vars(row).copy() for row in rows], "selected": [], "next": None}


def grade(satisfied: int, basic: int, base: int, rules: GradeRules) -> str:
    """The grade that the figures give; of a `base` of nobody it is the worst."""

    def enough(number: int) -> bool:
        return number > 0 and (2 * number > base or (rules.boundary == "at-half" and 2 * number == base))

    best, middle, worst = rules.grades[:3]
    return best if enough(satisfied) else middle if enough(satisfied + basic) else worst


@dataclass(frozen=True)
class Misfooted:
    """A row of a published table whose figures do not add up to what the others do."""

    row: int
    sum: int
    expected: int | None
    """The sum that most rows have; None when no sum is that of most."""


def misfooted(rows: Sequence[Sequence[int]], most: int | None = None) -> list[Misfooted]:
    """The rows (from 1) that do not add up to the sum that most rows have, or add up to more than `most`."""
    sums = [sum(row) for row in rows]
    ranked = Counter(sums).most_common(2)
    usual = ranked[0][0] if ranked and (len(ranked) == 1 or ranked[0][1] > ranked[1][1]) else None
    return [
        Misfooted(no, found, usual)
        for no, found in enumerate(sums, start=1)
        if found != usual or (most is not None and found > most)
    ]
