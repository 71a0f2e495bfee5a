"""What people are told of roles: whom they are asked for, who has one now, who has one no more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.civic.appointments import OfferDeclined, OfferTaken, RoleGiven, RoleTaken
from bot.civic.doors import Event
from bot.civic.links import Account
from bot.engine.desk import Desk
from bot.engine.outgoing import Lane
from bot.engine.questions import link
from bot.engine.work import Notice
from bot.text.lazy import _
from flows.organising.appoint import right_one
from flows.saying.accounts import account_name
from flows.saying.roles import mandate_words, now_has


def ask_giver(event: Event, desk: Desk) -> Sequence[Notice]:
    """Ask in the chat of the account that made the code."""
    if not isinstance(event, OfferTaken) or event.offer.giver is None:
        return ()
    offer = replace(event.offer, taker=_elsewhere(event.offer.taker))
    ways = (
        (_("Yes, give the role"), link("role-yes", number=offer.number)),
        (_("No, nobody gets it"), link("role-no", number=offer.number)),
    )
    giver = event.offer.giver.id
    return (
        Notice(
            event.person,
            Lane.SERVICE,
            right_one(offer),
            _once("offer", offer.taker.id, desk),
            ways,
            account=giver,
        ),
    )


def _elsewhere(account: Account) -> Account:
    """Return the account as somebody in another chat sees it."""
    return replace(account, here=False)


def tell_declined(event: Event, desk: Desk) -> Sequence[Notice]:
    """Tell whoever typed the code that it led to nothing."""
    if not isinstance(event, OfferDeclined):
        return ()
    words = _("Whoever gave you the code did not say yes: you have no new role.")
    offer = event.offer
    return (
        Notice(
            event.person, Lane.ANSWER, words, _once("declined", offer.taker.id, desk), account=offer.taker.id
        ),
    )


def tell_given(event: Event, desk: Desk) -> Sequence[Notice]:
    """Tell whoever has a role now, and of a new owner all others."""
    if not isinstance(event, RoleGiven):
        return ()
    offer = event.offer
    key = _once(f"given:{offer.number}", offer.taker.id, desk)
    news = _("There is a new owner: {account}", account=account_name(_elsewhere(offer.taker)))
    to_people = ((_("Who does what"), link("people")),)
    others = [Notice(who, Lane.SERVICE, news, f"{key}:{who}", to_people) for who in event.others]
    if offer.giver is None or offer.giver.id == offer.taker.id:
        # They have just been told where they agreed.
        return others
    ways = ((_("Organise"), link("organise")),)
    return [Notice(event.person, Lane.ANSWER, now_has(offer), key, ways, account=offer.taker.id), *others]


def tell_role_taken(event: Event, desk: Desk) -> Sequence[Notice]:
    """Tell whoever has a role no more."""
    if not isinstance(event, RoleTaken):
        return ()
    words = _(
        "Your role was taken back: {role}\nIt was that of this account: {account}",
        role=mandate_words(event.mandate, event.where),
        account=account_name(_elsewhere(event.account)),
    )
    key = _once(f"taken:{event.mandate.role}", event.account.id, desk)
    return (Notice(event.person, Lane.SERVICE, words, key),)


def _once(what: str, account: int, desk: Desk) -> str:
    """Return the key of a notice about this account: an offer's number may be given again, once the offer is gone."""
    return f"{what}:{account}:{desk.now.isoformat()}"
