"""Staff sign-in and sign-out."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from ..congress import administration, passwords, resets
from ..congress.models import ROLES, Account
from ..errors import DomainError
from ..extensions import limiter
from . import sessions, typed
from .access import SIGN_IN_PAGES, access
from .context import actor, local_path, now, settings
from .device import recognised, remember, visitor
from .forms.accounts import NewPasswordForm, OwnPasswordForm, SignInForm
from .language import COOKIE
from .pages import FormPage

bp = Blueprint("accounts", __name__)


def home_of(roles: list[str]) -> str:
    """Where an account with these roles starts."""
    if set(roles) & {"clerk", "chair", "administrator", "credential_authority", "auditor"}:
        return url_for("desk.home")
    if "government" in roles:
        return url_for("desk.drives")
    for role, home in (("unit_officer", "unit.home"), ("station_worker", "station.home")):
        if role in roles:
            return url_for(home)
    if "teller" in roles:
        return url_for("teller.home")
    return url_for("scrutineer.home")


@bp.route("/sign-in", methods=["GET", "POST"])
@access.public
# A whole office stands behind one address; guessing is bounded by counting what is wrong (see `entrance.guessing`).
@limiter.limit("300/minute", methods=["POST"])
def sign_in() -> Response:
    """Sign in with user name and password."""
    form = SignInForm.asked(next=request.args.get("next", ""))
    form.next.raw_data = [target := local_path(form.next.text)]
    if request.method == "GET":
        return recognised(make_response(_page(form)))
    username, held = form.username.data, form.held.data
    try:
        account = passwords.sign_in(username, form.password.data, settings(), now(), visitor())
    except DomainError as problem:
        form.refuse(problem)
        return recognised(make_response(_page(form), form.status))
    home, back = home_of(account.roles), typed.opened(held, account)
    sessions.sign_in(account)
    answer = typed.again(back, typed.EXPIRED, 200) if back else redirect(target or home)
    return remember(make_response(answer), passwords.subject(username, settings()))


def _page(form: SignInForm) -> str:
    return render_template("sign_in.html", form=form)


def _first(target: str = "", held: str = "") -> str:
    return _page(SignInForm(next=target, held=held))


SIGN_IN_PAGES["accounts.sign_in"] = _first


class PasswordPage(FormPage):
    """A form after which the person goes on with a new password; other sessions of the account end."""

    decorators = [limiter.limit("30/minute", methods=["POST"])]

    def done(self, made: Account) -> ResponseReturnValue:
        """Signed in anew, where the person starts."""
        sessions.sign_in(made)
        flash(_("您的口令已更改，下次请用新口令登录"), "ok")
        return redirect(home_of(made.roles))


@access(*ROLES)
class OwnPasswordPage(PasswordPage):
    """Change the own password."""

    template = "password.html"
    form = OwnPasswordForm

    def act(self, record: None, form: OwnPasswordForm) -> Account:
        """Change it."""
        told = form.old.data, form.new.data, form.again.data
        return administration.change_own_password(current_user.id, *told, actor(), now())


@access(*ROLES)
class ResetAskedPage(PasswordPage):
    """Somebody else reset the password: who wanted that chooses a new one, else the account stays shut."""

    template = "reset.html"
    form = NewPasswordForm

    def act(self, record: None, form: NewPasswordForm) -> Account:
        """Say whether it was wanted."""
        told = form.wanted.data, form.new.data, form.again.data
        return resets.answer(current_user.id, *told, actor(), now())

    def done(self, made: Account) -> ResponseReturnValue:
        """On with the new password, or the page that says that the account is shut."""
        return redirect(url_for("accounts.reset_asked")) if made.held_up else super().done(made)

    def page(self, record: None, form: NewPasswordForm) -> ResponseReturnValue:
        """The question, if there is one."""
        return super().page(record, form) if current_user.held_up else redirect(home_of(current_user.roles))


bp.add_url_rule("/password", view_func=OwnPasswordPage.as_view("own_password"))
bp.add_url_rule("/password/reset", view_func=ResetAskedPage.as_view("reset_asked"))


@bp.get("/signed-in")
@access.public
def alive() -> Response:
    """For how many more seconds the sign-in lasts if nobody acts; asking counts as acting, unless with `X-Poll`."""
    if not current_user.is_authenticated:
        abort(401)
    return jsonify(left=max(0, round(sessions.left(settings()))))


@bp.post("/sign-out")
@access.public
def sign_out() -> BaseResponse:
    """End the session of whoever is signed in."""
    was_deputy = current_user.is_authenticated and current_user.is_deputy
    sessions.sign_out()
    answer = redirect(url_for("deputy.sign_in") if was_deputy else url_for("public.home"))
    if was_deputy:
        # The tablet goes to the next deputy, whose language it does not know.
        answer.delete_cookie(COOKIE)
    return answer
