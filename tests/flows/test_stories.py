"""Every conversation, played from its transcript: in every language, pressed and typed, on both databases.

Here each is pressed, in one language or another, and one of each file is typed, and one is on PostgreSQL; what is left
of all that is played by `make prove`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import pytest

import flows
from bot.engine.flow import Kind
from bot.text.languages import LANGUAGES, OWN_NAMES
from tests.chat import Chat, Way
from tests.flows.stories import Story, all_stories, play
from tests.sentences import english_only
from tests.worlds import World

STORIES = all_stories()
KINDS = {flow.name: flow.kind for flow in flows.all_flows()}


def a_language(story: Story) -> str:
    """Return one of the languages: the next story is played in the next."""
    return LANGUAGES[STORIES.index(story) % len(LANGUAGES)]


def one_of_each_file(stories: Iterable[Story]) -> pytest.MarkDecorator:
    """Give the first of these that is in each file, and leave the others to `make prove`."""
    files: set[str] = set()
    given = []
    for story in stories:
        file = story.name.partition(":")[0]
        given.append(pytest.param(story, marks=pytest.mark.prove) if file in files else story)
        files.add(file)
    return pytest.mark.parametrize("story", given, ids=lambda story: story.name)


@one_of_each_file(reversed(STORIES))
@pytest.mark.parametrize("way", [Way.NUMBER, pytest.param(Way.LABEL, marks=pytest.mark.prove)])
def test_every_button_has_a_typed_equivalent(story: Story, way: Way, world: World) -> None:
    play(story, world, a_language(story), way)


@one_of_each_file(STORIES)
@pytest.mark.parametrize("way", [Way.LABEL, pytest.param(Way.PRESS, marks=pytest.mark.prove)])
def test_the_story_is_the_same_on_postgresql(story: Story, way: Way, postgres_world: World) -> None:
    """The tests of storage are on both databases, each of them."""
    play(story, postgres_world, a_language(story), way)


@dataclass
class Told:
    """What stories tell of, together: which conversations ran, asked, and met what."""

    played: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)
    wrong: set[str] = field(default_factory=set)
    back: set[str] = field(default_factory=set)
    switched: set[str] = field(default_factory=set)


def told(new_world: Callable[[], World], language: str | None) -> Told:
    """Play every story in that language, or each in the next, and return what they tell of."""
    every, failed = Told(), []
    for story in STORIES:
        world = new_world()
        try:
            chat = play(story, world, language or a_language(story))
            speaks_one_language(chat, story)
        except AssertionError as failure:
            failed.append(f"{story.name}, {failure}")
            continue
        every.played |= world.played
        for name in ("asked", "wrong", "back", "switched"):
            getattr(every, name).update(getattr(chat, name))
    assert not failed, "\n\n".join(failed)
    return every


def speaks_one_language(chat: Chat, story: Story) -> None:
    """See that nothing was said in English to somebody who speaks another language."""
    if chat.language == "en" or "(now in" in story.transcript:
        return
    foreign = english_only(chat.language)
    for message in chat.world.phones.ever.get(chat.name, ()):
        # What is shown as its readers will read it stands under the name of their language; English is the last.
        own, _heading, _in_english = message.text.partition(f"[{OWN_NAMES['en']}]\n")
        for line in (*own.split("\n"), *(button.label for button in message.buttons)):
            assert line not in foreign, f"in English: {line}"


@pytest.mark.parametrize(
    "language", [None, *(pytest.param(each, marks=pytest.mark.prove) for each in LANGUAGES)]
)
def test_every_conversation_is_played_in_every_language_and_things_go_wrong_in_it(
    language: str | None, new_world: Callable[[], World]
) -> None:
    every = told(new_world, language)
    assert KINDS.keys() - every.played == set(), "no story has these conversations in it"
    assert every.asked - every.wrong == set(), "no story gives these a wrong answer"
    assert every.asked - every.back == set(), "no story goes back from these"
    # A view gives way to whatever begins: it is never under way while the language changes.
    ask = {name for name in every.asked if KINDS[name] is not Kind.VIEW} - {"language"}
    assert ask - every.switched == set(), "no story changes the language in these"
