"""What citizens and organisers wrote to one another, in words: who is who is said by us, never by them (H34)."""

from __future__ import annotations

from bot.civic.threads import Said, Thread, ThreadLine
from bot.engine.questions import Link, Option
from bot.text.languages import OWN_NAMES
from bot.text.lazy import Joined, Moment, Verbatim, Words, _
from flows.saying.pages import begins_with

OPENING = 80
"""Characters of a letter that stand in a list."""


def by_whom(said: Said, zone: str, *, mine: bool) -> Words:
    """Return who wrote it and when; `mine` is said to the citizen, who reads “you”."""
    at = Moment(said.at, zone)
    if said.by_organisers:
        return _("the organisers, {date}", date=at)
    if mine:
        return _("you, {date}", date=at)
    return _("a citizen, {date} ({language})", date=at, language=Verbatim(OWN_NAMES[said.language]))


def whole(heading: Words, thread: Thread, zone: str, *, mine: bool) -> Words:
    """Return a thread as it is read: the latest words of both sides."""
    parts: list[Words] = [heading]
    if thread.earlier:
        parts.append(_("What was written before is not shown here."))
    for each in thread.said:
        who, text = by_whom(each, zone, mine=mine), Verbatim(each.text) if each.text else _TAKEN_BACK
        # Whatever they write stands inside: a line in it that reads like one of ours is none.
        parts.append(_("<b>{who}</b>\n<blockquote>{text}</blockquote>", who=who, text=text))
    return Joined(tuple(parts), "\n\n")


_TAKEN_BACK = _("(This was taken back.)")


def line(each: ThreadLine, to: Link, zone: str, *, mine: bool) -> Option:
    """Return a thread as a line of a list: how its last words begin, whose they are."""
    begins = begins_with(each.last.text, OPENING)
    shown: Words = Verbatim(begins) if begins else _TAKEN_BACK
    return Option(str(each.number), shown, to, by_whom(each.last, zone, mine=mine), numbered=True)
