"""Settings that contradict each other, found before a vote is frozen with them."""

from __future__ import annotations

from ..sentences import Sentence
from .rules import Rules


def contradictions(rules: Rules, candidates: int | None = None) -> list[tuple[str, Sentence]]:
    """Each contradiction as the setting to change and why; `candidates` when the list is known."""
    found: list[tuple[str, Sentence]] = []
    if candidates is not None and rules.seats > candidates:
        found.append(
            (
                "seats",
                Sentence(
                    "候选项目只有 %(candidates)s 项，应选数不能是 %(seats)s", candidates=candidates, seats=rules.seats
                ),
            )
        )
    if rules.model == "rank" and rules.threshold != "none":
        found.append(("threshold", Sentence("“只按得票多少”不看是否过半数，基数应选“不设”")))
    if rules.model != "rank" and rules.threshold == "none":
        found.append(("threshold", Sentence("这种确定方式要求过半数，请选择过半数的基数")))
    if rules.marking == "choose" and rules.tie == "fewer-oppose":
        found.append(("tie", Sentence("只选同意的项目时没有反对票，不能按反对票取舍")))
    return found
