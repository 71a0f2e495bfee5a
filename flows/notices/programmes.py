"""What those who run a programme are told: that a stage of it begins, or is over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.civic.programmes import OneProgramme
from bot.civic.roles import Right
from bot.civic.stages import Turn, next_turn, turns
from bot.engine.chat import Chat
from bot.engine.desk import Desk, Due
from bot.engine.questions import link
from bot.engine.work import Notice
from bot.text.lazy import Joined, Named, Words, _
from flows.notices.organisers import to_holders
from flows.saying.programmes import stage_name

STALE = timedelta(days=1)
"""What began, or was over, longer ago is no news any more (H67)."""


def judge_stage_turns(due: Due, desk: Desk, _chat: Chat | None) -> Sequence[Notice]:
    """Tell those who run a programme which of its stages begin, or are over, and wait for the next."""
    found = desk.ask(OneProgramme(int(due.subject)))
    if found is None:
        return ()
    its = found.programme
    following = next_turn(its, desk.now)
    if following is not None:
        desk.plan(Due(due.kind, due.subject, following))
    news = [turn for turn in turns(its, max(due.at, desk.now - STALE), desk.now) if _is_so(turn, desk.now)]
    if not news:
        return ()
    title = _("<b>{name}</b>", name=Named(its.names))
    words = Joined((title, *map(_said, news)), "\n")
    key = f"{due.kind}:{its.id}:{news[-1].at.isoformat()}"
    way = (_("See the programme"), link("run-programme", number=its.id))
    return to_holders(desk, Right.PROGRAMMES, its.id, words, key, way)


def _is_so(turn: Turn, now: datetime) -> bool:
    """Tell whether it is still so: what began and is over by now has not begun just now."""
    return not turn.begins or turn.stage.is_on(now)


def _said(turn: Turn) -> Words:
    name = stage_name(turn.stage)
    if turn.begins:
        return _("Begins now: {stage}", stage=name)
    return _("Is over: {stage}", stage=name)
