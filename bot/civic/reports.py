"""Moderation's first hand: people report what does not belong here; what several report is held until somebody looks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.civic.doors import Command, Event, Query, Refused
from bot.civic.ideas import State
from bot.civic.people import Person

MAX_REPORT = 500
"""Characters of the own words of whoever reports."""

MOST_REPORTS_A_DAY = 30
"""Reports of one person in a day, unless they have a role: somebody has to look at each."""

REPORTS = "reports"
"""The kind of due row that tells who moderates what was reported; its subject is the programme, 0 for what belongs to none."""

DECIDED = "reports-decided"
"""The kind of due row that tells somebody what came of what they reported; its subject is the person."""

TOGETHER = timedelta(minutes=5)
"""So long what is decided about one person's reports is gathered, so that it comes in one message."""

About = Literal["idea", "comment"]

REASONS = ("spam", "insult", "private", "false", "elsewhere", "other")
"""Advertising; insults or hate; somebody's private matters; knowingly untrue; not about the city; something else."""


@dataclass(frozen=True, slots=True)
class OpenReport:
    """What was reported and waits for somebody to look: `number` is what the decision names.

    `subject` is the idea's or the comment's number, `reasons` the reasons and `words` the own words of who
    reported. It never says who they are.
    """

    number: int
    about: About
    subject: int
    idea: int
    text: str
    held: bool
    people: int
    since: datetime
    reasons: tuple[str, ...]
    words: tuple[str, ...]
    programme: int


@dataclass(frozen=True, slots=True)
class ReportedSince(Query[int]):
    """How much in a programme was reported first since then (None: ever), is not held, and waits. Operators only."""

    programme: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class OpenReports(Query[tuple[OpenReport, ...]]):
    """What was reported and waits for a decision, where I may moderate: what is held first, then the oldest. Refused: not-allowed."""


@dataclass(frozen=True, slots=True)
class DecidedReport:
    """What came of something that a person reported: its `state` says whether it stays, or why it is out of sight.

    `seen` tells whether it can be looked at: a comment with its idea, and what was merged in the idea `into` which it was (0 for none).
    `title` is an idea's that everybody sees, else "". It says neither who wrote it nor what a comment says.
    """

    about: About
    subject: int
    idea: int
    state: State
    seen: bool = False
    title: str = ""
    into: int = 0


@dataclass(frozen=True, slots=True)
class DecidedFor(Query[tuple[DecidedReport, ...]]):
    """What came, since then, of what this person reported, in that order; not what they decided or wrote themselves. Operators only."""

    person: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Report(Command[None]):
    """I report an idea or a comment; a second time changes nothing.

    Refused: no-such-idea, no-such-comment, own-words, unknown-reason, too-long, too-many-reports.
    """

    about: str
    number: int
    reason: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class KeepReported(Command[None]):
    """It may stay: what was held is back in its place. Refused: not-allowed, no-such-report, own-decision."""

    report: int


@dataclass(frozen=True, slots=True)
class HideReported(Command[None]):
    """It does not belong here: out of sight, with the reason its author hears: one of REASONS, or words.

    Refused: not-allowed, no-reason, no-such-report, own-decision.
    """

    report: int
    reason: str


@dataclass(frozen=True, slots=True)
class ReportCame(Event):
    """Somebody reported something in a programme."""

    programme: int


@dataclass(frozen=True, slots=True)
class Held(Event):
    """Several people reported something: it is out of sight until somebody looks. `text` is an idea's title, or the comment.

    `report` is the last of the reports. `author` is 0 where that is nobody any more.
    """

    report: int
    about: About
    number: int
    idea: int
    author: int
    text: str
    programme: int = 0


@dataclass(frozen=True, slots=True)
class Kept(Event):
    """Somebody looked, and what was held is back in its place."""

    report: int
    about: About
    number: int
    idea: int
    author: int
    text: str


def may_report(report: Report, reporter: Person, *, author: int | None) -> None:
    """Refuse a report of one's own words, without a reason that there is, or with too many words."""
    if author == reporter.id:
        raise Refused("own-words")
    if report.reason not in REASONS:
        raise Refused("unknown-reason")
    if len(report.words) > MAX_REPORT:
        raise Refused("too-long")
