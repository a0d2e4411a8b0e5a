"""The journal at the desk: searched, filtered, in pages, handed out with its chain."""

from __future__ import annotations

import hashlib
import json

from support.office import Office

from voting.extensions import writing
from voting.journal import acts
from voting.journal.log import Actor, record
from voting.journal.models import JournalEntry


def write(office: Office, count: int) -> None:
    from datetime import UTC, datetime

    def work() -> None:
        with writing() as session:
            for place in range(count):
                act = acts.ROUND_OPENED if place % 2 else acts.ROUND_CLOSED
                now = datetime(2026, 1, 20, 2, 0, place % 60, tzinfo=UTC)
                record(
                    session, office.congress_id, Actor("程怡", "工作人员"), act, f"会议{place}", {"present": place}, now
                )

    office.run(work)


def test_pages_of_fifty_newest_first(office: Office) -> None:
    write(office, 60)
    page = office.get("/desk/journal", "auditor").text
    assert "会议59" in page
    assert "会议9<" not in page
    assert "第 1 页，共 2 页" in page
    assert "会议9<" in office.get("/desk/journal?page=2", "auditor").text


def test_it_is_searched_and_filtered_by_act(office: Office) -> None:
    write(office, 4)
    page = office.get("/desk/journal?act=round-opened", "auditor").text
    assert "会议3" in page
    assert "会议2" not in page
    page = office.get("/desk/journal?q=会议2", "auditor").text
    assert "会议2" in page
    assert "会议3" not in page


def test_a_changed_entry_is_named(office: Office) -> None:
    write(office, 3)

    def change() -> None:
        with writing() as session:
            session.get_one(JournalEntry, (office.congress_id, 1)).actor = "别人"

    office.run(change)
    assert "日志链不完整" in office.get("/desk/journal", "auditor").text


def test_the_export_can_be_checked_by_a_stranger(office: Office) -> None:
    write(office, 3)
    lines = [json.loads(line) for line in office.get("/desk/journal.jsonl", "auditor").text.splitlines()]
    parent = "0" * 64
    for line in lines:
        assert line["parent"] == parent
        keys = ("congress_id", "height", "at", "actor", "role", "act", "subject", "details", "parent")
        body = json.dumps([line[key] for key in keys], ensure_ascii=False, separators=(",", ":"))
        parent = hashlib.sha256(body.encode()).hexdigest()
        assert line["hash"] == parent
    assert len(lines) == 3


def test_another_congress_has_its_own(office: Office, stranger: Office) -> None:
    write(stranger, 2)
    assert "会议1" not in office.get("/desk/journal", "auditor").text
    assert office.get("/desk/journal.jsonl", "auditor").text == ""
