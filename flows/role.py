"""A role that is offered to me: typing its code, and saying that I agree."""

from __future__ import annotations

from bot.civic.appointments import AgreeToOffer, Offer, RefuseOffer, TheOffer, TryOffer
from bot.civic.doors import Refused
from bot.civic.links import is_code
from bot.civic.roles import Role
from bot.engine.flow import Ending, Kind, Start, flow
from bot.engine.questions import link
from bot.engine.talk import Talk
from bot.text.lazy import Joined, Named, Words, _
from flows.saying.accounts import account_name, wrong_code
from flows.saying.refusals import refusal
from flows.saying.roles import WHAT_THEY_DO, mandate_words, now_has


@flow("role", kind=Kind.ASIDE, starts_on=_("role, my role"))
async def role(talk: Talk, code: str = "") -> Ending:
    """Ask for the code of a role, unless it was typed already."""
    if is_code(code):
        return Start(link("role-code", code=code))
    prompt = _(
        "<b>Which code were you given?</b>\nIt has eight signs, such as {example}.", example="K7PD-2WXM"
    )
    typed = await talk.ask_code("code", prompt, skip=_("I have no code"))
    return Start(link("role-code", code=typed) if typed else link("menu"))


@flow("role-code", kind=Kind.VIEW, deep="role")
async def role_code(talk: Talk, code: str) -> Ending:
    """Take the code, which is used up by that."""
    try:
        tried = await talk.do("try", TryOffer(code))
    except Refused as no:
        await talk.say("refused", refusal(no))
        return Start(link("menu"))
    if tried.offer is None:
        unknown = _(
            "No role is offered by that code. Perhaps it is too old: it works once, for a day. Look again, or ask for a new one. "
            "Tries left: {left}",
            left=tried.left,
        )
        await talk.say("wrong", wrong_code(unknown, tried.left))
        return Start(link("role") if tried.left else link("menu"))
    return Start(link("role-offer", number=tried.offer))


@flow("role-offer", kind=Kind.ASIDE)
async def role_offer(talk: Talk, number: int) -> Ending:
    """Say what is offered, by whom and to which account; nothing is done without a yes."""
    found = await talk.look("offer", TheOffer(number))
    if found is None:
        await talk.say("over", refusal(Refused("no-such-offer")))
        return Start(link("menu"))
    if not await talk.confirm("sure", _offered(talk, found), yes=_("Yes, I agree"), no=_("No")):
        await talk.do("refuse", RefuseOffer(number))
        await talk.say("left", _("All right: you have no new role."))
        return Start(link("menu"))
    try:
        given = await talk.do("agree", AgreeToOffer(number))
    except Refused as no:
        await talk.say("refused", refusal(no))
        return Start(link("menu"))
    await talk.say("agreed", now_has(found) if given else _ASKED)
    return Start(link("organise" if given else "menu"))


_ASKED = _("Thank you. Now whoever gave you the code is asked, too. I tell you as soon as they say yes.")


def _offered(talk: Talk, offer: Offer) -> Words:
    """Return the offer in words: both sides see both accounts."""
    role = mandate_words(offer.mandate, offer.where)
    giver = (
        account_name(offer.giver)
        if offer.giver
        else _("whoever runs the bot of {operator}", operator=Named(talk.city.operator.names))
    )
    parts: list[Words] = [
        _("<b>You are offered a role: {role}</b>", role=role),
        WHAT_THEY_DO[offer.mandate.role],
        _("Offered by: {account}", account=giver),
        _("For this account: {account}", account=account_name(offer.taker)),
        _(
            "Those who give roles then see this account. What you do in the role is noted for good, without your name. "
            "You can lay it down at any time."
        ),
    ]
    if offer.mandate.role is Role.SPEAKER:
        parts.append(_("Citizens read the name of the organisation, never yours."))
    return Joined((*parts, _("Do you agree?")), "\n")
