"""Where a check looked, in the visitor's words."""

from __future__ import annotations

import re

from flask_babel import gettext as _

_COUNTED = re.compile(r"(\d+) (bytes|files|events|trustees|cards|ballots|shuffles|void ballots)")
_AT = re.compile(r"(event|page|trustee|election) ([A-Za-z0-9]+)(?:, tracker (.+))?")


def in_words(where: str) -> str:
    """The place or the amount that a check names; what has no word of ours stays as it is."""
    if (counted := _COUNTED.fullmatch(where)) is not None:
        return _amount(counted[1], counted[2])
    if (at := _AT.fullmatch(where)) is not None:
        named = _place(at[1], at[2])
        return _("%(place)s，追踪码 %(tracker)s", place=named, tracker=at[3]) if at[3] else named
    words = {
        "archive": _("档案"),
        "pdf": _("PDF 文件"),
        "proofs file": _("解密证明文件"),
        "voting": _("投票中"),
        "closed": _("已截止"),
        "mixed": _("已混票"),
        "decrypted": _("已解密"),
        "finished": _("已计票"),
    }
    return words.get(where, where)


def _amount(n: str, what: str) -> str:
    return {
        "bytes": _("%(n)s 字节", n=n),
        "files": _("%(n)s 个文件", n=n),
        "events": _("%(n)s 条记录", n=n),
        "trustees": _("%(n)s 把钥匙", n=n),
        "cards": _("%(n)s 张投票卡", n=n),
        "ballots": _("%(n)s 张选票", n=n),
        "shuffles": _("%(n)s 次混票", n=n),
        "void ballots": _("%(n)s 张内容不是选票的无效票", n=n),
    }[what]


def _place(kind: str, n: str) -> str:
    return {
        "event": _("记录 %(n)s", n=n),
        "page": _("第 %(n)s 页", n=n),
        "trustee": _("钥匙 %(n)s", n=n),
        "election": _("轮次编号 %(n)s", n=n),
    }[kind]
