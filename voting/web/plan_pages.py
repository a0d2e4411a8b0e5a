"""A plan's form and the request to change it, as the office and its unit have them; two versions side by side."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from ..errors import Conflict
from ..implementation import changes, plans, versions
from ..implementation.fields import Fields, again, differences, of_plan
from ..implementation.models import Plan, PlanChange, PlanVersion
from ..implementation.settings import CHANGES, DECIDERS, setting_of
from ..sentences import Sentence
from .context import actor, now
from .forms.plans import ChangeForm, PlanForm
from .pages import FormPage
from .values import choice, whole

WHOLE = ("project", "money", "people", "time", "goals")
SHOWN = {"schedule": ("time",), "investment": ("money",), "content": WHOLE, "cancel": (), "replace": WHOLE}
"""The parts of the form for each kind of change."""


class RunningPlanPage(FormPage):
    """A form on a plan that goes on; of one that has ended it says so, and keeps what was typed."""

    def record(self, plan_id: int) -> Plan:
        """The plan."""
        return plans.get(current_user.congress_id, plan_id)

    def writer(self, plan: Plan) -> int | None:
        """The unit for which somebody writes, None for the office."""
        return None

    def check(self, plan: Plan) -> None:
        """Raise `Conflict` when the form takes nothing any more."""
        versions.running(plan)

    def get(self, **places: Any) -> ResponseReturnValue:
        """The form."""
        self.check(self.record(**places))
        return super().get(**places)

    def post(self, **places: Any) -> ResponseReturnValue:
        """The act, or the form again."""
        record = self.record(**places)
        try:
            self.check(record)
        except Conflict as error:
            form = self.filled(record)
            form.refuse(error)
            return self.page(record, form)
        return super().post(**places)


class PlanPage(RunningPlanPage):
    """Write a plan and put it forward."""

    home: str
    said: Sentence

    def filled(self, record: Plan) -> PlanForm:
        """The form; it begins with the newest version."""
        return PlanForm.of(record, versions.shown(record))

    def act(self, record: Plan, form: PlanForm) -> PlanVersion:
        """Put it forward."""
        unit_id = self.writer(record)
        told = form.fields(record, unit_id), form.edits.data
        return versions.propose(record.congress_id, record.id, *told, actor(), now(), unit_id, form.reason.data)

    def done(self, made: PlanVersion) -> ResponseReturnValue:
        """The plan again."""
        flash(_(self.said), "ok")
        return redirect(url_for(self.home, plan_id=made.plan_id))

    def page(self, record: Plan, form: PlanForm) -> ResponseReturnValue:
        """The form; the page of a conflict shows what was saved meanwhile, which from here on has been seen."""
        if form.outdated:
            form.edits.raw_data = [str(record.edits)]
            form.theirs = differences(versions.shown(record), form.read(record, self.writer(record))[0])
        return super().page(record, form)


class ChangePage(RunningPlanPage):
    """Ask for a change of a plan; the address or the form says of which kind."""

    home: str
    next: str
    """The endpoints of the plan and of the request."""

    def filled(self, record: Plan) -> ChangeForm:
        """The form; a replacement begins empty, all others with the plan."""
        kind = choice(request.args.get("kind") or ChangeForm.asked().kind.data or "", CHANGES, next(iter(CHANGES)))
        new = kind == "replace"
        begin = Fields(unit_id=record.unit_id, unit_name=record.unit_name) if new else of_plan(record)
        form = ChangeForm.of(record, begin)
        form.kind.data, form.kind.raw_data = kind, [kind]
        return form

    def act(self, record: Plan, form: ChangeForm) -> PlanChange:
        """Ask for it."""
        unit_id = self.writer(record)
        told = form.kind.data, form.wanted(record, unit_id), form.reason.data, form.edits.data
        return changes.request(record.congress_id, record.id, *told, actor(), now(), unit_id)

    def done(self, made: PlanChange) -> ResponseReturnValue:
        """To the request."""
        flash(_("调整申请已提交"), "ok")
        return redirect(url_for(self.next, change_id=made.id))

    def context(self, record: Plan, form: ChangeForm) -> dict[str, Any]:
        """The kinds, the parts of the form for this one, and who decides it."""
        kind = form.kind.data
        return {
            "kind": kind,
            "kinds": CHANGES,
            "shown": SHOWN[kind],
            "rule": DECIDERS[setting_of(record.congress_id).change_rules[kind]],
            "back": url_for(self.home, plan_id=record.id),
        }


def sides(plan_id: int) -> dict[str, Any]:
    """The two versions that the address names (`a`, `b`), else the two newest; raises `Missing`."""
    listed = versions.of_one(plan_id)
    newer = versions.version_of(plan_id, _asked("b", listed[0].no if listed else 0))
    before = next((one.no for one in listed if one.no < newer.no), newer.no)
    older = versions.version_of(plan_id, _asked("a", before))
    pairs = differences(again(older.fields), again(newer.fields))
    return {"versions": listed, "older": older, "newer": newer, "pairs": pairs}


def _asked(key: str, usual: int) -> int:
    return whole(request.args.get(key, ""), usual)
