"""`parvis owner`: the code by which somebody becomes an owner, the first or another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.civic.appointments import OfferOwnership
from bot.civic.links import spelt
from bot.commands.saying import line
from bot.main import open_office

if TYPE_CHECKING:
    from bot.settings import Settings


def owner(settings: Settings) -> None:
    """Print a code that works once, within a day, in the place of any printed before."""
    office = open_office(settings)
    with office.at_desk() as desk:
        code = spelt(desk.carry_out(OfferOwnership()))
    office.database.close()
    line(f"role {code}")
    line("")
    line(
        "Type this to the bot, in a private chat, within a day: that account becomes an owner, who gives roles to all others. "
        "It works once. Whoever has the code can do so: show it to nobody."
    )
