"""Asking where: a name in any language, a misspelling, a postcode, a shared location, or the list."""

from __future__ import annotations

from collections.abc import Sequence

from bot.civic.city import City
from bot.civic.own import ids_of
from bot.civic.places import find, nearest
from bot.engine.questions import Option
from bot.engine.talk import Talk
from bot.text.lazy import Named, Words, _
from flows.saying.ideas import place_name
from flows.saying.topics import place_options

LIST = "list"
NONE = "none"


async def ask_neighbourhood(
    talk: Talk, step: str, prompt: Words, others: Sequence[Option], among: Sequence[str] = ()
) -> str:
    """Return a neighbourhood's id, or the id of one of `others`.

    The list shows those that are `among` these, else all. Another that is typed, and there, is returned all the same.
    """
    answer = await talk.ask_place(step, prompt, (*others, Option(LIST, _("Show the list"))))
    if isinstance(answer, Option) and answer.id != LIST:
        return answer.id
    listed = f"{step}-list"
    if isinstance(answer, Option):
        every = place_options(talk.city.neighbourhoods_in())
        shown = [Option(each, place_name(talk.city, each)) for each in among] or every
        picked = await talk.ask_place(listed, _("<b>Which municipality?</b>"), shown)
        return picked.id if isinstance(picked, Option) else await _typed_after_all(talk, step, listed)
    sure, guesses = _meant(talk.city, answer, among)
    if sure:
        return sure
    if not guesses:
        await talk.again(step, why=_unknown(talk.city, answer))
    meant = f"{step}-meant"
    only = len(guesses) == 1
    question = (
        _("<b>{name}, is that right?</b>", name=place_name(talk.city, guesses[0]))
        if only
        else _("<b>Which one do you mean?</b>")
    )
    likely = [n for n in talk.city.neighbourhoods_in() if n.id in guesses]
    likely.sort(key=lambda n: guesses.index(n.id))
    options = [Option(guesses[0], _("Yes"))] if only else place_options(likely)
    none = Option(NONE, _("No, another one") if only else _("None of these"))
    picked = await talk.ask_place(meant, question, [*options, none])
    if not isinstance(picked, Option):
        return await _typed_after_all(talk, step, meant)
    if picked.id == NONE:
        await talk.again(step, meant, why=_("All right, let us try again."))
    return picked.id


async def _typed_after_all(talk: Talk, step: str, answered: str) -> str:
    """Take what was typed, instead of choosing, as the place that is meant."""
    await talk.instead(step, answered)
    return ""


def _meant(
    city: City, answer: str | tuple[float, float], among: Sequence[str]
) -> tuple[str | None, tuple[str, ...]]:
    """Return the neighbourhood that is surely meant, or guesses to choose from: those among these before others."""
    if isinstance(answer, tuple):
        return None, _rather(city, nearest(city, *answer), among)
    found = find(city, answer)
    exact, near = (_rather(city, each, among) for each in (found.exact, found.near))
    return (exact[0], ()) if len(exact) == 1 else (None, exact or near)


def _rather(city: City, found: Sequence[str], among: Sequence[str]) -> tuple[str, ...]:
    """Return what is found and there to choose, and of that, if there is any, what is among these."""
    there = ids_of(city.neighbourhoods_in())
    offered = tuple(each for each in found if each in there)
    return tuple(each for each in offered if each in among) or offered


def _unknown(city: City, answer: str | tuple[float, float]) -> Words:
    name = Named(city.names)
    if isinstance(answer, tuple):
        return _(
            "That place is not in {city}.",
            city=name,
        )
    return _(
        "I do not know “{typed}” in {city}. Try the postcode, or look in the list.",
        typed=answer,
        city=name,
    )
