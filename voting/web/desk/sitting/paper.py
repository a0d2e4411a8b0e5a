"""Paper ballots at the desk: cards exchanged, sheets printed, counted and destroyed, everything counted together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from ....ballots import batches, casting, life, paper, piles
from ....ballots.models import Batch, PaperVoter, Reading
from ....ballots.polling import figures
from ....errors import DomainError, Missing, Rejected
from ....extensions import db
from ....meetings.models import Round
from ....rules.gate import first_fault
from ....sentences import Sentence
from ....tally import counting, round_papers
from ...access import access
from ...context import actor, now, round_or_404, settings
from ...values import whole
from ..blueprint import bp
from ..common import READERS, field_of


def _page(uuid: str, error: DomainError | None = None, form: str = "") -> Any:
    found = round_or_404(uuid)
    standing = piles.of_round(found)
    page = render_template(
        "desk/sitting/paper.html",
        round=found,
        meeting=found.meeting,
        rehearsal=found.meeting.rehearsal,
        error=error,
        form=form,
        wrong=field_of(error) if error else None,
        figures=figures(found),
        few=paper.few(found),
        few_tablets=paper.few_tablets(found),
        least=paper.FEW,
        spare=found.printed - found.paper_issued,
        piles=standing,
        counts={pile.batch.id: piles.counts(pile.batch, found) for pile in standing},
        handing=life.HAND_OUT.due(found),
        reading=life.READ_PAPER.due(found),
        ahead=paper.rounds_ahead(found.meeting_id),
        earlier=_was_on_paper(found),
        needs=counting.needs_paper(found),
    )
    return page, error.status if error else 200


def _was_on_paper(found: Round) -> bool:
    """Whether somebody of this meeting handed a card back in an earlier round."""
    query = select(PaperVoter.round_id).join(Round, Round.id == PaperVoter.round_id)
    return db.session.scalar(query.where(Round.meeting_id == found.meeting_id, Round.id != found.id)) is not None


def _number(name: str, wrong: Rejected) -> int:
    """A whole number from the form; raises `wrong` when it is none."""
    found = whole(request.form.get(name, ""), None, high=999_999)
    if found is None:
        raise wrong
    return found


def _act(uuid: str, form: str, work: Callable[[Round], str]) -> Any:
    """Do one act of the page and come back to it; `work` answers with what happened."""
    try:
        said = work(round_or_404(uuid))
    except DomainError as problem:
        return _page(uuid, problem, form)
    flash(said, "ok")
    return redirect(url_for("desk.ballot_paper", uuid=uuid))


@bp.get("/rounds/<uuid>/paper")
@access(*READERS)
def ballot_paper(uuid: str) -> Any:
    """Everything about the paper ballots of a round: counts, never who holds one."""
    return _page(uuid)


@bp.get("/rounds/<uuid>/paper/cards.json")
@access(*life.HAND_OUT.who)
def paper_cards(uuid: str) -> Any:
    """The beginnings of all cards' public halves: the desk's browser tells a used or foreign card by itself."""
    return jsonify(vars(casting.cards(round_or_404(uuid).id)))


@bp.post("/rounds/<uuid>/paper/exchange")
@access(*life.HAND_OUT.who)
def exchange(uuid: str) -> Any:
    """A card for a paper ballot: the deputy's number, and the card's public halves that the browser made of it."""
    found = round_or_404(uuid)
    body = request.get_json(silent=True)
    body = body if isinstance(body, dict) else {}
    publics = body.get("publics")
    if not isinstance(publics, dict) or not all(isinstance(one, str) for one in publics.values()):
        raise Rejected("card_halves", "页面已经过期，请刷新后再读一次投票卡", field="card")
    paper.exchange(found.id, str(body.get("number", "")), publics, actor(), now())
    flash(_("已换票：投票卡作废，请当面交给代表一张空白表决票。投票卡请收存，不要再发出。"), "ok")
    return jsonify(exchanged=True)


@bp.post("/rounds/<uuid>/paper/again")
@access(*life.HAND_OUT.who)
def stay_on_paper(uuid: str) -> Any:
    """Paper again for a deputy whose card was handed back in an earlier round."""

    def work(found: Round) -> str:
        paper.stay_on_paper(found.id, request.form.get("number", ""), actor(), now())
        return _("已登记：请当面交给代表一张空白表决票")

    return _act(uuid, "again", work)


@bp.post("/rounds/<uuid>/paper/return")
@access(*life.HAND_OUT.who)
def take_back(uuid: str) -> Any:
    """An unmarked ballot comes back; the deputy gets another card."""

    def work(found: Round) -> str:
        paper.take_back(found.id, request.form.get("number", ""), request.form.get("reason", ""), actor(), now())
        return _("已换回：请当面交给代表一张新的密封投票卡，收回的表决票放回余票")

    return _act(uuid, "return", work)


@bp.post("/rounds/<uuid>/paper/print")
@access(*life.PRINT.who)
def print_ballots(uuid: str) -> Any:
    """Blank ballots; how many is written down before they are made."""
    try:
        copies = _number("copies", Rejected("copies_wrong", "份数应为整数", field="copies"))
        found = round_or_404(uuid)
        paper.note_printed(found.id, copies, actor(), now())
        pdf = round_papers.blank_ballots(round_or_404(uuid), copies, settings())
    except DomainError as problem:
        return _page(uuid, problem, "print")
    disposition = f'attachment; filename="ballots-{uuid}-{copies}.pdf"'
    return Response(pdf, mimetype="application/pdf", headers={"Content-Disposition": disposition})


@bp.post("/rounds/<uuid>/paper/destroy")
@access(*life.DESTROY.who)
def destroy_spare(uuid: str) -> Any:
    """The spare sheets were counted and destroyed."""

    def work(found: Round) -> str:
        counted = _number("counted", Rejected("spare_missing", "请填写清点的余票张数", field="counted"))
        paper.destroy_spare(found.id, counted, actor(), now())
        return _("余票 %(n)s 张已经清点销毁", n=counted)

    return _act(uuid, "destroy", work)


@bp.route("/rounds/<uuid>/paper/only", methods=["GET", "POST"])
@access(*life.ON_PAPER.who)
def paper_only(uuid: str) -> Any:
    """Hold the round on paper alone."""
    found = round_or_404(uuid)
    error = None
    if request.method == "POST":
        meeting_id = found.meeting_id
        try:
            paper.use_paper_only(found.id, request.form.get("reason", ""), actor(), now())
            flash(_("本轮改用纸质票。请印制空白表决票，数量不少于实到人数。"), "ok")
            return redirect(url_for("desk.meeting", meeting_id=meeting_id, round=uuid))
        except DomainError as problem:
            error = problem
            found = round_or_404(uuid)
    page = render_template(
        "desk/sitting/paper_only.html",
        round=found,
        meeting=found.meeting,
        rehearsal=found.meeting.rehearsal,
        error=error,
        wrong=field_of(error) if error else None,
        figures=figures(found),
    )
    return page, error.status if error else 200


@bp.post("/rounds/<uuid>/paper/piles")
@access(*life.READ_PAPER.who)
def add_pile(uuid: str) -> Any:
    """A pile of returned sheets, counted as sheets."""

    def work(found: Round) -> str:
        sheets = _number("sheets", Rejected("sheets_wrong", "请填写这一批的张数", field="sheets"))
        no = batches.add(found.id, sheets, actor(), now(), recounted="recounted" in request.form)
        return _("第 %(no)s 批 %(n)s 张已经登记，请交给两位计票人先后录入", no=no, n=sheets)

    return _act(uuid, "pile", work)


@bp.post("/rounds/<uuid>/paper/piles/<int:batch_id>/remove")
@access(*life.READ_PAPER.who)
def remove_pile(uuid: str, batch_id: int) -> Any:
    """Take back a pile that nobody reads yet."""

    def work(found: Round) -> str:
        batches.remove(_own(found, batch_id), actor(), now())
        return _("清点已经撤销，可以重新清点")

    return _act(uuid, "piles", work)


@bp.post("/rounds/<uuid>/paper/readings/<int:reading_id>/discard")
@access(*life.READ_PAPER.who)
def discard_reading(uuid: str, reading_id: int) -> Any:
    """Throw away an unfinished reading, so that another teller can take over."""

    def work(found: Round) -> str:
        reading = db.session.get(Reading, reading_id)
        _own(found, reading.batch_id if reading else 0)
        batches.discard_reading(reading_id, actor(), now())
        return _("这份录入已经放弃，另一位计票人可以从头录入")

    return _act(uuid, "piles", work)


def _own(found: Round, batch_id: int) -> int:
    batch = db.session.get(Batch, batch_id)
    if batch is None or batch.round_id != found.id:
        raise Missing("no_such_batch", "没有找到这一批票")
    return batch_id


def _fault(found: Round) -> Sentence | None:
    """The equality that the count is going to fail on, known from the figures alone."""
    numbers = figures(found)
    kinds = [
        (Sentence("电子票"), numbers.issued - numbers.paper_issued, numbers.returned - numbers.paper_returned),
        (Sentence("纸质票"), numbers.paper_issued, numbers.paper_returned),
    ]
    return first_fault(numbers.entitled, numbers.present, kinds)


@bp.route("/rounds/<uuid>/paper/count", methods=["GET", "POST"])
@access(*life.COUNT.who)
def count_together(uuid: str) -> Any:
    """Count electronic and paper ballots together (合并计票)."""
    found = round_or_404(uuid)
    error = None
    none_returned = request.form.get("none_returned") == "1"
    if request.method == "POST":
        meeting_id = found.meeting_id
        try:
            counting.count_with_paper(found.id, settings(), actor(), now(), none_returned)
            flash(_("合并计票已完成，请监票人核对并确认"), "ok")
            return redirect(url_for("desk.meeting", meeting_id=meeting_id, round=uuid))
        except DomainError as problem:
            error = problem
            found = round_or_404(uuid)
    standing = piles.of_round(found)
    page = render_template(
        "desk/sitting/paper_count.html",
        round=found,
        meeting=found.meeting,
        rehearsal=found.meeting.rehearsal,
        error=error,
        figures=figures(found),
        piles=standing,
        fault=_fault(found) if counting.needs_paper(found) else None,
        waiting=[one for pile in standing for one in pile.awaits()],
        needs=counting.needs_paper(found),
    )
    return page, error.status if error else 200
