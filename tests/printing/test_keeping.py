"""Public papers are made once, whoever asks and from whichever process."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from voting.printing import keeping
from voting.printing.keeping import kept


@dataclass(frozen=True)
class Leaf:
    title: str
    lines: tuple[str, ...] = ()


class Press:
    """Makes papers and counts them."""

    def __init__(self, size: int = 10) -> None:
        self.__qualname__ = "Press"
        self.made = 0
        self.size = size

    def __call__(self, leaf: Leaf, papers: Path | None = None) -> bytes:
        self.made += 1
        return leaf.title.encode() + bytes(self.size)


def test_the_same_paper_is_made_once(tmp_path: Path) -> None:
    press = Press()
    assert {kept(tmp_path, press, Leaf("一", ("二",))) for _ in range(3)} == {"一".encode() + bytes(10)}
    assert press.made == 1


@pytest.mark.parametrize("other", [Leaf("二"), Leaf("一", ("",)), Leaf("一", ("二", "三"))])
def test_other_data_is_another_paper(tmp_path: Path, other: Leaf) -> None:
    press = Press()
    kept(tmp_path, press, Leaf("一"))
    kept(tmp_path, press, other)
    assert press.made == 2


def test_a_changed_template_of_the_office_makes_it_anew(tmp_path: Path) -> None:
    press, papers = Press(), tmp_path / "papers"
    papers.mkdir()
    kept(tmp_path, press, Leaf("一"), papers=papers)
    (papers / "notice.html").write_text("new")
    kept(tmp_path, press, Leaf("一"), papers=papers)
    assert press.made == 2


def test_a_full_disk_keeps_nobody_from_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, content: bytes) -> int:
        path.touch()
        raise OSError(errno.ENOSPC, "No space left on device")

    press = Press()
    monkeypatch.setattr(Path, "write_bytes", full)
    assert kept(tmp_path, press, Leaf("一")) == "一".encode() + bytes(10)
    assert [path for path in tmp_path.iterdir() if path.suffix in (".part", ".pdf")] == []
    monkeypatch.undo()
    assert [kept(tmp_path, press, Leaf("一")) for _ in range(2)] == ["一".encode() + bytes(10)] * 2
    assert press.made == 2


def test_a_paper_that_could_not_be_made_is_tried_again(tmp_path: Path) -> None:
    def fails(leaf: Leaf) -> bytes:
        raise ValueError(leaf.title)

    for _ in range(2):
        with pytest.raises(ValueError, match="一"):
            kept(tmp_path, fails, Leaf("一"))


def test_what_nobody_asked_for_goes_when_there_is_no_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "MOST_BYTES", 2500)
    press = Press(1000)
    for age, title in ((9, "old"), (8, "older")):
        kept(tmp_path, press, Leaf(title))
        newest = max(tmp_path.glob("*.pdf"), key=lambda path: path.stat().st_mtime)
        os.utime(newest, (age, age))
    kept(tmp_path, press, Leaf("old"))
    kept(tmp_path, press, Leaf("new"))
    assert press.made == 3
    kept(tmp_path, press, Leaf("old"))
    assert press.made == 3
    kept(tmp_path, press, Leaf("older"))
    assert press.made == 4


def test_what_has_no_plain_form_is_not_kept(tmp_path: Path) -> None:
    with pytest.raises(TypeError):
        kept(tmp_path, Press(), object())


def test_many_processes_make_it_once(tmp_path: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from voting.printing.keeping import kept\n"
        "def make(text):\n"
        "    with open(sys.argv[2], 'a') as made: made.write('x')\n"
        "    time.sleep(0.5); return text.encode()\n"
        "print(kept(Path(sys.argv[1]), make, 'paper').decode())"
    )
    words = [sys.executable, "-c", program, str(tmp_path / "kept"), str(tmp_path / "made")]
    asking = [subprocess.Popen(words, stdout=subprocess.PIPE) for _ in range(4)]
    assert {one.communicate()[0] for one in asking} == {b"paper\n"}
    assert (tmp_path / "made").read_text() == "x"
