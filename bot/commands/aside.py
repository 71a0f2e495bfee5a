"""`parvis aside`: updates that could not be handled."""

from __future__ import annotations

from bot.civic.aside import RetryAside, UpdatesAside
from bot.commands.doors import done, opened
from bot.commands.saying import line, moment, table
from bot.settings import Settings


def listed(settings: Settings) -> None:
    """Say which updates were put aside and why; never what they say."""
    with opened(settings) as office, office.reads(UpdatesAside()) as aside:
        zone = office.city.zone
        rows = [[str(u.id), u.platform, moment(u.arrived, zone), str(u.attempts), u.reason] for u in aside]
    table(["number", "platform", "arrived", "attempts", "reason"], rows, empty="Nothing is put aside.")


def retry(settings: Settings, number: int | None) -> None:
    """Have one of them, or all, tried again by the program that serves. Raises Refused."""
    tried = done(settings, RetryAside(number))
    line(f"{tried} {'is' if tried == 1 else 'are'} tried again." if tried else "Nothing is put aside.")
