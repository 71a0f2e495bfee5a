"""An author answers what an organiser asked about their idea, before it is in the list."""

from __future__ import annotations

from bot.civic.screening import MAX_REPLY, MyQuestion, ReplyToQuestion
from bot.engine.flow import Ending, Kind, Start, flow
from bot.engine.questions import link
from bot.engine.talk import Talk
from bot.text.lazy import _
from flows.saying.doing import carried_out


@flow("answer-question", kind=Kind.ASIDE)
async def answer_question(talk: Talk, number: int) -> Ending:
    """Collect the answer, and give it once."""
    asked = await talk.look("asked", MyQuestion(number))
    if asked is None or asked.reply is not None:
        await talk.say("over", _("That question is answered already, or your idea no longer waits."))
        return Start(link("my-ideas"))
    prompt = _("<b>An organiser asks about your idea:</b>\n{question}", question=asked.text)
    text = await talk.ask_text("words", prompt, max_chars=MAX_REPLY) or ""
    if await carried_out(talk, "reply", ReplyToQuestion(number, text)):
        await talk.say("thanks", _("Thank you, I have passed that on. I tell you what is decided."))
    return Start(link("card", number=asked.idea))
