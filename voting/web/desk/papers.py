"""Papers to print."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _

from ...ballots.models import STATES, Round
from ...errors import Missing, Rejected
from ...tally import papers
from ..access import access
from ..here import now, round_or_404, settings
from . import bp
from .common import READERS

MAX_COPIES = 5000


@dataclass(frozen=True)
class Paper:
    """A paper that can be printed now, and what it is for."""

    title: str
    purpose: str
    href: str
    copies: bool = False


def available(found: Round) -> list[Paper]:
    """The papers that the round's state allows."""

    def href(name: str) -> str:
        return url_for("desk.paper", uuid=found.uuid, name=name)

    made: list[Paper] = []
    if found.fingerprint and STATES.index(found.state) < STATES.index("closed"):
        purpose = _("给要求用纸质票的代表；右下角的二维码与本轮票箱对应")
        made.append(Paper(_("空白表决票"), purpose, href("blank"), copies=True))
    if found.state in ("certified", "announced"):
        made += [
            Paper(_("计票结果报告单"), _("总监票人、监票人和计票人签字，交执行主席"), href("report")),
            Paper(_("公告"), _("主席团签署后公布，只有项目名称，没有票数"), href("announcement")),
            Paper(_("电子选票存档"), _("全部匿名选票逐张打印，密封保存，可以人工重新计票"), href("ballots")),
        ]
    return made


@bp.get("/rounds/<uuid>/papers/<name>.pdf")
@access(*READERS)
def paper(uuid: str, name: str) -> Any:
    """A paper of the round: blank, ballots, report or announcement."""
    found = round_or_404(uuid)
    if name == "blank":
        if found.fingerprint is None:
            raise Missing("no_box", "票箱建立后才能打印空白票")
        copies = request.args.get("copies", "1")
        if not copies.isdigit() or not 1 <= int(copies) <= MAX_COPIES:
            raise Rejected("copies_wrong", "份数应为 1 至 %(most)s", most=MAX_COPIES)
        pdf = papers.blank_ballots(found, int(copies), settings())
    elif name == "ballots" and found.state in ("certified", "announced"):
        pdf = papers.archive_ballots(found, settings())
    elif name == "report":
        pdf = papers.report(found, settings(), now())
    elif name == "announcement":
        pdf = papers.announcement(found, settings(), now())
    else:
        raise Missing("no_such_paper", "现在还没有这份文件")
    disposition = f'inline; filename="{name}-{uuid}.pdf"'
    return Response(pdf, mimetype="application/pdf", headers={"Content-Disposition": disposition})
