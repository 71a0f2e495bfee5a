"""What is mine: my ideas and those I follow, and what is new about them."""

from __future__ import annotations

from bot.civic.news import Holdings, MyHoldings, News, SeeNews
from bot.civic.nudges import MyMutes
from bot.engine.flow import Kind, flow
from bot.engine.questions import Option, link
from bot.engine.talk import Talk, way
from bot.text.lazy import Joined, Words, _
from flows.saying.news import news_of, ways_to


@flow(
    "mine",
    kind=Kind.VIEW,
    command="mine",
    starts_on=_("mine, my overview"),
    about=_("My ideas, and what I follow"),
)
async def mine(talk: Talk) -> None:
    """Show how much is mine and what is new about it: who has read that here is not written to about it."""
    holds = await talk.look("holds", MyHoldings())
    news = await talk.do("news", SeeNews())
    muted = bool(await talk.look("muted", MyMutes()))
    await talk.show("mine", _words(holds, news), _ways(holds, news, muted=muted))


def _words(holds: Holdings, news: News) -> Words:
    counts: list[Words] = [
        _("<b>Mine</b>"),
        _("My ideas: {count}", count=holds.ideas),
        _("Ideas I follow: {count}", count=holds.follows),
    ]
    parts: list[Words] = [Joined(tuple(counts), "\n")]
    if news.ideas:
        parts += [_("<b>What is new</b>"), *news_of(news.ideas)]
    elif holds.ideas or holds.follows:
        parts.append(_("Nothing is new since I last told you."))
    return Joined(tuple(parts), "\n\n")


def _ways(holds: Holdings, news: News, *, muted: bool) -> list[Option]:
    ways = [way(f"idea-{to.args[0][1]}", name, to) for name, to in ways_to(news.ideas)]
    if holds.ideas:
        ways.append(way("ideas", _("My ideas"), link("ideas", order="mine", page=1)))
    if holds.follows:
        ways.append(way("following", _("Ideas I follow"), link("ideas", order="following", page=1)))
    if muted:
        ways.append(way("muted", _("What I have muted"), link("muted")))
    return [
        *ways,
        way("messages", _("What I may write to you"), link("messages")),
        way("menu", _("Menu"), link("menu")),
    ]
