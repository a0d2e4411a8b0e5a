"""What the journal is searched by."""

from __future__ import annotations

from flask_login import current_user

from ...journal.acts import BY_KEY
from ...journal.log import keys
from ...sentences import Sentence
from .base import Filters
from .choices import Choice
from .fields import Text


def _acts() -> list[tuple[str, str]]:
    known = (BY_KEY[key] for key in keys(current_user.congress_id) if key in BY_KEY)
    return [(act.key, act.title) for act in sorted(known, key=lambda act: act.title)]


class JournalFilters(Filters):
    """Part of an entry, and its act."""

    q = Text(Sentence("姓名、对象或内容"))
    act = Choice(Sentence("行为"), _acts, empty=Sentence("全部"), required=False)
