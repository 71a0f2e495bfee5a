"""Checks that the documents say what is so: `python -m tools.check_docs`.

Links inside the repository lead somewhere; `make …` and `parvis …` name what there is; what stands in a
```python block runs, the blocks of one document one after the other in a process of their own. A block headed
```python sketch leaves something out, and is only parsed.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent

FENCE = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ +(.+?) *$", re.MULTILINE)
CODE = re.compile(r"`([^`\n]+)`")
TARGET = re.compile(r"^([a-z]+):", re.MULTILINE)


class Block(NamedTuple):
    """One fenced block: its language and mode, the line it begins on, its text."""

    head: str
    line: int
    text: str


def documents(root: Path) -> list[Path]:
    """Return every document of a repository that somebody is meant to read."""
    return sorted([*root.glob("*.md"), *root.glob("docs/**/*.md")])


def blocks(text: str) -> list[Block]:
    """Return a document's fenced blocks, in order."""
    return [Block(m[1].strip(), text.count("\n", 0, m.start()) + 2, m[2]) for m in FENCE.finditer(text)]


def anchors(text: str) -> set[str]:
    """Return the names under which a document's headings can be linked to."""
    headings = HEADING.findall(FENCE.sub("", text))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def dead_links(document: Path) -> Iterator[str]:
    """Tell of every link inside the repository that leads nowhere."""
    for plain, picture in LINK.findall(FENCE.sub("", document.read_text())):
        link = plain or picture
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = link.partition("#")
        target = document.parent / name if name else document
        if not target.exists():
            yield f"{link}: there is no such file"
        elif anchor and anchor not in anchors(target.read_text()):
            yield f"{link}: there is no such heading"


def commands(text: str) -> Iterator[list[str]]:
    """Return the words of every command that a document shows, in a shell block or within a line."""
    shell = "\n".join(block.text for block in blocks(text) if block.head in {"sh", "bash", "console"})
    for line in [*shell.splitlines(), *CODE.findall(FENCE.sub("", text))]:
        yield line.strip().removeprefix("$ ").split()


def unknown_commands(document: Path, known: Callable[[str], set[str]]) -> Iterator[str]:
    """Tell of every `make …` and `parvis …` that asks for something there is not."""
    for words in commands(document.read_text()):
        program, asked = (*words[:2], "", "")[:2]
        if program in {"make", "parvis"} and re.fullmatch(r"[a-z-]+", asked) and asked not in known(program):
            yield f"{program} {asked}: there is no such command"


@cache
def known_commands(program: str) -> set[str]:
    """Return what `make` or `parvis` can be asked for."""
    return make_targets() if program == "make" else parvis_commands()


def make_targets() -> set[str]:
    """Return the targets of the Makefile."""
    return set(TARGET.findall((ROOT / "Makefile").read_text()))


def parvis_commands() -> set[str]:
    """Return the commands of the `parvis` program."""
    from typer.main import get_group

    from bot.cli import app

    return set(get_group(app).commands)


def unparsed(document: Path) -> Iterator[str]:
    """Tell of every Python block that is no Python."""
    for block in blocks(document.read_text()):
        if block.head.startswith("python"):
            try:
                compile(block.text, str(document), "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
            except SyntaxError as error:
                yield f"line {block.line}: {error}"


def failing(document: Path) -> Iterator[str]:
    """Tell if what the document's Python blocks say does not run."""
    program = runnable(document.read_text())
    if not program.strip():
        return
    ended = subprocess.run(
        [sys.executable, "-W", "error", "-"],
        input=program,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode:
        yield ended.stderr.strip()


def runnable(text: str) -> str:
    """Return the blocks that are to run, each on the lines it has in the document."""
    lines = [""] * (text.count("\n") + 1)
    for block in blocks(text):
        if block.head == "python":
            shown = block.text.splitlines()
            lines[block.line - 1 : block.line - 1 + len(shown)] = shown
    return "\n".join(lines)


def faults(document: Path) -> Iterator[str]:
    """Tell of everything that is wrong with one document."""
    checks = (dead_links, partial(unknown_commands, known=known_commands), unparsed, failing)
    for check in checks:
        yield from check(document)


def main() -> int:
    """Print what is wrong with the documents; return 1 if anything is."""
    found = [
        f"{document.relative_to(ROOT)}: {fault}" for document in documents(ROOT) for fault in faults(document)
    ]
    print("\n".join(found) or f"{len(documents(ROOT))} documents say what is so")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
