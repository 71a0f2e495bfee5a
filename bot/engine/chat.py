"""The state of a private chat: the conversations under way and the drafts, kept as JSON in one row."""

from __future__ import annotations

from dataclasses import dataclass, field

from pydantic import ConfigDict, TypeAdapter, with_config

from bot.engine.questions import Question
from bot.engine.replay import Journal

MOST_TURNS = 300
"""Turns of one conversation: a safeguard, far beyond any real one."""

MOST_ASKED = 40
"""Questions of a conversation whose buttons still work."""


@dataclass(slots=True)
class Frame:
    """One conversation: which flow, with which arguments, and its journal.

    `asked` maps the number of a question to its step and the ids it offered, so that a button or a "2"
    means what the person saw. `turns` counts, `at` is the instant of its last turn (seconds since 1970). `missed` is
    the message with the last reply, where that was no answer: edited, it may be one.
    """

    id: int
    flow: str
    args: dict[str, str | int]
    journal: Journal = field(default_factory=dict)
    asked: dict[int, tuple[str, list[str]]] = field(default_factory=dict)
    turns: int = 0
    at: int = 0
    missed: str | None = None

    def latest(self) -> tuple[str, list[str]]:
        """Return the step that was asked last, and the ids it offered; ("", []) if nothing was."""
        return self.asked[max(self.asked)] if self.asked else ("", [])

    def ask_number(self, question: Question) -> int:
        """Return the number of this question, noting what it offers; the same offer keeps its number."""
        offered = [o.id for o in question.options]
        latest = max(self.asked, default=-1)
        if latest >= 0 and self.asked[latest] == (question.step, offered):
            return latest
        self.asked[latest + 1] = (question.step, offered)
        self.asked.pop(latest + 1 - MOST_ASKED, None)
        return latest + 1


@dataclass(slots=True)
class Draft:
    """A conversation that was left half-way: its arguments and journal, since when, and whether that was said.

    `number` is the one it had while it was under way: a button that throws it away means no later one.
    """

    args: dict[str, str | int]
    journal: Journal
    at: int
    expired: bool = False
    number: int = 0


@with_config(ConfigDict(extra="ignore"))
@dataclass(slots=True)
class Chat:
    """All that is under way in one private chat: `frames` from the bottom up, the last one has the word.

    `count` numbers conversations. `minute` and `messages` count a flood (H53), `group_minute` and `in_groups` one of
    what the person lets groups be answered.
    """

    count: int = 0
    frames: list[Frame] = field(default_factory=list)
    drafts: dict[str, Draft] = field(default_factory=dict)
    minute: int = 0
    messages: int = 0
    group_minute: int = 0
    in_groups: int = 0

    def open(self, flow: str, args: dict[str, str | int], at: int, journal: Journal | None = None) -> Frame:
        """Put a new conversation on top and return it."""
        self.count += 1
        frame = Frame(self.count, flow, args, journal if journal is not None else {}, at=at)
        self.frames.append(frame)
        return frame


_ADAPTER = TypeAdapter(Chat)


def load_chat(state: str | None) -> Chat:
    """Return the chat kept as JSON; an empty one for None."""
    return _ADAPTER.validate_json(state) if state else Chat()


def dump_chat(chat: Chat) -> str:
    """Return the chat as the JSON to keep."""
    return _ADAPTER.dump_json(chat).decode()
