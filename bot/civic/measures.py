"""Measures about whoever wrote what does not belong here: a warning, or a block for a time; each with its reason, and a block with an appeal.

Nobody is named: a measure is about the author of what was reported, whom no organiser is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.civic.doors import Command, Event, Query, Refused
from bot.civic.reports import REASONS, About, OpenReport

MAX_REASON = 500
"""Characters of the reason that its author hears, and of the answer to an appeal."""

MAX_APPEAL = 1000

BLOCK_DAYS = (1, 7, 30)
"""For how long somebody may be blocked."""

FORGOTTEN = "forgotten"
"""What a block is about whose person was forgotten since: nothing is left by which it could be said."""

Kind = Literal["warning", "block"]
"""What was decided about an author. Who is blocked publishes nothing for a time; they go on reading, supporting, voting and coming."""


@dataclass(frozen=True, slots=True)
class Reported:
    """What was reported, as a moderator sees it, with what was decided about its author before.

    `open`: a decision about it is awaited; `hidden`: it was taken out of sight. `mine`: whoever asks wrote it, and
    decides nothing about it. `known` is false once its author was forgotten. `taken` are the measures because of this very
    thing; `warnings` and `blocks` count all about its author, whose block lasts until `blocked_until`. Of an idea there are also
    its `description` and its `picture`, a kept photo's id.
    """

    report: OpenReport
    open: bool
    hidden: bool
    mine: bool
    known: bool
    taken: frozenset[str]
    warnings: int
    blocks: int
    blocked_until: datetime | None
    description: str = ""
    picture: int | None = None


@dataclass(frozen=True, slots=True)
class OneReport(Query[Reported | None]):
    """The report of that number, for who may moderate where it belongs; None for others."""

    number: int


@dataclass(frozen=True, slots=True)
class WarnAuthor(Command[None]):
    """Warn whoever wrote what was reported, once for the same thing.

    Refused: not-allowed, no-such-report, no-reason, too-long, own-decision, no-author, warned-already.
    """

    report: int
    reason: str


@dataclass(frozen=True, slots=True)
class BlockAuthor(Command[None]):
    """Whoever wrote what was reported publishes nothing for so many days; once for the same thing.

    Refused: as WarnAuthor, bad-days, and blocked-already, also where they are blocked for something else.
    """

    report: int
    reason: str
    days: int


@dataclass(frozen=True, slots=True)
class Block:
    """My block: until when, why, because of which text, whether I have objected, and whether that was decided.

    `about` is None where I had everything forgotten since.
    """

    until: datetime
    reason: str
    about: About | None
    idea: int
    text: str
    appealed: bool
    answered: bool


@dataclass(frozen=True, slots=True)
class MyBlock(Query[Block | None]):
    """The block under which I am just now."""


@dataclass(frozen=True, slots=True)
class Appeal(Command[None]):
    """I object to my block, once; somebody who did not decide it looks at it again.

    Refused: not-blocked, appealed-already, empty, too-long.
    """

    words: str


@dataclass(frozen=True, slots=True)
class OpenAppeal:
    """A block to which its person objects. `mine`: I decided it, and somebody else decides the appeal.

    `about` is None where its person had everything forgotten since.
    """

    number: int
    about: About | None
    idea: int
    text: str
    reason: str
    since: datetime
    until: datetime
    words: str
    mine: bool


@dataclass(frozen=True, slots=True)
class OpenAppeals(Query[tuple[OpenAppeal, ...]]):
    """The appeals that wait for a decision, where I may decide appeals, the oldest first."""


@dataclass(frozen=True, slots=True)
class OneAppeal(Query[OpenAppeal | None]):
    """The appeal of that number, if it waits for a decision and I may decide it, but for its being mine.

    `since` is when its block began, to the second, as I saw it: an appeal of another, which has the number since that block's
    person was forgotten, is none then (H10). None: whichever has the number.
    """

    number: int
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class DecideAppeal(Command[None]):
    """End the block, or let it stand, with an answer that its person hears. Never by who decided the block. `since` as in OneAppeal.

    Refused: not-allowed, no-such-appeal, own-decision, no-reason, too-long.
    """

    number: int
    ends: bool
    answer: str
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class MeasureTaken(Event):
    """Somebody was warned, or blocked `until` then, because of what they wrote."""

    measure: int
    kind: Kind
    person: int
    about: About
    idea: int
    text: str
    reason: str
    until: datetime | None


@dataclass(frozen=True, slots=True)
class BlockAppealed(Event):
    """Somebody objects to their block, which this account decided: None for an operator, or who was forgotten."""

    measure: int
    programme: int
    by: int | None


@dataclass(frozen=True, slots=True)
class AppealDecided(Event):
    """An appeal was decided."""

    measure: int
    person: int
    ends: bool
    answer: str
    until: datetime


def may_give(reason: str) -> None:
    """Refuse a reason, or an answer, that is none or is too long."""
    if not reason.strip():
        raise Refused("no-reason")
    if len(reason) > MAX_REASON:
        raise Refused("too-long")


def kept_reason(reason: str) -> str:
    """Return what is kept of a reason once whoever was blocked is forgotten: of somebody's own words nothing, they might tell too much."""
    return reason if reason in REASONS else ""


def may_take(kind: Kind, *, taken: Sequence[str], blocked: bool) -> None:
    """Refuse the same measure for the same thing again, and a block where there is one (H30)."""
    if kind in taken or (kind == "block" and blocked):
        raise Refused("blocked-already" if kind == "block" else "warned-already")


def may_appeal(block: Block | None, words: str) -> None:
    """Refuse an appeal without a block, a second one, or one without words."""
    if block is None:
        raise Refused("not-blocked")
    if block.appealed:
        raise Refused("appealed-already")
    if not words.strip():
        raise Refused("empty")
    if len(words) > MAX_APPEAL:
        raise Refused("too-long")
