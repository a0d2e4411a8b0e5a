"""Files as people send them, judged by their content and written anew (附件检查).

A photo is decoded and encoded again as JPEG, upright and without what the camera wrote into it (place, device, hour);
only the day is kept, apart from it. A PDF is written anew without scripts, forms' actions and attached files. What
cannot be read is refused.
"""

from __future__ import annotations

import hashlib
import io
import warnings
from dataclasses import dataclass
from datetime import date, datetime

import pikepdf
from PIL import ExifTags, Image, ImageOps

from ..errors import Rejected, TooLarge
from ..heavy import heavy

MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS, MAX_SCALED = 25_000_000, 52_000_000
"""A picture of more is refused before it is decoded; the second for a JPEG, which is scaled while it is read."""
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "MPO")
SIDE, THUMB = 2000, 360
"""Longest side in pixels of what is kept, and of its small picture."""
MAX_PAGES = 60
MAX_OBJECTS = 50_000
"""Objects of a PDF; a scanned page has a dozen, a page full of drawings a few hundred."""


@dataclass(frozen=True)
class Cleaned:
    """What is kept of a file: `kind` is `image` (JPEG) or `pdf`; `thumb` a small JPEG, empty for a PDF."""

    kind: str
    name: str
    data: bytes
    thumb: bytes = b""
    taken_on: date | None = None
    """The day that the camera wrote into a photo."""

    @property
    def sha256(self) -> str:
        """Hash (hex) of the kept bytes."""
        return hashlib.sha256(self.data).hexdigest()


def clean_file(content: bytes, name: str) -> Cleaned:
    """A photo or PDF made harmless; raises `Rejected` or `TooLarge`, with field `files` and the file's name."""
    shown = name[-60:]
    if len(content) > MAX_BYTES:
        raise TooLarge("file_too_large", "“%(name)s”超过 20 MB", field="files", name=shown)
    if not content:
        raise Rejected("file_empty", "“%(name)s”是空文件", field="files", name=shown)
    with heavy():
        if content.lstrip()[:5] == b"%PDF-":
            return _pdf(content, name, shown)
        return _image(content, name, shown)


def _image(content: bytes, name: str, shown: str) -> Cleaned:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
                _refuse_large(opened, shown)
                taken_on = _day(opened)
                plain = _small(opened)
    except (TooLarge, MemoryError):
        raise
    except Exception as error:  # Pillow's decoders raise many kinds for broken files
        raise Rejected(
            "file_unreadable", "“%(name)s”不是可以识别的图片或 PDF，请换一个文件", field="files", name=shown
        ) from error
    data = _jpeg(plain, 85)
    plain.thumbnail((THUMB, THUMB))
    return Cleaned("image", name[:120], data, _jpeg(plain, 80), taken_on)


def _refuse_large(picture: Image.Image, shown: str) -> None:
    """Raise `TooLarge` for more pixels than are decoded; `picture` is opened and not yet read."""
    if picture.width * picture.height > MAX_SCALED:
        raise _too_large(shown, MAX_PIXELS)
    # A progressive one is held whole while it is read.
    if picture.format in ("JPEG", "MPO") and "progressive" not in picture.info:
        # Decoded at a half, a quarter or an eighth, as long as that is not smaller than what is kept.
        picture.draft("RGB", (SIDE, SIDE))
    # A WebP is held four times over by its decoder.
    most = MAX_PIXELS // 2 if picture.format == "WEBP" else MAX_PIXELS
    if picture.width * picture.height > most:
        raise _too_large(shown, most)


def _too_large(shown: str, most: int) -> TooLarge:
    return TooLarge(
        "picture_too_large",
        "“%(name)s”的像素超过 %(most)s 万，请缩小后再上传",
        field="files",
        name=shown,
        most=most // 10_000,
    )


def _small(picture: Image.Image) -> Image.Image:
    """The picture as it is kept, upright and without transparency; scaled before anything else copies it."""
    if picture.mode in ("1", "P", "PA"):
        # Colours of a palette cannot be mixed.
        picture = picture.convert("RGBA" if "transparency" in picture.info or picture.mode == "PA" else "RGB")
    picture.thumbnail((SIDE, SIDE), reducing_gap=2.0)
    return _on_white(ImageOps.exif_transpose(picture))


def _day(picture: Image.Image) -> date | None:
    """DateTimeOriginal, else DateTime; nothing for what no camera of our time has written."""
    exif = picture.getexif()
    told = exif.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal) or exif.get(ExifTags.Base.DateTime)
    try:
        found = datetime.strptime(str(told)[:10], "%Y:%m:%d").date()
    except ValueError:
        return None
    return found if found.year >= 1990 else None


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode in ("RGBA", "LA", "P", "PA"):
        layered = picture.convert("RGBA")
        ground = Image.new("RGBA", layered.size, "white")
        return Image.alpha_composite(ground, layered).convert("RGB")
    return picture.convert("RGB")


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    # Without `exif` and `icc_profile` nothing of the original's data is carried over.
    picture.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


def _pdf(content: bytes, name: str, shown: str) -> Cleaned:
    out = io.BytesIO()
    try:
        with pikepdf.open(io.BytesIO(content)) as source, pikepdf.new() as made:
            if len(source.objects) > MAX_OBJECTS:
                raise TooLarge(
                    "pdf_too_complex",
                    "“%(name)s”的内容过于复杂，请另存为较简单的 PDF 或图片",
                    field="files",
                    name=shown,
                )
            if len(source.pages) > MAX_PAGES:
                raise TooLarge("pdf_too_long", "“%(name)s”超过 %(most)s 页", field="files", name=shown, most=MAX_PAGES)
            for page in source.pages:
                # Actions, links and form fields stay behind with the annotations.
                for key in ("/Annots", "/AA", "/Metadata", "/PieceInfo"):
                    if key in page.obj:
                        del page.obj[key]
                made.pages.append(page)
            made.save(out, deterministic_id=True)
    except TooLarge:
        raise
    except pikepdf.PasswordError as error:
        raise Rejected("pdf_locked", "“%(name)s”设有密码，请去掉密码再上传", field="files", name=shown) from error
    except Exception as error:  # a broken PDF fails in many ways
        raise Rejected(
            "file_unreadable", "“%(name)s”不是可以识别的图片或 PDF，请换一个文件", field="files", name=shown
        ) from error
    return Cleaned("pdf", name[:120], out.getvalue())
