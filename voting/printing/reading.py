"""What a file says that claims to be a result: its kind, and the texts of its QR codes."""

from __future__ import annotations

from dataclasses import dataclass

import pypdfium2

from . import qr

MAX_BYTES = 64 * 1024 * 1024


class Unreadable(Exception):
    """Nothing can be judged: the file is of no known kind, damaged, or shows no code."""

    def __init__(self, why: str, where: str = "file") -> None:
        super().__init__(f"{where}: {why}")
        self.why = why
        self.where = where


@dataclass(frozen=True)
class Check:
    """One thing that was looked at."""

    name: str
    ok: bool
    where: str
    why: str


@dataclass(frozen=True)
class Found:
    """A text and where it was found."""

    text: str
    where: str


def kind_of(data: bytes) -> str:
    """`pdf`, `image` or `text`, by the first bytes; raises `Unreadable`."""
    if not data:
        raise Unreadable("the file is empty")
    if len(data) > MAX_BYTES:
        raise Unreadable("the file is larger than 64 MB")
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
        return "image"
    try:
        data[:4096].decode("ascii")
    except UnicodeDecodeError:
        raise Unreadable("neither PDF, PNG, JPEG nor JWS") from None
    return "text"


def texts(data: bytes, kind: str) -> list[Found]:
    """Every code text of a file, in order; raises `Unreadable` when the file is damaged."""
    try:
        if kind == "pdf":
            for dpi in (200, 300):
                pages = qr.read_pdf(data, dpi)
                if any(pages):
                    break
            return [Found(text, f"page {number}") for number, page in enumerate(pages, 1) for text in page]
        if kind == "image":
            return [Found(text, "picture") for text in qr.read_image(data)]
        return [Found(data.decode("ascii").strip(), "file")]
    except ValueError as error:
        raise Unreadable(str(error)) from None


def has_text(pdf: bytes) -> bool:
    """Whether a PDF is more than pictures of pages; a scan has no text. In doubt it is."""
    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError:
        return False
    try:
        return any(page.get_textpage().count_chars() > 0 for page in document)
    except pypdfium2.PdfiumError:
        return True
    finally:
        document.close()
