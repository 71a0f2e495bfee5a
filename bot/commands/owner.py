"""`parvis owner` and `parvis roles`: the code by which somebody becomes an owner, and who has which role."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.civic.appointments import Appointed, OfferOwnership, WhoIsAppointed
from bot.civic.links import spelt
from bot.commands.doors import done, opened, pages
from bot.commands.saying import line, moment, table

if TYPE_CHECKING:
    from bot.settings import Settings


def owner(settings: Settings) -> None:
    """Print a code that works once, within a day, in the place of any printed before."""
    line(f"role {spelt(done(settings, OfferOwnership()))}")
    line("")
    line(
        "Type this to the bot, in a private chat, within a day: that account becomes an owner, who gives roles to all others. "
        "It works once. Whoever has the code can do so: show it to nobody."
    )


def roles(settings: Settings) -> None:
    """Say which account has which role, where, and since when."""
    with opened(settings) as office, office.at_desk() as desk:
        every = pages(desk, WhoIsAppointed)
        rows = [_row(each, office.city.zone) for page in every for each in page.rows]
    headings = ["platform", "account", "role", "in", "since", "who"]
    table(headings, rows, empty="Nobody has a role yet: parvis owner makes the first owner.")


def _row(each: Appointed, zone: str) -> list[str]:
    where = next(iter(each.where.values()), "everywhere")
    since = moment(each.held.since, zone)
    return [each.account.platform, each.account.name, each.held.role, where, since, each.label]
