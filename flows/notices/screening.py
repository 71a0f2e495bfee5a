"""Ideas that wait to be screened, told to organisers; what they decide and ask, told to the author; what the author answers, to them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.civic.doors import Event
from bot.civic.roles import Right
from bot.civic.screening import (
    REPLIED,
    SCREENING,
    TOLD_NEXT,
    AuthorAsked,
    AuthorReplied,
    CountToScreen,
    IdeaApproved,
    IdeaRejected,
    IdeaWaits,
    ReplyTo,
)
from bot.engine.chat import Chat
from bot.engine.desk import Desk, Due
from bot.engine.outgoing import Lane
from bot.engine.questions import link
from bot.engine.work import Notice
from bot.text.lazy import _, n_
from flows.notices.organisers import gathered, plan_gathered, to_holders
from flows.saying.reports import DISAGREE


def plan_screening(event: Event, desk: Desk) -> Sequence[Notice]:
    """Let organisers hear soon that ideas wait; not of each by itself."""
    if isinstance(event, IdeaWaits):
        plan_gathered(desk, SCREENING, event.programme)
    return ()


def judge_screening(due: Due, desk: Desk, _chat: Chat | None) -> Sequence[Notice]:
    """Tell organisers how many wait that came since they were told last; where none did, nothing."""
    programme, count = int(due.subject), gathered(due, desk, CountToScreen, following=TOLD_NEXT)
    if not count:
        return ()
    words = n_(
        "{count} new idea waits for you to look at, before it is in the list.",
        "{count} new ideas wait for you to look at, before they are in the list.",
        count,
    )
    key = f"screening:{programme}:{int(desk.now.timestamp())}"
    see = (_("Look at new ideas"), link("queue-list", wait="screen", page=1))
    return to_holders(desk, Right.SCREEN, programme, words, key, see)


def tell_approved(event: Event, _desk: Desk) -> Sequence[Notice]:
    """Tell the author that their idea is in the list."""
    if not isinstance(event, IdeaApproved):
        return ()
    words = _(
        "Your idea {number}, “{title}”, is in the list now.", number=str(event.number), title=event.title
    )
    ways = ((_("See my idea"), link("card", number=event.number)),)
    return (Notice(event.author, Lane.SERVICE, words, f"approved:{event.number}", ways),)


def tell_rejected(event: Event, _desk: Desk) -> Sequence[Notice]:
    """Tell the author that their idea is not in the list, and why."""
    if not isinstance(event, IdeaRejected):
        return ()
    words = _(
        "Your idea {number}, “{title}”, cannot be in the list. The reason: {reason}\n\n"
        "Do you not agree? Tell the organisers.",
        number=str(event.number),
        title=event.title,
        reason=event.reason,
    )
    ways = ((_("See my idea"), link("card", number=event.number)), DISAGREE)
    return (Notice(event.author, Lane.SERVICE, words, f"rejected:{event.number}", ways),)


def tell_asked(event: Event, _desk: Desk) -> Sequence[Notice]:
    """Ask the author what an organiser asks."""
    if not isinstance(event, AuthorAsked):
        return ()
    words = _(
        "Before your idea {number}, “{title}”, can be in the list, an organiser asks:\n{question}",
        number=str(event.idea),
        title=event.title,
        question=event.text,
    )
    ways = (
        (_("Answer"), link("answer-question", number=event.question)),
        (_("Change my idea"), link("change", number=event.idea)),
    )
    return (Notice(event.author, Lane.SERVICE, words, f"asked:{event.question}", ways),)


def plan_replied(event: Event, desk: Desk) -> Sequence[Notice]:
    """Let those who may decide hear what the author answers."""
    if isinstance(event, AuthorReplied):
        desk.plan_once(Due(REPLIED, str(event.question), desk.now))
    return ()


def judge_replied(due: Due, desk: Desk, _chat: Chat | None) -> Sequence[Notice]:
    """Tell those who may decide what the author answers."""
    reply = desk.ask(ReplyTo(int(due.subject)))
    if reply is None:
        return ()
    words = _("The author of idea {number} answers:\n{text}", number=str(reply.idea), text=reply.text)
    see = (_("See the idea"), link("screen", number=reply.idea))
    return to_holders(desk, Right.SCREEN, reply.programme, words, f"replied:{due.subject}", see)
