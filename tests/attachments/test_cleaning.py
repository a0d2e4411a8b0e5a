"""What is kept of a picture, and what a PDF may be made of."""

from __future__ import annotations

import io

import pikepdf
import pytest
from PIL import Image

from voting.attachments import cleaning
from voting.attachments.cleaning import SIDE, clean_file
from voting.errors import TooLarge


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def saved(picture: Image.Image, kind: str, **how: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **how)
    return out.getvalue()


def test_a_photo_is_upright_and_at_most_so_large() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    kept = clean_file(saved(Image.new("RGB", (6000, 3000), "red"), "JPEG", exif=exif), "x.jpg")
    assert opened(kept.data).size == (SIDE // 2, SIDE)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
@pytest.mark.parametrize("side", [50, 3000])
def test_every_kind_of_pixel_is_taken(mode: str, side: int) -> None:
    kept = clean_file(saved(Image.new(mode, (side, side)), "PNG"), "x.png")
    assert opened(kept.data).size == (min(side, SIDE),) * 2


def test_what_is_transparent_becomes_white() -> None:
    clear = Image.new("RGBA", (3000, 3000), (255, 0, 0, 0))
    assert opened(clean_file(saved(clear, "PNG"), "x.png").data).getpixel((5, 5)) == (255, 255, 255)


def test_the_sentence_says_how_many_pixels() -> None:
    with pytest.raises(TooLarge) as caught:
        clean_file(saved(Image.new("1", (6000, 5000)), "PNG"), "x.png")
    assert caught.value.details["most"] == 2500


def test_a_pdf_of_too_many_objects(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleaning, "MAX_OBJECTS", 100)
    made = pikepdf.new()
    made.add_blank_page()
    made.Root.Many = pikepdf.Array([made.make_indirect(pikepdf.Dictionary(N=n)) for n in range(200)])
    with pytest.raises(TooLarge) as caught:
        clean_file(saved_pdf(made), "x.pdf")
    assert caught.value.code == "pdf_too_complex"


def saved_pdf(made: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()
