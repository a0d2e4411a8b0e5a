"""Voting cards at the desk: made elsewhere and registered, or made on the spot and handed over once."""

from __future__ import annotations

import json
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ....ballots import card_making, cards
from ....errors import DomainError, Forbidden, Rejected
from ....meetings import hands
from ....printing import cards_pdf
from ...access import access
from ...context import actor, meeting_or_404, now, rng, settings
from ...values import whole
from ..blueprint import bp
from ..common import field_of


@bp.get("/meetings/<int:meeting_id>/meeting.json")
@access("clerk", "credential_authority")
def meeting_file(meeting_id: int) -> Response:
    """What the offline command needs."""
    meeting_or_404(meeting_id)
    text = json.dumps(cards.hand_out(meeting_id, actor(), now()), ensure_ascii=False, indent=1)
    disposition = 'attachment; filename="meeting.json"'
    return Response(text, mimetype="application/json", headers={"Content-Disposition": disposition})


@bp.route("/meetings/<int:meeting_id>/cards", methods=["GET", "POST"])
@access("clerk", "credential_authority")
def voting_cards(meeting_id: int) -> Any:
    """Register public halves, or make the cards here."""
    found = meeting_or_404(meeting_id)
    described = cards.meeting_file(meeting_id)
    error = None
    if request.method == "POST":
        try:
            if (why := hands.why_not(found, hands.CARDS, current_user.id)) is not None:
                # Said before cards are made that could not be registered.
                raise Forbidden("other_hand", why)
            if request.form.get("here") == "1":
                return _make_here(meeting_id, described)
            if request.form.get("discard") == "1":
                card_making.discard(meeting_id, request.form.get("reason", ""), actor(), now())
                flash(_("这批投票卡已经作废，请收回、销毁，再重新制作"), "ok")
                return redirect(url_for("desk.voting_cards", meeting_id=meeting_id))
            upload = request.files.get("file")
            if upload is None or not upload.filename:
                raise Rejected("no_file", "请选择公钥文件")
            publics = cards.read_publics(upload.read(), described["rounds"])
            count = cards.accept_publics(meeting_id, publics, actor(), now())
            flash(_("已登记 %(count)d 张投票卡", count=count), "ok")
            return redirect(url_for("desk.meeting", meeting_id=meeting_id))
        except DomainError as problem:
            error = problem
            found = meeting_or_404(meeting_id)
    page = render_template(
        "desk/sitting/cards.html",
        meeting=found,
        suggested=described["cards"],
        error=error,
        rehearsal=found.rehearsal,
        wrong=field_of(error) if error else None,
        lacking=card_making.lacking(found),
        made=card_making.said(found),
        boxed=card_making.boxed(meeting_id),
        why_not=hands.why_not(found, hands.CARDS, current_user.id),
    )
    return page, error.status if error else 200


def _make_here(meeting_id: int, described: dict[str, Any]) -> Response:
    typed_count = request.form.get("count", "")
    count = whole(typed_count, 0)
    try:
        printed, publics = cards.make_cards(described["rounds"], count, rng)
    except ValueError as problem:
        raise Rejected("bad_count", "投票卡数量应为 1 至 %(most)s", most=cards.MAX_CARDS) from problem
    # Printed before the public halves are kept: cards that nobody holds would lock the meeting.
    pdf = cards_pdf(
        printed,
        congress=described["congress"],
        meeting=described["meeting"],
        rehearsal=described["rehearsal"],
        fonts=settings().fonts,
        papers=settings().papers,
    )
    cards.accept_publics(meeting_id, publics, actor(), now(), "here")
    disposition = 'attachment; filename="cards.pdf"'
    return Response(pdf, mimetype="application/pdf", headers={"Content-Disposition": disposition})
