"""`voting journal`: the chain checked, handed out, and checked again away from the database."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
import pytest
from flask import Flask
from sqlalchemy import update

from voting.commands import main
from voting.config import Config
from voting.congress.models import Congress
from voting.extensions import db, writing
from voting.journal import acts
from voting.journal.log import Actor, record
from voting.journal.models import JournalEntry

NOW = datetime(2026, 11, 23, 6, 5, tzinfo=UTC)

FIRST, SECOND = "试验区人民代表大会", "东岭区人民代表大会"


@pytest.fixture
def written(app: Flask, config: Config, monkeypatch: pytest.MonkeyPatch) -> Config:
    """Two congresses with acts on record, and a shell in which the commands find them."""
    with writing() as session:
        for name in (FIRST, SECOND):
            congress = Congress(name=name)
            session.add(congress)
            session.flush()
            for act in (acts.MEETING_ADDED, acts.ROUND_OPENED, acts.ROUND_CLOSED):
                record(session, congress.id, Actor("张三", "工作人员"), act, "第三次会议", {}, NOW)
    monkeypatch.setenv("VOTING_INSTANCE", str(config.instance))
    return config


def tamper() -> None:
    with writing() as session:
        session.execute(
            update(JournalEntry).where(JournalEntry.height == 1, JournalEntry.congress_id == 2).values(actor="李四")
        )
    db.session.remove()


@pytest.mark.parametrize("command", [["journal"], ["journal", "verify"]])
def test_a_sound_journal(written: Config, command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(command) == 0
    assert json.loads(capsys.readouterr().out) == {FIRST: None, SECOND: None}


@pytest.mark.parametrize("command", [["journal"], ["journal", "verify"]])
def test_a_tampered_row_is_named_with_its_congress(
    written: Config, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    tamper()
    assert main.main(command) == 1
    assert json.loads(capsys.readouterr().out) == {FIRST: None, SECOND: "第 1 条日志被改动"}


def test_lines_of_one_congress_are_checked_without_the_database(written: Config, tmp_path: Path) -> None:
    out = tmp_path / "journal.jsonl"
    assert main.main(["journal", "export", "--congress", SECOND, "--out", str(out)]) == 0
    assert [json.loads(line)["act"] for line in out.read_text().splitlines()] == ["新建会议", "开始投票", "结束投票"]
    assert main.main(["journal", "verify", "--file", str(out)]) == 0


def test_without_a_name_all_are_written(written: Config, tmp_path: Path) -> None:
    out = tmp_path / "journal.jsonl"
    assert main.main(["journal", "export", "--out", str(out)]) == 0
    assert len(out.read_text().splitlines()) == 6


def test_a_changed_line_is_named(written: Config, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "journal.jsonl"
    main.main(["journal", "export", "--congress", SECOND, "--out", str(out)])
    out.write_text(out.read_text().replace('"act":"结束投票"', '"act":"开始投票"'))
    assert main.main(["journal", "verify", "--file", str(out)]) == 1
    assert "第 2 条日志被改动" in capsys.readouterr().out


def test_a_missing_line_is_named(written: Config, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "journal.jsonl"
    main.main(["journal", "export", "--congress", SECOND, "--out", str(out)])
    first, _, last = out.read_text().splitlines(keepends=True)
    out.write_text(first + last)
    assert main.main(["journal", "verify", "--file", str(out)]) == 1
    assert "第 1 条日志缺失" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["not json\n", '{"height": 0}\n', "[]\n", '{"at": 5}\n'])
def test_what_is_no_journal_is_not_readable(tmp_path: Path, text: str) -> None:
    out = tmp_path / "journal.jsonl"
    out.write_text(text)
    assert main.main(["journal", "verify", "--file", str(out)]) == 2


def test_a_pdf_of_one_congress(written: Config, tmp_path: Path) -> None:
    out = tmp_path / "journal.pdf"
    assert main.main(["journal", "export", "--congress", FIRST, "--out", str(out)]) == 0
    text = pypdfium2.PdfDocument(out)[0].get_textpage().get_text_range()
    for word in (FIRST, "开始投票", "张三", "日志链完整"):
        assert word in text


def test_a_pdf_says_that_the_chain_is_broken(written: Config, tmp_path: Path) -> None:
    tamper()
    out = tmp_path / "journal.pdf"
    assert main.main(["journal", "export", "--congress", SECOND, "--out", str(out)]) == 0
    text = "".join(pypdfium2.PdfDocument(out)[0].get_textpage().get_text_range().split())
    assert "日志链不完整：第1条日志被改动" in text


def test_a_pdf_of_all_is_refused(written: Config, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["journal", "export", "--out", str(tmp_path / "journal.pdf")]) == 2
    assert FIRST in capsys.readouterr().err


def test_an_unknown_congress_is_refused(written: Config, tmp_path: Path) -> None:
    assert main.main(["journal", "export", "--congress", "无", "--out", str(tmp_path / "journal.jsonl")]) == 2
