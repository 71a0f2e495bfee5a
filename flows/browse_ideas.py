"""The lists: trending, new, my own, those I follow, by topic, near a place, found by a search; page by page."""

from __future__ import annotations

from bot.civic.ideas import IdeaPage, ListIdeas
from bot.civic.programmes import CurrentWindow
from bot.civic.search import LastSearch
from bot.civic.statuses import STATUSES
from bot.engine.flow import Ending, Kind, Start, flow
from bot.engine.questions import Option, link
from bot.engine.talk import Talk, way
from bot.text.lazy import Joined, Text, Words, _
from flows.saying.ideas import idea_options, place_name
from flows.saying.pages import paged, turning
from flows.saying.places import place
from flows.saying.statuses import STATUS_NAMES
from flows.saying.topics import topic_name

_TITLES: dict[str, Text] = {
    "trending": _("<b>Trending now</b>"),
    "new": _("<b>New ideas</b>"),
    "mine": _("<b>My ideas</b>"),
    "following": _("<b>Ideas I follow</b>"),
}


@flow("ideas", kind=Kind.VIEW)
async def ideas(talk: Talk, order: str, page: int) -> Ending:
    """Show one page of a list."""
    title = await _title(talk, order)
    if title is None:
        return Start(link("menu"))
    found = await talk.look("page", ListIdeas(order, page))
    if not found.ideas and found.page > 1:
        return Start(link("ideas", order=order, page=found.page - 1))
    if not found.ideas:
        may_share = (await talk.look("window", CurrentWindow())).open
        await talk.show(
            "empty", _nothing(order, title, may_share=may_share), _beginnings(order, may_share=may_share)
        )
        return None
    at = place(order, found.page)
    lines = [
        Option(o.id, o.label, link("card", number=int(o.id), at=at), o.detail, numbered=True)
        for o in idea_options(found.ideas, status=not order.startswith("as."))
    ]
    heading = paged(title, found.page, more=found.more)
    await talk.show("page-shown", heading, [*lines, *_ways(order, found)])
    return None


async def _title(talk: Talk, order: str) -> Words | None:
    """Return the heading of a list; None for one that there is not."""
    kind, _dot, which = order.partition(".")
    if kind == "on":
        return _("<b>Ideas on {topic}</b>", topic=topic_name(talk.city, which))
    if kind == "in":
        return _("<b>Ideas in {place}</b>", place=place_name(talk.city, which))
    if kind == "as":
        status = next((each for each in STATUSES if each == which), None)
        return _("<b>Ideas: {status}</b>", status=STATUS_NAMES[status]) if status else None
    if kind == "search":
        typed = await talk.look("typed", LastSearch())
        return _("<b>Found for “{words}”</b>", words=typed)
    return _TITLES.get(order)


def _ways(order: str, found: IdeaPage) -> list[Option]:
    """Return the ways on from a page; the menu is a word away, and stands behind the other lists."""
    ways = turning(found.page, more=found.more, to=lambda page: link("ideas", order=order, page=page))
    if order == "search":
        ways.append(way("search", _("Search again"), link("search")))
    return [*ways, way("read", _("Other lists"), link("read"))][:3]


def _beginnings(order: str, *, may_share: bool) -> list[Option]:
    """Return the ways on from a list with nothing in it."""
    ways = [way("search", _("Search again"), link("search"))] if order == "search" else []
    if may_share and order != "following":
        ways.append(way("idea", _("Share an idea"), link("idea")))
    return [*ways, way("read", _("Other lists"), link("read")), way("menu", _("Menu"), link("menu"))]


def _nothing(order: str, title: Words, *, may_share: bool) -> Words:
    if order == "mine" and may_share:
        return _("You have not shared an idea yet. What would you change in the city?")
    if order == "mine":
        return _("You have not shared an idea yet.")
    if order == "following":
        return _("You do not follow an idea yet. Below each idea there is a button for it.")
    if order == "search":
        return Joined((title, _("I find nothing. Try another word, or fewer words.")))
    if order.startswith("as."):
        return Joined((title, _("There is no idea here yet.")))
    if order.startswith(("on.", "in.")) and may_share:
        return Joined((title, _("There is no idea here yet. Yours can be the first.")))
    if order.startswith(("on.", "in.")):
        return Joined((title, _("There is no idea here yet.")))
    if may_share:
        return _("There are no ideas yet. Yours can be the first: what would you change in the city?")
    return _("There are no ideas yet.")


@flow(
    "trending",
    kind=Kind.VIEW,
    command="ideas",
    starts_on=_("ideas, trending, trending ideas"),
    about=_("Read the ideas"),
)
async def trending(talk: Talk) -> Ending:
    """Show what is trending."""
    return Start(link("ideas", order="trending", page=1))


@flow(
    "new",
    kind=Kind.VIEW,
    starts_on=_("new, new ideas"),
)
async def new(talk: Talk) -> Ending:
    """Show what is new."""
    return Start(link("ideas", order="new", page=1))


@flow("my-ideas", kind=Kind.VIEW, starts_on=_("my ideas"))
async def my_ideas(talk: Talk) -> Ending:
    """Show my own."""
    return Start(link("ideas", order="mine", page=1))


@flow("following", kind=Kind.VIEW, starts_on=_("ideas I follow, following"))
async def following(talk: Talk) -> Ending:
    """Show those I follow."""
    return Start(link("ideas", order="following", page=1))
