"""What is trending, in a group."""

from __future__ import annotations

from collections.abc import Sequence

from bot.civic.ideas import IdeaLine, ListIdeas
from bot.engine.groups import Here, Post, Said, in_group
from bot.text.lazy import Words, _
from flows.saying.ideas import standing


@in_group("ideas", starts_on=_("ideas, trending, trending ideas"), command="ideas", about=_("Trending ideas"))
def ideas(here: Here) -> Sequence[Said]:
    """Post the five ideas that are trending, each with the way to read it."""
    found = here.world.ask(ListIdeas("trending", 1)).ideas
    if not found:
        return [Post(((_("There are no ideas yet."),),))]
    return [listed(here, _("<b>Trending now</b>"), found)]


def listed(here: Here, heading: Words, found: Sequence[IdeaLine]) -> Post:
    """Return a numbered list of ideas, and how to show one here."""
    blocks = [(_line(here, place, each), _detail(each)) for place, each in enumerate(found, 1)]
    first = here.call(f"idea {found[0].number}")
    # Translators: {idea} is what is typed for that: “/idea 12”.
    show = _("“{idea}” shows that idea here, to be supported.", idea=first)
    return Post(((heading,), *blocks, (show,)))


def _line(here: Here, place: int, each: IdeaLine) -> Words:
    link, number = here.address(f"idea_{each.number}"), str(place)
    if link is None:
        return _("<b>{number}.</b> {label}", number=number, label=each.title)
    return _(
        '<b>{number}.</b> <a href="{address}">{title}</a>', number=number, title=each.title, address=link
    )


def _detail(each: IdeaLine) -> Words:
    stands = standing(each.supports, each.status)
    return _("<i>idea {number} · {supports}</i>", number=str(each.number), supports=stands)
