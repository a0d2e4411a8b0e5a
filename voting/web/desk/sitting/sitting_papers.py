"""Which papers of the sitting can be printed now, and how each is made."""

from __future__ import annotations

from collections.abc import Callable

from flask_babel import gettext as _

from ....ballots.polling import uncounted
from ....meetings.models import Round
from ....meetings.states import RoundState
from ....tally import scripts, sitting_papers
from ....tally.dossier import dossier
from ...context import now, settings
from ...values import whole

MAKE: dict[str, Callable[[Round], bytes]] = {
    "attendance": lambda found: sitting_papers.attendance_list(found.meeting, settings(), now(), blank=True),
    "attendance-now": lambda found: sitting_papers.attendance_list(found.meeting, settings(), now(), blank=False),
    "host": lambda found: scripts.script_paper(found, "host", settings(), now()),
    "scrutineer": lambda found: scripts.script_paper(found, "scrutineer", settings(), now()),
    "zero": lambda found: sitting_papers.zero_report(found, settings(), now()),
    "issue": lambda found: sitting_papers.issue_report(found, settings(), now()),
    "tellers-blank": lambda found: sitting_papers.teller_sheet(found, settings(), now()),
    "tellers": lambda found: sitting_papers.teller_summary(found, settings()),
    "dossier": lambda found: dossier(found, settings(), now()),
}
"""The papers by the names in their addresses."""


def maker(found: Round, name: str) -> Callable[[Round], bytes] | None:
    """How the paper of this name is made; None where the round has none of it."""
    if found.state == RoundState.DRAFTED:
        return None
    batch = whole(name.removeprefix("tellers-"), None, high=9999)
    if name.startswith("tellers-") and batch is not None:
        return lambda found: sitting_papers.filled_sheet(found, batch, settings())
    return MAKE.get(name)


def before_result(found: Round) -> list[tuple[str, str, str]]:
    """Name, title and purpose of what can be printed now, in the order of the sitting."""
    if found.state == RoundState.DRAFTED:
        return []
    made = []
    if not found.state.reached(RoundState.CLOSED):
        made += [
            ("attendance", _("签到表（空白）"), _("按代表团，供代表在会场签名")),
            ("attendance-now", _("签到表（现在的签到情况）"), _("按代表团列出已经签到的代表")),
        ]
    if sitting_papers.zero_possible(found):
        made.append(("zero", _("零票报告"), _("投票开始以前打印，总监票人、监票人核对后签字")))
    made += [
        ("host", _("主持词"), _("执行主席照读；还没有的数字留空")),
        ("scrutineer", _("监票人报告词"), _("总监票人照读；还没有的数字留空")),
    ]
    if found.state.reached(RoundState.CLOSED):
        if not uncounted(found):
            made.append(("issue", _("发出收回报告单"), _("总监票人报告发出、收回张数，签字后交执行主席")))
        if found.paper_issued or found.paper_only:
            made.append(("tellers-blank", _("计票小组计票单（空白）"), _("纸质票由计票小组画“正”字计票")))
    sheets = sitting_papers.filled_sheets(found)
    for no, sheet in enumerate(sheets, start=1):
        made.append((f"tellers-{no}", _("第 %(no)s 批计票单", no=sheet.batch[1:-1]), _("计票小组核对后签字")))
    if sheets:
        made.append(("tellers", _("计票汇总单"), _("各小组的数字和合计，总计票人签字")))
    return made


def after_result(found: Round) -> list[tuple[str, str, str]]:
    """The dossier, once the result is certified."""
    if not found.state.reached(RoundState.CERTIFIED):
        return []
    purpose = _("全部文件、日志和票箱档案合为一册，附校验值目录，密封存档")
    if found.election is None:
        purpose = _("全部文件和日志合为一册，附校验值目录，密封存档")
    return [("dossier", _("封存案卷"), purpose)]
