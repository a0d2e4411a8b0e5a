"""Papers to print."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, url_for
from flask_babel import gettext as _

from ....errors import Missing
from ....meetings.models import Round
from ....meetings.rounds import child, is_rating
from ....meetings.states import RoundState
from ....tally import announcement, round_papers
from ... import files
from ...access import access
from ...context import now, round_or_404, settings
from ..blueprint import bp
from ..common import READERS
from .sitting_papers import after_result, before_result, maker


def _announced(found: Round) -> str:
    body = _("常务委员会") if found.meeting.committee else _("主席团")
    if is_rating(found):
        return _("%(body)s签署后公布各项目的测评结果", body=body)
    return _("%(body)s签署后公布，只有项目名称，没有票数", body=body)


@dataclass(frozen=True)
class Paper:
    """A paper that can be printed now, and what it is for."""

    title: str
    purpose: str
    href: str
    page: bool = False
    """Whether `href` is the page on which it is printed."""


def available(found: Round) -> list[Paper]:
    """The papers that the round's state allows."""

    def href(name: str) -> str:
        return url_for("desk.paper", uuid=found.uuid, name=name)

    made: list[Paper] = []
    if (found.fingerprint or found.paper_only) and not found.state.reached(RoundState.CLOSED):
        purpose = _("给要求用纸质票的代表；票面的二维码与本轮对应，印了多少张记入日志")
        if found.paper_only:
            purpose = _("每位到会代表一张；票面的二维码与本轮对应，印了多少张记入日志")
        made.append(Paper(_("空白表决票"), purpose, url_for("desk.ballot_paper", uuid=found.uuid), page=True))
    made += [Paper(title, purpose, href(name)) for name, title, purpose in before_result(found)]
    if found.state.reached(RoundState.CERTIFIED):
        made += [
            Paper(_("计票结果报告单"), _("总监票人、监票人和计票人签字，交执行主席"), href("report")),
        ]
        # It gathers all rounds, so it is made in the last one.
        if found.state == RoundState.ANNOUNCED or child(found) is None:
            made.append(Paper(_("公告"), _announced(found), href("announcement")))
        if not found.paper_only:
            purpose = _("全部匿名选票逐张打印，密封保存，可以人工重新计票")
            made.append(Paper(_("电子选票存档"), purpose, href("ballots")))
    made += [Paper(title, purpose, href(name)) for name, title, purpose in after_result(found)]
    return made


@bp.get("/rounds/<uuid>/papers/<name>.pdf")
@access(*READERS)
def paper(uuid: str, name: str) -> Response:
    """A paper of the round: ballots, report, announcement, or one of the sitting."""
    found = round_or_404(uuid)
    if name == "ballots" and found.state in (RoundState.CERTIFIED, RoundState.ANNOUNCED) and not found.paper_only:
        pdf = round_papers.archive_ballots(found, settings())
    elif name == "report":
        pdf = round_papers.report(found, settings(), now())
    elif name == "announcement":
        pdf = announcement.announcement(found, settings(), now())
    elif make := maker(found, name):
        pdf = make(found)
    else:
        raise Missing("no_such_paper", "现在还没有这份文件")
    return files.paper(pdf, f"{name}-{uuid}")
