"""Being blocked: until when and why, and how one objects."""

from __future__ import annotations

from bot.civic.measures import MAX_APPEAL, Appeal, Block, MyBlock
from bot.engine.flow import Ending, Kind, Start, flow
from bot.engine.questions import link
from bot.engine.talk import Talk, way
from bot.text.lazy import Joined, Moment, Words, _
from flows.saying.doing import carried_out
from flows.saying.reports import reason_words, what_of_mine


@flow("blocked", kind=Kind.VIEW)
async def blocked(talk: Talk) -> None:
    """Say whether I am blocked, until when and why."""
    block = await talk.see(MyBlock())
    ways = [way("menu", _("Menu"), link("menu"))]
    if block is not None and not block.appealed:
        ways.insert(0, way("appeal", _("I do not agree"), link("appeal")))
    words = _words(talk, block) if block is not None else _("You are not blocked.")
    await talk.show("blocked", words, ways)


@flow("appeal", kind=Kind.ASIDE, starts_on=_("appeal"))
async def appeal(talk: Talk) -> Ending:
    """Collect what I say against my block, once."""
    block = await talk.see(MyBlock())
    if block is None or block.appealed:
        return Start(link("blocked"))
    prompt = _(
        "<b>Why should the block end? Say it in a few words.</b>\nSomebody who did not decide it reads it."
    )
    words = await talk.ask_text(
        "words",
        Joined((_words(talk, block), prompt), "\n\n"),
        max_chars=MAX_APPEAL,
        skip=_("Nothing, leave it as it is"),
    )
    if words is None:
        return Start(link("menu"))
    if await carried_out(talk, "appeal", Appeal(words)):
        await talk.say(
            "passed-on", _("Thank you. Somebody else looks at it, and I will tell you what they decide.")
        )
    return Start(link("menu"))


def _words(talk: Talk, block: Block) -> Words:
    parts: list[Words] = [
        _(
            "<b>You cannot share ideas or comment until {moment}.</b>\nAn organiser has blocked you.",
            moment=Moment(block.until, talk.city.zone),
        ),
        _("It is about {what}.", what=what_of_mine(block.about, block.idea, block.text))
        if block.about
        else _("That was before you had everything forgotten."),
        _("The reason: {reason}", reason=reason_words(block.reason)),
    ]
    if block.answered:
        parts.append(_("You objected, and somebody else has let it stand."))
    elif block.appealed:
        parts.append(_("You have objected. I will tell you what they decide."))
    return Joined(tuple(parts), "\n")
