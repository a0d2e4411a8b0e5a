"""The fields by which one or several of what is offered are chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ...sentences import Sentence
from ...texts import clean
from .fields import Field

Options = Mapping[Any, str] | Iterable[tuple[Any, str]]


class Choice(Field):
    """One of several; without `required` it may be none of them, then the first line says `empty`.

    options: key and word of each, or a function that gives them.
    """

    kind = "select"

    def __init__(
        self,
        label: str,
        options: Options | Callable[[], Options],
        hint: str = "",
        *,
        empty: str | None = None,
        usual: Any = None,
        **more: Any,
    ) -> None:
        more.setdefault("lacking", Sentence("请选择%(label)s", label=label))
        super().__init__(label, hint, **{"default": usual, **more})
        found = options() if callable(options) else options
        self.pairs = list(found.items() if isinstance(found, Mapping) else found)
        self.empty, self.usual = empty, usual

    @property
    def options(self) -> list[tuple[str, str, bool]]:
        """Key, word, and whether it is chosen."""
        chosen, first = self.text, [("", self.empty)] if self.empty is not None else []
        return [(str(key), word, str(key) == chosen) for key, word in (*first, *self.pairs)]

    def read(self, text: str) -> Any:
        """The key of what was chosen."""
        found = next((key for key, _word in self.pairs if str(key) == text), None)
        if found is None and self.required and self.strict:
            raise ValueError(self.lacking)
        return found

    def told(self, value: Any) -> str:
        """The word of a key."""
        return next((str(word) for key, word in self.pairs if key == value), "")


class Word(Choice):
    """One of several words as it was sent: whether it may be that one is the use case's to say.

    The options are set once they are known: `form.category.pairs = …`.
    """

    def __init__(self, label: Sentence, options: Options | Callable[[], Options] = (), hint: str = "", **more: Any):
        super().__init__(label, options, hint, **{"required": False, "empty": "—", **more})

    def read(self, text: str) -> str:
        """The word."""
        return " ".join(clean(text).split())


class Radio(Choice):
    """One of a few, all of them in sight; notes: a hint for each key."""

    kind = "radio"

    def __init__(self, label: Sentence, options: Any, *, notes: Mapping[str, str] = {}, **more: Any) -> None:
        super().__init__(label, options, **more)
        self.notes = notes


class Setting(Choice):
    """A choice of which one is the usual one, and says so."""

    @property
    def options(self) -> list[tuple[str, str, bool]]:
        """Key, word, and whether it is chosen."""
        return [
            (key, Sentence("%(word)s（默认）", word=word) if key == str(self.usual) else word, chosen)
            for key, word, chosen in super().options
        ]


class Record(Choice):
    """One record of the congress, by its id.

    records: gives the records to choose from, each with `id` and `name`; it looks no further than the own congress.
    """

    def __init__(self, label: Sentence, records: Callable[[], Iterable[Any]], hint: str = "", **more: Any) -> None:
        super().__init__(label, lambda: [(one.id, one.name) for one in records()], hint, **{"empty": "—", **more})

    def read(self, text: str) -> Any:
        """The id; one that is not among them is no choice."""
        found = super().read(text)
        if found is None and text and self.strict:
            raise ValueError(self.lacking)
        return found


class Checks(Choice):
    """Any number of several, in the order in which they are offered; notes: a hint for each key."""

    kind = "checks"

    def __init__(self, label: str, options: Any, hint: str = "", *, notes: Mapping[str, str] = {}, **more: Any) -> None:
        super().__init__(label, options, hint, **more)
        self.notes = notes

    @property
    def options(self) -> list[tuple[str, str, bool]]:
        """Key, word, and whether it is ticked."""
        chosen = [str(one) for one in self.data or ()]
        return [(str(key), word, str(key) in chosen) for key, word in self.pairs]

    def process_formdata(self, sent: list[Any]) -> None:
        """Keep what was ticked; whether one may tick it is the use case's to say."""
        self.data = list(dict.fromkeys(one for one in sent if isinstance(one, str)))

    def told(self, value: Any) -> str:
        """The words of the keys."""
        chosen = [str(one) for one in value or ()]
        return "\n".join(str(word) for key, word in self.pairs if str(key) in chosen)
