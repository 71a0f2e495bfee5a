"""What becomes of an idea, told to its author."""

from __future__ import annotations

from collections.abc import Sequence

from bot.civic.doors import Event
from bot.civic.duplicates import IdeasJoined
from bot.civic.ideas import IdeaHidden
from bot.engine.desk import Desk
from bot.engine.outgoing import Lane
from bot.engine.questions import link
from bot.engine.work import Notice
from bot.text.lazy import Words, _
from flows.saying.reports import DISAGREE, reason_words


def tell_hidden(event: Event, _desk: Desk) -> Sequence[Notice]:
    """Tell the author that their idea was taken out of the list, and why."""
    if not isinstance(event, IdeaHidden):
        return ()
    words = _(
        "Your idea {number}, “{title}”, was taken out of the list. The reason: {reason}\n\n"
        "Do you not agree? Tell the organisers.",
        number=str(event.number),
        title=event.title,
        reason=reason_words(event.reason),
    )
    ways = ((_("See my idea"), link("card", number=event.number)), DISAGREE)
    return (Notice(event.author, Lane.SERVICE, words, f"hidden:{event.number}", ways),)


def tell_ideas_joined(event: Event, _desk: Desk) -> Sequence[Notice]:
    """Tell both authors that their ideas are one by now; whoever shared both hears it once."""
    if not isinstance(event, IdeasJoined):
        return ()
    numbers = {"gone": str(event.gone), "title": event.gone_title, "stays": str(event.stays)}
    notices = []
    if event.gone_author is not None:
        words = _(
            "Your idea {gone}, “{title}”, is the same as idea {stays}, “{other}”: an organiser has joined them. Who supported or "
            "followed yours goes on with that one, and so do you.",
            **numbers,
            other=event.stays_title,
        )
        notices.append(_of_joined(event, event.gone_author, words))
    if event.stays_author is not None and event.stays_author != event.gone_author:
        words = _(
            "Idea {gone}, “{title}”, is the same as your idea {stays}: an organiser has joined them. Who supported or followed it "
            "goes on with yours.",
            **numbers,
        )
        notices.append(_of_joined(event, event.stays_author, words))
    return notices


def _of_joined(event: IdeasJoined, person: int, words: Words) -> Notice:
    ways = ((_("See the idea"), link("card", number=event.stays)),)
    return Notice(person, Lane.SERVICE, words, f"joined:{event.gone}:{person}", ways)
