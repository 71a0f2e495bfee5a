"""Topics: their names, and which ones a person cares about."""

from __future__ import annotations

import functools

from bot.civic.city import City
from bot.engine.questions import Option
from bot.engine.talk import Talk
from bot.text.lazy import Joined, Named, Verbatim, Words, _


@functools.lru_cache(maxsize=8)
def topic_options(city: City) -> tuple[Option, ...]:
    """Return the city's topics as choices."""
    return tuple(Option(t.id, topic_name(city, t.id)) for t in city.topics)


def topic_name(city: City, topic_id: str) -> Words:
    """Return a topic's name; the id itself where the city's file no longer has it."""
    topic = city.topic(topic_id)
    if topic is None:
        return Verbatim(topic_id)
    return Joined((Named(topic.names), topic.emoji), " ") if topic.emoji else Named(topic.names)


async def ask_topics(talk: Talk) -> tuple[str, ...]:
    """Ask which topics one cares about."""
    prompt = _(
        "<b>Which topics do you care about?</b>\nChoose as many as you like, or none. Then press “Done”."
    )
    return await talk.choose_several("topics", prompt, topic_options(talk.city), done=_("Done"))
