"""Spreadsheets: the first sheet of an XLSX or CSV read into rows of text, and rows written as XLSX."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from .errors import DomainError, Rejected, TooLarge
from .heavy import heavy
from .sentences import Sentence

MAX_BYTES = 8 * 1024 * 1024
MAX_UNPACKED = 40 * 1024 * 1024
MAX_PARTS = 1000
MAX_COLUMNS = 100
MAX_CELLS = 400_000
"""Cells and shared texts of a workbook: each takes time and memory, and has four tags."""


@dataclass(frozen=True)
class RowError:
    """What is wrong in one row, with the row's number as the spreadsheet shows it."""

    row: int
    sentence: Sentence


@dataclass
class Table:
    """Rows as dictionaries by our own column names, each with its row number."""

    rows: list[tuple[int, dict[str, str]]] = field(default_factory=list)


def read_table(content: bytes, filename: str, columns: dict[str, tuple[str, ...]], most: int) -> Table:
    """Read the rows below the header.

    `columns` gives for each of our names the headings by which it may go; names beginning with `?` may be missing.
    Raises `Rejected` for a file or a header that cannot be read, `TooLarge` beyond `most` rows.
    """
    grid = read_grid(content, filename, most)
    header = ["".join(cell.split()) for cell in grid[0]]
    places: dict[str, int] = {}
    for name, headings in columns.items():
        at = next((header.index(heading) for heading in headings if heading in header), None)
        if at is not None:
            places[name.lstrip("?")] = at
        elif not name.startswith("?"):
            raise Rejected(
                "column_missing", "没有找到“%(heading)s”一列；第一行应为列名", field="file", heading=headings[0]
            )
    table = Table()
    for number, cells in enumerate(grid[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        row = {name: (cells[at].strip() if at < len(cells) else "") for name, at in places.items()}
        table.rows.append((number, row))
    if not table.rows:
        raise Rejected("file_empty", "文件里只有列名，没有内容", field="file")
    return table


def read_grid(content: bytes, filename: str, most: int) -> list[list[str]]:
    """All rows as text, with the header and empty rows; a formula is what its file says that it gave.

    Raises `Rejected` for a file that cannot be read, `TooLarge` beyond `most` rows below the first.
    """
    if len(content) > MAX_BYTES:
        raise TooLarge("file_too_large", "文件超过 8 MB", field="file")
    with heavy():
        grid = _xlsx(content, most) if filename.lower().endswith((".xlsx", ".xlsm")) else _csv(content, most)
    if not grid:
        raise Rejected("file_empty", "文件里没有内容", field="file")
    if len(grid) - 1 > most:
        raise TooLarge("too_many_rows", "文件超过 %(most)s 行，请检查是否选错了文件", field="file", most=most)
    return grid


def _csv(content: bytes, most: int) -> list[list[str]]:
    if content.count(b",") > MAX_CELLS:
        raise TooLarge("too_many_cells", "文件里的单元格过多，请检查是否选错了文件", field="file")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            # One row more than may be there, so that the caller sees that there are too many.
            return list(islice(csv.reader(io.StringIO(content.decode(encoding))), most + 2))
        except (UnicodeDecodeError, csv.Error):
            continue
    raise Rejected("file_unreadable", "文件无法读取，请另存为 XLSX 或 CSV（UTF-8）", field="file")


def _xlsx(content: bytes, most: int) -> list[list[str]]:
    try:
        _refuse_bombs(content)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        grid = []
        for row in sheet.iter_rows(values_only=True, max_row=most + 2, max_col=MAX_COLUMNS):
            grid.append([_text(cell) for cell in row])
        return grid
    except DomainError:
        raise
    # A file from outside makes openpyxl fail in many ways: AttributeError, TypeError and XML errors among them.
    except Exception as error:
        raise Rejected("file_unreadable", "文件无法读取，请另存为 XLSX 或 CSV（UTF-8）", field="file") from error


def _refuse_bombs(content: bytes) -> None:
    """Refuse what is small on the way and huge when unpacked; raises `TooLarge`, or `BadZipFile`."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        if sum(part.file_size for part in packed.infolist()) > MAX_UNPACKED or len(packed.infolist()) > MAX_PARTS:
            raise TooLarge("file_too_large", "表格展开后过大，请只保留需要的一张工作表", field="file")
        # What a part is called says nothing of what it is taken for.
        tags = 0
        for part in packed.infolist():
            with packed.open(part) as opened:
                while piece := opened.read(1 << 20):
                    tags += piece.count(b"<")
                    if tags > 4 * MAX_CELLS:
                        raise TooLarge("too_many_cells", "文件里的单元格过多，请只保留需要的一张工作表", field="file")


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def write_table(title: str, columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[object]]) -> bytes:
    """An XLSX with one sheet; `columns` are headings with their widths in characters.

    Text stays text: a cell that begins with `=` does not become a formula.
    """
    book = Workbook()
    sheet = book.active or book.create_sheet()
    sheet.title = title
    sheet.append([heading for heading, _ in columns])
    for place, (_, width) in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
        sheet.cell(1, place).font = Font(bold=True)
    for number, row in enumerate(rows, start=2):
        for place, value in enumerate(row, start=1):
            cell = sheet.cell(number, place)
            cell.value = value
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            if isinstance(value, str):
                cell.data_type = "s"
                cell.number_format = "@"
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
