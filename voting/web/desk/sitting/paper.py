"""Paper ballots at the desk: cards exchanged, sheets printed, counted and destroyed, everything counted together."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ....ballots import batches, casting, life, paper, piles
from ....ballots.polling import figures
from ....errors import Rejected
from ....meetings.models import Round
from ....rules.gate import first_fault
from ....sentences import Sentence
from ....tally import counting, round_papers
from ...access import access
from ...context import actor, now, of_round, round_or_404, settings
from ...files import PDF, download
from ...forms.base import Form
from ...forms.paper import AgainForm, CountForm, DestroyForm, PileForm, PrintForm, ReturnForm
from ...forms.votes import PaperOnlyForm
from ...pages import RoundPage
from ..blueprint import bp
from ..common import READERS

FORMS: tuple[type[Form], ...] = (AgainForm, ReturnForm, PrintForm, DestroyForm, PileForm)


def _words(found: Round, sent: Form | None = None) -> dict[str, Any]:
    """What the page shows; `sent`: the one of its forms that was sent."""
    at, standing = figures(found), piles.of_round(found)
    spare = found.printed - found.paper_issued
    usual: dict[str, Any] = {"copies": at.present if found.paper_only else None}
    forms: dict[str, Any] = {kind.ids: kind.beside(sent, **usual) for kind in FORMS}
    sheets = forms["pile"].sheets
    sheets.label.text = _("第 %(no)s 批的张数", no=max((pile.batch.no for pile in standing), default=0) + 1)
    sheets.description = _("纸质票发出 %(i)s 张，已清点 %(r)s 张", i=at.paper_issued, r=at.paper_returned)
    forms["destroy"].counted.description = _(
        "印制减去发出应为 %(n)s 张。请在监票人监督下清点，剪角或销毁；此后不能再换票、再印制", n=spare
    )
    return {
        "forms": forms,
        "figures": at,
        "few": paper.few(found),
        "few_tablets": paper.few_tablets(found),
        "least": paper.FEW,
        "spare": spare,
        "piles": standing,
        "counts": {pile.batch.id: piles.counts(pile.batch, found) for pile in standing},
        "handing": life.HAND_OUT.due(found),
        "alone": not life.why_not(life.ON_PAPER, found),
        "reading": life.READ_PAPER.due(found),
        "ahead": paper.rounds_ahead(found.meeting_id),
        "earlier": paper.earlier(found),
        "needs": counting.needs_paper(found),
    }


@bp.get("/rounds/<uuid>/paper")
@access(*READERS)
def ballot_paper(uuid: str) -> str:
    """Everything about the paper ballots of a round: counts, never who holds one."""
    found = round_or_404(uuid)
    return render_template("desk/sitting/paper.html", form=None, **of_round(found), **_words(found))


@bp.get("/rounds/<uuid>/paper/cards.json")
@access(*life.HAND_OUT.who)
def paper_cards(uuid: str) -> Response:
    """The beginnings of all cards' public halves: the desk's browser tells a used or foreign card by itself."""
    return jsonify(vars(casting.cards(round_or_404(uuid).id)))


@bp.post("/rounds/<uuid>/paper/exchange")
@access(*life.HAND_OUT.who)
def exchange(uuid: str) -> Response:
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


class PaperPage(RoundPage):
    """One act of the page; `act` returns what is said of it."""

    template = "desk/sitting/paper.html"
    form: type[Form] = Form

    def record(self, uuid: str, **places: Any) -> Round:
        """The round; the address may also name a pile or a reading."""
        self.uuid, self.places = uuid, places
        return super().record(uuid)

    def filled(self, record: Round) -> Any:
        """The form as it was sent."""
        return self.form.asked()

    def done(self, made: Any) -> ResponseReturnValue:
        """The page again."""
        flash(made, "ok")
        return redirect(url_for("desk.ballot_paper", uuid=self.uuid))

    def context(self, record: Round, form: Form) -> dict[str, Any]:
        """The page."""
        return _words(record, form)


@access(*life.HAND_OUT.who)
class StayOnPaper(PaperPage):
    """Paper again for a deputy whose card was handed back in an earlier round."""

    form = AgainForm

    def act(self, record: Round, form: AgainForm) -> str:
        """Note it."""
        paper.stay_on_paper(record.id, form.number.data, actor(), now())
        return _("已登记：请当面交给代表一张空白表决票")


@access(*life.HAND_OUT.who)
class TakeBack(PaperPage):
    """An unmarked ballot comes back; the deputy gets another card."""

    form = ReturnForm

    def act(self, record: Round, form: ReturnForm) -> str:
        """Note it."""
        paper.take_back(record.id, form.number.data, form.reason.data, actor(), now())
        return _("已换回：请当面交给代表一张新的密封投票卡，收回的表决票放回余票")


@access(*life.PRINT.who)
class PrintBallots(PaperPage):
    """Blank ballots; how many is written down before they are made."""

    form = PrintForm

    def act(self, record: Round, form: PrintForm) -> tuple[bytes, int]:
        """Write it down and make them."""
        paper.note_printed(record.id, form.copies.data, actor(), now())
        return round_papers.blank_ballots(record, form.copies.data, settings()), form.copies.data

    def done(self, made: tuple[bytes, int]) -> Response:
        """The file."""
        return download(made[0], PDF, f"ballots-{self.uuid}-{made[1]}.pdf")


@access(*life.DESTROY.who)
class DestroySpare(PaperPage):
    """The spare sheets were counted and destroyed."""

    form = DestroyForm

    def act(self, record: Round, form: DestroyForm) -> str:
        """Note it."""
        paper.destroy_spare(record.id, form.counted.data, actor(), now())
        return _("余票 %(n)s 张已经清点销毁", n=form.counted.data)


@access(*life.READ_PAPER.who)
class AddPile(PaperPage):
    """A pile of returned sheets, counted as sheets."""

    form = PileForm

    def act(self, record: Round, form: PileForm) -> str:
        """Note it; more than went out are asked about once."""
        no = batches.add(record.id, form.sheets.data, actor(), now(), recounted=form.recounted.data)
        return _("第 %(no)s 批 %(n)s 张已经登记，请交给两位计票人先后录入", no=no, n=form.sheets.data)


@access(*life.READ_PAPER.who)
class RemovePile(PaperPage):
    """Take back a pile that nobody reads yet."""

    def act(self, record: Round, form: Form) -> str:
        """Take it back."""
        batches.remove(batches.batch_of(record, self.places["batch_id"]).id, actor(), now())
        return _("清点已经撤销，可以重新清点")


@access(*life.READ_PAPER.who)
class DiscardReading(PaperPage):
    """Throw away an unfinished reading, so that another teller can take over."""

    def act(self, record: Round, form: Form) -> str:
        """Throw it away."""
        batches.discard_reading(batches.reading_of(record, self.places["reading_id"]).id, actor(), now())
        return _("这份录入已经放弃，另一位计票人可以从头录入")


@access(*life.ON_PAPER.who)
class PaperOnly(RoundPage):
    """Hold the round on paper alone."""

    template = "desk/sitting/paper_only.html"
    form = PaperOnlyForm

    def act(self, record: Round, form: PaperOnlyForm) -> Round:
        """Decide it."""
        paper.use_paper_only(record.id, form.reason.data, actor(), now())
        return record

    def done(self, made: Round) -> ResponseReturnValue:
        """The meeting again."""
        flash(_("本轮改用纸质票。请印制空白表决票，数量不少于实到人数。"), "ok")
        return redirect(url_for("desk.meeting", meeting_id=made.meeting_id, round=made.uuid))

    def context(self, record: Round, form: PaperOnlyForm) -> dict[str, Any]:
        """The four numbers, and whether it can still be decided."""
        return {"figures": figures(record), "free": not life.why_not(life.ON_PAPER, record)}


def _fault(found: Round) -> Sentence | None:
    """The equality that the count is going to fail on, known from the figures alone."""
    numbers = figures(found)
    kinds = [
        (Sentence("电子票"), numbers.issued - numbers.paper_issued, numbers.returned - numbers.paper_returned),
        (Sentence("纸质票"), numbers.paper_issued, numbers.paper_returned),
    ]
    return first_fault(numbers.entitled, numbers.present, kinds)


@access(*life.COUNT.who)
class CountTogether(RoundPage):
    """Count electronic and paper ballots together (合并计票)."""

    template = "desk/sitting/paper_count.html"
    form = CountForm

    def act(self, record: Round, form: CountForm) -> Round:
        """Count them."""
        counting.count_with_paper(record.id, settings(), actor(), now(), form.none_returned.data)
        return record

    def done(self, made: Round) -> ResponseReturnValue:
        """The meeting, with the result."""
        flash(_("合并计票已完成，请监票人核对并确认"), "ok")
        return redirect(url_for("desk.meeting", meeting_id=made.meeting_id, round=made.uuid))

    def context(self, record: Round, form: CountForm) -> dict[str, Any]:
        """The figures, and what is still awaited."""
        standing, needs = piles.of_round(record), counting.needs_paper(record)
        waiting = [one for pile in standing for one in pile.awaits()]
        return {
            "figures": figures(record),
            "piles": standing,
            "fault": _fault(record) if needs else None,
            "waiting": waiting,
            "needs": needs,
            "past": life.COUNT.past(record),
            "due": life.COUNT.due(record),
            "ready": life.COUNT.due(record) and needs and not waiting,
        }


for address, page, name in (
    ("again", StayOnPaper, "stay_on_paper"),
    ("return", TakeBack, "take_back"),
    ("print", PrintBallots, "print_ballots"),
    ("destroy", DestroySpare, "destroy_spare"),
    ("piles", AddPile, "add_pile"),
    ("piles/<int:batch_id>/remove", RemovePile, "remove_pile"),
    ("readings/<int:reading_id>/discard", DiscardReading, "discard_reading"),
):
    bp.add_url_rule(f"/rounds/<uuid>/paper/{address}", view_func=page.as_view(name), methods=["POST"])
bp.add_url_rule("/rounds/<uuid>/paper/only", view_func=PaperOnly.as_view("paper_only"))
bp.add_url_rule("/rounds/<uuid>/paper/count", view_func=CountTogether.as_view("count_together"))
