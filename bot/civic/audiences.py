"""An audience: to whom a broadcast goes, by what people chose or did. It is a value, written and read as a line of words.

`topic:urbanism,work -voters:3` are those who care about urbanism or work and have not voted in vote 3; `everyone` are all.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.civic.city import City
from bot.civic.doors import LongQuery, Query, Refused

EVERYONE = "everyone"

MOST_PARTS = 8
MOST_VALUES = 20
"""Values of one part; as many as there are municipalities, and more."""

FEWEST = 5
"""Of so few that somebody might be known by it, an audience that tells who voted is not counted, and not written to (H77)."""


class By(StrEnum):
    """What people are chosen by. Of the values of a part, one is enough."""

    PROGRAMME = "programme"
    TOPIC = "topic"
    NEIGHBOURHOOD = "neighbourhood"
    FOLLOWERS = "followers"
    SUPPORTERS = "supporters"
    COMING = "coming"
    WAITING = "waiting"
    PRESENT = "present"
    ABSENT = "absent"
    VOTERS = "voters"
    LANGUAGE = "language"
    PLATFORM = "platform"


NUMBERED = frozenset(
    {
        By.PROGRAMME,
        By.FOLLOWERS,
        By.SUPPORTERS,
        By.COMING,
        By.WAITING,
        By.PRESENT,
        By.ABSENT,
        By.VOTERS,
    }
)
"""Those whose values are numbers: of a programme, an idea, an event, a vote."""


@dataclass(frozen=True, slots=True)
class Part:
    """Those to whom one of the values applies; or, `without`, those to whom none does."""

    by: By
    values: tuple[str, ...]
    without: bool = False


@dataclass(frozen=True, slots=True)
class Audience:
    """Those to whom all parts apply; without parts, everyone."""

    parts: tuple[Part, ...] = ()

    @property
    def sensitive(self) -> bool:
        """Tell whether it says of somebody that they voted, or did not."""
        return any(part.by is By.VOTERS for part in self.parts)


@dataclass(frozen=True, slots=True)
class Count:
    """How many an audience has: `reach` will be written to, `excluded` not, by the reason for it (a slug).

    With `few`, it is an audience that may not be counted, since it is so small; `reach` is then 0. `second_look` says that it
    is so large that another organiser looks at the broadcast first.
    """

    reach: int
    excluded: Mapping[str, int] = field(default_factory=dict)
    few: bool = False
    second_look: bool = False


@dataclass(frozen=True, slots=True)
class CountAudience(LongQuery[Count]):
    """How many there are as of now, for a broadcast of that programme (0: of none). Refused: not-allowed, bad-audience."""

    audience: Audience
    programme: int = 0


@dataclass(frozen=True, slots=True)
class PlatformsInUse(Query[tuple[str, ...]]):
    """The platforms that anybody can be written to on."""


def within(audience: Audience, programme: int) -> Audience:
    """Return those of the audience whom a programme may write to: who took part in it; of none, anybody."""
    if not programme:
        return audience
    return Audience((*audience.parts, Part(By.PROGRAMME, (str(programme),))))


def spelt(audience: Audience) -> str:
    """Return the audience as a line of words."""
    return " ".join(_spelt(part) for part in audience.parts) or EVERYONE


def _spelt(part: Part) -> str:
    return f"{'-' * part.without}{part.by}:{','.join(part.values)}"


def audience_in(line: str) -> Audience:
    """Return the audience that a line of words says. Refused: bad-audience."""
    words = line.split()
    return Audience(() if words == [EVERYONE] else tuple(_part(word) for word in words or [""]))


def _part(word: str) -> Part:
    name, colon, values = word.removeprefix("-").partition(":")
    if not colon or name not in set(By):
        raise Refused("bad-audience")
    return Part(By(name), tuple(values.split(",")), without=word.startswith("-"))


def may_be(audience: Audience, city: City, *, languages: Collection[str], platforms: Collection[str]) -> None:
    """Refuse what is no audience: bad-audience. Whether there is such an idea, event or vote is not looked at here."""
    known: Mapping[By, Collection[str]] = {
        By.TOPIC: {each.id for each in city.every_topic()},
        By.NEIGHBOURHOOD: {each.id for each in city.every_neighbourhood()},
        By.LANGUAGE: languages,
        By.PLATFORM: platforms,
    }
    fits = len(audience.parts) <= MOST_PARTS and all(_fits(part, known) for part in audience.parts)
    if not fits:
        raise Refused("bad-audience")


def _fits(part: Part, known: Mapping[By, Collection[str]]) -> bool:
    some = 0 < len(part.values) <= MOST_VALUES and len(set(part.values)) == len(part.values)
    if part.by in NUMBERED:
        return some and all(_is_number(value) for value in part.values)
    return some and set(part.values) <= set(known[part.by])


def _is_number(value: str) -> bool:
    plain = value.isascii() and value.isdigit() and value == value.lstrip("0")
    return plain and 0 < int(value[:19]) < 2**63 and len(value) <= 19
