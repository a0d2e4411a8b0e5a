"""What all forms have in common: they read what was sent, keep it as typed, and say at the field what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Self, cast

import wtforms
from flask import request
from werkzeug.datastructures import CombinedMultiDict

from ...edit_conflict import Outdated
from ...errors import DomainError, Faulty, Missing
from ...sentences import Sentence
from .fields import Field, Hidden

UNREADABLE = 422
"""The status of a page whose form holds what cannot be read."""

Fault = tuple[str | None, str]
"""The id of a field, or none, and the sentence, as `ui.error_summary` takes them."""


def of_address(name: str) -> int:
    """A number of this request's address, once the view has found that what it names is the person's own."""
    return int((request.view_args or {})[name])


class Form(wtforms.Form):
    """A form; its fields are those of `fields`.

    A field refuses only what it cannot read. What is allowed is the use case's to say: its error is put at the field
    that it names (`refuse`), so that no rule stands twice.
    """

    status = 200
    unreadable = UNREADABLE
    """The status when something cannot be read."""
    ids = ""
    """What the ids of its fields begin with."""
    outdated = False
    """Whether it was refused because somebody has saved meanwhile."""
    form_errors: list[Sentence]

    @classmethod
    def asked(cls, saved: object = None, ids: str = "", **values: Any) -> Self:
        """The form of this request: what was sent, else what `saved` has under the fields' names, else `values`.

        ids: what the ids of its fields begin with, where a page has several forms with fields of one name.
        """
        parts: list[Any] = [request.files, request.form]
        sent = CombinedMultiDict(parts) if request.method == "POST" else None
        return cls(sent, obj=saved, data=values).at(ids or cls.ids)

    @classmethod
    def beside(cls, sent: Form | None, saved: object = None, ids: str = "", **values: Any) -> Self:
        """The form on a page that has several: `sent`, if that is this one and was refused, else as it begins."""
        if isinstance(sent, cls) and sent.ids == (ids or cls.ids):
            return sent
        return cls(obj=saved, data=values).at(ids or cls.ids)

    @classmethod
    def having(cls, fields: Mapping[str, Any]) -> type[Self]:
        """The form with further fields, by their names: those that the record decides."""
        return cast("type[Self]", type(cls.__name__, (cls,), dict(fields)))

    def at(self, ids: str) -> Self:
        """The form itself, with ids of its fields that begin so."""
        self.ids = ids
        for field in self if ids else ():
            field.id = field.label.field_id = f"{ids}-{field.name}"
        return self

    @property
    def errors(self) -> list[Fault]:
        """Every fault with the field at which it stands, in the order of the page."""
        at_fields = [(field.id, fault) for field in _single(self) for fault in field.errors]
        return at_fields + [(None, fault) for fault in self.form_errors]

    def readable(self) -> bool:
        """Whether everything could be read; if not, the faults stand at their fields."""
        if self.validate():
            return True
        self.status = self.unreadable
        return False

    def refuse(self, error: DomainError) -> None:
        """Put the error of a use case at the field that it names, else above the form; of `Faulty` each of its faults.

        Raises it again when what the address names is not there: no form can be shown then.
        """
        faults = error.faults if isinstance(error, Faulty) else [(error.details.get("field"), error.message)]
        if isinstance(error, Missing) and faults[0][0] is None:
            raise error
        self.status, self.outdated = error.status, isinstance(error, Outdated)
        for named, said in faults:
            self.fault(named, said)

    def fault(self, named: object, sentence: Sentence) -> None:
        """Put a sentence at the field of this name, else above the form."""
        field = next((one for one in _single(self) if named in (one.name, one.short_name)), None)
        if field is None:
            self.form_errors = [*self.form_errors, sentence]
        else:
            field.errors = [*field.errors, sentence]


class EditForm(Form):
    """A form of what others may be changing too; `seen` says what of it the person had before the eyes."""

    seen: Field = Hidden()
    theirs: list[tuple[str, str, str]] = []
    """Label, saved and typed text of the fields that differ, where somebody has saved meanwhile."""

    def compare(self, seen: object, kept: Mapping[str, object] = {}) -> None:
        """Say what the page shows of what is kept: `seen` for the next time, and the fields in which it differs.

        A page that was sent carries what it carried: only that of a conflict shows what is newer.
        """
        if self.seen.raw_data is not None and not self.outdated:
            return
        self.seen.raw_data = [str(seen)]
        pairs = [(self[key], value) for key, value in kept.items()] if self.outdated else []
        told = [(field.label.text, field.told(value), field.told(field.data)) for field, value in pairs]
        self.theirs = [one for one in told if one[1] != one[2]]


class Filters(Form):
    """What a list is searched and sorted by, from the address; what the list does not offer is left out."""

    @classmethod
    def asked(cls, saved: object = None, ids: str = "", **values: Any) -> Self:
        """The filters of the address."""
        return cls(request.args)

    @property
    def chosen(self) -> dict[str, Any]:
        """Those that are set, as the address has them."""
        return {field.name: str(field.data) for field in self if field.data not in (None, "")}


def carried(name: str) -> str:
    """What a page carries along under a name, in its form or in its address; nothing when it does not."""
    return str(request.values.get(name, ""))


def as_sent() -> tuple[list[tuple[str, str]], list[str]]:
    """Whatever fields this request has, each with its values, and the names of those with which files came."""
    fields = [(name, value) for name, values in request.form.lists() for value in values]
    return fields, sorted({name for name, one in request.files.items(multi=True) if one.filename})


def _single(fields: Iterable[Any]) -> Iterator[Any]:
    """The fields that hold one value, those of rows among them."""
    for field in fields:
        if isinstance(field, wtforms.Form):
            yield from _single(field)
        elif hasattr(field, "entries"):
            yield from _single(field.entries)
        elif isinstance(field, wtforms.FormField):
            yield from _single(field.form)
        else:
            yield field
