"""An event as an organiser writes it: a small TOML file with a table for each language.

seats = 40                         # no limit, if it is left out
guests = 2                         # so many people may come with each; five, unless it says otherwise
members = true                     # only for who is invited, or on a list
spoken = ["nl", "fr"]              # the languages spoken there
zone = "Europe/Amsterdam"          # the clock on its wall; the city's, unless it says otherwise
dates = [                          # several are a series: the same event, each date with seats of its own
  {starts = "2026-12-05T14:00", ends = "2026-12-05T17:00"},
]

[nl]
title = "Herstelcafé"
text = "Breng iets mee dat stuk is."
place = "Gemeentehuis"

[map]                              # where that is
address = "Kerkplein 1, 1090 Jette"
latitude = 50.881
longitude = 4.322

[[sessions]]                       # parts to choose from, each with seats of its own
nl = "Fietsen herstellen"
starts = "2026-12-05T14:00"
ends = "2026-12-05T15:00"
seats = 12
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from bot.civic.events import MOST_GUESTS, EventDraft, SessionDraft, Slot, Venue
from bot.civic.when import as_typed
from bot.text.clean import clean
from bot.text.languages import LANGUAGES

At = Callable[[str, str], datetime]
"""From the name of an entry and what stands there to the instant that is meant."""

_ENTRIES: Mapping[str, tuple[type, str]] = {
    "seats": (int, "seats = 40"),
    "guests": (int, "guests = 2"),
    "members": (bool, "members = true"),
    "spoken": (list, 'spoken = ["nl", "fr"]'),
    "zone": (str, 'zone = "Europe/Brussels"'),
    "dates": (list, 'dates = [{starts = "2026-12-05T14:00", ends = "2026-12-05T17:00"}]'),
    "sessions": (list, "sessions with [[sessions]], a name in each language, starts, ends and seats"),
    "map": (dict, "a table [map] with address, latitude and longitude"),
}
_TEXTS = ("title", "text", "place")


class BadEventError(ValueError):
    """What was written is no event: one sentence that names the entry and the remedy."""


def zone_of(written: Mapping[str, Any], otherwise: str) -> str:
    """Return the clock on the event's wall. Raises BadEventError."""
    return str(_entry(written, "zone") or otherwise)


def draft_of(written: Mapping[str, Any], zone: str, at: At) -> EventDraft:
    """Return the event to be; `at` knows that clock. Raises BadEventError."""
    for name in written:
        if name not in _ENTRIES and name not in LANGUAGES:
            known = ", ".join((*_ENTRIES, *LANGUAGES))
            raise BadEventError(f"{name!r} is no entry of an event: there are {known}.")
    texts = {code: _texts(code, written[code]) for code in LANGUAGES if code in written}
    guests = _entry(written, "guests")
    return EventDraft(
        titles=_each(texts, "title"),
        texts=_each(texts, "text"),
        venue=venue_of(_each(texts, "place"), _entry(written, "map") or {}),
        slots=tuple(slot_of(each, at) for each in _entry(written, "dates") or ()),
        zone=zone,
        spoken=tuple(map(str, _entry(written, "spoken") or ())),
        seats=_entry(written, "seats"),
        most_guests=MOST_GUESTS if guests is None else guests,
        members_only=bool(_entry(written, "members")),
        sessions=tuple(_session(each, at) for each in _entry(written, "sessions") or ()),
    )


def venue_of(names: Mapping[str, str], on_map: Mapping[str, Any]) -> Venue:
    """Return where it is. Raises BadEventError."""
    if extra := set(on_map) - {"address", "latitude", "longitude"}:
        raise BadEventError(f"[map] has {min(extra)!r}: there are address, latitude and longitude.")
    latitude, longitude = (on_map.get(name) for name in ("latitude", "longitude"))
    if any(not isinstance(each, int | float | None) for each in (latitude, longitude)):
        raise BadEventError("latitude and longitude are numbers of degrees, such as 50.881 and 4.322.")
    return Venue(names, clean(str(on_map.get("address", ""))), latitude, longitude)


def slot_of(written: object, at: At) -> Slot:
    """Return from when until when. Raises BadEventError."""
    if not isinstance(written, Mapping) or not {"starts", "ends"} <= written.keys():
        raise BadEventError(f"A date has starts and ends: write {_ENTRIES['dates'][1]}.")
    return Slot(*(at(name, _typed(name, written[name])) for name in ("starts", "ends")))


def _typed(name: str, value: object) -> str:
    if (typed := as_typed(value)) is None:
        raise BadEventError(f'{name} is {value!r}: write {name} = "2026-12-05T14:00".')
    return typed


def _entry(written: Mapping[str, Any], name: str) -> Any:
    of, example = _ENTRIES[name]
    value = written.get(name)
    if value is not None and type(value) is not of:
        raise BadEventError(f"{name} is {value!r}: write {example}.")
    return value


def _texts(code: str, written: object) -> Mapping[str, str]:
    if not isinstance(written, Mapping) or not set(written) <= set(_TEXTS):
        raise BadEventError(f"[{code}] is a table with title, text and place.")
    if not all(isinstance(each, str) for each in written.values()):
        raise BadEventError(f'What stands in [{code}] are texts: write title = "…".')
    return {name: clean(text) for name, text in written.items()}


def _each(texts: Mapping[str, Mapping[str, str]], name: str) -> Mapping[str, str]:
    """Return one of the texts in each language that has it."""
    return {code: each[name] for code, each in texts.items() if each.get(name)}


def _session(written: object, at: At) -> SessionDraft:
    if not isinstance(written, Mapping):
        raise BadEventError(f"Write {_ENTRIES['sessions'][1]}.")
    names = {code: clean(str(written[code])) for code in LANGUAGES if code in written}
    seats = written.get("seats")
    if (
        not names
        or not isinstance(seats, int | None)
        or set(written) - {*LANGUAGES, "starts", "ends", "seats"}
    ):
        raise BadEventError(f"A session is not right: write {_ENTRIES['sessions'][1]}.")
    return SessionDraft(names, slot_of(written, at), seats)
