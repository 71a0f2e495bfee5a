"""Duplicates: two ideas that are one are joined. Who supports and follows either goes on with the one that stays, and counts once."""

from __future__ import annotations

from dataclasses import dataclass

from bot.civic.doors import Command, Event, Query, Refused


@dataclass(frozen=True, slots=True)
class MergeIdeas(Command[int]):
    """Idea `gone` is the same as idea `stays`; returns the supports of that.

    Supports, followers, comments, answers and promises of `gone` are its own from now on, each person once; whoever shared
    `gone` supports and follows it.

    Refused: not-allowed, same-idea, no-such-idea.
    """

    gone: int
    stays: int


@dataclass(frozen=True, slots=True)
class IdeasJoined(Event):
    """Idea `gone` was joined with idea `stays`. Their authors hear it at once; None where that is nobody."""

    gone: int
    stays: int
    gone_title: str
    stays_title: str
    gone_author: int | None
    stays_author: int | None


@dataclass(frozen=True, slots=True)
class Side:
    """One of two ideas that may be joined."""

    number: int
    title: str
    supports: int


@dataclass(frozen=True, slots=True)
class Merger:
    """What would come of joining two ideas: how many would support the one that stays."""

    gone: Side
    stays: Side
    supports: int


@dataclass(frozen=True, slots=True)
class MergerOf(Query[Merger | None]):
    """What would come of joining these, for whoever may; None where that cannot be."""

    gone: int
    stays: int


def may_merge(command: MergeIdeas) -> None:
    """Refuse to join an idea with itself."""
    if command.gone == command.stays:
        raise Refused("same-idea")
