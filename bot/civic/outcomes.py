"""Did it happen? Two weeks after the city said that an idea was carried out, those who supported it, and live there, are asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

from bot.civic.doors import Command, Query, Refused
from bot.civic.ideas import WHOLE_CITY
from bot.civic.people import Person

Said = Literal["yes", "no", "unsure"]
SAID: tuple[Said, ...] = get_args(Said)

ASKED_AFTER = timedelta(days=14)
"""So long after an idea was carried out people are asked whether it was."""

ANSWERED_WITHIN = timedelta(days=14)
"""The question is of use for so long."""

FEWEST_SAID = 5
"""Of fewer, nothing is shown of what they say."""

ASKED_AT_ONCE = 200
"""People that are planned for in one transaction."""

OUTCOME = "outcome"
"""The kind of due row that lets people be asked; its subject is the idea, its version the answer that said so."""

OUTCOME_ASKED = "outcome-asked"
"""The kind of due row that asks one person; its subject is the idea's number and theirs, as "3:12"."""


@dataclass(frozen=True, slots=True)
class Share:
    """How many of those who could tell say that it happened."""

    yes: int
    count: int


@dataclass(frozen=True, slots=True)
class SayWhether(Command[None]):
    """I say whether it happened; saying it again replaces what I said. Refused: no-consent, no-such-idea, not-asked, bad-choice."""

    number: int
    said: str


@dataclass(frozen=True, slots=True)
class AskedWhether(Query[tuple[int, ...]]):
    """Some of those who are to be asked whether an idea was carried out, by their id, from beyond `after`. Operators only.

    Nobody, unless `answer` is still the last one that changed its status.
    """

    number: int
    answer: int
    after: int


@dataclass(frozen=True, slots=True)
class IsAsked(Query[str | None]):
    """The title of the idea, if that person is still to be asked whether it was carried out. Operators only."""

    number: int
    answer: int
    person: int


def concerned(person: Person, *, neighbourhood: str, supports: bool) -> bool:
    """Tell whether somebody is asked of an idea there: who supports it and lives there, or anywhere where it is about the whole city."""
    return supports and neighbourhood in {WHOLE_CITY, person.neighbourhood}


def may_say(command: SayWhether, person: Person, *, asked: bool) -> None:
    """Refuse what somebody says who has not consented, or is not asked."""
    if not person.opinions:
        raise Refused("no-consent")
    if not asked:
        raise Refused("not-asked")
    if command.said not in SAID:
        raise Refused("bad-choice")


def share_of(counts: dict[str, int]) -> Share | None:
    """Return how many say that it happened of those who can tell; None of too few."""
    count = counts.get("yes", 0) + counts.get("no", 0)
    return Share(counts.get("yes", 0), count) if count >= FEWEST_SAID else None


def begins(carried_out: datetime) -> datetime:
    """Return when people are asked."""
    return carried_out + ASKED_AFTER
