"""The page on which somebody writes down what others said, for desk and station alike: rows in, voices out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask.typing import ResponseReturnValue
from flask_login import current_user

from ..collection import entering
from ..collection.models import Drive, Suggestion
from ..collection.suggestions import Voice
from ..errors import Faulty
from .context import now, rng
from .forms.events import EntriesForm
from .pages import FormPage

SHEET = "纸质建议表"
CELLS = {"source": "sheet", "title": "text", "received_on": "text"}
"""Where in a row stands what the use case calls otherwise."""


class EntriesPage(FormPage):
    """Write down what others said."""

    form = EntriesForm
    drive: Drive
    usual = ""
    """The place that a row begins with."""

    def filled(self, record: Any) -> EntriesForm:
        """The rows; empty ones are passed over."""
        form = self.form.asked(token=_token())
        form.rows.keep(row for row in form.rows.entries if row.begun)
        return form

    def write(self, form: EntriesForm, origin: Voice) -> list[Suggestion]:
        """Write all of them down, or say of each what is wrong; `origin` says where they were heard."""
        voices = [_voice(row.data, origin) for row in form.rows.entries if row.begun]
        faults = entering.faults(self.drive, voices, form.consent.data)
        if faults:
            raise Faulty("entries_wrong", [(_cell(fault, place), fault.message) for place, fault in faults], 400)
        told = self.drive.congress_id, self.drive.id, voices, form.consent.data
        return entering.enter(*told, current_user.name, now(), rng, form.token.data[:32])

    def page(self, record: Any, form: EntriesForm) -> ResponseReturnValue:
        """The rows; a drive that takes in again later gets them as a new page."""
        if form.status == 409:
            form.token.raw_data = [_token()]
        for row in form.rows.entries:
            row.text.rows = 5 if len(form.rows.entries) == 1 else 2
            row.category.pairs = [(one, one) for one in self.drive.categories]
            row.place.pairs = [(one, one) for one in self.drive.places]
            if row.place.raw_data is None:
                row.place.data = self.usual
        return super().page(record, form)

    def context(self, record: Any, form: EntriesForm) -> dict[str, Any]:
        """The drive and where it stands."""
        return {"drive": self.drive, "phase": self.drive.phase(now())}


def _token() -> str:
    return rng(12).hex()


def _voice(row: dict[str, str], origin: Voice) -> Voice:
    sheet = row.pop("sheet")
    return replace(origin, source=f"{SHEET} {sheet}" if sheet else origin.source, **row)  # type: ignore[arg-type]


def _cell(fault: Any, place: int) -> str:
    field = str(fault.details.get("field", "text"))
    return field if field == "consent" else f"{CELLS.get(field, field)}-{place}"
