"""What becomes of parts of an event: sessions, told to those who chose them; questions, asked of those who came before them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.civic.doors import Event
from bot.civic.event_questions import ASKED_TOGETHER, QuestionAdded, ToBeAskedMore
from bot.civic.events import EventCard, OneEvent
from bot.civic.nudges import EVENTS, about
from bot.civic.session_changes import Choosers, OneSession, SessionChanged
from bot.civic.sessions import Session, Sessions
from bot.engine.chat import Chat
from bot.engine.desk import Desk, Due
from bot.engine.outgoing import Lane
from bot.engine.questions import link
from bot.engine.work import Notice
from bot.text.lazy import Joined, Named, Words, _
from flows.notices.events import AN_HOUR
from flows.saying.events import calendar_file, when_words

SESSION = "session-told"
"""The kind of due row that tells those who chose a session of a change; its version is that of the session."""

MORE, ASKED_MORE = "event-more", "event-asked-more"
"""Kinds of due rows: that those who came before a question was added are asked it, and that one of them is."""


def plan_session(event: Event, desk: Desk) -> Sequence[Notice]:
    """Let those who chose a session be told of a change, some at a time; of several changes only how it stands then."""
    if isinstance(event, SessionChanged):
        args = {"what": list(event.what), "starts": event.starts.isoformat()}
        desk.plan(Due(SESSION, str(event.session), desk.now, event.version, args))
    return ()


def judge_session(due: Due, desk: Desk, _chat: Chat | None) -> Sequence[Notice]:
    """Tell those who chose a session how it stands now, each once for this version of it."""
    session = desk.ask(OneSession(int(due.subject)))
    found = desk.ask(OneEvent(session.event)) if session else None
    if session is None or found is None or found.cancelled or session.version != due.version or not due.args:
        return ()
    some = desk.ask(Choosers(session.number, due.args.get("after", 0)))
    if some.after is not None:
        desk.plan(Due(SESSION, due.subject, desk.now, due.version, {**due.args, "after": some.after}))
    words = _changed(desk, found, session, due.args["what"])
    ways = (
        (_("Choose sessions"), link("sessions", number=found.number)),
        (_("See the event"), link("event", number=found.number)),
    )
    return [
        Notice(
            person,
            Lane.SERVICE,
            words,
            f"session:{session.number}:{session.version}:{person}",
            ways,
            attached=calendar_file(found, desk.ask(Sessions(found.number, picked=True, person=person))),
            latest=datetime.fromisoformat(due.args["starts"]) - AN_HOUR,
        )
        for person in some.people
    ]


def _changed(desk: Desk, found: EventCard, session: Session, what: Sequence[str]) -> Words:
    """Return what is new of a session that the reader chose."""
    names = {"session": Named(session.titles), "event": Named(found.titles)}
    when = when_words(session.slot, found.zone, desk.city)
    if session.left_out:
        return _(
            "<b>There is no session “{session}” any more.</b>\nYou had chosen it, at: {event}. The event itself takes place.\n"
            "With this file it goes from your calendar, too.",
            **names,
        )
    return Joined(
        (
            _("<b>Changed: your session “{session}”</b>\nAt: {event}", **names),
            _("New time: {when}", when=when) if "slot" in what else _("When: {when}", when=when),
            _("If you cannot be there, choose another one."),
            _("With this file it is right in your calendar, too."),
        )
    )


def plan_more(event: Event, desk: Desk) -> Sequence[Notice]:
    """Let those who answered before a question was added be asked it, when no other has been added for a while."""
    if isinstance(event, QuestionAdded):
        args = {"since": desk.now.isoformat()}
        desk.plan(Due(MORE, str(event.event), desk.now + ASKED_TOGETHER, args=args))
    return ()


def judge_more(due: Due, desk: Desk, _chat: Chat | None) -> Sequence[Notice]:
    """Plan for some of those who were not asked everything, and for the others at once after them."""
    number = int(due.subject)
    found = desk.ask(OneEvent(number))
    if found is None or found.cancelled or found.over or not due.args:
        return ()
    since = datetime.fromisoformat(due.args["since"])
    some = desk.ask(ToBeAskedMore(number, since, due.args.get("after", 0)))
    for person in some.people:
        args = {"since": due.args["since"]}
        desk.plan_once(Due(ASKED_MORE, f"{number}.{person}", desk.now, args=args))
    if some.after is not None:
        desk.plan(Due(MORE, due.subject, desk.now, args={**due.args, "after": some.after}))
    return ()


def judge_asked_more(due: Due, desk: Desk, _chat: Chat | None) -> Sequence[Notice]:
    """Ask somebody what is new, once, if they still come and have not answered it meanwhile."""
    number, person = map(int, due.subject.split("."))
    found = desk.ask(OneEvent(number))
    if found is None or found.cancelled or found.over or not due.args:
        return ()
    since = datetime.fromisoformat(due.args["since"])
    if not desk.ask(ToBeAskedMore(number, since, person=person)).people:
        return ()
    words = _(
        "<b>The organisers of {title} would like to know something more from who comes.</b>\n"
        "They do not see who answers. If you do not want to say it, you need not do anything.",
        title=Named(found.titles),
    )
    ways = (
        (_("Answer"), link("replies", number=number, new=1)),
        (_("See the event"), link("event", number=number)),
    )
    return (
        Notice(
            person,
            Lane.NEWS,
            words,
            f"{ASKED_MORE}:{due.subject}:{len(found.questions)}",
            ways,
            category=EVENTS,
            about=about("event", number),
            latest=found.slot.starts,
        ),
    )
