"""A city as one editable file describes it: what it is called, who runs this, its topics, its neighbourhoods."""

from __future__ import annotations

import difflib
import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from pathlib import Path

MAX_ID_CHARS = 24  # an id travels in buttons, which hold 64 bytes in all
MAX_NAME_CHARS = 60
MAX_CONTACT_CHARS = 200
MAX_REPORTS_TO_HOLD = 100
REPORTS_TO_HOLD = 3
SECOND_LOOK = 500
MAX_APART_KM = 50  # neighbourhoods of one city are nearer to one another than this
EARTH_RADIUS_KM = 6371.0088

_ID = re.compile(rf"[a-z0-9](?:[a-z0-9-]{{0,{MAX_ID_CHARS - 2}}}[a-z0-9])?")
_LANGUAGE = re.compile(r"[a-z]{2,3}")


class BadCityFile(ValueError):
    """The city file cannot be used: one sentence that names the file, the entry and the remedy."""


class Point(NamedTuple):
    """A place on the earth, in degrees."""

    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Topic:
    """What an idea may be about. As everywhere here, `names` is a name per language; `emoji` may be empty."""

    id: str
    names: Mapping[str, str] = field(hash=False)
    emoji: str = ""


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """Where an idea may belong: in Brussels, a municipality. Postcodes and other names may be shared."""

    id: str
    names: Mapping[str, str] = field(hash=False)
    others: tuple[str, ...]
    postcodes: tuple[str, ...]
    centre: Point
    further_centres: tuple[Point, ...] = ()


class OwnKind(StrEnum):
    """What a programme may have of its own."""

    TOPIC = "topic"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Own:
    """A topic or a place that a programme has beside those of the city: `whose` are the programme's names.

    What is `gone` is chosen no more, and named for whoever chose it before.
    """

    id: str
    kind: OwnKind
    names: Mapping[str, str] = field(hash=False)
    programme: int
    whose: Mapping[str, str] = field(hash=False)
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Operator:
    """Who runs this for the city, and how people reach them."""

    names: Mapping[str, str] = field(hash=False)
    contact: str


@dataclass(frozen=True, slots=True)
class City:
    """One city: `names` says which languages it, its operator and its topics are named in.

    `zone` is the name of its time zone (IANA's). What so many people report is held until somebody looks. `public` are the
    languages in which it speaks to everybody at once. What goes to more than `second_look` people at once, a second organiser
    looks at first. `own` is what programmes have of their own; the file knows nothing of it.
    """

    id: str
    names: Mapping[str, str] = field(hash=False)
    zone: str
    operator: Operator
    topics: tuple[Topic, ...]
    neighbourhoods: tuple[Neighbourhood, ...]
    reports_to_hold: int = REPORTS_TO_HOLD
    public: tuple[str, ...] = ()
    second_look: int = SECOND_LOOK
    own: tuple[Own, ...] = ()

    def topic(self, topic_id: str) -> Topic | Own | None:
        """Return the topic of that id, or nothing where the file no longer has it."""
        return next((topic for topic in self.every_topic() if topic.id == topic_id), None)

    def neighbourhood(self, neighbourhood_id: str) -> Neighbourhood | Own | None:
        """Return the neighbourhood of that id, or nothing where the file no longer has it."""
        return next((each for each in self.every_neighbourhood() if each.id == neighbourhood_id), None)

    def every_topic(self) -> tuple[Topic | Own, ...]:
        """Return all that anything can be about, or could be once."""
        return (*self.topics, *(each for each in self.own if each.kind is OwnKind.TOPIC))

    def every_neighbourhood(self) -> tuple[Neighbourhood | Own, ...]:
        """Return all where anything can be, or could be once."""
        return (*self.neighbourhoods, *(each for each in self.own if each.kind is OwnKind.PLACE))

    def topics_in(self, programme: int | None = None) -> tuple[Topic | Own, ...]:
        """Return the topics to choose from: the city's and that programme's own; all of them unless one is named."""
        return tuple(each for each in self.every_topic() if _is_offered(each, programme))

    def neighbourhoods_in(self, programme: int | None = None) -> tuple[Neighbourhood | Own, ...]:
        """Return the neighbourhoods to choose from: the city's and that programme's own; all of them unless one is named."""
        return tuple(each for each in self.every_neighbourhood() if _is_offered(each, programme))


def _is_offered(each: Topic | Neighbourhood | Own, programme: int | None) -> bool:
    return not isinstance(each, Own) or (not each.gone and programme in {None, each.programme})


def distance_km(one: Point, other: Point) -> float:
    """Return the distance over the ground (haversine), good to half a percent."""
    lat, other_lat = math.radians(one.lat), math.radians(other.lat)
    lon = math.radians(other.lon - one.lon)
    half = math.sin((other_lat - lat) / 2) ** 2 + math.cos(lat) * math.cos(other_lat) * math.sin(lon / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(min(half, 1.0)))


def load_city(path: Path) -> City:
    """Return the city that the file describes; raise `BadCityFile` where a person must mend it first."""
    top = _Entry(str(path), _table_of(path))
    top.allow(
        "id",
        "zone",
        "public",
        "reports_to_hold",
        "second_look",
        "names",
        "operator",
        "topics",
        "neighbourhoods",
    )
    names = top.names("names")
    return City(
        id=top.id(),
        names=names,
        zone=_zone_of(top),
        operator=_operator_of(top, names),
        topics=_topics_of(top, names),
        neighbourhoods=_neighbourhoods_of(top),
        reports_to_hold=_reports_to_hold_of(top),
        public=_public_of(top, names),
        second_look=_second_look_of(top),
    )


def _table_of(path: Path) -> dict[str, Any]:
    try:
        # "utf-8-sig": some editors put an invisible mark in front
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadCityFile(f"{path} is not UTF-8 text: save it with the encoding UTF-8.") from error
    except OSError as error:
        raise BadCityFile(
            f"{path} cannot be read ({error.strerror}): let PARVIS_CITY name the city's file."
        ) from error
    except (ValueError, RecursionError) as error:
        raise BadCityFile(
            f"{path} is not well-formed ({error}): look there for a missing quote or bracket."
        ) from error


@dataclass(frozen=True, slots=True)
class _Entry:
    """One table of the file, and how a complaint names it."""

    label: str
    table: Mapping[str, Any]

    def bad(self, remedy: str) -> BadCityFile:
        return BadCityFile(f"{self.label}: {remedy}")

    def allow(self, *keys: str) -> None:
        for key in self.table:
            if key not in keys:
                near = difflib.get_close_matches(key, keys, n=1)
                guess = f'did you mean "{near[0]}"?' if near else f"it may hold {', '.join(keys)}."
                raise self.bad(f'"{key}" is not known here; {guess}')

    def id(self) -> str:
        value = self.table.get("id")
        if not isinstance(value, str) or not _ID.fullmatch(value):
            raise self.bad(
                f'id must be small letters, digits and hyphens, at most {MAX_ID_CHARS}, such as "old-town".'
            )
        return value

    def text(self, key: str, max_chars: int) -> str:
        return self.checked_text(self.table.get(key), key, max_chars)

    def checked_text(self, value: object, what: str, max_chars: int) -> str:
        """Return the text without its outer blanks; refuse what could not stand on one line of a chat."""
        text = value.strip() if isinstance(value, str) else ""
        if not 0 < len(text) <= max_chars or not text.isprintable():
            raise self.bad(f'{what} must be a text of 1 to {max_chars} characters, on one line, in "quotes".')
        return text

    def names(self, key: str, *, needed: Collection[str] = ()) -> Mapping[str, str]:
        value = self.table.get(key)
        if not isinstance(value, dict) or not value:
            raise self.bad(f'{key} must give a name per language, such as {{ nl = "…", fr = "…" }}.')
        for language in value:
            if not _LANGUAGE.fullmatch(language):
                raise self.bad(f'"{language}" in {key} is not a language: write its two letters, such as nl.')
        for language in needed:
            if language not in value:
                raise self.bad(f"{key} lacks {language}: the city is named in it, so add that language here.")
        return MappingProxyType(
            {
                language: self.checked_text(text, f"{key}.{language}", MAX_NAME_CHARS)
                for language, text in value.items()
            }
        )

    def texts(self, key: str, *, such_as: str) -> tuple[str, ...]:
        values = self.table.get(key, [])
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise self.bad(f"{key} must be a list of texts in quotes, such as {such_as}.")
        return tuple(self.checked_text(value, key, MAX_NAME_CHARS) for value in values)


def _zone_of(top: _Entry) -> str:
    name = top.text("zone", MAX_NAME_CHARS)
    try:
        return ZoneInfo(name).key
    except (ValueError, OSError, LookupError) as error:
        raise top.bad(f'zone "{name}" is not a time zone: write one such as "Europe/Brussels".') from error


def _reports_to_hold_of(top: _Entry) -> int:
    value = top.table.get("reports_to_hold", REPORTS_TO_HOLD)
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MAX_REPORTS_TO_HOLD:
        raise top.bad(f"reports_to_hold must be a whole number from 1 to {MAX_REPORTS_TO_HOLD}, such as 3.")
    return value


def _second_look_of(top: _Entry) -> int:
    value = top.table.get("second_look", SECOND_LOOK)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise top.bad("second_look must be a whole number from 0, such as 500.")
    return value


def _public_of(top: _Entry, languages: Collection[str]) -> tuple[str, ...]:
    """Return the languages of what is said to everybody: those that are named, else the first that the city has."""
    public = top.texts("public", such_as='["nl", "fr"]')
    for language in public:
        if language not in languages:
            raise top.bad(
                f'public names the language "{language}": the city has no name in it, so add that first.'
            )
    return public or tuple(languages)[:1]


def _operator_of(top: _Entry, languages: Collection[str]) -> Operator:
    table = top.table.get("operator")
    if not isinstance(table, dict):
        raise top.bad("operator is missing: add [operator] with its names and a contact.")
    entry = _Entry(f"{top.label}, operator", table)
    entry.allow("names", "contact")
    return Operator(entry.names("names", needed=languages), entry.text("contact", MAX_CONTACT_CHARS))


def _topics_of(top: _Entry, languages: Collection[str]) -> tuple[Topic, ...]:
    topics = _each_of(top, "topics", "topic", lambda entry: _topic_of(entry, languages))
    _refuse_namesakes(top, "topics", ((topic.id, topic.names) for topic in topics))
    return topics


def _topic_of(entry: _Entry, languages: Collection[str]) -> Topic:
    entry.allow("id", "names", "emoji")
    emoji = entry.table.get("emoji", "")
    if (
        not isinstance(emoji, str)
        or len(emoji) > 10
        or any(char.isalnum() or char.isspace() for char in emoji)
    ):
        raise entry.bad("emoji must be a single emoji in quotes, or be left out.")
    return Topic(entry.id(), entry.names("names", needed=languages), emoji)


def _neighbourhoods_of(top: _Entry) -> tuple[Neighbourhood, ...]:
    neighbourhoods = _each_of(top, "neighbourhoods", "neighbourhood", _neighbourhood_of)
    _refuse_namesakes(top, "neighbourhoods", ((each.id, each.names) for each in neighbourhoods))
    _refuse_strays(top, neighbourhoods)
    return neighbourhoods


def _neighbourhood_of(entry: _Entry) -> Neighbourhood:
    entry.allow("id", "names", "others", "postcodes", "centre", "further_centres")
    postcodes = entry.texts("postcodes", such_as='["1000", "1020"]')
    for postcode in postcodes:
        if not any(char.isdigit() for char in postcode):
            raise entry.bad(f'"{postcode}" is not a postcode: it has no digit; names belong in others.')
    return Neighbourhood(
        id=entry.id(),
        names=entry.names("names"),
        others=entry.texts("others", such_as='["Old Town"]'),
        postcodes=postcodes,
        centre=_centre_of(entry),
        further_centres=_further_centres_of(entry),
    )


def _centre_of(entry: _Entry) -> Point:
    point = _point_of(entry.table.get("centre"))
    if point is None:
        raise entry.bad("centre must be [latitude, longitude] in degrees, such as [50.847, 4.352].")
    return point


def _further_centres_of(entry: _Entry) -> tuple[Point, ...]:
    values = entry.table.get("further_centres", [])
    points = [_point_of(value) for value in values] if isinstance(values, list) else [None]
    kept = tuple(point for point in points if point)
    if len(kept) < len(points):
        raise entry.bad("further_centres must be a list of [latitude, longitude], such as [[50.879, 4.356]].")
    return kept


def _point_of(value: object) -> Point | None:
    """Return the point that is written there, if it is one: the comparisons refuse nan too."""
    numbers = [each for each in value if type(each) in {int, float}] if isinstance(value, list) else []
    if len(numbers) != 2 or numbers != value or not (abs(numbers[0]) <= 90 and abs(numbers[1]) <= 180):
        return None
    return Point(float(numbers[0]), float(numbers[1]))


T = TypeVar("T", Topic, Neighbourhood)


def _each_of(top: _Entry, key: str, noun: str, read: Callable[[_Entry], T]) -> tuple[T, ...]:
    tables = top.table.get(key)
    if not isinstance(tables, list) or not tables or not all(isinstance(table, dict) for table in tables):
        raise top.bad(f"there must be at least one {noun}: add an entry headed [[{key}]].")
    found: dict[str, T] = {}
    for position, table in enumerate(tables, start=1):
        named = f'"{table["id"]}"' if isinstance(table.get("id"), str) else f"number {position}"
        entry = _Entry(f"{top.label}, {noun} {named}", table)
        one = read(entry)
        if one.id in found:
            raise entry.bad("another one has the same id: give each its own.")
        found[one.id] = one
    return tuple(found.values())


def _refuse_namesakes(top: _Entry, what: str, named: Iterable[tuple[str, Mapping[str, str]]]) -> None:
    """Two entries that read the same could not be told apart in a list."""
    owner: dict[tuple[str, str], str] = {}
    for each_id, names in named:
        for language, name in names.items():
            first = owner.setdefault((language, name.casefold()), each_id)
            if first != each_id:
                raise top.bad(
                    f'{what} "{first}" and "{each_id}" are both called "{name}" ({language}): rename one of them.'
                )


def _refuse_strays(top: _Entry, neighbourhoods: tuple[Neighbourhood, ...]) -> None:
    """A centre far from all others is a slip of the keyboard, most often latitude and longitude swapped."""
    for one in neighbourhoods:
        nearest_km = min(
            (distance_km(one.centre, other.centre) for other in neighbourhoods if other is not one), default=0
        )
        if nearest_km > MAX_APART_KM:
            raise top.bad(
                f'the centre of neighbourhood "{one.id}" lies {nearest_km:.0f} km from any other: '
                "write its latitude first, then its longitude."
            )
