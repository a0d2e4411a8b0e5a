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
    if candidates is not None and rules.seats <= candidates:
        found += _ratio(rules, candidates)
    if 0 < rules.ratio_max < rules.ratio_min:
        found.append(("ratio_max", Sentence("差额比例的上限小于下限")))
    if rules.model == "each" and rules.cap:
        found.append(("cap", Sentence("逐项通过时应选数不限制赞成的项数，不能再规定超过应选数无效")))
    if rules.model == "rank" and rules.threshold != "none":
        found.append(("threshold", Sentence("“只按得票多少”不看是否过半数，基数应选“不设”")))
    if rules.model != "rank" and rules.threshold == "none":
        found.append(("threshold", Sentence("这种确定方式要求过半数，请选择过半数的基数")))
    if rules.marking == "choose" and rules.tie == "fewer-oppose":
        found.append(("tie", Sentence("只选同意的项目时没有反对票，不能按反对票取舍")))
    return found


def _ratio(rules: Rules, candidates: int) -> list[tuple[str, Sentence]]:
    """Whether there are more candidates than seats as the rules want it (差额)."""
    if candidates == rules.seats:
        return [] if rules.equal else [("equal", Sentence("候选项目与应选数相等，规则要求差额票决"))]
    more = 100 * (candidates - rules.seats)
    base = rules.seats if rules.ratio_base == "seats" else candidates
    values = {"more": candidates - rules.seats, "percent": f"{more / base:.1f}".removesuffix(".0")}
    if more < rules.ratio_min * base:
        least = Sentence("差额 %(more)s 项，为 %(percent)s%%，低于规定的 %(least)s%%", least=rules.ratio_min, **values)
        return [("ratio_min", least)]
    if rules.ratio_max and more > rules.ratio_max * base:
        most = Sentence("差额 %(more)s 项，为 %(percent)s%%，高于规定的 %(most)s%%", most=rules.ratio_max, **values)
        return [("ratio_max", most)]
    return []
