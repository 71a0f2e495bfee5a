"""A person: their language, consents, neighbourhood and topics."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.civic.doors import Command, Query
from bot.civic.nudges import ON, QUIET, Category, Quiet

OPINIONS = "opinions"
"""Consent to keep opinions on public affairs: special-category data (GDPR art. 9(2)(a))."""

REMINDERS = "reminders"
"""Consent to be written to without having asked just now."""

CONSENT_VERSIONS: Mapping[str, int] = {OPINIONS: 3, REMINDERS: 2}
"""The versions in force. One is raised when the text of its consent changes in substance: whoever agreed to an earlier one
is asked again, at their next opinion, and what they gave so far stays. Opinions: 2 names comments, follows and reports, 3 names ballots.
Reminders: 2 names what organisers tell many.
"""

STILL_GOOD: Mapping[str, int] = {OPINIONS: 3, REMINDERS: 1}
"""The earliest version of each that lets be done what its words named: who agreed to reminders before gets them as before, and
nothing of organisers unless they turn it on.
"""


@dataclass(frozen=True, slots=True)
class Person:
    """What a conversation may know of the person it is with.

    `language` is the one they chose, else the one their app is set to, else None. `opinions` and `reminders` are consents as of now, in the version in force. `stopped` says that
    everything but answers has ended. `nudges` are the categories of messages that are on.
    `separated` is since when they are no longer one with somebody else: what was there before is not theirs to decide (H19).
    """

    id: int
    language: str | None
    welcomed: bool
    opinions: bool
    reminders: bool
    stopped: bool
    neighbourhood: str | None
    topics: tuple[str, ...]
    joined: datetime
    quiet: Quiet | None = QUIET
    nudges: frozenset[str] = ON
    separated: datetime | None = None

    def wants(self, category: Category) -> bool:
        """Tell whether they may be told something of this category without having asked just now (H76)."""
        return self.reminders and not self.stopped and category in self.nudges


@dataclass(frozen=True, slots=True)
class Me(Query[Person]):
    """Who is acting."""


@dataclass(frozen=True, slots=True)
class OfAccount(Query[Person]):
    """Whose account this is. Operators only."""

    account: int


@dataclass(frozen=True, slots=True)
class SpeakLanguage(Command[None]):
    """From now on, speak this language with me."""

    language: str


@dataclass(frozen=True, slots=True)
class GiveConsent(Command[None]):
    """I agree, to this version of this consent: the one in force, unless another is named, which is refused."""

    kind: str
    version: int | None = None


@dataclass(frozen=True, slots=True)
class AgreedBefore(Query[bool]):
    """Whether I agreed to earlier words of this consent, not to those in force, and have not withdrawn that."""

    kind: str


@dataclass(frozen=True, slots=True)
class WithdrawConsent(Command[None]):
    """I agree no longer; the other consents stand."""

    kind: str


@dataclass(frozen=True, slots=True)
class FinishWelcome(Command[None]):
    """The welcome is over, whatever was answered."""


@dataclass(frozen=True, slots=True)
class LiveIn(Command[None]):
    """My neighbourhood; None forgets it."""

    neighbourhood: str | None


@dataclass(frozen=True, slots=True)
class CareAbout(Command[None]):
    """My topics."""

    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StopMessages(Command[None]):
    """End everything that is not an answer."""


@dataclass(frozen=True, slots=True)
class ResumeMessages(Command[None]):
    """Messages may come again."""
