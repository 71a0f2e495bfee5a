"""How the command line speaks: marked lines and tables for people at a terminal, plain lines otherwise."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

_COLOURS = {"ok": "green", "off": "dim", "look": "yellow", "wrong": "bold red"}


class NotDoneError(Exception):
    """What was asked for is not done: one sentence that says why, and the remedy."""


def line(sentence: str) -> None:
    """Say something."""
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()


def problem(sentence: str) -> None:
    """Say what went wrong, on standard error."""
    sys.stderr.write(f"{sentence}\n")


def marked(mark: str, about: str, sentence: str) -> None:
    """Say how something stands: ok, off, look (worth a look) or wrong."""
    if not sys.stdout.isatty():
        line(f"{mark:5}  {about}: {sentence}")
        return
    from rich.console import Console
    from rich.text import Text

    Console().print(Text.assemble((f"{mark:5}", _COLOURS[mark]), "  ", (about, "bold"), f": {sentence}"))


def table(headings: Sequence[str], rows: Sequence[Sequence[str]], *, empty: str) -> None:
    """Say rows under their headings, or `empty` where there are none."""
    if not rows:
        line(empty)
    elif sys.stdout.isatty():
        _for_people(headings, rows)
    else:
        for row in (headings, *rows):
            line("\t".join(" ".join(cell.split()) for cell in row))


def _for_people(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    shown = Table(*headings, box=None, header_style="bold", pad_edge=False)
    for row in rows:
        shown.add_row(*map(Text, row))
    Console().print(shown)


def moment(at: datetime | None, zone: str) -> str:
    """Return an instant as the city's clock shows it, to the minute."""
    return "" if at is None else at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M")
