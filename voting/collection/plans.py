"""What a drive is planned with: its fields, what they usually say, and what is wrong with them (征集方案)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from sqlalchemy import select

from ..congress.models import Congress, Unit
from ..errors import Rejected
from ..extensions import db
from ..sentences import Sentence
from ..texts import clean
from ..times import CHINA
from .channels import CATEGORIES
from .models import Drive

AUDIENCES = {
    "public": Sentence("公众"),
    "station": Sentence("代表联络站"),
    "unit": Sentence("部门和镇街"),
    "deputy": Sentence("人大代表"),
}
"""Whose forms a drive can open."""
RULES = {"none": Sentence("不收集"), "optional": Sentence("选填"), "required": Sentence("必填")}
"""What the public form asks of name and telephone."""
MAX_TEXT = 2000
POSITIVE = (
    "普惠性：受益面广，不是个别单位、个别人的诉求",
    "公益性、基础性：属于政府职责范围，以本级财政投入为主",
    "可行性：具备实施条件，资金、用地等有保障",
    "实效性：原则上当年能够完成；跨年度实施的，有明确的年度目标",
    "可量化：建设内容、完成时限可以考核",
)
NEGATIVE = (
    "不具备实施条件，或者资金、用地没有落实的事项",
    "增加群众负担或者政府债务风险的事项",
    "上级已经部署的项目及其配套工程",
    "机关办公楼、办公设备等行政事业单位自身建设",
    "以社会资金投入为主的项目",
    "应当通过诉讼、仲裁、行政复议、信访等途径处理的事项",
)


@dataclass(frozen=True)
class Plan:
    """The fields of a drive as the office decides them; see `Drive`."""

    year: int
    title: str
    issuer: str
    basis: str
    scope: str
    positive: Sequence[str]
    negative: Sequence[str]
    contact: str
    audiences: Sequence[str]
    categories: Sequence[str]
    places: Sequence[str]
    name_rule: str
    phone_rule: str
    opens_at: datetime
    closes_at: datetime


FIELDS = {
    "year": Sentence("年度"),
    "title": Sentence("征集名称"),
    "issuer": Sentence("发布机关"),
    "basis": Sentence("依据"),
    "scope": Sentence("征集范围"),
    "positive": Sentence("征集要求"),
    "negative": Sentence("不予征集的事项"),
    "contact": Sentence("联系方式"),
    "audiences": Sentence("征集对象"),
    "categories": Sentence("类别"),
    "places": Sentence("镇街"),
    "name_rule": Sentence("姓名"),
    "phone_rule": Sentence("电话"),
    "opens_at": Sentence("开始时间"),
    "closes_at": Sentence("截止时间"),
}
"""Names of the fields, as on the form and in the journal."""


def usual(congress_id: int, now: datetime) -> Plan:
    """What a new drive begins with: next year's projects, from tomorrow for thirty days."""
    congress = db.session.get_one(Congress, congress_id)
    local = now.astimezone(CHINA)
    begin = (local + timedelta(days=1)).replace(hour=9, minute=0, second=0, microsecond=0)
    year = local.year + 1
    towns = select(Unit.name).where(Unit.congress_id == congress_id, Unit.kind == "town", Unit.active)
    place = congress.name.split("第")[0].removesuffix("人民代表大会")
    return Plan(
        year=year,
        title=f"{year}年度民生实事项目建议征集",
        issuer=f"{place}人民政府办公室" if place else "",
        basis="《中华人民共和国地方各级人民代表大会和地方各级人民政府组织法》和民生实事项目人大代表票决制工作办法",
        scope="教育就学、医疗卫生、养老托育、交通出行、住房和小区、环境卫生、农田水利、文化体育、就业创业、公共安全、政务服务等与群众生产生活密切相关的事项",
        positive=POSITIVE,
        negative=NEGATIVE,
        contact="",
        audiences=tuple(AUDIENCES),
        categories=tuple(str(one) for one in CATEGORIES),
        places=tuple(db.session.scalars(towns.order_by(Unit.id))),
        name_rule="optional",
        phone_rule="optional",
        opens_at=begin,
        closes_at=(begin + timedelta(days=30)).replace(hour=18),
    )


def plan_of(drive: Drive) -> Plan:
    """The drive's fields as they are."""
    return Plan(**{one.name: getattr(drive, one.name) for one in fields(Plan)})


def checked(plan: Plan) -> Plan:
    """The plan with its texts cleaned; raises `Rejected` naming the field that is wrong."""
    if not 2000 <= plan.year <= 2100:
        raise Rejected("year_wrong", "年度应为四位数字，如 2027", field="year")
    single = {key: " ".join(clean(getattr(plan, key)).split()) for key in ("title", "issuer")}
    texts = {key: clean(getattr(plan, key)) for key in ("basis", "scope", "contact")}
    lists = {
        key: list(dict.fromkeys(" ".join(clean(line).split()) for line in getattr(plan, key) if line.strip()))
        for key in ("positive", "negative", "categories", "places")
    }
    for key, value in (single | texts).items():
        most = 120 if key in single else MAX_TEXT
        if not value and key in ("title", "issuer", "scope"):
            raise Rejected("field_missing", "请填写%(label)s", field=key, label=FIELDS[key])
        if len(value) > most:
            raise Rejected("too_long", "%(label)s最多 %(most)s 个字", field=key, label=FIELDS[key], most=most)
    for key, lines in lists.items():
        most = 40 if key in ("categories", "places") else 200
        if any(len(line) > most for line in lines):
            raise Rejected("line_too_long", "%(label)s每行最多 %(most)s 个字", field=key, label=FIELDS[key], most=most)
        if len(lines) > 60:
            raise Rejected("too_many_lines", "%(label)s最多 %(most)s 行", field=key, label=FIELDS[key], most=60)
    if not lists["categories"]:
        raise Rejected("field_missing", "请填写%(label)s", field="categories", label=FIELDS["categories"])
    audiences = [one for one in AUDIENCES if one in plan.audiences]
    if not audiences:
        raise Rejected("audience_missing", "至少选择一种征集对象", field="audiences")
    for key in ("name_rule", "phone_rule"):
        if getattr(plan, key) not in RULES:
            raise Rejected("rule_unknown", "请选择一项", field=key)
    if plan.closes_at <= plan.opens_at:
        raise Rejected("period_wrong", "截止时间应晚于开始时间", field="closes_at")
    return Plan(**{**vars(plan), **single, **texts, **lists, "audiences": audiences})


def shown(value: object) -> str:
    """A field as the journal writes it: times in Chinese time, lists by line."""
    if isinstance(value, datetime):
        return f"{value.astimezone(CHINA):%Y-%m-%d %H:%M}"
    return "\n".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
