"""What people may ask about themselves: to see all that is kept of them, and to be forgotten."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.civic.doors import Command, Query


class Fate(enum.StrEnum):
    """What becomes of what people published, their ideas and comments, when they are forgotten."""

    DELETED = "deleted"
    NOBODYS = "nobodys"


@dataclass(frozen=True, slots=True)
class MyData(Query[Mapping[str, Any]]):
    """All that is kept of whoever asks, as JSON has it, by a name for each kind (docs/privacy.md)."""


@dataclass(frozen=True, slots=True)
class Published:
    """How much of what a person published others may see: what they are asked about before they are forgotten."""

    ideas: int
    comments: int


@dataclass(frozen=True, slots=True)
class MyWords(Query[Published]):
    """How many ideas and comments of mine others may see."""


@dataclass(frozen=True, slots=True)
class ForgetMe(Command[None]):
    """Forget whoever asks: nothing is left of them but what they published, where its fate is to be nobody's.

    Whoever writes again is somebody new.
    """

    fate: Fate


@dataclass(frozen=True, slots=True)
class CloseDoor(Command[bool]):
    """Let go of the account of somebody who was forgotten, once they have been told; True if it is done with.

    It is left to whoever has come in by it again since. Unless `anyhow`, it waits until nothing is to be told there any
    more. Operators only.
    """

    account: int
    anyhow: bool = False


FORGOTTEN = "forgotten"
"""The kind of due row that lets go of the account of somebody who was forgotten; its subject is the account."""
