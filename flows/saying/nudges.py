"""The kinds of messages that a person may turn on or off, in words; and what can be muted."""

from __future__ import annotations

from collections.abc import Mapping

from bot.civic.nudges import BROADCASTS, DIGESTS, DRAFTS, EVENTS, FOLLOWS, VOTES, thing_of
from bot.text.lazy import Text, Verbatim, Words, _

KINDS: Mapping[str, Text] = {
    # Translators: this and the next five are kinds of messages, each with “on” or “off” behind it.
    EVENTS: _("Reminders of events"),
    VOTES: _("When votes end, and results"),
    FOLLOWS: _("My ideas and those I follow"),
    BROADCASTS: _("Messages from the organisers"),
    DRAFTS: _("What is half-written"),
    DIGESTS: _("The week in one message"),
}
"""What each category is called."""

SHORT: Mapping[str, Text] = {
    # Translators: this and the next five are those kinds again, as short as a button wants it.
    EVENTS: _("Events"),
    VOTES: _("Votes"),
    FOLLOWS: _("Ideas"),
    BROADCASTS: _("Organisers"),
    DRAFTS: _("Half-written"),
    DIGESTS: _("The week"),
}
"""What each category is called on a button."""


def thing_name(spelt: str) -> Words:
    """Return what a thing that can be muted is called."""
    thing = thing_of(spelt)
    if thing is None:
        return Verbatim(spelt)
    noun, number = thing
    if noun == "vote":
        return _("Vote {number}", number=str(number))
    if noun == "event":
        return _("Event {number}", number=str(number))
    return _("Idea {number}", number=str(number))
