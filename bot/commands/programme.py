"""`parvis programme`: calls for ideas, and when they take them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.civic.programmes import CreateProgramme, Programme, Programmes
from bot.civic.screening import SetIdeaRules
from bot.commands.doors import asked, done, opened
from bot.commands.saying import NotDoneError, line, moment, table
from bot.settings import Settings
from bot.text.clean import clean
from bot.text.languages import LANGUAGES

EXAMPLE = "2026-12-01 or 2026-12-01T18:00"


def create(
    settings: Settings, code: str, names: Sequence[str], opens: str | None, closes: str | None
) -> None:
    """Make a programme, and say when it is open. Raises NotDoneError or Refused."""
    with opened(settings) as office, office.at_desk() as desk:
        zone = office.city.zone
        begins = instant("--opens", opens, zone) if opens else desk.now
        ends = instant("--closes", closes, zone, whole_day=True) if closes else None
        desk.carry_out(CreateProgramme(code, by_language(names), begins, ends))
    until = f"until {moment(ends, zone)}" if ends else "with no end"
    line(f"The programme {code} is made: open from {moment(begins, zone)} {until}, by the clock of {zone}.")


def listed(settings: Settings) -> None:
    """Say which programmes there are, the newest first."""
    with opened(settings) as office, office.at_desk() as desk:
        every, now, zone = desk.ask(Programmes()), desk.now, office.city.zone
    rows = [
        [
            p.code,
            "open" if p.is_open(now) else "closed",
            moment(p.opens, zone),
            moment(p.closes, zone),
            spelt(p.names),
        ]
        for p in every
    ]
    table(
        ["code", "now", "opens", "closes", "names"],
        rows,
        empty="There is no programme yet: parvis seed --template open-wall makes one that runs.",
    )


def called(settings: Settings, code: str) -> Programme:
    """Return the programme of that code. Raises NotDoneError."""
    found = next((each for each in asked(settings, Programmes()) if each.code == code), None)
    if found is None:
        raise NotDoneError(f"There is no programme {code}: parvis programme list shows them.")
    return found


def rules(settings: Settings, code: str, *, screens: bool | None, supports: int | None) -> None:
    """Set what a programme asks of ideas from now on; what is not said stays. Raises NotDoneError or Refused."""
    found = called(settings, code)
    looked_at = found.screens if screens is None else screens
    threshold = found.threshold if supports is None else supports or None
    done(settings, SetIdeaRules(found.id, looked_at, threshold))
    first = "are looked at before they are in the list" if looked_at else "are in the list at once"
    owed = (
        f"with {threshold} supports one is owed an answer"
        if threshold
        else "no number of supports is asked for"
    )
    line(f"From now on, ideas in the programme {code} {first}, and {owed}.")


def by_language(names: Sequence[str], option: str = "--name") -> Mapping[str, str]:
    """Return the names by language, from "nl=Open muur" and the like. Raises NotDoneError."""
    found = {}
    for each in names:
        language, equals, name = each.partition("=")
        if not equals or language not in LANGUAGES or not name.strip():
            raise NotDoneError(
                f"{option} is a language and a name, such as nl=Open muur; the languages are {', '.join(LANGUAGES)}."
            )
        found[language] = clean(name).strip()
    return found


def instant(option: str, typed: str, zone: str, *, whole_day: bool = False) -> datetime:
    """Return the instant that somebody typed by the city's clock; of a day, its beginning or with `whole_day` its end.

    Raises NotDoneError, with an example, for what is no instant there.
    """
    try:
        wall = datetime.fromisoformat(typed)
        if len(typed) == len("2026-12-01"):
            day = date.fromisoformat(typed) + timedelta(days=whole_day)
            wall = datetime.combine(day, time())
    except (ValueError, OverflowError):
        raise NotDoneError(f"{option} is {typed!r}, which is no date: write it as {EXAMPLE}.") from None
    if wall.tzinfo is not None:
        raise NotDoneError(
            f"{option} is by the clock of {zone}: leave the offset away, and write it as {EXAMPLE}."
        )
    there = wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    if there.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != wall:
        raise NotDoneError(
            f"{option} is {typed}, an hour that the clocks of {zone} leave out that night: take one beside it."
        )
    return there


def spelt(names: Mapping[str, str]) -> str:
    """Return names by language on one line."""
    return " · ".join(f"{language}: {name}" for language, name in names.items())
