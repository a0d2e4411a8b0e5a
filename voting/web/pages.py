"""Pages that act: a form and its use case, a button, a list that is looked through and taken over.

A page loads what its address names, hands what was typed to one use case, and goes on; when the use case refuses, the
page is shown again with everything that was typed and the status of the error. Each says by `@access(…)` who may use
it and gets its endpoint and address by `bp.add_url_rule(…, view_func=ThePage.as_view("name"))`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask.views import MethodView

from ..edit_conflict import mark
from ..errors import DomainError
from ..meetings.models import Meeting, Round
from .context import meeting_or_404, of_meeting, of_round, round_or_404
from .forms.base import EditForm, Form
from .forms.uploads import UploadForm


class FormPage(MethodView):
    """A form: GET shows it, POST gives it to the use case."""

    template: str
    form: type[Form]

    def record(self, *args: Any, **places: Any) -> Any:
        """What the address names; raises `Missing`. None where something new is made."""
        return None

    def filled(self, record: Any) -> Any:
        """The form as the request has it."""
        return self.form.asked(record)

    def act(self, record: Any, form: Any) -> Any:
        """Call the use case; what it returns goes to `done`."""
        raise NotImplementedError

    def done(self, made: Any) -> ResponseReturnValue:
        """Where the person goes after it."""
        raise NotImplementedError

    def context(self, record: Any, form: Any) -> dict[str, Any]:
        """What the template needs besides `form` and what `place` gives."""
        return {}

    def get(self, **places: Any) -> ResponseReturnValue:
        """The form."""
        record = self.record(**places)
        return self.page(record, self.filled(record))

    def post(self, **places: Any) -> ResponseReturnValue:
        """The act, or the form again."""
        record = self.record(**places)
        form = self.filled(record)
        if form.readable():
            try:
                made = self.act(record, form)
            except DomainError as error:
                form.refuse(error)
            else:
                return self.done(made)
        return self.page(record, form)

    def place(self, record: Any) -> dict[str, Any]:
        """What every page of this kind shows of the record."""
        return {"record": record}

    def page(self, record: Any, form: Any) -> ResponseReturnValue:
        """The template with the form as it is."""
        words = {**self.place(record), **self.context(record, form)}
        return render_template(self.template, form=form, **words), form.status


class MeetingPage(FormPage):
    """A form of a meeting, or of a part of it that knows its meeting."""

    def record(self, meeting_id: int, **places: Any) -> Any:
        """The meeting."""
        return meeting_or_404(meeting_id)

    def place(self, record: Any) -> dict[str, Any]:
        """The meeting."""
        return of_meeting(record if isinstance(record, Meeting) else record.meeting)


class RoundPage(FormPage):
    """A form of a round."""

    def record(self, uuid: str, **places: Any) -> Round:
        """The round."""
        return round_or_404(uuid)

    def place(self, record: Round) -> dict[str, Any]:
        """The round and its meeting."""
        return of_round(record)


class EditPage(FormPage):
    """The form of a record that others may be changing too: nothing is saved upon what was not read."""

    form: type[EditForm]

    def seen(self, record: Any) -> Sequence[object]:
        """What the form shows of the record, as the use case compares it."""
        raise NotImplementedError

    def kept(self, record: Any, form: EditForm) -> dict[str, object]:
        """The record's values by the names of the fields."""
        return {field.name: getattr(record, field.name) for field in form if hasattr(record, field.name)}

    def page(self, record: Any, form: Any) -> ResponseReturnValue:
        """The template, and what somebody has saved meanwhile beside what was typed."""
        if record is not None:
            form.compare(mark(self.seen(record)), self.kept(record, form))
        return super().page(record, form)


class PhotoPage(FormPage):
    """A form with files (see `forms.photos`): they wait until it is right."""

    def send(self, record: Any, form: Any) -> Any:
        """Call the use case; what it returns goes to `done`."""
        raise NotImplementedError

    def act(self, record: Any, form: Any) -> Any:
        """Call it, and let the files go."""
        made = self.send(record, form)
        form.arrive()
        return made

    def page(self, record: Any, form: Any) -> ResponseReturnValue:
        """The template; a form that was sent comes back with its files."""
        if request.method == "POST":
            form.wait()
        return super().page(record, form)


class ActPage(MethodView):
    """A button: POST calls the use case, says that it is done, and goes on."""

    methods = ["POST"]

    def act(self, *args: Any, **places: Any) -> Any:
        """Call the use case."""
        raise NotImplementedError

    def done(self, made: Any) -> ResponseReturnValue:
        """Where the person goes after it."""
        raise NotImplementedError

    def refused(self, error: DomainError, *args: Any, **places: Any) -> ResponseReturnValue:
        """The page that says why not; usually the page of errors."""
        raise error

    def post(self, **places: Any) -> ResponseReturnValue:
        """The act."""
        try:
            made = self.act(**places)
        except DomainError as error:
            return self.refused(error, **places)
        return self.done(made)


class ImportPage(MethodView):
    """A list as a file: looked through with its errors first, then taken over."""

    template: str
    form = UploadForm
    home: str
    """The endpoint of the list, whose address names the same places."""
    words: dict[str, Any] = {}
    """What the template needs besides `form`, `preview` and what `context` gives."""
    faulty = 200
    """The status of a page that names errors of rows."""
    of: Any
    """What `record` found."""
    sent: Any
    """The form, once it was sent."""

    def record(self, *args: Any, **places: Any) -> Any:
        """Whose list it is, where the address names that; raises `Missing`."""
        return None

    def read(self, content: bytes, name: str) -> Any:
        """What the file holds, with `errors`; raises `Rejected`, `TooLarge`."""
        raise NotImplementedError

    def take(self, preview: Any) -> Any:
        """Take it over; returns what is said of it, or what else goes to `done`."""
        raise NotImplementedError

    def done(self, made: Any) -> ResponseReturnValue:
        """The list again, with what is said."""
        flash(made, "ok")
        return redirect(url_for(self.home, **self.places))

    def context(self, preview: Any) -> dict[str, Any]:
        """What the template needs of the place."""
        return {}

    def get(self, **places: Any) -> ResponseReturnValue:
        """The form for the file."""
        self.of, self.places = self.record(**places), places
        return self.page(self.form.asked())

    def post(self, **places: Any) -> ResponseReturnValue:
        """The preview, or the import."""
        self.of, self.places = self.record(**places), places
        form, preview = self.form.asked(), None
        self.sent = form
        try:
            content, name = form.sent()
            preview = self.read(content, name)
            form.carry(content, name)
            if form.wanted.data and not preview.errors:
                return self.done(self.take(preview))
        except DomainError as error:
            form.refuse(error)
        return self.page(form, preview)

    def page(self, form: UploadForm, preview: Any = None) -> ResponseReturnValue:
        """The template with the form as it is."""
        status = self.faulty if form.status == 200 and preview and preview.errors else form.status
        words = {**self.words, **self.context(preview)}
        return render_template(self.template, form=form, preview=preview, **words), status
