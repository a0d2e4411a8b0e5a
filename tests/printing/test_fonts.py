"""Which characters print."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from support.reading import code_picture

from voting.printing import announcement_pdf, fonts, missing_glyphs
from voting.printing.qr import matrix, read_image

from .test_report import announcement


def test_common_and_rare_names_print() -> None:
    assert missing_glyphs("欧阳震华 王㛃 李淼 赵喆 㵘 䶮 𬭎 阿卜杜热依木·买买提 Ａ1　○×√") == set()


def test_what_does_not_print_is_named() -> None:
    assert missing_glyphs("王\ue000\u200b\U0010fffd\x07") == {"\ue000", "\u200b", "\U0010fffd", "\x07"}


def test_no_fonts_at_all_is_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fonts.printable.cache_clear()
    monkeypatch.setattr(fonts, "_FOLDERS", (tmp_path,))
    with pytest.raises(fonts.FontsMissing):
        missing_glyphs("王")
    fonts.printable.cache_clear()


def test_the_offices_own_fonts_come_first(tmp_path: Path) -> None:
    source = next(Path("/usr/share/fonts").rglob("LXGWWenKaiMono-Bold.ttf"))
    shutil.copy(source, tmp_path / "office.ttf")
    assert '"LXGW WenKai Mono"' in fonts.font_faces(tmp_path)
    pdf = announcement_pdf(announcement(2), "https://x/verify#a.b.c", "ABCD-EFGH-JKLM-NPQR", fonts=tmp_path)
    assert pdf.startswith(b"%PDF")


def test_a_code_as_png_is_read_back() -> None:
    assert read_image(code_picture("赞成 https://x/verify#abc")) == ["赞成 https://x/verify#abc"]
    side = len(matrix("x"))
    assert side == 21
    with pytest.raises(ValueError, match="not a readable picture"):
        read_image(b"\x89PNG\r\n\x1a\nrubbish")
