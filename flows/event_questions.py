"""What the organisers of an event ask of who comes: what they said is shown to them without my name."""

from __future__ import annotations

from bot.civic.events import OneEvent
from bot.civic.rsvps import CONCERNED, MAX_REPLY, ReplyToQuestions
from bot.engine.flow import Ending, Kind, Start, flow
from bot.engine.questions import link
from bot.engine.talk import Talk
from bot.text.lazy import Joined, Named, _
from flows.saying.doing import carried_out

NOTHING = "-"


@flow("replies", kind=Kind.ASIDE)
async def replies(talk: Talk, number: int, new: int = 0) -> Ending:
    """Ask one question after the other, of which each may be left out; with `new` only what was not put to me yet."""
    found = await talk.look("event", OneEvent(number))
    if found is None or found.mine is None or found.mine.state not in CONCERNED:
        return Start(link("event", number=number))
    said: list[str | None] = []
    for place, question in enumerate(found.questions):
        if question.left_out or (new and place < found.mine.asked):
            said.append(None)
            continue
        heading = _(
            "The organisers of the event would like to know (they do not see who answers). Type “-” to leave it out."
        )
        prompt = Joined((heading, _("<b>{question}</b>", question=Named(question.words))))
        # No button to leave it out: “1” may well be the answer.
        typed = await talk.ask_text(f"reply-{place + 1}", prompt, max_chars=MAX_REPLY, one_line=True) or ""
        said.append("" if typed == NOTHING else typed)
    if await carried_out(talk, "replied", ReplyToQuestions(number, tuple(said))):
        await talk.say("thanks", _("Thank you, the organisers will read it."))
    return Start(link("event", number=number))
