"""A broadcast: what organisers tell many at once. It is written, looked at, confirmed with its count, and sent.

How it goes out, recipient by recipient, stands in `bot.civic.sending`; whom it reaches, in `bot.civic.audiences`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.civic.audiences import Audience, Count
from bot.civic.doors import Command, Event, Query, Refused
from bot.civic.weeks import next_moment

MAX_TEXT = 2000
MAX_WITH_PICTURE = 900
"""Characters where a picture goes with it: Telegram's captions hold 1024, ours and all."""

MOST_BUTTONS = 4
MAX_LABEL = 40
MOST_DAYS = 60
"""Days before or after an event."""

UNDO = timedelta(minutes=2)
"""How long a broadcast that was confirmed waits, so that it can be taken back."""

STRAYS = 0.1
"""The part by which an audience may have grown since it was confirmed with its count."""

LATE = timedelta(hours=12)
"""What could not begin for so long, because we were away, does not begin (H67)."""

PAGE = 6
LAST_PAGE = 40

BROADCAST = "broadcast"
"""The kind of due row that begins a broadcast and keeps it going; its subject is the number."""


class State(StrEnum):
    """How far it is. CHECKED: a second organiser has agreed; FREEZING: the list of its recipients is being written.

    A broadcast that comes again and again stays SCHEDULED; each time, another begins with what it says.
    """

    DRAFT = "draft"
    CHECKED = "checked"
    SCHEDULED = "scheduled"
    FREEZING = "freezing"
    SENDING = "sending"
    PAUSED = "paused"
    DONE = "done"
    CANCELLED = "cancelled"


WRITTEN = frozenset({State.DRAFT, State.CHECKED})
"""It can be changed."""

BEGUN = frozenset({State.FREEZING, State.SENDING, State.PAUSED})
OVER = frozenset({State.DONE, State.CANCELLED})

LEADS_TO: Mapping[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.DRAFT, State.CHECKED, State.SCHEDULED, State.CANCELLED}),
    State.CHECKED: frozenset({State.DRAFT, State.SCHEDULED, State.CANCELLED}),
    State.SCHEDULED: frozenset(
        {State.DRAFT, State.CHECKED, State.SCHEDULED, State.FREEZING, State.DONE, State.CANCELLED}
    ),
    State.FREEZING: frozenset({State.SENDING, State.PAUSED, State.DONE, State.CANCELLED}),
    State.SENDING: frozenset({State.PAUSED, State.DONE, State.CANCELLED}),
    State.PAUSED: frozenset({State.SENDING, State.CANCELLED}),
    State.DONE: frozenset({State.SENDING}),
    State.CANCELLED: frozenset(),
}
"""From each state those that may follow it; of what is done, what failed may be sent again."""


@dataclass(frozen=True, slots=True)
class Weekly:
    """Every week on that day (0 is Monday) at that time of the city's clock, up to an instant if one is set."""

    weekday: int
    at: time
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Around:
    """So many days after an event begins (before it: negative), at that time of the event's clock, or else at its own."""

    event: int
    days: int
    at: time | None = None


When = datetime | Weekly | Around
"""When it is to begin, unless at once."""


@dataclass(frozen=True, slots=True)
class Content:
    """What it says, by language; each button by language too: its place in here is what a press brings back.

    `picture` is a kept photo.
    """

    texts: Mapping[str, str]
    buttons: tuple[Mapping[str, str], ...] = ()
    picture: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A broadcast to be: what it says, to whom, when (None: at once), for which programme (0: for none)."""

    content: Content
    audience: Audience = field(default_factory=Audience)
    when: When | None = None
    programme: int = 0


@dataclass(frozen=True, slots=True)
class BroadcastCard:
    """A broadcast as an organiser sees it.

    `mine` says that this account wrote it, and so is not the second to look at it. `begins` is when it does, once it is confirmed;
    `why` is the reason, as a slug, for which it was paused, cancelled or put back. `origin` is the number of the one that comes
    again and again and has begun this one; `confirmed` the count it was confirmed with.
    """

    number: int
    draft: Draft
    state: State
    version: int
    mine: bool
    begins: datetime | None = None
    began: datetime | None = None
    ended: datetime | None = None
    confirmed: int | None = None
    why: str | None = None
    origin: int | None = None


@dataclass(frozen=True, slots=True)
class BroadcastLine:
    """A broadcast in a list."""

    number: int
    texts: Mapping[str, str]
    state: State
    programme: int
    begins: datetime | None = None


@dataclass(frozen=True, slots=True)
class BroadcastPage:
    """One page of a list: `more` says that another follows."""

    broadcasts: tuple[BroadcastLine, ...]
    page: int
    more: bool


@dataclass(frozen=True, slots=True)
class OneBroadcast(Query[BroadcastCard | None]):
    """The broadcast of that number; None where there is none that who asks may see."""

    number: int


@dataclass(frozen=True, slots=True)
class ListBroadcasts(Query[BroadcastPage]):
    """A page of the broadcasts that who asks may see, the latest first."""

    page: int = 1


@dataclass(frozen=True, slots=True)
class WhatIsSaid(Query[Content | None]):
    """What a broadcast says, for whoever has received it: for what is answered to it."""

    number: int


@dataclass(frozen=True, slots=True)
class DraftBroadcast(Command[int]):
    """Keep a broadcast to be; returns its number. Refused: not-allowed, and whatever `may_draft` refuses."""

    draft: Draft


@dataclass(frozen=True, slots=True)
class ChangeBroadcast(Command[int]):
    """Let it be this from now on, for whoever saw that version of it; returns the next. A second look at it is needed anew.

    Refused: not-allowed, look-again, broadcast-begun, and whatever `may_draft` refuses.
    """

    number: int
    version: int
    draft: Draft


@dataclass(frozen=True, slots=True)
class AskForCheck(Command[None]):
    """Let the other organisers know that it waits for a second look. Refused: not-allowed, look-again, broadcast-begun."""

    number: int
    version: int


@dataclass(frozen=True, slots=True)
class CheckBroadcast(Command[None]):
    """I have looked at that version of it, and agree. Refused: not-allowed, look-again, own-broadcast, broadcast-begun."""

    number: int
    version: int


@dataclass(frozen=True, slots=True)
class ConfirmBroadcast(Command[datetime]):
    """Send it, to the `count` that I was shown; returns when it begins. Confirmed twice it is one broadcast (H31).

    Refused: not-allowed, look-again, broadcast-begun, missing-language, no-text, too-long, bad-audience, nobody, too-few,
    count-changed, second-look, in-the-past, no-such-event, event-cancelled.
    """

    number: int
    version: int
    count: int


@dataclass(frozen=True, slots=True)
class UndoBroadcast(Command[None]):
    """Take back what was confirmed and has not begun: it can be changed again. Refused: not-allowed, broadcast-begun."""

    number: int


@dataclass(frozen=True, slots=True)
class PauseBroadcast(Command[None]):
    """Let no more of it leave for now; already paused, it stays so. Refused: not-allowed, not-sending."""

    number: int


@dataclass(frozen=True, slots=True)
class ResumeBroadcast(Command[None]):
    """Let it go on; if it does already, it does. Refused: not-allowed, not-sending."""

    number: int


@dataclass(frozen=True, slots=True)
class CancelBroadcast(Command[None]):
    """Let no more of it leave, for good; also what is written or confirmed. Refused: not-allowed, broadcast-over."""

    number: int


@dataclass(frozen=True, slots=True)
class ResendBroadcast(Command[int]):
    """Send it again to those with whom it failed, or, `uncertain`, of whom nobody knows; returns how many they are.

    Refused: not-allowed, not-done, nobody.
    """

    number: int
    uncertain: bool = False


@dataclass(frozen=True, slots=True)
class TestBroadcast(Command[None]):
    """Send it to the account that asks, and to nobody else. Refused: not-allowed."""

    __test__ = False

    number: int


@dataclass(frozen=True, slots=True)
class CheckAsked(Event):
    """A broadcast waits for a second look, by somebody else than this account."""

    number: int
    programme: int
    account: int | None


@dataclass(frozen=True, slots=True)
class BroadcastTested(Event):
    """Somebody wants to see a broadcast as those will who receive it."""

    number: int
    account: int


@dataclass(frozen=True, slots=True)
class BroadcastStopped(Event):
    """A broadcast has come to rest: `done`, `paused` by itself because much failed, or put back as a draft: `why` is the slug.

    Those are failures, too-late, nobody, event-cancelled; None for what is done.
    """

    number: int
    state: State
    why: str | None = None


def may_draft(draft: Draft) -> None:
    """Refuse what is no broadcast: no-text, too-long, too-many-buttons, bad-button, bad-time."""
    texts = [text for text in draft.content.texts.values() if text.strip()]
    if not texts:
        raise Refused("no-text")
    most = MAX_TEXT if draft.content.picture is None else MAX_WITH_PICTURE
    if any(len(text) > most for text in texts):
        raise Refused("too-long")
    _may_offer(draft.content.buttons)
    if isinstance(draft.when, Around) and not -MOST_DAYS <= draft.when.days <= MOST_DAYS:
        raise Refused("bad-time")
    if isinstance(draft.when, Weekly) and draft.when.weekday not in range(7):
        raise Refused("bad-time")


def _may_offer(buttons: Sequence[Mapping[str, str]]) -> None:
    if len(buttons) > MOST_BUTTONS:
        raise Refused("too-many-buttons")
    for button in buttons:
        labels = list(button.values())
        if not labels or not all(label.strip() and len(label) <= MAX_LABEL for label in labels):
            raise Refused("bad-button")


def missing(content: Content, needed: Collection[str]) -> list[str]:
    """Return the languages that are needed and in which something of it is not said (H69)."""
    every = (content.texts, *content.buttons)
    return [language for language in needed if not all(each.get(language, "").strip() for each in every)]


def may_confirm(content: Content, needed: Collection[str], count: Count, shown: int) -> None:
    """Refuse what cannot go out: missing-language, too-few, nobody, count-changed (H69)."""
    if missing(content, needed):
        raise Refused("missing-language")
    if count.few:
        raise Refused("too-few")
    if not count.reach:
        raise Refused("nobody")
    if count.reach > shown + max(shown * STRAYS, 5):
        raise Refused("count-changed")


def may_become(state: State, then: State, code: str) -> None:
    """Refuse, with that code, what the table of states does not have."""
    if then not in LEADS_TO[state]:
        raise Refused(code)


def first(when: When | None, now: datetime, zone: str, starts: datetime | None = None) -> datetime:
    """Return when it begins that is confirmed now: never before it could be taken back. `starts` is when its event does."""
    if isinstance(when, Weekly):
        return next_moment(now + UNDO, zone, weekday=when.weekday, at=when.at)
    if isinstance(when, Around) and starts is not None:
        return around(when, starts, zone)
    return max(when, now + UNDO) if isinstance(when, datetime) else now + UNDO


def again(when: When | None, now: datetime, zone: str) -> datetime | None:
    """Return when it begins the next time; None for what has begun for the last time."""
    if not isinstance(when, Weekly):
        return None
    following = next_moment(now, zone, weekday=when.weekday, at=when.at)
    return None if when.until and following > when.until else following


def around(when: Around, starts: datetime, zone: str) -> datetime:
    """Return the instant: so many days on the wall's calendar from when the event starts, whatever the clocks do (H66)."""
    here = ZoneInfo(zone)
    local = starts.astimezone(here)
    day = local.date() + timedelta(days=when.days)
    return datetime.combine(day, when.at or local.time(), here).astimezone(starts.tzinfo)
