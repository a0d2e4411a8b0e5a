"""What the delegations say of the candidates: enter, sign, answer, print (审议意见)."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select

from ....errors import DomainError, Missing
from ....extensions import db
from ....meetings.models import Delegation, Meeting
from ....meetings.rounds import main_round
from ....projects import candidate_papers, deliberating, reading
from ....projects.models import Opinion
from ....sentences import Sentence
from ...access import access
from ...context import actor, meeting_or_404, now, settings
from ...files import PDF
from ...lists import paged
from ...values import whole
from ..blueprint import bp
from ..common import READERS, field_of

PER_PAGE = 50
STATES = {"unsigned": Sentence("待签字"), "unanswered": Sentence("待答复"), "answered": Sentence("已答复")}


def state_of(opinion: Opinion) -> str:
    """Where an opinion stands; a key of `STATES`."""
    return "unsigned" if opinion.signed_at is None else "answered" if opinion.answered_at else "unanswered"


def _delegations(meeting_id: int) -> list[str]:
    query = select(Delegation.name).where(Delegation.meeting_id == meeting_id).order_by(Delegation.no)
    return list(db.session.scalars(query))


def _opinion(found: Meeting, opinion_id: int) -> Opinion:
    opinion = deliberating.opinion_of(found.congress_id, opinion_id)
    if opinion.meeting_id != found.id:
        raise Missing("no_such_opinion", "没有找到这条审议意见")
    return opinion


@bp.get("/meetings/<int:meeting_id>/opinions")
@access(*READERS)
def opinions(meeting_id: int) -> Any:
    """All opinions by project, filtered by the address."""
    found = meeting_or_404(meeting_id)
    filters = {key: value for key in ("project", "delegation", "state") if (value := request.args.get(key, "").strip())}
    all_ = deliberating.of_meeting(meeting_id)
    shown = [
        one
        for one in all_
        if filters.get("project", str(one.project_id)) == str(one.project_id)
        and filters.get("delegation", one.delegation) == one.delegation
        and filters.get("state", state_of(one)) == state_of(one)
    ]
    projects = reading.listed(meeting_id)
    return render_template(
        "desk/sitting/opinions.html",
        meeting=found,
        rehearsal=found.rehearsal,
        page=paged(shown, PER_PAGE),
        filters=filters,
        names={one.id: one for one in projects},
        projects=projects,
        delegations=_delegations(meeting_id),
        states=STATES,
        state_of=state_of,
        open=deliberating.open_for(meeting_id),
        round=main_round(meeting_id),
        counts={state: sum(state_of(one) == state for one in all_) for state in STATES},
    )


@bp.get("/meetings/<int:meeting_id>/opinions.pdf")
@access(*READERS)
def opinions_paper(meeting_id: int) -> Response:
    """审议意见汇总."""
    found = meeting_or_404(meeting_id)
    pdf = candidate_papers.opinions(found, main_round(meeting_id).title.removesuffix("票决"), settings(), now())
    return Response(pdf, mimetype=PDF, headers={"Content-Disposition": 'inline; filename="opinions.pdf"'})


@bp.route("/meetings/<int:meeting_id>/opinions/new", methods=["GET", "POST"])
@access("clerk")
def new_opinion(meeting_id: int) -> Any:
    """Write down what a delegation says of a project."""
    found = meeting_or_404(meeting_id)
    if request.method == "GET":
        return _page(found, None, request.args.to_dict())
    typed = request.form.to_dict()
    try:
        project = typed.get("project", "")
        project_id = whole(project, 0)
        delegation, text = typed.get("delegation", ""), typed.get("text", "")
        made = deliberating.enter(meeting_id, project_id, delegation, text, actor(), now())
    except DomainError as problem:
        return _page(meeting_or_404(meeting_id), None, typed, problem)
    flash(_("审议意见已录入。代表团签字后，责任单位和代表才能看到"), "ok")
    if typed.get("another") == "1":
        project, delegation = str(made.project_id), made.delegation
        return redirect(url_for("desk.new_opinion", meeting_id=meeting_id, project=project, delegation=delegation))
    return redirect(url_for("desk.opinion", meeting_id=meeting_id, opinion_id=made.id))


@bp.route("/meetings/<int:meeting_id>/opinions/<int:opinion_id>", methods=["GET", "POST"])
@access(*READERS)
def opinion(meeting_id: int, opinion_id: int) -> Any:
    """One opinion: correct, sign, answer or take it back, as far as it stands."""
    found = meeting_or_404(meeting_id)
    one = _opinion(found, opinion_id)
    typed = {"delegation": one.delegation, "text": one.text, "answer": one.answer, "project": str(one.project_id)}
    if request.method == "GET" or "clerk" not in current_user.roles:
        return _page(found, one, typed)
    typed |= request.form.to_dict()
    place = url_for("desk.opinion", meeting_id=meeting_id, opinion_id=opinion_id)
    try:
        congress_id, act = found.congress_id, request.form.get("act", "")
        if act == "sign":
            deliberating.sign(congress_id, opinion_id, typed.get("signer", ""), actor(), now())
            flash(_("审议意见已签字确认，责任单位和代表可以看到"), "ok")
        elif act == "answer":
            deliberating.answer(congress_id, opinion_id, typed["answer"], actor(), now())
            flash(_("答复已保存"), "ok")
        elif act == "remove":
            deliberating.remove(congress_id, opinion_id, actor(), now())
            flash(_("审议意见已删除"), "ok")
            place = url_for("desk.opinions", meeting_id=meeting_id)
        else:
            deliberating.change(congress_id, opinion_id, typed["delegation"], typed["text"], actor(), now())
            flash(_("审议意见已修改"), "ok")
        return redirect(place)
    except DomainError as problem:
        found = meeting_or_404(meeting_id)
        return _page(found, _opinion(found, opinion_id), typed, problem)


def _page(found: Meeting, one: Opinion | None, typed: dict[str, str], error: DomainError | None = None) -> Any:
    projects = reading.listed(found.id)
    page = render_template(
        "desk/sitting/opinion.html",
        meeting=found,
        rehearsal=found.rehearsal,
        opinion=one,
        typed=typed,
        projects=projects,
        project=next((item for item in projects if one is not None and item.id == one.project_id), None),
        delegations=[("", _("请选择")), *((name, name) for name in _delegations(found.id))],
        states=STATES,
        state=state_of(one) if one else "",
        error=error,
        open=deliberating.open_for(found.id),
        wrong={field_of(error): error.message} if error else {},
    )
    return page, error.status if error else 200
