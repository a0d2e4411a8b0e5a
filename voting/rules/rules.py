"""The rules of one vote as data (票决办法)."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, fields
from typing import Any

from ..sentences import Sentence

CHOICES: dict[str, tuple[str, ...]] = {
    "marking": ("three-way", "choose", "rank"),
    "model": ("threshold-rank", "rank", "each"),
    "threshold": ("entitled", "present", "valid", "none"),
    "all_blank": ("abstain", "void"),
    "tie": ("revote", "fewer-oppose", "presidium", "all"),
    "shortage": ("second-round", "vacant", "presidium"),
    "legend": ("circle", "tick"),
    "illegible": ("row", "ballot"),
    "ratio_base": ("seats", "candidates"),
}
LEGENDS: dict[str, dict[int, str]] = {"circle": {1: "○", 2: "×", 0: ""}, "tick": {1: "√", 2: "×", 0: "○"}}
"""The sign of each mark on paper. The same ○ means opposite things in two counties, so the legend is always printed."""
MAX_RATIO = 1000


class BadRules(ValueError):
    """The rules cannot be read; `key` names the setting."""

    def __init__(self, key: str, why: str) -> None:
        super().__init__(f"{key}: {why}")
        self.key = key


@dataclass(frozen=True)
class Rules:
    """One vote's rules; the defaults are the most common ones.

    seats: number to be selected (应选数). marking: what a ballot says. model: who is selected. threshold: more than
    half of whom must approve (Organic Law of Local People's Congresses art. 25: of all deputies). cap: more approvals
    than seats void the ballot (Election Law art. 44, by analogy). all_blank: what an unmarked ballot is. tie,
    shortage: what happens when equal votes cross the cut-off, and when too few pass
    (Organic Law art. 29, Election Law art. 45). legend: the signs on paper (`LEGENDS`). illegible: when a paper ballot
    can be read in part, whether the unreadable row counts as not marked or the whole ballot is void. equal: whether
    there may be as many candidates as seats (等额). ratio_base, ratio_min, ratio_max: how many more candidates than
    seats there must and may be, in percent of the seats or of the candidates; ratio_max 0 sets no bound (差额比例).
    """

    seats: int = 10
    marking: str = "three-way"
    model: str = "threshold-rank"
    threshold: str = "entitled"
    cap: bool = True
    all_blank: str = "abstain"
    tie: str = "revote"
    shortage: str = "second-round"
    legend: str = "circle"
    illegible: str = "row"
    equal: bool = True
    ratio_base: str = "seats"
    ratio_min: int = 0
    ratio_max: int = 0

    @classmethod
    def from_dict(cls, value: Any) -> Rules:
        """Read rules; missing settings take their default. Raises `BadRules` naming the setting."""
        if not isinstance(value, dict):
            raise BadRules("rules", "not an object")
        known = {field.name for field in fields(cls)}
        for key in value:
            if key not in known:
                raise BadRules(f"rules.{key}", "no such setting")
        seats = value.get("seats", cls.seats)
        if type(seats) is not int or seats < 1:
            raise BadRules("rules.seats", "a whole number from 1")
        for key in ("cap", "equal"):
            if type(value.get(key, getattr(cls, key))) is not bool:
                raise BadRules(f"rules.{key}", "true or false")
        for key in ("ratio_min", "ratio_max"):
            percent = value.get(key, getattr(cls, key))
            if type(percent) is not int or not 0 <= percent <= MAX_RATIO:
                raise BadRules(f"rules.{key}", f"a whole number from 0 to {MAX_RATIO}")
        for key, allowed in CHOICES.items():
            if value.get(key, getattr(cls, key)) not in allowed:
                raise BadRules(f"rules.{key}", f"one of {', '.join(allowed)}")
        return cls(**value)

    def to_dict(self) -> dict[str, object]:
        """As in `from_dict`."""
        return asdict(self)

    def sentences(self, candidates: int) -> list[Sentence]:
        """The rules as the ballot and the papers print them."""
        found = [Sentence("候选项目 %(candidates)s 项，应选 %(seats)s 项。", candidates=candidates, seats=self.seats)]
        if self.marking == "three-way":
            found.append(Sentence("对每个项目可以赞成、反对或者弃权；未作标记的视为弃权。"))
        elif self.marking == "choose":
            found.append(Sentence("在同意的项目上作标记，未作标记的视为不同意。"))
        else:
            found.append(Sentence("按优先顺序填写 1 至 %(seats)s，第一位得 %(seats)s 分，依次递减。", seats=self.seats))
        if self.cap:
            found.append(Sentence("赞成不超过 %(seats)s 项的为有效票，超过 %(seats)s 项的为无效票。", seats=self.seats))
        if self.all_blank == "void":
            found.append(Sentence("所有项目都未作标记的为无效票。"))
        base = {"entitled": Sentence("全体代表"), "present": Sentence("到会代表"), "valid": Sentence("有效票")}.get(
            self.threshold
        )
        if self.model == "rank":
            found.append(Sentence("按得赞成票多少为序，取前 %(seats)s 项。", seats=self.seats))
        elif base and self.model == "threshold-rank":
            line = Sentence(
                "赞成票超过%(base)s半数的项目，按得票多少为序，取前 %(seats)s 项。", base=base, seats=self.seats
            )
            found.append(line)
        elif base:
            found.append(Sentence("赞成票超过%(base)s半数的项目获得通过。", base=base))
        found.append(
            {
                "revote": Sentence("票数相等不能确定取舍时，就票数相等的项目再次投票。"),
                "fewer-oppose": Sentence("票数相等不能确定取舍时，反对票少的当选。"),
                "presidium": Sentence("票数相等不能确定取舍时，由主席团决定。"),
                "all": Sentence("票数相等不能确定取舍时，一并列入。"),
            }[self.tie]
        )
        found.append(
            {
                "second-round": Sentence("通过的项目少于应选数时，就未通过的项目再次投票。"),
                "vacant": Sentence("通过的项目少于应选数时，不足的名额空缺。"),
                "presidium": Sentence("通过的项目少于应选数时，由主席团决定。"),
            }[self.shortage]
        )
        return found


def digest(value: dict[str, Any]) -> str:
    """SHA-256 (hex) of the rules' canonical JSON (sorted keys, compact); printed on every paper."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
