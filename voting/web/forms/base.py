"""What all forms have in common: they read what was sent, keep it as typed, and say at the field what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Self

import wtforms
from flask import request
from werkzeug.datastructures import CombinedMultiDict

from ...errors import DomainError, Missing
from ...sentences import Sentence

UNREADABLE = 422
"""The status of a page whose form holds what cannot be read."""

Fault = tuple[str | None, str]
"""The id of a field, or none, and the sentence, as `ui.error_summary` takes them."""


class Form(wtforms.Form):
    """A form; its fields are those of `fields`.

    A field refuses only what it cannot read. What is allowed is the use case's to say: its error is put at the field
    that it names (`refuse`), so that no rule stands twice.
    """

    status = 200
    form_errors: list[Sentence]

    @classmethod
    def asked(cls, saved: object = None, ids: str = "", **values: Any) -> Self:
        """The form of this request: what was sent, else what `saved` has under the fields' names, else `values`.

        ids: what the ids of the fields begin with, where a page has several forms with fields of one name.
        """
        parts: list[Any] = [request.files, request.form]
        sent = CombinedMultiDict(parts) if request.method == "POST" else None
        form = cls(sent, obj=saved, data=values)
        for field in form if ids else ():
            field.id = field.label.field_id = f"{ids}-{field.name}"
        return form

    @property
    def errors(self) -> list[Fault]:
        """Every fault with the field at which it stands, in the order of the page."""
        at_fields = [(field.id, fault) for field in _single(self) for fault in field.errors]
        return at_fields + [(None, fault) for fault in self.form_errors]

    def readable(self) -> bool:
        """Whether everything could be read; if not, the faults stand at their fields."""
        if self.validate():
            return True
        self.status = UNREADABLE
        return False

    def refuse(self, error: DomainError) -> None:
        """Put the error of a use case at the field that it names, else above the form.

        Raises it again when what the address names is not there: no form can be shown then.
        """
        named = error.details.get("field")
        if isinstance(error, Missing) and named is None:
            raise error
        self.status = error.status
        field = next((one for one in _single(self) if named in (one.name, one.short_name)), None)
        if field is None:
            self.form_errors = [*self.form_errors, error.message]
        else:
            field.errors = [*field.errors, error.message]


class Filters(Form):
    """What a list is searched and sorted by, from the address; what the list does not offer is left out."""

    @classmethod
    def asked(cls, saved: object = None, ids: str = "", **values: Any) -> Self:
        """The filters of the address."""
        return cls(request.args)

    @property
    def chosen(self) -> dict[str, str]:
        """Those that are set, as the address has them."""
        return {field.name: str(field.data) for field in self if field.data not in (None, "")}


def _single(fields: Iterable[Any]) -> Iterator[Any]:
    """The fields that hold one value, those of rows among them."""
    for field in fields:
        if isinstance(field, wtforms.FieldList):
            yield from _single(field.entries)
        elif isinstance(field, wtforms.FormField):
            yield from _single(field.form)
        else:
            yield field
