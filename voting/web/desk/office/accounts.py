"""Staff accounts of the congress: the administrator's page; a clerk may add scrutineers and tellers (账号)."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy import select

from ....congress import administration, seats, stations, units
from ....congress.models import ROLE_NAMES, Account
from ....congress.seats import Seat
from ....errors import DomainError
from ....extensions import db
from ....meetings import officers
from ....meetings.models import Meeting
from ...access import access
from ...context import actor, now, rng, settings
from ...lists import paged
from ...values import whole
from ..blueprint import bp
from ..common import field_of

PER_PAGE = 50
ROLE_NOTES = {
    "administrator": _l("管理账号；不参与票决"),
    "clerk": _l("建立会议，导入名册和候选项目，办理签到，打印文件"),
    "chair": _l("开始投票、结束投票、公告结果"),
    "scrutineer": _l("持一把钥匙，混票、解密、确认结果"),
    "chief_scrutineer": _l("监票人的负责人，同样持一把钥匙"),
    "teller": _l("查看进度，在报告单上签字"),
    "credential_authority": _l("制作、登记投票卡"),
    "auditor": _l("查看全部记录，不办理任何事项"),
    "government": _l("征集建议，研究提出候选项目"),
    "unit_officer": _l("代表一个部门或镇街报送建议、承办和答复"),
    "station_worker": _l("登记在一个代表联络站听到的建议"),
}


@bp.context_processor
def _notes() -> dict[str, Any]:
    return {"role_notes": ROLE_NOTES, "seat_units": _units, "seat_stations": _stations}


def _units() -> list[tuple[object, str]]:
    return [("", "—"), *((one.id, one.name) for one in units.of_congress(current_user.congress_id, active=True))]


def _stations() -> list[tuple[object, str]]:
    return [("", "—"), *((one.id, one.name) for one in stations.of_congress(current_user.congress_id, active=True))]


def _seat() -> Seat:
    """Unit and station as the form has them."""
    chosen = (request.form.get(key, "") for key in ("unit_id", "station_id"))
    return Seat(*(whole(text, None) for text in chosen))


@bp.get("/accounts")
@access("administrator", "clerk")
def accounts() -> Any:
    """All accounts, searched and filtered by the address."""
    words, role = request.args.get("q", "").strip(), request.args.get("role", "")
    found = [
        one
        for one in administration.people(current_user.congress_id)
        if (not words or words in one.name or words.lower() in one.username) and (not role or role in one.roles)
    ]
    locked = administration.locked(current_user.congress_id, settings(), now())
    return render_template(
        "desk/office/accounts.html",
        page=paged(found, PER_PAGE),
        locked=locked,
        filters={k: v for k, v in (("q", words), ("role", role)) if v},
    )


def _meeting() -> int | None:
    """The meeting whose officers page the person came from, if it is one of theirs."""
    asked = whole(request.values.get("meeting", ""), 0)
    query = select(Meeting.id).where(Meeting.id == asked, Meeting.congress_id == current_user.congress_id)
    return db.session.scalar(query)


@bp.route("/accounts/new", methods=["GET", "POST"])
@access("administrator", "clerk")
def new_account() -> Any:
    """Add an account; its initial password is shown once, on the answer to this request."""
    error = None
    by = db.session.get_one(Account, current_user.id)
    roles = request.form.getlist("roles") or request.args.getlist("role")
    if request.method == "POST":
        form = request.form
        try:
            made, password = administration.add(
                by,
                form.get("username", ""),
                form.get("name", ""),
                form.getlist("roles"),
                actor(),
                now(),
                rng,
                officers.duties,
                _seat(),
            )
            return render_template(
                "desk/office/account_made.html", account=made, password=password, meeting_id=_meeting(), fresh=True
            )
        except DomainError as problem:
            error = problem
            by = db.session.get_one(Account, current_user.id)
    page = render_template(
        "desk/office/account_new.html",
        offered=administration.may_give(by),
        roles=roles,
        meeting_id=_meeting(),
        seat=_seat(),
        wrong={field_of(error, "username"): error.message} if error else {},
    )
    return page, error.status if error else 200


def _page(
    found: Account, error: DomainError | None = None, roles: list[str] | None = None, seat: Seat | None = None
) -> Any:
    page = render_template(
        "desk/office/account.html",
        account=found,
        roles=found.roles if roles is None else roles,
        all_roles=ROLE_NAMES,
        seat=seat or seats.of(found),
        error=error,
        wrong=field_of(error) if error else None,
        locked=administration.locked_until(found, settings(), now()),
    )
    return page, error.status if error else 200


@bp.get("/accounts/<int:account_id>")
@access("administrator")
def account(account_id: int) -> Any:
    """One account: roles, password, lock."""
    return _page(administration.account_of(current_user.congress_id, account_id))


@bp.post("/accounts/<int:account_id>/roles")
@access("administrator")
def change_roles(account_id: int) -> Any:
    """Give other roles."""
    congress_id, own = current_user.congress_id, current_user.id == account_id
    roles = request.form.getlist("roles")
    try:
        found = administration.set_roles(congress_id, account_id, roles, actor(), now(), officers.duties, _seat())
    except DomainError as problem:
        return _page(administration.account_of(congress_id, account_id), problem, roles, _seat())
    flash(_("%(name)s的角色已更改", name=found.name), "ok")
    left = own and "administrator" not in found.roles
    return redirect(url_for("public.home") if left else url_for("desk.account", account_id=account_id))


@bp.post("/accounts/<int:account_id>/password")
@access("administrator")
def reset_password(account_id: int) -> Any:
    """A new initial password, shown once."""
    found, password = administration.reset_password(
        current_user.congress_id, account_id, settings(), actor(), now(), rng
    )
    return render_template(
        "desk/office/account_made.html", account=found, password=password, meeting_id=None, fresh=False
    )


@bp.post("/accounts/<int:account_id>/lock")
@access("administrator")
def lock_account(account_id: int) -> Any:
    """Lock an account."""
    congress_id = current_user.congress_id
    try:
        found = administration.lock(congress_id, account_id, actor(), now())
    except DomainError as problem:
        return _page(administration.account_of(congress_id, account_id), problem)
    flash(_("%(name)s的账号已锁定", name=found.name), "ok")
    return redirect(url_for("desk.accounts"))


@bp.post("/accounts/<int:account_id>/unlock")
@access("administrator")
def unlock_account(account_id: int) -> Any:
    """Unlock an account."""
    found = administration.unlock(current_user.congress_id, account_id, settings(), actor(), now())
    flash(_("%(name)s的账号已解锁", name=found.name), "ok")
    return redirect(url_for("desk.account", account_id=account_id))
