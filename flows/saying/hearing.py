"""Whether somebody may be written to without having asked just now, asked where that is about to matter."""

from __future__ import annotations

from bot.civic.people import REMINDERS, GiveConsent, Person, ResumeMessages
from bot.engine.talk import Talk
from bot.text.lazy import Words, _


async def hears(talk: Talk, me: Person, prompt: Words) -> bool:
    """Tell whether this person may be written to, asking them where they may not."""
    if me.reminders and not me.stopped:
        return True
    if not await talk.confirm("news", prompt, yes=_("Yes, please"), no=_("No, thank you")):
        return False
    await talk.do("reminded", GiveConsent(REMINDERS))
    if me.stopped:
        await talk.do("resumed", ResumeMessages())
    return True
