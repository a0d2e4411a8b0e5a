"""What is the same for everybody is made once in each process, for the first who asks."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast

from flask import current_app
from markupsafe import Markup

Made = TypeVar("Made")

MOST = 32
"""Things that a process keeps of one kind."""
NOBODYS = ("session", "request", "g", "current_user", "csrf_token", "get_flashed_messages")
"""What a template finds everywhere else and does not find here: it belongs to one visitor."""


def once(kind: str, depends: Hashable, make: Callable[[], Made]) -> Made:
    """The thing of that kind for what it depends on; `make` makes it when it is not there yet.

    `depends` must say everything that goes into it, the visitor's language too.
    """
    kept: dict[Hashable, Any] = current_app.extensions.setdefault("voting-kept", {}).setdefault(kind, {})
    if depends not in kept:
        made = make()
        if len(kept) >= MOST:
            kept.clear()
        kept[depends] = made
        return made
    return cast(Made, kept[depends])


def shared(template: str, **values: Any) -> Markup:
    """Render a part of a page that is for everybody: the template gets these values and nothing of the visitor."""
    found = current_app.jinja_env.get_template(template)
    return Markup(found.render({**dict.fromkeys(NOBODYS), **values}))  # noqa: S704
