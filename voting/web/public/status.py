"""What became of my suggestion: by the query code, without an account (查询、评价、删除个人信息)."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ...collection import notices
from ...collection.channels import CHANNELS, HANDLINGS, OUTCOMES
from ...collection.handling import answering, erasing
from ...collection.handling.states import STATES, states_of
from ...collection.models import Suggestion
from ...collection.suggestions import by_code, has_contact, record_of, shown_code
from ...extensions import db, limiter
from ...printing.qr import svg_uri
from ...projects import tracking
from ..access import access
from ..context import now, settings, today
from ..forms.base import Form
from ..forms.public import AnswerRatingForm, CodeForm
from ..pages import FormPage
from . import bp

TOLD = (
    "received",
    "released",
    "merged",
    "assigned",
    "accepted",
    "pressed",
    "answered",
    "reopened",
    "rated",
    "erased",
    "withdrawn",
)
"""Lines of the record that the proposer sees, without who entered them."""
KINDS = {"answered": "ok", "overdue": "busy", "spam": "idle", "withdrawn": "idle", "merged": "idle"}


@access.public
class FindStatus(FormPage):
    """Type the query code."""

    decorators = [limiter.limit("600/hour", methods=["POST"])]
    template = "public/find_status.html"
    form = CodeForm

    def act(self, record: None, form: CodeForm) -> Suggestion:
        """Find the suggestion."""
        return by_code(form.code.data)

    def done(self, made: Suggestion) -> ResponseReturnValue:
        """Where it stands."""
        return redirect(url_for("public.status", code=made.code), 303)


@bp.get("/status/<code>/receipt")
@access.public
def receipt(code: str) -> str:
    """The receipt: the code to keep, as text and as picture."""
    found = by_code(code)
    address = notices.status_address(found.code, settings())
    return render_template(
        "public/receipt.html",
        one=found,
        drive=found.drive,
        code=shown_code(found.code),
        address=address,
        qr=svg_uri(address),
        contact=has_contact(found.id),
    )


class StatusPage(FormPage):
    """Where a suggestion stands, and the reply; not to be found by search engines, nor kept by anybody on the way."""

    template = "public/status.html"
    form: type[Form] = AnswerRatingForm

    def record(self, code: str) -> Suggestion:
        """The suggestion."""
        return by_code(code)

    def filled(self, record: Suggestion) -> Form:
        """How the answer was found before."""
        return self.form.asked(rating=record.rating, rating_note=record.rating_note)

    def context(self, record: Suggestion, form: Form) -> dict[str, Any]:
        """What its proposer may know of it."""
        track = tracking.track(record)
        states = states_of(track.head if track.merged else record, today())
        # Deadlines and pressing are between the offices; the proposer reads what is done.
        key = next((one for one in states if one not in ("overdue", "pressed", "dissatisfied")), "assigned")
        if key == "proposed":
            key = "accepted"
        return {
            "one": record,
            "track": track,
            "drive": record.drive,
            "code": shown_code(record.code),
            "state": (STATES[key], KINDS.get(key, "busy")),
            "outcomes": OUTCOMES,
            "rate": AnswerRatingForm.beside(form, rating=record.rating, rating_note=record.rating_note),
            "channels": CHANNELS,
            "lines": [line for line in record_of(record.id) if line.act in TOLD],
            "acts": HANDLINGS,
            "contact": has_contact(record.id),
            "may_withdraw": erasing.may_withdraw(db.session(), record),
        }

    def page(self, record: Suggestion, form: Form) -> ResponseReturnValue:
        """The page, for nobody else."""
        page = render_template(self.template, form=form, **self.context(record, form))
        return page, form.status, {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}


@access.public
class ShownStatus(StatusPage):
    """Where it stands, and the reply."""

    methods = ["GET"]
    decorators = [limiter.limit("3000/hour")]


@access.public
class RateAnswer(StatusPage):
    """How the proposer finds the answer."""

    methods = ["POST"]
    decorators = [limiter.limit("300/hour")]

    def act(self, record: Suggestion, form: Any) -> Suggestion:
        """Say it."""
        return answering.rate(record.id, form.rating.data or "", form.rating_note.data, now())

    def done(self, made: Suggestion) -> ResponseReturnValue:
        """The answer again."""
        flash(_("谢谢您的评价"), "ok")
        return redirect(url_for("public.status", code=made.code, _anchor="answer"), 303)


@bp.post("/status/<code>/erase")
@access.public
@limiter.limit("300/hour")
def erase_contact(code: str) -> ResponseReturnValue:
    """Delete name and telephone at once."""
    found = erasing.erase(code, now())
    flash(_("姓名和电话已删除，建议继续办理"), "ok")
    return redirect(url_for("public.status", code=found.code), 303)


@access.public
class WithdrawSuggestion(StatusPage):
    """Take the suggestion back."""

    methods = ["POST"]
    decorators = [limiter.limit("300/hour")]
    form = Form

    def act(self, record: Suggestion, form: Form) -> Suggestion:
        """Take it back."""
        return erasing.withdraw(record.code, now())

    def done(self, made: Suggestion) -> ResponseReturnValue:
        """Where it stands."""
        flash(_("建议已撤回，姓名和电话已删除"), "ok")
        return redirect(url_for("public.status", code=made.code), 303)


bp.add_url_rule("/status", view_func=FindStatus.as_view("find_status"))
bp.add_url_rule("/status/<code>", view_func=ShownStatus.as_view("status"))
bp.add_url_rule("/status/<code>/rating", view_func=RateAnswer.as_view("rate_answer"))
bp.add_url_rule("/status/<code>/withdraw", view_func=WithdrawSuggestion.as_view("withdraw_suggestion"))
