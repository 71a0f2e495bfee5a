"""A vote's card in words: as everybody sees it, and as who holds it sees it before it is there."""

from __future__ import annotations

from bot.civic.votes import VoteCard
from bot.text.lazy import Joined, Moment, Named, Words, _
from flows.saying.votes import (
    explanation,
    figures,
    how_counted,
    how_many,
    options_listed,
    outcome,
    shown_until_close,
    title,
    turnout,
    when,
)


def card_words(found: VoteCard, zone: str, *, listed: bool) -> Words:
    """Return what a vote's card says; `listed` are its options, where no buttons say them. A draft has no number yet: 0."""
    shown = figures(found)
    facts: list[Words | None] = [when(found, zone)]
    if found.state != "to-come":
        facts.append(turnout(found))
    facts += [_mine(found, zone), shown_until_close(found)]
    parts = [
        title(found) if found.number else _("<b>{title}</b>", title=Named(found.titles)),
        explanation(found),
        options_listed(found) if listed and shown is None else None,
        how_many(found) if found.state in {"open", "to-come"} else None,
        how_counted(found),
        _joined(facts),
        shown,
        outcome(found, zone),
        _secret(found),
    ]
    return Joined(tuple(part for part in parts if part is not None), "\n\n")


def _joined(parts: list[Words | None]) -> Words:
    return Joined(tuple(part for part in parts if part is not None), "\n")


def _mine(found: VoteCard, zone: str) -> Words | None:
    """Return my receipt: that I have a ballot, since when, and never what it says."""
    if found.voted is None:
        return None
    at = Moment(found.voted, zone)
    if found.state == "open":
        return _("Your ballot of {moment} counts. Until the close you can change it.", moment=at)
    return _("Your ballot of {moment} counts.", moment=at)


def _secret(found: VoteCard) -> Words | None:
    if found.state != "open":
        return None
    return _(
        "This is a consultation. Your ballot is secret: nobody is told what you choose, and I do not show it again either. The app "
        "we chat in sees what you type and press."
    )
