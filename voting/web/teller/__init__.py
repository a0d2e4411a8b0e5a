"""Tellers: each reads a pile of paper ballots alone, sheet by sheet, and sees nothing of what the other reads."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from ...ballots import batches, paper, piles
from ...ballots.models import Batch
from ...errors import DomainError
from ...extensions import own
from ...rules.reading import any_rules
from ..access import access
from ..context import actor, now, of_round
from ..forms.base import Form
from ..forms.scrutineers import BeginForm
from ..pages import ActPage, FormPage
from .marks import keys

bp = Blueprint("teller", __name__, url_prefix="/teller")


@bp.get("/")
@access("teller")
def home() -> str:
    """The piles to be read, and what became of mine."""
    rounds = [(found, piles.of_round(found)) for found in batches.read_by(current_user.id)]
    mine = batches.begun(current_user.id)
    return render_template(
        "teller/home.html",
        rounds=[(found, listed) for found, listed in rounds if listed],
        mine=mine,
        read_before={batch for batch, _ in mine},
    )


@access("teller")
class BatchPage(FormPage):
    """Scan a sheet of the pile to begin; then read it."""

    template = "teller/begin.html"
    form = BeginForm

    def record(self, batch_id: int) -> Batch:
        """The pile."""
        return own(Batch, batch_id, current_user.congress_id)

    def act(self, record: Batch, form: BeginForm) -> int:
        """Begin with the code of a sheet."""
        batch_id = record.id
        batches.begin(batch_id, current_user, form.code.data, now())
        return batch_id

    def done(self, made: int) -> ResponseReturnValue:
        """The reading."""
        return redirect(url_for("teller.batch", batch_id=made))

    def get(self, **places: Any) -> ResponseReturnValue:
        """Where the reading stands; one that is finished is said, and left."""
        pile = self.record(**places)
        reading = batches.mine(pile, current_user.id)
        if reading is not None and reading.finished:
            flash(_("您已经录完第 %(no)s 批", no=pile.no), "ok")
            return redirect(url_for("teller.home"))
        return self.page(pile, BeginForm())

    def page(self, record: Batch, form: Form) -> ResponseReturnValue:
        """The beginning, or the sheets as far as they are read."""
        found, reading = batches.round_of(record), batches.mine(record, current_user.id)
        shown = {**of_round(found), "batch": record, "form": form}
        if reading is None or reading.finished:
            return render_template(self.template, **shown), form.status
        rules = any_rules(found.rules)
        rows = [{"no": item["no"], "name": item["name"]} for item in found.candidates or []]
        options = keys(rules, len(rows))
        entered = batches.entered(reading.id, current_user.id)
        data = {
            "sheets": record.sheets,
            "mark": paper.mark_of(found),
            "ranked": rules.marking == "rank",
            "rows": len(rows),
            "top": len(rows),
            "keys": [vars(key) for key in options],
            "unreadable": batches.UNREADABLE,
            "entered": {sheet: {"marks": marks, "doubtful": doubt} for sheet, (marks, doubt) in entered.items()},
            "save": url_for("teller.enter", reading_id=reading.id, sheet=0),
            "check": url_for("teller.check", batch_id=record.id),
        }
        page = render_template(
            "teller/reading.html",
            reading=reading,
            rows=rows,
            keys=options,
            ranked=rules.marking == "rank",
            data=data,
            rules=rules,
            **shown,
        )
        return page, form.status


@bp.post("/batches/<int:batch_id>/check")
@access("teller")
def check(batch_id: int) -> Response:
    """Whether a sheet's code is that of the round; a refusal says whose it is."""
    found = batches.round_of(own(Batch, batch_id, current_user.congress_id))
    body = request.get_json(silent=True)
    paper.check_mark(found, str(body.get("code", "")) if isinstance(body, dict) else "")
    return jsonify(matches=True)


@bp.post("/readings/<int:reading_id>/sheets/<int:sheet>")
@access("teller")
def enter(reading_id: int, sheet: int) -> Response:
    """Write down one sheet."""
    body = request.get_json(silent=True)
    body = body if isinstance(body, dict) else {}
    marks = body.get("marks")
    batches.enter(
        reading_id, current_user.id, sheet, marks if isinstance(marks, list) else [], body.get("doubtful") is True
    )
    return jsonify(saved=sheet)


@access("teller")
class Finish(ActPage):
    """Every sheet is read."""

    def act(self, reading_id: int) -> None:
        """Finish the reading."""
        batches.finish(reading_id, current_user.id, actor(), now())

    def done(self, made: None) -> ResponseReturnValue:
        """The piles."""
        flash(_("这一批已经录完。两位计票人都录完后，由监票人核对。"), "ok")
        return redirect(url_for("teller.home"))

    def refused(self, error: DomainError, reading_id: int) -> ResponseReturnValue:
        """The sheets, with the reason."""
        form = BeginForm()
        form.refuse(error)
        return BatchPage().page(batches.of_reading(reading_id, current_user.id), form)


BATCH = "/batches/<int:batch_id>"
bp.add_url_rule(BATCH, view_func=BatchPage.as_view("batch"), methods=["GET"])
bp.add_url_rule(f"{BATCH}/begin", view_func=BatchPage.as_view("begin"), methods=["POST"])
bp.add_url_rule("/readings/<int:reading_id>/finish", view_func=Finish.as_view("finish"))
