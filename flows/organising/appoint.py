"""Giving somebody a role: a code for them to type, and my yes once they have."""

from __future__ import annotations

from bot.civic.appointments import MAX_LABEL, AgreeToOffer, Offer, OfferRole, RefuseOffer, TheOffer
from bot.civic.doors import Refused
from bot.civic.links import spelt
from bot.civic.programmes import Programmes
from bot.civic.roles import EVERYWHERE, Mandate, MyRoles, Right, Role, may
from bot.engine.flow import Ending, Kind, Start, flow
from bot.engine.questions import Option, link
from bot.engine.talk import Talk
from bot.text.lazy import Joined, Named, Words, _
from flows.saying.accounts import account_name
from flows.saying.doing import carried_out
from flows.saying.refusals import refusal
from flows.saying.roles import ROLE_NAMES, WHAT_THEY_DO, mandate_words

GIVEN = (Role.OWNER, Role.ORGANISER, Role.MODERATOR, Role.ASSESSOR, Role.DOOR)

MOST_PROGRAMMES = 20
"""The newest programmes, of which one is chosen."""


@flow("appoint", kind=Kind.ASIDE)
async def appoint(talk: Talk) -> Ending:
    """Choose a role and where it holds, and show a code for it."""
    prompt = _("<b>Which role shall they have?</b>")
    options = [
        Option(each.value, ROLE_NAMES[each], detail=WHAT_THEY_DO[each], numbered=True) for each in GIVEN
    ]
    role = await talk.choose("role", prompt, options, none=_("Nobody, not now"))
    if role is None:
        return Start(link("people"))
    await offer(talk, Mandate(Role(role), await _where(talk)))
    return Start(link("people"))


async def _where(talk: Talk) -> int:
    """Ask in which programme, of those that whoever asks may appoint in; where there is none, in all."""
    mine = await talk.look("roles", MyRoles())
    every = await talk.look("programmes", Programmes())
    options = [
        Option(str(each.id), Named(each.names))
        for each in every[:MOST_PROGRAMMES]
        if may(mine, Right.APPOINT, each.id)
    ]
    if may(mine, Right.APPOINT):
        options.insert(0, Option(str(EVERYWHERE), _("In all programmes")))
    if len(options) == 1:
        return int(options[0].id)
    chosen = await talk.choose("where", _("<b>In which programme?</b>"), options, of="programmes")
    return int(chosen or EVERYWHERE)


async def offer(talk: Talk, mandate: Mandate) -> None:
    """Ask whose account it will be, and show the code by which they ask for the role."""
    prompt = _(
        "<b>Who is it for?</b>\nA first name is enough. Only those who give roles see it, and they themselves: so you tell accounts apart."
    )
    label = await talk.ask_text("for", prompt, max_chars=MAX_LABEL, one_line=True, skip=_("Leave it open"))
    try:
        code = await talk.do("offer", OfferRole(mandate, label or ""))
        await talk.say("code-shown", _code(talk, code))
    except Refused as no:
        await talk.say("refused", refusal(no))


def _code(talk: Talk, code: str) -> Words:
    words = _(
        "The code is <code>{code}</code>\n"
        "Give it to them alone. It works once, within a day: in their own chat with me they type <code>role {code}</code>\n"
        "Then I show you their account, and nobody has the role before you say yes.",
        code=spelt(code),
    )
    address = talk.address(f"role_{code}")
    return Joined((words, _("Or give them this link: {link}", link=address)), "\n") if address else words


@flow("role-asked", kind=Kind.ASIDE)
async def role_asked(talk: Talk, number: int) -> Ending:
    """Show the account that typed my code, and ask whether it is the right one."""
    found = await talk.look("offer", TheOffer(number))
    if found is None:
        await talk.say("over", refusal(Refused("no-such-offer")))
        return Start(link("people"))
    yes, no = _("Yes, give the role"), _("No, nobody gets it")
    return Start(
        link(
            "role-yes" if await talk.confirm("right", right_one(found), yes=yes, no=no) else "role-no",
            number=number,
        )
    )


def right_one(found: Offer) -> Words:
    """Return the question to whoever made the code."""
    words = _(
        "<b>Somebody typed your code. Shall this account have the role: {role}?</b>\n{account}",
        role=mandate_words(found.mandate, found.where),
        account=account_name(found.taker),
    )
    meant = _("You made the code for: {who}", who=found.label)
    check = _("Ask them which account is theirs if you are not sure: the code may have got into other hands.")
    return Joined((words, *((meant,) if found.label else ()), check), "\n")


@flow("role-yes", kind=Kind.VIEW)
async def role_yes(talk: Talk, number: int) -> Ending:
    """Give the role."""
    if await carried_out(talk, "agree", AgreeToOffer(number)):
        await talk.say("given", _("They have the role now, and I have told them."))
    return Start(link("people"))


@flow("role-no", kind=Kind.VIEW)
async def role_no(talk: Talk, number: int) -> Ending:
    """Let nobody have it."""
    await talk.do("refuse", RefuseOffer(number))
    await talk.say("left", _("All right: nobody gets that role, and the code is used up."))
    return Start(link("people"))
