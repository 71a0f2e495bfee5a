"""Roles: what somebody may do for the city, from which account, and in which programme."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.civic.doors import Command, Query


class Role(StrEnum):
    """What somebody is, from most to least."""

    OWNER = "owner"
    ORGANISER = "organiser"
    MODERATOR = "moderator"
    ASSESSOR = "assessor"
    DOOR = "door"
    SPEAKER = "speaker"
    """Speaks for an organisation, and may do nothing by that alone."""


class Right(StrEnum):
    """What a role lets somebody do. It is read when they do it (H10, H11, H14)."""

    APPOINT = "appoint"
    AUDIT = "audit"
    ORGANISATIONS = "organisations"
    PROGRAMMES = "programmes"
    EVENTS = "events"
    DOOR = "door"
    VOTES = "votes"
    ANSWER = "answer"
    SCREEN = "screen"
    MODERATE = "moderate"
    APPEALS = "appeals"
    BROADCAST = "broadcast"
    KNOW = "know"


_LEADING = frozenset({Role.OWNER, Role.ORGANISER})

WHO_MAY: Mapping[Right, frozenset[Role]] = {
    Right.APPOINT: frozenset({Role.OWNER}),
    Right.AUDIT: frozenset({Role.OWNER}),
    Right.ORGANISATIONS: _LEADING,
    Right.PROGRAMMES: _LEADING,
    Right.EVENTS: _LEADING,
    Right.DOOR: _LEADING | {Role.DOOR},
    Right.VOTES: _LEADING,
    Right.ANSWER: _LEADING,
    Right.SCREEN: _LEADING | {Role.MODERATOR, Role.ASSESSOR},
    Right.MODERATE: _LEADING | {Role.MODERATOR},
    # What a moderator decided, somebody who leads looks at again.
    Right.APPEALS: _LEADING,
    Right.BROADCAST: _LEADING,
    Right.KNOW: _LEADING,
}

EVERYWHERE = 0
"""The programme of a role that holds in all of them, and of what belongs to none."""


@dataclass(frozen=True, slots=True)
class Mandate:
    """A role and where it holds: in one programme, or everywhere; that of a speaker, for one organisation."""

    role: Role
    programme: int = EVERYWHERE
    organisation: int = 0

    @property
    def owns(self) -> bool:
        """Tell whether this is an owner of everything, of whom there is always one (H15)."""
        return self.role is Role.OWNER and self.programme == EVERYWHERE


@dataclass(frozen=True, slots=True)
class Held:
    """A role that an account has: in one programme, or everywhere; that of a speaker, for one organisation."""

    role: Role
    programme: int
    since: datetime
    organisation: int = 0

    @property
    def mandate(self) -> Mandate:
        """What is held."""
        return Mandate(self.role, self.programme, self.organisation)

    def holds_in(self, programme: int) -> bool:
        """Tell whether it counts for what belongs to that programme."""
        return self.programme in {EVERYWHERE, programme}


@dataclass(frozen=True, slots=True)
class MyRoles(Query[tuple[Held, ...]]):
    """The roles of the account that asks, the greatest first."""


@dataclass(frozen=True, slots=True)
class Holder:
    """An account that has a right, and whose it is."""

    person: int
    account: int


@dataclass(frozen=True, slots=True)
class Holders(Query[tuple[Holder, ...]]):
    """The accounts that have a right for what belongs to a programme, for whoever tells them something. Operators only."""

    right: Right
    programme: int = EVERYWHERE


@dataclass(frozen=True, slots=True)
class PutInRole(Command[None]):
    """Give an account, by its platform and id there, a role. Operators only. Refused: no-such-account."""

    platform: str
    external: str
    role: Role
    programme: int = EVERYWHERE


def may(held: Iterable[Held], right: Right, programme: int = EVERYWHERE) -> bool:
    """Tell whether somebody with these roles has the right, for what belongs to that programme."""
    return any(each.role in WHO_MAY[right] and each.holds_in(programme) for each in held)


def has(held: Iterable[Held], right: Right) -> bool:
    """Tell whether somebody with these roles has the right anywhere."""
    return any(each.role in WHO_MAY[right] for each in held)


def reach(held: Iterable[Held], right: Right) -> tuple[int, ...]:
    """Return for which programmes somebody with these roles has the right: EVERYWHERE alone, if for all of them."""
    found = dict.fromkeys(each.programme for each in held if each.role in WHO_MAY[right])
    return (EVERYWHERE,) if EVERYWHERE in found else tuple(sorted(found))
