"""One person with several accounts: linked by a code that one of them shows and the other types (H17-H20).

Linked accounts are one person, who counts once. Both sides see both accounts and confirm; neither is known by a name, which
anybody may take, but by the id that its platform gives it (H23, H34).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.civic.doors import Command, Event, Query, Refused

CODE_SIGNS = "23456789BCDFGHJKMNPQRSTVWXZ"
"""No signs that look like another, and no vowels: no code is a word. Five tries among 27^8 codes find nothing."""

CODE_LENGTH = 8

LASTS = timedelta(minutes=10)
"""How long a code may be typed, and then how long both sides may take to confirm."""

MOST_TRIES = 5
"""Wrong codes that a person may type within `TRIES_KEPT`."""

MOST_TRIES_OF_ALL = 200
"""Wrong codes that all people together may type within that time: beyond it somebody is guessing from many accounts."""

TRIES_KEPT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Account:
    """An account as both sides see it. `here` is the one in whose chat we are, `preferred` the one that notices go to."""

    id: int
    platform: str
    name: str
    here: bool = False
    preferred: bool = False


@dataclass(frozen=True, slots=True)
class MyAccounts(Query[tuple[Account, ...]]):
    """My accounts, the one that I joined with first in front."""


@dataclass(frozen=True, slots=True)
class MakeCode(Command[str]):
    """Make a code that is shown here, in the place of any shown here before: typed within ten minutes in the chat of another account, once."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a typed code: the number of the link it leads to, else how many tries are left."""

    link: int | None
    left: int


@dataclass(frozen=True, slots=True)
class TryCode(Command[Tried]):
    """Type a code that another account shows. Refused: too-many-tries, own-code."""

    code: str


@dataclass(frozen=True, slots=True)
class Link:
    """Two accounts that may become one person: one showed the code, the other typed it."""

    number: int
    showed: Account
    typed: Account


@dataclass(frozen=True, slots=True)
class TheLink(Query[Link | None]):
    """The link of that number as whoever may confirm it sees it; None once it is too late, or confirmed, or somebody else's."""

    number: int


@dataclass(frozen=True, slots=True)
class AgreeToLink(Command[bool]):
    """Confirm it: first who typed the code, then who showed it; True once both are one. Refused: no-such-link."""

    number: int


@dataclass(frozen=True, slots=True)
class RefuseLink(Command[None]):
    """No: nothing is linked."""

    number: int


@dataclass(frozen=True, slots=True)
class Unlink(Command[None]):
    """Let this account of mine go on as somebody by themselves, with nothing of what is mine. Refused: no-such-account."""

    account: int


@dataclass(frozen=True, slots=True)
class PreferAccount(Command[None]):
    """Let notices go to this account of mine. Refused: no-such-account."""

    account: int


@dataclass(frozen=True, slots=True)
class LinkAsked(Event):
    """Whoever typed the code has confirmed; the person who showed it is to be asked."""

    person: int
    link: Link


@dataclass(frozen=True, slots=True)
class Linked(Event):
    """Both accounts are this person's from now on; the one that typed the code is to hear of it."""

    person: int
    number: int
    typed: Account


def code_in(typed: str) -> str:
    """Return the code that was meant, however it was typed: small letters, gaps and hyphens change nothing."""
    return "".join(sign for sign in typed.upper() if sign in CODE_SIGNS)


def is_code(typed: str) -> bool:
    """Tell whether this could be a code at all: “link https://…” is not one."""
    signs = [sign for sign in typed.upper() if sign not in " -"]
    return len(signs) == CODE_LENGTH and set(signs) <= set(CODE_SIGNS)


def spelt(code: str) -> str:
    """Return the code as it is shown: in two halves."""
    half = len(code) // 2
    return f"{code[:half]}-{code[half:]}"


def may_try(*, own: int, all_together: int) -> None:
    """Refuse one more try to whoever has had them all, and to everybody while somebody guesses from many accounts."""
    if own >= MOST_TRIES or all_together >= MOST_TRIES_OF_ALL:
        raise Refused("too-many-tries")
