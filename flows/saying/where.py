"""Asking where: a name in any language, a misspelling, a postcode, a shared location, or the list."""

from __future__ import annotations

from collections.abc import Sequence

from bot.civic.city import City, Neighbourhood
from bot.civic.places import find, nearest
from bot.engine.questions import Option
from bot.engine.talk import Talk
from bot.text.lazy import Named, Words, _

LIST = "list"
NONE = "none"


async def ask_neighbourhood(talk: Talk, step: str, prompt: Words, others: Sequence[Option]) -> str:
    """Return a neighbourhood's id, or the id of one of `others`."""
    answer = await talk.ask_place(step, prompt, (*others, Option(LIST, _("Show the list"))))
    if isinstance(answer, Option) and answer.id != LIST:
        return answer.id
    listed = f"{step}-list"
    if isinstance(answer, Option):
        picked = await talk.ask_place(
            listed, _("<b>Which municipality?</b>"), _options(talk.city.neighbourhoods)
        )
        return picked.id if isinstance(picked, Option) else await _typed_after_all(talk, step, listed)
    sure, guesses = _meant(talk.city, answer)
    if sure:
        return sure
    if not guesses:
        await talk.again(step, why=_unknown(talk.city, answer))
    meant = f"{step}-meant"
    names = [n for n in talk.city.neighbourhoods if n.id in guesses]
    names.sort(key=lambda n: guesses.index(n.id))
    question = (
        _("<b>{name}, is that right?</b>", name=Named(names[0].names))
        if len(names) == 1
        else _("<b>Which one do you mean?</b>")
    )
    options = [Option(names[0].id, _("Yes"))] if len(names) == 1 else _options(names)
    none = Option(NONE, _("None of these") if len(names) > 1 else _("No, another one"))
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


def _meant(city: City, answer: str | tuple[float, float]) -> tuple[str | None, tuple[str, ...]]:
    """Return the neighbourhood that is surely meant, or guesses to choose from."""
    if isinstance(answer, tuple):
        return None, nearest(city, *answer)
    found = find(city, answer)
    return (found.exact[0], ()) if len(found.exact) == 1 else (None, found.exact or found.near)


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


def _options(neighbourhoods: Sequence[Neighbourhood]) -> list[Option]:
    return [Option(n.id, Named(n.names)) for n in neighbourhoods]
