"""Tables for spreadsheets: read back by programs that did not write them, nothing in them runs, and nothing is lost (H41)."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from bot.making.sheets import Cell, csv_file, csv_text, xlsx_file

EVIL = [
    "=1+1",
    "+32 2 123",
    "-2",
    "@SUM(A1)",
    '=HYPERLINK("https://evil.example","click")',
    "=cmd|' /C calc'!A0",
    " =1+1",
    "\uff1d1+1",
    "\t=1+1",
    "\r=1+1",
    "benches;=1+1",
    'benches;"=1+1',
    "benches,@SUM(A1)",
    "line\n=1+1",
]
PLAIN = ["Œuvre à l’été, ïëç", "a; b, c", 'say "yes"', "two\nlines", "https://parvis.example", "007", ""]
FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")

texts = st.lists(
    st.lists(st.text(st.sampled_from("=+-@ ;,|\t\"'a\n1\u00e9\uff1d")), min_size=3, max_size=3), max_size=4
)


def runs(cell: str) -> bool:
    """Tell whether a spreadsheet would take the cell for a formula."""
    return cell.strip(" \t\r\n\"'").startswith(FORMULA) and not cell.lstrip(' \t\r\n"').startswith("'")


@given(texts)
def test_h41_whatever_separator_a_program_expects_no_cell_of_a_csv_runs(rows: list[list[str]]) -> None:
    written = csv_text(["one", "two", "three"], rows)
    for separator in ",;|\t":
        found = csv.reader(io.StringIO(written), delimiter=separator)
        assert not [cell for row in found for cell in row if runs(cell)]


@pytest.mark.parametrize("evil", EVIL)
def test_h41_what_begins_like_a_formula_opens_as_text(evil: str) -> None:
    (_head, (cell,)) = csv.reader(io.StringIO(csv_text(["text"], [[evil]])))
    assert not runs(cell)
    sheet = load_workbook(io.BytesIO(xlsx_file("Ideas", ["text"], [[evil]]))).active
    # "s": a string, where a formula would be "f".
    assert (sheet["A2"].data_type, unescape(sheet["A2"].value)) == ("s", evil)


@pytest.mark.parametrize("plain", PLAIN)
def test_what_is_no_formula_stays_as_it_was_written(plain: str) -> None:
    (_head, (cell,)) = csv.reader(io.StringIO(csv_text(["text"], [[plain]])))
    assert cell == plain
    sheet = load_workbook(io.BytesIO(xlsx_file("Ideas", ["text"], [[plain]]))).active
    assert (sheet["A2"].value or "") == plain
    assert sheet["A2"].hyperlink is None


def test_numbers_and_moments_are_read_as_such() -> None:
    row: list[Cell] = [12, -3, 2.5, datetime(2026, 12, 5, 14, 0), None]  # noqa: DTZ001 - what a wall clock shows
    sheet = load_workbook(io.BytesIO(xlsx_file("A/B: [c]", list("abcde"), [row]))).active
    assert sheet.title == "A B   c "
    assert [cell.value for cell in sheet[2]] == row
    assert (
        csv_file(list("abcde"), [row]).decode("utf-8-sig").splitlines()[1]
        == '12,-3,2.5,"2026-12-05T14:00",""'
    )


def test_a_file_with_many_rows_is_whole() -> None:
    made = xlsx_file("Many", ["number", "title"], ((n, f"Idea {n}") for n in range(20_000)))
    assert zipfile.ZipFile(io.BytesIO(made)).testzip() is None
    sheet = load_workbook(io.BytesIO(made), read_only=True).active
    *_others, last = sheet.iter_rows(values_only=True)
    assert last == (19_999, "Idea 19999")
