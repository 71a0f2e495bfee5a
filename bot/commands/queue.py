"""`parvis queue`, and what is done about what waits there: ideas are screened, answered, joined; next steps are promised."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from typing import Any

from bot.civic.commitments import DropPromise, KeepPromise, MovePromise, OneCommitment, Promise
from bot.civic.doors import Command
from bot.civic.duplicates import MergeIdeas
from bot.civic.queue import WAITS, ListQueue, QueueLine
from bot.civic.statuses import OFFICIAL, AnswerIdeas, IdeasToAnswer, Status
from bot.commands.doors import asked, done, opened, pages
from bot.commands.programme import by_language
from bot.commands.saying import NotDoneError, line, table
from bot.engine.desk import Desk
from bot.settings import Settings


def listed(settings: Settings) -> None:
    """Say which ideas wait, and for what: to be screened, to be answered, or for a promise that is late."""
    with opened(settings) as office, office.at_desk() as desk:
        found = [(wait, each) for wait in WAITS for each in _every(desk, wait)]
    rows = [
        [
            wait,
            str(each.number),
            str(each.commitment or ""),
            each.day.isoformat() if each.day else "",
            each.status,
            str(each.supports),
            each.title,
        ]
        for wait, each in found
    ]
    headings = ["waits for", "idea", "promise", "by", "status", "supports", "title"]
    table(headings, rows, empty="Nothing waits.")


def _every(desk: Desk, wait: str) -> Iterator[QueueLine]:
    for page in pages(desk, partial(ListQueue, wait)):
        yield from page.lines


def does(settings: Settings, command: Command[Any], said: str) -> None:
    """Carry a command out, and say so. Raises Refused."""
    done(settings, command)
    line(said)


def answer(
    settings: Settings,
    numbers: Sequence[int],
    status: str | None,
    texts: Sequence[str],
    signs: Sequence[str],
) -> None:
    """Say something officially about ideas. Raises NotDoneError or Refused."""
    shown = asked(settings, IdeasToAnswer(tuple(numbers)))
    command = AnswerIdeas(
        tuple(numbers),
        _status(status),
        by_language(texts, "--text"),
        by_language(signs, "--signs"),
        shown.latest if shown else 0,
    )
    does(settings, command, "The answer is given. Whoever is concerned hears of it.")


def _status(typed: str | None) -> Status | None:
    found = next((each for each in OFFICIAL if each == typed), None)
    if typed is not None and found is None:
        raise NotDoneError(f"There is no status {typed!r}: take one of {', '.join(OFFICIAL)}.")
    return found


def merge(settings: Settings, gone: int, stays: int) -> None:
    """Join two ideas that are one. Raises Refused."""
    count = done(settings, MergeIdeas(gone, stays))
    line(
        f"Idea {gone} is one with idea {stays} now, which has {count} supports. Whoever is concerned hears of it."
    )


def promise(settings: Settings, number: int, texts: Sequence[str], signs: Sequence[str], day: str) -> None:
    """Promise a next step about an idea, and say its number. Raises NotDoneError or Refused."""
    command = Promise(number, by_language(texts, "--text"), by_language(signs, "--signs"), _day(day))
    made = done(settings, command)
    line(
        f"Promise {made} is made. On {day} the organisers are asked whether it is done: parvis promise kept {made}"
    )


def kept(settings: Settings, number: int) -> None:
    """Say that what was promised is done. Raises Refused."""
    does(
        settings,
        KeepPromise(number, _version(settings, number)),
        f"Promise {number} is kept, and that is told.",
    )


def move(settings: Settings, number: int, day: str, why: Sequence[str]) -> None:
    """Promise it for another day. Raises NotDoneError or Refused."""
    command = MovePromise(number, _version(settings, number), _day(day), by_language(why, "--why"))
    does(settings, command, f"Promise {number} is for {day} now, and that is told with the reason.")


def drop(settings: Settings, number: int, why: Sequence[str]) -> None:
    """Say that it will not be done. Raises NotDoneError or Refused."""
    command = DropPromise(number, _version(settings, number), by_language(why, "--why"))
    does(settings, command, f"Promise {number} is dropped, and that is told with the reason.")


def _version(settings: Settings, number: int) -> int:
    found = asked(settings, OneCommitment(number))
    return found.version if found else 0


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise NotDoneError(f"--day is {typed!r}, which is no day: write it as 2026-12-01.") from None
