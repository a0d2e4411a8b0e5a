"""What is settled before a vote: its rules and its officers (票决规则、监票人和计票人)."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ....ballots import life, preparing
from ....meetings import officers, rounds
from ....meetings.models import Meeting, Round
from ....projects import reading
from ....rules import wording
from ....rules.rules import Rules
from ....sentences import Sentence
from ...access import access
from ...context import actor, meeting_or_404, now, of_meeting
from ...forms.base import Form
from ...forms.meetings import DutiesForm, TellerForm
from ...forms.rules import RulesForm
from ...language import say
from ...pages import MeetingPage
from ..blueprint import bp
from ..common import READERS


def _sentences(chosen: dict[str, Any], candidates: int) -> list[Sentence]:
    """What the papers will print; the first sentence counts the candidates and waits for them."""
    return wording.sentences(Rules.from_dict(chosen), candidates)[0 if candidates else 1 :]


def _rules_words(main: Round, form: RulesForm, saved: bool) -> dict[str, Any]:
    candidates = reading.count(main.meeting_id)
    form.seats.description = _(
        "由本次会议通过的票决办法规定，默认 10 项。候选项目现有 %(n)s 项，通常多于应选（差额），也可以相等",
        n=candidates,
    )
    return {
        "round": main,
        "due": life.RULES.due(main),
        "saved": saved,
        "sentences": _sentences(main.rules or {}, candidates) if saved else [],
    }


@bp.get("/meetings/<int:meeting_id>/rules")
@access(*READERS)
def rules(meeting_id: int) -> str:
    """The rules of the vote."""
    found, main = meeting_or_404(meeting_id), rounds.main_round(meeting_id)
    form = RulesForm.of(main.rules, sent=False)
    words = _rules_words(main, form, saved=main.rules is not None)
    return render_template("desk/sitting/rules.html", form=form, **of_meeting(found), **words)


@access("clerk")
class SaveRules(MeetingPage):
    """Choose the rules."""

    template = "desk/sitting/rules.html"

    def filled(self, record: Meeting) -> RulesForm:
        """The rules as they were sent."""
        return RulesForm.of(rounds.main_round(record.id).rules, sent=True)

    def act(self, record: Meeting, form: RulesForm) -> Meeting:
        """Save them."""
        preparing.set_rules(rounds.main_round(record.id).id, form.chosen, actor(), now())
        return record

    def done(self, made: Meeting) -> ResponseReturnValue:
        """The rules, as the papers say them."""
        flash(_("票决规则已保存。请核对下面的文字，它将印在选票和报告单上"), "ok")
        return redirect(url_for("desk.rules", meeting_id=made.id))

    def context(self, record: Meeting, form: RulesForm) -> dict[str, Any]:
        """Nothing is saved of what was sent."""
        return _rules_words(rounds.main_round(record.id), form, saved=False)


@bp.get("/meetings/<int:meeting_id>/rules/preview")
@access("clerk")
def rules_preview(meeting_id: int) -> Response:
    """The sentences of rules that are not saved yet, or what is wrong with them."""
    meeting_or_404(meeting_id)
    main = rounds.main_round(meeting_id)
    form = RulesForm.of(main.rules, sent=True)
    if not form.readable():
        faults = [said for _field, said in form.errors]
    else:
        faults = [said for _key, said in preparing.faults_of(Rules.from_dict(form.chosen), main)]
    sentences = [] if faults else _sentences(form.chosen, reading.count(meeting_id))
    return jsonify(sentences=[say(one) for one in sentences], faults=[say(one) for one in faults])


def _officers_words(found: Meeting) -> dict[str, Any]:
    serving = officers.of_meeting(found.id)
    return {
        "round": rounds.main_round(found.id),
        "people": officers.may_serve(found.congress_id),
        "spare": officers.spare_tellers(found.id),
        "duties": officers.DUTIES,
        "holders": officers.KEY_HOLDERS,
        "serving": serving,
        "named": DutiesForm.of(officers.may_serve(found.congress_id), {one.account_id: one.duty for one in serving}),
        "teller": TellerForm(),
    }


@bp.get("/meetings/<int:meeting_id>/officers", endpoint="officers")
@access(*READERS)
def named_officers(meeting_id: int) -> str:
    """Chief scrutineer, scrutineers and tellers."""
    found = meeting_or_404(meeting_id)
    return render_template("desk/sitting/officers.html", form=None, **of_meeting(found), **_officers_words(found))


class _OfficersForm(MeetingPage):
    """One of the two forms of that page."""

    template = "desk/sitting/officers.html"

    def context(self, record: Meeting, form: Form) -> dict[str, Any]:
        """The page, with this form as it was sent."""
        return {**_officers_words(record), "named" if isinstance(form, DutiesForm) else "teller": form}


@access("clerk")
class NameOfficers(_OfficersForm):
    """Name the officers; the chief scrutineer mixes first, then the scrutineers in the order of their accounts."""

    def filled(self, record: Meeting) -> DutiesForm:
        """The duties as they were chosen."""
        return DutiesForm.of(officers.may_serve(record.congress_id), {})

    def act(self, record: Meeting, form: DutiesForm) -> Meeting:
        """Name them."""
        officers.name_officers(record.id, form.named, actor(), now())
        return record

    def done(self, made: Meeting) -> ResponseReturnValue:
        """The meeting again."""
        flash(_("监票人和计票人已指定"), "ok")
        return redirect(url_for("desk.meeting", meeting_id=made.id))


@access("clerk")
class AddTeller(_OfficersForm):
    """Name one more teller after the list is frozen."""

    form = TellerForm

    def act(self, record: Meeting, form: TellerForm) -> Meeting:
        """Name the person."""
        officers.add_teller(record.id, form.teller.data or 0, actor(), now())
        return record

    def done(self, made: Meeting) -> ResponseReturnValue:
        """Everybody who serves."""
        flash(_("计票人已补充指定"), "ok")
        return redirect(url_for("desk.officers", meeting_id=made.id))


OFFICERS = "/meetings/<int:meeting_id>/officers"
bp.add_url_rule("/meetings/<int:meeting_id>/rules", view_func=SaveRules.as_view("save_rules"), methods=["POST"])
bp.add_url_rule("/meetings/<int:meeting_id>/tellers", view_func=AddTeller.as_view("add_teller"), methods=["POST"])
bp.add_url_rule(OFFICERS, view_func=NameOfficers.as_view("name_officers"), methods=["POST"])
