"""What was reported, in words: the reasons, and what it is about."""

from __future__ import annotations

from collections.abc import Mapping

from bot.civic.reports import REASONS
from bot.engine.questions import Link, Option, link
from bot.text.lazy import Text, Verbatim, Words, _

_REASONS: Mapping[str, Text] = {
    "spam": _("It is advertising"),
    "insult": _("It insults people"),
    "private": _("It tells private things about somebody"),
    "false": _("It is untrue, on purpose"),
    "elsewhere": _("It has nothing to do with the city"),
    "other": _("Something else"),
}

DISAGREE: tuple[Words, Link] = (_("Write to the organisers"), link("contact"))
"""The way on for whoever does not agree with what was decided about what they wrote."""


def reason_options() -> list[Option]:
    """Return the reasons to choose from; the last is one in somebody's own words."""
    return [Option(reason, _REASONS[reason]) for reason in REASONS]


def reason_words(reason: str) -> Words:
    """Return a reason in the reader's language, where it is one of ours, or as somebody wrote it; "" where that is forgotten."""
    if not reason:
        # Translators: behind “The reason:”.
        return _("forgotten, as it was in somebody's own words")
    return _REASONS.get(reason) or Verbatim(reason)


def what_of_mine(about: str, idea: int, text: str) -> Text:
    """Return what it is about, to its author."""
    if about == "comment":
        return _("your comment on idea {number}, “{text}”", number=str(idea), text=text)
    return _("your idea {number}, “{title}”", number=str(idea), title=text)


def what_of_theirs(about: str | None, idea: int) -> Text:
    """Return what it is about, to whoever decides about it."""
    if about is None:
        return _("Something that its author had forgotten since")
    if about == "comment":
        return _("A comment on idea {number}", number=str(idea))
    return _("Idea {number}", number=str(idea))
