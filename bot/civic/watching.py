"""Watching a broadcast: one message in an organiser's chat that shows how far it is, and changes in place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.civic.doors import Command, Event, Query

EVERY = timedelta(seconds=5)
"""How often it changes while messages leave: an edit is a message, too, to a platform that counts them."""

SELDOM = timedelta(minutes=1)
"""How often it is looked at while nothing moves."""

WATCHED = "broadcast-watched"
"""The kind of due row that keeps such a message up to date; its subject is the number and the account."""


@dataclass(frozen=True, slots=True)
class WatchBroadcast(Command[None]):
    """Show me in this chat how far it is, from its beginning to its end; what comes every week, each time.

    Refused: not-allowed, no-such-broadcast.
    """

    number: int


@dataclass(frozen=True, slots=True)
class LatestSend(Query[int]):
    """The latest broadcast that one which comes every week has begun; 0 where it has begun none, or who asks may not see it."""

    number: int


@dataclass(frozen=True, slots=True)
class BroadcastWatched(Event):
    """An organiser wants to see, in the chat of that account, how far a broadcast is."""

    number: int
    account: int
