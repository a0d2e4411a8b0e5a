"""The chain of bodies: where each project waits, and what a body has decided (审核)."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from ....collection.models import Drive
from ....projects import chains, drafting, positions, reviewing
from ....projects.chains import PHASES
from ....projects.models import ReviewStep
from ...access import access
from ...context import actor, now, settings, today
from ...forms.base import Form
from ...forms.reviews import ChainForm, PublicForm, ReviewForm, RevokeForm
from ...pages import ActPage
from ..blueprint import bp
from .drafts import ProjectPage, project_again
from .drives import EDITORS, PLANNERS, DrivePage, drive_or_404


@bp.get("/drives/<int:drive_id>/reviews")
@access(*PLANNERS)
def reviews(drive_id: int) -> str:
    """The chain, and what waits where."""
    drive = drive_or_404(drive_id)
    steps = chains.steps(drive.id)
    projects = drafting.of_drive(drive.id)
    return render_template(
        "desk/drive/reviews.html",
        drive=drive,
        steps=steps,
        waiting=reviewing.waiting(projects, steps),
        phases=PHASES,
        planned=chains.planned(drive.id),
        begun=chains.begun(drive.id),
        counts={state: sum(one.state == state for one in projects) for state in drafting.STATES},
    )


class ReviewsPage(DrivePage):
    """A form of the review, from which one goes back to the chain."""

    def done(self, made: Any) -> ResponseReturnValue:
        """The chain, and what waits where."""
        flash(made, "ok")
        return redirect(url_for("desk.reviews", drive_id=self.drive.id))


@access(*EDITORS)
class ChainPage(ReviewsPage):
    """Change the chain before it begins."""

    template = "desk/drive/chain.html"

    def filled(self, record: Drive) -> ChainForm:
        """The chain, in the order of its numbers."""
        form = ChainForm.asked(steps=chains.planned(record.id))
        form.arrange()
        return form

    def act(self, record: Drive, form: ChainForm) -> str:
        """Put it in the place of the present one."""
        chains.change(record.congress_id, record.id, form.wanted, actor(), now())
        return _("审核程序已保存")

    def context(self, record: Drive, form: ChainForm) -> dict[str, Any]:
        """Whether it has begun."""
        return {**super().context(record, form), "begun": chains.begun(record.id)}


@access(*EDITORS, "chair")
class ReviewStepPage(ReviewsPage):
    """Enter what a body decided in one sitting on all projects that wait there."""

    template = "desk/drive/review_step.html"

    def record(self, *args: Any, **places: Any) -> ReviewStep:
        """The step of the chain."""
        return chains.step_of(super().record(**places).id, places["step_id"])

    def filled(self, record: ReviewStep) -> ReviewForm:
        """The sitting, of today."""
        return ReviewForm.asked(decided_on=today())

    def act(self, record: ReviewStep, form: ReviewForm) -> str:
        """Enter it."""
        told = form.sitting, form.decided, current_user.roles, settings(), actor(), now()
        return _("已录入 %(n)s 个项目的决定", n=reviewing.enter(record.congress_id, record.id, *told))

    def context(self, record: ReviewStep, form: ReviewForm) -> dict[str, Any]:
        """The projects that wait, each with its row."""
        steps, projects = chains.steps(self.drive.id), drafting.of_drive(self.drive.id)
        listed = reviewing.waiting(projects, steps)[record.id]
        form.decisions.show([one.id for one in listed])
        if form.decided_on.raw_data is None:
            for row in form.decisions.entries:
                row.decision.data = "passed"
        return {
            **super().context(record, form),
            "listed": listed,
            "rows": {row.number: row for row in form.decisions.entries},
            "stands": positions.positions(listed, steps),
            "mine": bool(set(current_user.roles) & set(record.roles)),
            "others": [one for one in projects if one.state not in drafting.OVER],
        }


@access(*EDITORS)
class RevokeReview(ProjectPage):
    """Strike out a decision that was entered by mistake."""

    form = RevokeForm

    def record(self, *args: Any, **places: Any) -> Any:
        """The project that it is about."""
        self.review_id: int = places["review_id"]
        drive_id: int = places["drive_id"]
        drive_or_404(drive_id)
        return super().record(drive_id=drive_id, project_id=reviewing.project_of(drive_id, self.review_id))

    def filled(self, record: Any) -> Form:
        """The reason."""
        return RevokeForm.asked(ids="revoke")

    def act(self, record: Any, form: Any) -> str:
        """Strike it out."""
        reviewing.revoke(record.congress_id, self.review_id, form.reason.data, actor(), now())
        return _("决定已撤销，项目回到这个环节")


@access(*EDITORS)
class PublishReview(ActPage):
    """Show a decision on the project's public page, or no longer."""

    def act(self, drive_id: int, review_id: int) -> tuple[int, int]:
        """Show or hide it; drive and project."""
        public = PublicForm.asked().public.data
        return drive_id, reviewing.publish(drive_or_404(drive_id).congress_id, review_id, public, actor(), now())

    def done(self, made: tuple[int, int]) -> ResponseReturnValue:
        """The project."""
        flash(_("已更新项目公开页"), "ok")
        return project_again(*made)


REVIEWS = "/drives/<int:drive_id>/reviews"
bp.add_url_rule("/drives/<int:drive_id>/chain", view_func=ChainPage.as_view("chain"))
bp.add_url_rule(f"{REVIEWS}/<int:step_id>", view_func=ReviewStepPage.as_view("review_step"))
revoke = RevokeReview.as_view("revoke_review")
bp.add_url_rule(f"{REVIEWS}/<int:review_id>/revoke", view_func=revoke, methods=["POST"])
bp.add_url_rule(f"{REVIEWS}/<int:review_id>/publish", view_func=PublishReview.as_view("publish_review"))
