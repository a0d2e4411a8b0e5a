"""Suggestions at the desk: the list with search, filters and export, and acts on many at once (建议、批量办理)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from ....collection.channels import CATEGORIES, CHANNELS, OUTCOMES
from ....collection.handling import assigning, bulk, listing
from ....collection.handling.states import STATES, states_of
from ....collection.models import Drive
from ....errors import Rejected
from ...access import access
from ...context import actor, now, settings, today
from ...forms.suggestions import (
    AnswerMany,
    AssignMany,
    CategoriseMany,
    ManyForm,
    SpamMany,
    SuggestionFilters,
    UndoForm,
)
from ...language import say
from ...lists import Sheet, page_of
from ...pages import ActPage, FormPage
from ..blueprint import bp
from .drives import EDITORS, PLANNERS, drive_or_404

PER_PAGE = 40
SHOWN = (
    "new",
    "proposed",
    "overdue",
    "assigned",
    "pressed",
    "answered",
    "dissatisfied",
    "unreleased",
    "merged",
    "spam",
)
"""States that the list offers as a row of links with their numbers."""
KINDS = {
    "new": "warn",
    "assigned": "busy",
    "accepted": "busy",
    "proposed": "warn",
    "overdue": "bad",
    "pressed": "bad",
    "answered": "ok",
    "dissatisfied": "bad",
    "merged": "idle",
    "spam": "idle",
    "withdrawn": "idle",
}
"""The look of a state."""
LAST_DAY = timedelta(days=730)
"""How far ahead a deadline may be."""


@bp.context_processor
def _words() -> dict[str, Any]:
    return {
        "states_of": lambda one: [(STATES[key], KINDS.get(key, "idle")) for key in states_of(one, today())],
        "channels": CHANNELS,
        "outcomes": OUTCOMES,
    }


Doing = Callable[[int, list[int], Any], bulk.Done]
"""Congress, suggestions, form."""
ACTS: dict[str, tuple[type[ManyForm], Doing]] = {
    "categorise": (CategoriseMany, lambda c, ids, f: bulk.categorise(c, ids, f.category.data, actor(), now())),
    "assign": (AssignMany, lambda c, ids, f: bulk.assign(c, ids, f.unit_id.data, f.due_on.data, actor(), now())),
    "answer": (AnswerMany, lambda c, ids, f: bulk.answer(c, ids, f.outcome.data or "", f.reason.data, actor(), now())),
    "release": (ManyForm, lambda c, ids, _form: bulk.release(c, ids, actor(), now())),
    "spam": (SpamMany, lambda c, ids, f: bulk.spam(c, ids, f.spam_reason.data, actor(), now())),
}
"""What can be done with many at once."""


@access(*PLANNERS)
class SuggestionList(FormPage):
    """The suggestions of a drive, or deputies' outside any drive (代表建议), searched and filtered by the address."""

    template = "desk/drive/suggestions.html"
    form = ManyForm

    def record(self, drive_id: int | None = None) -> Drive | None:
        """The drive."""
        return None if drive_id is None else drive_or_404(drive_id)

    def filled(self, record: Drive | None) -> ManyForm:
        """Nothing is ticked yet."""
        return ManyForm.asked()

    def context(self, record: Drive | None, form: ManyForm) -> dict[str, Any]:
        """The page of the list, and the forms of the acts on it."""
        congress_id, drive_id = current_user.congress_id, record.id if record else None
        categories = record.categories if record else list(map(str, CATEGORIES))
        filters = SuggestionFilters.asked()
        page = page_of(listing.matching(filters.wanted(congress_id, drive_id), today()), PER_PAGE)
        many = {
            "categorise": CategoriseMany.beside(form),
            "assign": AssignMany.beside(form, due_on=assigning.usual_due(None, settings(), today())),
            "answer": AnswerMany.beside(form),
            "spam": SpamMany.beside(form),
        }
        for field in (field for one in many.values() for field in one):
            # The acts share one form of the page: what one of them needs must not hold up the others.
            field.required = False
        for field in (filters.category, many["categorise"]["category"]):
            field.pairs = [(one, one) for one in categories]
        filters.place.pairs = [(one, one) for one in record.places] if record else []
        many["assign"]["due_on"].render_kw = {"min": today(), "max": today() + LAST_DAY}
        return {
            "drive": record,
            "page": page,
            "filters": filters,
            "states": STATES,
            "shown": SHOWN,
            "counts": listing.counts(congress_id, drive_id, today()),
            "heads": listing.numbers([one.merged_into_id for one in page.items if one.merged_into_id]),
            "sizes": listing.group_sizes([one.id for one in page.items]),
            "acts": {name: act.title for name, act in bulk.ACTS.items()},
            "undoable": bulk.recent(congress_id, 1),
            "many": many,
        }


@access(*EDITORS)
class ManySuggestions(SuggestionList):
    """One act on all that are ticked; `merge` and `draft` lead to pages that ask for more."""

    def filled(self, record: Drive | None) -> ManyForm:
        """The form of the act."""
        self.drive, self.name = record, ManyForm.asked().act.data
        return ACTS[self.name][0].asked() if self.name in ACTS else ManyForm.asked()

    def act(self, record: Drive | None, form: ManyForm) -> ResponseReturnValue:
        """Do it, or lead on."""
        ids = form["id"].data
        if self.name == "merge":
            return redirect(url_for("desk.merge_suggestions", id=ids, back=self._back()))
        if self.name == "draft" and record is not None and ids:
            return redirect(url_for("desk.new_drive_project", drive_id=record.id, s=ids))
        if self.name not in ACTS:
            raise Rejected("act_missing", "请选择要办理的事项", field="act")
        done = ACTS[self.name][1](current_user.congress_id, ids, form)
        if done.done:
            flash(_("%(act)s：%(n)s 条已办理", act=say(bulk.ACTS[self.name].title), n=done.done), "ok")
        for no, why in done.left[:10]:
            flash(_("第%(no)s号没有办理：%(why)s", no=no, why=say(why)), "warn")
        if len(done.left) > 10:
            flash(_("另有 %(n)s 条没有办理", n=len(done.left) - 10), "warn")
        return redirect(self._back())

    def done(self, made: ResponseReturnValue) -> ResponseReturnValue:
        """Where the act leads."""
        return made

    def _back(self) -> str:
        """The list as it was filtered."""
        return _address(self.drive.id if self.drive else None, **SuggestionFilters.asked().chosen)


def _address(drive_id: int | None, **filters: Any) -> str:
    if drive_id is None:
        return url_for("desk.deputy_suggestions", **filters)
    return url_for("desk.suggestions", drive_id=drive_id, **filters)


@bp.get("/drives/<int:drive_id>/suggestions/export.xlsx")
@access(*PLANNERS)
def export_suggestions(drive_id: int) -> Response:
    """What the list shows, as a table without anything of who said it."""
    return _export(drive_or_404(drive_id))


@bp.get("/deputy-suggestions/export.xlsx")
@access(*PLANNERS)
def export_deputy_suggestions() -> Response:
    """Deputies' suggestions as a table."""
    return _export(None)


def _export(drive: Drive | None) -> Response:
    wanted = SuggestionFilters.asked().wanted(current_user.congress_id, drive.id if drive else None)
    sheet = Sheet(_("建议"), drive.title if drive else _("代表建议"), listing.COLUMNS)
    return sheet.file(list(listing.exported(wanted, today())))


@access(*EDITORS)
class UndoBulk(ActPage):
    """Take an act on many back."""

    def act(self, bulk_id: int) -> bulk.Done:
        """Take it back."""
        return bulk.undo(current_user.congress_id, bulk_id, actor(), now())

    def done(self, made: bulk.Done) -> ResponseReturnValue:
        """The list."""
        flash(_("已撤销 %(n)s 条", n=made.done), "ok")
        for no, why in made.left[:10]:
            flash(_("第%(no)s号没有撤销：%(why)s", no=no, why=say(why)), "warn")
        drive_id = UndoForm.asked().drive.data
        return redirect(_address(drive_id if drive_id > 0 else None))


DRIVES, DEPUTIES = "/drives/<int:drive_id>/suggestions", "/deputy-suggestions"
bp.add_url_rule(DRIVES, view_func=SuggestionList.as_view("suggestions"), methods=["GET"])
bp.add_url_rule(DRIVES, view_func=ManySuggestions.as_view("many_suggestions"), methods=["POST"])
bp.add_url_rule(DEPUTIES, view_func=SuggestionList.as_view("deputy_suggestions"), methods=["GET"])
bp.add_url_rule(DEPUTIES, view_func=ManySuggestions.as_view("many_deputy_suggestions"), methods=["POST"])
bp.add_url_rule("/bulk/<int:bulk_id>/undo", view_func=UndoBulk.as_view("undo_bulk"))
