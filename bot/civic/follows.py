"""Following an idea: to hear what is new about it. Who shared an idea follows it anyway."""

from __future__ import annotations

from dataclasses import dataclass

from bot.civic.doors import Command, Refused
from bot.civic.people import Person


@dataclass(frozen=True, slots=True)
class FollowIdea(Command[None]):
    """I follow this idea; following twice is following once. Refused: no-consent, no-such-idea, own-idea."""

    number: int


@dataclass(frozen=True, slots=True)
class UnfollowIdea(Command[None]):
    """I no longer follow this idea, whatever has become of it."""

    number: int


def may_follow(person: Person, *, author: int | None, hidden: bool) -> None:
    """Refuse to follow without consent, what cannot be seen, and what one hears of anyway."""
    if not person.opinions:
        raise Refused("no-consent")
    if hidden:
        raise Refused("no-such-idea")
    if author == person.id:
        raise Refused("own-idea")
