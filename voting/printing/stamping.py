"""Many pages from one template page: the page as a form XObject, with text and QR codes stamped on as vectors.

Text keeps its characters (a reader can search and copy it): the stamp fonts are taken, with their encodings, from a
page that WeasyPrint has set with every character that will be needed.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from . import qr
from .rendering import DoesNotFit, layout, write


@dataclass(frozen=True)
class Glyph:
    """How a character is drawn: the font's resource name, its code in hexadecimal, its width in em/1000."""

    font: str
    code: str
    width: float


@dataclass(frozen=True)
class Style:
    """A stamp text: `role` of the fonts' stacks, weight, colour."""

    role: str
    weight: int = 400
    colour: tuple[float, float, float] = (0, 0, 0)


class Stamps:
    """A PDF in the making: template pages become forms, then any number of sheets is added."""

    def __init__(self, template: bytes, styles: dict[str, tuple[Style, Iterable[str]]], fonts: Path | None) -> None:
        """`template`: its pages become the forms /T0, /T1 …; `styles`: for each name, the texts that it will write.

        Raises `DoesNotFit` for characters that no font can set.
        """
        self._pdf = pikepdf.open(io.BytesIO(template))
        forms = [self._pdf.make_indirect(page.as_form_xobject()) for page in self._pdf.pages]
        self._media = [[float(v) for v in page.mediabox] for page in self._pdf.pages]
        self._colours = {name: style.colour for name, (style, _) in styles.items()}
        self._glyphs: dict[str, dict[str, Glyph]] = {}
        font_resources = Dictionary()
        if styles:
            self._load_fonts(styles, fonts, font_resources)
        xobjects = Dictionary({f"/T{number}": form for number, form in enumerate(forms)})
        self._resources = self._pdf.make_indirect(Dictionary(XObject=xobjects, Font=font_resources))
        self._root = self._pdf.Root.Pages
        self._pages: list[Any] = []

    def _load_fonts(self, styles: dict[str, tuple[Style, Iterable[str]]], fonts: Path | None, out: Dictionary) -> None:
        names = list(styles)
        pages = [
            {"style": styles[name][0], "text": "".join(sorted(set("".join(styles[name][1])) - {" "}))} for name in names
        ]
        alphabet = pikepdf.open(io.BytesIO(write(layout("alphabet.html", fonts, pages=pages))))
        renamed: dict[tuple[int, int], str] = {}
        for name, page in zip(names, alphabet.pages, strict=True):
            self._glyphs[name] = _read_alphabet(self._pdf, page, renamed, out)
            if lost := set("".join(styles[name][1])) - {" "} - self._glyphs[name].keys():
                raise DoesNotFit("these characters cannot be printed: " + "".join(sorted(lost)))

    def width(self, style: str, size: float, text: str) -> float:
        """Width of a text in points."""
        glyphs = self._glyphs[style]
        return sum(glyphs[c].width if c != " " else 250 for c in text) * size / 1000

    def text(self, style: str, size: float, x: float, y: float, text: str, align: float = 0) -> str:
        """Operators that write `text` with its baseline at (x, y); `align` 0 starts, 0.5 centres, 1 ends at x."""
        glyphs = self._glyphs[style]
        x -= align * self.width(style, size, text)
        red, green, blue = self._colours[style]
        parts = [f"BT {red:g} {green:g} {blue:g} rg 1 0 0 1 {x:.2f} {y:.2f} Tm"]
        font = None
        codes = ""
        for character in text:
            if character == " ":
                if codes:
                    parts.append(f"<{codes}> Tj")
                    codes = ""
                parts.append("[-250] TJ")
                continue
            glyph = glyphs[character]
            if glyph.font != font:
                if codes:
                    parts.append(f"<{codes}> Tj")
                    codes = ""
                font = glyph.font
                parts.append(f"{font} {size:g} Tf")
            codes += glyph.code
        if codes:
            parts.append(f"<{codes}> Tj")
        return " ".join(parts) + " ET"

    def code(self, text: str, x: float, y: float, side: float, level: str = "M") -> str:
        """Operators that draw a QR code into the square of `side` points whose lower left corner is (x, y)."""
        modules = qr.matrix(text, level)
        count = len(modules)
        scale = side / count
        rectangles = " ".join(
            f"{column} {count - 1 - row} {length} 1.02 re" for column, row, length in qr.runs(modules)
        )
        return f"q 0 g {scale:.4f} 0 0 {scale:.4f} {x:.2f} {y:.2f} cm {rectangles} f Q"

    def sheet(self, number: int, operators: Iterable[str]) -> None:
        """Add a page: template page `number` with what is stamped on it."""
        content = f"q /T{number} Do Q\n" + "\n".join(operators)
        self._pages.append(
            self._pdf.make_indirect(
                Dictionary(
                    Type=Name.Page,
                    Parent=self._root,
                    MediaBox=Array(self._media[number]),
                    Resources=self._resources,
                    Contents=self._pdf.make_stream(content.encode()),
                )
            )
        )

    def save(self) -> bytes:
        """The PDF with the sheets added, in order; the template pages themselves are not part of it."""
        self._root.Kids = Array(self._pages)
        self._root.Count = len(self._pages)
        for key in ("/Names", "/Outlines", "/Dests"):
            if key in self._pdf.Root:
                del self._pdf.Root[key]
        return save(self._pdf)


def repeat(template: bytes, copies: int) -> bytes:
    """The template's pages `copies` times; the content is stored once."""
    pdf = pikepdf.open(io.BytesIO(template))
    root = pdf.Root.Pages
    originals = [page.obj for page in pdf.pages]
    pages = []
    for _ in range(copies):
        for page in originals:
            twin = Dictionary({k: v for k, v in page.items() if k not in ("/Annots", "/Parent")})
            twin.Parent = root
            pages.append(pdf.make_indirect(twin))
    root.Kids = Array(pages)
    root.Count = len(pages)
    return save(pdf)


def save(pdf: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    pdf.save(out, compress_streams=True, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return out.getvalue()


def _read_alphabet(
    pdf: pikepdf.Pdf, page: pikepdf.Page, renamed: dict[tuple[int, int], str], out: Dictionary
) -> dict[str, Glyph]:
    """Which code of which font draws each character of an alphabet page; copies the fonts into `pdf`."""
    glyphs: dict[str, Glyph] = {}
    tables: dict[str, tuple[str, dict[str, str], dict[int, float]]] = {}
    current: tuple[str, dict[str, str], dict[int, float]] | None = None
    for instruction in pikepdf.parse_content_stream(page):
        operands, operator = instruction.operands, instruction.operator
        if str(operator) == "Tf":
            key = str(operands[0])
            if key not in tables:
                font = page.Resources.Font[key]
                if font.objgen not in renamed:
                    renamed[font.objgen] = f"/F{len(renamed)}"
                    out[renamed[font.objgen]] = pdf.copy_foreign(font)
                tables[key] = (renamed[font.objgen], _unicode(font.ToUnicode.read_bytes()), _widths(font))
            current = tables[key]
        elif str(operator) in {"TJ", "Tj"} and current:
            items = operands[0] if str(operator) == "TJ" else operands
            for item in items:
                if not isinstance(item, pikepdf.String):
                    continue
                data = bytes(item).hex()
                for start in range(0, len(data), 4):
                    code = data[start : start + 4]
                    character = current[1].get(code)
                    if character is not None:
                        glyphs.setdefault(character, Glyph(current[0], code, current[2].get(int(code, 16), 1000)))
    return glyphs


def _unicode(cmap: bytes) -> dict[str, str]:
    """Code to character, from the `bfchar` lines of a ToUnicode map."""
    pairs = re.findall(rb"^<([0-9a-fA-F]{4})> <([0-9a-fA-F]+)>$", cmap, re.MULTILINE)
    found = {}
    for code, value in pairs:
        text = bytes.fromhex(value.decode()).decode("utf-16-be")
        if len(text) == 1:
            found[code.decode().lower()] = text
    return found


def _widths(font: Any) -> dict[int, float]:
    """Code to width, from the /W array of a Type 0 font (ISO 32000-1 §9.7.4.3)."""
    entries = list(font.DescendantFonts[0].get("/W", []))
    widths: dict[int, float] = {}
    at = 0
    while at < len(entries):
        first = int(entries[at])
        if isinstance(entries[at + 1], Array):
            for offset, value in enumerate(entries[at + 1]):
                widths[first + offset] = float(value)
            at += 2
        else:
            for code in range(first, int(entries[at + 1]) + 1):
                widths[code] = float(entries[at + 2])
            at += 3
    return widths
