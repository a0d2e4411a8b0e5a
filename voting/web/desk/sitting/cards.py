"""Voting cards at the desk: made elsewhere and registered, or made on the spot and handed over once."""

from __future__ import annotations

import json
from typing import Any

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from ....ballots import card_making, cards
from ....errors import Forbidden
from ....meetings import hands
from ....meetings.models import Meeting
from ....printing import cards_pdf
from ...access import access
from ...context import actor, meeting_or_404, now, rng, settings
from ...files import PDF, download
from ...forms.base import Form
from ...forms.cards import DiscardForm, MakeForm, PublicsForm, WhichForm
from ...pages import MeetingPage
from ..blueprint import bp


@bp.get("/meetings/<int:meeting_id>/meeting.json")
@access("clerk", "credential_authority")
def meeting_file(meeting_id: int) -> Response:
    """What the offline command needs."""
    meeting_or_404(meeting_id)
    text = json.dumps(cards.hand_out(meeting_id, actor(), now()), ensure_ascii=False, indent=1)
    return download(text.encode(), "application/json", "meeting.json")


@access("clerk", "credential_authority")
class VotingCards(MeetingPage):
    """Register public halves, make the cards here, or give them up."""

    template = "desk/sitting/cards.html"

    def filled(self, record: Meeting) -> Form:
        """The form that was sent."""
        which = WhichForm.asked()
        self.kind = "here" if which.here.data else "discard" if which.discard.data else "file"
        if self.kind == "here":
            return MakeForm.asked()
        return DiscardForm.asked() if self.kind == "discard" else PublicsForm.asked()

    def act(self, record: Meeting, form: Any) -> ResponseReturnValue:
        """Do it, and go on."""
        if (why := hands.why_not(record, hands.CARDS, current_user.id)) is not None:
            # Said before cards are made that could not be registered.
            raise Forbidden("other_hand", why)
        if self.kind == "here":
            return _make_here(record.id, form.count.data)
        if self.kind == "discard":
            card_making.discard(record.id, form.reason.data, actor(), now())
            flash(_("这批投票卡已经作废，请收回、销毁，再重新制作"), "ok")
            return redirect(url_for("desk.voting_cards", meeting_id=record.id))
        publics = cards.read_publics(form.file.data[0], cards.meeting_file(record.id)["rounds"])
        count = cards.accept_publics(record.id, publics, actor(), now())
        flash(_("已登记 %(count)d 张投票卡", count=count), "ok")
        return redirect(url_for("desk.meeting", meeting_id=record.id))

    def done(self, made: ResponseReturnValue) -> ResponseReturnValue:
        """There."""
        return made

    def context(self, record: Meeting, form: Form) -> dict[str, Any]:
        """The three forms, and where the cards stand."""
        usual = cards.meeting_file(record.id)["cards"]
        forms = {"here": MakeForm(data={"count": usual}), "discard": DiscardForm(), "file": PublicsForm()}
        return {
            "forms": {**forms, self.kind: form} if form.errors else forms,
            "lacking": card_making.lacking(record),
            "made": card_making.said(record),
            "boxed": card_making.boxed(record.id),
            "why_not": hands.why_not(record, hands.CARDS, current_user.id),
        }


def _make_here(meeting_id: int, count: int) -> Response:
    described = cards.meeting_file(meeting_id)
    printed, publics = cards.make_cards(described["rounds"], count, rng)
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
    return download(pdf, PDF, "cards.pdf")


bp.add_url_rule("/meetings/<int:meeting_id>/cards", view_func=VotingCards.as_view("voting_cards"))
