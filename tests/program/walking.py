"""A citizen who walks the conversations as anybody would: reads what the bot asks, in any language, and answers it.

    walker = Walker(server.citizen(first_name="Noor"), Idea("Meer bomen in de Marollen"))
    await walker.starts()
    number = await walker.files_idea()

With `mischief` the citizen also does what people do beside answering: sends a sticker, goes back, asks for help,
changes language, leaves and comes back, edits what was said, presses what is old. Chance comes from a seed.
"""

from __future__ import annotations

import asyncio
import functools
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from random import Random
from typing import Literal

from bot.text.catalogues import wording
from bot.text.inline import visible
from bot.text.languages import LANGUAGES, OWN_NAMES
from tests.sentences import WORDS, sentences
from tests.telegram_server import Bubble, Citizen

Ways = Literal["press", "number", "label"]

_QUESTIONS = {
    "language": "Which language do you speak?",
    "consent": "May I store your ideas",
    "reminders": "May I also send you reminders",
    "home": "In which municipality do you live",
    "topics": "Which topics do you care about",
    "menu": "What would you like to do for",
    "title": "What is your idea? Say it",
    "description": "What should change, and why",
    "topic": "Which topic fits best",
    "where": "In which municipality?",
    "meant": "is that right?",
    "which": "Which one do you mean",
    "list": "Which municipality?",
    "photo": "Do you have a photo",
    "looking": "I am looking at your photo",
    "known": "your support helps more than a second idea",
    "preview": "Others will see your idea like this",
    "filed": "Thank you! Your idea is in the list",
    "resume": "You began something here that is not finished",
    "nudge": "You began to share an idea",
    "amend": "Shall I use the new text",
    "left": "All right, we leave it there. What you wrote is kept",
    "supporting": "You support this idea",
    "search": "What are you looking for?",
    "reporting": "Say it in a few words.",
    "sorry": "Something went wrong",
}
"""What a message asks, by a few of its English words. What has buttons and is none of these leads nowhere from here."""

_TELLING = frozenset({"description", "photo", "amend", "preview"})
"""Questions of which a button, pressed at any time, makes another idea of it, or shares it."""

_FILED = re.compile(r"\d+")
_CHANGES = ("title", "description", "topic", "where", "photo")
HELP = "This is how it works"


@functools.cache
def said(key: str) -> re.Pattern[str]:
    """Return how to recognise, in any language, a line of the program that has these English words in it."""
    alone = {msgid: seen for (msgid, plural), seen in sentences().items() if plural is None}
    found = [(number, msgid) for msgid, seen in alone.items() for number in _lines_with(key, seen)]
    assert found, f"No sentence of the program has {key!r} in it: has its English been changed?"
    lines = [
        visible(wording(language, msgid)).split("\n")[number]
        for number, msgid in found
        for language in LANGUAGES
    ]
    return re.compile("|".join(".*?".join(map(re.escape, re.split(r"\{\w+\}", line))) for line in set(lines)))


def _lines_with(key: str, seen: str) -> list[int]:
    return [number for number, line in enumerate(seen.split("\n")) if key in line]


def question_in(text: str) -> str | None:
    """Return what a message asks: the last question in it, or None if there is none."""
    found = [(hit.span(), name) for name, key in _QUESTIONS.items() for hit in said(key).finditer(text)]
    return max(found)[1] if found else None


@functools.cache
def _ways_out() -> frozenset[str]:
    return frozenset(label(key, language) for key in ("Back", "Cancel") for language in LANGUAGES)


def label(msgid: str, language: str) -> str:
    """Return what a button says in a language."""
    return visible(wording(language, msgid))


def options_of(bubble: Bubble) -> list[str]:
    """Return the labels of the choices under a message, without back and cancel."""
    return [label for label in bubble.labels if label not in _ways_out()]


@dataclass
class Idea:
    """What somebody wants to propose. `place` is typed, or shared as a position; `photo` is the picture's bytes.

    `changes` are made at the preview, in order: title, description, topic, where, photo.
    """

    title: str
    description: str = ""
    place: str | tuple[float, float] = "1080"
    photo: bytes | None = None
    changes: list[str] = field(default_factory=list)


@dataclass(eq=False)
class Walker:
    """A citizen on the way to an idea in the list. `number` is the idea's, once it is there.

    `way` is how choices are made; None takes one by chance each time. `asked` is the open question, `bubble` the
    message that asked it. Where the program is killed, messages may come `twice`: what has been answered already
    is then passed over.
    """

    citizen: Citizen
    idea: Idea
    language: str = "nl"
    way: Ways | None = "press"
    mischief: float = 0.0
    chance: Random = field(default_factory=lambda: Random(1))
    patience_seconds: float = 20.0
    twice: bool = False
    asked: str | None = None
    bubble: Bubble | None = None
    number: int | None = None
    steps: list[str] = field(default_factory=list)
    _titled: Bubble | None = None
    _corrected: str = ""
    _answered: Bubble | None = None
    _open: bool = False
    _kept: Bubble | None = None

    async def starts(self, payload: str = "") -> None:
        """Open the chat."""
        await self.citizen.starts(payload)

    async def files_idea(self, most_steps: int = 120) -> int:
        """Walk until the idea is in the list, and return its number."""
        for _ in range(most_steps):
            if self._open:
                await self.answers()
            await self.listens()
            if self.number is not None:
                return self.number
        raise AssertionError(f"After {most_steps} steps there is no idea yet: {self.steps}")

    async def walks_to(self, question: str) -> None:
        """Walk until this is asked; it is not answered."""
        while not self._open or self.asked != question:
            if self._open:
                await self.answers()
            await self.listens()

    async def listens(self) -> str | None:
        """Return what is asked next, once the bot has said something."""
        bubble = await self._next()
        while not (bubble.labels or question_in(bubble.text)) or self._is_repetition(bubble):
            bubble = await self._next()
        self.bubble, self.asked, self._open = bubble, question_in(bubble.text), True
        assert self.asked != "sorry", f"The bot apologised after {self.steps}."
        if self.asked == "filed" and (number := _FILED.search(bubble.text)):
            self.number = int(number[0])
        return self.asked

    async def answers(self) -> None:
        """Answer what is asked, or do something else instead."""
        self._answered, self._open = self.bubble, False
        doing = str(self.asked)
        if self.chance.random() < self.mischief and self.asked not in {"left", "looking", "resume"}:
            trick = self.chance.choice(_TRICKS)
            doing = f"{doing}: {trick.__name__.strip('_')}"
            self.steps.append(doing)
            await trick(self)
            return
        self.steps.append(doing)
        await _REPLIES.get(doing, Walker._begins)(self)

    async def _next(self) -> Bubble:
        if self._kept:
            bubble, self._kept = self._kept, None
            return bubble
        return await self.citizen.hears(timeout=self.patience_seconds)

    def _is_repetition(self, bubble: Bubble) -> bool:
        old = self._answered if self.twice else None
        return old is not None and (bubble.text, bubble.labels) == (old.text, old.labels)

    # --- answers

    async def chooses(self, index: int) -> None:
        """Make the choice at a place: press it, or type its number or its name."""
        assert self.bubble is not None
        way = self.way or self.chance.choice(("press", "number", "label"))
        labels = options_of(self.bubble)
        index = index % len(labels)
        if way == "press":
            await self.citizen.presses(index, message=self.bubble)
        else:
            await self.citizen.says(str(index + 1) if way == "number" else labels[index])

    async def _first(self) -> None:
        await self.chooses(0)

    async def _last(self) -> None:
        await self.chooses(-1)

    async def _language(self) -> None:
        assert self.bubble is not None
        await self.chooses(options_of(self.bubble).index(OWN_NAMES[self.language]))

    async def _begins(self) -> None:
        if self.asked == "menu":
            await self.chooses(0)
        elif self.asked in {None, "search", "reporting"}:
            # Whatever is asked there: what would begin an idea may be taken for an answer.
            await self._says("menu")
        else:
            await self.citizen.says(WORDS["idea"][self.language])

    async def _titles(self) -> None:
        self._titled = await self.citizen.says(self.idea.title)

    async def _describes(self) -> None:
        if self.idea.description:
            await self.citizen.says(self.idea.description)
        else:
            await self.chooses(0)

    async def _places(self) -> None:
        if isinstance(self.idea.place, str):
            await self.citizen.says(self.idea.place)
        else:
            await self.citizen.sends_location(*self.idea.place)

    async def _lives(self) -> None:
        await self.citizen.says("1080")

    async def _cares(self) -> None:
        """Say which topics one cares about, all at once."""
        await self.citizen.says("1, 3")

    async def _shows(self) -> None:
        if self.idea.photo:
            await self.citizen.sends_photo(self.idea.photo)
        else:
            await self.chooses(0)

    async def _previews(self) -> None:
        """Share it, unless something is still to be changed."""
        if not self.idea.changes:
            return await self.chooses(0)
        change = self.idea.changes.pop(0)
        if change == "title":
            self.idea.title += ", en snel"
        elif change == "description":
            self.idea.description = f"{self.idea.description} Anders.".strip()
        elif change == "where":
            self.idea.place = "Ixelles"
        return await self.chooses(1 + _CHANGES.index(change))

    async def _amends(self) -> None:
        """Let the edited title count."""
        await self.chooses(0)
        self.idea.title = self._corrected or self.idea.title

    async def _waits(self) -> None:
        """The photo is being looked at: news come by themselves."""

    # --- what people do beside answering

    async def _sends_sticker(self) -> None:
        await self.citizen.sends_sticker()

    async def _sends_voice(self) -> None:
        await self.citizen.sends_voice()

    async def _types_nonsense(self) -> None:
        """Type what no choice is and no title can be."""
        await self.citizen.says("99" if self.asked not in {"title", "description"} else "x" * 2100)

    async def _goes_back(self) -> None:
        await self._says("back")

    async def _asks_help(self) -> None:
        await self._says("help")

    async def _leaves(self) -> None:
        await self._says(self.chance.choice(("cancel", "stop", "menu")))

    async def _changes_language(self) -> None:
        """Speak another language from here on."""
        word = WORDS["language"][self.language]
        self.language = self.chance.choice([code for code in LANGUAGES if code != self.language])
        await self.citizen.says(word)

    async def _edits_title(self) -> None:
        """Change the message in which the title was said; where there is none, ask for help."""
        if self._titled is None or self.asked not in {"description", "topic", "where", "photo", "preview"}:
            return await self._says("help")
        self._corrected = f"{self.idea.title.removesuffix(' (beter)')} (beter)"
        await self.citizen.edits(self._titled, self._corrected)
        # The bot may have no use for it any more, and says nothing then.
        return await self._comes_back()

    async def _presses_something_old(self) -> None:
        """Press any button that is still on the screen, then ask for help, which is always answered.

        What would leave out or change something that this person has said stays, and so does what shares the idea: they do so, as
        they should.
        """
        old = [bubble for bubble in self.citizen.chat if bubble.by_bot and bubble.labels]
        old = [bubble for bubble in old if question_in(bubble.text) not in _TELLING]
        bubble = self.chance.choice(old)
        press = await self.citizen.presses(self.chance.randrange(len(bubble.labels)), message=bubble)
        await self.citizen.sees_answer(press, timeout=self.patience_seconds)
        await self._comes_back()

    async def _comes_back(self) -> None:
        """Ask for help, and pass over what came before it: with it, the question is asked once more."""
        await self._says("help")
        self._kept = await self.citizen.hears(said(HELP), timeout=self.patience_seconds)

    async def _says(self, word: str) -> None:
        await self.citizen.says(WORDS[word][self.language])


_REPLIES: dict[str, Callable[[Walker], Awaitable[None]]] = {
    "language": Walker._language,
    "consent": Walker._first,
    "reminders": Walker._first,
    "home": Walker._lives,
    "topics": Walker._cares,
    "title": Walker._titles,
    "description": Walker._describes,
    "topic": Walker._first,
    "where": Walker._places,
    "meant": Walker._first,
    "which": Walker._first,
    "list": Walker._first,
    "photo": Walker._shows,
    "looking": Walker._waits,
    "known": Walker._last,
    "preview": Walker._previews,
    "resume": Walker._first,
    "nudge": Walker._first,
    "amend": Walker._amends,
    "left": Walker._first,
}

_TRICKS: tuple[Callable[[Walker], Awaitable[None]], ...] = (
    Walker._sends_sticker,
    Walker._sends_voice,
    Walker._types_nonsense,
    Walker._goes_back,
    Walker._asks_help,
    Walker._leaves,
    Walker._changes_language,
    Walker._edits_title,
    Walker._presses_something_old,
)


async def all_of(*walks: Awaitable[object]) -> None:
    """Let several people walk at the same time; the first who cannot go on ends it."""
    async with asyncio.TaskGroup() as group:
        for walk in walks:
            group.create_task(_run(walk))


async def _run(walk: Awaitable[object]) -> None:
    await walk
