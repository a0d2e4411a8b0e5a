"""The rules of a vote (票决办法), and what a rating rates by which rules (满意度测评)."""

from __future__ import annotations

from typing import Any, Self

from flask import request
from flask_login import current_user
from werkzeug.datastructures import MultiDict
from wtforms.utils import unset_value

from ...implementation import plans, ratings
from ...rules.grading import GRADES, MAX_DAYS, UNKNOWN, GradeRules
from ...rules.rules import MAX_RATIO, Rules
from ...sentences import Sentence
from ..values import whole
from .base import EditForm, Filters, Form
from .choices import Choice, Setting
from .fields import Check, Day, Field, Text, Whole
from .votes import NumberForm

PICK = Sentence("请选择一项")
LEGEND, ILLEGIBLE = Sentence("填写符号"), Sentence("部分不能辨认时")
ALL_BLANK = Sentence("全部未作标记的票")
BLANK = {"abstain": Sentence("视为全部弃权，是有效票"), "void": Sentence("视为无效票")}
UNREADABLE_ROWS = {
    "row": Sentence("能辨认的有效，不能辨认的项视为未作标记"),
    "ballot": Sentence("整张无效"),
}
RATIO_WRONG = Sentence("差额比例应为 0 至 %(most)s 的整数", most=MAX_RATIO)


class RulesForm(Form):
    """Every setting of `Rules`, under its name; a setting that is not sent stays as it was."""

    seats = Whole(
        Sentence("应选项目数"),
        low=1,
        high=9999,
        lacking=Sentence("应选项目数应为 1 以上的整数"),
        wrong=Sentence("应选项目数应为 1 以上的整数"),
    )
    marking = Setting(
        Sentence("怎样填写选票"),
        {
            "three-way": Sentence("逐项赞成、反对或弃权"),
            "choose": Sentence("只选同意的项目"),
            "rank": Sentence("按优先顺序填写名次"),
        },
        Sentence(
            "无记名投票（选举法第四十条）。表决票一般逐项表态；票决办法规定只选同意项目、或者按优先顺序填写名次的，照规定选择"
        ),
        usual="three-way",
        lacking=PICK,
    )
    model = Setting(
        Sentence("怎样确定"),
        {
            "threshold-rank": Sentence("过半数后按得票多少"),
            "rank": Sentence("只按得票多少"),
            "each": Sentence("逐项过半数"),
        },
        Sentence("参照选举办法，先过半数、再按得票多少取前若干项（地方组织法第二十九条）；逐项过半数适用于等额票决"),
        usual="threshold-rank",
        lacking=PICK,
    )
    threshold = Setting(
        Sentence("过半数的基数"),
        {
            "entitled": Sentence("全体代表"),
            "present": Sentence("到会代表"),
            "valid": Sentence("有效票"),
            "none": Sentence("不设"),
        },
        Sentence("地方组织法第二十五条：以全体代表的过半数通过。票决办法另有规定的从其规定"),
        usual="entitled",
        lacking=PICK,
    )
    cap = Check(
        Sentence("赞成（同意）超过应选数的票无效"),
        Sentence("参照选举法第四十四条：所选人数多于规定应选人数的作废"),
    )
    all_blank = Setting(
        ALL_BLANK,
        BLANK,
        Sentence("法律没有规定；参照人大选举办法的通例，未作标记的视为弃权"),
        usual="abstain",
        lacking=PICK,
    )
    tie = Setting(
        Sentence("票数（得分）相等不能确定取舍时"),
        {
            "revote": Sentence("就相等的项目再次投票"),
            "fewer-oppose": Sentence("反对票少的入选"),
            "presidium": Sentence("由主席团决定"),
            "all": Sentence("一并列入"),
        },
        Sentence("选举法第四十五条：就票数相等的再次投票。不影响取舍的相等不用处理"),
        usual="revote",
        lacking=PICK,
    )
    shortage = Setting(
        Sentence("通过的少于应选数时"),
        {
            "second-round": Sentence("就未通过的项目再次投票"),
            "vacant": Sentence("不足的名额空缺"),
            "presidium": Sentence("由主席团决定"),
        },
        Sentence("地方组织法第二十九条：不足的名额另行选举"),
        usual="second-round",
        lacking=PICK,
    )
    equal = Setting(
        Sentence("候选项目与应选数相等"),
        {"1": Sentence("可以（等额）"), "0": Sentence("不可以，必须差额")},
        usual="1",
        lacking=PICK,
    )
    ratio_min = Whole(
        Sentence("差额至少（百分比）"),
        Sentence("默认 0，不设下限"),
        high=MAX_RATIO,
        lacking=RATIO_WRONG,
        wrong=RATIO_WRONG,
    )
    ratio_max = Whole(
        Sentence("差额至多（百分比）"),
        Sentence("默认 0，不设上限"),
        high=MAX_RATIO,
        lacking=RATIO_WRONG,
        wrong=RATIO_WRONG,
    )
    ratio_base = Setting(
        Sentence("差额比例的基数"),
        {"seats": Sentence("应选数"), "candidates": Sentence("候选数")},
        Sentence("例如候选 12 项、应选 10 项：按应选数为百分之二十，按候选数约为百分之十七"),
        usual="seats",
        lacking=PICK,
    )
    legend = Setting(
        LEGEND,
        {
            "circle": Sentence("赞成（同意）○，反对 ×，弃权不作标记"),
            "tick": Sentence("赞成（同意）√，反对 ×，弃权 ○"),
        },
        Sentence(
            "法律没有规定，各地的 ○ 意思可能相反，以本次会议的票决办法为准；符号说明印在每张票上，平板上也用同样的符号"
        ),
        usual="circle",
        lacking=PICK,
    )
    illegible = Setting(
        ILLEGIBLE,
        UNREADABLE_ROWS,
        Sentence("参照人大选举办法的通例：能辨认的部分有效。全部不能辨认的，整张无效"),
        usual="row",
        lacking=PICK,
    )

    @classmethod
    def of(cls, saved: dict[str, Any] | None, sent: bool) -> Self:
        """The rules as they are saved, or the usual ones; if they were sent, upon these what form or address has."""
        before = {**(now := Rules.from_dict(saved or {}).to_dict()), "equal": "1" if now["equal"] else "0"}
        if not sent:
            return cls(data=before)
        kept = {key: str(value) for key, value in before.items() if key != "cap"}
        return cls(MultiDict({**kept, **request.values.to_dict()}))

    @property
    def chosen(self) -> dict[str, Any]:
        """The rules as the domain takes them."""
        return {**self.data, "equal": self.equal.data == "1"}


class RatingFilters(Filters):
    """From where the list of what is rated is taken anew: a year's plans, their parts by unit, or again."""

    year = Whole(Sentence("年度"), low=1000, high=9999, required=False)
    source = Choice(Sentence("怎样列出"), {"plans": "", "units": "", "again": ""}, required=False)

    def usual_year(self, this: int) -> int:
        """The year that is asked for, else the last one that has plans."""
        past = [year for year in plans.years(current_user.congress_id) if year <= this]
        return self.year.data or (past[0] if past else this - 1)


class RatedItems(Field):
    """What is rated, line by line: `plan-`, `part-`, `keep-`, `no-`, `name-`, `unit-` and `content-` with its number.

    Each as a dictionary of `plan`, `part`, `kept`, `name`, `unit`, `content`, in the order that `no-` wants.
    """

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Take all lines together."""
        super().process(None, data, extra_filters)
        if formdata is None:
            return
        lines = []
        for key in formdata:
            row = whole(key.removeprefix("plan-"), None) if key.startswith("plan-") else None
            if row is not None:
                place = whole(formdata.get(f"no-{row}", ""), row)
                lines.append((place, row, self._line(formdata, key.removeprefix("plan-"))))
        self.data = [line for _place, _row, line in sorted(lines, key=lambda one: one[:2])]

    @staticmethod
    def _line(formdata: Any, row: str) -> dict[str, Any]:
        sent = {
            key: " ".join(str(formdata.get(f"{key}-{row}", "")).split()) for key in ("part", "name", "unit", "content")
        }
        most = {"part": 120, "name": 120, "unit": 120, "content": ratings.MAX_CONTENT}
        return {
            "plan": whole(formdata.get(f"plan-{row}", ""), 0),
            "kept": formdata.get(f"keep-{row}") == "1",
            **{key: text[: most[key]] for key, text in sent.items()},
        }


DAYS_WRONG = Sentence("整改期限应为 0 至 %(most)s 的整数", most=MAX_DAYS)


class RatingForm(EditForm):
    """A rating: its name, what is rated, and every setting of `GradeRules`; `seen` marks what was there before."""

    title = Text(Sentence("测评的名称"), Sentence("印在测评票、报告单和公告上"))
    items = RatedItems(Sentence("测评项目"))
    body = Setting(
        Sentence("怎样组织"),
        {
            "deputies": Sentence("全体会议集中测评"),
            "delegations": Sentence("各代表团分别发出、收回测评票"),
        },
        Sentence("无论怎样组织，都只有一个票箱，不计各代表团的测评结果"),
        usual="deputies",
        required=False,
    )
    unknown = Check(Sentence("增加“不了解”一档"), Sentence("不加这一档时，等次为满意、基本满意、不满意"))
    base = Setting(
        Sentence("半数的基数"),
        {"entitled": Sentence("全体代表"), "present": Sentence("到会人员"), "valid": Sentence("有效票")},
        Sentence("已查到的测评办法以全体组成人员为基数"),
        usual="entitled",
        required=False,
    )
    boundary = Setting(
        Sentence("正好半数"),
        {"at-half": Sentence("算达到（含半数）"), "over-half": Sentence("不算，须超过半数")},
        Sentence("各地办法的写法不同，以本次会议通过的办法为准"),
        usual="at-half",
        required=False,
    )
    all_blank = Setting(ALL_BLANK, BLANK, usual="abstain", required=False)
    rectify_days = Whole(
        Sentence("整改期限（天）"),
        Sentence("公告以后按这个期限交办整改；填 0 表示不要求"),
        high=MAX_DAYS,
        lacking=DAYS_WRONG,
        wrong=DAYS_WRONG,
    )
    again = Check(Sentence("整改后再次测评"))
    legend = Setting(LEGEND, {"circle": "○", "tick": "√"}, usual="circle", required=False)
    illegible = Setting(ILLEGIBLE, UNREADABLE_ROWS, usual="row", required=False)
    unreadable = 400

    @classmethod
    def of(cls, title: str, items: list[dict[str, Any]], rules: GradeRules, seen: str) -> Self:
        """The form as it was sent, else with these."""
        told: dict[str, Any] = rules.to_dict()
        form = cls.asked(title=title, items=items, seen=seen, unknown=len(rules.grades) > 3, **told)
        if rules.committee:
            form.base.pairs[0] = ("entitled", Sentence("全体组成人员"))
        return form

    def rules(self, committee: bool) -> dict[str, Any]:
        """The rules as the domain takes them; `committee`: whether a standing committee rates."""
        settings = ("base", "boundary", "all_blank", "legend", "illegible", "rectify_days", "again")
        return {
            **{key: self[key].data for key in settings},
            "marking": "grade",
            "grades": [*GRADES, UNKNOWN] if self.unknown.data else list(GRADES),
            "body": "standing-committee" if committee else self.body.text or "deputies",
        }


DUE_WRONG = Sentence("期限应在明天以后、一年以内")


class RectifyForm(NumberForm):
    """The day by which what was rated worst is to be put right."""

    due_on = Day(Sentence("整改期限"), lacking=DUE_WRONG, wrong=DUE_WRONG)
