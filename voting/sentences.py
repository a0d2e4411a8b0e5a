"""Chinese sentences that remember how they were made, so that the web can say them in another language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import reduce
from typing import Any


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

    def kept(self) -> dict[str, object]:
        """Template and values, so that JSON can hold the sentence; `again` makes it anew."""
        values = {key: value.kept() if isinstance(value, Sentence) else value for key, value in self.values.items()}
        return {"template": self.template, "values": values}

    @classmethod
    def again(cls, kept: Mapping[str, Any]) -> Sentence:
        """The sentence that `kept` describes."""
        values = {
            key: cls.again(value) if isinstance(value, Mapping) else value for key, value in kept["values"].items()
        }
        return cls(kept["template"], **values)


def joined(sentences: Iterable[Sentence]) -> Sentence:
    """Several sentences as one; at least one is given."""
    return reduce(lambda first, rest: Sentence("%(first)s；%(rest)s", first=first, rest=rest), sentences)
