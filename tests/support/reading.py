"""Papers and pages read back."""

from __future__ import annotations

import pypdfium2


def words(pdf: bytes) -> str:
    """The text of all pages without white space."""
    document = pypdfium2.PdfDocument(pdf)
    return "".join("".join(page.get_textpage().get_text_range() for page in document).split())


def seen(page: str, after: str = "") -> str:
    """What a form of the page carries as seen: the first one after a text."""
    return page[page.index(after) :].split('name="seen" value="', 1)[1].split('"', 1)[0]
