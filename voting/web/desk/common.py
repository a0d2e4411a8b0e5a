"""What several desk pages share."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Response, request, send_file
from flask_login import current_user

from ...accounts.administration import people
from ...accounts.models import ROLE_NAMES
from ...errors import Rejected
from ...printing import missing_glyphs
from ..here import settings
from ..values import whole
from . import bp

READERS = ("clerk", "chair", "administrator", "credential_authority", "teller", "auditor")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = "application/pdf"
Item = TypeVar("Item")


def may(*roles: str) -> bool:
    """Whether the person in front of the page has one of the roles."""
    return bool(set(roles) & set(current_user.roles))


@bp.context_processor
def _words() -> dict[str, Any]:
    return {"may": may, "who_may": who_may, "readers": READERS}


def who_may(*roles: str) -> list[tuple[str, list[str]]]:
    """For each role its title and the people of this congress who hold it."""
    accounts = [account for account in people(current_user.congress_id) if not account.closed]
    return [(ROLE_NAMES[role], [one.name for one in accounts if role in one.roles]) for role in roles]


def download(data: bytes, mimetype: str, name: str) -> Response:
    """A file to keep."""
    return send_file(io.BytesIO(data), mimetype=mimetype, as_attachment=True, download_name=name)


def upload() -> tuple[bytes, str]:
    """The uploaded file, or the one that the preview carried along; raises `Rejected`."""
    if request.form.get("content"):
        try:
            return base64.b64decode(request.form["content"], validate=True), request.form.get("filename", "")
        except ValueError as error:
            raise Rejected("no_file", "请选择文件", field="file") from error
    file = request.files.get("file")
    if file is None or not file.filename:
        raise Rejected("no_file", "请选择文件", field="file")
    return file.read(), file.filename


def carried(content: bytes, name: str) -> tuple[str, str]:
    """A file as the preview's form carries it to the import."""
    return base64.b64encode(content).decode(), name


def unprintable(text: str) -> set[str]:
    """The characters that no print font has."""
    return missing_glyphs(text, settings().fonts)


@dataclass(frozen=True)
class Page:
    """A slice of a list, and where it stands."""

    items: Sequence[Any]
    total: int
    number: int
    last: int


def paged(items: Sequence[Item], size: int) -> Page:
    """The page that the address asks for (`page`, from 1); beyond the end the last one."""
    last = max(1, -(-len(items) // size))
    asked = request.args.get("page", "1")
    number = min(max(1, whole(asked, 1)), last)
    return Page(items[(number - 1) * size : number * size], len(items), number, last)


def field_of(error: Any, default: str | None = None) -> str | None:
    """The form field that an error of a use case speaks of."""
    found = error.details.get("field", default)
    return str(found) if found else None
