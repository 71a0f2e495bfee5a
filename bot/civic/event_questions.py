"""What is asked of who comes to an event, changed afterwards: added, put in other words, left out.

A question keeps its place for good, and what was answered to it stays beside it, also once it is asked no longer.
Whoever has answered to the event before a question was added is asked it once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.civic.doors import Command, Event, Query, Refused
from bot.civic.events import MOST_QUESTIONS, Asked, Some, check_languages, check_question

MOST_PLACES = 20
"""Questions that one event has ever had."""

ASKED_TOGETHER = timedelta(minutes=15)
"""So long after the last question was added people are asked: of several, they hear at once."""


@dataclass(frozen=True, slots=True)
class AddQuestion(Command[None]):
    """Ask one thing more of who comes, in each language. Needs Right.EVENTS.

    `seen` is how many changes of the event there were when who adds it looked (H30). Refused: no-such-event, event-cancelled,
    event-over, no-title, too-long, asked-enough, missing-language, changed-meanwhile, not-allowed.
    """

    event: int
    words: Mapping[str, str]
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class RewordQuestion(Command[None]):
    """Put a question in other words, by its place from 0; what was answered stays, and nobody is asked anew.

    Needs Right.EVENTS. Refused: as AddQuestion, question-gone, nothing-changes.
    """

    event: int
    place: int
    words: Mapping[str, str]
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class LeaveOutQuestion(Command[None]):
    """Ask this no longer, by its place from 0; what was answered stays. Needs Right.EVENTS.

    Refused: no-such-event, event-cancelled, event-over, question-gone, changed-meanwhile, not-allowed.
    """

    event: int
    place: int
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class ToBeAskedMore(Query[Some]):
    """Some of those who answered to an event until `since`, and were not asked everything: by their id, from beyond `after`.

    With a `person`, only them. Operators only.
    """

    event: int
    since: datetime
    after: int = 0
    person: int | None = None


@dataclass(frozen=True, slots=True)
class QuestionAdded(Event):
    """Something more is asked of who comes to an event."""

    event: int


def check_words(words: Mapping[str, str], required: Sequence[str]) -> None:
    """Refuse a question that asks nothing, too much, or not in each language that its programme requires (H69)."""
    check_question(words)
    check_languages(required, words)


def check_room(asked: Sequence[Asked]) -> None:
    """Refuse one question more than people have patience for."""
    if sum(not each.left_out for each in asked) >= MOST_QUESTIONS or len(asked) >= MOST_PLACES:
        raise Refused("asked-enough")


def still_asked(asked: Sequence[Asked], place: int) -> Asked:
    """Return the question in that place. Refused: question-gone, if there is none, or it is left out."""
    if not 0 <= place < len(asked) or asked[place].left_out:
        raise Refused("question-gone")
    return asked[place]
