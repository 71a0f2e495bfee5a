"""A broadcast as an organiser writes it: a small TOML file with a table for each language.

to = "topic:urbanism -voters:3"    # or everyone
at = "2027-03-01T10:00"            # by the city's clock; as soon as it is confirmed, if it is left out
# every = "friday", at = "17:00", until = "2027-06-01"
# event = 12, days = -2, at = "17:00"

[nl]
text = "Is het zebrapad er?"
buttons = ["Ja", "Nog niet"]
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from bot.civic.audiences import Audience, audience_in
from bot.civic.broadcasts import Around, Content, Weekly, When
from bot.civic.doors import Refused
from bot.civic.when import as_typed

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ENTRIES: Mapping[str, tuple[type, ...]] = {
    "to": (str,),
    "at": (str, date, time),
    "every": (str,),
    "until": (str, date),
    "event": (int,),
    "days": (int,),
    "programme": (str,),
}
AUDIENCE = 'to = "everyone", or by words such as to = "topic:urbanism -voters:3"'

Instant = Callable[[str, str], datetime]
"""From the name of an entry, and what was typed there, to the instant by the city's clock."""


class BadBroadcastError(ValueError):
    """What was written is no broadcast: one sentence that names the entry and the remedy."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a file says; `programme` is the code of the one that it is sent for, None for none."""

    content: Content
    audience: Audience
    when: When | None
    programme: str | None = None


def broadcast_in(written: Mapping[str, Any], instant: Instant) -> Written:
    """Return the broadcast that these entries describe. Raises BadBroadcastError."""
    for name, value in written.items():
        if not isinstance(value, Mapping):
            _known(name, value)
    return Written(_content(written), _audience(written), _when(written, instant), written.get("programme"))


def _known(name: str, value: Any) -> None:
    if name not in ENTRIES:
        raise BadBroadcastError(
            f"{name!r} is no entry of a broadcast: there are {', '.join(sorted(ENTRIES))}, and the languages."
        )
    if not isinstance(value, ENTRIES[name]) or isinstance(value, bool):
        raise BadBroadcastError(f"{name} is {value!r}: see how the example in docs/operations.md has it.")


def _audience(written: Mapping[str, Any]) -> Audience:
    try:
        return audience_in(written.get("to", ""))
    except Refused:
        raise BadBroadcastError(f"It does not say to whom it goes: write {AUDIENCE}.") from None


def _content(written: Mapping[str, Any]) -> Content:
    texts: dict[str, str] = {}
    labels: dict[str, list[str]] = {}
    for language, each in written.items():
        if isinstance(each, Mapping):
            texts[language], labels[language] = _said(language, each)
    counts = {len(each) for each in labels.values()}
    if len(counts) > 1:
        raise BadBroadcastError("Each language has as many buttons as the others, in the same order.")
    buttons = zip(*labels.values(), strict=True)
    return Content(texts, tuple(dict(zip(labels, button, strict=True)) for button in buttons))


def _said(language: str, written: Mapping[str, Any]) -> tuple[str, list[str]]:
    if extra := set(written) - {"text", "buttons"}:
        raise BadBroadcastError(f"[{language}] has {min(extra)!r}: there are text and buttons.")
    text, buttons = written.get("text"), written.get("buttons", [])
    if not isinstance(text, str):
        raise BadBroadcastError(f'[{language}] has no text: write text = "…".')
    if not isinstance(buttons, list) or not all(isinstance(each, str) for each in buttons):
        raise BadBroadcastError(
            f'The buttons of [{language}] are no list of texts: write buttons = ["…", "…"].'
        )
    return text.strip(), [each.strip() for each in buttons]


def _when(written: Mapping[str, Any], instant: Instant) -> When | None:
    if "every" in written:
        return _weekly(written, instant)
    if "event" in written or "days" in written:
        return _around(written)
    return _moment(written, "at", instant)


def _weekly(written: Mapping[str, Any], instant: Instant) -> Weekly:
    if written["every"] not in WEEKDAYS:
        raise BadBroadcastError(f'every is {written["every"]!r}: write a day of the week, every = "friday".')
    at = _clock(written)
    if at is None:
        raise BadBroadcastError('It does not say at what time every week: write at = "17:00".')
    return Weekly(WEEKDAYS.index(written["every"]), at, _moment(written, "until", instant))


def _moment(written: Mapping[str, Any], name: str, instant: Instant) -> datetime | None:
    typed = as_typed(written.get(name))
    return None if typed is None else instant(name, typed)


def _around(written: Mapping[str, Any]) -> Around:
    if "event" not in written or "days" not in written:
        raise BadBroadcastError("Around an event it needs both: write event = 12 and days = -2.")
    return Around(written["event"], written["days"], _clock(written))


def _clock(written: Mapping[str, Any]) -> time | None:
    typed = as_typed(written.get("at"))
    if typed is None:
        return None
    try:
        return time.fromisoformat(typed)
    except ValueError:
        raise BadBroadcastError(f'at is {typed!r}: write the time of the day, at = "17:00".') from None
