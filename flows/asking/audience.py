"""Asking for an audience, part by part, each time with how many there are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.civic.audiences import MOST_PARTS, Audience, By, CountAudience, Part, PlatformsInUse
from bot.civic.doors import Query
from bot.civic.events import OneEvent
from bot.civic.ideas import OneIdea
from bot.civic.votes import OneVote
from bot.engine.questions import Option
from bot.engine.talk import Talk
from bot.text.clean import number
from bot.text.languages import LANGUAGES
from bot.text.lazy import Joined, Verbatim, Words, _
from flows.saying.accounts import PLATFORMS
from flows.saying.audiences import audience_words, count_words
from flows.saying.language import language_option
from flows.saying.topics import place_options, topic_options

MAX_NUMBER = 12

_KINDS: tuple[Option, ...] = (
    # Translators: this and the next eleven are choices of whom a message goes to.
    Option(By.TOPIC, _("By topic")),
    Option(By.NEIGHBOURHOOD, _("By municipality")),
    Option(By.FOLLOWERS, _("Followers of an idea")),
    Option(By.SUPPORTERS, _("Supporters of an idea")),
    Option(By.COMING, _("Who comes to an event")),
    Option(By.WAITING, _("On the waiting list of an event")),
    Option(By.PRESENT, _("Who was at an event")),
    Option(By.ABSENT, _("Who missed an event")),
    Option(By.VOTERS, _("Who voted")),
    Option(By.PROGRAMME, _("Who took part in a programme")),
    Option(By.LANGUAGE, _("By language")),
    Option(By.PLATFORM, _("By platform")),
)

_IDEA = _("<b>Which idea? Type its number.</b>\nFor example: 12.")
_EVENT = _("<b>Which event? Type its number.</b>\nFor example: 12.")
_VOTE = _("<b>Which vote? Type its number.</b>\nFor example: 12.")
_PROGRAMME = _("<b>Which programme? Type its number.</b>\nFor example: 1.")

_NUMBERED: Mapping[By, Words] = {
    By.FOLLOWERS: _IDEA,
    By.SUPPORTERS: _IDEA,
    By.COMING: _EVENT,
    By.WAITING: _EVENT,
    By.PRESENT: _EVENT,
    By.ABSENT: _EVENT,
    By.VOTERS: _VOTE,
    By.PROGRAMME: _PROGRAMME,
}

_THERE: Mapping[By, Callable[[int], Query[Any]]] = {
    By.FOLLOWERS: OneIdea,
    By.SUPPORTERS: OneIdea,
    By.COMING: OneEvent,
    By.WAITING: OneEvent,
    By.PRESENT: OneEvent,
    By.ABSENT: OneEvent,
    By.VOTERS: OneVote,
}


async def ask_audience(talk: Talk, programme: int) -> Audience:
    """Return to whom it goes: everyone, or those to whom every part applies."""
    # Counted once: what follows is replayed with every message.
    everyone = await talk.look("count-0", CountAudience(Audience(), programme))
    prompt = Joined((_("<b>To whom does it go?</b>"), _("Everyone:"), count_words(everyone)), "\n")
    options = [Option("everyone", _("Everyone")), Option("some", _("Only some of them"))]
    if await talk.choose("audience", prompt, options) == "everyone":
        return Audience()
    parts: list[Part] = []
    without = False
    while True:
        parts.append(await _ask_part(talk, len(parts) + 1, without=without))
        audience = Audience(tuple(parts))
        more = await _ask_more(talk, audience, programme)
        if more == "enough":
            return audience
        without = more == "without"


async def _ask_more(talk: Talk, audience: Audience, programme: int) -> str:
    """Ask whether these are those that are meant, showing how many they are."""
    count = await talk.look(f"count-{len(audience.parts)}", CountAudience(audience, programme))
    meant = _("<b>It goes to:</b> {audience}", audience=audience_words(audience, talk.city))
    prompt = Joined((meant, count_words(count), _("Is that right?")), "\n")
    options = [Option("enough", _("Yes, these people"))]
    if len(audience.parts) < MOST_PARTS:
        options += [Option("narrow", _("Only some of them")), Option("without", _("Leave some out"))]
    return await talk.choose(f"more-{len(audience.parts)}", prompt, options) or "enough"


async def _ask_part(talk: Talk, place: int, *, without: bool) -> Part:
    prompt = _("<b>Who is left out?</b>") if without else _("<b>Whom do you mean?</b>")
    by = By(await talk.choose(f"by-{place}", prompt, _KINDS) or By.TOPIC)
    return Part(by, await _ask_values(talk, by, f"{by}-{place}"), without)


async def _ask_values(talk: Talk, by: By, step: str) -> tuple[str, ...]:
    if by in _NUMBERED:
        return (str(await ask_number(talk, step, _NUMBERED[by], _THERE.get(by))),)
    prompt = _("<b>Which ones?</b>\nChoose as many as you like; one of them is enough. Then press “Done”.")
    values = await talk.choose_several(step, prompt, await _choices(talk, by), done=_("Done"))
    if not values:
        await talk.again(step, why=_("Please choose at least one."))
    return values


async def _choices(talk: Talk, by: By) -> tuple[Option, ...]:
    if by is By.TOPIC:
        return topic_options(talk.city)
    if by is By.NEIGHBOURHOOD:
        return tuple(place_options(talk.city.neighbourhoods_in()))
    if by is By.LANGUAGE:
        return tuple(language_option(code) for code in LANGUAGES)
    in_use = await talk.see(PlatformsInUse())
    return tuple(Option(each, PLATFORMS.get(each, Verbatim(each))) for each in in_use)


async def ask_number(
    talk: Talk, step: str, prompt: Words, there: Callable[[int], Query[Any]] | None = None
) -> int:
    """Return the number that is typed, of something that is `there`."""
    typed = await talk.ask_text(step, prompt, max_chars=MAX_NUMBER, one_line=True)
    found = number(typed or "")
    if found is None or found < 1:
        await talk.again(step, why=_("That is no number. Please type one, such as 12."))
    if there and await talk.see(there(found or 0)) is None:
        await talk.again(step, why=_("I find nothing of that number. Please try again."))
    return found or 0
