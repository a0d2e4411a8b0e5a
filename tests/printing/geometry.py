"""Measuring printed pages: where text stands, whether it overlaps, and pages as a bad scanner sees them."""

from __future__ import annotations

import io
import random
from dataclasses import dataclass
from functools import lru_cache

import pypdfium2
from PIL import Image, ImageChops, ImageFilter

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


@lru_cache(maxsize=2)
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
    for letters in characters(pdf):
        page = sorted(letters, key=lambda c: c.left)
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


def scanned(pdf: bytes, page: int = 0, dpi: int = 150) -> list[str]:
    """The codes that are read from a page (-1 is the last) scanned in grey: 2° askew, blurred, with noise, as JPEG."""
    document = pypdfium2.PdfDocument(pdf)
    picture = qr.page_picture(document, page % len(document), dpi)
    picture = picture.rotate(2, fillcolor=255, expand=True, resample=Image.Resampling.BICUBIC)
    out = io.BytesIO()
    _noisy(picture.filter(ImageFilter.GaussianBlur(0.5))).save(out, "JPEG", quality=75)
    return qr.read_image(out.getvalue())


def _noisy(picture: Image.Image) -> Image.Image:
    """The grey picture with noise whose standard deviation is 12 of 255.

    Three even spreads of 0 to 24 added up: close to a normal one, always the same, and without a step for each dot.
    """
    luck = random.Random(1)
    spread = bytes(level * 25 >> 8 for level in range(256))
    layers = [
        Image.frombytes("L", picture.size, luck.randbytes(picture.width * picture.height).translate(spread))
        for _ in range(3)
    ]
    noise = ImageChops.add(ImageChops.add(layers[0], layers[1]), layers[2])
    return ImageChops.add(picture, noise, 1, -36)


def _area(c: Character) -> float:
    return (c.right - c.left) * (c.top - c.bottom)
