"""A town small enough for one test: a query, a command, and what was asked and done."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar, cast

from bot import office
from bot.civic.answers import WhichBroadcast
from bot.civic.city import City
from bot.civic.doors import Command, Query, Refused
from bot.engine.flow import Flow
from bot.engine.replay import Journal, Replay, back
from bot.engine.talk import Talk
from bot.settings import read_settings

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class BellsIn(Query[tuple[str, ...]]):
    """The bells of a tower."""

    tower: str


@dataclass(frozen=True, slots=True)
class Ring(Command[int]):
    """Ring a bell; returns how often bells have rung."""

    bell: str


@dataclass(frozen=True, slots=True)
class Polish(Command[int]):
    """Have a bell polished; returns the number of the job."""

    bell: str


@dataclass
class Town:
    """The world of these tests. `asked` and `done` are what it was asked and what it carried out."""

    bells: dict[str, tuple[str, ...]] = field(
        default_factory=lambda: {"north": ("Ada", "Bo"), "south": ("Cleo",)}
    )
    silent: bool = False
    asked: list[Query[Any]] = field(default_factory=list)
    done: list[Command[Any]] = field(default_factory=list)
    now: datetime = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)

    @property
    def city(self) -> City:
        """The city that Parvis ships with."""
        return the_city()

    def ask(self, query: Query[R]) -> R:
        """Return the bells of a tower, unless it is locked. Nobody was sent a message to many."""
        if isinstance(query, WhichBroadcast):
            return cast("R", 0)
        assert isinstance(query, BellsIn)
        if query.tower == "locked":
            raise Refused("locked")
        self.asked.append(query)
        return cast("R", self.bells[query.tower])

    def carry_out(self, command: Command[R]) -> R:
        """Ring, unless it is to be silent."""
        if self.silent:
            raise Refused("silence")
        self.done.append(command)
        return cast("R", len(self.done))


def the_city() -> City:
    """Return the city that Parvis ships with."""
    return office.the_city(read_settings())


TALK = Talk(Town(), lambda payload: f"https://town.example/{payload}")


@dataclass
class Player:
    """Somebody who answers one conversation; its journal goes through JSON between answers."""

    flow: Flow
    args: Mapping[str, Any] = field(default_factory=dict)
    journal: Journal = field(default_factory=dict)
    town: Town = field(default_factory=Town)

    def play(self) -> Replay:
        """Replay from the top, as after a restart."""
        self.journal = json.loads(json.dumps(self.journal))
        return Replay(self.flow, self.args, self.journal, self.town, TALK)

    def answer(self, *raws: Any) -> Replay:
        """Answer what is asked, one after the other; each after a restart."""
        replay = self.play()
        for raw in raws:
            replay = self.play()
            replay.answer({"a": raw})
        return replay

    def back(self) -> bool:
        """Go back."""
        visited = self.play().visited
        return back(self.journal, visited)

    @property
    def asked(self) -> str | None:
        """The step that is asked after a restart; None at the end."""
        question = self.play().question
        return question.step if question else None


def text(words: str) -> dict[str, str]:
    """Return a typed answer as the journal keeps it."""
    return {"text": words}


def option(chosen: str) -> dict[str, str]:
    """Return a chosen answer as the journal keeps it."""
    return {"option": chosen}
