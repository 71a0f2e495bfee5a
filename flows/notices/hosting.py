"""What those who run an event are told: that seats run out, and afterwards that nobody has said yet what came of it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.civic.doors import Event
from bot.civic.events import OneEvent
from bot.civic.feedback import WereThere
from bot.civic.hosting import ASKED_FOR_A_REPORT, FULL, EventFills, EventReported
from bot.civic.nudges import EVENTS, about
from bot.civic.roles import Right
from bot.engine.chat import Chat
from bot.engine.desk import Desk, Due
from bot.engine.outgoing import Lane
from bot.engine.questions import link
from bot.engine.work import Notice
from bot.text.lazy import Joined, Named, _
from flows.notices.organisers import to_holders

REPORT = "event-report"
"""The kind of due row that asks what came of an event; its subject is the event, its `args` say how often it was asked."""

FILLS = "event-fills"
"""The kind of due row that says how full an event is; its subject is the event."""

REPORTED, TOLD_REPORT = "event-reported", "event-report-told"
"""Kinds of due rows: that those who were there hear what came of an event, and that one of them does."""

_SEE = _("See the event")


def plan_fills(event: Event, desk: Desk) -> Sequence[Notice]:
    """Let the organisers of an event hear how full it is: whoever took the seat does not wait for that."""
    if isinstance(event, EventFills):
        desk.plan(Due(FILLS, str(event.number), desk.now, args={"percent": event.percent}))
    return ()


def judge_fills(due: Due, desk: Desk, _chat: Chat | None) -> Sequence[Notice]:
    """Tell the organisers of an event that half of the seats are taken, most of them, all."""
    found = desk.ask(OneEvent(int(due.subject)))
    if found is None or found.cancelled or found.over or not due.args:
        return ()
    percent, title = due.args["percent"], Named(found.titles)
    words = (
        _(
            "<b>All seats are taken: {title}</b>\nWhoever comes now is put on the waiting list.",
            title=title,
        )
        if percent == FULL
        else _("<b>{percent}% of the seats are taken: {title}</b>", percent=percent, title=title)
    )
    key = f"{FILLS}:{found.number}:{percent}:{found.edits}"
    return to_holders(
        desk, Right.EVENTS, found.programme, words, key, (_SEE, link("host", number=found.number))
    )


def plan_reported(event: Event, desk: Desk) -> Sequence[Notice]:
    """Let those who were there hear what came of an event: a row for each, since it is news to them."""
    if isinstance(event, EventReported):
        desk.plan_once(Due(REPORTED, str(event.number), desk.now))
    return ()


def judge_reported(due: Due, desk: Desk, _chat: Chat | None) -> Sequence[Notice]:
    """Plan for some of those who were there, and for the others at once after them."""
    number = int(due.subject)
    some = desk.ask(WereThere(number, due.args["after"] if due.args else 0))
    for person in some.people:
        desk.plan_once(Due(TOLD_REPORT, f"{number}.{person}", desk.now))
    if some.after is not None:
        desk.plan(Due(REPORTED, due.subject, desk.now, due.version, {"after": some.after}))
    return ()


def judge_told_report(due: Due, desk: Desk, _chat: Chat | None) -> Sequence[Notice]:
    """Tell somebody who was there what came of it, as it is written then."""
    number, person = map(int, due.subject.split("."))
    found = desk.ask(OneEvent(number))
    if found is None or not found.report:
        return ()
    words = Joined((_("<b>What came of it: {title}</b>", title=Named(found.titles)), Named(found.report)))
    return (
        Notice(
            person,
            Lane.NEWS,
            words,
            f"{TOLD_REPORT}:{due.subject}",
            ((_SEE, link("event", number=number)),),
            category=EVENTS,
            about=about("event", number),
        ),
    )


def judge_report(due: Due, desk: Desk, _chat: Chat | None) -> Sequence[Notice]:
    """Ask its organisers what came of an event, as long as nobody has said so, and for the last time some days later."""
    found = desk.ask(OneEvent(int(due.subject)))
    if found is None or found.version != due.version or found.cancelled or found.report:
        return ()
    asked = due.args["asked"] if due.args else 0
    if asked + 1 < len(ASKED_FOR_A_REPORT):
        at = found.slot.ends + ASKED_FOR_A_REPORT[asked + 1]
        desk.plan(Due(REPORT, due.subject, at, due.version, {"asked": asked + 1}))
    words = _(
        "<b>What came of it? {title}</b>\nThose who were there would like to know: a few lines are enough.",
        title=Named(found.titles),
    )
    ways = (
        (_("Say what came of it"), link("report-event", number=found.number)),
        (_("How it was"), link("how-it-was", number=found.number)),
    )
    return to_holders(
        desk, Right.EVENTS, found.programme, words, f"{REPORT}:{found.number}:{found.version}:{asked}", *ways
    )
