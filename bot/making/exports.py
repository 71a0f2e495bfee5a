"""What organisers take out, as files: tables for people in their language, open data for programs by names that stay."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

from bot.civic.exports import COLUMNS, OPEN_COLUMNS, Form, Row, Rows, Value, What
from bot.engine.outgoing import File
from bot.making.sheets import SHEETS, Cell
from bot.text.languages import LANGUAGES

Reads = Callable[[Rows], AbstractContextManager[Iterator[Row]]]
"""Opens the rows of a table, as of one instant."""

IN_LANGUAGES: Mapping[What, frozenset[str]] = {
    What.IDEAS: frozenset({"answer", "signed"}),
    What.VOTES: frozenset({"title", "option"}),
    What.EVENTS: frozenset({"title", "place"}),
    What.AUDIT: frozenset(),
}
"""Columns that have a text for each language: not what people write, which is in one."""


class Exports:
    """Makes the file when its message leaves, beside the conversations: nobody waits for a long one."""

    def __init__(self, reads: Reads) -> None:
        self._reads = reads

    def __call__(self, data: Mapping[str, Any]) -> File:
        """Return the file: `what`, `form`, `programme` and `open` say which; `headings` and `says` are in the `language`."""
        what, form = What(data["what"]), Form(data["form"])
        with self._reads(Rows(what, data["programme"], data["open"])) as rows:
            name = f"{what}{'-open' if data['open'] else ''}-{data['taken'][:10]}.{form}"
            if form == Form.JSON:
                return File(_json(data, rows), name, "application/json")
            write, kind = SHEETS[form]
            headings, cells = _open(what, rows) if data["open"] else _told(what, data, rows)
            return File(write(data["name"], headings, cells), name, kind)


def _told(
    what: What, data: Mapping[str, Any], rows: Iterator[Row]
) -> tuple[Sequence[str], Iterator[Sequence[Cell]]]:
    """Return the table for a person: in their language, with names for ids."""
    columns = COLUMNS[what]
    says: Mapping[str, Mapping[str, str]] = data["says"]

    def cell(column: str, value: Value) -> Cell:
        if isinstance(value, Mapping):
            return next((value[code] for code in (data["language"], *LANGUAGES, *value) if code in value), "")
        if isinstance(value, datetime):
            return value.replace(tzinfo=None)
        return says.get(column, {}).get(value, value) if isinstance(value, str) else value

    cells = ([cell(column, row[column]) for column in columns] for row in rows)
    return [data["headings"][column] for column in columns], cells


def _open(what: What, rows: Iterator[Row]) -> tuple[Sequence[str], Iterator[Sequence[Cell]]]:
    """Return the table for everybody: ids that stay, and a column for each language of what has a text in several."""
    parts = [
        (column, code)
        for column in OPEN_COLUMNS[what]
        for code in (LANGUAGES if column in IN_LANGUAGES[what] else ("",))
    ]
    return [f"{column}-{code}" if code else column for column, code in parts], (
        [_part(row[column], code) for column, code in parts] for row in rows
    )


def _part(value: Value, code: str) -> Cell:
    if isinstance(value, Mapping):
        return value.get(code)
    return value.isoformat(timespec="minutes") if isinstance(value, datetime) else value


def _json(data: Mapping[str, Any], rows: Iterator[Row]) -> bytes:
    """Return open data for programs: what it is of, and the rows by the names of their columns."""
    what = What(data["what"])
    made = {
        "city": data["city"],
        "taken": data["taken"],
        what.value: [{column: row[column] for column in OPEN_COLUMNS[what]} for row in rows],
    }
    return json.dumps(made, ensure_ascii=False, indent=1, default=_written).encode()


def _written(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    return dict(value) if isinstance(value, Mapping) else str(value)
