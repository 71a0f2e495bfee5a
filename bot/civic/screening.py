"""Screening: in a programme that screens, an idea is in the list once an organiser has looked at it; and what else a programme asks of ideas."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.civic.doors import Command, Event, Query, Refused

MAX_REASON = 500
MAX_QUESTION = 500
MAX_REPLY = 2000

MOST_QUESTIONS = 10
"""Questions to the author of one idea."""

LEAST_THRESHOLD, MOST_THRESHOLD = 2, 1_000_000

SCREENING = "screening"
"""The kind of due row that tells organisers that ideas wait; its subject is the programme."""

REPLIED = "author-replied"
"""The kind of due row that tells organisers what an author answered; its subject is the question."""

TOLD_NEXT = timedelta(hours=6)
"""So long they then hear of no other."""


@dataclass(frozen=True, slots=True)
class ApproveIdea(Command[None]):
    """The idea may be in the list: it is published now, and its author hears it. Refused: not-allowed, not-waiting."""

    number: int


@dataclass(frozen=True, slots=True)
class RejectIdea(Command[None]):
    """The idea cannot be in the list, for a reason that its author hears. Refused: as ApproveIdea, and no-reason, too-long."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class AskAuthor(Command[int]):
    """Ask the author something before it is decided; returns the question's number.

    Refused: as ApproveIdea, and empty, too-long, too-many-questions, no-author.
    """

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class ReplyToQuestion(Command[None]):
    """This is my answer to what I was asked about my idea. Refused: no-such-question, blocked, empty, too-long."""

    question: int
    text: str


@dataclass(frozen=True, slots=True)
class SetIdeaRules(Command[None]):
    """What a programme asks of ideas from now on: whether each is screened first; how many supports ask for an answer (None: none do).

    Refused: not-allowed, no-such-programme, bad-threshold.
    """

    programme: int
    screens: bool
    threshold: int | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What the author of an idea was asked, and what they said; None before they did."""

    number: int
    idea: int
    text: str
    reply: str | None


@dataclass(frozen=True, slots=True)
class ToScreen:
    """An idea that waits to be screened, with what its author was asked."""

    number: int
    title: str
    description: str
    language: str
    topic: str
    neighbourhood: str
    picture: int | None
    shared: datetime
    questions: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class IdeaToScreen(Query[ToScreen | None]):
    """An idea that waits, for whoever may screen it; None of any other."""

    number: int


@dataclass(frozen=True, slots=True)
class MyQuestion(Query[Asked | None]):
    """What I was asked about an idea of mine that still waits; None of any other question."""

    number: int


@dataclass(frozen=True, slots=True)
class CountToScreen(Query[int]):
    """How many ideas of a programme wait that came since then (None: at all). Operators only."""

    programme: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Reply:
    """What the author of an idea answered, and in which programme that is."""

    idea: int
    programme: int
    text: str


@dataclass(frozen=True, slots=True)
class ReplyTo(Query[Reply | None]):
    """What the author answered to a question, while the idea waits. Operators only."""

    question: int


@dataclass(frozen=True, slots=True)
class IdeaWaits(Event):
    """An idea waits to be screened: organisers hear it."""

    programme: int


@dataclass(frozen=True, slots=True)
class IdeaApproved(Event):
    """An idea is in the list now."""

    number: int
    author: int
    title: str


@dataclass(frozen=True, slots=True)
class IdeaRejected(Event):
    """An idea will not be in the list."""

    number: int
    author: int
    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class AuthorAsked(Event):
    """The author of an idea is asked something."""

    question: int
    idea: int
    author: int
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class AuthorReplied(Event):
    """The author of an idea has answered: organisers hear it."""

    question: int


def see_words(text: str, *, max_chars: int, none: str = "empty") -> None:
    """Refuse no words (with that code), or too many."""
    if not text.strip():
        raise Refused(none)
    if len(text) > max_chars:
        raise Refused("too-long")


def may_set(command: SetIdeaRules) -> None:
    """Refuse a number of supports that would mean nothing."""
    if command.threshold is not None and not LEAST_THRESHOLD <= command.threshold <= MOST_THRESHOLD:
        raise Refused("bad-threshold")
