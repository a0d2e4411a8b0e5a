"""Papers to print."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from ...errors import Missing, Rejected
from ...tally import papers
from ..access import access
from ..here import now, round_or_404, settings
from . import bp
from .meeting import READERS

MAX_COPIES = 5000


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
