"""Who may use a route: said at every view, checked before it runs, and the app refuses to start when one is silent."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import Flask, abort, redirect, request, url_for
from flask.views import View as PageClass
from flask_login import current_user

from . import typed

View = TypeVar("View", bound=Callable[..., Any] | type[PageClass])

MARK = "_access"
ANSWER = "accounts.reset_asked"
"""The page on which the owner of an account says whether a reset of the password was wanted; it comes before all."""


class _Access:
    """Decorators that mark a view, or a class of views: then every view made of it.

    `@access("clerk", "chair")` admits staff accounts with one of the roles, `@access.deputy` deputies,
    `@access.public` everyone.
    """

    def __call__(self, *roles: str) -> Callable[[View], View]:
        if not roles:
            raise TypeError("name at least one role, or use access.public")

        def decorate(view: View) -> View:
            if isinstance(view, type):
                return _of_class(view, decorate)

            @wraps(view)
            def guarded(*args: Any, **kwargs: Any) -> Any:
                if not current_user.is_authenticated or current_user.is_deputy:
                    return _turn_away("accounts.sign_in")
                if current_user.held_up and request.endpoint != ANSWER:
                    return _ask_first()
                if not set(roles) & set(current_user.roles):
                    abort(403)
                return view(*args, **kwargs)

            return _mark(guarded, "+".join(roles))

        return decorate

    def deputy(self, view: View) -> View:
        """Admit signed-in deputies."""
        if isinstance(view, type):
            return _of_class(view, self.deputy)

        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if not current_user.is_authenticated or not current_user.is_deputy:
                return _turn_away("deputy.sign_in")
            return view(*args, **kwargs)

        return _mark(guarded, "deputy")

    def public(self, view: View) -> View:
        """Admit everyone; said aloud so that nothing is public by oversight."""
        if isinstance(view, type):
            return _of_class(view, self.public)
        return _mark(view, "public")


def _of_class(pages: Any, decorate: Callable[..., Any]) -> Any:
    # A class that says who may use it does not ask what the class above it said.
    pages.decorators = [*vars(pages).get("decorators", ()), decorate]
    return pages


def _mark(view: Any, mark: str) -> Any:
    setattr(view, MARK, mark)
    return view


def _ask_first() -> Any:
    if request.method != "GET" or wants_json():
        abort(403)
    return redirect(url_for(ANSWER))


SIGN_IN_PAGES: dict[str, Callable[[str, str], str]] = {}
"""The sign-in pages by their endpoints: they are given where to go then, and a sealed form (see `typed`)."""


def door(view: Any) -> str:
    """Where those whom a view admits sign in; nothing when it is public."""
    marked = getattr(view, MARK, "public")
    return {"public": "", "deputy": "deputy.sign_in"}.get(marked, "accounts.sign_in")


def _turn_away(endpoint: str) -> Any:
    if wants_json() or request.method not in ("GET", "POST"):
        abort(401)
    if request.method == "POST":
        return sign_in_first(endpoint)
    target = request.full_path if request.query_string else request.path
    return redirect(url_for(endpoint, next=target))


def sign_in_first(endpoint: str) -> Any:
    """The sign-in page in answer to a form, which comes back afterwards with everything that was typed."""
    held = typed.seal(typed.sent())
    if not held:
        abort(401)
    return SIGN_IN_PAGES[endpoint]("", held), 401


def wants_json() -> bool:
    """Whether the caller is a script that expects JSON."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return request.is_json or best == "application/json"


access = _Access()


def require_marks(app: Flask) -> None:
    """Raise `RuntimeError` naming every endpoint that does not declare its access."""
    silent = sorted(name for name, view in app.view_functions.items() if name != "static" and not hasattr(view, MARK))
    if silent:
        raise RuntimeError(f"these routes do not say who may use them: {', '.join(silent)}")
