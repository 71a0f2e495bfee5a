"""What a programme has of its own: topics, and places, that the city does not have (a stall, a district of a workshop)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.civic.city import MAX_NAME_CHARS, City, Neighbourhood, Own, OwnKind, Topic
from bot.civic.doors import Command, Query, Refused
from bot.civic.programmes import Programme, check_names
from bot.text.clean import fold

MOST_OWN = 40
"""So many of each kind a programme may have of its own, at a time."""


@dataclass(frozen=True, slots=True)
class TheCity(Query[City]):
    """The city's file, with what programmes have of their own."""


@dataclass(frozen=True, slots=True)
class AddOwn(Command[str]):
    """Give a programme a topic or a place of its own; returns its id. Needs Right.PROGRAMMES there.

    A programme that has chosen some topics, or neighbourhoods, has this one too from now on.
    Refused: no-such-programme, no-name, missing-language, too-long, name-taken, too-many-own, not-allowed.
    """

    programme: int
    kind: OwnKind
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RenameOwn(Command[None]):
    """Call a topic or a place of a programme's own otherwise, also where it was chosen before. Refused as AddOwn, and not-its-own."""

    programme: int
    id: str
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RemoveOwn(Command[None]):
    """Offer a topic or a place of a programme's own no longer; where it was chosen, it stays. Refused as RenameOwn."""

    programme: int
    id: str


def with_own(city: City, programmes: Iterable[Programme]) -> City:
    """Return the city with what these programmes have of their own."""
    own = tuple(each for programme in programmes for each in programme.own)
    return replace(city, own=own) if own else city


def own_id(programme: int, number: int) -> str:
    """Return the id of what a programme has of its own in that place, from 1, gone or not: no id of a city's file has such a sign."""
    return f"{programme}_{number}"


def topics_of(city: City, programme: Programme | None) -> tuple[str, ...]:
    """Return the topics that an idea of a programme may be about: those that it chose, else the city's and its own."""
    return _among(city.topics_in(programme.id if programme else 0), programme.topics if programme else ())


def neighbourhoods_of(city: City, programme: Programme | None) -> tuple[str, ...]:
    """Return where an idea of a programme may be: where it chose, else in the city's neighbourhoods and its own places."""
    offered = city.neighbourhoods_in(programme.id if programme else 0)
    return _among(offered, programme.neighbourhoods if programme else ())


def ids_of(offered: Iterable[Topic | Neighbourhood | Own]) -> tuple[str, ...]:
    """Return the ids of what there is to choose from."""
    return tuple(each.id for each in offered)


def _among(offered: Sequence[Topic | Neighbourhood | Own], chosen: Sequence[str]) -> tuple[str, ...]:
    """Return what is chosen and still offered; if that is nothing, all that is."""
    ids = ids_of(offered)
    return tuple(each for each in chosen if each in ids) or ids


def added(programme: Programme, command: AddOwn, city: City, languages: Sequence[str]) -> Programme:
    """Return the programme with one more topic or place, the last of its own. Raises Refused."""
    _may_be_called(programme, command.kind, command.names, city, languages)
    if sum(each.kind is command.kind and not each.gone for each in programme.own) >= MOST_OWN:
        raise Refused("too-many-own")
    new_id = own_id(programme.id, len(programme.own) + 1)
    new = Own(new_id, command.kind, command.names, programme.id, programme.names)
    more = replace(programme, own=(*programme.own, new))
    if new.kind is OwnKind.TOPIC and programme.topics:
        return replace(more, topics=(*programme.topics, new.id))
    if new.kind is OwnKind.PLACE and programme.neighbourhoods:
        return replace(more, neighbourhoods=(*programme.neighbourhoods, new.id))
    return more


def renamed(programme: Programme, command: RenameOwn, city: City, languages: Sequence[str]) -> Programme:
    """Return the programme with a topic or a place called otherwise. Raises Refused."""
    was = _its_own(programme, command.id)
    _may_be_called(programme, was.kind, command.names, city, languages, besides=was)
    return _with(programme, was, replace(was, names=command.names))


def removed(programme: Programme, command: RemoveOwn) -> Programme:
    """Return the programme without a topic or a place that it had of its own. Raises Refused."""
    was = _its_own(programme, command.id)
    return replace(
        _with(programme, was, replace(was, gone=True)),
        topics=tuple(each for each in programme.topics if each != was.id),
        neighbourhoods=tuple(each for each in programme.neighbourhoods if each != was.id),
    )


def _its_own(programme: Programme, own_id: str) -> Own:
    found = next((each for each in programme.own if each.id == own_id and not each.gone), None)
    if found is None:
        raise Refused("not-its-own")
    return found


def _with(programme: Programme, was: Own, now: Own) -> Programme:
    return replace(programme, own=tuple(now if each is was else each for each in programme.own))


def _may_be_called(
    programme: Programme,
    kind: OwnKind,
    names: Mapping[str, str],
    city: City,
    languages: Sequence[str],
    *,
    besides: Own | None = None,
) -> None:
    """Refuse a name that is none, or that something else to choose from has in one of the languages."""
    check_names(names, languages, MAX_NAME_CHARS)
    offered = city.topics_in if kind is OwnKind.TOPIC else city.neighbourhoods_in
    others = [each for each in offered(programme.id) if besides is None or each.id != besides.id]
    taken = {fold(name) for each in others for name in each.names.values()}
    if any(fold(name) in taken for name in names.values()):
        raise Refused("name-taken")
