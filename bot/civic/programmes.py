"""A programme: a call for ideas with a window that opens and closes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.civic.doors import Command, Query, Refused


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme and its window: ideas are taken from `opens` until, not including, `closes` (None: no end)."""

    id: int
    code: str
    names: Mapping[str, str]
    opens: datetime
    closes: datetime | None

    def is_open(self, at: datetime) -> bool:
        """Tell whether ideas are taken at that instant."""
        return self.opens <= at and (self.closes is None or at < self.closes)


@dataclass(frozen=True, slots=True)
class Window:
    """What the window looks like now: the programme that counts, and whether it takes ideas, or is yet to."""

    programme: Programme | None
    open: bool
    to_come: bool = False


@dataclass(frozen=True, slots=True)
class CurrentWindow(Query[Window]):
    """The programme that takes ideas now; else the next to open; else the last that closed."""


@dataclass(frozen=True, slots=True)
class Programmes(Query[tuple[Programme, ...]]):
    """All programmes, the newest first."""


@dataclass(frozen=True, slots=True)
class CreateProgramme(Command[int]):
    """Make a programme; returns its id."""

    code: str
    names: Mapping[str, str]
    opens: datetime
    closes: datetime | None = None


def may_create(command: CreateProgramme, existing: set[str]) -> None:
    """Refuse a programme that could not run."""
    if command.code in existing:
        raise Refused("code-taken")
    if not command.code or not command.code.replace("-", "").isalnum() or not command.code.isascii():
        raise Refused("bad-code")
    if not any(name.strip() for name in command.names.values()):
        raise Refused("no-name")
    if command.closes is not None and command.closes <= command.opens:
        raise Refused("closes-before-it-opens")
