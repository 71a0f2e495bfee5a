"""Organisations: what a group, a sponsor, a department, an initiative or a company is, and what is theirs.

People speak for them (`Role.SPEAKER`), by invitation and once they have agreed (bot/civic/appointments.py); an event or an
official answer is an organisation's only if whoever makes it speaks for that one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.civic.doors import Command, Query, Refused

MAX_NAME = 80
MAX_ABOUT = 1000
"""Characters of a name, and of what an organisation says about itself."""

PAGE = 8
"""Organisations, or things of theirs, on one page."""

LAST_PAGE = 40
"""Pages of what is theirs that can be leafed through."""


class Sort(StrEnum):
    """What an organisation is."""

    GROUP = "group"
    SPONSOR = "sponsor"
    DEPARTMENT = "department"
    INITIATIVE = "initiative"
    COMPANY = "company"


@dataclass(frozen=True, slots=True)
class Profile:
    """What everybody reads of an organisation, by language; `about` may be left out."""

    sort: Sort
    names: Mapping[str, str]
    about: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation; `mine` tells whether the account that asks speaks for it, `closed` that nothing new can be theirs."""

    number: int
    profile: Profile
    version: int
    closed: bool = False
    mine: bool = False


@dataclass(frozen=True, slots=True)
class OrganisationPage:
    """Some organisations, and whether there are more."""

    rows: tuple[Organisation, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class Organisations(Query[OrganisationPage]):
    """All that are not closed, for organisers; for others, those of which something is to be seen, and whom they speak for. Pages from 1."""

    page: int = 1


@dataclass(frozen=True, slots=True)
class OneOrganisation(Query[Organisation | None]):
    """The organisation of that number, closed or not."""

    number: int


@dataclass(frozen=True, slots=True)
class MyOrganisations(Query[tuple[Organisation, ...]]):
    """Those that the account which asks speaks for: what it makes can be theirs."""


@dataclass(frozen=True, slots=True)
class Theirs:
    """Something of an organisation's: `about` (event, or an idea that they answered), its number, what it is called, and when that is."""

    about: str
    number: int
    names: Mapping[str, str]
    at: datetime


@dataclass(frozen=True, slots=True)
class WhatIsTheirs(Query[tuple[Theirs, ...]]):
    """What is an organisation's, the newest first: one page and one more, if there is more. Pages from 1."""

    number: int
    page: int = 1


@dataclass(frozen=True, slots=True)
class CreateOrganisation(Command[int]):
    """Make an organisation; returns its number. Refused: not-allowed, missing-language, too-long."""

    profile: Profile


@dataclass(frozen=True, slots=True)
class ChangeOrganisation(Command[None]):
    """Change its profile: organisers, and whoever speaks for it.

    Refused: not-allowed, no-such-organisation, look-again (it is of another version by now), missing-language, too-long.
    """

    number: int
    profile: Profile
    version: int


@dataclass(frozen=True, slots=True)
class CloseOrganisation(Command[None]):
    """Nobody speaks for it any more, and nothing new can be theirs; what is stays. Refused: not-allowed, no-such-organisation."""

    number: int


@dataclass(frozen=True, slots=True)
class MakeTheirs(Command[None]):
    """Let an event, with all its dates, be that organisation's, or nobody's (0).

    Needs Right.EVENTS, and to speak for it. Refused: not-allowed, no-such-event, not-speaker, no-such-organisation.
    """

    event: int
    organisation: int


def may_be(profile: Profile, languages: Collection[str]) -> None:
    """Refuse a profile that some would not be able to read, or nobody to the end."""
    for texts, longest in ((profile.names, MAX_NAME), (profile.about, MAX_ABOUT)):
        if any(len(text) > longest for text in texts.values()):
            raise Refused("too-long")
        said = {language for language, text in texts.items() if text.strip()}
        if (said or texts is profile.names) and not said >= set(languages):
            raise Refused("missing-language")
