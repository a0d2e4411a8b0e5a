"""Satisfaction ratings at the desk (满意度测评): setting one up, and what follows from a bad one."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ....ballots import following, rating
from ....edit_conflict import mark
from ....errors import DomainError, Missing, Rejected
from ....implementation import plans, ratings
from ....meetings.models import Round
from ....meetings.states import RoundState
from ....rules import wording
from ....rules.grading import GRADES, MAX_DAYS, UNKNOWN, GradeRules
from ....supervision import rectifying
from ... import edit_conflict, values
from ...access import access
from ...context import actor, meeting_or_404, now, round_or_404
from ...values import whole
from ..after.plans import EDITORS
from ..after.progress import today
from ..blueprint import bp
from ..common import READERS

SOURCES = ("plans", "units", "again")
# Where a wrong rule stands on the form.
FIELDS = {"body": "body", "items": "items"}


@bp.get("/meetings/<int:meeting_id>/ratings")
@access(*READERS)
def meeting_ratings(meeting_id: int) -> Any:
    """The ratings for which the meeting's voting cards do."""
    found = meeting_or_404(meeting_id)
    listed = [(one, following.current(one)) for one in following.firsts(found.id) if one.kind == "rating"]
    return render_template("desk/sitting/ratings.html", meeting=found, rehearsal=found.rehearsal, ratings=listed)


def _rating(uuid: str) -> Round:
    found = round_or_404(uuid)
    if found.kind != "rating":
        raise Missing("no_such_rating", "没有找到这场满意度测评")
    return found


@bp.get("/rounds/<uuid>/rating")
@access(*READERS)
def rating_setup(uuid: str) -> Any:
    """What is rated and by which rules; `?source=` proposes a list anew: the plans, their parts by unit, or again."""
    found = _rating(uuid)
    return _page(found, _proposed(found), _rules_of(found), found.title)


def _years() -> list[int]:
    return plans.years(current_user.congress_id)


def _year() -> int:
    asked = request.args.get("year", "")
    past = [year for year in _years() if year <= now().year]
    usual = past[0] if past else now().year - 1
    return whole(asked, usual, low=1000, high=9999)


def _proposed(found: Round) -> list[dict[str, Any]]:
    source = request.args.get("source", "")
    if source == "again":
        return ratings.again(current_user.congress_id, today())
    if found.candidates and source not in SOURCES:
        return list(found.candidates)
    if found.state != RoundState.DRAFTED:
        return []
    return ratings.proposed(current_user.congress_id, _year(), today(), by_unit=source == "units")


def _rules_of(found: Round) -> GradeRules:
    if found.rules:
        return GradeRules.from_dict(found.rules)
    return GradeRules(body="standing-committee" if found.meeting.committee else "deputies")


def _page(
    found: Round, items: list[dict[str, Any]], rules: GradeRules, title: str, error: DomainError | None = None
) -> Any:
    place = str(error.details.get("field") or FIELDS.get(str(error.details.get("key")), "items")) if error else ""
    year = items[0].get("year", _year()) if items else _year()
    page = render_template(
        "desk/sitting/rating.html",
        round=found,
        meeting=found.meeting,
        rehearsal=found.meeting.rehearsal,
        items=items,
        rules=rules,
        title=title,
        error=error,
        wrong={place: error.message} if error else {},
        year=year,
        years=_years(),
        again=ratings.again(current_user.congress_id, today()) if found.state == RoundState.DRAFTED else [],
        sentences=wording.sentences(rules, len(items)) if found.rules and not error else [],
        theirs=_theirs(found, items, rules, title, error) if edit_conflict.newer(error) else [],
        seen=edit_conflict.carried(mark(rating.values(found)), error),
        suggested=ratings.usual_title(year),
        source=request.args.get("source", ""),
    )
    return page, error.status if error else 200


def _theirs(
    found: Round, items: list[dict[str, Any]], rules: GradeRules, title: str, error: DomainError | None
) -> list[tuple[str, str, str]]:
    saved, typed = found.candidates or [], [one for one in items if one["kept"]]
    return edit_conflict.theirs(
        error,
        [
            (_("测评的名称"), found.title, "".join(title.split())),
            (_("测评项目"), _listed(saved), _listed(typed)),
            (_("规则"), _worded(_rules_of(found), len(saved)), _worded(rules, len(typed))),
        ],
    )


def _listed(items: list[dict[str, Any]]) -> str:
    return "\n".join(f"{no}．{one['name']}　{one['unit']}　{one['content']}" for no, one in enumerate(items, start=1))


def _worded(rules: GradeRules, items: int) -> str:
    return "\n".join(map(str, wording.sentences(rules, items)))


@bp.post("/rounds/<uuid>/rating")
@access("clerk")
def save_rating(uuid: str) -> Any:
    """Save list and rules; what was typed stays when something is wrong with it."""
    found = _rating(uuid)
    round_id, title = found.id, request.form.get("title", "")
    typed, rules = _typed(), _rules_of(found)
    try:
        chosen = _typed_rules(found)
        items = [
            ratings.item_of(
                current_user.congress_id, one["plan"], one["name"], one["unit"], one["content"], today(), one["part"]
            )
            for one in typed
            if one["kept"]
        ]
        if blank := next((one for one in typed if one["kept"] and not one["name"]), None):
            raise Rejected("name_missing", "请填写第 %(no)s 项的名称", field="items", no=blank["no"])
        rating.set_up(round_id, title, items, chosen, actor(), now(), request.form.get("seen", ""))
    except DomainError as problem:
        found = _rating(uuid)
        typed_wrong = isinstance(problem.details.get("key"), str) or "field" in problem.details
        if typed_wrong or edit_conflict.newer(problem):
            return _page(found, typed, _shown(rules), title, problem)
        raise
    flash(_("测评项目和规则已保存。请核对下面的文字，它将印在测评票和报告单上"), "ok")
    return redirect(url_for("desk.rating_setup", uuid=uuid))


def _number(text: str) -> int | None:
    text = text.strip()
    return whole(text, None)


def _typed() -> list[dict[str, Any]]:
    """The rows as they were typed, in the order in which they are to be printed."""
    rows = []
    for key in request.form:
        row = key.removeprefix("plan-")
        if key.startswith("plan-") and _number(row) is not None:
            place = _number(request.form.get(f"no-{row}", ""))
            rows.append(
                {
                    "plan": _number(request.form[key]) or 0,
                    "row": int(row),
                    "place": int(row) if place is None else place,
                    "part": request.form.get(f"part-{row}", "")[:120],
                    "kept": request.form.get(f"keep-{row}") == "1",
                    **{
                        name: " ".join(request.form.get(f"{name}-{row}", "").split())[:120] for name in ("name", "unit")
                    },
                    "content": " ".join(request.form.get(f"content-{row}", "").split())[: ratings.MAX_CONTENT],
                }
            )
    rows.sort(key=lambda one: (one["place"], one["row"]))
    return [{**one, "no": no} for no, one in enumerate(rows, start=1)]


def _typed_rules(found: Round) -> dict[str, Any]:
    form = request.form
    days = _number(form.get("rectify_days", ""))
    if days is None or days > MAX_DAYS:
        raise Rejected("days_wrong", "整改期限应为 0 至 %(most)s 的整数", field="rectify_days", most=MAX_DAYS)
    body = "standing-committee" if found.meeting.committee else form.get("body", "deputies")
    return {
        **{key: form.get(key, "") for key in ("base", "boundary", "all_blank", "legend", "illegible")},
        "marking": "grade",
        "grades": [*GRADES, UNKNOWN] if form.get("unknown") == "1" else list(GRADES),
        "body": body,
        "rectify_days": days,
        "again": form.get("again") == "1",
    }


def _shown(saved: GradeRules) -> GradeRules:
    """The rules as they were typed, as far as they can be."""
    typed = {key: request.form.get(key, "") for key in ("base", "boundary", "all_blank", "legend", "illegible", "body")}
    kept = {key: value for key, value in typed.items() if value}
    grades = (*GRADES, UNKNOWN) if request.form.get("unknown") == "1" else GRADES
    values: dict[str, Any] = {
        **saved.to_dict(),
        **kept,
        "grades": grades,
        "again": request.form.get("again") == "1",
    }
    return GradeRules(**values)


@bp.route("/rounds/<uuid>/rectify", methods=["GET", "POST"])
@access(*EDITORS)
def rectify(uuid: str) -> Any:
    """Give the units of what was rated worst their tasks."""
    found, error = round_or_404(uuid), None
    if request.method == "POST":
        try:
            made = rectifying.give_all(found.id, _day(), actor(), now())
            flash(_("已交办 %(n)s 项整改", n=len(made)) if made else _("整改事项已经交办，没有新的项目"), "ok")
            return redirect(url_for("desk.oversight"))
        except DomainError as problem:
            error, found = problem, round_or_404(uuid)
    page = render_template(
        "desk/sitting/rectify.html",
        round=found,
        wanted=rectifying.wanted(found),
        error=error,
        due_on=request.form.get("due_on") or rectifying.usual_day(found).isoformat(),
    )
    return page, error.status if error else 200


def _day() -> date:
    found = values.day(request.form.get("due_on", ""))
    if found is None:
        raise Rejected("due_wrong", "期限应在明天以后、一年以内", field="due_on")
    return found
