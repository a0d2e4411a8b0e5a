"""The roster: look, import, correct, hand out new passes, sign in (代表名册、签到)."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ....ballots import following
from ....deputies import authentication, changes, roster
from ....deputies.models import Deputy
from ....errors import DomainError
from ....extensions import db
from ....meetings import attendance, hands
from ....meetings.models import Attendance, Meeting
from ....printing import Pass as PrintedPass
from ....printing import passes_pdf
from ....tables import write_table
from ...access import access
from ...context import actor, meeting_or_404, now, rng, settings
from ...files import PDF, XLSX, carried, download, upload
from ...lists import paged
from ...values import whole
from ..blueprint import bp
from ..common import READERS, field_of, may, unprintable
from . import pairs

PER_PAGE = 50
# Files keep their Chinese headings in every language: they are read back by them.
COLUMNS = (("代表编号", 12), ("姓名", 14), ("代表团", 24))
FILTERS = ("q", "delegation", "presence", "sort")


def _natural(number: str) -> tuple[int, str]:
    """Numbers in the order in which people count, others behind by their letters."""
    return (int(number), "") if number.isdecimal() else (10**20, number)


def _shown(meeting_id: int) -> tuple[list[Deputy], set[int]]:
    """The deputies that the address asks for, and everybody who has signed in."""
    query = select(Deputy).where(Deputy.meeting_id == meeting_id).options(joinedload(Deputy.delegation))
    words = request.args.get("q", "").strip()
    if words:
        query = query.where(Deputy.name.contains(words) | Deputy.number.contains(words))
    delegation = whole(request.args.get("delegation", ""), None)
    if delegation is not None:
        query = query.where(Deputy.delegation_id == delegation)
    there = set(db.session.scalars(select(Attendance.deputy_id).where(Attendance.meeting_id == meeting_id)))
    people = list(db.session.scalars(query))
    presence = request.args.get("presence", "")
    if presence in ("present", "absent"):
        people = [one for one in people if (one.id in there) == (presence == "present")]
    people.sort(key=lambda one: _natural(one.number))
    if request.args.get("sort") == "name":
        people.sort(key=lambda one: one.name)
    elif request.args.get("sort") == "delegation":
        people.sort(key=lambda one: one.delegation.no)
    return people, there


def _locks(meeting_id: int, *people: Deputy) -> dict[str, datetime]:
    return authentication.locks(meeting_id, [one.number for one in people], settings(), now())


def _filters() -> dict[str, Any]:
    return {key: value for key in FILTERS if (value := request.args.get(key, "").strip())}


def _back(meeting_id: int) -> Any:
    """To the list with the filters that it had."""
    return redirect(url_for("desk.deputies", meeting_id=meeting_id, **_filters()))


@bp.get("/meetings/<int:meeting_id>/roster")
@access(*READERS)
def deputies(meeting_id: int) -> Any:
    """The roster, searched, filtered and sorted by the address."""
    found = meeting_or_404(meeting_id)
    people, there = _shown(meeting_id)
    page = paged(people, PER_PAGE)
    return render_template(
        "desk/sitting/roster.html",
        meeting=found,
        rehearsal=found.rehearsal,
        page=page,
        there=there,
        filters=_filters(),
        locks=_locks(meeting_id, *page.items),
        phase=attendance.phase(db.session(), meeting_id),
        stamp=roster.stamp(meeting_id),
        fixed=roster.why_fixed(meeting_id),
        quorum=attendance.quorum(found),
        why_not=hands.why_not(found, hands.PASSES, current_user.id) if may("clerk") else None,
    )


@bp.get("/meetings/<int:meeting_id>/roster/import")
@access("clerk")
def roster_import(meeting_id: int) -> Any:
    """Choose a file."""
    return _import_page(meeting_or_404(meeting_id))


def _import_page(
    found: Meeting,
    error: DomainError | None = None,
    preview: roster.Preview | None = None,
    file: tuple[str, str] | None = None,
) -> Any:
    page = render_template(
        "desk/sitting/roster_import.html",
        meeting=found,
        rehearsal=found.rehearsal,
        error=error,
        preview=preview,
        carried=file,
        stamp=roster.stamp(found.id),
        fixed=roster.why_fixed(found.id),
        groups=Counter(person.delegation for person in preview.people) if preview else {},
    )
    return page, error.status if error else 422 if preview and preview.errors else 200


@bp.post("/meetings/<int:meeting_id>/roster")
@access("clerk")
def import_deputies(meeting_id: int) -> Any:
    """Preview a file, or import what was previewed: the answer is the PDF with the passes, handed out once."""
    found = meeting_or_404(meeting_id)
    try:
        content, name = upload()
        preview = roster.read_roster(content, name, unprintable)
        if request.form.get("import") == "1" and not preview.errors:
            replacing = request.form.get("replacing", "")
            made = roster.import_roster(found.id, preview.people, settings(), actor(), now(), rng, replacing)
            pdf = _passes(meeting_id, made, "代表证")
            flash(_("名册已导入，共 %(n)s 人。代表证只交付这一次，请立即打印、分发", n=len(made)), "ok")
            return pdf
        return _import_page(found, None, preview, carried(content, name))
    except DomainError as problem:
        return _import_page(meeting_or_404(meeting_id), problem)


def _passes(meeting_id: int, made: list[roster.Pass], name: str) -> Response:
    """The passes with their PINs: handed out once, kept nowhere."""
    found = meeting_or_404(meeting_id)
    passes = [
        PrintedPass(number=p.number, name=p.name, delegation=p.delegation, token=p.token, pin=p.pin) for p in made
    ]
    pdf = passes_pdf(
        passes,
        congress=found.congress.name,
        meeting=found.name,
        rehearsal=found.rehearsal,
        fonts=settings().fonts,
        papers=settings().papers,
    )
    return download(pdf, PDF, f"{name}.pdf")


@bp.get("/meetings/<int:meeting_id>/roster.xlsx")
@access(*READERS)
def roster_export(meeting_id: int) -> Any:
    """What the list shows, all of its pages, as a spreadsheet."""
    meeting_or_404(meeting_id)
    people, there = _shown(meeting_id)
    rows = [(one.number, one.name, one.delegation.name, "已签到" if one.id in there else "未签到") for one in people]
    return download(write_table("代表名册", [*COLUMNS, ("签到", 10)], rows), XLSX, "代表名册.xlsx")


@bp.get("/templates/roster.xlsx")
@access(*READERS)
def roster_template() -> Any:
    """An empty roster to fill in."""
    return download(write_table("代表名册", COLUMNS, []), XLSX, "代表名册空表.xlsx")


@bp.route("/meetings/<int:meeting_id>/roster/<int:deputy_id>", methods=["GET", "POST"])
@access("clerk")
def deputy(meeting_id: int, deputy_id: int) -> Any:
    """One deputy: correct name and delegation; from here also the new pass."""
    meeting_or_404(meeting_id)
    changes.deputy_of(meeting_id, deputy_id)
    if request.method == "POST":
        group = request.form.get("delegation", "")
        try:
            name = request.form.get("name", "")
            number = whole(group, 0)
            changes.correct(meeting_id, deputy_id, name, number, actor(), now())
            flash(_("代表信息已更正"), "ok")
            return _back(meeting_id)
        except DomainError as problem:
            return _deputy_page(meeting_id, deputy_id, problem)
    return _deputy_page(meeting_id, deputy_id)


def _deputy_page(meeting_id: int, deputy_id: int, error: DomainError | None = None) -> Any:
    found, one = meeting_or_404(meeting_id), changes.deputy_of(meeting_id, deputy_id)
    at = attendance.phase(db.session(), meeting_id)
    paired = pairs.waiting(following.in_hand(found), "pass", deputy_id) if at == "open" else None
    page = render_template(
        "desk/sitting/deputy.html",
        meeting=found,
        rehearsal=found.rehearsal,
        deputy=one,
        error=error,
        wrong=field_of(error) if error else None,
        phase=at,
        filters=_filters(),
        pair=paired,
        locks=_locks(meeting_id, one),
        why_not=hands.why_not(found, hands.PASSES, current_user.id),
        present=attendance.is_present(meeting_id, deputy_id),
        groups=[(group.id, group.name) for group in found.delegations],
    )
    return page, error.status if error else 200


@bp.post("/meetings/<int:meeting_id>/roster/<int:deputy_id>/pass/ask")
@access("clerk")
def ask_for_pass(meeting_id: int, deputy_id: int) -> Any:
    """Ask the chief scrutineer for a new pass while a vote is open."""
    found = meeting_or_404(meeting_id)
    changes.deputy_of(meeting_id, deputy_id)
    try:
        pairs.ask(following.in_hand(found), "pass", deputy_id)
    except DomainError as problem:
        return _deputy_page(meeting_id, deputy_id, problem)
    return redirect(url_for("desk.deputy", meeting_id=meeting_id, deputy_id=deputy_id, **_filters()))


@bp.route("/meetings/<int:meeting_id>/roster/unlock-all", methods=["GET", "POST"])
@access("clerk")
def unlock_all(meeting_id: int) -> Any:
    """Unlock every locked deputy in one act; while a vote is open the chief scrutineer agrees first."""
    found, error = meeting_or_404(meeting_id), None
    if request.method == "POST":
        try:
            if request.form.get("ask") == "1":
                pairs.ask(following.in_hand(found), "unlock")
                return redirect(url_for("desk.unlock_all", meeting_id=meeting_id))
            count = authentication.unlock_all(meeting_id, settings(), actor(), now())
            flash(_("已解锁 %(n)s 位代表的登录", n=count), "ok")
            return redirect(url_for("desk.deputies", meeting_id=meeting_id))
        except DomainError as problem:
            error = problem
            found = meeting_or_404(meeting_id)
    at = attendance.phase(db.session(), meeting_id)
    page = render_template(
        "desk/sitting/unlock_all.html",
        meeting=found,
        rehearsal=found.rehearsal,
        error=error,
        wrong=field_of(error) if error else None,
        phase=at,
        pair=pairs.waiting(following.in_hand(found), "unlock") if at == "open" else None,
    )
    return page, error.status if error else 200


@bp.post("/meetings/<int:meeting_id>/roster/<int:deputy_id>/pass")
@access("clerk")
def reissue(meeting_id: int, deputy_id: int) -> Any:
    """A new pass and PIN; the answer is the PDF with the one pass."""
    meeting_or_404(meeting_id)
    made = changes.reissue(meeting_id, deputy_id, settings(), actor(), now(), rng)
    pdf = _passes(meeting_id, [made], f"代表证-{made.number}")
    flash(_("%(name)s代表的新代表证已下载，请立即打印；原来的代表证和口令已经作废", name=made.name), "ok")
    return pdf


@bp.post("/meetings/<int:meeting_id>/roster/<int:deputy_id>/sign-in")
@access("clerk")
def sign_in_deputy(meeting_id: int, deputy_id: int) -> Any:
    """Sign a deputy in at the desk (签到)."""
    meeting_or_404(meeting_id)
    one = attendance.sign_in_at_desk(meeting_id, deputy_id, actor(), now())
    flash(_("%(name)s代表已签到", name=one.name), "ok")
    return _back(meeting_id)


@bp.post("/meetings/<int:meeting_id>/roster/<int:deputy_id>/undo")
@access("clerk")
def undo_sign_in(meeting_id: int, deputy_id: int) -> Any:
    """Take a signing-in back."""
    meeting_or_404(meeting_id)
    one = attendance.undo(meeting_id, deputy_id, actor(), now())
    flash(_("%(name)s代表的签到已撤销", name=one.name), "ok")
    return _back(meeting_id)


@bp.post("/meetings/<int:meeting_id>/roster/<int:deputy_id>/unlock")
@access("clerk")
def unlock(meeting_id: int, deputy_id: int) -> Any:
    """Let a locked deputy try again."""
    meeting_or_404(meeting_id)
    changes.deputy_of(meeting_id, deputy_id)
    name = authentication.unlock(deputy_id, settings(), actor(), now()).name
    flash(_("%(name)s代表可以重新登录", name=name), "ok")
    return _back(meeting_id)
