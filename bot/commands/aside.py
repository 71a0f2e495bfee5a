"""`parvis aside`: updates that could not be handled."""

from __future__ import annotations

from bot.civic.aside import RetryAside, UpdatesAside
from bot.commands.saying import line, moment, table
from bot.main import open_office
from bot.settings import Settings


def listed(settings: Settings) -> None:
    """Say which updates were put aside and why; never what they say."""
    office = open_office(settings)
    with office.at_desk() as desk:
        aside = desk.ask(UpdatesAside())
    rows = [
        [str(u.id), u.platform, moment(u.arrived, office.city.zone), str(u.attempts), u.reason] for u in aside
    ]
    table(["number", "platform", "arrived", "attempts", "reason"], rows, empty="Nothing is put aside.")
    office.database.close()


def retry(settings: Settings, number: int | None) -> None:
    """Have one of them, or all, tried again by the program that serves. Raises Refused."""
    office = open_office(settings)
    with office.at_desk() as desk:
        tried = desk.carry_out(RetryAside(number))
    office.database.close()
    line(f"{tried} {'is' if tried == 1 else 'are'} tried again." if tried else "Nothing is put aside.")
