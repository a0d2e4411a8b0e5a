"""Chinese sentences that remember how they were made, so that the web can say them in another language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import reduce


class Sentence(str):
    """A Chinese sentence from a template with `%(name)s` places and their values.

    It is the filled Chinese text, so that papers, the journal and JSON use it as it is; `voting.web.saying` translates
    the template. A value may be a sentence itself. A template without values is taken literally.
    """

    template: str
    values: Mapping[str, object]

    def __new__(cls, template: str, /, **values: object) -> Sentence:
        """Fill the template; raises `KeyError` when a place has no value."""
        made = super().__new__(cls, template % values if values else template)
        made.template = template
        made.values = values
        return made


def joined(sentences: Iterable[Sentence]) -> Sentence:
    """Several sentences as one; at least one is given."""
    return reduce(lambda first, rest: Sentence("%(first)s；%(rest)s", first=first, rest=rest), sentences)
