"""The print fonts: which there are, how templates name them, and which characters they cannot print.

Debian's `fonts-noto-cjk` (宋, 黑) and `fonts-lxgw-wenkai` (楷, 仿宋) stand in for the licensed fonts that GB/T 9704
asks for. An installation that owns those puts the files into a folder; they then come first.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTCollection, TTFont
from fontTools.ttLib.tables._n_a_m_e import table__n_a_m_e

STACKS = {
    "title": ["方正小标宋简体", "方正小标宋_GBK", "FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "Noto Serif CJK SC"],
    "song": ["宋体", "SimSun", "Noto Serif CJK SC"],
    "fang": ["仿宋_GB2312", "FangSong_GB2312", "仿宋", "FangSong", "LXGW WenKai"],
    "kai": ["楷体_GB2312", "KaiTi_GB2312", "楷体", "KaiTi", "LXGW WenKai"],
    "hei": ["黑体", "SimHei", "Noto Sans CJK SC"],
    "mono": ["Noto Sans Mono CJK SC"],
}
"""Font families by role, best first; every stack ends in fonts from Debian."""

LAST = ["Noto Serif CJK SC", "LXGW WenKai", "Noto Sans CJK SC"]
"""Where characters are looked for that the role's own fonts lack."""

_FILES = ("NotoSerifCJK-Regular.ttc", "NotoSansCJK-Regular.ttc", "LXGWWenKai-Regular.ttf")
_FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path.home() / ".local/share/fonts",
    Path.home() / ".fonts",
)
_SUFFIXES = {".ttf", ".otf", ".ttc"}


class FontsMissing(RuntimeError):
    """No print font is installed."""


def stack(role: str) -> str:
    """The CSS value of `font-family` for a role of `STACKS`."""
    names = dict.fromkeys([*STACKS[role], *LAST])
    return ", ".join(f'"{name}"' for name in names)


@lru_cache(maxsize=8)
def font_faces(folder: Path | None) -> str:
    """CSS `@font-face` rules for every font file in the office's folder, under each name that the file bears."""
    rules = []
    for path in _office_files(folder):
        with _open(path) as font:
            for family in sorted(_families(font["name"])):
                rules.append(f'@font-face {{ font-family: "{family}"; src: url("{path.resolve().as_uri()}"); }}')
    return "\n".join(rules)


@lru_cache(maxsize=8)
def printable(folder: Path | None = None) -> frozenset[int]:
    """Every code point that one of the print fonts has; raises `FontsMissing` when none is installed."""
    files = [found for name in _FILES if (found := _find(name))] + _office_files(folder)
    if not files:
        raise FontsMissing("no print fonts: install fonts-noto-cjk and fonts-lxgw-wenkai")
    points: set[int] = set()
    for path in files:
        with _open(path) as font:
            points.update(font.getBestCmap() or {})
    return frozenset(points)


def missing_glyphs(text: str, fonts: Path | None = None) -> set[str]:
    """The characters of `text` that would not print.

    Spaces and line breaks always print; control characters, invisible formatting characters and unassigned code points
    never do, whatever a font says. Raises `FontsMissing`.
    """
    known = printable(fonts)
    return {c for c in set(text) if not _prints(c, known)}


def _prints(character: str, known: frozenset[int]) -> bool:
    if character in " \u3000\n\r\t":
        return True
    if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"}:
        return False
    return ord(character) in known


def _find(name: str) -> Path | None:
    for folder in _FOLDERS:
        if folder.is_dir():
            for path in folder.rglob(name):
                return path
    return None


def _office_files(folder: Path | None) -> list[Path]:
    if folder is None or not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if path.suffix.lower() in _SUFFIXES)


def _open(path: Path) -> TTFont:
    if path.suffix.lower() == ".ttc":
        font: TTFont = TTCollection(path, lazy=True).fonts[0]
        return font
    return TTFont(path, lazy=True)


def _families(names: table__n_a_m_e) -> set[str]:
    """Family (1), full (4), PostScript (6) and typographic family (16) names in every language."""
    found = set()
    for record in names.names:
        if record.nameID in {1, 4, 6, 16}:
            text = record.toUnicode(errors="ignore").strip()
            if text and not set(text) & set('"\\\n<>'):
                found.add(text)
    return found
