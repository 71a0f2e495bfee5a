"""What organisers are told of a message to many: that it waits for a second look, how far it is, that it has come to rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.civic.broadcasts import (
    OVER,
    WRITTEN,
    BroadcastCard,
    BroadcastStopped,
    BroadcastTested,
    CheckAsked,
    OneBroadcast,
    State,
    Weekly,
)
from bot.civic.doors import Event
from bot.civic.roles import Holders, Right
from bot.civic.sending import Progress, ProgressOf
from bot.civic.watching import EVERY, SELDOM, WATCHED, BroadcastWatched, LatestSend
from bot.engine.chat import Chat
from bot.engine.desk import Desk, Due
from bot.engine.outgoing import Lane
from bot.engine.questions import Link, link
from bot.engine.work import Notice
from bot.text.lazy import Joined, Words, _
from flows.notices.organisers import to_holders
from flows.saying.broadcasts import message, progress_words, state_words, title, ways

CHECK, STOPPED = "broadcast-check", "broadcast-stopped"
"""Kinds of due rows that tell organisers of a broadcast, which is their subject."""


def plan_check(event: Event, desk: Desk) -> Sequence[Notice]:
    """Let the other organisers be asked to look at it."""
    if isinstance(event, CheckAsked):
        args = {"account": event.account}
        desk.plan(Due(CHECK, str(event.number), desk.now, args=args))
    return ()


def judge_check(due: Due, desk: Desk, _chat: Chat | None) -> Sequence[Notice]:
    """Ask the other organisers to look at it, if that is still to be done."""
    number, asked = int(due.subject), (due.args or {}).get("account")
    card = desk.ask(OneBroadcast(number))
    if card is None or card.state is not State.DRAFT:
        return ()
    words = Joined((title(number), _("It waits for a second organiser to look at it.")), "\n")
    key = f"{CHECK}:{number}:{int(desk.now.timestamp())}"
    told = to_holders(desk, Right.BROADCAST, card.draft.programme, words, key, _see(number))
    return [each for each in told if each.account != asked]


def tell_tested(event: Event, desk: Desk) -> Sequence[Notice]:
    """Show it to whoever asked, as those will see it who receive it."""
    card = desk.ask(OneBroadcast(event.number)) if isinstance(event, BroadcastTested) else None
    if card is None or not isinstance(event, BroadcastTested):
        return ()
    content = card.draft.content
    key = f"broadcast-test:{event.number}:{event.account}:{desk.now.timestamp()}"
    to = ways(event.number, content)
    person = _person(desk, event.account)
    test = Notice(person, Lane.ANSWER, message(content), key, to, content.picture, account=event.account)
    return (test,)


def plan_stopped(event: Event, desk: Desk) -> Sequence[Notice]:
    """Let organisers hear of one that rests by itself; who watches one is told there that it is done."""
    if isinstance(event, BroadcastStopped) and event.state not in OVER:
        args = {"state": event.state, "why": event.why}
        desk.plan(Due(STOPPED, str(event.number), desk.now, args=args))
    return ()


def judge_stopped(due: Due, desk: Desk, _chat: Chat | None) -> Sequence[Notice]:
    """Tell organisers that it was paused, or put back, and why."""
    number, args = int(due.subject), due.args or {}
    card = desk.ask(OneBroadcast(number))
    if card is None:
        return ()
    words = Joined((title(number), state_words(State(args["state"]), args["why"])), "\n")
    key = f"{STOPPED}:{number}:{int(desk.now.timestamp())}"
    return to_holders(desk, Right.BROADCAST, card.draft.programme, words, key, _see(number))


def plan_watching(event: Event, desk: Desk) -> Sequence[Notice]:
    """Let the message that shows how far it is begin now; of what comes every week, with the next that it begins."""
    if isinstance(event, BroadcastWatched):
        _watch(desk, event.number, event.account, after=desk.ask(LatestSend(event.number)))
    return ()


def _watch(desk: Desk, number: int, account: int, *, after: int = 0) -> None:
    key = f"broadcast-watched:{number}:{account}:{desk.now.timestamp()}"
    desk.plan(Due(WATCHED, f"{number}:{account}", desk.now, args={"key": key, "after": after}))


def judge_watched(due: Due, desk: Desk, _chat: Chat | None) -> Sequence[Notice]:
    """Say how far it is, in one message that changes in place; at its end, say so in another."""
    number, account = map(int, due.subject.split(":"))
    card, progress = desk.ask(OneBroadcast(number)), desk.ask(ProgressOf(number))
    if card is None or progress is None or not _may_watch(desk, card, account):
        return ()
    if isinstance(card.draft.when, Weekly):
        due = _watch_each(due, desk)
    if card.state is State.SCHEDULED:
        desk.plan(replace(due, at=max(card.begins or desk.now, desk.now + EVERY)))
        return ()
    if card.state in WRITTEN or card.began is None:
        return ()
    return _shown(due, desk, card, progress)


def _watch_each(due: Due, desk: Desk) -> Due:
    """Let what it has begun since it was last looked at be watched by itself; return the row that knows of it."""
    number, account = map(int, due.subject.split(":"))
    args = due.args or {}
    latest = desk.ask(LatestSend(number))
    if latest > args.get("after", 0):
        _watch(desk, latest, account)
    return replace(due, args={**args, "after": latest})


def _shown(due: Due, desk: Desk, card: BroadcastCard, progress: Progress) -> list[Notice]:
    """Return what is new to see, if anything is, and let it be looked at again."""
    args = due.args or {}
    account, key = int(due.subject.partition(":")[2]), str(args.get("key"))
    seen = [progress.state, progress.settled, progress.total, progress.held]
    over = card.state in OVER
    if not over:
        wait = SELDOM if card.state is State.PAUSED else EVERY
        desk.plan(replace(due, at=desk.now + wait, args={"key": key, "seen": seen}))
    if seen == args.get("seen"):
        return []
    begun = "seen" in args
    words, person = _progress(card, progress), _person(desk, account)
    shown = Notice(person, Lane.ANSWER, words, key, (_see(card.number),), account=account)
    if not begun:
        return [shown]
    changed = replace(shown, key=f"{key}:{desk.now.timestamp()}", instead=key)
    ended = replace(shown, key=f"{key}:over", words=_over(card, progress))
    return [changed, ended] if over else [changed]


def _progress(card: BroadcastCard, progress: Progress) -> Words:
    words = progress_words(progress)
    return Joined((words, state_words(card.state, card.why)), "\n") if card.why else words


def _over(card: BroadcastCard, progress: Progress) -> Words:
    over = _("It has come to its end: {settled} of {total}.", settled=progress.settled, total=progress.total)
    return Joined((title(card.number), over), "\n")


def _may_watch(desk: Desk, card: BroadcastCard, account: int) -> bool:
    """Tell whether that account still has the right: it is read each time (H11)."""
    return account in {each.account for each in desk.ask(Holders(Right.BROADCAST, card.draft.programme))}


def _person(desk: Desk, account: int) -> int:
    address = desk.address_of_account(account)
    return address.person if address else 0


def _see(number: int) -> tuple[Words, Link]:
    return _("See the message"), link("broadcast", number=number)
