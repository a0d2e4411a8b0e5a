"""Settings that contradict each other, found before a vote is frozen with them."""

from __future__ import annotations

from ..sentences import Sentence
from .rules import Rules

Faults = list[tuple[str, Sentence]]


def contradictions(rules: Rules, candidates: int | None = None) -> Faults:
    """Each contradiction as the setting to change and why; `candidates` when the list is known."""
    found = [*_surplus(rules), *_decision(rules), *_marking(rules)]
    if candidates is not None and rules.seats > candidates:
        why = Sentence(
            "候选项目只有 %(candidates)s 项，应选数不能是 %(seats)s", candidates=candidates, seats=rules.seats
        )
        return [("seats", why), *found]
    if candidates is not None and not found:
        found += _ratio(rules, candidates)
    return found


def _surplus(rules: Rules) -> Faults:
    """Bounds of the surplus (差额) that no list can keep."""
    found: Faults = []
    if 0 < rules.ratio_max < rules.ratio_min:
        found.append(("ratio_max", Sentence("差额比例的上限小于下限")))
    if rules.ratio_base == "candidates" and rules.ratio_min >= 100:
        found.append(("ratio_min", Sentence("按候选数计算，差额比例总在百分之百以下，下限不能是 100 以上")))
    if rules.equal and rules.ratio_min:
        found.append(("equal", Sentence("已经规定差额比例的下限，就不能同时允许候选项目与应选数相等")))
    return found


def _decision(rules: Rules) -> Faults:
    found: Faults = []
    if rules.model == "each" and rules.cap and rules.marking != "rank":
        found.append(("cap", Sentence("逐项通过时应选数不限制赞成的项数，不能再规定超过应选数无效")))
    if rules.model == "rank" and rules.threshold != "none":
        found.append(("threshold", Sentence("“只按得票多少”不看是否过半数，基数应选“不设”")))
    if rules.model != "rank" and rules.threshold == "none":
        found.append(("threshold", Sentence("这种确定方式要求过半数，请选择过半数的基数")))
    return found


def _marking(rules: Rules) -> Faults:
    """What a way of marking cannot say: 反对 is known to the three-way ballot alone, points decide by their order."""
    found: Faults = []
    if rules.marking == "rank" and rules.model == "each":
        found.append(("model", Sentence("填写优先名次是为了排出先后，不能逐项过半数")))
    if rules.marking == "choose" and rules.tie == "fewer-oppose":
        found.append(("tie", Sentence("只选同意的项目时没有反对票，不能按反对票取舍")))
    if rules.marking == "rank" and rules.tie == "fewer-oppose":
        found.append(("tie", Sentence("填写优先名次时没有反对票，不能按反对票取舍")))
    return found


def _ratio(rules: Rules, candidates: int) -> Faults:
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
