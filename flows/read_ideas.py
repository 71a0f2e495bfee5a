"""Reading ideas: which list, which topic, which municipality, or the next one for me."""

from __future__ import annotations

from bot.civic.feed import NextIdea
from bot.civic.people import Me
from bot.civic.statuses import STATUSES
from bot.engine.flow import Ending, Kind, Start, flow
from bot.engine.questions import Option, link
from bot.engine.talk import Talk, way
from bot.text.lazy import _
from flows.saying.places import NEXT
from flows.saying.statuses import STATUS_NAMES
from flows.saying.topics import topic_options
from flows.saying.where import ask_neighbourhood


@flow("read", kind=Kind.VIEW, starts_on=_("read, read ideas"))
async def read(talk: Talk) -> None:
    """Show the ways of reading ideas."""
    ways = [
        way("next", _("Next idea for me"), link("next")),
        way("trending", _("Trending ideas"), link("ideas", order="trending", page=1)),
        way("new", _("New ideas"), link("ideas", order="new", page=1)),
        way("near", _("Near me"), link("near")),
        way("topic", _("By topic"), link("by-topic")),
        way("status", _("What became of them"), link("by-status")),
        way("search", _("Search"), link("search")),
        way("following", _("Ideas I follow"), link("ideas", order="following", page=1)),
        way("menu", _("Menu"), link("menu")),
    ]
    await talk.show("read", _("<b>Which ideas would you like to read?</b>"), ways)


@flow("by-topic", kind=Kind.VIEW, starts_on=_("by topic, topics"))
async def by_topic(talk: Talk) -> None:
    """Show the topics; behind each stand its ideas."""
    ways = [
        way(each.id, each.label, link("ideas", order=f"on.{each.id}", page=1))
        for each in topic_options(talk.city)
    ]
    await talk.show("topics", _("<b>Ideas on which topic?</b>"), ways)


@flow("by-status", kind=Kind.VIEW, starts_on=_("by status, answers"))
async def by_status(talk: Talk) -> None:
    """Show what may become of ideas; behind each stand those of which it did."""
    ways = [way(each, STATUS_NAMES[each], link("ideas", order=f"as.{each}", page=1)) for each in STATUSES]
    await talk.show("statuses", _("<b>Ideas of which status?</b>"), ways)


LISTS = "lists"


@flow("near", kind=Kind.ASIDE, starts_on=_("near me, nearby"))
async def near(talk: Talk) -> Ending:
    """Show the ideas of my municipality, or of one that I name."""
    home = (await talk.look("me", Me())).neighbourhood
    return Start(link("ideas", order=f"in.{home}", page=1) if home else link("elsewhere"))


@flow("elsewhere", kind=Kind.ASIDE, starts_on=_("another municipality"))
async def elsewhere(talk: Talk) -> Ending:
    """Show the ideas of a municipality that I name."""
    prompt = _("<b>Ideas in which municipality?</b>\nType its name or postcode, or send a location.")
    where = await ask_neighbourhood(talk, "place", prompt, [Option(LISTS, _("Other lists"))])
    if where == LISTS:
        return Start(link("read"))
    return Start(link("ideas", order=f"in.{where}", page=1))


@flow("next", kind=Kind.VIEW, starts_on=_("next idea, next idea for me, another idea"))
async def next_idea(talk: Talk) -> Ending:
    """Show the idea whose turn it is for me."""
    number = await talk.do("next", NextIdea())
    if number is not None:
        return Start(link("card", number=number, at=NEXT))
    await talk.show(
        "none",
        _("There is no other idea for you at the moment."),
        [way("read", _("Other lists"), link("read")), way("menu", _("Menu"), link("menu"))],
    )
    return None
