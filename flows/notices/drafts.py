"""A conversation left half-way: one nudge after a day of silence, and after a week it is put aside as a draft."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bot.civic.news import held_until
from bot.civic.people import OfAccount, Person
from bot.engine.chat import Chat, Draft
from bot.engine.desk import Desk, Due
from bot.engine.outgoing import Lane
from bot.engine.questions import link
from bot.engine.work import Notice
from bot.text.lazy import _

SILENCE = timedelta(days=1)
"""After so much silence a half-written conversation is looked at."""

EXPIRY = timedelta(days=7)
"""After so much silence an open conversation is closed; its draft is kept."""


def judge_conversation(due: Due, desk: Desk, chat: Chat | None) -> Sequence[Notice]:
    """Judge a conversation that may have fallen silent: is it open, since when, are reminders wanted, is it day in the city."""
    frame = next((f for f in chat.frames if f.id == due.version), None) if chat else None
    if chat is None or frame is None:
        return ()
    last = datetime.fromtimestamp(frame.at, UTC)
    nudged = bool(due.args and due.args.get("nudged"))
    if desk.now < last + SILENCE:
        by_day = held_until(last + SILENCE, desk.city.zone, ()) or last + SILENCE
        desk.plan(Due(due.kind, due.subject, by_day, due.version, due.args))
        return ()
    person = desk.ask(OfAccount(int(due.subject)))
    if desk.now >= last + EXPIRY:
        chat.frames.remove(frame)
        if any("a" in entry for entry in frame.journal.values()):
            chat.drafts[frame.flow] = Draft(
                frame.args, frame.journal, frame.at, expired=True, number=frame.id
            )
        return ()
    wanted = not nudged and _wanted(person)
    if wanted and (morning := held_until(desk.now, desk.city.zone, ())):
        desk.plan(Due(due.kind, due.subject, min(morning, last + EXPIRY), due.version, due.args))
        return ()
    desk.plan(Due(due.kind, due.subject, last + EXPIRY, due.version, {"nudged": True}))
    if not wanted:
        return ()
    words = _("You began to share an idea, and it is still here. Shall we go on with it?")
    away = link("discard", flow=frame.flow, number=frame.id)
    ways = ((_("Go on"), link(frame.flow)), (_("Throw it away"), away))
    return (Notice(person.id, Lane.NEWS, words, f"nudge:{due.subject}:{due.version}", ways),)


def _wanted(person: Person) -> bool:
    return person.reminders and not person.stopped
