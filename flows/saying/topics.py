"""Topics: their names, and which ones a person cares about."""

from __future__ import annotations

import functools
from collections.abc import Sequence

from bot.civic.city import City, Neighbourhood, Own, Topic
from bot.engine.questions import Option
from bot.engine.talk import Talk
from bot.text.lazy import Joined, Named, Verbatim, Words, _


@functools.lru_cache(maxsize=8)
def topic_options(city: City) -> tuple[Option, ...]:
    """Return all topics as choices: the city's, and those of programmes' own with the programme's name."""
    return tuple(Option(each.id, _whole_name(each)) for each in city.topics_in())


def topics_among(city: City, ids: Sequence[str]) -> list[Option]:
    """Return these topics as choices, where it is plain of which programme they are."""
    return [Option(each, topic_name(city, each)) for each in ids]


def place_options(places: Sequence[Neighbourhood | Own]) -> list[Option]:
    """Return neighbourhoods as choices; places of programmes' own with the programme's name."""
    return [Option(each.id, _whole_name(each)) for each in places]


def topic_name(city: City, topic_id: str) -> Words:
    """Return a topic's name; the id itself where the city's file no longer has it."""
    topic = city.topic(topic_id)
    return _name(topic) if topic else Verbatim(topic_id)


def _name(topic: Topic | Neighbourhood | Own) -> Words:
    if isinstance(topic, Topic) and topic.emoji:
        return Joined((Named(topic.names), topic.emoji), " ")
    return Named(topic.names)


def _whole_name(each: Topic | Neighbourhood | Own) -> Words:
    """Return a name that says of which programme it is: two may call something the same."""
    # What stands before the comma is understood, too, where it is the only one of that name.
    return Joined((_name(each), Named(each.whose)), ", ") if isinstance(each, Own) else _name(each)


async def ask_topics(talk: Talk) -> tuple[str, ...]:
    """Ask which topics one cares about."""
    prompt = _(
        "<b>Which topics do you care about?</b>\nChoose as many as you like, or none. Then press “Done”."
    )
    return await talk.choose_several("topics", prompt, topic_options(talk.city), done=_("Done"))
