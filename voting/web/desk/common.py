"""What several desk pages share."""

from __future__ import annotations

from typing import Any

from flask_login import current_user

from ...congress.administration import people
from ...congress.models import ROLE_NAMES
from ...printing import missing_glyphs
from ..context import settings
from .blueprint import bp

READERS = ("clerk", "chair", "administrator", "credential_authority", "teller", "auditor")


def may(*roles: str) -> bool:
    """Whether the person in front of the page has one of the roles."""
    return bool(set(roles) & set(current_user.roles))


@bp.context_processor
def _words() -> dict[str, Any]:
    return {"may": may, "who_may": who_may, "readers": READERS}


def who_may(*roles: str) -> list[tuple[str, list[str]]]:
    """For each role its title and the people of this congress who hold it."""
    accounts = [account for account in people(current_user.congress_id) if not account.closed]
    return [(ROLE_NAMES[role], [one.name for one in accounts if role in one.roles]) for role in roles]


def unprintable(text: str) -> set[str]:
    """The characters that no print font has."""
    return missing_glyphs(text, settings().fonts)
