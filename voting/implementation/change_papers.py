"""The papers on plans, as `voting.printing` wants them: the announcement of a change."""

from __future__ import annotations

import re
from datetime import date, datetime

from ..config import Config
from ..congress.models import Congress
from ..errors import Conflict
from ..extensions import db
from ..printing.change_notice import ChangeNotice, change_notice_pdf
from ..printing.keeping import kept
from ..times import CHINA, chinese_date
from . import changes
from .fields import differences
from .models import Plan, PlanChange

_TERM = re.compile("第[一二三四五六七八九十百]+届")
"""A standing committee's office goes without the congress's term."""
_TOWN = re.compile("[镇乡]人民代表大会$")
WORDS = {
    "schedule": "实施进度",
    "content": "实施内容",
    "investment": "投资计划",
    "cancel": "取消",
    "replace": "取消并替换",
}


def office_of(congress: Congress) -> str:
    """The office that signs such papers: that of the standing committee, which has no term in its name.

    The congress of a town has no standing committee; its presidium signs (地方组织法 art. 18).
    """
    name = _TERM.sub("", congress.name)
    return f"{name}主席团" if _TOWN.search(name) else f"{name}常务委员会办公室"


def change_notice(change: PlanChange, plan: Plan, config: Config, now: datetime) -> bytes:
    """关于调整…的公告; marked as a draft until the change is published. Raises `Conflict` before it has passed."""
    if change.decision not in changes.PASSED or change.decided_on is None:
        raise Conflict("not_passed", "批准或者备案以后才能公告")
    day: date = (change.published_at or now).astimezone(CHINA).date()
    old, new = changes.sides(change, plan)
    ending = change.kind in ("cancel", "replace")
    name = plan.name if ending or not old.name else old.name
    title = [f"关于{WORDS[change.kind]}“{name}”", "项目的公告"]
    if not ending:
        title = [f"关于调整“{name}”项目", f"{WORDS[change.kind]}的公告"]
    how = f"报{change.body}备案" if change.decision == "filed" else f"经{change.body}批准"
    what = {
        "cancel": f"取消{plan.year}年度民生实事项目第{plan.no}项“{name}”",
        "replace": f"取消{plan.year}年度民生实事项目第{plan.no}项“{name}”，由“{new.name}”替换",
    }.get(change.kind, f"对{plan.year}年度民生实事项目第{plan.no}项“{name}”的实施计划作如下调整")
    document = f"（{change.document}）" if change.document else ""
    paper = ChangeNotice(
        issuer=office_of(db.session.get_one(Congress, plan.congress_id)),
        title_parts=title,
        opening=f"{chinese_date(change.decided_on)}{how}{document}，{what}，现予公告。",
        reason=change.reason,
        replaced=change.kind == "replace",
        rows=[(str(label), before, after) for label, before, after in differences(old, new)],
        date=day,
        draft=change.published_at is None,
    )
    return kept(config.kept, change_notice_pdf, paper, fonts=config.fonts, papers=config.papers)
