"""Staff accounts of the congress: the administrator's page; a clerk may add scrutineers and tellers (账号)."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import Select

from ....congress import administration
from ....congress.models import Account
from ....errors import DomainError
from ....extensions import find_own
from ....meetings import officers
from ....meetings.models import Meeting
from ...access import access
from ...context import actor, now, rng, settings
from ...forms.accounts import AccountFilters, NewAccountForm, RolesForm
from ...forms.base import carried
from ...lists import ListPage, Page
from ...pages import ActPage, FormPage
from ...values import whole
from ..blueprint import bp


@access("administrator", "clerk")
class AccountList(ListPage):
    """All accounts, searched and filtered by the address."""

    template = "desk/office/accounts.html"
    filters = AccountFilters

    def query(self, filters: AccountFilters) -> Select[Account]:
        """By name and role."""
        return administration.matching(current_user.congress_id, filters.q.data, filters.role.data)

    def context(self, page: Page) -> dict[str, Any]:
        """Which of them are locked."""
        return {"locked": administration.locked(current_user.congress_id, settings(), now())}


def _meeting() -> int | None:
    """The meeting whose officers page the person came from, if it is one of theirs."""
    asked = whole(carried("meeting"), None)
    found = find_own(Meeting, asked, current_user.congress_id)
    return found.id if found else None


def _password_shown(account: Account, password: str, fresh: bool) -> ResponseReturnValue:
    meeting_id = _meeting() if fresh else None
    return render_template(
        "desk/office/account_made.html", account=account, password=password, meeting_id=meeting_id, fresh=fresh
    )


@access("administrator", "clerk")
class NewAccountPage(FormPage):
    """Add an account; its initial password is shown once, on the answer to this request."""

    template = "desk/office/account_new.html"
    form = NewAccountForm

    def filled(self, record: None) -> NewAccountForm:
        """The form; the address may name roles that are ticked already."""
        return NewAccountForm.asked(roles=request.args.getlist("role"))

    def act(self, record: None, form: NewAccountForm) -> tuple[Account, str]:
        """Add it."""
        told = form.username.data, form.name.data, form.roles.data
        return administration.add(current_user, *told, actor(), now(), rng, officers.duties, form.seat)

    def done(self, made: tuple[Account, str]) -> ResponseReturnValue:
        """The password, this once."""
        return _password_shown(*made, fresh=True)

    def context(self, record: None, form: NewAccountForm) -> dict[str, Any]:
        """The roles that the person may give, and where they came from."""
        return {"offered": administration.may_give(current_user), "meeting_id": _meeting()}


@access("administrator")
class AccountPage(FormPage):
    """One account: roles, password, lock; sent, it gives other roles."""

    template = "desk/office/account.html"
    form = RolesForm

    def record(self, account_id: int) -> Account:
        """The account."""
        return administration.account_of(current_user.congress_id, account_id)

    def act(self, record: Account, form: RolesForm) -> Account:
        """Change roles and seat."""
        told = form.roles.data, actor(), now(), officers.duties, form.seat
        return administration.set_roles(current_user.congress_id, record.id, *told)

    def done(self, made: Account) -> ResponseReturnValue:
        """The account again, unless the person is no administrator any more."""
        flash(_("%(name)s的角色已更改", name=made.name), "ok")
        left = made.id == current_user.id and "administrator" not in made.roles
        return redirect(url_for("public.home") if left else url_for("desk.account", account_id=made.id))

    def context(self, record: Account, form: RolesForm) -> dict[str, Any]:
        """Until when it is locked."""
        return {"locked": administration.locked_until(record, settings(), now())}


@access("administrator")
class ResetPassword(ActPage):
    """A new initial password, shown once."""

    def act(self, account_id: int) -> tuple[Account, str]:
        """Make it."""
        return administration.reset_password(current_user.congress_id, account_id, settings(), actor(), now(), rng)

    def done(self, made: tuple[Account, str]) -> ResponseReturnValue:
        """The password, this once."""
        return _password_shown(*made, fresh=False)


@access("administrator")
class LockAccount(ActPage):
    """Lock an account."""

    def act(self, account_id: int) -> Account:
        """Lock it."""
        return administration.lock(current_user.congress_id, account_id, actor(), now())

    def done(self, made: Account) -> ResponseReturnValue:
        """Back to the list."""
        flash(_("%(name)s的账号已锁定", name=made.name), "ok")
        return redirect(url_for("desk.accounts"))

    def refused(self, error: DomainError, account_id: int) -> ResponseReturnValue:
        """The account, with the reason."""
        account = administration.account_of(current_user.congress_id, account_id)
        form = RolesForm(obj=account)
        form.refuse(error)
        return AccountPage().page(account, form)


@access("administrator")
class UnlockAccount(ActPage):
    """Unlock an account."""

    def act(self, account_id: int) -> Account:
        """Unlock it."""
        return administration.unlock(current_user.congress_id, account_id, settings(), actor(), now())

    def done(self, made: Account) -> ResponseReturnValue:
        """The account again."""
        flash(_("%(name)s的账号已解锁", name=made.name), "ok")
        return redirect(url_for("desk.account", account_id=made.id))


bp.add_url_rule("/accounts", view_func=AccountList.as_view("accounts"))
bp.add_url_rule("/accounts/new", view_func=NewAccountPage.as_view("new_account"))
bp.add_url_rule("/accounts/<int:account_id>", view_func=AccountPage.as_view("account"), methods=["GET"])
bp.add_url_rule("/accounts/<int:account_id>/roles", view_func=AccountPage.as_view("change_roles"), methods=["POST"])
bp.add_url_rule("/accounts/<int:account_id>/password", view_func=ResetPassword.as_view("reset_password"))
bp.add_url_rule("/accounts/<int:account_id>/lock", view_func=LockAccount.as_view("lock_account"))
bp.add_url_rule("/accounts/<int:account_id>/unlock", view_func=UnlockAccount.as_view("unlock_account"))
