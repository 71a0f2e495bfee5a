"""Every conversation, played from its transcript: in every language, pressed and typed, on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from _pytest.mark import ParameterSet

import flows
from bot.engine.flow import Kind
from bot.text.languages import LANGUAGES
from tests.chat import Chat, Way
from tests.flows.stories import Story, all_stories, play
from tests.sentences import english_only
from tests.worlds import World

STORIES = all_stories()
KINDS = {flow.name: flow.kind for flow in flows.all_flows()}


def a_language(story: Story) -> str:
    """Return one of the languages: the next story is played in the next."""
    return LANGUAGES[STORIES.index(story) % len(LANGUAGES)]


every_story = pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)


@every_story
@pytest.mark.parametrize("way", [Way.NUMBER, pytest.param(Way.LABEL, marks=pytest.mark.prove)])
def test_every_button_has_a_typed_equivalent(story: Story, way: Way, world: World) -> None:
    play(story, world, a_language(story), way)


def first_of_their_file() -> Iterator[Story | ParameterSet]:
    """Give the first story of each file, and leave the others to `make prove`: the tests of storage are on both."""
    files: set[str] = set()
    for story in STORIES:
        file = story.name.partition(":")[0]
        yield pytest.param(story, marks=pytest.mark.prove) if file in files else story
        files.add(file)


@pytest.mark.parametrize("story", list(first_of_their_file()), ids=lambda story: story.name)
@pytest.mark.parametrize("way", [Way.LABEL, pytest.param(Way.PRESS, marks=pytest.mark.prove)])
def test_the_story_is_the_same_on_postgresql(story: Story, way: Way, postgres_world: World) -> None:
    play(story, postgres_world, a_language(story), way)


@dataclass
class Told:
    """What stories tell of, together: which conversations ran, asked, and met what."""

    played: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)
    wrong: set[str] = field(default_factory=set)
    back: set[str] = field(default_factory=set)
    switched: set[str] = field(default_factory=set)


def told(new_world: Callable[[], World], language: str) -> Told:
    """Play every story in that language, and return what they tell of."""
    every, failed = Told(), []
    for story in STORIES:
        world = new_world()
        try:
            chat = play(story, world, language)
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
        for line in (*message.text.split("\n"), *(button.label for button in message.buttons)):
            assert line not in foreign, f"in English: {line}"


@pytest.mark.prove_on("fr", "en")
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_conversation_is_played_in_every_language_and_things_go_wrong_in_it(
    language: str, new_world: Callable[[], World]
) -> None:
    every = told(new_world, language)
    assert KINDS.keys() - every.played == set(), "no story has these conversations in it"
    assert every.asked - every.wrong == set(), "no story gives these a wrong answer"
    assert every.asked - every.back == set(), "no story goes back from these"
    # A view gives way to whatever begins: it is never under way while the language changes.
    ask = {name for name in every.asked if KINDS[name] is not Kind.VIEW} - {"language"}
    assert ask - every.switched == set(), "no story changes the language in these"
