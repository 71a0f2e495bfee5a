"""An audience in words: who belongs to it, how many they are, and why some are not written to."""

from __future__ import annotations

from collections.abc import Mapping

from bot.civic.audiences import Audience, By, Count, Part
from bot.civic.city import City
from bot.text.languages import OWN_NAMES
from bot.text.lazy import Joined, Text, Verbatim, Words, _, n_
from flows.saying.accounts import PLATFORMS
from flows.saying.broadcasts import reasons_words
from flows.saying.ideas import place_name
from flows.saying.topics import topic_name

_THOSE: Mapping[By, Text] = {
    By.PROGRAMME: _("those who took part in programme {which}"),
    By.TOPIC: _("those who care about {which}"),
    By.NEIGHBOURHOOD: _("those who live in {which}"),
    By.FOLLOWERS: _("those who follow idea {which}"),
    By.SUPPORTERS: _("those who support idea {which}"),
    By.COMING: _("those who come to event {which}"),
    By.WAITING: _("those on the waiting list of event {which}"),
    By.PRESENT: _("those who were at event {which}"),
    By.ABSENT: _("those who had a seat at event {which} and were not there"),
    By.VOTERS: _("those who voted in vote {which}"),
    By.LANGUAGE: _("those who speak {which}"),
    By.PLATFORM: _("those who are on {which}"),
}


def audience_words(audience: Audience, city: City) -> Words:
    """Return who belongs to it."""
    if not audience.parts:
        return _("everyone")
    return Joined(tuple(_part(part, city) for part in audience.parts), "; ")


def _part(part: Part, city: City) -> Words:
    which = Joined(tuple(_value(part.by, value, city) for value in part.values), ", ")
    those = Text(_THOSE[part.by].msgid, {"which": which})
    return _("not {those}", those=those) if part.without else those


def _value(by: By, value: str, city: City) -> Words:
    if by is By.TOPIC:
        return topic_name(city, value)
    if by is By.NEIGHBOURHOOD:
        return place_name(city, value)
    if by is By.LANGUAGE:
        return Verbatim(OWN_NAMES.get(value, value))
    if by is By.PLATFORM:
        return PLATFORMS.get(value, Verbatim(value))
    return Verbatim(value)


def count_words(count: Count) -> Words:
    """Return how many it reaches, whom it leaves out, and why."""
    if count.few:
        return _(
            "They are so few that somebody might be known by it: I do not count them, and do not write to them."
        )
    reach = n_("It reaches {count} person.", "It reaches {count} people.", count.reach)
    left_out = reasons_words(count.excluded)
    if not left_out:
        return reach
    return Joined((reach, _("Not written to, though they belong to it:"), *left_out), "\n")
