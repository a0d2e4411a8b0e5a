"""The journal as JSON lines: every entry on a line of its own with all that its hash covers, and read back."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime

from ..sentences import Sentence
from .models import JournalEntry

WORDS = {
    "candidates": Sentence("候选项目"), "cards": Sentence("投票卡"), "deputies": Sentence("代表人数"),
    "delegations": Sentence("代表团数"), "entitled": Sentence("应到"), "present": Sentence("实到"),
    "issued": Sentence("发出"), "returned": Sentence("收回"), "ballots": Sentence("选票"), "seats": Sentence("应选"),
    "round": Sentence("轮次"), "fingerprint": Sentence("指纹"), "rules_hash": Sentence("规则与名单指纹"),
    "head": Sentence("票箱末端指纹"), "from": Sentence("原为"), "to": Sentence("改为"), "reason": Sentence("原因"),
    "name": Sentence("名称"), "number": Sentence("编号"), "no": Sentence("序号"), "username": Sentence("用户名"),
    "roles": Sentence("角色"), "rehearsal": Sentence("演练"), "trustee": Sentence("钥匙序号"),
    "step": Sentence("步骤"), "note": Sentence("说明"), "boxes": Sentence("投票箱"), "height": Sentence("票箱记录"),
    "late": Sentence("补记"), "paper_issued": Sentence("发出纸质票"), "valid": Sentence("有效"),
    "void": Sentence("无效"),
    "batch": Sentence("批次"), "sheets": Sentence("张数"), "run": Sentence("第几次"), "printed": Sentence("印制"),
    "destroyed": Sentence("销毁"), "copies": Sentence("份数"), "announcement_no": Sentence("公告号"),
    "wanted": Sentence("是否需要"), "follows": Sentence("上一轮"), "purpose": Sentence("再次投票的缘由"),
    "state": Sentence("当时状态"),
}  # fmt: skip
"""What the keys of the entries' details are called on pages and papers; the lines have them as they are."""


def line(entry: JournalEntry) -> str:
    """One entry as a line of JSON."""
    value = {
        "congress_id": entry.congress_id, "height": entry.height,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"), "actor": entry.actor, "role": entry.role,
        "act": entry.act, "subject": entry.subject, "details": entry.details, "parent": entry.parent,
        "hash": entry.hash,
    }  # fmt: skip
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"


def lines(chain: Iterable[JournalEntry]) -> str:
    """All entries, oldest first."""
    return "".join(line(entry) for entry in chain)


def read(text: str) -> dict[int, list[JournalEntry]]:
    """The chains of an export by congress id, to be checked without the database; raises `ValueError`."""
    chains: dict[int, list[JournalEntry]] = {}
    for number, one in enumerate(text.splitlines(), start=1):
        try:
            value = json.loads(one)
            entry = JournalEntry(**{**value, "at": datetime.fromisoformat(value["at"])})
        except (ValueError, TypeError, KeyError) as error:
            raise ValueError(f"line {number}: not an entry of a journal") from error
        chains.setdefault(entry.congress_id, []).append(entry)
    return chains
