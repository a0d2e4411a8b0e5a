"""The rules of a satisfaction rating in sentences, as papers and screens print them (测评办法)."""

from __future__ import annotations

from ..sentences import Sentence
from .grading import GRADES, SIGNS, UNKNOWN, GradeRules


def sentences(rules: GradeRules, items: int, legend: bool = True) -> list[Sentence]:
    """The sentences, the count of projects first; `legend` is false where the signs are explained anyway."""
    return [_items(rules, items), _marking(rules), *(_sign(rules) if legend else []), *_void(rules), *_decision(rules)]


def beside_legend(rules: GradeRules, items: int) -> list[Sentence]:
    """The sentences for a ballot, whose legend says how each grade is marked: nothing is said twice."""
    return [_items(rules, items), *_void(rules), *_decision(rules)]


def _items(rules: GradeRules, items: int) -> Sentence:
    if rules.committee:
        return Sentence("测评项目 %(items)s 项，由常务委员会组成人员逐项测评。", items=items)
    if rules.body == "delegations":
        return Sentence(
            "测评项目 %(items)s 项，由代表逐项测评；以代表团为单位发出、收回测评票，合并计票。", items=items
        )
    return Sentence("测评项目 %(items)s 项，由代表逐项测评。", items=items)


def _marking(rules: GradeRules) -> Sentence:
    if rules.grades == GRADES:
        return Sentence("对每个项目可以评为满意、基本满意或者不满意；未作标记的视为弃权。")
    if rules.grades == (*GRADES, UNKNOWN):
        return Sentence("对每个项目可以评为满意、基本满意、不满意或者不了解；未作标记的视为弃权。")
    named = "、".join(rules.grades)
    return Sentence("对每个项目可以评为以下等次之一：%(grades)s；未作标记的视为弃权。", grades=named)


def _sign(rules: GradeRules) -> list[Sentence]:
    """The sign on paper, where it is not the usual ○."""
    if rules.legend == "circle":
        return []
    return [Sentence("纸质票上在所评等次的栏内画“%(sign)s”。", sign=SIGNS[rules.legend])]


def _void(rules: GradeRules) -> list[Sentence]:
    found = []
    if rules.all_blank == "void":
        found.append(Sentence("所有项目都未作标记的为无效票。"))
    if rules.illegible == "ballot":
        found.append(Sentence("纸质票有一处不能辨认的，整张为无效票。"))
    return found


def _decision(rules: GradeRules) -> list[Sentence]:
    best, middle, worst = rules.grades[:3]
    values = {"base": _base(rules), "best": best, "middle": middle, "worst": worst}
    if rules.boundary == "at-half":
        said = Sentence(
            "“%(best)s”票达到%(base)s半数（含半数）的，评为%(best)s；"
            "“%(best)s”和“%(middle)s”票合计达到半数（含半数）的，评为%(middle)s；其余评为%(worst)s。",
            **values,
        )
    else:
        said = Sentence(
            "“%(best)s”票超过%(base)s半数的，评为%(best)s；"
            "“%(best)s”和“%(middle)s”票合计超过半数的，评为%(middle)s；其余评为%(worst)s。",
            **values,
        )
    return [said, *_consequence(rules, worst)]


def _base(rules: GradeRules) -> Sentence:
    if rules.base == "valid":
        return Sentence("有效票")
    if rules.committee:
        return Sentence("常委会全体组成人员") if rules.base == "entitled" else Sentence("到会组成人员")
    return Sentence("全体代表") if rules.base == "entitled" else Sentence("到会代表")


def _consequence(rules: GradeRules, worst: str) -> list[Sentence]:
    if not rules.rectify_days:
        return []
    values = {"worst": worst, "days": rules.rectify_days}
    if rules.again:
        return [Sentence("评为%(worst)s的项目，责任单位应当在 %(days)s 日内整改并报告情况，之后再次测评。", **values)]
    return [Sentence("评为%(worst)s的项目，责任单位应当在 %(days)s 日内整改并报告情况。", **values)]
