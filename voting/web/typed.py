"""What was typed into a form that could not be taken: because the sign-in had ended, the page was too old, or others
behind the same address had asked too often. Nothing of it is lost, and nothing of it is kept on the server.

It travels through the sign-in as one sealed field of the page, which only this installation can open and only for the
person whose it was. Passwords and anything of a ballot are never taken along.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib
from dataclasses import dataclass
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from flask import current_app, render_template, request, url_for
from werkzeug.exceptions import HTTPException

from ..congress.models import Account
from ..deputies.models import Deputy
from ..sentences import Sentence
from .context import local_path, now
from .device import visitor
from .forms.base import as_sent
from .sessions import identity, whose

FIELD = "held"
KEPT = 12 * 3600
"""Seconds for which a sealed form can be opened."""
NEVER = ("accounts.sign_in", "accounts.own_password", "accounts.reset_asked", "deputy.sign_in", "deputy.cast")
"""Addresses whose forms hold secrets. The tellers' and the counting of paper ballots hold marks; see `_never`."""
_SECRET = {"csrf_token", "password", "old", "new", "again", "pin", FIELD}
_MACHINE = re.compile(r"[0-9a-fA-F._:-]{8,}|\d{0,4}|[A-Za-z_-]{0,24}")

EXPIRED = Sentence("提交时登录已经过期，内容还没有保存。请核对以后再提交一次。")
OUTDATED = Sentence("提交时页面已经过期，内容还没有保存。请核对以后再提交一次。")
OFTEN = Sentence("这个网络的操作太频繁，内容还没有保存。请过一会儿再提交一次，不必重新填写。")


@dataclass(frozen=True)
class Typed:
    """A form that was sent: where to, its fields in their order, the fields of its files, which are not kept."""

    path: str
    fields: list[tuple[str, str]]
    files: list[str]

    @property
    def texts(self) -> list[str]:
        """What a person has written, as far as one can tell it from what the page itself put in."""
        return [value for _, value in self.fields if value.strip() and not _MACHINE.fullmatch(value.strip())]

    @property
    def page(self) -> str:
        """The page on which it was typed, as far as its address shows it; else nothing."""
        adapter = current_app.url_map.bind("")
        try:
            adapter.match(self.path.partition("?")[0], method="GET")
        except HTTPException:
            return ""
        return self.path


def _never() -> bool:
    return request.endpoint in NEVER or request.blueprint == "teller" or "paper" in (request.endpoint or "")


def sent() -> Typed | None:
    """The form of this request; None when it is none, or one that is never taken along."""
    if request.method != "POST" or request.is_json or request.endpoint is None or _never():
        return None
    fields, files = as_sent()
    path = request.full_path if request.query_string else request.path
    return Typed(path, [(name, value) for name, value in fields if name not in _SECRET], files)


def from_here() -> bool:
    """Whether the form came from a page of this site: other sites' requests bring none of our cookies along."""
    return bool(visitor().device or whose())


def _box() -> Fernet:
    key: bytes = current_app.config["SECRET_KEY"]
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"typed " + key).digest()))


def seal(found: Typed | None) -> str:
    """The form as a field for the sign-in page; nothing for no form."""
    if found is None:
        return ""
    told = [whose(), int(now().timestamp()), found.path, found.fields, found.files]
    return _box().encrypt(zlib.compress(json.dumps(told, ensure_ascii=False).encode("utf-8", "replace"))).decode()


def opened(field: str, person: Account | Deputy) -> Typed | None:
    """The form that the field holds, if it is this person's and not too old."""
    if not field:
        return None
    try:
        owner, at, path, fields, files = json.loads(zlib.decompress(_box().decrypt(field.encode())))
    except (InvalidToken, ValueError, zlib.error):
        return None
    if owner not in ("", identity(person)) or abs(now().timestamp() - at) > KEPT or not local_path(path):
        return None
    return Typed(path, [(name, value) for name, value in fields], files)


def again(found: Typed, why: Any, status: int) -> Any:
    """The page that shows what was typed and sends it once more."""
    page = render_template("typed.html", typed=found, why=why, home=found.page or url_for("public.home"))
    return page, status
