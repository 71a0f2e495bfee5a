"""What became of an idea, for citizens to read: what was said and promised, whether it happened, and everything in its order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.civic.commitments import Commitment, StepTaken
from bot.civic.doors import Query
from bot.civic.outcomes import Said, Share
from bot.civic.statuses import OfficialAnswer
from bot.civic.texts import Texts

HISTORY_PAGE = 3
"""Entries on a page: an answer may be long."""


@dataclass(frozen=True, slots=True)
class Became:
    """What became of an idea so far: the last answer, what is still promised, and what those who supported it say of it.

    `asked` tells that whoever reads may say whether it happened; `said` is what they said.
    """

    answer: OfficialAnswer | None = None
    commitments: tuple[Commitment, ...] = ()
    share: Share | None = None
    asked: bool = False
    said: Said | None = None


@dataclass(frozen=True, slots=True)
class WhatBecame(Query[Became]):
    """What became of an idea; nothing of what is not in the list."""

    number: int


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that happened to an idea: it was answered, or there was a step of a commitment; else it was shared.

    `texts` are what was said with a step, by language; `day` is the one for which it was promised from then on.
    """

    at: datetime
    answer: OfficialAnswer | None = None
    step: StepTaken | None = None
    texts: Texts | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """One page of what happened to an idea, the newest first; `more` says that another follows."""

    title: str
    entries: tuple[Entry, ...]
    page: int
    more: bool


@dataclass(frozen=True, slots=True)
class HistoryOf(Query[HistoryPage | None]):
    """What happened to an idea, page by page from 1; None of what is not in the list."""

    number: int
    page: int
