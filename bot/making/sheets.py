"""Tables for spreadsheets, as CSV (RFC 4180) and XLSX (ECMA-376): whatever somebody wrote in them opens as text (H41)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

Cell = str | int | float | datetime | None
"""A text, a number, what the clock on a wall shows (without a zone), or nothing."""

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_WIDEST = 60
"""Characters of a column that are seen at once."""

_RUNS = re.compile(r"((?:^|[,;|\t\r\n])[\s\"']*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])")
"""Where a formula would begin: in a cell, and in what becomes one in a program that takes another separator for ours."""


def csv_text(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """Return the table with commas between, every text in quotes: where one would be run, an apostrophe stands before it."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow(map(_inert, headings))
    writer.writerows([_inert(cell) for cell in row] for row in rows)
    return written.getvalue()


def csv_file(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return the same as a file. Its first mark tells spreadsheets that it is UTF-8."""
    return csv_text(headings, rows).encode("utf-8-sig")


def xlsx_file(name: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return the table as a workbook with one sheet of that name; its rows are written one by one, and none is kept in memory."""
    from xlsxwriter import Workbook

    written = io.BytesIO()
    # Nothing is taken for what it looks like: neither a formula, nor an address, nor a number.
    never = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(written, {"constant_memory": True, **never}) as book:
        sheet = book.add_worksheet(re.sub(r"[\[\]:*?/\\']", " ", name)[:31])
        sheet.freeze_panes(1, 0)
        bold, moment = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for place, heading in enumerate(headings):
            sheet.set_column(place, place, min(max(len(heading) + 2, 14), _WIDEST))
            sheet.write_string(0, place, heading, bold)
        for line, row in enumerate(rows, 1):
            _write(sheet, line, row, moment)
    return written.getvalue()


def _write(sheet: Any, line: int, row: Sequence[Cell], moment: Any) -> None:
    for place, cell in enumerate(row):
        match cell:
            case None:
                continue
            case str():
                sheet.write_string(line, place, cell)
            case datetime():
                sheet.write_datetime(line, place, cell, moment)
            case _:
                sheet.write_number(line, place, cell)


def _inert(cell: Cell) -> str | int | float:
    """Return the cell as CSV has it."""
    match cell:
        case None:
            return ""
        case str():
            return _RUNS.sub(r"\1'", cell)
        case datetime():
            return cell.isoformat(timespec="minutes")
    return cell


Sheet = Callable[[str, Sequence[str], Iterable[Sequence[Cell]]], bytes]

SHEETS: Mapping[str, tuple[Sheet, str]] = {
    "csv": (lambda _name, headings, rows: csv_file(headings, rows), "text/csv"),
    "xlsx": (xlsx_file, XLSX),
}
"""From the ending of a file's name to what writes it, and its media type."""
