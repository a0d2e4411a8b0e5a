"""What the people of the story do in their browsers, and the papers they hold in their hands."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2
import qrcode
import zxingcpp
from axe_playwright_python.sync_playwright import Axe
from openpyxl import Workbook
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect

from support.chromium import PROGRAM as CHROMIUM
from voting.stage.demo.seed import PASSWORD

PICTURES = os.environ.get("VOTING_PICTURES", "")
"""Folder that receives the pictures of the README and the guides; empty: none are kept."""
_axe = Axe()
# A busy machine is slow, not wrong.
expect.set_options(timeout=60_000)
_PIN = re.compile(r"\b(\d{4})\b\D{0,80}?(\d{6})\b", re.S)


def launch(playwright: Playwright, camera: Path | None = None) -> Browser:
    """A Chromium; `camera` is a film that its camera sees."""
    arguments = ["--no-sandbox"]
    if camera:
        arguments += ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
        arguments += [f"--use-file-for-fake-video-capture={camera}"]
    return playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)


def person(browser: Browser, width: int, height: int, **options: Any) -> BrowserContext:
    """Somebody's device; what its pages complain about fails the test."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        locale="zh-CN",
        accept_downloads=True,
        # A colour on its way to another one is neither, and axe would judge it.
        reduced_motion="reduce",
        **options,
    )
    context.set_default_timeout(120_000)
    context.on("weberror", lambda error: _complain(str(error.error)))
    context.on("console", lambda message: message.type == "error" and _complain(message.text))
    return context


complaints: list[str] = []


def _complain(text: str) -> None:
    # A refused request is said on the console as well; each test that provokes one checks what the page says of it.
    if "Failed to load resource" not in text and "net::ERR" not in text:
        complaints.append(text)


def picture(page: Page, name: str, from_top: bool = False, at: str = "") -> None:
    """Keep a picture for the README or a guide, when asked to; `at`: what stands at its upper edge."""
    if PICTURES:
        if from_top:
            page.evaluate("scrollTo({ top: 0, behavior: 'instant' })")
        if at:
            page.locator(at).evaluate("it => scrollTo({ top: it.offsetTop - 24, behavior: 'instant' })")
        _keep(Image.open(io.BytesIO(page.screenshot(animations="disabled"))), name)


def _keep(taken: Image.Image, name: str) -> None:
    """In 64 colours: a page or a paper needs no more, and the file is a third."""
    taken.convert("RGB").quantize(64).save(Path(PICTURES) / f"{name}.png", optimize=True)


def view(page: Page, address: str, name: str) -> None:
    """Go somewhere only to keep a picture of it, when asked to."""
    if PICTURES:
        page.goto(address)
        picture(page, name)


def printed(page: Page, address: str, name: str, number: int = 0) -> None:
    """Keep a picture of a paper's page, the first unless another is named, when asked to."""
    if PICTURES:
        document = pypdfium2.PdfDocument(page.request.get(address).body())
        _keep(document[number].render(scale=1.2).to_pil(), name)


def accessible(page: Page) -> None:
    """No fault of accessibility that axe knows (WCAG 2.1 A and AA)."""
    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
    found = _axe.run(page, options=rules).response["violations"]
    said = [f"{fault['id']}: {node['html'][:160]}" for fault in found for node in fault["nodes"]]
    assert not said, f"{page.url}: {said}"


def staff_sign_in(page: Page, base: str, username: str, place: str) -> None:
    """Sign in with user name and password at the place `/desk/` or `/scrutineer/`."""
    page.goto(f"{base}/sign-in?next={place}")
    page.fill("[name=username]", username)
    page.fill("[name=password]", PASSWORD)
    page.locator("main").get_by_role("button", name="登录").click()
    expect(page).to_have_url(f"{base}{place}")


@contextmanager
def downloaded(page: Page, folder: Path, name: str) -> Iterator[Path]:
    """The file that the block makes the page hand out."""
    path = folder / name
    with page.expect_download(timeout=240_000) as found:
        yield path
    found.value.save_as(path)


def spreadsheet(rows: list[list[str]]) -> dict[str, Any]:
    """An upload for `set_input_files`."""
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return {"name": "名册.xlsx", "mimeType": kind, "buffer": content.getvalue()}


@dataclass(frozen=True)
class Held:
    """A deputy's pass as it is printed."""

    number: str
    pin: str


def passes_in(path: Path) -> list[Held]:
    """Numbers and PINs printed on the passes."""
    document = pypdfium2.PdfDocument(path)
    text = "\n".join(page.get_textpage().get_text_range() for page in document)
    return [Held(*found) for found in _PIN.findall(text)]


def cards_in(path: Path) -> list[str]:
    """What the QR codes of all voting cards say."""
    return [code for page in range(len(pypdfium2.PdfDocument(path))) for code in codes_on(path, page, 2.0)]


def codes_on(path: Path, page: int = 0, scale: float = 3.0) -> list[str]:
    """What the QR codes of a page say, read from its picture."""
    picture = pypdfium2.PdfDocument(path)[page].render(scale=scale).to_pil()
    return [code.text for code in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCodeModel2)]


def film(text: str, path: Path) -> Path:
    """A film of somebody holding a QR code before the camera (MJPEG)."""
    code = qrcode.QRCode(border=4, box_size=12)
    code.add_data(text)
    drawn = code.make_image().get_image().convert("RGB")
    frame = Image.new("RGB", (640, 480), (120, 110, 100))
    frame.paste(drawn.resize((400, 400)).rotate(3, fillcolor=(120, 110, 100)), (120, 40))
    content = io.BytesIO()
    frame.save(content, "JPEG", quality=88)
    path.write_bytes(content.getvalue() * 30)
    return path


def page_picture(path: Path, name: str) -> None:
    """Keep a picture of a paper's first page, when asked to."""
    if PICTURES:
        _keep(pypdfium2.PdfDocument(path)[0].render(scale=1.4).to_pil(), name)
