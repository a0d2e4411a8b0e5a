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


def require_known(value: Any, settings: type[Any]) -> None:
    """Raise `BadRules` unless the value is an object with settings of this dataclass alone."""
    if not isinstance(value, dict):
        raise BadRules("rules", "not an object")
    known = {field.name for field in fields(settings)}
    for key in value:
        if key not in known:
            raise BadRules(f"rules.{key}", "no such setting")


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
        require_known(value, cls)
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


def digest(value: dict[str, Any]) -> str:
    """SHA-256 (hex) of the rules' canonical JSON (sorted keys, compact); printed on every paper."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
