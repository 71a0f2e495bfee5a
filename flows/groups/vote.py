"""A vote's card in a group: everybody can vote on it where nobody sees what they press; its turn-out follows."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

from bot.civic.doors import Refused
from bot.civic.groups import TAKEN_OUT, VOTE, Standing
from bot.civic.votes import CastBallot, OneVote, VoteCard
from bot.engine.chat import Chat
from bot.engine.desk import Desk, Due
from bot.engine.groups import Alone, GroupButton, Here, Post, Said, in_group
from bot.engine.work import GroupNotice
from bot.text.lazy import Named, Verbatim, Words, _
from flows.groups.cards import Face, judged
from flows.saying.refusals import refusal
from flows.saying.votes import (
    COUNTED,
    figures,
    in_a_list,
    no_such_vote,
    option_names,
    shown_until_close,
    turnout,
    when,
)
from flows.taking_back import BALLOT, if_redacted

_CONSENT_FIRST = _(
    "Before your ballot can count, I need your consent. Say hello to me in our private chat: it takes a minute."
)
_IN_PRIVATE = _("You vote in our private chat: there nobody sees what you choose.")


@in_group("vote", starts_on=_("vote"), command="vote", about=_("Show a vote here: /vote 3"))
def vote(here: Here, number: int) -> Sequence[Said]:
    """Post the card of a vote."""
    found = here.world.ask(OneVote(number))
    return [Post(((no_such_vote(number),),)) if found is None else card(here, found)]


@in_group("ballot")
def ballot(here: Here, number: int, option: int) -> Sequence[Said]:
    """Set the ballot of whoever pressed; only they hear that it counts, and nobody what it says."""
    titled = _titled(here.world.ask(OneVote(number)))
    try:
        here.world.carry_out(CastBallot(number, (option,)))
    except Refused as no:
        if no.code == "no-consent":
            return [Alone(_CONSENT_FIRST, f"vote_{number}", titled)]
        return [Alone(refusal(no), about=titled)]
    return [Alone(COUNTED, about=titled, gave=if_redacted(BALLOT, number))]


@in_group("to-vote")
def to_vote(here: Here, number: int) -> Sequence[Said]:
    """Lead whoever pressed to the vote in private."""
    return [Alone(_IN_PRIVATE, f"vote_{number}", _titled(here.world.ask(OneVote(number))))]


def card(here: Here, found: VoteCard, edits: str | None = None) -> Post:
    """Return the card of a vote as it stands now."""
    number = str(found.number)
    listed = in_a_list(found) or not _by_press(here, found)
    heading: tuple[Words, ...] = (_title(found), _("Vote {number}", number=number))
    shown = figures(found)
    blocks = [heading]
    if shown is None and listed:
        blocks.append(tuple(_line(n, name) for n, name in enumerate(option_names(found), 1)))
    facts: list[Words] = [when(found, here.city.zone)]
    if found.state != "to-come":
        facts.append(turnout(found))
    if until := shown_until_close(found):
        facts.append(until)
    if address := here.address(f"vote_{number}"):
        facts.append(_('<a href="{address}">Read more</a>', address=address))
    blocks.append(tuple(facts))
    if shown is not None:
        blocks.append((shown,))
    return Post(tuple(blocks), _buttons(here, found), Standing(VOTE, found.number, face(found)), edits)


def judge_vote_card(due: Due, desk: Desk, _chat: Chat | None) -> Sequence[GroupNotice]:
    """Judge whether a vote's card still says what is so."""
    return judged(due, desk, VOTE, lambda number: _face(desk, number))


def _face(desk: Desk, number: int) -> Face:
    found = desk.ask(OneVote(number))
    if found is None:
        return Face(TAKEN_OUT, lambda _here, edits: Post(((no_such_vote(number),),), edits=edits))
    return Face(face(found), lambda here, edits: card(here, found, edits))


def face(found: VoteCard) -> int:
    """Return what tells one card of this vote from another: of a secret vote, nothing changes but the turn-out."""
    ballots = sorted(found.ballots.items()) if found.ballots else None
    return zlib.crc32(repr((found.state, found.closes, found.turnout, ballots)).encode())


def _by_press(here: Here, found: VoteCard) -> bool:
    """Tell whether one press is a ballot: of one option, where the others do not see what is pressed (H77)."""
    return here.whispers and found.kind in {"yes-no", "one"}


def _buttons(here: Here, found: VoteCard) -> tuple[GroupButton, ...]:
    if found.state != "open":
        return ()
    if not _by_press(here, found):
        # Translators: on a button below a vote; what one does by pressing it.
        return (GroupButton(_("Vote"), "to-vote", (found.number,)),)
    listed = in_a_list(found)
    return tuple(
        GroupButton(Verbatim(str(n + 1)) if listed else name, "ballot", (found.number, n))
        for n, name in enumerate(option_names(found))
    )


def _line(number: int, name: Words) -> Words:
    return _("<b>{number}.</b> {label}", number=str(number), label=name)


def _title(found: VoteCard) -> Words:
    return _("<b>{title}</b>", title=Named(found.titles))


def _titled(found: VoteCard | None) -> Words | None:
    """Return what a sentence is about that stands by itself."""
    return _title(found) if found else None
