"""Rows of one form: as a list, or as a table whose cells bear the number of their row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import wtforms
from wtforms.utils import unset_value

from .. import values


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
