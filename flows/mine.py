"""What is mine: my ideas, those I follow, votes I took part in, events to come; and what is new in it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.civic.events import EventLine, ToCome
from bot.civic.mine import Holdings, MyHoldings
from bot.civic.news import News, SeeNews
from bot.civic.nudges import MyMutes
from bot.civic.threads import MyThreads
from bot.civic.votes import MyVotes, VoteLine
from bot.engine.flow import Kind, flow
from bot.engine.questions import Option, link
from bot.engine.talk import Talk, way
from bot.text.lazy import Joined, Moment, Named, Words, _
from flows.saying.news import news_of, ways_to
from flows.saying.votes import when

SHOWN = 20
"""Votes that are listed, the latest first."""


@flow(
    "mine",
    kind=Kind.VIEW,
    command="mine",
    starts_on=_("mine, my overview"),
    about=_("My ideas, votes, events, and what I follow"),
)
async def mine(talk: Talk) -> None:
    """Show how much is mine and what is new about it: who has read that here is not written to about it."""
    holds = await talk.look("holds", MyHoldings())
    voted = await talk.look("voted", MyVotes())
    events = (await talk.look("events", ToCome(mine=True))).events
    news = await talk.do("news", SeeNews())
    ways = _ways(holds, news, voted)
    if events:
        ways.append(way("events", _("My events"), link("my-events")))
    if await talk.look("muted", MyMutes()):
        ways.append(way("muted", _("What I have muted"), link("muted")))
    if await talk.look("threads", MyThreads()):
        ways.append(way("threads", _("What I wrote to the organisers"), link("my-threads")))
    ways += [
        way("messages", _("What I may write to you"), link("messages")),
        way("menu", _("Menu"), link("menu")),
    ]
    await talk.show("mine", Joined(tuple(_parts(talk, holds, news, voted, events)), "\n\n"), ways)


def _parts(
    talk: Talk, holds: Holdings, news: News, voted: Sequence[VoteLine], events: Sequence[EventLine]
) -> list[Words]:
    counts: list[Words] = [
        _("<b>Mine</b>"),
        _("My ideas: {count}", count=holds.ideas),
        _("Ideas I follow: {count}", count=holds.follows),
        _("Votes I took part in: {count}", count=len(voted)),
        _("My events to come: {count}", count=holds.events),
    ]
    if coming := next((each for each in events if not each.cancelled), None):
        counts.append(
            _(
                "The next one: {title}, {when}",
                title=Named(coming.titles),
                when=Moment(coming.starts, coming.zone),
            )
        )
    new = [
        *news_of(news.ideas),
        *(_of_vote(talk, each) for each in voted if each.number in holds.results),
        *(_of_event(each) for each in events if each.cancelled),
    ]
    if new:
        return [Joined(tuple(counts), "\n"), _("<b>What is new</b>"), *new]
    if holds == Holdings() and not voted:
        return [Joined(tuple(counts), "\n")]
    return [Joined(tuple(counts), "\n"), _("Nothing is new since I last told you.")]


def _of_event(event: EventLine) -> Words:
    heading = _("<b>Event {number}, “{title}”</b>", number=str(event.number), title=Named(event.titles))
    return Joined((heading, _("It is cancelled.")), "\n")


def _of_vote(talk: Talk, vote: VoteLine) -> Words:
    heading = _("<b>Vote {number}, “{title}”</b>", number=str(vote.number), title=Named(vote.titles))
    return Joined((heading, when(vote, talk.city.zone)), "\n")


def _ways(holds: Holdings, news: News, voted: Sequence[VoteLine]) -> list[Option]:
    ways = [way(f"idea-{to.args[0][1]}", name, to) for name, to in ways_to(news.ideas)]
    if holds.ideas:
        ways.append(way("ideas", _("My ideas"), link("ideas", order="mine", page=1)))
    if holds.follows:
        ways.append(way("following", _("Ideas I follow"), link("ideas", order="following", page=1)))
    if voted:
        ways.append(way("votes", _("My votes"), link("my-votes")))
    return ways


@flow("my-votes", kind=Kind.VIEW, starts_on=_("my votes"))
async def my_votes(talk: Talk) -> None:
    """Show the votes I took part in; never what I chose."""
    voted = await talk.look("voted", MyVotes())
    lines = [
        Option(
            str(each.number),
            Named(each.titles),
            link("vote", number=each.number),
            when(each, talk.city.zone),
            numbered=True,
        )
        for each in voted[:SHOWN]
    ]
    words = _("<b>Votes I took part in</b>") if lines else _("You have not taken part in a vote yet.")
    ways = [way("votes", _("All votes"), link("votes")), way("mine", _("Mine"), link("mine"))]
    await talk.show("my-votes", words, [*lines, *ways])
