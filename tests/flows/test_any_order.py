"""Whatever people do, in whatever order: nothing breaks, nobody is stuck, nothing is filed twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeAlias

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from bot.engine.words import every_word
from bot.text.inline import tree
from storage import tables
from tests.chat import Chat
from tests.given import PHOTOS
from tests.worlds import World

# The world is made anew for each example, by the fixture's own means.
QUICK = settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
LONG = settings(QUICK, max_examples=400)

Step: TypeAlias = tuple[str, Any]

ANSWERS = (
    "Een zebrapad aan de school",
    "Une zone 30 autour des écoles",
    "molenbeck",
    "1050",
    "jette",
    "sint",
    "1, 3 en 5",
    "werk, cultuur",
    "idee 1",
    "idea 999",
    "/start idea_1",
    "/start nonsense",
    "/idea",
    "/settings",
    "/nothing",
    "mijn ideeën",
    "lezen",
    "volgend idee",
    "zoek zone ecoles",
    "cherche",
    "in de buurt",
    "per thema",
    "Reacties",
    "Volgen",
    "Melden",
    "ideas",
    "mijn buurt",
    "my topics",
    "réglages",
)
typed = st.one_of(
    st.sampled_from(ANSWERS),
    st.sampled_from(sorted(every_word())),
    st.integers(0, 12).map(str),
    st.text(st.characters(), max_size=30),
    st.sampled_from([119, 121, 2001, 4097, 40_000]).map(lambda count: "z" * count),
)
newest = st.integers(1, 9).map(lambda back: ("press", -back))
steps = st.one_of(
    st.tuples(st.just("say"), typed),
    newest,
    newest,
    newest,
    st.tuples(st.just("press"), st.integers(0, 10_000)),
    st.tuples(st.just("edit"), st.tuples(st.integers(0, 50), typed)),
    st.tuples(st.just("photo"), st.sampled_from(sorted(PHOTOS))),
    st.tuples(st.just("place"), st.tuples(st.floats(-90, 90), st.floats(-180, 180)) | st.just((50.85, 4.35))),
    st.tuples(st.just("send"), st.sampled_from(["sticker", "voice", "poll", "blocked", "unblocked"])),
    st.tuples(st.just("wait"), st.sampled_from([1, 60, 60 * 25, 60 * 24 * 8])),
)


@dataclass
class Walk:
    """Somebody doing one thing after another, watched."""

    chat: Chat
    filed: set[int] = field(default_factory=set)

    def take(self, step: Step) -> None:
        """Do one thing, and look whether all is as it must be."""
        before, ideas = self.chat.state, self.chat.world.count(tables.ideas)
        kind, what = step
        answered = self._do(kind, what)
        self._look_at_messages()
        assert not answered or self.chat.news or self.chat.toast, f"no reply to {step}"
        filed = self.chat.world.count(tables.ideas) - ideas
        if filed:
            frame = before.frames[-1]
            assert filed == 1
            assert (frame.flow, frame.latest()[0]) == ("idea", "preview")
            assert frame.id not in self.filed
            self.filed.add(frame.id)

    def _do(self, kind: str, what: Any) -> bool:
        """Do it; return whether it deserves a reply."""
        chat = self.chat
        match kind:
            case "say":
                chat.say(what)
            case "press":
                ever = [(b, m) for m in chat.world.phones.ever.get(chat.name, ()) for b in m.buttons]
                assume(ever)
                button, message = ever[what % len(ever)] if what >= 0 else ever[max(what, -len(ever))]
                chat.press_token(button.token, message.id, f"[{button.label}]")
            case "edit":
                assume(chat.mine)
                chat.edit(chat.mine[what[0] % len(chat.mine)][1], what[1])
                return False
            case "photo":
                chat.photo(PHOTOS[what])
            case "place":
                chat.send("place", at=list(what))
            case "send":
                chat.send(what)
                return what not in {"blocked", "unblocked"}
            case "wait":
                chat.wait(timedelta(minutes=what))
                return False
        return True

    def _look_at_messages(self) -> None:
        for message in self.chat.shown():
            assert message.text.strip()
            assert tree(message.markup)
            assert len(message.buttons) <= 100
            for button in message.buttons:
                assert button.label.strip()
                assert len(button.token.encode()) <= 64

    def finds_the_menu(self) -> None:
        """See that whoever says menu, and menu again if something was left, has it; or is being welcomed."""
        self.chat.wait(timedelta(minutes=2))
        self.chat.say("menu")
        self.chat.say("menu")
        for step, answer in (("language", "[nl]"), ("agree-3", "[no]")):
            frame = self.chat.state.frames[-1]
            if (frame.flow, frame.latest()[0]) == ("welcome", step):
                self.chat.play(answer)
        self.chat.play("? menu")


def walk(new_world: Callable[[], World], who: str, every: list[Step]) -> None:
    """Let somebody take those steps in a new world, and see that they find the menu in the end."""
    world = new_world()
    chat = Chat(world, hint="nl" if len(every) % 2 else None)
    chat.play(f"given a programme\ngiven an idea “Une zone 30 autour des écoles”\ngiven {who}")
    going = Walk(chat)
    for step in every:
        going.take(step)
    going.finds_the_menu()


WHO = pytest.mark.parametrize("who", ["a stranger", "a citizen with reminders"])


@WHO
@QUICK
@given(every=st.lists(steps, max_size=20))
@example(every=[("say", "/idea"), ("say", "Een zebrapad"), ("say", "stop"), ("press", -1), ("press", 2)])
def test_whatever_somebody_does_nothing_breaks_and_nobody_is_stuck(
    new_world: Callable[[], World], who: str, every: list[Step]
) -> None:
    walk(new_world, who, every)


@pytest.mark.prove
@pytest.mark.timeout(900)
@WHO
@LONG
@given(every=st.lists(steps, max_size=60))
def test_whatever_somebody_does_for_long(new_world: Callable[[], World], who: str, every: list[Step]) -> None:
    walk(new_world, who, every)


WALK = (
    ("title", "> Een zebrapad aan de school"),
    ("description", "> Omdat het er gevaarlijk is"),
    ("topic", "> 5"),
    ("where", "> molenbeck"),
    ("where-meant", "> 1"),
    ("photo", "> 1"),
)


def answers(chat: Chat) -> dict[str, Any]:
    """Return what was answered so far, and what is asked now."""
    frame = chat.state.frames[-1]
    given = {step: entry["a"] for step, entry in frame.journal.items() if "a" in entry}
    return {**given, "asked": frame.latest()[0]}


@settings(QUICK, max_examples=6)
@given(backs=st.lists(st.integers(0, 4), min_size=len(WALK), max_size=len(WALK)))
def test_back_and_then_forward_again_is_as_if_nothing_had_been(
    new_world: Callable[[], World], backs: list[int]
) -> None:
    chat = Chat(new_world())
    chat.play("given a programme\ngiven a citizen\n> {:idea}")
    for number, (_step, answer) in enumerate(WALK):
        chat.play(answer)
        there = answers(chat)
        went = min(backs[number], number + 1)
        for _ in range(went):
            chat.play("> {:back}")
        assert went == 0 or answers(chat)["asked"] == WALK[number + 1 - went][0]
        chat.play("\n".join(again for _step, again in WALK[number + 1 - went : number + 1]))
        assert answers(chat) == there
    chat.play("? idea preview\n[share]\n? filed")


def test_every_answer_by_typing_its_number_is_what_the_person_saw(new_world: Callable[[], World]) -> None:
    chat = Chat(new_world())
    chat.play("given a programme\ngiven a citizen\n> {:idea}\n> Een zebrapad\n[skip]")
    topics = [topic.id for topic in chat.world.city.topics]
    for number, topic in enumerate(topics, 1):
        chat.say(str(number))
        assert answers(chat)["topic"] == {"option": topic}
        chat.play("> {:back}\n? idea topic")
