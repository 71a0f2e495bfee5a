"""Votes that open, close soon and are over: counted in time, and told to those whom it concerns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.civic.doors import Event
from bot.civic.groups import VOTE, VOTE_CARD, ShownIn, subject_of
from bot.civic.nudges import VOTES, about
from bot.civic.polling import VOTE_EXPLAINED, VOTE_OUTCOME, ResultExplained
from bot.civic.roles import Right
from bot.civic.votes import (
    AT_ONCE,
    VOTE_HALFWAY,
    VOTE_REMINDER,
    VOTE_RESULT,
    VOTE_TELLING,
    Awaiting,
    BallotsJoined,
    CountVote,
    ForgetAwaiting,
    HasVoted,
    NotVoted,
    OneVote,
    Uncounted,
    VoteCard,
    VoteCounted,
)
from bot.engine.chat import Chat
from bot.engine.desk import Desk, Due
from bot.engine.outgoing import Lane
from bot.engine.questions import link
from bot.engine.work import GroupNotice, Notice
from bot.text.lazy import Joined, Named, Words, _
from flows.notices.organisers import to_holders
from flows.saying.votes import figures, outcome, picture, title, turnout, when

WAIT = timedelta(seconds=1)
"""How often it is looked again whether what came in before the close has had its turn."""

STALE = timedelta(days=14)
"""A result that could not be told for so long is no news any more."""

_SEE = _("See the vote")


def judge_opens(due: Due, desk: Desk, _chat: Chat | None) -> Sequence[GroupNotice]:
    """Let the cards of a vote say that it is open."""
    for group in desk.ask(ShownIn(VOTE, int(due.subject))):
        desk.plan_once(Due(VOTE_CARD, subject_of(group, int(due.subject)), desk.now))
    return ()


def judge_closes(due: Due, desk: Desk, _chat: Chat | None) -> Sequence[Notice]:
    """Count a vote that is over, once everything that came in before has had its turn."""
    number = int(due.subject)
    vote = desk.ask(OneVote(number))
    if vote is None or vote.version != due.version:
        return ()
    if desk.ask(Uncounted(number)):
        desk.plan(Due(due.kind, due.subject, desk.now + WAIT, due.version))
    else:
        desk.carry_out(CountVote(number))
    return ()


def judge_reminding(due: Due, desk: Desk, _chat: Chat | None) -> Sequence[Notice]:
    """Let everybody who may be reminded, and has not voted, hear that a vote is open: a row for each, some at a time."""
    number = int(due.subject)
    vote = desk.ask(OneVote(number))
    if vote is None or vote.version != due.version or vote.state != "open":
        return ()
    people = desk.ask(NotVoted(number, _after(due)))
    for person in people:
        half = due.kind == VOTE_HALFWAY
        desk.plan_once(Due(VOTE_REMINDER, f"{number}:{person}", desk.now, due.version, args={"half": half}))
    _go_on(due, desk, people)
    return ()


def judge_reminder(due: Due, desk: Desk, _chat: Chat | None) -> Sequence[Notice]:
    """Remind somebody of a vote that is still open, if they still have not voted."""
    number, person = map(int, due.subject.split(":"))
    vote = desk.ask(OneVote(number))
    if vote is None or vote.version != due.version or vote.state != "open":
        return ()
    if desk.ask(HasVoted(number, person)):
        return ()
    words = Joined(
        (
            _("<b>You have not voted yet: {title}</b>", title=Named(vote.titles)),
            when(vote, desk.city.zone),
        ),
        "\n",
    )
    which = "half" if due.args and due.args["half"] else "last"
    key = f"vote-reminder:{number}:{person}:{which}"
    return (_notice(person, words, key, vote, desk.city.zone),)


def tell_counted(event: Event, desk: Desk) -> Sequence[Notice]:
    """Let the result be told soon: whoever counts does not wait until thousands are planned for."""
    if isinstance(event, VoteCounted):
        desk.plan_once(Due(VOTE_TELLING, str(event.number), desk.now))
    return ()


def tell_explained(event: Event, desk: Desk) -> Sequence[Notice]:
    """Let what comes of a result be told soon."""
    if isinstance(event, ResultExplained):
        desk.plan_once(Due(VOTE_EXPLAINED, str(event.number), desk.now))
    return ()


def judge_telling(due: Due, desk: Desk, _chat: Chat | None) -> Sequence[Notice]:
    """Let everybody who voted, or wanted to know, hear the result, or what comes of it: a row for each, some at a time."""
    people = desk.ask(Awaiting(int(due.subject), _after(due)))
    each_kind = VOTE_OUTCOME if due.kind == VOTE_EXPLAINED else VOTE_RESULT
    for person in people:
        desk.plan_once(Due(each_kind, f"{due.subject}:{person}", desk.now))
    if not _go_on(due, desk, people) and due.kind == VOTE_TELLING:
        desk.carry_out(ForgetAwaiting(int(due.subject)))
    return ()


def judge_result(due: Due, desk: Desk, _chat: Chat | None) -> Sequence[Notice]:
    """Tell somebody how a vote ended, with its picture."""
    number, person = map(int, due.subject.split(":"))
    vote = desk.ask(OneVote(number))
    if vote is None or vote.state != "closed":
        return ()
    heading = _("<b>A vote is over, and this is its result.</b>")
    parts: tuple[Words | None, ...] = (heading, title(vote), turnout(vote), figures(vote))
    words = Joined(tuple(part for part in parts if part is not None), "\n\n")
    return (_notice(person, words, f"vote-result:{number}:{person}", vote, desk.city.zone),)


def judge_explained(due: Due, desk: Desk, _chat: Chat | None) -> Sequence[Notice]:
    """Tell somebody who voted what comes of the result, with its picture."""
    number, person = map(int, due.subject.split(":"))
    vote = desk.ask(OneVote(number))
    said = outcome(vote, desk.city.zone) if vote else None
    if vote is None or said is None:
        return ()
    heading = _("<b>You voted, and this is what comes of it.</b>")
    words = Joined((heading, title(vote), turnout(vote), said), "\n\n")
    return (_notice(person, words, f"vote-outcome:{number}:{person}", vote, desk.city.zone),)


def judge_publish(due: Due, desk: Desk, _chat: Chat | None) -> Sequence[Notice]:
    """Remind who holds a vote that they have not said what comes of its result: once, a week after the close."""
    vote = desk.ask(OneVote(int(due.subject)))
    if vote is None or vote.state != "closed" or vote.published is not None:
        return ()
    words = _(
        "<b>Vote {number}, “{title}”, closed a week ago.</b>\nNobody has said yet what comes of the result. Whoever voted would "
        "like to know.",
        number=str(vote.number),
        title=Named(vote.titles),
    )
    explain = (_("Explain the result"), link("explain-result", number=vote.number))
    return to_holders(desk, Right.VOTES, vote.programme, words, f"vote-publish:{vote.number}", explain)


def tell_joined(event: Event, desk: Desk) -> Sequence[Notice]:
    """Tell somebody who had voted from two accounts which ballot counts, in the chat of each (H18)."""
    if not isinstance(event, BallotsJoined):
        return ()
    words = _(
        "You had voted in vote {number} from both of your accounts. You have one ballot: the one you gave last counts. You can "
        "still change it until the close.",
        number=str(event.number),
    )
    key = f"ballots-joined:{event.number}:{event.person}:{event.gone}"
    ways = ((_SEE, link("vote", number=event.number)),)
    return tuple(
        Notice(event.person, Lane.ANSWER, words, f"{key}:{account}", ways, account=account)
        for account in desk.accounts_of(event.person)
    )


def _notice(person: int, words: Words, key: str, vote: VoteCard, zone: str) -> Notice:
    over = vote.state == "closed"
    return Notice(
        person,
        Lane.NEWS,
        words,
        key,
        ways=((_SEE, link("vote", number=vote.number)),),
        attached=picture(vote, zone) if over else None,
        category=VOTES,
        about=about("vote", vote.number),
        latest=(vote.published or vote.closes) + STALE if over else vote.closes,
    )


def _after(due: Due) -> int:
    return int(due.args["after"]) if due.args else 0


def _go_on(due: Due, desk: Desk, people: Sequence[int]) -> bool:
    """Let the rest follow, if there may be more; tell whether there may."""
    more = len(people) >= AT_ONCE
    if more:
        desk.plan(Due(due.kind, due.subject, desk.now, due.version, args={"after": people[-1]}))
    return more
