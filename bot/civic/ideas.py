"""An idea: how it is proposed, found, listed and supported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast

from bot.civic.doors import Command, Event, Query, Refused
from bot.civic.people import Person
from bot.civic.programmes import Programme
from bot.civic.statuses import Status

MAX_TITLE = 120
MAX_DESCRIPTION = 2000
MOST_IDEAS_A_DAY = 20
"""Ideas that one person shares in a day: no more, so that nobody buries those of others. Who has a role may share more."""

PAGE = 5
"""Ideas on a page of a list: as many as can be read at a glance on a phone."""

LAST_PAGE = 40
"""Pages of a list that can be leafed through: beyond that one searches."""

WHOLE_CITY = "city"
"""The neighbourhood of an idea that is about the whole city."""

Order = str
"""Which list: trending, new, mine, following, search (what I searched for last), on.<topic>, in.<neighbourhood> or as.<status>."""

State = Literal["shown", "hidden", "held", "withdrawn", "merged", "screening"]
"""What became of an idea: hidden by an organiser, held since several reported it, withdrawn by its author, merged with another, yet to be screened."""


OUT: tuple[State, ...] = ("hidden", "withdrawn", "merged")
"""What is out of sight for good."""


def state_as(hidden: datetime | None, how: str | None) -> State:
    """Return what became of an idea, or comment, that was taken out of sight at that time, if at all, in that way."""
    return "shown" if hidden is None else cast("State", how or "hidden")


@dataclass(frozen=True, slots=True)
class IdeaLine:
    """An idea in a list: `language` is the one it was written in. Only its author is shown one whose `state` is another than shown."""

    number: int
    title: str
    language: str
    supports: int
    status: Status = "proposed"
    state: State = "shown"


@dataclass(frozen=True, slots=True)
class IdeaCard:
    """An idea as one person sees it. `picture` is a kept photo's id; `mine`, `supported` and `followed` are the reader's.

    Of what is held others see no more than that. `changed` is when its author last changed it, `answered` when something was
    last said officially about it.
    """

    number: int
    title: str
    description: str
    language: str
    topic: str
    neighbourhood: str
    picture: int | None
    supports: int
    supported: bool
    mine: bool
    hidden: bool
    published: datetime
    open: bool
    state: State = "shown"
    comments: int = 0
    followed: bool = False
    changed: datetime | None = None
    status: Status = "proposed"
    answered: datetime | None = None
    programme: int = 0


@dataclass(frozen=True, slots=True)
class IdeaPage:
    """One page of a list: `more` says that another follows."""

    ideas: tuple[IdeaLine, ...]
    page: int
    more: bool


@dataclass(frozen=True, slots=True)
class Filed:
    """What the author gets: the number of their idea, and whether somebody is to look at it before it is in the list."""

    number: int
    screened: bool = False


@dataclass(frozen=True, slots=True)
class SimilarIdeas(Query[tuple[IdeaLine, ...]]):
    """Up to three ideas that look alike, best first; the work is bounded whatever the number of ideas."""

    title: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class ListIdeas(Query[IdeaPage]):
    """A page of ideas, numbered from 1."""

    order: Order
    page: int


@dataclass(frozen=True, slots=True)
class OneIdea(Query[IdeaCard | None]):
    """The idea of that number, unless it is withdrawn, hidden to whoever asks, or there is none; the one that it was merged with."""

    number: int


@dataclass(frozen=True, slots=True)
class SubmitIdea(Command[Filed]):
    """Publish an idea in the programme that is open, in the language its author speaks now.

    Refused: no-consent, closed, empty, too-long, unknown-topic, unknown-neighbourhood, unknown-picture, blocked, too-many-ideas.
    """

    title: str
    description: str
    topic: str
    neighbourhood: str
    picture: int | None = None


@dataclass(frozen=True, slots=True)
class ChangeIdea(Command[None]):
    """I correct my idea: this is how it is from now on, marked as changed; its supports stay.

    Refused: as SubmitIdea, and no-such-idea, not-yours.
    """

    number: int
    title: str
    description: str
    topic: str
    neighbourhood: str
    picture: int | None = None


@dataclass(frozen=True, slots=True)
class WithdrawIdea(Command[None]):
    """I take my idea back, for good, whether ideas are collected now or not; its words are forgotten.

    Refused: no-such-idea, not-yours.
    """

    number: int


@dataclass(frozen=True, slots=True)
class SupportIdea(Command[int]):
    """I support this idea; returns its supports. Supporting twice is supporting once."""

    number: int


@dataclass(frozen=True, slots=True)
class WithdrawSupport(Command[int]):
    """I no longer support this idea; returns its supports."""

    number: int


@dataclass(frozen=True, slots=True)
class HideIdea(Command[None]):
    """Take an idea out of sight, with the reason its author hears.

    Refused: not-allowed, no-reason, no-such-idea, already-hidden.
    """

    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class PreparePhoto(Command[int]):
    """Fetch and clean the photo of this reference; returns the job that a conversation may wait for."""

    file: str


@dataclass(frozen=True, slots=True)
class IdeaSubmitted(Event):
    """An idea was published."""

    number: int
    author: int


@dataclass(frozen=True, slots=True)
class IdeaHidden(Event):
    """An idea was taken out of sight."""

    number: int
    author: int
    title: str
    reason: str


def may_change(
    changer: Person, *, author: int | None, state: State | None, out: Sequence[State] = OUT
) -> None:
    """Refuse to change or withdraw what is not one's own, or what is `out` of sight for good."""
    if state is None or state in out:
        raise Refused("no-such-idea")
    if author != changer.id:
        raise Refused("not-yours")


def may_submit(
    idea: SubmitIdea | ChangeIdea, author: Person, programme: Programme | None, now: datetime
) -> None:
    """Refuse an idea without its author's consent, outside a window, or that is not one."""
    if not author.opinions:
        raise Refused("no-consent")
    if programme is None or not programme.is_open(now):
        raise Refused("closed")
    if not idea.title.strip():
        raise Refused("empty")
    if len(idea.title) > MAX_TITLE or len(idea.description) > MAX_DESCRIPTION:
        raise Refused("too-long")


def may_support(
    supporter: Person, *, author: int | None, hidden: bool, open_now: bool, published: datetime
) -> None:
    """Refuse support without consent, for one's own idea, for a hidden idea, outside the window, or a second time (H19)."""
    if not supporter.opinions:
        raise Refused("no-consent")
    if hidden:
        raise Refused("no-such-idea")
    if author == supporter.id:
        raise Refused("own-idea")
    if not open_now:
        raise Refused("closed")
    if supporter.separated and published <= supporter.separated:
        raise Refused("separated")


def may_withdraw_support(*, hidden: bool, open_now: bool) -> None:
    """Refuse to count again what is decided: of a hidden idea, or outside the window. Nobody has to agree to anything for it."""
    if hidden:
        raise Refused("no-such-idea")
    if not open_now:
        raise Refused("closed")
