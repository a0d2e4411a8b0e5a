"""How a congress supervises (监督设置): read, and changed by a recorded act."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ..congress.models import Congress
from ..errors import Rejected
from ..extensions import db, writing
from ..journal import acts
from ..journal.log import Actor, record
from ..sentences import Sentence
from .models import SupervisionSetting

CHANGES = {
    "schedule": Sentence("调整进度"),
    "content": Sentence("调整内容"),
    "investment": Sentence("调整投资"),
    "cancel": Sentence("取消项目"),
    "replace": Sentence("替换项目"),
}
DECIDERS = {
    "standing_committee": Sentence("人大常委会批准"),
    "chairpersons": Sentence("主任会议批准"),
    "filed": Sentence("报人大常委会备案"),
}
USUAL = {
    "schedule": "filed",
    "content": "standing_committee",
    "investment": "standing_committee",
    "cancel": "standing_committee",
    "replace": "standing_committee",
}
"""Delays were filed (龙岗 2020); what the deputies decided is changed by the standing committee (监督法 art. 22)."""


@dataclass(frozen=True)
class Setting:
    """As in `SupervisionSetting`; `change_rules` has every kind of `CHANGES`."""

    report_every: str = "month"
    report_day: int = 5
    tolerance: int = 10
    stalled_after: int = 3
    change_rules: Mapping[str, str] = field(default_factory=lambda: dict(USUAL))


def setting_of(congress_id: int) -> Setting:
    """What the congress has set, or the defaults."""
    found = db.session.get(SupervisionSetting, congress_id)
    if found is None:
        return Setting()
    return Setting(
        found.report_every, found.report_day, found.tolerance, found.stalled_after, {**USUAL, **found.change_rules}
    )


def change(congress_id: int, wanted: Setting, actor: Actor, now: datetime) -> Setting:
    """Keep the settings; raises `Rejected` naming the field."""
    if wanted.report_every not in ("month", "quarter"):
        raise Rejected("every_wrong", "请选择按月或者按季度", field="report_every")
    for key, least, most in (("report_day", 1, 28), ("tolerance", 0, 50), ("stalled_after", 1, 12)):
        if not least <= getattr(wanted, key) <= most:
            raise Rejected("number_range", "请填写 %(least)s 至 %(most)s 的整数", least=least, most=most, field=key)
    if set(wanted.change_rules) != set(CHANGES) or not set(wanted.change_rules.values()) <= set(DECIDERS):
        raise Rejected("rule_missing", "请为每一种调整选择由谁决定", field="change_rules")
    with writing() as session:
        found = session.get(SupervisionSetting, congress_id, with_for_update=True)
        if found is None:
            found = SupervisionSetting(congress_id=congress_id)
            session.add(found)
        for key, value in vars(wanted).items():
            setattr(found, key, dict(value) if key == "change_rules" else value)
        name = session.get_one(Congress, congress_id).name
        record(
            session,
            congress_id,
            actor,
            acts.SUPERVISION_SET,
            name,
            {**vars(wanted), "change_rules": dict(wanted.change_rules)},
            now,
        )
    return wanted
