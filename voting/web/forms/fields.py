"""The kinds of fields that forms are made of; `ui.field` draws them.

Each holds the text as it was typed (`text`) and what was read from it (`data`). `values` reads numbers and days.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import wtforms
from werkzeug.datastructures import FileStorage
from wtforms.utils import unset_value

from ...projects.versions import amount
from ...sentences import Sentence
from ...texts import clean, money
from ...times import CHINA
from .. import values
from ..context import rng

Options = Mapping[Any, str] | Iterable[tuple[Any, str]]


class Field(wtforms.Field):
    """One value. `kind` is the macro that draws it, `required` the mark that the browser holds the person to.

    hint: a sentence below the label. lacking: the sentence for a value that has to be there and is not; wrong: the one
    for a value that cannot be read, where the field's usual one says too little.
    strict: whether the field refuses what it cannot read; else that is None, and the use case says what it wants.
    """

    kind = "input"
    type = "text"
    inputmode = ""
    wrong: Sentence
    """The template for what cannot be read; its place is `label`."""

    def __init__(
        self,
        label: str,
        hint: str = "",
        *,
        required: bool = True,
        strict: bool = True,
        lacking: Sentence | None = None,
        wrong: Sentence | None = None,
        autocomplete: str = "off",
        **more: Any,
    ) -> None:
        super().__init__(label, description=hint, **more)
        # The library puts the name of the class there.
        self.type = type(self).type
        self.required, self.strict, self.autocomplete = required, strict, autocomplete
        if wrong is not None:
            self.wrong = wrong
        self.lacking = lacking or Sentence("请填写%(label)s", label=label)

    @property
    def text(self) -> str:
        """What the field shows: what was typed, else the value."""
        if self.raw_data is None:
            return self.shown(self.data)
        return next(iter(self.raw_data), "")

    def shown(self, value: Any) -> str:
        """A value as one types it."""
        return "" if value is None else str(value)

    def told(self, value: Any) -> str:
        """A value in words, to be compared with another."""
        return self.shown(value).strip()

    def process_formdata(self, sent: list[Any]) -> None:
        """Read what was sent; a file that comes instead of a text is no text."""
        self.raw_data = [one for one in sent if isinstance(one, str)]
        self.data = self.read(next(iter(self.raw_data), ""))

    def read(self, text: str) -> Any:
        """The value of a text; raises `ValueError` with the sentence for the person."""
        if not text.strip():
            if self.required and self.strict:
                raise ValueError(self.lacking)
            return None
        found = self.value_of(text)
        if found is None and self.strict:
            told = {**self.wrong.values, "label": self.label.text, **self.limits()}
            raise ValueError(Sentence(self.wrong.template, **told))
        return found

    def value_of(self, text: str) -> Any:
        """The value of a text that is not empty, None when it is none."""
        raise NotImplementedError

    def limits(self) -> dict[str, object]:
        """What else the sentence `wrong` names."""
        return {}


class Text(Field):
    """A text of one line; whether it may be empty or how long it may be is the use case's to say."""

    def read(self, text: str) -> str:
        """The text as it is kept."""
        return " ".join(clean(text).split())


class LongText(Field):
    """A text of several lines."""

    kind = "textarea"

    def __init__(self, label: Sentence, hint: str = "", *, rows: int = 3, **more: Any) -> None:
        super().__init__(label, hint, **more)
        self.rows = rows

    def read(self, text: str) -> Any:
        """The text as it is kept."""
        return clean(text)


class Lines(LongText):
    """A text whose lines are a list."""

    def shown(self, value: Any) -> str:
        """The lines as one types them."""
        return "\n".join(value or ())

    def read(self, text: str) -> list[str]:
        """The lines; which of them are kept is the use case's to say."""
        return text.splitlines()


class Names(LongText):
    """Names with 、 between them; the use case takes them apart."""

    def shown(self, value: Any) -> str:
        """The names as one types them."""
        return value if isinstance(value, str) else "、".join(value or ())


class Secret(Field):
    """A password: taken as it was typed, and never shown again."""

    type = "password"

    @property
    def text(self) -> str:
        """Nothing."""
        return ""

    def read(self, text: str) -> str:
        """The password."""
        return text


class Hidden(Field):
    """A text that the page itself carries along."""

    kind = "hidden"

    def __init__(self, **more: Any) -> None:
        super().__init__("", required=False, **more)

    def read(self, text: str) -> Any:
        """The text."""
        return text


class HiddenNumber(Hidden):
    """A whole number that the page itself carries along; −1 when it is none."""

    def read(self, text: str) -> int:
        """The number."""
        return values.whole(text, -1)


class Token(Hidden):
    """What tells a page that was filled in from all others: sent twice, it does nothing twice."""

    most = 32

    def __init__(self, **more: Any) -> None:
        super().__init__(default=self.fresh, **more)

    def fresh(self) -> str:
        """A new one."""
        return rng(12).hex()

    def read(self, text: str) -> str:
        """The token, a new one where none was sent."""
        return text[: self.most] or self.fresh()

    @property
    def text(self) -> str:
        """The token that counts."""
        return str(self.data)


class Whole(Field):
    """A whole number in a range."""

    inputmode = "numeric"
    wrong = Sentence("“%(label)s”请填写 %(low)s 至 %(high)s 的整数", label="", low="", high="")

    def __init__(
        self, label: Sentence, hint: str = "", *, low: int = 0, high: int = values.BIGGEST, **more: Any
    ) -> None:
        super().__init__(label, hint, **more)
        self.low, self.high = low, high

    def value_of(self, text: str) -> int | None:
        """The number, if it is in the range."""
        return values.whole(text, None, self.low, self.high)

    def limits(self) -> dict[str, object]:
        """The range."""
        return {"low": self.low, "high": self.high}


class Money(Field):
    """An amount in 万元."""

    inputmode = "decimal"
    wrong = Sentence("“%(label)s”请填写金额（万元），如 120 或 35.5", label="")

    def shown(self, value: Any) -> str:
        """The amount without needless zeros."""
        return value if isinstance(value, str) else amount(value)

    def value_of(self, text: str) -> Decimal | None:
        """The amount."""
        try:
            return money(text)
        except ValueError:
            return None


class Number(Field):
    """A number in a range, with this many places at most."""

    inputmode = "decimal"

    def __init__(self, label: Sentence, hint: str = "", *, low: int, high: int, places: int, **more: Any) -> None:
        super().__init__(label, hint, **more)
        self.low, self.high, self.place = low, high, Decimal(1).scaleb(-places)

    def shown(self, value: Decimal | None) -> str:
        """The number without needless zeros."""
        return "" if value is None else f"{value.normalize():f}"

    def value_of(self, text: str) -> Decimal | None:
        """The number, if it is in the range."""
        try:
            found = Decimal(values.plain(text))
        except InvalidOperation:
            return None
        return found.quantize(self.place) if found.is_finite() and self.low <= found <= self.high else None


class Day(Field):
    """A day."""

    type = "date"
    wrong = Sentence("“%(label)s”请填写日期，如 2026-11-05", label="")

    def value_of(self, text: str) -> date | None:
        """The day."""
        return values.day(text)


class Moment(Field):
    """A day and a time of day in China, in two inputs whose names end with `_on` and `_time` (instead of `_at`)."""

    kind = "moment"
    wrong = Sentence("“%(label)s”请填写日期和时间，如 2026-11-05 09:00", label="")

    @property
    def begin(self) -> str:
        """How the names of the two inputs begin."""
        return self.name.removesuffix("_at")

    @property
    def texts(self) -> tuple[str, str]:
        """What the two inputs show."""
        if self.raw_data is not None:
            return self.raw_data[0], self.raw_data[1]
        local = self.data.astimezone(CHINA) if self.data else None
        return (f"{local:%Y-%m-%d}", f"{local:%H:%M}") if local else ("", "")

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Take both inputs together."""
        super().process(None, data, extra_filters)
        if formdata is None:
            return
        sent = [formdata.get(f"{self.begin}_{end}", "") for end in ("on", "time")]
        self.raw_data = [one if isinstance(one, str) else "" for one in sent]
        try:
            self.data = self.read(" ".join(self.raw_data))
        except ValueError as fault:
            self.process_errors.append(fault.args[0])

    def value_of(self, text: str) -> datetime | None:
        """The moment."""
        on, _space, at = text.strip().partition(" ")
        return values.moment(on, at)


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


class Check(Field):
    """Yes or no."""

    kind = "check"

    def __init__(self, label: str, hint: str = "", **more: Any) -> None:
        super().__init__(label, hint, required=False, **more)

    def read(self, text: str) -> bool:
        """Whether it is ticked."""
        return text == "1"


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


class Numbers(Field):
    """Numbers of records that were ticked, or that the page carries along; what is none is passed over."""

    def __init__(self, **more: Any) -> None:
        super().__init__("", required=False, **more)

    def process_formdata(self, sent: list[Any]) -> None:
        """Read them, each once."""
        self.data = list(dict.fromkeys(values.wholes(one for one in sent if isinstance(one, str))))


class Upload(Field):
    """A file: its content and its name."""

    type = "file"

    def process_formdata(self, sent: list[Any]) -> None:
        """Read the file."""
        self.raw_data = []
        self.data = next(_files(sent), None)
        if self.data is None and self.required:
            raise ValueError(self.lacking)


class Uploads(Field):
    """Any number of files, each with content and name."""

    type = "file"

    def __init__(self, label: Sentence, hint: str = "", *, accept: str = "image/*,application/pdf", **more: Any):
        super().__init__(label, hint, **{"required": False, "render_kw": {"multiple": True, "accept": accept}, **more})

    def process_formdata(self, sent: list[Any]) -> None:
        """Read the files."""
        self.raw_data, self.data = [], list(_files(sent))


def _files(sent: list[Any]) -> Iterator[tuple[bytes, str]]:
    return ((one.read(), one.filename) for one in sent if isinstance(one, FileStorage) and one.filename)


class Rows(wtforms.FieldList):
    """Rows that may be added, each a field or a form (`wtforms.FormField`); at most `most` of them are read."""

    def __init__(self, row: Any, most: int, least: int = 0, **more: Any) -> None:
        super().__init__(row, min_entries=least, max_entries=most, **more)

    def _extract_indices(self, prefix: str, formdata: Any) -> Iterator[int]:
        begin = f"{prefix}{self._separator}"
        for key in formdata:
            number = values.whole(key.removeprefix(begin).split("-")[0], None) if key.startswith(begin) else None
            if number is not None:
                yield number


class Table(wtforms.Field):
    """Rows of one form whose fields are named after their row: `year-0`, `amount-0`, `year-1` …

    row: the form of a row. most: rows that are read. least: rows that are shown at least; spare: empty ones at the end.
    What is saved comes as a list, or by the number of its row.
    """

    entries: list[Any]

    def __init__(self, row: type[wtforms.Form], most: int, least: int = 0, spare: int = 0, **more: Any) -> None:
        super().__init__("", **more)
        self.row, self.most, self.least, self.spare = row, most, least, spare

    @property
    def filled(self) -> list[wtforms.Form]:
        """The rows in which something stands."""
        return [row for row in self.entries if any(str(field.text).strip() for field in row)]

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Make a row of everything that was sent, else of everything that is saved."""
        self.process_errors: list[str] = []
        if formdata is None:
            saved = () if data is unset_value or data is None else data
            listed = saved.items() if isinstance(saved, Mapping) else enumerate(saved)
            rows = {number: self.row(**{"data" if isinstance(one, Mapping) else "obj": one}) for number, one in listed}
        else:
            cells = {field.name for field in self.row()}
            parts = (name.rpartition("-") for name in formdata)
            numbers = {values.whole(number, -1) for cell, _dash, number in parts if cell in cells}
            rows = {one: self.row(_Cells(formdata, one)) for one in sorted(numbers)[: self.most] if one >= 0}
        self._show(rows)

    def keep(self, rows: Iterable[wtforms.Form]) -> None:
        """Let these rows stand, numbered from 0, and those that the page shows beside them."""
        self._show(dict(enumerate(rows)))

    def show(self, numbers: Iterable[int]) -> None:
        """Let rows with these numbers stand too."""
        known = {row.number: row for row in self.entries}
        self._show({**{one: self.row() for one in numbers}, **known})

    def more(self, rows: int) -> None:
        """Show more empty rows."""
        begin = max((row.number for row in self.entries), default=-1) + 1
        there = {row.number: row for row in self.entries}
        self._show(there | {number: self.row() for number in range(begin, min(begin + rows, self.most))})

    def drop(self, number: int) -> None:
        """Take a row away; those below it move up."""
        self.keep([row for row in self.entries if row.number != number])

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        """Whether every row could be read."""
        faulty = [row for row in self.entries if not row.validate()]
        return not faulty

    def _show(self, rows: dict[int, wtforms.Form]) -> None:
        begin = max(rows, default=-1) + 1
        for number in range(begin, max(begin + self.spare, begin + self.least - len(rows))):
            rows[number] = self.row()
        self.entries = list(rows.values())
        self.data = [row.data for row in self.entries]
        for number, row in rows.items():
            row.number = number
            for field in row:
                field.name = field.id = field.label.field_id = f"{field.short_name}-{number}"


class _Cells:
    """What was sent of one row, by the names that its form knows."""

    def __init__(self, sent: Any, number: int) -> None:
        self.sent, self.end = sent, f"-{number}"

    def __contains__(self, name: str) -> bool:
        return name + self.end in self.sent

    def __iter__(self) -> Iterator[str]:
        return (name.removesuffix(self.end) for name in self.sent if name.endswith(self.end))

    def getlist(self, name: str) -> list[Any]:
        """The values of a field."""
        return list(self.sent.getlist(name + self.end))
