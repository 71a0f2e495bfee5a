"""Votes for those who hold them: all of them, page by page; one with what can be done about it: closed, taken back, kept more secret."""

from __future__ import annotations

from collections.abc import Mapping

from bot.civic.doors import Command
from bot.civic.polling import ChangeVote, HeldVotes, WithdrawVote
from bot.civic.roles import MyRoles, Right, has, may
from bot.civic.votes import CloseVote, OneVote, State, VoteCard
from bot.engine.flow import Ending, Kind, Start, flow
from bot.engine.questions import Option, link
from bot.engine.talk import Talk, way
from bot.text.lazy import Joined, Named, Words, _
from flows.asking.votes import parts_of
from flows.saying.doing import carried_out
from flows.saying.pages import paged, turning
from flows.saying.vote_cards import card_words
from flows.saying.votes import when

_STATES: Mapping[State, Words] = {
    # Translators: where a vote stands, in a list.
    "to-come": _("to come"),
    "open": _("open"),
    "counting": _("being counted"),
    "closed": _("closed"),
}


@flow("held-votes", kind=Kind.VIEW)
async def held_votes(talk: Talk, page: int) -> Ending:
    """Show one page of the votes that I may hold, the latest first."""
    if not has(await talk.see(MyRoles()), Right.VOTES):
        return Start(link("organise"))
    found = await talk.see(HeldVotes(page))
    heading = paged(_("<b>Votes that you hold</b>"), found.page, more=found.more)
    if not found.votes:
        heading = Joined((heading, _("There is no vote yet.")))
    lines = [
        Option(
            str(each.number),
            Named(each.titles),
            link("held-vote", number=each.number),
            Joined((_STATES[each.state], when(each, talk.city.zone)), " · "),
            numbered=True,
        )
        for each in found.votes
    ]
    pages = turning(found.page, more=found.more, to=lambda page: link("held-votes", page=page))
    ways = [
        way("plan", _("Make a vote"), link("plan-vote")),
        way("organise", _("Organise"), link("organise")),
    ]
    await talk.show("held-votes", heading, [*lines, *pages, *ways])
    return None


@flow("held-vote", kind=Kind.VIEW)
async def held_vote(talk: Talk, number: int) -> None:
    """Show a vote as everybody sees it, with what I may do about it."""
    found = await talk.see(OneVote(number))
    back = way("back", _("Back to the votes"), link("held-votes", page=1))
    if found is None or not may(await talk.see(MyRoles()), Right.VOTES, found.programme):
        await talk.show("held-vote", _("There is no such vote, or it is not yours to hold."), [back])
        return
    words = Joined((card_words(found, talk.city.zone, listed=True), _standing(talk, found)), "\n\n")
    await talk.show("held-vote", words, [*_ways(found), back])


def _standing(talk: Talk, found: VoteCard) -> Words:
    if found.state == "to-come":
        return _("Until it opens, you can change it.")
    if found.state == "open":
        return _("While it is open, what is asked stays as it is.")
    if found.state == "counting":
        return _("In a moment it is counted.")
    if found.published is None:
        return _("Say what comes of the result: whoever voted hears it.")
    return _("Whoever voted has been told what comes of the result.")


def _ways(found: VoteCard) -> list[Option]:
    number, ways = found.number, list[Option]()
    if found.state == "to-come":
        ways.append(way("change", _("Change it"), link("alter-vote", number=number)))
        ways.append(way("withdraw", _("Take it back"), link("end-vote", number=number, how="withdraw")))
    if found.state == "open":
        ways.append(way("close", _("Close it now"), link("end-vote", number=number, how="close")))
    if found.live and found.state in {"to-come", "open"}:
        name = _("Show the tally only after the close")
        ways.append(way("tighten", name, link("end-vote", number=number, how="tighten")))
    if found.state == "closed":
        name = _("Explain the result") if found.published is None else _("Correct the explanation")
        ways.append(way("explain", name, link("explain-result", number=number)))
    return ways


@flow("alter-vote", kind=Kind.VIEW)
async def alter_vote(talk: Talk, number: int) -> Ending:
    """Show which parts of a vote to come can be changed."""
    found = await talk.see(OneVote(number))
    if found is None or found.state != "to-come":
        return Start(link("held-vote", number=number))
    ways = [
        way(part.id, part.label, link("change-vote", number=number, what=part.id))
        for part in parts_of(found.kind)
    ]
    back = way("back", _("Back to the vote"), link("held-vote", number=number))
    prompt = _("<b>What would you like to change in “{title}”?</b>", title=Named(found.titles))
    await talk.show("alter-vote", prompt, [*ways, back])
    return None


@flow("end-vote", kind=Kind.ASIDE)
async def end_vote(talk: Talk, number: int, how: str) -> Ending:
    """Close a vote, take it back or stop showing its tally, once I have said that I am sure."""
    found = await talk.look("vote", OneVote(number))
    if found is None or how not in _SURE:
        return Start(link("held-vote", number=number))
    prompt = Joined((_SURE[how], Named(found.titles)), "\n")
    if await talk.confirm("sure", prompt) and await carried_out(talk, "do", _command(found, how)):
        await talk.say("done", _DONE[how])
    return Start(link("held-votes", page=1) if how == "withdraw" else link("held-vote", number=number))


def _command(found: VoteCard, how: str) -> Command[None]:
    match how:
        case "close":
            return CloseVote(found.number)
        case "withdraw":
            return WithdrawVote(found.number, found.edits)
    return ChangeVote(found.number, found.edits, live=False)


_SURE = {
    "close": _(
        "<b>Shall I close this vote now?</b>\nWho has not voted no longer can. It cannot be opened again."
    ),
    "withdraw": _("<b>Shall I take this vote back?</b>\nNobody sees it any more. It cannot be brought back."),
    "tighten": _(
        "<b>Shall I show what people chose only after the close?</b>\nThis cannot be undone: secrecy is only ever tightened."
    ),
}
_DONE = {
    "close": _("It is closed, and will be counted in a moment. Whoever voted hears the result."),
    "withdraw": _("It is taken back."),
    "tighten": _("From now on, only the turn-out is shown until the close."),
}
