"""The rules in sentences, as papers and screens print them; each setting speaks unless it is the usual one."""

from __future__ import annotations

from ..sentences import Sentence
from . import grade_wording
from .grading import GradeRules
from .reading import AnyRules
from .rules import Rules


def sentences(rules: AnyRules, candidates: int, legend: bool = True) -> list[Sentence]:
    """The sentences, the count of candidates first; `legend` is false where the signs are explained anyway."""
    if isinstance(rules, GradeRules):
        return grade_wording.sentences(rules, candidates, legend)
    signs = _signs(rules) if legend else []
    return [_numbers(rules, candidates), *_surplus(rules), *_marking(rules), *signs, *_void(rules), *_decision(rules)]


def beside_legend(rules: AnyRules, candidates: int) -> list[Sentence]:
    """The sentences for a ballot, whose legend says how each choice is marked: nothing is said twice."""
    if isinstance(rules, GradeRules):
        return grade_wording.beside_legend(rules, candidates)
    marking = _marking(rules) if rules.marking == "rank" else []
    if rules.marking == "three-way" and rules.legend == "tick":
        marking = [Sentence("未作标记的视为弃权。")]
    return [_numbers(rules, candidates), *_surplus(rules), *marking, *_void(rules), *_decision(rules)]


def _numbers(rules: Rules, candidates: int) -> Sentence:
    if rules.model == "each":
        return Sentence("候选项目 %(candidates)s 项，逐项表决。", candidates=candidates)
    return Sentence("候选项目 %(candidates)s 项，应选 %(seats)s 项。", candidates=candidates, seats=rules.seats)


def _surplus(rules: Rules) -> list[Sentence]:
    """差额: silent where equal numbers are allowed and no ratio is set."""
    least, most = rules.ratio_min, rules.ratio_max
    base = Sentence("应选数") if rules.ratio_base == "seats" else Sentence("候选数")
    if least and most:
        return [
            Sentence("实行差额票决，差额为%(base)s的 %(least)s%% 至 %(most)s%%。", base=base, least=least, most=most)
        ]
    if least:
        return [Sentence("实行差额票决，差额不少于%(base)s的 %(least)s%%。", base=base, least=least)]
    if most and rules.equal:
        return [Sentence("差额不超过%(base)s的 %(most)s%%。", base=base, most=most)]
    if most:
        return [Sentence("实行差额票决，差额不超过%(base)s的 %(most)s%%。", base=base, most=most)]
    return [] if rules.equal else [Sentence("实行差额票决，候选项目多于应选数。")]


def _marking(rules: Rules) -> list[Sentence]:
    if rules.marking == "three-way":
        return [Sentence("对每个项目可以赞成、反对或者弃权；未作标记的视为弃权。")]
    if rules.marking == "choose":
        return [Sentence("在同意的项目上作标记，未作标记的视为不同意。")]
    first = Sentence("按优先顺序填写 1 至 %(seats)s，第一位得 %(seats)s 分，依次递减。", seats=rules.seats)
    return [first, Sentence("可以不填满；没有填写的项目不得分。")]


def _signs(rules: Rules) -> list[Sentence]:
    """The signs on paper, where they are not the usual ○ and ×: the same ○ means opposite things in two counties."""
    if rules.legend == "circle" or rules.marking == "rank":
        return []
    if rules.marking == "choose":
        return [Sentence("纸质票上同意的画“√”。")]
    return [Sentence("纸质票上赞成画“√”，反对画“×”，弃权画“○”。")]


def _void(rules: Rules) -> list[Sentence]:
    found = []
    if rules.marking == "rank":
        found.append(Sentence("同一名次填写两次，或者名次大于 %(seats)s 的为无效票。", seats=rules.seats))
    elif rules.marking == "choose":
        found.append(
            Sentence("同意不超过 %(seats)s 项的为有效票，超过 %(seats)s 项的为无效票。", seats=rules.seats)
            if rules.cap
            else Sentence("同意的项数不限。")
        )
    else:
        found.append(
            Sentence("赞成不超过 %(seats)s 项的为有效票，超过 %(seats)s 项的为无效票。", seats=rules.seats)
            if rules.cap
            else Sentence("赞成的项数不限。")
        )
    if rules.all_blank == "void":
        found.append(Sentence("所有项目都未作标记的为无效票。"))
    if rules.illegible == "ballot":
        found.append(Sentence("纸质票有一处不能辨认的，整张为无效票。"))
    return found


def _decision(rules: Rules) -> list[Sentence]:
    base = {
        "entitled": Sentence("全体代表"),
        "present": Sentence("到会代表"),
        "valid": Sentence("有效票"),
    }.get(rules.threshold, Sentence("有效票"))
    if rules.model == "each":
        return [Sentence("赞成票超过%(base)s半数的项目获得通过。", base=base)]
    return [_order(rules, base), _tie(rules), _shortage(rules)]


def _order(rules: Rules, base: Sentence) -> Sentence:
    values = {"seats": rules.seats, "base": base}
    free = rules.model == "rank" or rules.threshold == "none"
    if rules.marking == "rank" and free:
        return Sentence("按得分多少为序，取前 %(seats)s 项。", seats=rules.seats)
    if rules.marking == "rank":
        return Sentence("列入名次的票超过%(base)s半数的项目，按得分多少为序，取前 %(seats)s 项。", **values)
    if rules.marking == "choose" and free:
        return Sentence("按得同意票多少为序，取前 %(seats)s 项。", seats=rules.seats)
    if rules.marking == "choose":
        return Sentence("同意票超过%(base)s半数的项目，按得票多少为序，取前 %(seats)s 项。", **values)
    if free:
        return Sentence("按得赞成票多少为序，取前 %(seats)s 项。", seats=rules.seats)
    return Sentence("赞成票超过%(base)s半数的项目，按得票多少为序，取前 %(seats)s 项。", **values)


def _tie(rules: Rules) -> Sentence:
    if rules.marking == "rank":
        return {
            "revote": Sentence("得分相等不能确定取舍时，就得分相等的项目再次投票。"),
            "presidium": Sentence("得分相等不能确定取舍时，由主席团决定。"),
            "all": Sentence("得分相等不能确定取舍时，一并列入。"),
        }.get(rules.tie, Sentence("得分相等不能确定取舍时，就得分相等的项目再次投票。"))
    return {
        "revote": Sentence("票数相等不能确定取舍时，就票数相等的项目再次投票。"),
        "fewer-oppose": Sentence("票数相等不能确定取舍时，反对票少的入选。"),
        "presidium": Sentence("票数相等不能确定取舍时，由主席团决定。"),
        "all": Sentence("票数相等不能确定取舍时，一并列入。"),
    }[rules.tie]


def _shortage(rules: Rules) -> Sentence:
    return {
        "second-round": Sentence("通过的项目少于应选数时，就未通过的项目再次投票。"),
        "vacant": Sentence("通过的项目少于应选数时，不足的名额空缺。"),
        "presidium": Sentence("通过的项目少于应选数时，由主席团决定。"),
    }[rules.shortage]
