"""Deputies' supervision groups at the desk (代表监督小组)."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ....edit_conflict import mark
from ....errors import DomainError
from ....implementation import plans
from ....supervision import groups as together
from ... import edit_conflict
from ...access import access
from ...context import actor, now
from ...values import wholes
from ..blueprint import bp
from ..common import field_of
from .plans import EDITORS, READERS, asked_year


@bp.get("/groups")
@access(*READERS)
def groups() -> Any:
    """A year's groups, and the projects that nobody supervises."""
    congress_id = current_user.congress_id
    years = plans.years(congress_id)
    year = asked_year(years)
    listed = together.of_year(congress_id, year)
    covered = {plan.id for _group, own in listed for plan in own}
    return render_template(
        "desk/after/groups.html",
        listed=listed,
        year=year,
        years=years,
        left=[one for one in plans.of_year(congress_id, year) if one.id not in covered and one.cancelled_on is None],
    )


@bp.route("/groups/new", methods=["GET", "POST"])
@access(*EDITORS)
def new_group() -> Any:
    """Make one."""
    return _edit(None, asked_year(plans.years(current_user.congress_id)))


@bp.route("/groups/<int:group_id>", methods=["GET", "POST"])
@access(*EDITORS)
def group(group_id: int) -> Any:
    """Change one."""
    return _edit(group_id, together.group_of(current_user.congress_id, group_id).year)


def _edit(group_id: int | None, year: int) -> Any:
    congress_id, error = current_user.congress_id, None
    form = request.form
    chosen = wholes(form.getlist("plans"))
    if request.method == "POST":
        try:
            name, members = form.get("name", ""), form.get("members", "")
            together.save(congress_id, group_id, year, name, members, chosen, actor(), now(), form.get("seen", ""))
            flash(_("监督小组已保存"), "ok")
            return redirect(url_for("desk.groups", year=year))
        except DomainError as problem:
            error = problem
    found = together.group_of(congress_id, group_id) if group_id is not None else None
    if request.method == "GET" and found is not None:
        chosen = [one.id for one in together.plans_of(found.id)]
    listed, theirs = plans.of_year(congress_id, year), []
    if found is not None:
        names = {one.id: f"{one.no}. {one.name}" for one in listed}
        own = "\n".join(names.get(one.id, one.name) for one in together.plans_of(found.id))
        theirs = edit_conflict.theirs(
            error,
            [
                (_("小组名称"), found.name, form.get("name")),
                (_("成员"), "\n".join(f"{one.deputy_number} {one.name}" for one in found.members), form.get("members")),
                (_("监督的项目"), own, "\n".join(names[one] for one in chosen if one in names)),
            ],
        )
    page = render_template(
        "desk/after/group.html",
        group=found,
        year=year,
        plans=listed,
        chosen=chosen,
        typed=form,
        theirs=theirs,
        seen=edit_conflict.carried(mark(together.values(found)), error) if found is not None else "",
        error=error,
        wrong={field_of(error): error.message} if error else {},
    )
    return page, error.status if error else 200


@bp.post("/groups/<int:group_id>/dissolve")
@access(*EDITORS)
def dissolve_group(group_id: int) -> Any:
    """The group supervises nothing any more."""
    year = together.group_of(current_user.congress_id, group_id).year
    together.dissolve(current_user.congress_id, group_id, actor(), now())
    flash(_("监督小组已解散，已登记的视察仍然保留"), "ok")
    return redirect(url_for("desk.groups", year=year))
