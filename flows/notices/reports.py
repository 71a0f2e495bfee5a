"""What becomes of something that people reported, told to its author."""

from __future__ import annotations

from collections.abc import Sequence

from bot.civic.comments import CommentHidden
from bot.civic.doors import Event
from bot.civic.reports import Held, Kept
from bot.engine.desk import Desk
from bot.engine.outgoing import Lane
from bot.engine.questions import Link, link
from bot.engine.work import Notice
from bot.text.lazy import Words, _


def tell_held(event: Event, _desk: Desk) -> Sequence[Notice]:
    """Tell the author that several people reported what they wrote, and that an organiser will look."""
    if not isinstance(event, Held):
        return ()
    if event.about == "comment":
        words = _(
            "Several people have reported your comment on idea {number}: “{text}”\n\n"
            "Until an organiser has looked at it, nobody else can see it. I will tell you what they decide.",
            number=str(event.idea),
            text=event.text,
        )
    else:
        words = _(
            "Several people have reported your idea {number}, “{title}”.\n\n"
            "Until an organiser has looked at it, nobody else can see it. I will tell you what they decide.",
            number=str(event.idea),
            title=event.text,
        )
    return (Notice(event.author, Lane.SERVICE, words, f"held:{event.report}", _ways(event)),)


def tell_kept(event: Event, _desk: Desk) -> Sequence[Notice]:
    """Tell the author that an organiser has looked, and all is well."""
    if not isinstance(event, Kept):
        return ()
    number = str(event.idea)
    if event.about == "comment":
        words = _(
            "An organiser has looked at your comment on idea {number}: everybody can see it again.",
            number=number,
        )
    else:
        words = _(
            "An organiser has looked at your idea {number}, “{title}”: everybody can see it again.",
            number=number,
            title=event.text,
        )
    return (Notice(event.author, Lane.SERVICE, words, f"kept:{event.report}", _ways(event)),)


def tell_comment_hidden(event: Event, _desk: Desk) -> Sequence[Notice]:
    """Tell the author that their comment was taken out, and why."""
    if not isinstance(event, CommentHidden):
        return ()
    words = _(
        "Your comment on idea {number} was taken out: “{text}”\nThe reason: {reason}\n\n"
        "Do you not agree? Type “help” to see whom you can ask.",
        number=str(event.idea),
        text=event.text,
        reason=event.reason,
    )
    return (Notice(event.author, Lane.SERVICE, words, f"comment-hidden:{event.number}"),)


def _ways(event: Held | Kept) -> tuple[tuple[Words, Link], ...]:
    if event.about == "comment":
        return ((_("See my comment"), link("comment", number=event.number)),)
    return ((_("See my idea"), link("card", number=event.number)),)
