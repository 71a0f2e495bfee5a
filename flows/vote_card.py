"""A vote: what is asked, my ballot where one press is enough, and what came of it."""

from __future__ import annotations

from bot.civic.people import Me, Person
from bot.civic.votes import AwaitResult, CastBallot, OneVote, VoteCard, WithdrawBallot
from bot.engine.flow import Ending, Kind, Start, flow
from bot.engine.questions import Option, link, spell
from bot.engine.talk import Talk, way
from bot.text.lazy import Joined, Named, Words, _
from flows.saying.doing import carried_out
from flows.saying.hearing import hears
from flows.saying.vote_cards import card_words
from flows.saying.votes import COUNTED, in_a_list, no_such_vote, option_names, picture
from flows.taking_back import BALLOT, if_redacted


@flow("vote", kind=Kind.VIEW, starts_on=_("vote"), deep="vote")
async def vote(talk: Talk, number: int) -> None:
    """Show one vote as it stands, with my ways on. Nothing of what I chose is in it."""
    found = await talk.see(OneVote(number))
    if found is None:
        await talk.show("none", no_such_vote(number), _ways_back(over=0))
        return
    me = await talk.see(Me())
    chosen_here = _choices(found, me)
    words = Joined(
        (card_words(found, talk.city.zone, listed=not chosen_here), _shown_to_others(talk, found)), "\n\n"
    )
    ways = [*chosen_here, *_other_ways(found, me), *_ways_back(over=int(found.state == "closed"))]
    attached = picture(found, talk.city.zone) if found.state == "closed" else None
    short = _("<b>{title}</b>", title=Named(found.titles))
    await talk.show("vote", words, ways, attached=attached, short=short)


@flow("ballot", kind=Kind.VIEW)
async def ballot(talk: Talk, number: int, option: int) -> Ending:
    """Give my ballot, or change it: the same press twice is one ballot."""
    if not (await talk.see(Me())).opinions:
        # What was pressed is not kept: it is pressed again once this is settled.
        return Start(link("consent", then=spell(link("vote", number=number))))
    if await carried_out(talk, "cast", CastBallot(number, (option,)), toast=True):
        await talk.if_redacted("given", if_redacted(BALLOT, number))
        await talk.toast("counted", COUNTED)
    return Start(link("vote", number=number))


@flow("withdraw-ballot", kind=Kind.VIEW)
async def withdraw_ballot(talk: Talk, number: int) -> Ending:
    """Take my ballot back."""
    if await carried_out(talk, "withdraw", WithdrawBallot(number), toast=True):
        await talk.toast("done", _("Your ballot is taken back. Until the close, you can vote again."))
    return Start(link("vote", number=number))


@flow("await-result", kind=Kind.ASIDE)
async def await_result(talk: Talk, number: int) -> Ending:
    """Let me hear how it ends; who gets no messages is asked whether they want them."""
    me = await talk.look("me", Me())
    if not me.opinions:
        return Start(link("consent", then=spell(link("await-result", number=number))))
    prompt = _(
        "<b>May I write to you when vote {number} is over?</b>\nAnd when something else is new that concerns you: a few messages "
        "a week at most, and none at night. You can stop them at any time.",
        number=str(number),
    )
    if await hears(talk, me, prompt) and await carried_out(talk, "await", AwaitResult(number), toast=True):
        await talk.toast("done", _("I will tell you the result."))
    return Start(link("vote", number=number))


def _shown_to_others(talk: Talk, found: VoteCard) -> Words:
    if address := talk.address(f"vote_{found.number}"):
        return _("Show this vote to others: {address}", address=address)
    return _("Others find it by typing: vote {number}", number=str(found.number))


def _choices(found: VoteCard, me: Person) -> list[Option]:
    """Return the options, where one press of one of them is a ballot."""
    if found.state != "open" or not me.opinions or found.kind in {"several", "ranked"}:
        return []
    listed = in_a_list(found)
    return [
        Option(f"o{n}", name, link("ballot", number=found.number, option=n), numbered=listed)
        for n, name in enumerate(option_names(found))
    ]


def _other_ways(found: VoteCard, me: Person) -> list[Option]:
    if found.state != "open":
        return []
    number, ways = found.number, list[Option]()
    if not me.opinions:
        ways.append(way("begin", _("Vote"), link("consent", then=spell(link("vote", number=number)))))
    elif found.kind in {"several", "ranked"}:
        name = _("Change my ballot") if found.voted else _("Fill in my ballot")
        ways.append(way("fill", name, link("fill", number=number)))
    if found.voted:
        ways.append(way("withdraw", _("Take my ballot back"), link("withdraw-ballot", number=number)))
    if not _will_hear(found, me):
        ways.append(way("await", _("Tell me the result"), link("await-result", number=number)))
    return ways


def _will_hear(found: VoteCard, me: Person) -> bool:
    return me.reminders and not me.stopped and (found.awaited or found.voted is not None)


def _ways_back(*, over: int) -> list[Option]:
    votes = link("vote-list", over=over, page=1)
    return [way("votes", _("Votes"), votes), way("menu", _("Menu"), link("menu"))]
