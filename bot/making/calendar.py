"""The file of an event for calendars (RFC 5545): the same there, however often it changes, and gone if it is cancelled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot.engine.outgoing import File
from bot.making.zones import rules_of
from bot.text.languages import LANGUAGES

if TYPE_CHECKING:
    from icalendar import Calendar, Event

PRODUCT = "-//Parvis//Events//EN"


def calendar(data: Mapping[str, Any]) -> File:
    """Return the file, with the sessions that its reader chose beside the event."""
    made = calendar_of(data)
    return File(made.to_ical(), f"event-{data['number']}.ics", "text/calendar")


def calendar_of(data: Mapping[str, Any]) -> Calendar:
    """Return the event as a calendar with the rules of its zone.

    A file that is published has METHOD:PUBLISH whenever it changes, and SEQUENCE says which is newer; one that takes the
    event back has METHOD:CANCEL (RFC 5546, 3.2.1 and 3.2.5).
    """
    from icalendar import Calendar

    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("method", "CANCEL" if data["cancelled"] else "PUBLISH")
    starts, ends = (datetime.fromisoformat(data[each]) for each in ("starts", "ends"))
    made.add_component(rules_of(data["zone"], starts, ends))
    whole = _event(data, data["uid"])
    parts = [{**data, **each} for each in data["sessions"]]
    if any(not each["cancelled"] for each in parts):
        # The hours that are taken are those of the sessions.
        whole.add("transp", "TRANSPARENT")
    made.add_component(whole)
    for each in parts:
        # One that is left out by now is cancelled in a file that goes on.
        made.add_component(_event(each, f"{data['uid']}-{each['number']}"))
    return made


def _event(data: Mapping[str, Any], uid: str) -> Event:
    from icalendar import Event, vCalAddress

    zone = ZoneInfo(data["zone"])
    event = Event()
    event.add("uid", uid)
    event.add("sequence", data["version"])
    event.add("dtstamp", datetime.now(UTC))
    event.add("dtstart", datetime.fromisoformat(data["starts"]).astimezone(zone))
    event.add("dtend", datetime.fromisoformat(data["ends"]).astimezone(zone))
    event.add("summary", _said(data["titles"], data["language"]))
    event.add("status", "CANCELLED" if data["cancelled"] else "CONFIRMED")
    # Both methods want an organiser, and there is nobody to write to.
    event.add("organizer", vCalAddress("invalid:nomail"))
    if text := _said(data["texts"], data["language"]):
        event.add("description", text)
    if where := ", ".join(filter(None, (_said(data["places"], data["language"]), data["address"]))):
        event.add("location", where)
    if data["latitude"] is not None:
        event.add("geo", (data["latitude"], data["longitude"]))
    return event


def _said(names: Mapping[str, str], language: str) -> str:
    """Return what is said in this language; where that is missing, in the next."""
    known = (names[code] for code in (language, *LANGUAGES, *names) if names.get(code))
    return next(known, "")
