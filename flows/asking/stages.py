"""What a programme is made of, each with its question: asked when it is planned, and when a part is changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.civic.city import City
from bot.civic.own import ids_of
from bot.civic.programmes import MAX_NAME, Stage, StageKind
from bot.engine.questions import Option
from bot.engine.talk import Talk
from bot.text.languages import LANGUAGES, OWN_NAMES
from bot.text.lazy import Named, Verbatim, _
from flows.asking.texts import ask_texts
from flows.asking.when import ask_day
from flows.saying.programmes import STAGE_NAMES
from flows.saying.topics import topics_among


async def ask_name(talk: Talk) -> Mapping[str, str]:
    """Ask what a programme is called, language by language."""
    prompt = _("<b>What is the programme called?</b>")
    return await ask_texts(talk, "name", prompt, max_chars=MAX_NAME, one_line=True)


async def ask_stage(talk: Talk, needed: Sequence[str]) -> Stage:
    """Ask for one stage: what goes on in it, its name where it is something else, and its days."""
    kinds = [Option(kind, STAGE_NAMES[kind]) for kind in StageKind]
    kind = StageKind(await talk.choose("kind", _("<b>What goes on in it?</b>"), kinds) or "")
    names = await ask_stage_name(talk, needed) if kind is StageKind.OTHER else {}
    opens = begins_on(await ask_day(talk, "begins", _("<b>On which day does it begin?</b>")), talk.city)
    closes = ends_with(await ask_day(talk, "ends", _("<b>What is its last day?</b>")), talk.city)
    while closes <= opens:
        await talk.again("ends", why=_("That is before it begins. Please type a later day."))
    return Stage(kind, opens, closes, names)


async def ask_stage_name(talk: Talk, needed: Sequence[str]) -> Mapping[str, str]:
    """Ask what a stage is called, language by language."""
    prompt = _("<b>What is the stage called?</b>")
    return await ask_texts(talk, "stage-name", prompt, max_chars=MAX_NAME, one_line=True, needed=needed)


async def ask_which_topics(talk: Talk, programme: int = 0) -> tuple[str, ...]:
    """Ask for the topics of a programme, among the city's and its own; none chosen are all."""
    options = topics_among(talk.city, ids_of(talk.city.topics_in(programme)))
    prompt = _("<b>Which topics does it have?</b>\nChoose none if it has all of the city’s.")
    return await talk.choose_several("topics", prompt, options, done=_("Done"))


async def ask_which_places(talk: Talk, programme: int = 0) -> tuple[str, ...]:
    """Ask for the neighbourhoods of a programme, among the city's and its own places; none chosen are all."""
    options = [Option(each.id, Named(each.names)) for each in talk.city.neighbourhoods_in(programme)]
    prompt = _("<b>Which municipalities is it for?</b>\nChoose none if it is for all of them.")
    return await talk.choose_several("places", prompt, options, done=_("Done"))


async def ask_needed_languages(talk: Talk) -> tuple[str, ...]:
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
