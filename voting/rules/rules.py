"""The rules of one vote as data (票决办法)."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, fields
from typing import Any

CHOICES: dict[str, tuple[str, ...]] = {
    "marking": ("three-way", "choose", "rank"),
    "model": ("threshold-rank", "rank", "each"),
    "threshold": ("entitled", "present", "valid", "none"),
    "all_blank": ("abstain", "void"),
    "tie": ("revote", "fewer-oppose", "presidium", "all"),
    "shortage": ("second-round", "vacant", "presidium"),
}


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
    (Organic Law art. 29, Election Law art. 45).
    """

    seats: int = 10
    marking: str = "three-way"
    model: str = "threshold-rank"
    threshold: str = "entitled"
    cap: bool = True
    all_blank: str = "abstain"
    tie: str = "revote"
    shortage: str = "second-round"

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
        if type(value.get("cap", cls.cap)) is not bool:
            raise BadRules("rules.cap", "true or false")
        for key, allowed in CHOICES.items():
            if value.get(key, getattr(cls, key)) not in allowed:
                raise BadRules(f"rules.{key}", f"one of {', '.join(allowed)}")
        return cls(**value)

    def to_dict(self) -> dict[str, object]:
        """As in `from_dict`."""
        return asdict(self)

    def sentences(self, candidates: int) -> list[str]:
        """The rules as the ballot and the papers print them."""
        found = [f"候选项目 {candidates} 项，应选 {self.seats} 项。"]
        if self.marking == "three-way":
            found.append("对每个项目可以赞成、反对或者弃权；未作标记的视为弃权。")
        elif self.marking == "choose":
            found.append("在同意的项目上作标记，未作标记的视为不同意。")
        else:
            found.append(f"按优先顺序填写 1 至 {self.seats}，第一位得 {self.seats} 分，依次递减。")
        if self.cap:
            found.append(f"赞成不超过 {self.seats} 项的为有效票，超过 {self.seats} 项的为无效票。")
        if self.all_blank == "void":
            found.append("所有项目都未作标记的为无效票。")
        base = {"entitled": "全体代表", "present": "到会代表", "valid": "有效票"}.get(self.threshold)
        if self.model == "rank":
            found.append(f"按得赞成票多少为序，取前 {self.seats} 项。")
        elif base and self.model == "threshold-rank":
            found.append(f"赞成票超过{base}半数的项目，按得票多少为序，取前 {self.seats} 项。")
        elif base:
            found.append(f"赞成票超过{base}半数的项目获得通过。")
        found.append(
            {
                "revote": "票数相等不能确定取舍时，就票数相等的项目再次投票。",
                "fewer-oppose": "票数相等不能确定取舍时，反对票少的当选。",
                "presidium": "票数相等不能确定取舍时，由主席团决定。",
                "all": "票数相等不能确定取舍时，一并列入。",
            }[self.tie]
        )
        found.append(
            {
                "second-round": "通过的项目少于应选数时，就未通过的项目再次投票。",
                "vacant": "通过的项目少于应选数时，不足的名额空缺。",
                "presidium": "通过的项目少于应选数时，由主席团决定。",
            }[self.shortage]
        )
        return found


def digest(value: dict[str, Any]) -> str:
    """SHA-256 (hex) of the rules' canonical JSON (sorted keys, compact); printed on every paper."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
