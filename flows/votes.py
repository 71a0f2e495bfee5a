"""The votes of the city: those that are open or to come, and those that are over, page by page."""

from __future__ import annotations

from bot.civic.votes import ListVotes, VoteLine, VotePage
from bot.engine.flow import Ending, Kind, Start, flow
from bot.engine.questions import Option, link
from bot.engine.talk import Talk, way
from bot.text.lazy import Joined, Named, Words, _
from flows.saying.pages import paged, turning
from flows.saying.votes import when


@flow(
    "votes",
    kind=Kind.VIEW,
    command="votes",
    starts_on=_("votes, vote, voting"),
    deep="votes",
    about=_("Vote on what the city asks"),
)
async def votes(talk: Talk) -> Ending:
    """Show what can be voted on."""
    return Start(link("vote-list", over=0, page=1))


@flow("vote-list", kind=Kind.VIEW)
async def vote_list(talk: Talk, over: int, page: int) -> Ending:
    """Show one page of the votes that are open or to come, or of those that are over."""
    found = await talk.look("page", ListVotes(bool(over), page))
    if not found.votes and found.page > 1:
        return Start(link("vote-list", over=over, page=found.page - 1))
    lines = [_line(talk, each) for each in found.votes]
    title = _("<b>Votes that are over</b>") if over else _("<b>Votes</b>")
    heading = paged(title, found.page, more=found.more)
    if not found.votes:
        nothing = _("No vote is over yet.") if over else _("There is nothing to vote on just now.")
        heading = Joined((heading, nothing))
    await talk.show("page-shown", heading, [*lines, *_ways(found, over)])
    return None


def _line(talk: Talk, each: VoteLine) -> Option:
    detail: Words = when(each, talk.city.zone)
    if each.voted:
        detail = Joined((detail, _("You voted.")), " ")
    to = link("vote", number=each.number)
    return Option(str(each.number), Named(each.titles), to, detail, numbered=True)


def _ways(found: VotePage, over: int) -> list[Option]:
    ways = turning(found.page, more=found.more, to=lambda page: link("vote-list", over=over, page=page))
    other = _("Open votes") if over else _("Votes that are over")
    return [*ways, way("other", other, link("vote-list", over=int(not over), page=1)), _MENU]


_MENU = way("menu", _("Menu"), link("menu"))
