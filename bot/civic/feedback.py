"""How an event was: asked once of who was there, kept without saying whose it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.civic.doors import Command, Query, Refused
from bot.civic.events import Some

MAX_WORDS = 500
SCORES = (1, 2, 3, 4, 5)

AFTER_THE_END = timedelta(hours=2)
"""So long after the end it is asked; in quiet hours, when they are over."""

ASK = "event-ask"
"""The kind of due row that asks one person; its subject is `ask_of`."""

TAKEN_FOR = timedelta(days=14)
"""So long after the end an answer is taken."""


@dataclass(frozen=True, slots=True)
class MayRate(Query[bool]):
    """Whether I was at this event, and have not said yet how it was."""

    event: int


@dataclass(frozen=True, slots=True)
class RateEvent(Command[None]):
    """How an event was, from 1 to 5, and in a few words or none: once, without my name.

    Refused: no-such-event, not-there, said-already, bad-score, too-long.
    """

    event: int
    score: int
    words: str = ""


@dataclass(frozen=True, slots=True)
class ToBeAsked(Query[Some]):
    """Some of those who were there and were not asked yet, by their id, from beyond `after`. Operators only."""

    event: int
    after: int


@dataclass(frozen=True, slots=True)
class WereThere(Query[Some]):
    """Some of those who were there, by their id, from beyond `after`. Operators only."""

    event: int
    after: int


@dataclass(frozen=True, slots=True)
class NoteAsked(Command[None]):
    """This person is asked now. Operators only."""

    event: int
    person: int


@dataclass(frozen=True, slots=True)
class Feedback:
    """What came of it: how many gave each score from 1 to 5, and what was said, in no order that tells who said it."""

    scores: tuple[int, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FeedbackOn(Query[Feedback]):
    """How an event was, to those who were there. Needs Right.EVENTS. Refused: no-such-event, not-allowed."""

    event: int


def ask_of(event: int, person: int) -> str:
    """Return the subject of the due row that asks somebody how an event was."""
    return f"{event}.{person}"


def may_rate(command: RateEvent, *, ended: datetime, was_there: bool, said: bool, now: datetime) -> None:
    """Refuse who was not there, who has said it, and what is no score."""
    if not was_there or not ended <= now < ended + TAKEN_FOR:
        raise Refused("not-there")
    if said:
        raise Refused("said-already")
    if command.score not in SCORES:
        raise Refused("bad-score")
    if len(command.words) > MAX_WORDS:
        raise Refused("too-long")
