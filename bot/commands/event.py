"""`parvis event`: make events, change and cancel them, see who comes, and open their doors."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.civic.checkin import Attendance, Attendee, MakeDoorKey, shown_code
from bot.civic.event_changes import CancelEvent, ChangeEvent
from bot.civic.event_file import At, BadEventError, draft_of, slot_of, venue_of, zone_of
from bot.civic.events import CreateEvent, EventCard, EventDraft, OneEvent, Slot, Venue
from bot.civic.feedback import FeedbackOn
from bot.civic.hosting import AllEvents, EventRow
from bot.civic.members import ListMembers, MakeInvitations
from bot.civic.rsvps import State
from bot.commands.doors import asked, done
from bot.commands.files import written_in
from bot.commands.programme import by_language, instant
from bot.commands.saying import NotDoneError, line, moment, table
from bot.office import the_city
from bot.text.clean import clean
from bot.text.languages import LANGUAGES

if TYPE_CHECKING:
    from bot.settings import Settings

LONGEST_BAR = 20


def create(settings: Settings, file: Path | None, given: Mapping[str, Any]) -> None:
    """Make the event that a file describes, or that was `given` option by option. Raises NotDoneError or Refused."""
    written = {**(written_in(file, "an event") if file else {}), **given}
    draft = _draft(written, the_city(settings).zone)
    numbers = done(settings, CreateEvent(draft))
    dates = [moment(each.starts, draft.zone) for each in sorted(draft.slots, key=lambda slot: slot.starts)]
    for number, starts in zip(numbers, dates, strict=True):
        line(f"Event {number} is made: {starts}, by the clock of {draft.zone}.")


def _draft(written: Mapping[str, Any], city_zone: str) -> EventDraft:
    try:
        zone = zone_of(written, city_zone)
        return draft_of(written, zone, partial(_instant, zone))
    except BadEventError as bad:
        raise NotDoneError(str(bad)) from None


def _instant(zone: str, name: str, typed: str) -> Any:
    try:
        return instant(name, typed, zone)
    except (KeyError, OSError):
        raise NotDoneError(f"There is no clock {zone!r}: name it as Europe/Brussels is named.") from None


def in_languages(titles: Sequence[str], texts: Sequence[str], places: Sequence[str]) -> Mapping[str, Any]:
    """Return what was given as nl=… and the like, as a file would say it. Raises NotDoneError."""
    found: dict[str, dict[str, str]] = {}
    for name, each in (("title", titles), ("text", texts), ("place", places)):
        for code, said in by_language(each, f"--{name}").items():
            found.setdefault(code, {})[name] = said
    return found


def change(settings: Settings, number: int, given: Mapping[str, Any]) -> None:
    """Change what is given of an event; those concerned are told. Raises NotDoneError or Refused."""
    event = asked(settings, OneEvent(number))
    if event is None:
        raise NotDoneError(f"There is no event {number}: parvis event list shows them.")
    too_few = done(settings, _change(event, given))
    line(f"Event {number} is changed; those concerned are told what is new for them.")
    if too_few:
        line(f"{too_few} seats more are taken than there are now: nobody loses theirs, and nobody gets one.")


def _change(event: EventCard, given: Mapping[str, Any]) -> ChangeEvent:
    at = partial(_instant, event.zone)
    try:
        slot = _moved_to(event, given["dates"][0], at) if "dates" in given else None
        new = venue_of(given.get("place", {}), given.get("map", {}))
    except BadEventError as bad:
        raise NotDoneError(str(bad)) from None
    return ChangeEvent(
        event.number,
        slot=slot,
        venue=_moved(event.venue, new) if "place" in given or "map" in given else None,
        titles={**event.titles, **given["title"]} if given.get("title") else None,
        texts={**event.texts, **given["text"]} if given.get("text") else None,
        seats=given.get("seats"),
        unlimited=given.get("unlimited", False),
    )


def _moved_to(event: EventCard, given: Mapping[str, str], at: At) -> Slot:
    """Return when it is now: as long as before, if its end was not given."""
    if "ends" in given or "starts" not in given:
        return slot_of(given, at)
    starts = at("starts", given["starts"])
    return Slot(starts, starts + (event.slot.ends - event.slot.starts))


def _moved(before: Venue, new: Venue) -> Venue:
    """Return where it is now: what is said of the new place, in no way that of the old one beside it."""
    return new if new.names else replace(new, names=before.names)


def cancel(settings: Settings, number: int, reason: Sequence[str]) -> None:
    """Cancel an event; everybody concerned is told why. Raises NotDoneError or Refused."""
    reasons = {code: clean(said) for code, said in by_language(reason, "--reason").items()}
    done(settings, CancelEvent(number, reasons))
    line(f"Event {number} is cancelled; everybody concerned is told.")


def listed(settings: Settings) -> None:
    """Say which events there are, the latest first."""
    rows = [_row(each) for each in asked(settings, AllEvents())]
    headings = ["number", "starts", "state", "coming", "seats", "held", "waiting", "maybe", "let in", "title"]
    table(headings, rows, empty="There is no event yet: parvis event create makes one.")


def _row(event: EventRow) -> list[str]:
    state = "cancelled" if event.cancelled else "members" if event.members_only else "open"
    counts = (event.coming, event.seats, event.held, event.waiting, event.maybe, event.checked_in)
    title = _name(event.titles)
    return [str(event.number), moment(event.starts, event.zone), state, *map(_figure, counts), title]


def _name(names: Mapping[str, str]) -> str:
    """Return a name in the first of our languages that has it."""
    return next(names[code] for code in (*LANGUAGES, *names) if code in names)


def _figure(count: int | None) -> str:
    return "" if count is None else str(count)


def attendance(settings: Settings, number: int, *, as_csv: bool) -> None:
    """Say who comes: one line an answer, never a name; who was let in and, after it, who was not. Raises Refused."""
    event = asked(settings, OneEvent(number))
    answers = asked(settings, Attendance(number))
    zone = event.zone if event else "UTC"
    headings = ["answer", "people", "let in", "sessions"]
    rows = [_attending(each, zone) for each in answers]
    if as_csv:
        from bot.making.sheets import csv_text

        sys.stdout.write(csv_text(headings, rows))
        return
    table(headings, rows, empty="Nobody has answered yet.")
    coming = [each for each in answers if each.state == State.YES]
    inside = sum(each.party for each in coming if each.checked_in)
    line(f"{sum(each.party for each in coming)} people come, {inside} of them were let in.")
    if event and event.over and inside:
        line(f"{sum(each.party for each in coming if not each.checked_in)} people did not come after all.")


def _attending(each: Attendee, zone: str) -> list[str]:
    sessions = " | ".join(_name(names) for names in each.sessions)
    return [each.state, str(each.party), moment(each.checked_in, zone), sessions]


def door(settings: Settings, number: int) -> None:
    """Make a key to the door of an event, and say how it is used. Raises Refused."""
    key = done(settings, MakeDoorKey(number))
    line(f"door {shown_code(key)}")
    line(
        "Whoever types that first, in their chat with the bot, is at the door until the event is over. It counts once."
    )


def invite(settings: Settings, number: int, count: int) -> None:
    """Make invitations to an event for members, and say them one a line. Raises Refused."""
    for code in done(settings, MakeInvitations(number, count)):
        line(f"invitation {shown_code(code)}")


def members(settings: Settings, number: int, accounts: Sequence[str], file: Path | None) -> None:
    """Let these accounts come to an event for members. Raises NotDoneError or Refused."""
    lines = [*accounts, *(_lines(file) if file else ())]
    new = done(settings, ListMembers(number, tuple(map(_account, lines))))
    line(f"Accounts that are new on the list of event {number}: {new}.")


def _lines(file: Path) -> list[str]:
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise NotDoneError(
            f"{file} cannot be read: it has one account a line, such as telegram:12345."
        ) from None
    return [each.strip() for each in text.splitlines() if each.strip()]


def _account(named: str) -> tuple[str, str]:
    platform, colon, external = named.partition(":")
    if not colon or not platform or not external:
        raise NotDoneError(f"{named!r} is no account: write telegram:12345 or matrix:@name:example.org.")
    return platform, external


def feedback(settings: Settings, number: int) -> None:
    """Say how an event was, to those who were there and said so; never who. Raises Refused."""
    found = asked(settings, FeedbackOn(number))
    total = sum(found.scores)
    if not total:
        line("Nobody has said yet how it was.")
        return
    average = sum(score * count for score, count in enumerate(found.scores, 1)) / total
    line(f"Answers: {total}; on average {average:.1f} of 5.")
    for score, count in enumerate(found.scores, 1):
        line(f"{score}  {'█' * round(LONGEST_BAR * count / total)} {count}")
    for words in found.words:
        line(f"“{' '.join(words.split())}”")
