"""Pages that act: a form and its use case, a button, a list that is looked through and taken over.

A page loads what its address names, hands what was typed to one use case, and goes on; when the use case refuses, the
page is shown again with everything that was typed and the status of the error. Each says by `@access(…)` who may use
it and gets its endpoint and address by `bp.add_url_rule(…, view_func=ThePage.as_view("name"))`.
"""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask.views import MethodView

from ..errors import DomainError
from .forms.base import Form
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
        """What the template needs besides `record` and `form`."""
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

    def page(self, record: Any, form: Any) -> ResponseReturnValue:
        """The template with the form as it is."""
        return render_template(self.template, record=record, form=form, **self.context(record, form)), form.status


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
    home: str
    """The endpoint of the list."""
    words: dict[str, Any] = {}
    """What the template needs besides `form` and `preview`."""

    def read(self, content: bytes, name: str) -> Any:
        """What the file holds, with `errors`; raises `Rejected`, `TooLarge`."""
        raise NotImplementedError

    def take(self, preview: Any) -> str:
        """Take it over; returns what is said of it."""
        raise NotImplementedError

    def get(self) -> ResponseReturnValue:
        """The form for the file."""
        return self.page(UploadForm.asked())

    def post(self) -> ResponseReturnValue:
        """The preview, or the import."""
        form, preview = UploadForm.asked(), None
        try:
            content, name = form.sent()
            preview = self.read(content, name)
            if form.wanted.data and not preview.errors:
                flash(self.take(preview), "ok")
                return redirect(url_for(self.home))
            form.carry(content, name)
        except DomainError as error:
            form.refuse(error)
        return self.page(form, preview)

    def page(self, form: UploadForm, preview: Any = None) -> ResponseReturnValue:
        """The template with the form as it is."""
        return render_template(self.template, form=form, preview=preview, **self.words), form.status
