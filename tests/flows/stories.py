"""The stories of this folder: transcripts in plain text, many to a file, each in a world of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from bot.text.languages import LANGUAGES, OWN_NAMES
from tests.chat import Chat, Way
from tests.worlds import World

FOLDER = Path(__file__).parent / "stories"
_TITLE = re.compile(r"^== (.+)\n", re.MULTILINE)


@dataclass(frozen=True)
class Story:
    """One transcript, which anybody can play: in it, `$mine` is their language and `$other` another."""

    name: str
    transcript: str


def all_stories() -> list[Story]:
    """Return every story."""
    return [story for path in sorted(FOLDER.glob("*.chat")) for story in _stories(path)]


def _stories(path: Path) -> list[Story]:
    _before, *parts = _TITLE.split(path.read_text(encoding="utf-8"))
    return [Story(f"{path.stem}: {title}", text) for title, text in zip(parts[::2], parts[1::2], strict=True)]


def play(story: Story, world: World, language: str, way: Way = Way.PRESS) -> Chat:
    """Play a story in a language, and return the chat that it became."""
    other = LANGUAGES[(LANGUAGES.index(language) + 1) % len(LANGUAGES)]
    chat = Chat(world, hint=language, way=way)
    chat.play(story.transcript, mine=language, other=other, own_name=OWN_NAMES[language])
    return chat
