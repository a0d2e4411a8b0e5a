"""The kinds of fields that forms are made of; `ui.field` draws them.

Each holds the text as it was typed (`text`) and what was read from it (`data`). `values` reads numbers and days.
"""

from __future__ import annotations

from collections.abc import Iterator
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


class Check(Field):
    """Yes or no."""

    kind = "check"

    def __init__(self, label: str, hint: str = "", **more: Any) -> None:
        super().__init__(label, hint, required=False, **more)

    def read(self, text: str) -> bool:
        """Whether it is ticked."""
        return text == "1"


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
