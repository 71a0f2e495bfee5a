"""Threads: what a citizen and the organisers write to one another. Organisers read no name, only a number and the words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.civic.doors import Command, Event, Query, Refused

MAX_LETTER = 2000
"""Characters of what is written at once, by either side."""

MOST_A_DAY = 20
"""Times that one person may write to the organisers in a day: who reads them all are a few people."""

GOES_ON = timedelta(days=14)
"""So long after its last words a thread about nothing in particular is gone on with; then another begins."""

SHOWN = 6
"""The latest words that are shown of a thread."""

THREADS_PAGE = 5
LAST_THREADS_PAGE = 200


@dataclass(frozen=True, slots=True)
class Said:
    """What one side wrote. `text` is empty once it was taken back."""

    number: int
    text: str
    language: str
    at: datetime
    by_organisers: bool


@dataclass(frozen=True, slots=True)
class Thread:
    """A thread: its latest words, the oldest of them first. `waiting` since when it waits for the organisers; None if it does not.

    `broadcast` is the number of what was sent to many, if it is about that.
    """

    number: int
    said: tuple[Said, ...]
    earlier: bool
    waiting: datetime | None
    broadcast: int | None = None


@dataclass(frozen=True, slots=True)
class ThreadLine:
    """A thread in a list: its last words, and who wrote them."""

    number: int
    last: Said
    waiting: datetime | None


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """One page of threads; `more` says that another follows."""

    threads: tuple[ThreadLine, ...]
    page: int
    more: bool


@dataclass(frozen=True, slots=True)
class MyThreads(Query[tuple[ThreadLine, ...]]):
    """What I wrote to the organisers, the latest first."""


@dataclass(frozen=True, slots=True)
class MyThread(Query[Thread | None]):
    """A thread of mine; None where there is none of that number."""

    number: int


@dataclass(frozen=True, slots=True)
class Letters(Query[ThreadPage]):
    """What citizens wrote, where I may answer: what waits, the longest first; or all, the latest first. Pages begin with 1.

    With `broadcast`, only what is about that one.
    """

    waiting: bool
    page: int
    broadcast: int = 0


@dataclass(frozen=True, slots=True)
class OneThread(Query[Thread | None]):
    """A thread that I may answer; None where there is none of that number."""

    number: int


@dataclass(frozen=True, slots=True)
class LettersSince(Query[int]):
    """How many threads of a programme have come to wait for an answer since then (None: ever). Operators only."""

    programme: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class WriteToOrganisers(Command[int]):
    """I write to the organisers: in that `thread` of mine, or (0) in the one under way; returns the number of these words.

    The one under way is about nothing in particular, or about that `broadcast`, which was sent to me.
    Refused: empty, too-long, too-many-letters, no-such-thread, no-such-broadcast.
    """

    text: str
    thread: int = 0
    broadcast: int = 0


@dataclass(frozen=True, slots=True)
class TakeLetterBack(Command[None]):
    """I take back what I wrote to the organisers, for good. Refused: no-such-letter."""

    number: int


@dataclass(frozen=True, slots=True)
class AnswerThread(Command[int]):
    """The organisers answer; returns the number of the answer. `after` is the number of the last words that were seen.

    Refused: no-such-thread, empty, too-long, written-meanwhile.
    """

    number: int
    text: str
    after: int


@dataclass(frozen=True, slots=True)
class SettleThread(Command[None]):
    """No answer is needed to what was seen, the last of it being `after`. Refused: no-such-thread, written-meanwhile."""

    number: int
    after: int


@dataclass(frozen=True, slots=True)
class LetterCame(Event):
    """A citizen wrote to the organisers of a programme."""

    programme: int


@dataclass(frozen=True, slots=True)
class ThreadAnswered(Event):
    """The organisers answered somebody, who had written from that account; None if it is no longer theirs."""

    thread: int
    number: int
    person: int
    account: int | None
    text: str


LETTERS = "letters"
"""The kind of due row that tells organisers what came; its subject is the programme, 0 for what belongs to none."""


def may_be_sent(text: str) -> None:
    """Refuse what is no letter, from either side: empty, too-long."""
    if not text.strip():
        raise Refused("empty")
    if len(text) > MAX_LETTER:
        raise Refused("too-long")


def may_write(text: str, *, lately: int) -> None:
    """Refuse what a citizen may not send, having written that many times in a day."""
    may_be_sent(text)
    if lately >= MOST_A_DAY:
        raise Refused("too-many-letters")
