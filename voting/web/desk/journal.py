"""The journal of official acts, searched and handed out (日志)."""

from __future__ import annotations

import json
from datetime import UTC
from typing import Any

from flask import Response, render_template, request
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from ...extensions import db
from ...journal.log import entries, first_fault
from ...journal.models import JournalEntry
from ..access import access
from . import bp
from .common import READERS, paged

PER_PAGE = 50
# What the keys of the entries' details are called on the page; the export has them as they are.
WORDS = {
    "candidates": _l("候选项目"), "cards": _l("投票卡"), "deputies": _l("代表人数"), "delegations": _l("代表团数"),
    "entitled": _l("应到"), "present": _l("实到"), "issued": _l("发出"), "returned": _l("收回"),
    "ballots": _l("选票"), "seats": _l("应选"), "round": _l("轮次"), "fingerprint": _l("指纹"),
    "rules_hash": _l("规则与名单指纹"), "head": _l("票箱末端指纹"), "from": _l("原为"), "to": _l("改为"),
    "reason": _l("原因"), "name": _l("名称"), "number": _l("编号"), "no": _l("序号"), "username": _l("用户名"),
    "roles": _l("角色"), "rehearsal": _l("演练"), "trustee": _l("钥匙序号"),
}  # fmt: skip


def _matches(entry: JournalEntry, words: str, act: str) -> bool:
    if act and entry.act != act:
        return False
    return not words or any(words in text for text in (entry.actor, entry.act, entry.subject, entry.details))


@bp.get("/journal")
@access(*READERS)
def journal() -> Any:
    """The journal, newest first, and whether its chain holds."""
    chain = entries(db.session(), current_user.congress_id)
    words, act = request.args.get("q", "").strip(), request.args.get("act", "")
    found = [entry for entry in reversed(chain) if _matches(entry, words, act)]
    page = paged(found, PER_PAGE)
    details = {entry.height: json.loads(entry.details) for entry in page.items}
    return render_template(
        "desk/journal.html", page=page, details=details, fault=first_fault(chain), total=len(chain),
        acts=sorted({entry.act for entry in chain}), words=WORDS,
        filters={key: value for key, value in (("q", words), ("act", act)) if value},
    )  # fmt: skip


@bp.get("/journal.jsonl")
@access(*READERS)
def journal_export() -> Any:
    """Every entry on a line of its own, oldest first, with all that its hash covers (see `entry_hash`)."""
    lines = [_line(entry) for entry in entries(db.session(), current_user.congress_id)]
    return Response(
        "".join(lines), mimetype="application/x-ndjson",
        headers={"Content-Disposition": 'attachment; filename="journal.jsonl"'},
    )  # fmt: skip


def _line(entry: JournalEntry) -> str:
    value = {
        "congress_id": entry.congress_id, "height": entry.height,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"), "actor": entry.actor, "role": entry.role,
        "act": entry.act, "subject": entry.subject, "details": entry.details, "parent": entry.parent,
        "hash": entry.hash,
    }  # fmt: skip
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"
