"""A conversation left half-way: one nudge after a day of silence, and after a week it is put aside as a draft."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bot.civic.nudges import DRAFTS
from bot.civic.people import OfAccount
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

_ANY = _("You began something here that is not finished. Shall we go on with it?")
_WORDS = {"idea": _("You began to share an idea, and it is still here. Shall we go on with it?")}


def judge_conversation(due: Due, desk: Desk, chat: Chat | None) -> Sequence[Notice]:
    """Judge a conversation that may have fallen silent: is it open, since when, was a reminder sent."""
    frame = next((f for f in chat.frames if f.id == due.version), None) if chat else None
    if chat is None or frame is None:
        return ()
    last = datetime.fromtimestamp(frame.at, UTC)
    nudged = bool(due.args and due.args.get("nudged"))
    if desk.now < last + SILENCE:
        desk.plan(Due(due.kind, due.subject, last + SILENCE, due.version, due.args))
        return ()
    if desk.now >= last + EXPIRY:
        chat.frames.remove(frame)
        if any("a" in entry for entry in frame.journal.values()):
            chat.drafts[frame.flow] = Draft(
                frame.args, frame.journal, frame.at, expired=True, number=frame.id
            )
        return ()
    desk.plan(Due(due.kind, due.subject, last + EXPIRY, due.version, {"nudged": True}))
    if nudged:
        return ()
    words = _WORDS.get(frame.flow, _ANY)
    away = link("discard", flow=frame.flow, number=frame.id)
    ways = ((_("Go on"), link(frame.flow)), (_("Throw it away"), away))
    key = f"nudge:{due.subject}:{due.version}"
    whose = desk.ask(OfAccount(int(due.subject))).id
    return (Notice(whose, Lane.NEWS, words, key, ways, category=DRAFTS, latest=last + EXPIRY),)
