"""What events and due rows tell whom, in words."""

from __future__ import annotations

from collections.abc import Mapping

from bot.civic.doors import Event
from bot.civic.ideas import IdeaHidden
from bot.engine.work import CONVERSATION, Judge, Tell
from flows.notices.drafts import judge_conversation
from flows.notices.ideas import tell_hidden

TELLS: Mapping[type[Event], Tell] = {IdeaHidden: tell_hidden}
"""From an event to whom it is told."""

JUDGES: Mapping[str, Judge] = {CONVERSATION: judge_conversation}
"""From a kind of due row to what judges it when it fires."""
