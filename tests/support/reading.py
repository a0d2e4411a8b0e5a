"""Papers and pages read back, and pictures of codes to be read."""

from __future__ import annotations

import io

import pypdfium2
from PIL import Image

from voting.printing import qr


def words(pdf: bytes) -> str:
    """The text of all pages without white space."""
    document = pypdfium2.PdfDocument(pdf)
    return "".join("".join(page.get_textpage().get_text_range() for page in document).split())


def seen(page: str, after: str = "") -> str:
    """What a form of the page carries as seen: the first one after a text."""
    return page[page.index(after) :].split('name="seen" value="', 1)[1].split('"', 1)[0]


def code_picture(text: str, scale: int = 8, quiet: int = 4) -> bytes:
    """A QR code as a black and white PNG picture."""
    modules = qr.matrix(text)
    side = len(modules) + 2 * quiet
    picture = Image.new("1", (side, side), 1)
    for x, y, n in qr.runs(modules):
        for column in range(x, x + n):
            picture.putpixel((column + quiet, y + quiet), 0)
    out = io.BytesIO()
    picture.resize((side * scale, side * scale), Image.Resampling.NEAREST).save(out, "PNG")
    return out.getvalue()
