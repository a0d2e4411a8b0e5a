"""The sealed dossier (封存案卷): a cover, a table of hashes, every paper bound in, every file attached as it was."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf

from .rendering import ensure_complete, layout, write
from .sitting import Dossier
from .stamping import save

_FONT_FILES = {"/FontFile", "/FontFile2", "/FontFile3"}


def dossier_pdf(dossier: Dossier, *, fonts: Path | None = None, papers: Path | None = None) -> bytes:
    """One PDF; the table gives each file's SHA-256, and the attachments are those very bytes, signatures included.

    It claims PDF/A-3 (ISO 19005-3, which allows attachments) when every bound page has its fonts within and nothing
    that the standard forbids was found; a foreign PDF without its fonts takes the claim away. Raises `ValueError` for
    two files of one name, and `DoesNotFit`. A signature's field is not bound in: it would be false on another document;
    the attached original keeps it.
    """
    names = [part.file for part in dossier.parts]
    if len(set(names)) != len(names):
        raise ValueError("two files of one name")
    counts = [_pages(part.data) for part in dossier.parts]
    # how many pages the table itself takes is known only once it is set
    front = 2
    while True:
        document = layout(
            "dossier.html", fonts, papers, dossier=dossier, rows=_rows(dossier, counts, front), pages=sum(counts)
        )
        if len(document.pages) <= front:
            break
        front = len(document.pages)
    lasting = all(_lasts(part.data) for part, count in zip(dossier.parts, counts, strict=True) if count)
    cover = write(document, variant="pdf/a-3u" if lasting else None)
    texts = [*dossier.vote.named, dossier.vote.fingerprint]
    for row in _rows(dossier, counts, front):
        texts += [str(row["title"]), str(row["file"]), str(row["hash"])]
    ensure_complete(cover, texts)
    return _bind(cover, dossier, counts)


def _bind(cover: bytes, dossier: Dossier, counts: list[int]) -> bytes:
    with pikepdf.open(io.BytesIO(cover)) as pdf:
        with pdf.open_outline() as outline:
            outline.root.clear()
            for part, count in zip(dossier.parts, counts, strict=True):
                if count:
                    first = len(pdf.pages)
                    with pikepdf.open(io.BytesIO(part.data)) as source:
                        if "/AcroForm" in source.Root:
                            del source.Root.AcroForm
                        for page in source.pages:
                            if "/Annots" in page.obj:
                                del page.obj["/Annots"]
                        pdf.pages.extend(source.pages)
                    outline.root.append(pikepdf.OutlineItem(part.title, first))
        for part in dossier.parts:
            kind = "application/pdf" if part.file.endswith(".pdf") else "application/octet-stream"
            pdf.attachments[part.file] = pikepdf.AttachedFileSpec(
                pdf,
                part.data,
                filename=part.file,
                description=part.title,
                mime_type=kind,
                creation_date=f"D:{dossier.date:%Y%m%d}000000Z",
                mod_date=f"D:{dossier.date:%Y%m%d}000000Z",
                relationship=pikepdf.Name.Source,
            )
        pdf.Root.AF = pikepdf.Array([pdf.attachments[part.file].obj for part in dossier.parts])
        return save(pdf)


def _pages(data: bytes) -> int:
    """Pages of a PDF; 0 for any other file, and for one that cannot be opened."""
    if not data.startswith(b"%PDF-"):
        return 0
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            return len(pdf.pages)
    except pikepdf.PdfError:
        return 0


def _lasts(data: bytes) -> bool:
    """Whether a PDF holds all its fonts and none of what PDF/A forbids: encryption, scripts, actions."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        if (
            pdf.is_encrypted
            or "/OpenAction" in pdf.Root
            or "/AA" in pdf.Root
            or "/JavaScript" in pdf.Root.get("/Names", {})
        ):
            return False
        for item in _dictionaries(list(pdf.objects)):
            if item.get("/Type") == pikepdf.Name.FontDescriptor and not _FONT_FILES & set(item.keys()):
                return False
            # one of the fonts that every reader used to have, and that PDF/A wants within all the same
            if item.get("/Subtype") == pikepdf.Name.Type1 and "/FontDescriptor" not in item:
                return False
    return True


def _dictionaries(objects: list[Any]) -> Iterator[pikepdf.Dictionary]:
    """The dictionaries among `objects`, and those written inside them."""
    while objects:
        item = objects.pop()
        if isinstance(item, pikepdf.Stream):
            item = item.stream_dict
        if isinstance(item, pikepdf.Dictionary):
            yield item
            objects += [value for value in item.values() if _inside(value)]
        elif isinstance(item, pikepdf.Array):
            objects += [value for value in list(item) if _inside(value)]


def _inside(value: Any) -> bool:
    return isinstance(value, pikepdf.Dictionary | pikepdf.Array) and not value.is_indirect


def _rows(dossier: Dossier, counts: list[int], front: int) -> list[dict[str, Any]]:
    rows = []
    first = front + 1
    for part, count in zip(dossier.parts, counts, strict=True):
        row = {"title": part.title, "file": part.file, "pages": count, "first": first if count else 0}
        rows.append({**row, "hash": hashlib.sha256(part.data).hexdigest()})
        first += count
    return rows
