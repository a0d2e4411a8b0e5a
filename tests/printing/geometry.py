"""Measuring printed pages: where text stands, whether it overlaps, and pages as a bad scanner sees them."""

from __future__ import annotations

import io
import random
from dataclasses import dataclass

import pypdfium2
from PIL import Image, ImageChops

from voting.printing import qr

MM = 25.4 / 72


@dataclass(frozen=True)
class Character:
    """A printed character with its ink's edges in mm: from the left, and from the bottom."""

    text: str
    left: float
    bottom: float
    right: float
    top: float


def characters(pdf: bytes) -> list[list[Character]]:
    """Every printed character, page by page; of a rehearsal's large mark none is there."""
    pages = []
    for page in pypdfium2.PdfDocument(pdf):
        text = page.get_textpage()
        found = []
        for at in range(text.count_chars()):
            if letter := text.get_text_range(at, 1).strip():
                found.append(Character(letter, *(side * MM for side in text.get_charbox(at))))
        pages.append([c for c in found if c.top - c.bottom < 20])
    return pages


def overlaps(pdf: bytes) -> list[str]:
    """Pairs of characters whose ink boxes share more than a third of the smaller one."""
    found = []
    for page in characters(pdf):
        page.sort(key=lambda c: c.left)
        for n, one in enumerate(page):
            for other in page[n + 1 :]:
                if other.left >= one.right:
                    break
                width = min(one.right, other.right) - other.left
                height = min(one.top, other.top) - max(one.bottom, other.bottom)
                smaller = min(_area(one), _area(other))
                if height > 0 and width * height > smaller / 3 > 0:
                    found.append(one.text + other.text)
    return found


def margins(pdf: bytes) -> list[tuple[float, float, float, float]]:
    """Distance in mm of the outermost ink from the left, top, right and bottom edge of each page."""
    found = []
    document = pypdfium2.PdfDocument(pdf)
    for page, letters in zip(document, characters(pdf), strict=True):
        width, height = (side * MM for side in page.get_size())
        found.append(
            (
                min(c.left for c in letters),
                height - max(c.top for c in letters),
                width - max(c.right for c in letters),
                min(c.bottom for c in letters),
            )
        )
    return found


def scanned(pdf: bytes, page: int = 0, dpi: int = 150, quality: int = 75) -> list[str]:
    """The codes that are read from a page (-1 is the last) scanned at `dpi`, 2° askew, with noise, as JPEG."""
    document = pypdfium2.PdfDocument(pdf)
    picture = qr.page_picture(document, page % len(document), dpi)
    picture = picture.rotate(2, fillcolor=255, expand=True, resample=Image.Resampling.BICUBIC)
    out = io.BytesIO()
    _speckled(picture).save(out, "JPEG", quality=quality)
    return qr.read_image(out.getvalue())


def _speckled(picture: Image.Image) -> Image.Image:
    """The grey picture with every third dot up to 40 levels lighter or darker."""
    grey = bytearray(picture.tobytes())
    dots = bytes(grey[::3])
    luck = random.Random(1).randbytes(len(dots)).translate(bytes(level * 81 >> 8 for level in range(256)))
    given, noise = (Image.frombytes("L", (len(dots), 1), levels) for levels in (dots, luck))
    grey[::3] = ImageChops.add(given, noise, 1, -40).tobytes()
    return Image.frombytes("L", picture.size, bytes(grey))


def _area(c: Character) -> float:
    return (c.right - c.left) * (c.top - c.bottom)
