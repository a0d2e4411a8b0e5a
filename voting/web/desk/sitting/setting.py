"""What is settled before a vote: its rules and its officers (票决规则、监票人和计票人)."""

from __future__ import annotations

import json
from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import func, select

from ....ballots import fitting, preparing
from ....belenios import trustees
from ....congress.models import Account
from ....errors import DomainError
from ....extensions import db
from ....meetings import officers, rounds
from ....meetings.models import Meeting, Officer, Round
from ....projects.models import Project
from ....rules import wording
from ....rules.contradictions import contradictions
from ....rules.rules import MAX_RATIO, BadRules, Rules
from ....sentences import Sentence
from ...access import access
from ...context import actor, meeting_or_404, now
from ...language import say
from ...values import number, whole
from ..blueprint import bp
from ..common import READERS


def _candidates(meeting_id: int) -> int:
    query = select(func.count()).select_from(Project).where(Project.meeting_id == meeting_id)
    return db.session.scalar(query) or 0


def _saved(found: Round) -> dict[str, Any]:
    """The rules as they are saved, or the usual ones; every setting is there."""
    return Rules.from_dict(found.rules or {}).to_dict()


def _chosen(found: Round) -> dict[str, Any]:
    """The rules as the form has them; a setting that the form does not show stays as it is."""
    chosen = _saved(found)
    for key, before in chosen.items():
        typed = request.values.get(key)
        if key == "cap":
            chosen[key] = typed == "1"
        elif typed is None:
            continue
        elif isinstance(before, bool):
            chosen[key] = typed == "1"
        elif isinstance(before, int):
            typed = typed.strip()
            chosen[key] = whole(typed, -1, high=9999)
        else:
            chosen[key] = typed
    return chosen


def _faults(chosen: dict[str, Any], candidates: int, title: str) -> list[tuple[str, Any]]:
    """What is wrong with a choice, each with its field."""
    try:
        read = Rules.from_dict(chosen)
        found: list[tuple[str, Any]] = list(contradictions(read, candidates or None))
        too_many = fitting.too_large(read, candidates, title) if candidates else None
        return [*found, ("seats", too_many)] if too_many else found
    except BadRules as error:
        key = error.key.removeprefix("rules.")
        if key == "seats":
            return [(key, _("应选项目数应为 1 以上的整数"))]
        if key.startswith("ratio_m"):
            return [(key, _("差额比例应为 0 至 %(most)s 的整数", most=MAX_RATIO))]
        return [(key, _("请选择一项"))]


def _sentences(chosen: dict[str, Any], candidates: int) -> list[Sentence]:
    """What the papers will print; the first sentence counts the candidates and waits for them."""
    return wording.sentences(Rules.from_dict(chosen), candidates)[0 if candidates else 1 :]


@bp.get("/meetings/<int:meeting_id>/rules")
@access(*READERS)
def rules(meeting_id: int) -> Any:
    """The rules of the vote."""
    found = meeting_or_404(meeting_id)
    main = rounds.main_round(found.id)
    return _rules_page(found, _saved(main), [], saved=main.rules is not None)


def _rules_page(found: Meeting, chosen: dict[str, Any], faults: list[tuple[str, Any]], saved: bool) -> str:
    candidates = _candidates(found.id)
    sentences = [] if faults or not saved else _sentences(chosen, candidates)
    return render_template(
        "desk/sitting/rules.html",
        meeting=found,
        rehearsal=found.rehearsal,
        round=rounds.main_round(found.id),
        rules=chosen,
        faults=faults,
        wrong=dict(faults),
        sentences=sentences,
        saved=saved,
        candidates=candidates,
        typed=request.form,
    )


@bp.post("/meetings/<int:meeting_id>/rules")
@access("clerk")
def save_rules(meeting_id: int) -> Any:
    """Choose the rules."""
    found = meeting_or_404(meeting_id)
    main = rounds.main_round(found.id)
    round_id, chosen = main.id, _chosen(main)
    faults = _faults(chosen, _candidates(found.id), rounds.full_title(main))
    if faults:
        return _rules_page(found, chosen, faults, saved=False), 422
    preparing.set_rules(round_id, chosen, actor(), now())
    flash(_("票决规则已保存。请核对下面的文字，它将印在选票和报告单上"), "ok")
    return redirect(url_for("desk.rules", meeting_id=meeting_id))


@bp.get("/meetings/<int:meeting_id>/rules/preview")
@access("clerk")
def rules_preview(meeting_id: int) -> Any:
    """The sentences of rules that are not saved yet, or what is wrong with them."""
    found = meeting_or_404(meeting_id)
    main = rounds.main_round(found.id)
    chosen, candidates = _chosen(main), _candidates(found.id)
    faults = _faults(chosen, candidates, rounds.full_title(main))
    sentences = [] if faults else _sentences(chosen, candidates)
    return jsonify(sentences=[say(one) for one in sentences], faults=[say(sentence) for _key, sentence in faults])


@bp.get("/meetings/<int:meeting_id>/officers", endpoint="officers")
@access(*READERS)
def named_officers(meeting_id: int) -> Any:
    """Chief scrutineer, scrutineers and tellers."""
    found = meeting_or_404(meeting_id)
    named = db.session.scalars(select(Officer).where(Officer.meeting_id == found.id))
    return _officers_page(found, {officer.account_id: officer.duty for officer in named})


@bp.post("/meetings/<int:meeting_id>/tellers")
@access("clerk")
def add_teller(meeting_id: int) -> Any:
    """Name one more teller after the list is frozen."""
    found = meeting_or_404(meeting_id)
    try:
        officers.add_teller(found.id, request.form.get("teller", 0, number), actor(), now())
    except DomainError as problem:
        return _officers_page(meeting_or_404(meeting_id), {}, problem)
    flash(_("计票人已补充指定"), "ok")
    return redirect(url_for("desk.officers", meeting_id=meeting_id))


def _officers_page(found: Meeting, named: dict[int, str], error: DomainError | None = None) -> Any:
    query = select(Account).where(Account.congress_id == found.congress_id).order_by(Account.id)
    people = [one for one in db.session.scalars(query) if set(one.roles) & set(officers.DUTIES)]
    serving = [
        (officer, account, trustees.fingerprint(json.loads(officer.public_key)) if officer.public_key else None)
        for officer, account in db.session.execute(
            select(Officer, Account)
            .join(Account, Account.id == Officer.account_id)
            .where(Officer.meeting_id == found.id)
            .order_by(Officer.position)
        )
    ]
    taken = {account.id for _officer, account, _mark in serving}
    spare = [one for one in people if "teller" in one.roles and one.id not in taken]
    page = render_template(
        "desk/sitting/officers.html",
        meeting=found,
        rehearsal=found.rehearsal,
        round=rounds.main_round(found.id),
        people=people,
        named=named,
        spare=spare,
        duties=officers.DUTIES,
        holders=officers.KEY_HOLDERS,
        serving=serving,
        error=error,
    )
    return page, error.status if error else 200


@bp.post("/meetings/<int:meeting_id>/officers")
@access("clerk")
def name_officers(meeting_id: int) -> Any:
    """Name the officers; the chief scrutineer mixes first, then the scrutineers in the order of their accounts."""
    found = meeting_or_404(meeting_id)
    typed = {
        account_id: duty
        for key, duty in request.form.items()
        if duty and key.startswith("duty-") and (account_id := whole(key.removeprefix("duty-"), None)) is not None
    }
    order = list(officers.DUTIES)
    pairs = sorted(typed.items(), key=lambda pair: (order.index(pair[1]) if pair[1] in order else 9, pair[0]))
    try:
        officers.name_officers(found.id, pairs, actor(), now())
    except DomainError as problem:
        return _officers_page(meeting_or_404(meeting_id), typed, problem)
    flash(_("监票人和计票人已指定"), "ok")
    return redirect(url_for("desk.meeting", meeting_id=meeting_id))
