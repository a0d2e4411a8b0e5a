"""Satisfaction ratings at the desk (满意度测评): setting one up, and what follows from a bad one."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from ....ballots import following, life, rating
from ....edit_conflict import mark
from ....errors import Missing
from ....implementation import plans, ratings
from ....meetings.models import Round
from ....rules import wording
from ....rules.grading import GradeRules
from ....supervision import rectifying
from ....supervision.models import Task
from ...access import access
from ...context import actor, meeting_or_404, now, of_meeting, round_or_404, today
from ...forms.rules import RatingFilters, RatingForm, RectifyForm
from ...pages import RoundPage
from ..after.plans import EDITORS
from ..blueprint import bp
from ..common import READERS


@bp.get("/meetings/<int:meeting_id>/ratings")
@access(*READERS)
def meeting_ratings(meeting_id: int) -> str:
    """The ratings for which the meeting's voting cards do."""
    found = meeting_or_404(meeting_id)
    listed = [(one, following.current(one)) for one in following.firsts(found.id) if one.kind == "rating"]
    return render_template("desk/sitting/ratings.html", **of_meeting(found), ratings=listed)


class RatingPage(RoundPage):
    """What is rated and by which rules; `?source=` proposes a list anew."""

    template = "desk/sitting/rating.html"

    def record(self, uuid: str, **places: Any) -> Round:
        """The rating."""
        found = round_or_404(uuid)
        if found.kind != "rating":
            raise Missing("no_such_rating", "没有找到这场满意度测评")
        self.due, self.filters = life.RATED.due(found), RatingFilters.asked()
        self.year = self.filters.usual_year(now().year)
        return found

    def filled(self, record: Round) -> RatingForm:
        """The form, with the proposed list."""
        items = self._proposed(record)
        if items:
            self.year = items[0].get("year", self.year)
        title = record.title if record.rules else ratings.usual_title(self.year)
        return RatingForm.of(title, items, _rules_of(record), mark(rating.values(record)))

    def _proposed(self, found: Round) -> list[dict[str, Any]]:
        source = self.filters.source.data
        if source == "again":
            return ratings.again(current_user.congress_id, today())
        if found.candidates and source is None:
            return list(found.candidates)
        if not self.due:
            return []
        return ratings.proposed(current_user.congress_id, self.year, today(), by_unit=source == "units")

    def act(self, record: Round, form: RatingForm) -> Round:
        """Save list and rules."""
        items = [
            ratings.item_of(
                current_user.congress_id, one["plan"], one["name"], one["unit"], one["content"], today(), one["part"]
            )
            for one in form.items.data
            if one["kept"]
        ]
        rules = form.rules(record.meeting.committee)
        rating.set_up(record.id, form.title.data, items, rules, actor(), now(), form.seen.data)
        return record

    def done(self, made: Round) -> ResponseReturnValue:
        """The rating, as the papers say it."""
        flash(_("测评项目和规则已保存。请核对下面的文字，它将印在测评票和报告单上"), "ok")
        return redirect(url_for("desk.rating_setup", uuid=made.uuid))

    def context(self, record: Round, form: RatingForm) -> dict[str, Any]:
        """The years, the sentences of what is saved, and what somebody else has saved meanwhile."""
        theirs: list[tuple[str, str, str]] = []
        if form.outdated:
            theirs = _theirs(record, form)
            form.seen.raw_data = [mark(rating.values(record))]
        saved = record.candidates or []
        return {
            "due": self.due,
            "items": form.items.data or [],
            "year": self.year,
            "years": plans.years(current_user.congress_id),
            "source": self.filters.source.data,
            "again": ratings.again(current_user.congress_id, today()) if self.due else [],
            "sentences": wording.sentences(_rules_of(record), len(saved)) if record.rules and not form.errors else [],
            "theirs": theirs,
        }


def _rules_of(found: Round) -> GradeRules:
    if found.rules:
        return GradeRules.from_dict(found.rules)
    return GradeRules(body="standing-committee" if found.meeting.committee else "deputies")


def _theirs(found: Round, form: RatingForm) -> list[tuple[str, str, str]]:
    saved, typed = found.candidates or [], [one for one in form.items.data if one["kept"]]
    rules = GradeRules.from_dict(form.rules(found.meeting.committee))
    pairs = [
        (_("测评的名称"), found.title, "".join(form.title.data.split())),
        (_("测评项目"), _listed(saved), _listed(typed)),
        (_("规则"), _worded(_rules_of(found), len(saved)), _worded(rules, len(typed))),
    ]
    return [one for one in pairs if one[1] != one[2]]


def _listed(items: list[dict[str, Any]]) -> str:
    return "\n".join(f"{no}．{one['name']}　{one['unit']}　{one['content']}" for no, one in enumerate(items, start=1))


def _worded(rules: GradeRules, items: int) -> str:
    return "\n".join(map(str, wording.sentences(rules, items)))


@access(*EDITORS)
class Rectify(RoundPage):
    """Give the units of what was rated worst their tasks."""

    template = "desk/sitting/rectify.html"

    def filled(self, record: Round) -> RectifyForm:
        """The day that the rules say."""
        return RectifyForm.asked(due_on=rectifying.usual_day(record))

    def act(self, record: Round, form: RectifyForm) -> list[Task]:
        """Give them."""
        return rectifying.give_all(record.id, form.due_on.data, actor(), now())

    def done(self, made: list[Task]) -> ResponseReturnValue:
        """All tasks."""
        flash(_("已交办 %(n)s 项整改", n=len(made)) if made else _("整改事项已经交办，没有新的项目"), "ok")
        return redirect(url_for("desk.oversight"))

    def context(self, record: Round, form: RectifyForm) -> dict[str, Any]:
        """What is to be put right."""
        return {"wanted": rectifying.wanted(record)}


RATING = "/rounds/<uuid>/rating"
bp.add_url_rule(RATING, view_func=access(*READERS)(RatingPage.as_view("rating_setup")), methods=["GET"])
bp.add_url_rule(RATING, view_func=access("clerk")(RatingPage.as_view("save_rating")), methods=["POST"])
bp.add_url_rule("/rounds/<uuid>/rectify", view_func=Rectify.as_view("rectify"))
