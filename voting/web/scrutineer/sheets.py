"""Paper ballots under the scrutineers' eyes: differences settled, doubtful sheets judged, piles counted anew."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ...ballots import batches, life, piles
from ...ballots.models import Batch
from ...congress.models import Account
from ...errors import DomainError, Missing, Rejected
from ...extensions import db
from ...meetings.models import Round
from ...rules.reading import any_rules
from ...tally import counting
from ..access import access
from ..context import actor, now, round_or_404
from ..teller.marks import keys
from . import HOLDERS, bp, own_officer


def _page(uuid: str, error: DomainError | None = None, form: str = "") -> Any:
    found = round_or_404(uuid)
    officer = own_officer(found.meeting_id)
    standing = piles.of_round(found)
    page = render_template(
        "scrutineer/sheets.html",
        round=found,
        meeting=found.meeting,
        rehearsal=found.meeting.rehearsal,
        error=error,
        form=form,
        chief=officer.duty == "chief_scrutineer",
        piles=standing,
        open={pile.batch.id: batches.differences(pile.batch) for pile in standing},
        counts={pile.batch.id: piles.counts(pile.batch, found) for pile in standing},
        keys=keys(any_rules(found.rules), len(found.candidates or [])),
        unreadable=batches.UNREADABLE,
        counting=life.READ_PAPER.due(found),
        needs=counting.needs_paper(found),
        counted=found.result is not None,
    )
    return page, error.status if error else 200


@bp.get("/rounds/<uuid>/sheets")
@access(*HOLDERS)
def sheets(uuid: str) -> Any:
    """Every pile: who reads it, what is to be settled, what was settled and why."""
    return _page(uuid)


def _own(found: Round, batch_id: int) -> Batch:
    batch = db.session.get(Batch, batch_id)
    if batch is None or batch.round_id != found.id:
        raise Missing("no_such_batch", "没有找到这一批票")
    return batch


@bp.post("/rounds/<uuid>/sheets/<int:batch_id>/<int:sheet>")
@access(*HOLDERS)
def decide(uuid: str, batch_id: int, sheet: int) -> Any:
    """Settle one sheet: row by row from what was read, or void."""
    found = round_or_404(uuid)
    own_officer(found.meeting_id)
    try:
        _own(found, batch_id)
        void = request.form.get("void") == "1"
        marks = [_mark(row, void) for row in range(len(found.candidates or []))]
        account = db.session.get_one(Account, current_user.id)
        batches.decide(batch_id, sheet, marks, void, request.form.get("reason", ""), account, now())
    except DomainError as problem:
        return _page(uuid, problem, f"{batch_id}-{sheet}")
    flash(_("第 %(n)s 张已经认定", n=sheet), "ok")
    return redirect(url_for("scrutineer.sheets", uuid=uuid))


def _mark(row: int, void: bool) -> int:
    """The chosen mark of a row; of a void sheet no row counts, whatever was chosen."""
    typed = request.form.get(f"row-{row}", "")
    try:
        return int(typed)
    except ValueError as error:
        if void:
            return batches.UNREADABLE
        raise Rejected("marks_missing", "第 %(no)s 项还没有认定", no=row + 1, field="marks") from error


@bp.post("/rounds/<uuid>/sheets/<int:batch_id>/recount")
@access(*HOLDERS)
def recount(uuid: str, batch_id: int) -> Any:
    """Have a pile counted anew by another pair."""
    found = round_or_404(uuid)
    own_officer(found.meeting_id)
    try:
        _own(found, batch_id)
        batches.recount(batch_id, request.form.get("reason", ""), actor(), now())
    except DomainError as problem:
        return _page(uuid, problem, f"recount-{batch_id}")
    flash(_("请另外两位计票人重新录入这一批；原来的计票保留在记录里"), "ok")
    return redirect(url_for("scrutineer.sheets", uuid=uuid))
