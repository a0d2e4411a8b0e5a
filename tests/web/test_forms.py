"""The toolbox of forms: what each field reads, what it says otherwise, and that nothing typed is lost."""

from __future__ import annotations

import importlib
import io
import pkgutil
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
import wtforms
from flask import Flask
from werkzeug.datastructures import FileStorage, MultiDict
from wtforms.fields.core import UnboundField

from voting.errors import Conflict, Missing
from voting.sentences import Sentence
from voting.web import forms
from voting.web.access import MARK, access, require_marks
from voting.web.forms import choices, fields, rows
from voting.web.forms.base import UNREADABLE, Form
from voting.web.pages import FormPage

LABEL = Sentence("数值")


class Row(Form):
    """One line of several."""

    name = fields.Text(Sentence("名称"))
    amount = fields.Money(Sentence("金额"), required=False)


class Sample(Form):
    """A field of each kind."""

    text = fields.Text(LABEL)
    long = fields.LongText(LABEL)
    secret = fields.Secret(LABEL)
    whole = fields.Whole(LABEL, low=1, high=31)
    money = fields.Money(LABEL)
    day = fields.Day(LABEL)
    moment = fields.Moment(LABEL)
    choice = choices.Choice(LABEL, {"a": "甲", "b": "乙"})
    record = choices.Record(LABEL, lambda: [SimpleNamespace(id=7, name="区民政局")])
    check = fields.Check(LABEL)
    checks = choices.Checks(LABEL, {"a": "甲", "b": "乙"})
    file = fields.Upload(LABEL)
    rows = rows.Rows(wtforms.FormField(Row), most=3)


GOOD = {
    "text": " 区 民政局\u202e ",
    "long": "一\r\n二",
    "secret": " a b ",
    "whole": "１２",
    "money": "35.5 万元",
    "day": "2026-11-05",
    "moment_on": "2026-11-05",
    "moment_time": "09:00",
    "choice": "b",
    "record": "7",
    "check": "1",
}


def filled(**other: Any) -> Sample:
    file = FileStorage(io.BytesIO(b"x"), "list.csv")
    return Sample(MultiDict([*{**GOOD, **other}.items(), ("checks", "a"), ("checks", "b"), ("file", file)]))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("text", "区 民政局"),
        ("long", "一\n二"),
        ("secret", " a b "),
        ("whole", 12),
        ("money", Decimal("35.50")),
        ("day", date(2026, 11, 5)),
        ("moment", datetime(2026, 11, 5, 1, tzinfo=UTC)),
        ("choice", "b"),
        ("record", 7),
        ("check", True),
        ("checks", ["a", "b"]),
        ("file", (b"x", "list.csv")),
    ],
)
def test_a_field_reads_what_was_typed(name: str, value: Any) -> None:
    form = filled()
    assert form.readable()
    assert (form[name].data, form.status) == (value, 200)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("whole", "32"),
        ("whole", "9" * 40),
        ("whole", ""),
        ("money", "许多"),
        ("day", "2026-02-30"),
        ("moment_time", "25:00"),
        ("moment_on", ""),
        ("choice", "c"),
        ("record", "8"),
        ("record", ""),
    ],
)
def test_what_cannot_be_read_is_said_at_the_field_and_kept(name: str, typed: str) -> None:
    form = filled(**{name: typed})
    assert not form.readable()
    at = name.split("_")[0]
    assert [field for field, _said in form.errors] == [at]
    assert form.errors[0][1]
    assert form.status == UNREADABLE
    assert typed in (form[at].texts if at == "moment" else (form[at].text,))


def test_no_field_takes_the_place_of_what_every_form_can_do() -> None:
    for module in pkgutil.iter_modules(forms.__path__):
        importlib.import_module(f"{forms.__name__}.{module.name}")
    known, waiting = [], [Form]
    while waiting:
        known += (found := waiting.pop().__subclasses__())
        waiting += found
    assert len(known) > 50
    own = [(form, name) for form in known for name, held in vars(form).items() if isinstance(held, UnboundField)]
    assert [(form.__name__, name) for form, name in own if hasattr(Form, name)] == []


def test_an_empty_form_is_a_form_that_was_sent() -> None:
    form = Sample(MultiDict())
    assert not form.readable()
    assert [field for field, _said in form.errors] == ["whole", "money", "day", "moment", "choice", "record", "file"]


def test_a_form_that_was_not_sent_shows_what_is_saved() -> None:
    saved = SimpleNamespace(whole=3, day=date(2026, 3, 1), moment=datetime(2026, 3, 1, 1, tzinfo=UTC), record=7)
    form = Sample(obj=saved)
    assert (form.whole.text, form.day.text, form.moment.texts) == ("3", "2026-03-01", ("2026-03-01", "09:00"))
    assert form.record.options == [("", "—", False), ("7", "区民政局", True)]


def test_a_password_is_never_shown_again() -> None:
    assert filled().secret.text == ""


@pytest.mark.parametrize(
    ("name", "kind"), [("text", "text"), ("secret", "password"), ("day", "date"), ("file", "file"), ("whole", "text")]
)
def test_the_browser_is_told_what_kind_of_input_it_is(name: str, kind: str) -> None:
    assert Sample()[name].type == kind


def test_a_file_in_the_place_of_a_text_is_no_text() -> None:
    form = filled(whole=FileStorage(io.BytesIO(b"3"), "3.txt"))
    assert not form.readable()
    assert form.whole.text == ""


def test_rows_are_read_as_far_as_there_may_be_some() -> None:
    names = {f"rows-{at}-name": f"第{at}" for at in ("0", "2", "5", "7", "9" * 5000, "²", "x")}
    form = filled(**names, **{"rows-2-amount": "很多"})
    assert not form.readable()
    assert [row.form.name.data for row in form.rows] == ["第0", "第2", "第5"]
    assert [field for field, _said in form.errors] == ["rows-1-amount"]


def test_what_a_use_case_refuses_stands_at_the_field_that_it_names() -> None:
    form = filled()
    form.refuse(Conflict("exists", "已有同名的单位", field="text"))
    form.refuse(Conflict("busy", "现在不能办理"))
    assert form.errors == [("text", "已有同名的单位"), (None, "现在不能办理")]
    assert (form.status, form.text.text) == (409, GOOD["text"])


def test_without_what_the_address_names_there_is_no_form() -> None:
    with pytest.raises(Missing):
        filled().refuse(Missing("no_such_unit", "没有找到这个单位"))


def test_a_class_of_pages_says_who_may_use_it_or_the_application_does_not_start() -> None:
    class Silent(FormPage):
        form = Sample

    @access("clerk")
    class Told(Silent):
        pass

    @access.public
    class Open(Told):
        pass

    app = Flask(__name__)
    app.add_url_rule("/told", view_func=Told.as_view("told"))
    app.add_url_rule("/open", view_func=Open.as_view("open"))
    require_marks(app)
    assert [getattr(app.view_functions[name], MARK) for name in ("told", "open")] == ["clerk", "public"]
    app.add_url_rule("/silent", view_func=Silent.as_view("silent"))
    with pytest.raises(RuntimeError, match="silent"):
        require_marks(app)
