"""Keeps the list of hazards true: `python -m tools.hazards`.

Each line of `docs/hazards.md` says what must go right and whether this release sees to it. The last column, the
tests that prove it, is written here from the tests' own names (`test_h36_…`). `--check` changes nothing and lists
what is wrong: a hazard that is claimed and has no test, a test that names no hazard, a column that is behind.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
DOCUMENT: Final = ROOT / "docs" / "hazards.md"

OF_THE_STAND_IN: Final = "test_telegram_server"
"""Tests of the Telegram to test against: they show that a fault can be made, not that Parvis withstands it."""

_TEST = re.compile(r"^ *(?:async )?def test((?:_h\d+)+)_", re.MULTILINE)
_LINE = re.compile(r"^\| (H\d+) \| (.*) \| (.*) \| (.*) \|$", re.MULTILINE)
_CLAIM = re.compile(r"yes|in part\b")
_NONE = "–"

Proofs = Mapping[str, Sequence[Path]]
"""From a hazard to the files whose tests name it, relative to the repository."""


def proofs(root: Path) -> Proofs:
    """Return which files prove which hazard, by the names of their tests."""
    found: dict[str, list[Path]] = defaultdict(list)
    for path in sorted((root / "tests").rglob("test_*.py")):
        if OF_THE_STAND_IN in path.relative_to(root).parts:
            continue
        named = {n.upper() for names in _TEST.findall(path.read_text()) for n in names.split("_") if n}
        for hazard in named:
            found[hazard].append(path.relative_to(root))
    return found


def updated(text: str, proved: Proofs) -> str:
    """Return the document with the column of tests as it should be."""
    return _LINE.sub(lambda line: f"| {line[1]} | {line[2]} | {line[3]} | {_column(proved, line[1])} |", text)


def _column(proved: Proofs, hazard: str) -> str:
    files = proved.get(hazard, ())
    return ", ".join(f"[{_short(path)}](../{path.as_posix()})" for path in files) or _NONE


def _short(path: Path) -> str:
    """Return what tells the file from others: its folder and its name, without what all have in common."""
    folders = path.parts[1:-1]
    name = path.stem.removeprefix("test_")
    return f"{folders[-1]}: {name}" if folders else name


def wrong(text: str, proved: Proofs) -> Iterator[str]:
    """Yield what is wrong with the document, a sentence each."""
    lines = _LINE.findall(text)
    for hazard, _case, here, _tests in lines:
        if _CLAIM.match(here) and not proved.get(hazard):
            yield f"{hazard} is claimed, and no test is named test_{hazard.lower()}_…: write one, or say “later”"
        if not (_CLAIM.match(here) or here.startswith("later")):
            yield f"{hazard} says “{here}”: begin with yes, in part or later"
    for hazard in sorted(proved.keys() - {line[0] for line in lines}, key=lambda name: int(name[1:])):
        places = ", ".join(path.as_posix() for path in proved[hazard])
        yield f"{hazard} is named by a test ({places}) and is not in the list"
    if updated(text, proved) != text:
        yield "the column of tests is behind: run python -m tools.hazards"


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what was asked; 1 if a check found something wrong."""
    parser = argparse.ArgumentParser(prog="python -m tools.hazards", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing, list what is wrong")
    asked = parser.parse_args(arguments)
    text, proved = DOCUMENT.read_text(encoding="utf-8"), proofs(ROOT)
    if not asked.check:
        text = updated(text, proved)
        DOCUMENT.write_text(text, encoding="utf-8")
    found = list(wrong(text, proved))
    print("\n".join(found) or "Every hazard that is claimed has a test that names it.")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
