"""QR codes: made as module matrices, drawn as vectors, read back from pictures and PDFs.

Source: ISO/IEC 18004, by the zxing-cpp library. Only QR code model 2 is read: Micro QR is found by accident in pages of
other codes.
"""

from __future__ import annotations

import base64
import io
import struct
import zlib
from collections.abc import Iterator
from typing import Any

import pypdfium2
import zxingcpp
from PIL import Image

Matrix = list[list[bool]]

_READ: Any = zxingcpp.BarcodeFormat.QRCodeModel2
MAX_PIXELS = 60_000_000
MAX_PAGES = 60


def matrix(text: str, level: str = "M") -> Matrix:
    """The modules of a QR code without its quiet zone, True is black; raises `ValueError` when it is too long."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level=level)
    picture: Any = zxingcpp.write_barcode_to_image(code, scale=1, add_quiet_zones=False)
    rows: Any = memoryview(picture).tolist()
    return [[value == 0 for value in row] for row in rows]


def runs(modules: Matrix) -> Iterator[tuple[int, int, int]]:
    """Black runs as (column, row, length), row by row."""
    for y, row in enumerate(modules):
        x = 0
        while x < len(row):
            if row[x]:
                start = x
                while x < len(row) and row[x]:
                    x += 1
                yield start, y, x - start
            else:
                x += 1


def svg(text: str, *, level: str = "M", quiet: int = 4) -> str:
    """The code as an SVG drawing, one unit a module, with its quiet zone."""
    modules = matrix(text, level)
    side = len(modules) + 2 * quiet
    # rows overlap by a hair so that no white seams show on screens
    path = "".join(f"M{x + quiet} {y + quiet}h{n}v1.02h-{n}z" for x, y, n in runs(modules))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" width="{side}" height="{side}">'
        f'<path fill="#000" d="{path}"/></svg>'
    )


def svg_uri(text: str, *, level: str = "M", quiet: int = 4) -> str:
    """`svg` as a `data:` address for a template."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg(text, level=level, quiet=quiet).encode()).decode()


def read_picture(picture: Image.Image) -> list[str]:
    """The texts of all QR codes in a picture."""
    return [found.text for found in zxingcpp.read_barcodes(picture.convert("L"), formats=_READ) if found.valid]


def read_image(data: bytes) -> list[str]:
    """The texts of all QR codes in a PNG or JPEG file; raises `ValueError` when it is not a picture or too large.

    A photograph that shows nothing at full size is tried again smaller: noise of a large sensor hides a code.
    """
    try:
        with Image.open(io.BytesIO(data), formats=["PNG", "JPEG"]) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                raise ValueError("picture too large")
            picture = opened.convert("L")
    except (OSError, SyntaxError, ValueError, struct.error, zlib.error, Image.DecompressionBombError) as error:
        raise ValueError(f"not a readable picture: {error}") from error
    for shrink in (1, 2, 4):
        smaller = picture.reduce(shrink) if shrink > 1 else picture
        if texts := read_picture(smaller):
            return texts
    return []


def read_pdf(data: bytes, dpi: int = 200) -> list[list[str]]:
    """The texts of all QR codes of a PDF, page by page; raises `ValueError` when it is no PDF or has too many pages."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise ValueError(f"not a readable PDF: {error}") from error
    try:
        if len(document) > MAX_PAGES:
            raise ValueError(f"more than {MAX_PAGES} pages")
        return [read_picture(page_picture(document, number, dpi)) for number in range(len(document))]
    except pypdfium2.PdfiumError as error:
        raise ValueError(f"not a readable PDF: {error}") from error
    finally:
        document.close()


def page_picture(document: pypdfium2.PdfDocument, number: int, dpi: int = 200) -> Image.Image:
    """One page as a grey picture; very large pages are drawn coarser."""
    page = document[number]
    try:
        scale = dpi / 72
        width, height = page.get_size()
        area = width * height
        if area * scale * scale > MAX_PIXELS:
            scale = (MAX_PIXELS / area) ** 0.5
        picture: Image.Image = page.render(scale=scale, grayscale=True).to_pil()
        return picture
    finally:
        page.close()
