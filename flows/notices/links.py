"""What two accounts are told that are to be, or have become, one person's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.civic.doors import Event
from bot.civic.links import LinkAsked, Linked
from bot.engine.desk import Desk
from bot.engine.outgoing import Lane
from bot.engine.questions import link
from bot.engine.work import Notice
from bot.text.lazy import _
from flows.link_accounts import LINKED
from flows.saying.accounts import account_lines


def ask_the_other(event: Event, desk: Desk) -> Sequence[Notice]:
    """Ask in the chat of the account that showed the code."""
    if not isinstance(event, LinkAsked):
        return ()
    number, showed = event.link.number, replace(event.link.showed, here=True)
    words = _(
        "<b>Somebody typed the code that you showed here. Are both of these accounts yours?</b>\n{accounts}\n\n"
        "Say yes only if both are. Whoever has the other account then sees and changes what is yours.",
        accounts=account_lines((showed, replace(event.link.typed, here=False))),
    )
    ways = (
        (_("Yes, both are mine"), link("link-yes", number=number)),
        (_("No, do not link them"), link("link-no", number=number)),
    )
    return (
        Notice(
            event.person,
            Lane.ANSWER,
            words,
            _once("link", event.link.typed.id, desk),
            ways,
            account=showed.id,
        ),
    )


def tell_linked(event: Event, desk: Desk) -> Sequence[Notice]:
    """Tell the account that typed the code; the other is told where it confirmed."""
    if not isinstance(event, Linked):
        return ()
    return (
        Notice(
            event.person, Lane.ANSWER, LINKED, _once("linked", event.typed.id, desk), account=event.typed.id
        ),
    )


def _once(what: str, account: int, desk: Desk) -> str:
    """Return the key of a notice about a link: its number may be given again, once the link is gone."""
    return f"{what}:{account}:{desk.now.isoformat()}"
