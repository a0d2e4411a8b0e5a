"""Lists: filters in the address, pages of the database's, and the same as a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask.views import MethodView
from sqlalchemy import Select, func, select

from ..extensions import db
from ..tables import write_table
from .files import XLSX, download
from .forms.base import Filters
from .values import whole

Item = TypeVar("Item")


@dataclass(frozen=True)
class Page:
    """A slice of a list, and where it stands."""

    items: Sequence[Any]
    total: int
    number: int
    last: int


def paged(items: Sequence[Item], size: int) -> Page:
    """The page that the address asks for (`page`, from 1) of a list that is short enough to be made whole."""
    number, last = number_of(len(items), size)
    return Page(items[(number - 1) * size : number * size], len(items), number, last)


def page_of(query: Select[Any], size: int) -> Page:
    """The page that the address asks for of what a query finds; the database counts and cuts."""
    total = db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    number, last = number_of(total, size)
    return Page(db.session.scalars(query.limit(size).offset((number - 1) * size)).all(), total, number, last)


def number_of(total: int, size: int) -> tuple[int, int]:
    """The number of the page, beyond the end the last one's, and the last one's."""
    last = max(1, -(-total // size))
    return min(max(1, whole(request.args.get("page", ""), 1)), last), last


@dataclass(frozen=True)
class Sheet:
    """A list as a file.

    title: of the sheet. name: of the file, without its ending. columns: headings with their widths in characters.
    row: the cells of one item.
    """

    title: str
    name: str
    columns: Sequence[tuple[str, int]]
    row: Callable[[Any], Sequence[object]] = tuple

    def file(self, items: Sequence[Any]) -> Response:
        """The spreadsheet."""
        return download(write_table(self.title, self.columns, map(self.row, items)), XLSX, f"{self.name}.xlsx")


class ListPage(MethodView):
    """A list; made as a file (`as_view("units_export", True)`) the same list, whole, as a spreadsheet."""

    template: str
    filters: type[Filters]
    size = 50
    sheet: Sheet
    of: Any
    """What `record` found."""

    def __init__(self, as_file: bool = False) -> None:
        self.as_file = as_file

    def record(self, *args: Any, **places: Any) -> Any:
        """Whose list it is, where the address names that; raises `Missing`."""
        return None

    def query(self, filters: Any) -> Select[Any] | Sequence[Any]:
        """What is looked for, in its order; the domain's. A list itself where it can only be made whole."""
        raise NotImplementedError

    def context(self, page: Page) -> dict[str, Any]:
        """What the template needs besides `page` and `filters`."""
        return {}

    def get(self, **places: Any) -> ResponseReturnValue:
        """The page of the list, or the file."""
        self.of = self.record(**places)
        filters = self.filters.asked()
        found = self.query(filters)
        if self.as_file:
            return self.sheet.file(db.session.scalars(found).all() if isinstance(found, Select) else found)
        page = page_of(found, self.size) if isinstance(found, Select) else paged(found, self.size)
        return render_template(self.template, page=page, filters=filters, **self.context(page))
