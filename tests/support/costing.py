"""What one upload costs, in a process of its own: `python costing.py KIND` prints MB of memory beyond the start."""

from __future__ import annotations

import io
import os
import resource
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable

from PIL import Image

from voting.attachments.cleaning import clean_file
from voting.errors import DomainError
from voting.tables import read_grid


def png(width: int, height: int, colour: int, channels: int) -> bytes:
    """An empty picture: small to send, large to decode."""
    packer = zlib.compressobj(9)
    row = bytes(1 + width * channels)
    data = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    palette = chunk(b"PLTE", bytes(768)) if colour == 3 else b""
    head = struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + palette + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def saved(mode: str, side: tuple[int, int], kind: str, **how: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, side).save(out, kind, **how)
    return out.getvalue()


def book(**parts: bytes) -> bytes:
    """A workbook with some parts replaced; `__` in a name stands for a slash."""
    from openpyxl import Workbook

    plain = io.BytesIO()
    made = Workbook()
    (made.active or made.create_sheet()).append(["姓名"])
    made.save(plain)
    with zipfile.ZipFile(plain) as whole:
        found = {name: whole.read(name) for name in whole.namelist()}
    found |= {name.replace("__", "/") + ".xml": body for name, body in parts.items()}
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    types = found["[Content_Types].xml"]
    override = f'<Override PartName="/xl/texts.xml" ContentType="{kind}"/></Types>'.encode()
    found["[Content_Types].xml"] = types.replace(b"</Types>", override)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, body in found.items():
            packed.writestr(name, body)
    return out.getvalue()


SHEET = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
ROW = b"<row><c><v>1</v></c></row>"
PICTURES: dict[str, Callable[[], bytes]] = {
    "png-60-mp": lambda: png(7740, 7740, 6, 4),
    "png-rgba": lambda: png(5000, 5000, 6, 4),
    "png-palette": lambda: png(5000, 5000, 3, 1),
    "jpeg-50-mp": lambda: saved("RGB", (8000, 6250), "JPEG"),
    "jpeg-progressive": lambda: saved("RGB", (5000, 5000), "JPEG", progressive=True, subsampling=0),
    "webp": lambda: saved("RGBA", (5000, 2500), "WEBP", lossless=True, method=0),
    "tiff": lambda: saved("RGBA", (5000, 5000), "TIFF", compression="tiff_adobe_deflate"),
}
TABLES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "shared-texts": ("x.xlsx", lambda: book(xl__texts=b"<sst " + SHEET + b">" + b"<si><t>a</t></si>" * 2_000_000)),
    "rows": ("x.xlsx", lambda: book(xl__worksheets__sheet1=b"<worksheet " + SHEET + b">" + ROW * 1_200_000)),
    "commas": ("x.csv", lambda: b"," * 8_000_000),
    "lines": ("x.csv", lambda: b"a\n" * 4_000_000),
}


def main(kind: str) -> None:
    """Make the file in a child, so that its making is not counted, and read it."""
    reader, writer = os.pipe()
    if os.fork() == 0:
        made = PICTURES[kind]() if kind in PICTURES else TABLES[kind][1]()
        with os.fdopen(writer, "wb") as out:
            out.write(made)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as source:
        content = source.read()
    os.wait()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        said = (
            clean_file(content, "x").kind if kind in PICTURES else str(len(read_grid(content, TABLES[kind][0], 5000)))
        )
    except DomainError as error:
        said = error.code
    print(said, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)


if __name__ == "__main__":
    main(sys.argv[1])
