"""What people write: cleaned for keeping, folded for searching and comparing, looked through for personal data."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from .errors import Rejected

# Line ends, tabs, and the joiner that holds composed emoji together.
_KEPT = "\n\t\u200d"
_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\n{3,}")
# Mobile and fixed-line numbers, identity numbers, e-mail addresses: what has no place in a published text.
_PERSONAL = re.compile(
    r"(?<!\d)(?:\d{17}[\dXx]|(?:\+?86[- ]?)?1[3-9]\d(?:[- ]?\d){8}|0\d{2,3}[- ]\d{7,8})(?!\d)|[\w.+-]+@[\w-]+\.[\w.-]+"
)


def clean(text: str) -> str:
    """The text as it is kept: one form of line ends and spaces, no control or direction characters.

    Emoji and rare characters stay as they were written.
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(one for one in plain if one in _KEPT or unicodedata.category(one) not in ("Cc", "Cf", "Cs"))
    return _LINES.sub("\n\n", "\n".join(_SPACES.sub(" ", line).strip() for line in kept.split("\n"))).strip()


def fold(text: str) -> str:
    """The text as it is searched and compared: compatible forms made equal, small letters, no spaces."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def headline(text: str, most: int = 30) -> str:
    """A title from the beginning of a text: up to its first mark, else `most` characters."""
    first = re.split(r"[。！？!?\n]", text, maxsplit=1)[0].strip()
    return first if len(first) <= most else first[: most - 1] + "…"


def personal(text: str) -> list[str]:
    """Telephone and identity numbers and e-mail addresses in a text, as they stand there."""
    return [found.group() for found in _PERSONAL.finditer(unicodedata.normalize("NFKC", text))]


def masked(text: str, names: Iterable[str] = ()) -> str:
    """The text without telephone and identity numbers, e-mail addresses and these names."""
    for name in names:
        text = text.replace(name, "＊＊")
    return _PERSONAL.sub("＊＊", text)


def answered(public: bool, text: str, reply: str, most: int) -> tuple[str, str]:
    """What somebody wrote in the wording that becomes public, and the office's reply, both cleaned.

    What stays unpublished needs a reply for the record. Raises `Rejected` naming the field `published_text` or `reply`,
    above all for telephone numbers and the like in what would be public.
    """
    text, reply = clean(text), clean(reply)
    if public and not text:
        raise Rejected("text_missing", "请填写公开的内容", field="published_text")
    if not public and not reply:
        raise Rejected("reply_missing", "不公开的，请写明处理意见", field="reply")
    for key, value in (("published_text", text), ("reply", reply)):
        if len(value) > most:
            raise Rejected("text_long", "最多 %(most)s 个字", field=key, most=most)
        if public and (found := personal(value)):
            raise Rejected("personal_data", "含有个人信息“%(text)s”，请删去再公开", field=key, text=found[0])
    return text, reply


def money(text: str) -> Decimal | None:
    """万元 from what a person writes; raises `ValueError`."""
    plain = "".join(text.split()).replace(",", "").replace("，", "").removesuffix("万元")
    if not plain:
        return None
    try:
        value = Decimal(plain)
    except InvalidOperation as error:
        raise ValueError("not a number") from error
    if not value.is_finite() or value < 0 or value >= 10**12:
        raise ValueError("out of range")
    return value.quantize(Decimal("0.01"))
