"""Papers read back."""

from __future__ import annotations

import pypdfium2


def words(pdf: bytes) -> str:
    """The text of all pages without white space."""
    document = pypdfium2.PdfDocument(pdf)
    return "".join("".join(page.get_textpage().get_text_range() for page in document).split())
