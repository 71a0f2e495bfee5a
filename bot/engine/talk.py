"""What a conversation can do: four verbs (ask, look, do, say), each a plain value handed to the replay.

A flow never awaits anything else: it has no event loop, no clock, no chance and no network.
The first argument of each verb names the step: it is the key in the journal, so that wording may
change under a running conversation.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

from bot.civic.city import City
from bot.civic.doors import Command, Query, World
from bot.engine.questions import DONE, Attached, Link, Option, Question, Raw, TextRule, skip_option
from bot.text.lazy import Words, _

R = TypeVar("R")


class Verb(Generic[R]):
    """Something only the replay can give: awaiting it hands it over."""

    __slots__ = ()

    def __await__(self) -> Generator[Any, Any, R]:
        return cast("R", (yield self))


@dataclass(frozen=True, slots=True)
class Ask(Verb[Raw]):
    """Wait for an answer to the question."""

    question: Question


@dataclass(frozen=True, slots=True)
class Look(Verb[Any]):
    """Look something up, or prepare it; what came of it is kept until the arguments change."""

    step: str
    query: Query[Any] | Command[Any]


@dataclass(frozen=True, slots=True)
class See(Verb[Any]):
    """Look something up as it is now, every time; nothing is kept of it."""

    query: Query[Any]


@dataclass(frozen=True, slots=True)
class Do(Verb[Any]):
    """Carry a command out, once."""

    step: str
    command: Command[Any]


@dataclass(frozen=True, slots=True)
class Say(Verb[None]):
    """Say something, once. A toast is told by the pressed button itself, where one was pressed."""

    step: str
    words: Words
    attached: Attached | None = None
    toast: bool = False


@dataclass(frozen=True, slots=True)
class IfRedacted(Verb[None]):
    """Let that conversation begin if the messages with these answers are taken back one day; without any, this turn's own."""

    step: str
    to: Link
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Again(Verb[None]):
    """Forget these steps and begin again from the first of them, saying why.

    The answers to `changing` are asked anew, too; whoever goes back from there keeps them as they were.
    """

    steps: tuple[str, ...]
    why: Words | None
    changing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Instead(Verb[None]):
    """Take what was answered later as the answer to an earlier question, and go on from there."""

    step: str
    answered: str


class Talk:
    """A conversation's side of the replay.

    `address` gives the link that leads to a payload ("idea_12") on the platform of this chat, or None
    where a platform has no links and people type "idea 12" instead.
    """

    __slots__ = ("_world", "address")

    def __init__(self, world: World, address: Callable[[str], str | None]) -> None:
        self._world = world
        self.address = address

    @property
    def city(self) -> City:
        """The city with its topics and neighbourhoods, as it is now."""
        return self._world.city

    def look(self, step: str, query: Query[R]) -> Verb[R]:
        """Look something up in the city's list; `step` is asked again when the arguments change."""
        return Look(step, query)

    def see(self, query: Query[R]) -> Verb[R]:
        """Look up how something is now: for what is shown only, since another time it may be otherwise."""
        return See(query)

    def prepare(self, step: str, command: Command[R]) -> Verb[R]:
        """Have something prepared that leaves no trace if the person goes back; prepared anew for other arguments."""
        return Look(step, command)

    def do(self, step: str, command: Command[R]) -> Verb[R]:
        """Carry `command` out, once. Raises `Refused`. What was answered before cannot be taken back after."""
        return Do(step, command)

    def say(self, step: str, words: Words, *, attached: Attached | None = None) -> Verb[None]:
        """Say something, with what is attached to it."""
        return Say(step, words, attached)

    def toast(self, step: str, words: Words) -> Verb[None]:
        """Say something short: in the pressed button where one was pressed, else in the chat."""
        return Say(step, words, None, toast=True)

    def if_redacted(self, step: str, to: Link, *answers: str) -> Verb[None]:
        """What was said in these answers stands: if one of their messages is taken back, that conversation begins.

        However much later that is. Without answers, it is what was said just now. What gave the same before counts no more.
        """
        return IfRedacted(step, to, answers)

    def again(self, *steps: str, why: Words | None = None, changing: tuple[str, ...] = ()) -> Verb[None]:
        """Ask these steps again, and first of all those that are being `changing`: who goes back leaves them as they were."""
        return Again(steps, why, changing)

    def instead(self, step: str, answered: str) -> Verb[None]:
        """Take the answer to `answered` as the answer to `step`, and go on from there."""
        return Instead(step, answered)

    async def ask_text(
        self,
        step: str,
        prompt: Words,
        *,
        max_chars: int,
        min_chars: int = 1,
        one_line: bool = False,
        skip: Words | None = None,
        was: str | None = None,
    ) -> str | None:
        """Ask for a few words; None when it was skipped, which only `skip` allows."""
        options = (skip_option(skip),) if skip else ()
        rule = TextRule(max_chars, min_chars, one_line)
        raw = await Ask(Question(step, prompt, options, rule, was=was))
        return cast("str", raw["text"]) if "text" in raw else None

    async def ask_code(self, step: str, prompt: Words, *, skip: Words | None = None) -> str | None:
        """Ask for a code, however it is typed; None when it was skipped, which only `skip` allows."""
        options = (skip_option(skip),) if skip else ()
        raw = await Ask(Question(step, prompt, options, code=True))
        return cast("str", raw["text"]) if "text" in raw else None

    async def choose(
        self,
        step: str,
        prompt: Words,
        options: Sequence[Option],
        *,
        none: Words | None = None,
        of: str | None = None,
        attached: Attached | None = None,
        was: str | None = None,
        short: Words | None = None,
        misfit: Words | None = None,
    ) -> str | None:
        """Ask for one of the options and return its id; None when it was `none`. `short` and `misfit`: see Question."""
        every = (*options, Option("none", none)) if none else tuple(options)
        raw = await Ask(
            Question(step, prompt, every, of=of, attached=attached, was=was, short=short, misfit=misfit)
        )
        return None if none and raw["option"] == "none" else cast("str", raw["option"])

    async def choose_several(
        self, step: str, prompt: Words, options: Sequence[Option], *, done: Words
    ) -> tuple[str, ...]:
        """Ask for any number of the options, until `done`; return their ids as chosen."""
        raw = await Ask(Question(step, prompt, (*options, Option(DONE, done)), several=True))
        return tuple(raw["options"])

    async def confirm(
        self,
        step: str,
        prompt: Words,
        *,
        yes: Words | None = None,
        no: Words | None = None,
        short: Words | None = None,
    ) -> bool:
        """Ask yes or no."""
        options = (Option("yes", yes or _("Yes")), Option("no", no or _("No")))
        return bool((await Ask(Question(step, prompt, options, short=short)))["option"] == "yes")

    async def ask_place(
        self, step: str, prompt: Words, options: Sequence[Option], *, was: str | None = None
    ) -> str | tuple[float, float] | Option:
        """Ask where: the words typed, the position shared in degrees, or the option chosen."""
        question = Question(step, prompt, tuple(options), TextRule(80), place=True, was=was)
        raw = await Ask(question)
        if "place" in raw:
            return (raw["place"][0], raw["place"][1])
        if "text" in raw:
            return cast("str", raw["text"])
        return cast("Option", question.option(raw["option"]))

    async def ask_photo(self, step: str, prompt: Words, *, skip: Words) -> str | None:
        """Ask for a photo and return the platform's reference to it; None when it was skipped."""
        raw = await Ask(Question(step, prompt, (skip_option(skip),), photo=True))
        return cast("str", raw["photo"]) if "photo" in raw else None

    async def ask_file(self, step: str, prompt: Words, *, skip: Words) -> Raw | None:
        """Ask for a photo (`{"photo": reference}`) or another file (`{"document": reference, "name": …}`); None when it was skipped.

        Its `size` is there, in bytes, where the platform tells.
        """
        raw = await Ask(Question(step, prompt, (skip_option(skip),), photo=True, document=True))
        return raw if {"photo", "document"} & raw.keys() else None

    async def result(self, step: str, job: int, prompt: Words) -> Raw:
        """Wait for a job's end: `{"media": id}` or `{"refused": reason}`."""
        return await Ask(Question(step, prompt, job=job))

    async def show(
        self,
        step: str,
        words: Words,
        options: Sequence[Option],
        *,
        attached: Attached | None = None,
        short: Words | None = None,
    ) -> None:
        """Show something with ways on, and rest there. Every option leads to another conversation. `short`: see Question."""
        question = Question(step, words, tuple(options), rests=True, attached=attached, short=short)
        await Ask(question)

    async def show_list(self, step: str, words: Words, options: Sequence[Option]) -> tuple[str, ...]:
        """Show something with ways on, and rest there; where several are typed at once ("1, 3"), return their ids."""
        raw = await Ask(Question(step, words, tuple(options), rests=True, several=True))
        return tuple(raw["options"])


def way(option_id: str, label: Words, to: Link) -> Option:
    """Return an option that leads to another conversation."""
    return Option(option_id, label, to)
