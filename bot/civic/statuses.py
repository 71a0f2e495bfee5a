"""What becomes of an idea officially: its status, and the dated answers that say why, each signed by a function."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, get_args

from bot.civic.doors import Command, Event, Query, Refused
from bot.civic.programmes import Programme
from bot.civic.texts import Texts, see_texts

Status = Literal[
    "proposed",
    "threshold",
    "expired",
    "viewed",
    "considered",
    "accepted",
    "pilot",
    "implemented",
    "rejected",
    "answered",
    "ineligible",
]
"""What became of an idea: under consideration is `considered`; `answered` where there is an answer and nothing to decide.

It reached the `threshold` when as many support it as its programme asks for; where too few did by the end, it `expired`.
"""

STATUSES: tuple[Status, ...] = get_args(Status)

UNANSWERED: frozenset[Status] = frozenset({"proposed", "threshold", "expired"})
"""Those that come about by themselves."""

OFFICIAL: tuple[Status, ...] = tuple(status for status in STATUSES if status not in UNANSWERED)
"""Those that an official answer may bring about."""

CLOSED: frozenset[Status] = frozenset({"rejected", "ineligible"})
"""Nothing comes of it: such an idea does not trend."""

MAX_ANSWER = 1500
MAX_FUNCTION = 80
MOST_AT_ONCE = 50
"""Ideas that one answer may be about."""

MOST_FUNCTIONS = 6
"""Functions that signed lately, to choose from."""

ANSWERED = "answered"
"""The kind of due row that tells an author what was said officially about their ideas; its subject is the person."""

GATHERED = timedelta(minutes=5)
"""So long what is said about an author's ideas is gathered, so that what changes together comes in one message."""


@dataclass(frozen=True, slots=True)
class OfficialAnswer:
    """What was said officially about an idea, and by which function, by language; None as `status`: it stayed as it was.

    `organisation` is the name of the one whose answer it is besides; empty for none.
    """

    number: int
    status: Status | None
    texts: Texts
    function: Texts
    at: datetime
    organisation: Texts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AnswerIdeas(Command[tuple[int, ...]]):
    """Say officially what becomes of these ideas; returns the numbers of the answers, one for each idea.

    `latest` is the number of the last answer to any of them that whoever answers has seen (0: none): if there is a newer one,
    they are to look again (H30).

    Refused: not-allowed, no-ideas, too-many-ideas, no-such-idea, unknown-status, unknown-language, missing-language, too-long,
    answered-meanwhile.
    """

    numbers: tuple[int, ...]
    status: Status | None
    texts: Texts
    function: Texts
    latest: int = 0
    organisation: int = 0


@dataclass(frozen=True, slots=True)
class IdeaAnswered(Event):
    """Something was said officially about an idea; its author hears it."""

    idea: int
    author: int
    answer: int


@dataclass(frozen=True, slots=True)
class Answerable:
    """An idea that may be answered, as an organiser sees it."""

    number: int
    title: str
    status: Status
    supports: int


@dataclass(frozen=True, slots=True)
class ToAnswer:
    """Ideas that one answer may be about; `people` support or follow one of them, or are its author.

    `latest` is the number of the last answer to any of them.
    """

    ideas: tuple[Answerable, ...]
    people: int
    latest: int


@dataclass(frozen=True, slots=True)
class IdeasToAnswer(Query[ToAnswer | None]):
    """These ideas, for whoever may answer all of them; None where one is not in the list, or not theirs to answer."""

    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LanguagesOfAnswer(Query[Sequence[str]]):
    """The languages that what is said officially about these ideas must be in: those that a programme of one of them requires."""

    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Signature:
    """A function that has signed; `answer` is the last answer that it signed, or, below zero, the last promise."""

    answer: int
    function: Texts


@dataclass(frozen=True, slots=True)
class Signatures(Query[tuple[Signature, ...]]):
    """The functions that signed lately, the last first. Only for whoever may answer somewhere."""


@dataclass(frozen=True, slots=True)
class ToldAuthor:
    """What an author is told of one of their ideas."""

    idea: int
    title: str
    answer: OfficialAnswer


@dataclass(frozen=True, slots=True)
class AnswersFor(Query[tuple[ToldAuthor, ...]]):
    """What was said officially about a person's ideas from that answer on. Operators only."""

    person: int
    first: int


def may_answer(command: AnswerIdeas, required: Sequence[str]) -> None:
    """Refuse an answer to nothing or to too much, an unknown status, and words that not everybody can read."""
    if not command.numbers:
        raise Refused("no-ideas")
    if len(command.numbers) > MOST_AT_ONCE:
        raise Refused("too-many-ideas")
    if command.status is not None and command.status not in OFFICIAL:
        raise Refused("unknown-status")
    see_texts(command.texts, required, max_chars=MAX_ANSWER)
    see_texts(command.function, required, max_chars=MAX_FUNCTION)


def status_after(command: AnswerIdeas, before: Status) -> Status:
    """Return an idea's status once it was answered: whatever had none is answered from then on."""
    if command.status is not None:
        return command.status
    return "answered" if before in UNANSWERED else before


def reaches(status: Status, supports: int, threshold: int | None) -> bool:
    """Tell whether with so many supports an idea is owed an answer for the first time."""
    return status == "proposed" and threshold is not None and supports >= threshold


def as_of(status: Status, programme: Programme | None, now: datetime) -> Status:
    """Return an idea's status as of now: what had too few supports when its programme closed has expired."""
    over = programme is not None and programme.closes is not None and programme.closes <= now
    asked = programme is not None and programme.threshold is not None
    return "expired" if status == "proposed" and over and asked else status
