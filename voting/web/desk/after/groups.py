"""Deputies' supervision groups at the desk (代表监督小组)."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from ....implementation import plans
from ....supervision import groups as together
from ....supervision.models import SupervisionGroup
from ...access import access
from ...context import actor, now
from ...forms.base import EditForm
from ...forms.progress import asked_year, years_to_choose
from ...forms.supervision import GroupForm
from ...pages import ActPage, EditPage
from ...values import wholes
from ..blueprint import bp
from .plans import EDITORS, READERS


@bp.get("/groups")
@access(*READERS)
def groups() -> str:
    """A year's groups, and the projects that nobody supervises."""
    congress_id, (year, years) = current_user.congress_id, years_to_choose()
    listed = together.of_year(congress_id, year)
    left = together.unsupervised(congress_id, year)
    return render_template("desk/after/groups.html", listed=listed, year=year, years=years, left=left)


@access(*EDITORS)
class GroupPage(EditPage):
    """Make a group; change one."""

    template = "desk/after/group.html"
    form = GroupForm

    def record(self, group_id: int | None = None) -> SupervisionGroup | None:
        """The group, None for a new one."""
        return None if group_id is None else together.group_of(current_user.congress_id, group_id)

    def filled(self, record: SupervisionGroup | None) -> GroupForm:
        """The form, with the projects of the group's year, or of the year that the address names."""
        form = GroupForm.asked(record, plans=[one.id for one in together.plans_of(record.id)] if record else [])
        form.year = record.year if record else asked_year()
        listed = plans.of_year(current_user.congress_id, form.year)
        form.plans.pairs = [(one.id, f"{one.no}. {one.name}") for one in listed]
        return form

    def seen(self, record: SupervisionGroup) -> Sequence[object]:
        """As the use case compares it."""
        return together.values(record)

    def kept(self, record: SupervisionGroup, form: EditForm) -> dict[str, object]:
        """Name, members, projects."""
        return {**super().kept(record, form), "plans": [one.id for one in together.plans_of(record.id)]}

    def act(self, record: SupervisionGroup | None, form: GroupForm) -> SupervisionGroup:
        """Save it."""
        group_id = record.id if record else None
        told = form.year, form.name.data, form.members.data, wholes(form.plans.data)
        return together.save(current_user.congress_id, group_id, *told, actor(), now(), form.seen.data)

    def done(self, made: SupervisionGroup) -> ResponseReturnValue:
        """Back to the list."""
        flash(_("监督小组已保存"), "ok")
        return redirect(url_for("desk.groups", year=made.year))


@access(*EDITORS)
class DissolveGroup(ActPage):
    """The group supervises nothing any more."""

    def act(self, group_id: int) -> SupervisionGroup:
        """Dissolve it."""
        return together.dissolve(current_user.congress_id, group_id, actor(), now())

    def done(self, made: SupervisionGroup) -> ResponseReturnValue:
        """Back to the list."""
        flash(_("监督小组已解散，已登记的视察仍然保留"), "ok")
        return redirect(url_for("desk.groups", year=made.year))


bp.add_url_rule("/groups/new", view_func=GroupPage.as_view("new_group"))
bp.add_url_rule("/groups/<int:group_id>", view_func=GroupPage.as_view("group"))
bp.add_url_rule("/groups/<int:group_id>/dissolve", view_func=DissolveGroup.as_view("dissolve_group"))
