"""An event to be, as people will see it."""

from __future__ import annotations

from bot.civic.city import City
from bot.civic.events import EventDraft
from bot.text.lazy import Joined, Named, Words, _, n_
from flows.saying.events import (
    guests_words,
    languages_words,
    online_words,
    seats_words,
    when_words,
    where_words,
    whom_words,
)

MOST_DATES_SHOWN = 12


def draft_words(draft: EventDraft, city: City) -> Words:
    """Return what people will see of it."""
    parts: list[Words] = [_("<b>{title}</b>", title=Named(draft.titles))]
    if draft.texts:
        parts.append(Named(draft.texts))
    return Joined((*parts, Joined(tuple(_facts(draft, city)), "\n")), "\n\n")


def _facts(draft: EventDraft, city: City) -> list[Words]:
    slots = sorted(draft.slots, key=lambda slot: slot.starts)
    facts: list[Words] = [
        _("When: {when}", when=when_words(slot, draft.zone, city)) for slot in slots[:MOST_DATES_SHOWN]
    ]
    if len(slots) > MOST_DATES_SHOWN:
        more = len(slots) - MOST_DATES_SHOWN
        facts.append(n_("And {count} more date.", "And {count} more dates.", more))
    if where := where_words(draft.venue):
        facts.append(_("Where: {where}", where=where))
    if draft.venue.latitude is not None:
        facts.append(_("With a pin on the map."))
    if online := online_words(draft.venue):
        facts.append(online)
    if draft.spoken:
        facts.append(_("Spoken there: {languages}", languages=languages_words(draft.spoken)))
    facts.append(whom_words(members_only=draft.members_only))
    facts.append(seats_words(draft.seats, draft.seats, 0))
    if draft.most_guests:
        facts.append(guests_words(draft.most_guests))
    facts += [Joined((_("Asked of who comes:"), Named(question)), " ") for question in draft.questions]
    return facts
