"""An idea in words: as a line in a list, as the name of its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.civic.city import City
from bot.civic.ideas import WHOLE_CITY, IdeaCard, IdeaLine, State
from bot.civic.statuses import Status
from bot.engine.questions import Option
from bot.text.lazy import Joined, Named, Text, Verbatim, Words, _, n_
from flows.saying.statuses import STATUS_NAMES


def supports(count: int) -> Text:
    """Return how many people support an idea, as short as a list wants it."""
    if count == 0:
        return _("no support yet")
    return n_("{count} person supports this", "{count} people support this", count)


def no_such_idea(number: int) -> Text:
    """Return that there is no such idea, in the list."""
    return _(
        "I find no idea {number} in the list. Perhaps the number is wrong, or the idea was taken out.",
        number=str(number),
    )


def joined_with(gone: int, stays: int) -> Text:
    """Return that two ideas are one by now."""
    return _(
        "<i>Idea {gone} was joined with idea {stays}, since both are the same.</i>",
        gone=str(gone),
        stays=str(stays),
    )


def supports_of(idea: IdeaCard) -> Words:
    """Return how many people support an idea, as a sentence of its own; nobody yet is an invitation."""
    if idea.supports:
        return Joined((supports(idea.supports), Verbatim(".")), "")
    if idea.open and not idea.mine:
        return _("Nobody supports this yet: your support can be the first.")
    return _("Nobody supports this yet.")


def standing(count: int, status: Status) -> Words:
    """Return how many people support an idea, and what became of it so far, as short as a list wants it."""
    if status == "proposed":
        return supports(count)
    return Joined((supports(count), STATUS_NAMES[status]), " · ")


_STATES: Mapping[State, Words] = {
    # Translators: these stand in the list of my ideas, below one that others do not see in theirs.
    "screening": _("an organiser looks at it first"),
    "held": _("reported: an organiser is looking at it"),
    "hidden": _("taken out of the list"),
    "merged": _("joined with another idea"),
}


def idea_options(ideas: Sequence[IdeaLine], *, status: bool = True) -> list[Option]:
    """Return ideas as a numbered list to choose from; without their `status` where all have the one that is named above."""
    return [
        Option(
            str(each.number),
            Verbatim(each.title),
            detail=_STATES.get(each.state) or standing(each.supports, each.status if status else "proposed"),
            numbered=True,
        )
        for each in ideas
    ]


def place_name(city: City, neighbourhood: str) -> Words:
    """Return a neighbourhood's name, or the whole city's."""
    if neighbourhood == WHOLE_CITY:
        return _("The whole city")
    found = city.neighbourhood(neighbourhood)
    return Named(found.names) if found else Verbatim(neighbourhood)
