"""Suggestions at the desk: the list with search, filters and export, and acts on many at once (建议、批量办理)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ....collection.channels import CATEGORIES, CHANNELS, OUTCOMES
from ....collection.handling import assigning, bulk, listing
from ....collection.handling.states import STATES, states_of
from ....collection.models import Drive
from ....congress import stations, units
from ....errors import DomainError, Rejected
from ....tables import write_table
from ....times import CHINA
from ... import values
from ...access import access
from ...context import actor, now, settings
from ...files import XLSX, download
from ...language import say
from ...lists import Page
from ...values import number, whole, wholes
from ..blueprint import bp
from ..common import field_of
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


def today() -> date:
    """The day in China."""
    return now().astimezone(CHINA).date()


@bp.context_processor
def _words() -> dict[str, Any]:
    return {
        "states_of": lambda one: [(STATES[key], KINDS.get(key, "idle")) for key in states_of(one, today())],
        "channels": CHANNELS,
        "outcomes": OUTCOMES,
    }


@bp.get("/drives/<int:drive_id>/suggestions")
@access(*PLANNERS)
def suggestions(drive_id: int) -> Any:
    """The suggestions of a drive."""
    return _list(drive_or_404(drive_id))


@bp.get("/deputy-suggestions")
@access(*PLANNERS)
def deputy_suggestions() -> Any:
    """Deputies' suggestions outside any drive (代表建议)."""
    return _list(None)


def _filters() -> dict[str, str]:
    names = ("q", "channel", "category", "place", "unit", "station", "state", "outcome", "since", "until", "sort")
    return {key: value for key in names if (value := request.args.get(key, "").strip()[:100])}


def _wanted(drive: Drive | None) -> listing.Wanted:
    """What the address asks for; what cannot be read does not filter."""
    told = _filters()

    def number(key: str) -> int | None:
        return whole(told.get(key, ""), None)

    def day(key: str) -> date | None:
        return values.day(told.get(key, ""))

    return listing.Wanted(
        current_user.congress_id,
        drive.id if drive else None,
        words=told.get("q", ""),
        channel=told.get("channel", ""),
        category=told.get("category", ""),
        place=told.get("place", ""),
        unit_id=number("unit"),
        station_id=number("station"),
        state=told.get("state", ""),
        outcome=told.get("outcome", ""),
        since=day("since"),
        until=day("until"),
        sort=told.get("sort", "newest"),
    )


def _page(wanted: listing.Wanted) -> Page:
    total = listing.count(wanted, today())
    last = max(1, -(-total // PER_PAGE))
    asked = request.args.get("page", "1")
    number = min(max(1, whole(asked, 1)), last)
    return Page(listing.listed(wanted, today(), PER_PAGE, (number - 1) * PER_PAGE), total, number, last)


def _list(drive: Drive | None, error: DomainError | None = None) -> Any:
    wanted = _wanted(drive)
    page = _page(wanted)
    congress_id = current_user.congress_id
    waiting = listing.numbers([one.merged_into_id for one in page.items if one.merged_into_id])
    shown = render_template(
        "desk/drive/suggestions.html",
        drive=drive,
        page=page,
        filters=_filters(),
        states=STATES,
        shown=SHOWN,
        counts=listing.counts(congress_id, wanted.drive_id, today()),
        sorts=listing.SORTS,
        heads=waiting,
        sizes=listing.group_sizes([one.id for one in page.items]),
        units=units.of_congress(congress_id, True),
        stations=stations.of_congress(congress_id),
        categories=drive.categories if drive else list(CATEGORIES),
        places=drive.places if drive else [],
        acts={name: act.title for name, act in bulk.ACTS.items()},
        undoable=bulk.recent(congress_id, 1),
        error=error,
        wrong=field_of(error) if error else None,
        today=today(),
        due=assigning.usual_due(None, settings(), today()),
        last_day=today() + timedelta(days=730),
        here=request.full_path.rstrip("?"),
    )
    return shown, error.status if error else 200


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
    rows = listing.exported(_wanted(drive), today())
    name = f"{drive.title if drive else _('代表建议')}.xlsx"
    return download(write_table(_("建议"), listing.COLUMNS, rows), XLSX, name)


# --- acts on many

Act = Callable[[list[int]], bulk.Done]


def _acts() -> dict[str, Act]:
    congress_id, form = current_user.congress_id, request.form

    def due() -> date:
        found = values.day(form.get("due_on", ""))
        if found is None:
            raise Rejected("date_wrong", "请填写办理期限", field="due_on")
        return found

    return {
        "categorise": lambda ids: bulk.categorise(congress_id, ids, form.get("category", ""), actor(), now()),
        "assign": lambda ids: bulk.assign(congress_id, ids, form.get("unit_id", 0, number), due(), actor(), now()),
        "answer": lambda ids: bulk.answer(
            congress_id, ids, form.get("outcome", ""), form.get("reason", ""), actor(), now()
        ),
        "release": lambda ids: bulk.release(congress_id, ids, actor(), now()),
        "spam": lambda ids: bulk.spam(congress_id, ids, form.get("spam_reason", ""), actor(), now()),
    }


@bp.post("/drives/<int:drive_id>/suggestions")
@access(*EDITORS)
def many_suggestions(drive_id: int) -> Any:
    """One act on all that are ticked; `merge` and `draft` lead to pages that ask for more."""
    return _many(drive_or_404(drive_id))


@bp.post("/deputy-suggestions")
@access(*EDITORS)
def many_deputy_suggestions() -> Any:
    """One act on several deputies' suggestions."""
    return _many(None)


def _many(drive: Drive | None) -> Any:
    ids = wholes(request.form.getlist("id"))
    name = request.form.get("act", "")
    if name == "merge":
        return redirect(url_for("desk.merge_suggestions", id=ids, back=_back(drive)))
    if name == "draft" and drive is not None and ids:
        return redirect(url_for("desk.new_drive_project", drive_id=drive.id, s=ids))
    try:
        act = _acts().get(name)
        if act is None:
            raise Rejected("act_missing", "请选择要办理的事项", field="act")
        done = act(ids)
    except DomainError as problem:
        return _list(drive, problem)
    if done.done:
        flash(_("%(act)s：%(n)s 条已办理", act=say(bulk.ACTS[name].title), n=done.done), "ok")
    for no, why in done.left[:10]:
        flash(_("第%(no)s号没有办理：%(why)s", no=no, why=say(why)), "warn")
    if len(done.left) > 10:
        flash(_("另有 %(n)s 条没有办理", n=len(done.left) - 10), "warn")
    return redirect(_back(drive))


def _back(drive: Drive | None) -> str:
    """The list as it was filtered."""
    told: dict[str, Any] = {**_filters()}
    if drive is None:
        return url_for("desk.deputy_suggestions", **told)
    return url_for("desk.suggestions", drive_id=drive.id, **told)


@bp.post("/bulk/<int:bulk_id>/undo")
@access(*EDITORS)
def undo_bulk(bulk_id: int) -> Any:
    """Take an act on many back."""
    done = bulk.undo(current_user.congress_id, bulk_id, actor(), now())
    flash(_("已撤销 %(n)s 条", n=done.done), "ok")
    for no, why in done.left[:10]:
        flash(_("第%(no)s号没有撤销：%(why)s", no=no, why=say(why)), "warn")
    drive_id = request.form.get("drive", 0, number)
    return redirect(url_for("desk.suggestions", drive_id=drive_id) if drive_id else url_for("desk.deputy_suggestions"))
