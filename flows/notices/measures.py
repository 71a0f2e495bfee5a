"""Warnings and blocks, told to whoever they are about; appeals, told to those who may decide them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.civic.doors import Event
from bot.civic.measures import AppealDecided, BlockAppealed, MeasureTaken, OneAppeal
from bot.civic.roles import Right
from bot.engine.chat import Chat
from bot.engine.desk import Desk, Due
from bot.engine.outgoing import Lane
from bot.engine.questions import link
from bot.engine.work import Notice
from bot.text.lazy import Joined, Moment, Words, _
from flows.notices.organisers import to_holders
from flows.saying.reports import DISAGREE, reason_words, what_of_mine

APPEALED = "block-appealed"
"""The kind of due row that tells who may decide of an appeal; the subject is the block's number."""


def tell_taken(event: Event, desk: Desk) -> Sequence[Notice]:
    """Tell the author that they are warned, or blocked, because of what, and why."""
    if not isinstance(event, MeasureTaken):
        return ()
    heading: Words = _("<b>An organiser warns you.</b>")
    after: Words = _("Nothing else changes. If it happens again, you may be blocked for a time.")
    if event.until is not None:
        heading = _(
            "<b>You cannot share ideas or comment until {moment}.</b>\nAn organiser has blocked you.",
            moment=Moment(event.until, desk.city.zone),
        )
        after = _(
            "You can go on reading, supporting, voting and coming to events. If you do not agree, say so: somebody else "
            "then looks at it again."
        )
    it_is = _("It is about {what}.", what=what_of_mine(event.about, event.idea, event.text))
    why = _("The reason: {reason}", reason=reason_words(event.reason))
    words = Joined((Joined((heading, it_is, why), "\n"), after), "\n\n")
    ways = ((_("I do not agree"), link("appeal")),) if event.until is not None else (DISAGREE,)
    return (Notice(event.person, Lane.SERVICE, words, f"measure:{event.measure}", ways),)


def plan_appealed(event: Event, desk: Desk) -> Sequence[Notice]:
    """Let those who may decide hear of an appeal."""
    if isinstance(event, BlockAppealed):
        args = {"programme": event.programme, "by": event.by, "at": desk.now.timestamp()}
        desk.plan_once(Due(APPEALED, str(event.measure), desk.now, args=args))
    return ()


def judge_appealed(due: Due, desk: Desk, _chat: Chat | None) -> Sequence[Notice]:
    """Tell those who may decide an appeal that it waits; not the account that decided the block."""
    if due.args is None or desk.ask(OneAppeal(int(due.subject))) is None:
        return ()
    words = _(
        "<b>Somebody whom a moderator blocked does not agree.</b>\nPlease look at it, and decide whether the block stays."
    )
    see = (_("See the appeal"), link("appealed", number=int(due.subject)))
    # A block's number may be another's once whoever was blocked is forgotten.
    key = f"appeal:{due.subject}:{due.args.get('at')}"
    told = to_holders(desk, Right.APPEALS, due.args["programme"], words, key, see)
    return [each for each in told if each.account != due.args["by"]]


def tell_appeal_decided(event: Event, _desk: Desk) -> Sequence[Notice]:
    """Tell whoever objected what was decided, and why."""
    if not isinstance(event, AppealDecided):
        return ()
    heading = (
        _("<b>Your block is over: you can share ideas and comment again.</b>")
        if event.ends
        else _("<b>Somebody else has looked at your block, and lets it stand.</b>")
    )
    words = Joined((heading, _("They say: {answer}", answer=event.answer)), "\n")
    return (Notice(event.person, Lane.SERVICE, words, f"appeal-decided:{event.measure}"),)
