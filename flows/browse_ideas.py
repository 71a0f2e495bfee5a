"""The list: trending, new and my own ideas, page by page; an idea's card; support and withdraw."""

from __future__ import annotations

from typing import Any, cast
from zoneinfo import ZoneInfo

from bot.civic.doors import Command, Refused
from bot.civic.ideas import IdeaCard, ListIdeas, OneIdea, Order, SupportIdea, WithdrawSupport
from bot.civic.people import Me
from bot.civic.programmes import CurrentWindow
from bot.engine.flow import Ending, Kind, Start, flow
from bot.engine.questions import Option, link, spell
from bot.engine.talk import Talk, way
from bot.text.languages import OWN_NAMES
from bot.text.lazy import Day, Joined, Text, Verbatim, Words, _
from flows.saying.ideas import idea_options, place_name, supports_of
from flows.saying.refusals import refusal
from flows.saying.topics import topic_name

_TITLES: dict[str, Text] = {
    "trending": _("<b>Trending now</b>"),
    "new": _("<b>New ideas</b>"),
    "mine": _("<b>My ideas</b>"),
}
_NAMES: dict[str, Text] = {"trending": _("Trending ideas"), "new": _("New ideas"), "mine": _("My ideas")}


@flow("ideas", kind=Kind.VIEW)
async def ideas(talk: Talk, order: str, page: int) -> Ending:
    """Show one page of a list."""
    if order not in _TITLES:
        return Start(link("menu"))
    found = await talk.look("page", ListIdeas(cast("Order", order), page))
    if not found.ideas and found.page > 1:
        return Start(link("ideas", order=order, page=found.page - 1))
    if not found.ideas:
        may_share = (await talk.look("window", CurrentWindow())).open
        ways = [way("idea", _("Share an idea"), link("idea"))] if may_share else []
        await talk.show("empty", _nothing(order, may_share=may_share), [*ways, *_others(order)])
        return None
    options = [
        Option(o.id, o.label, link("card", number=int(o.id)), o.detail, numbered=True)
        for o in idea_options(found.ideas)
    ]
    if found.page > 1:
        options.append(way("previous", _("Previous"), link("ideas", order=order, page=found.page - 1)))
    if found.more:
        options.append(way("next", _("Next"), link("ideas", order=order, page=found.page + 1)))
    heading: Words = _TITLES[order]
    if found.page > 1 or found.more:
        heading = Joined((heading, _("page {page}", page=found.page)), " · ")
    await talk.show("page-shown", heading, [*options, *_others(order)])
    return None


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


@flow(
    "mine",
    kind=Kind.VIEW,
    command="mine",
    starts_on=_("my ideas"),
    about=_("My ideas"),
)
async def mine(talk: Talk) -> Ending:
    """Show my own."""
    return Start(link("ideas", order="mine", page=1))


@flow("card", kind=Kind.VIEW, starts_on=_("idea"), deep="idea")
async def card(talk: Talk, number: int) -> None:
    """Show one idea."""
    idea = await talk.look("idea", OneIdea(number))
    if idea is None:
        await talk.show(
            "none",
            _(
                "I find no idea {number} in the list. Perhaps the number is wrong, or the idea was taken out.",
                number=str(number),
            ),
            _lists(),
        )
        return
    await talk.show("card", _card_words(talk, idea), _card_ways(idea), picture=idea.picture)


@flow("support", kind=Kind.VIEW)
async def support(talk: Talk, number: int) -> Ending:
    """Support an idea; twice is once."""
    return await _set_support(talk, number, SupportIdea(number), "support", _("Your support is counted."))


@flow("withdraw", kind=Kind.VIEW)
async def withdraw(talk: Talk, number: int) -> Ending:
    """Withdraw my support."""
    return await _set_support(
        talk, number, WithdrawSupport(number), "withdraw", _("Your support is withdrawn.")
    )


async def _set_support(talk: Talk, number: int, command: Command[Any], name: str, done: Words) -> Ending:
    me = await talk.look("me", Me())
    if not me.opinions:
        return Start(link("consent", then=spell(link(name, number=number))))
    try:
        await talk.do("set", command)
        await talk.toast("done", done)
    except Refused as no:
        await talk.toast("refused", refusal(no))
    return Start(link("card", number=number))


def _card_words(talk: Talk, idea: IdeaCard) -> Words:
    parts: list[Words] = [_("<b>{title}</b>\nIdea {number}", number=str(idea.number), title=idea.title)]
    if idea.hidden:
        parts.append(_("This idea was taken out of the list. Only you can still see it."))
    if idea.description:
        parts.append(Verbatim(idea.description))
    place = Joined((topic_name(talk.city, idea.topic), place_name(talk.city, idea.neighbourhood)), " · ")
    day = Day(idea.published.astimezone(ZoneInfo(talk.city.zone)).date())
    shared = _("Shared on {day} · {language}", day=day, language=OWN_NAMES.get(idea.language, idea.language))
    facts: list[Words] = [place, shared, supports_of(idea)]
    if idea.supported:
        facts.append(_("You support this idea."))
    if idea.mine:
        facts.append(_("This is your idea."))
    if not idea.hidden and (address := talk.address(f"idea_{idea.number}")):
        facts.append(_("Show it to others: {address}", address=address))
    return Joined((*parts, Joined(tuple(facts), "\n")), "\n\n")


def _card_ways(idea: IdeaCard) -> list[Option]:
    ways = []
    if idea.open and not idea.mine and not idea.hidden:
        ways.append(
            way("withdraw", _("Withdraw my support"), link("withdraw", number=idea.number))
            if idea.supported
            else way("support", _("Support this idea"), link("support", number=idea.number))
        )
    return [*ways, *_lists()]


def _lists() -> list[Option]:
    return [
        way(order, _NAMES[order], link("ideas", order=order, page=1)) for order in ("trending", "new")
    ] + [way("menu", _("Menu"), link("menu"))]


def _others(order: str) -> list[Option]:
    ways = [
        way(o, _NAMES[o], link("ideas", order=o, page=1)) for o in ("trending", "new", "mine") if o != order
    ]
    return [*ways, way("menu", _("Menu"), link("menu"))]


def _nothing(order: str, *, may_share: bool) -> Words:
    if order == "mine" and may_share:
        return _("You have not shared an idea yet. What would you change in the city?")
    if order == "mine":
        return _("You have not shared an idea yet.")
    if may_share:
        return _("There are no ideas yet. Yours can be the first: what would you change in the city?")
    return _("There are no ideas yet.")
