"""Reads a Dockerfile, as far as ours goes: stages, and the instructions in each."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path, PurePath


@dataclass(frozen=True)
class Instruction:
    """One instruction: its word, its options (`--from=builder`), and the rest of the line."""

    word: str
    rest: str
    options: dict[str, str] = field(default_factory=dict)

    @property
    def words(self) -> list[str]:
        """The words after the options: of the exec form its strings, else as a shell splits them."""
        return list(json.loads(self.rest)) if self.is_exec_form else shlex.split(self.rest)

    @property
    def is_exec_form(self) -> bool:
        """Whether this is a list of strings, which no shell takes apart."""
        return self.rest.startswith("[")


@dataclass(frozen=True)
class Stage:
    """One `FROM` and what follows it."""

    name: str
    base: str
    instructions: tuple[Instruction, ...]

    def all(self, word: str) -> list[Instruction]:
        """Return every instruction of one kind, in order."""
        return [instruction for instruction in self.instructions if instruction.word == word]

    def last(self, word: str) -> Instruction:
        """Return the instruction of one kind that counts: the last."""
        return self.all(word)[-1]


def parse(text: str) -> list[Stage]:
    """Return the stages of a Dockerfile, in order; one without a name is named by its number."""
    stages: list[Stage] = []
    for instruction in map(_instruction, _lines(text)):
        if instruction.word == "FROM":
            base, _, name = re.sub(r"\s+(?i:as)\s+", " ", instruction.rest).partition(" ")
            stages.append(Stage(name or str(len(stages)), base, ()))
        else:
            before = stages.pop()
            stages.append(Stage(before.name, before.base, (*before.instructions, instruction)))
    return stages


def _lines(text: str) -> Iterator[str]:
    """Return an instruction a line: comments left out, continued lines joined."""
    kept = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    yield from filter(None, map(str.strip, kept.replace("\\\n", " ").splitlines()))


def _instruction(line: str) -> Instruction:
    word, _, rest = line.partition(" ")
    options = {}
    while option := re.match(r"--([a-z-]+)=(\S+)\s+", rest):
        options[option[1]] = option[2]
        rest = rest[option.end() :]
    return Instruction(word.upper(), rest.strip(), options)


def context(folder: Path) -> list[PurePath]:
    """Return the files that a build may copy: those that `.dockerignore` leaves, relative to the folder."""
    rules = [rule for rule in (folder / ".dockerignore").read_text().splitlines() if rule and rule[0] != "#"]
    entered = [path for path in folder.iterdir() if not _is_ignored([path.name], rules)]
    files = [
        file for path in entered for file in ([path] if path.is_file() else path.rglob("*")) if file.is_file()
    ]
    return sorted(
        file.relative_to(folder) for file in files if not _is_ignored(_up_to(file.relative_to(folder)), rules)
    )


def _up_to(path: PurePath) -> list[str]:
    return [str(path), *(str(parent) for parent in path.parents if parent.name)]


def _is_ignored(paths: Iterable[str], rules: Iterable[str]) -> bool:
    """Say what the last rule that matches a path, or a folder that it lies in, says."""
    ignored = False
    for rule in rules:
        pattern = rule.removeprefix("!").removeprefix("**/")
        anywhere = "**/" in rule
        if any(fnmatchcase(path.rpartition("/")[2] if anywhere else path, pattern) for path in paths):
            ignored = not rule.startswith("!")
    return ignored
