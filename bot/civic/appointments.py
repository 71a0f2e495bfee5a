"""Appointing: a role is offered by a code, taken up by whoever types it, and given once both sides have agreed (H10-H16, H20)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.civic.doors import Command, Event, Query, Refused
from bot.civic.links import Account
from bot.civic.roles import Held, Mandate

OFFER_LASTS = timedelta(days=1)
"""How long a code may be typed, and then how long each side may take to agree."""

MOST_OFFERS = 20
"""Offers of one account that are under way: a stolen code asks its giver before it gives anything, but twenty can be told apart."""

MAX_LABEL = 40
"""Characters of the words by which a giver knows an account again."""

PAGE = 8
"""Those who have a role, on one page."""


@dataclass(frozen=True, slots=True)
class OfferRole(Command[str]):
    """Make a code by which somebody may ask for this role; returns it.

    Refused: not-allowed, no-such-programme, no-such-organisation, too-long, too-many-offers.
    `label` is whose account it will be, in the giver's words: only those who appoint, and whoever gets the role, see it.
    """

    mandate: Mandate
    label: str = ""


@dataclass(frozen=True, slots=True)
class OfferOwnership(Command[str]):
    """Make the code that makes whoever types it an owner, in the place of any made so before; returns it. Operators only."""


@dataclass(frozen=True, slots=True)
class TriedOffer:
    """What came of a typed code: the number of the offer it leads to, else how many tries are left."""

    offer: int | None
    left: int


@dataclass(frozen=True, slots=True)
class TryOffer(Command[TriedOffer]):
    """Type the code of an offer. Refused: too-many-tries, own-offer."""

    code: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A role that one account offers another; the machine's own offers have no `giver`.

    `where` is what the programme or the organisation is called, by language; empty for a role everywhere.
    """

    number: int
    mandate: Mandate
    where: Mapping[str, str]
    label: str
    giver: Account | None
    taker: Account


@dataclass(frozen=True, slots=True)
class TheOffer(Query[Offer | None]):
    """The offer of that number, as whoever may agree to it now sees it; None once it is too late, or done, or somebody else's."""

    number: int


@dataclass(frozen=True, slots=True)
class OffersToConfirm(Query[tuple[Offer, ...]]):
    """The offers of mine that others have agreed to: the role is given once I do, too."""


@dataclass(frozen=True, slots=True)
class AgreeToOffer(Command[bool]):
    """Agree: first who typed the code, then who made it; True once the role is given. Refused: no-such-offer, not-allowed."""

    number: int


@dataclass(frozen=True, slots=True)
class RefuseOffer(Command[None]):
    """No: nobody gets a role."""

    number: int


@dataclass(frozen=True, slots=True)
class TakeRole(Command[None]):
    """Take a role back at once; whoever has it may lay it down. Refused: not-allowed, no-such-role, last-owner."""

    account: int
    mandate: Mandate


@dataclass(frozen=True, slots=True)
class Appointed:
    """A role that an account has, what it is in (as in `Offer`), and whose account that is in the words of whoever gave it."""

    account: Account
    held: Held
    where: Mapping[str, str]
    label: str


@dataclass(frozen=True, slots=True)
class AppointedPage:
    """Some of those who have a role, and whether there are more."""

    rows: tuple[Appointed, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class WhoIsAppointed(Query[AppointedPage]):
    """Who has which role: to those who appoint in all programmes, or in one; to others, what their own account has. Pages from 1."""

    page: int = 1


@dataclass(frozen=True, slots=True)
class OneAppointed(Query[Appointed | None]):
    """The role of that account, to whoever may take it back or lay it down; None for others, and once it is gone."""

    account: int
    mandate: Mandate


@dataclass(frozen=True, slots=True)
class OfferTaken(Event):
    """Whoever typed the code has agreed; the person whose account made it is to be asked."""

    person: int
    offer: Offer


@dataclass(frozen=True, slots=True)
class OfferDeclined(Event):
    """Whoever made the code says that it is not the right account; this person, who typed it, is to hear."""

    person: int
    offer: Offer


@dataclass(frozen=True, slots=True)
class RoleGiven(Event):
    """The account of this person that typed the code has the role from now on; `others` are owners who did not give it themselves."""

    person: int
    offer: Offer
    others: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RoleTaken(Event):
    """That account of this person's has this role no more, and did not lay it down itself."""

    person: int
    account: Account
    mandate: Mandate
    where: Mapping[str, str]


def may_offer(command: OfferRole, *, open_offers: int) -> None:
    """Refuse an offer that nobody could tell from the others, and words that are none."""
    if len(command.label) > MAX_LABEL:
        raise Refused("too-long")
    if open_offers >= MOST_OFFERS:
        raise Refused("too-many-offers")
