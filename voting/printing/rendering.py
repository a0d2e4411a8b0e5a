"""From template to PDF: Jinja2 and WeasyPrint, and reading the pages back so that nothing is cut off unseen."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
import pypdfium2
from markupsafe import Markup, escape

from ..config import data_folder
from ..heavy import heavy
from ..times import chinese_date, chinese_number
from . import fonts as print_fonts
from . import qr

if TYPE_CHECKING:
    from weasyprint import Document

POINTS_PER_PIXEL = 0.75
POINTS_PER_MM = 72 / 25.4

_HAN = "\u3007\u3400-\u9fff\uff01-\uff5e\u3001-\u3011\u201c\u201d"
_SPACES = re.compile(f"(?<=[{_HAN}]) +(?=[0-9A-Za-z])|(?<=[0-9A-Za-z%]) +(?=[{_HAN}])")
_NUMBER = re.compile(r"^([0-9][0-9,.]*)")
_TOGETHER = re.compile(
    r"(第?[0-9][0-9,.]*(?:万元|亿元|公里|[年月日项票人名张份个号次%])?|(?<!＿)＿{3}(?!＿)[项票人名张份个]?"
    r"|现予?公告如下：|[\u4e00-\u9fff]{2}[。；：]?$)"
)


class DoesNotFit(ValueError):
    """A paper would lose text that it has to show."""


@lru_cache(maxsize=8)
def environment(papers: Path | None = None) -> jinja2.Environment:
    """The papers' own Jinja2 environment: escapes everything, and refuses names that are not given.

    `papers`: the office's folder, where a template of the same name takes the place of ours. It may begin with
    `{% extends "original/report.html" %}` and fill single blocks anew.
    """
    ours = jinja2.FileSystemLoader(data_folder("templates") / "printing")
    theirs = [jinja2.FileSystemLoader(papers)] if papers else []
    env = jinja2.Environment(
        loader=jinja2.ChoiceLoader([*theirs, ours, jinja2.PrefixLoader({"original": ours})]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: tidy(value) if type(value) is not Markup and isinstance(value, str) else value,
    )
    env.filters["sense"] = sense
    env.filters["figures"] = figures
    env.filters["chinese_date"] = chinese_date
    env.filters["chinese_number"] = chinese_number
    env.globals["qr_uri"] = qr.svg_uri
    env.globals["stack"] = lambda role: Markup(print_fonts.stack(role))  # noqa: S704 (fixed names)
    return env


def tidy(text: str) -> str:
    """Chinese as print wants it: no spaces between Chinese characters and figures or Latin letters."""
    return _SPACES.sub("", text)


def sense(text: str) -> Markup:
    """A text whose numbers keep their units at the end of a line, and whose last line is not one character alone."""
    return _together(text, bold=False)


def figures(text: str) -> Markup:
    """As `sense`, and in bold what is counted: not the numbers of dates, of sessions and 第N项."""
    return _together(text, bold=True)


def _together(text: str, *, bold: bool) -> Markup:
    marked = []
    for at, piece in enumerate(_TOGETHER.split(tidy(text))):
        html = str(escape(piece))
        if at % 2:
            counted = piece[0].isdigit() and piece[-1] not in "年月日号次"
            inner = _NUMBER.sub(r"<b>\1</b>", html) if bold and counted else html
            html = f'<span class="together">{inner}</span>'
        marked.append(html)
    return Markup("".join(marked))  # noqa: S704 (each piece is escaped)


def layout(template: str, fonts: Path | None, papers: Path | None = None, **context: Any) -> Document:
    """Set a template; returns WeasyPrint's document with its pages, still to be written."""
    faces = print_fonts.font_faces(fonts)
    safe_faces = Markup(faces)  # noqa: S704 (file addresses, and font names without quotes and brackets)
    html = environment(papers).get_template(template).render(font_faces=safe_faces, **context)
    # imported late: it takes a second, which a program that only reads papers need not wait
    from weasyprint import HTML
    from weasyprint.text.fonts import FontConfiguration

    # fontconfig underneath Pango keeps state for the whole process
    with heavy():
        configuration = FontConfiguration()
        return HTML(string=html).render(font_config=configuration)


def write(document: Document, *, variant: str | None = None) -> bytes:
    """The document as PDF bytes, fonts cut down to the characters used; `variant` e.g. `pdf/a-3u`."""
    with heavy():
        data: bytes = document.write_pdf(pdf_variant=variant) if variant else document.write_pdf()
    return data


def largest(scales: Sequence[float], make: Callable[[float], Document | None]) -> tuple[float, Document] | None:
    """The largest of the falling `scales` at which `make` succeeds, with what it made; None when not even the smallest.

    What fits at one scale fits at every smaller one. Laying out is slow, and most lists fit at once or not at all:
    after the largest the smallest is tried, then what lies between is halved.
    """
    if made := make(scales[0]):
        return scales[0], made
    too_large, fits = 0, len(scales) - 1
    if not (made := make(scales[fits])):
        return None
    while fits - too_large > 1:
        middle = (too_large + fits) // 2
        if better := make(scales[middle]):
            fits, made = middle, better
        else:
            too_large = middle
    return scales[fits], made


def tightest(make: Callable[[float], Document]) -> Document:
    """The wide setting, or a tighter one when that brings the signatures (`signed`) forward or saves a page."""

    def cost(document: Document) -> tuple[int, int]:
        signed = next(number for number, page in enumerate(document.pages) if "signed" in page.anchors)
        return signed, len(document.pages)

    documents = [make(1.0)]
    if len(documents[0].pages) > 1:
        documents += [make(0.7), make(0.5)]
    return min(documents, key=cost)


def pages_text(pdf: bytes) -> list[str]:
    """The text inside each page's edges."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        texts = []
        for page in document:
            text_page = page.get_textpage()
            texts.append(text_page.get_text_bounded())
            text_page.close()
            page.close()
        return texts
    finally:
        document.close()


def ensure_complete(pdf: bytes, required: Iterable[str]) -> None:
    """Raise `DoesNotFit` when a letter, digit or Chinese character of `required` is missing from the pages."""
    wanted = Counter(c for text in required for c in text if c.isalnum())
    found = Counter("".join(pages_text(pdf)))
    lost = wanted - found
    if lost:
        raise DoesNotFit("these characters were cut off or cannot be printed: " + "".join(sorted(lost)))
