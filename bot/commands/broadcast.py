"""`parvis broadcast`: write one, see whom it reaches, send it, look on, and see what became of it."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.civic.audiences import Count, CountAudience, spelt
from bot.civic.broadcast_file import BadBroadcastError, Written, broadcast_in
from bot.civic.broadcasts import (
    OVER,
    CheckBroadcast,
    ConfirmBroadcast,
    Draft,
    DraftBroadcast,
    ListBroadcasts,
    OneBroadcast,
    ResendBroadcast,
    State,
)
from bot.civic.doors import Command, Refused
from bot.civic.programmes import Programmes
from bot.civic.sending import Progress, ProgressOf, Report, ReportOf
from bot.commands.doors import opened, pages
from bot.commands.files import written_in
from bot.commands.programme import instant
from bot.commands.saying import NotDoneError, line, moment, table
from bot.engine.desk import Desk
from bot.office import Office
from bot.settings import Settings
from bot.text.clean import clean

LOOK_SECONDS = 1.0
"""How often the progress is looked at."""


def create(settings: Settings, file: Path) -> None:
    """Keep the broadcast that a file describes, and say its number, and whom it reaches. Raises NotDoneError."""
    written = written_in(file, "a broadcast")
    with opened(settings) as office:
        zone = office.city.zone
        try:
            its = broadcast_in(written, lambda name, typed: instant(name, typed, zone))
            with office.at_desk() as desk:
                number = desk.carry_out(DraftBroadcast(_draft(desk, its)))
        except BadBroadcastError as bad:
            raise NotDoneError(f"{file}: {bad}") from None
        except Refused as no:
            raise NotDoneError(f"{file}: {REFUSED.get(no.code, no.code)}") from None
        line(f"Broadcast {number} is kept, and not sent. It is to {spelt(its.audience)}:")
        _say_reach(office, number)


def listed(settings: Settings) -> None:
    """Say which broadcasts there are, the latest first."""
    with opened(settings) as office:
        zone = office.city.zone
        with office.at_desk() as desk:
            rows = [
                [str(each.number), each.state, moment(each.begins, zone), next(iter(each.texts.values()), "")]
                for page in pages(desk, ListBroadcasts)
                for each in page.broadcasts
            ]
    table(
        ["number", "now", "begins", "text"],
        rows,
        empty="There is no broadcast yet: parvis broadcast create FILE makes one.",
    )


def show(settings: Settings, number: int) -> None:
    """Say what a broadcast says, to whom, and what became of its recipients. Raises NotDoneError."""
    with opened(settings) as office:
        card = _card(office, number)
        zone = office.city.zone
        line(f"{card.number}. {card.state}{f' ({card.why})' if card.why else ''}")
        line(f"to: {spelt(card.draft.audience)}")
        if card.begins:
            line(f"begins: {moment(card.begins, zone)}, by the clock of {zone}")
        for language, text in card.draft.content.texts.items():
            line(f"{language}: {text}")
        for place, button in enumerate(card.draft.content.buttons, 1):
            line(f"button {place}: {' · '.join(button.values())}")
        if card.began is None:
            _say_reach(office, number)
        else:
            _say_report(_asked_report(office, number))


def check(settings: Settings, number: int) -> None:
    """Agree with what somebody else wrote. Raises Refused or NotDoneError."""
    with opened(settings) as office:
        card = _card(office, number)
        with office.at_desk() as desk:
            desk.carry_out(CheckBroadcast(number, card.version))
    line(f"Broadcast {number} is checked.")


def send(settings: Settings, number: int, count: int | None) -> None:
    """Confirm a broadcast with the number of people it goes to; without that, say it. Raises Refused or NotDoneError."""
    with opened(settings) as office:
        card = _card(office, number)
        if count is None:
            _say_reach(office, number)
            line(f"Nothing is sent yet: parvis broadcast send {number} --count … with that number sends it.")
            return
        begins = office.carry_out(ConfirmBroadcast(number, card.version, count))
        zone = office.city.zone
        line(
            f"Broadcast {number} begins at {moment(begins, zone)}, by the clock of {zone}, if the program serves by then. "
            f"Until then, parvis broadcast undo {number} takes it back."
        )


def does(settings: Settings, command: Command[None], said: str) -> None:
    """Carry out a command about a broadcast, and say so. Raises Refused."""
    with opened(settings) as office, office.at_desk() as desk:
        desk.carry_out(command)
    line(said)


def resend(settings: Settings, number: int, *, uncertain: bool) -> None:
    """Send it once more to those with whom it failed, and say how many they are. Raises Refused."""
    with opened(settings) as office, office.at_desk() as desk:
        count = desk.carry_out(ResendBroadcast(number, uncertain))
    line(f"Broadcast {number} goes once more to {count:,}.")


def watch(settings: Settings, number: int) -> None:
    """Show how far a broadcast is, until it is over, or rests. Raises NotDoneError."""
    with opened(settings) as office:
        _card(office, number)
        shown = _bar if sys.stdout.isatty() else _lines
        shown(_steps(office, number))
        _say_report(_asked_report(office, number))


def _steps(office: Office, number: int) -> Iterator[Progress]:
    """Return how far it is, again and again; ends when nothing moves any more by itself."""
    while True:
        with office.at_desk() as desk:
            progress = desk.ask(ProgressOf(number))
        if progress is None:
            return
        yield progress
        if progress.state in {*OVER, State.DRAFT, State.CHECKED, State.PAUSED}:
            return
        time.sleep(LOOK_SECONDS)


def _bar(steps: Iterator[Progress]) -> None:
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[pace]}"),
    )
    with Bar(*columns) as bar:
        task = bar.add_task("", total=None, pace="")
        for step in steps:
            total = step.total or None
            bar.update(task, description=step.state, total=total, completed=step.settled, pace=_pace(step))


def _lines(steps: Iterator[Progress]) -> None:
    for step in steps:
        line(f"{step.state}\t{step.settled} of {step.total}\t{_pace(step)}".rstrip())


def _pace(step: Progress) -> str:
    """Return how fast it goes, and how long it still takes, as far as that is known."""
    parts = [f"{step.per_second:.1f} a second"] if step.per_second else []
    parts += [f"{step.left} left"] if step.left is not None and step.per_second else []
    parts += [f"{step.held:,} wait for their morning or their week"] if step.held else []
    return ", ".join(parts)


def _asked_report(office: Office, number: int) -> Report | None:
    with office.reads(ReportOf(number)) as report:
        return report


def _say_report(report: Report | None) -> None:
    if report is None or not report.total:
        return
    line(f"{report.total:,} recipients:")
    for fate, reasons in report.fates.items():
        for reason, count in sorted(reasons.items()):
            line(f"  {count:,} {fate}{f': {reason}' if reason else ''}")


def _say_reach(office: Office, number: int) -> None:
    """Say how many it reaches as of now, how many not, and why."""
    card = _card(office, number)
    count = _counted(office, card.draft)
    if count.few:
        line("These are fewer than five people, of whom it tells whether they voted: choose others.")
        return
    line(f"{count.reach:,} people would get it now.")
    for reason, number_of in sorted(count.excluded.items()):
        line(f"  {number_of:,} would not: {REASONS.get(reason, reason)}")
    if count.second_look and card.state is not State.CHECKED:
        line("They are so many that another organiser looks at it first.")


def _counted(office: Office, draft: Draft) -> Count:
    with office.reads(CountAudience(draft.audience, draft.programme)) as count:
        return count


def _draft(desk: Desk, its: Written) -> Draft:
    texts = {language: clean(text) for language, text in its.content.texts.items()}
    labels = tuple({code: clean(label) for code, label in each.items()} for each in its.content.buttons)
    programme = _programme(desk, its.programme) if its.programme else 0
    return Draft(type(its.content)(texts, labels), its.audience, its.when, programme)


def _programme(desk: Desk, code: str) -> int:
    found = [each.id for each in desk.ask(Programmes()) if each.code == code]
    if not found:
        raise BadBroadcastError(f"There is no programme {code!r}: parvis programme list shows them.")
    return found[0]


def _card(office: Office, number: int) -> Any:
    with office.at_desk() as desk:
        card = desk.ask(OneBroadcast(number))
    if card is None:
        raise NotDoneError(f"There is no broadcast {number}: parvis broadcast list shows them.")
    return card


REASONS: Mapping[str, str] = {
    "stopped": "they stopped all messages",
    "no-consent": "they did not agree to be written to",
    "unwanted": "they turned messages of organisers off",
    "unreachable": "they cannot be reached",
}

REFUSED: Mapping[str, str] = {
    "no-text": 'it says nothing: give a language its table, such as [nl], with text = "…".',
    "too-long": "a text holds 2,000 characters: say it shorter.",
    "too-many-buttons": "there is room for four buttons.",
    "bad-button": "a button holds 40 characters, and is not empty.",
    "bad-time": "it is at most sixty days before or after an event.",
    "bad-audience": 'there is no such audience: write it as to = "topic:urbanism -voters:3".',
}
