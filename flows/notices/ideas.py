"""What becomes of an idea, told to its author."""

from __future__ import annotations

from collections.abc import Sequence

from bot.civic.doors import Event
from bot.civic.ideas import IdeaHidden
from bot.engine.desk import Desk
from bot.engine.outgoing import Lane
from bot.engine.questions import link
from bot.engine.work import Notice
from bot.text.lazy import _
from flows.saying.reports import reason_words


def tell_hidden(event: Event, _desk: Desk) -> Sequence[Notice]:
    """Tell the author that their idea was taken out of the list, and why."""
    if not isinstance(event, IdeaHidden):
        return ()
    words = _(
        "Your idea {number}, “{title}”, was taken out of the list. The reason: {reason}\n\n"
        "Do you not agree? Type “help” to see whom you can ask.",
        number=str(event.number),
        title=event.title,
        reason=reason_words(event.reason),
    )
    ways = ((_("See my idea"), link("card", number=event.number)),)
    return (Notice(event.author, Lane.SERVICE, words, f"hidden:{event.number}", ways),)
