"""How an event was: a score, and a few words if one likes; nobody is told whose they are."""

from __future__ import annotations

from bot.civic.feedback import MAX_WORDS, SCORES, MayRate, RateEvent
from bot.engine.flow import Ending, Kind, Start, flow
from bot.engine.questions import Option, link
from bot.engine.talk import Talk
from bot.text.lazy import Joined, _
from flows.saying.doing import carried_out

# Translators: these stand on buttons behind a number, from 1 to 5.
_SAID = (_("not good"), _("could be better"), _("all right"), _("good"), _("very good"))


@flow("feedback", kind=Kind.ASIDE)
async def feedback(talk: Talk, number: int, score: int = 0) -> Ending:
    """Ask how an event was, once."""
    if not await talk.look("may", MayRate(number)):
        await talk.say("closed", _("You have said how it was, or it is too late for that now."))
        return Start(link("event", number=number))
    given = score if score in SCORES else await _score(talk)
    prompt = _(
        "<b>Would you like to add a few words for the organisers?</b>\n"
        "They read what was said, and I do not store who said it."
    )
    words = await talk.ask_text("words", prompt, max_chars=MAX_WORDS, skip=_("Skip"))
    if await carried_out(talk, "rated", RateEvent(number, given, words or "")):
        await talk.say("thanks", _("Thank you! That helps to make the next one better."))
    return Start(link("event", number=number))


async def _score(talk: Talk) -> int:
    options = [Option(str(n), Joined((str(n), said), " ")) for n, said in zip(SCORES, _SAID, strict=True)]
    return int(await talk.choose("score", _("<b>How was it?</b>"), options) or 0)
