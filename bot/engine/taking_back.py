"""A message that was taken back: the answer it gave is forgotten, in what is under way and in what was put aside (H58)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.engine.chat import Draft, Frame
from bot.engine.replay import Journal, forget, pinned
from bot.engine.stage import Stage


def gave(entry: Mapping[str, Any], message: str | None) -> bool:
    """Tell whether an entry of a journal is the answer that this message gave."""
    return "a" in entry and message is not None and entry.get("m") == message


def take_back(stage: Stage, message: str | None) -> Frame | Draft | None:
    """Forget the answer that this message gave; return the conversation it was in, None if it gave none.

    What was carried out since stays as it was answered.
    """
    for frame in reversed(stage.chat.frames):
        step = _given_by(frame.journal, message)
        if step and not pinned(frame.journal, stage.play(frame).visited, step):
            forget(frame.journal, (step,), [])
            _drop_correction(stage, step)
            return frame
        if _forget_kept(frame.journal, message):
            return frame
    for draft in stage.chat.drafts.values():
        if step := _given_by(draft.journal, message):
            forget(draft.journal, (step,), [])
        if step or _forget_kept(draft.journal, message):
            return draft
    return None


def _given_by(entries: Mapping[str, Any], message: str | None) -> str | None:
    return next((step for step, entry in entries.items() if gave(entry, message)), None)


def _forget_kept(journal: Journal, message: str | None) -> bool:
    """Forget an answer that is being changed: whoever goes back from there is asked for it again."""
    for entry in journal.values():
        if step := _given_by(entry.get("kept", {}), message):
            del entry["kept"][step]
            return True
    return False


def _drop_correction(stage: Stage, step: str) -> None:
    """Forget the new words that are being offered for this answer."""
    offers = [f for f in stage.chat.frames if f.flow == stage.doorways.amend and f.args.get("step") == step]
    stage.chat.frames[:] = [frame for frame in stage.chat.frames if frame not in offers]
