"""The choice of a language, at the edge of every page."""

from __future__ import annotations

from .base import Form
from .fields import Hidden


class LanguageForm(Form):
    """The language, and the page on which it was chosen."""

    language = Hidden()
    next = Hidden()
