"""What a programme is made of, each with its question: asked when it is planned, and when a part is changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.civic.city import City
from bot.civic.programmes import MAX_NAME
from bot.engine.questions import Option
from bot.engine.talk import Talk
from bot.text.languages import LANGUAGES, OWN_NAMES
from bot.text.lazy import Named, Verbatim, _
from flows.asking.texts import ask_texts
from flows.saying.topics import topic_options


async def ask_name(talk: Talk) -> Mapping[str, str]:
    """Ask what a programme is called, language by language."""
    prompt = _("<b>What is the programme called?</b>")
    return await ask_texts(talk, "name", prompt, max_chars=MAX_NAME, one_line=True)


async def ask_own_topics(talk: Talk) -> tuple[str, ...]:
    """Ask for the topics of a programme; none chosen are all."""
    prompt = _("<b>Which topics does it have?</b>\nChoose none if it has all of the city’s.")
    return await talk.choose_several("topics", prompt, topic_options(talk.city), done=_("Done"))


async def ask_own_places(talk: Talk) -> tuple[str, ...]:
    """Ask for the neighbourhoods of a programme; none chosen are all."""
    options = [Option(each.id, Named(each.names)) for each in talk.city.neighbourhoods]
    prompt = _("<b>Which municipalities is it for?</b>\nChoose none if it is for all of them.")
    return await talk.choose_several("places", prompt, options, done=_("Done"))


async def ask_own_languages(talk: Talk) -> tuple[str, ...]:
    """Ask for the languages that every text of a programme needs; none chosen are those of the city."""
    options = [Option(code, Verbatim(OWN_NAMES[code])) for code in LANGUAGES]
    prompt = _(
        "<b>In which languages must everything be said there?</b>\nChoose none for those in which the city speaks to everybody."
    )
    return await talk.choose_several("languages", prompt, options, done=_("Done"))


def begins_on(day: date, city: City) -> datetime:
    """Return the midnight with which a day of the city begins."""
    return datetime.combine(day, time(), ZoneInfo(city.zone))


def ends_with(day: date, city: City) -> datetime:
    """Return the midnight with which a day of the city ends."""
    return begins_on(day + timedelta(days=1), city)
