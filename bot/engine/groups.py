"""What a group can be answered: behaviours, plain functions from who is there and what was meant to what is said.

A group is no conversation: nothing is under way in it, everybody speaks at once, and a question to one would be
answered by another (H13). What is about one person belongs into their private chat.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.civic.city import City
from bot.civic.doors import World
from bot.civic.groups import Group, Standing
from bot.engine.questions import Link
from bot.engine.words import command_in
from bot.text.clean import fold
from bot.text.lazy import Text, Words
from bot.text.spoken import spoken


@dataclass(frozen=True, slots=True)
class GroupButton:
    """A button that everybody in the group may press: the behaviour that it begins, with these arguments."""

    label: Words
    behaviour: str
    args: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Post:
    """A message to the group: blocks of lines, each line in every language of the group (H80).

    `card` says that it is the card of an idea or a vote, and what it shows; `edits` is the message whose place it takes,
    or else it is not sent. `spoken` are its languages where they are not the group's.
    """

    blocks: tuple[tuple[Words, ...], ...]
    buttons: tuple[GroupButton, ...] = ()
    card: Standing | None = None
    edits: str | None = None
    spoken: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Alone:
    """Told to nobody but whoever pressed or typed; `start` is the link that leads a presser on in private.

    `about` says what it is about, where that is not to be seen beside it. `gave` is the conversation that takes back
    what they gave by it, should they take back what they said.
    """

    words: Words
    start: str = ""
    about: Words | None = None
    gave: Link | None = None


@dataclass(frozen=True, slots=True)
class InPrivate:
    """What was typed belongs into the private chat, and is answered there."""


@dataclass(frozen=True, slots=True)
class WhoRuns:
    """The platform is asked whether who typed this runs the group; then it comes again (`Here.runs`)."""


Said = Post | Alone | InPrivate | WhoRuns


@dataclass(frozen=True, slots=True)
class Here:
    """Where something was said: the group, the world as of this transaction, acting as who said it.

    `runs` tells whether they may decide for the group, None if that was not asked. `address` is the link into a
    private chat, where the platform has links; `call` gives what is typed here to say words to us. `whispers` tells
    whether nobody else sees what somebody presses here.
    """

    group: Group
    world: World
    city: City
    address: Callable[[str], str | None]
    call: Callable[[str], str]
    runs: bool | None = None
    whispers: bool = True


Run = Callable[..., Sequence[Said]]


@dataclass(frozen=True, slots=True)
class Behaviour:
    """One thing that a group can be answered: the words and the command that begin it, and what follows them.

    `about` stands beside the command in a group's menu of commands.
    """

    name: str
    run: Run
    starts_on: Text | None
    command: str | None
    about: Words | None
    arguments: Mapping[str, type]

    @property
    def words(self) -> frozenset[str]:
        """The words that begin it, in every language, folded."""
        return (spoken(self.starts_on) if self.starts_on else frozenset()) | (
            {self.command} if self.command else set()
        )

    def accepts(self, args: Sequence[object]) -> bool:
        """Tell whether these are the arguments that it takes."""
        return [type(each) for each in args] == list(self.arguments.values())


def in_group(
    name: str, *, starts_on: Text | None = None, command: str | None = None, about: Words | None = None
) -> Callable[[Run], Behaviour]:
    """Make a behaviour of a function whose first parameter is `Here`; then nothing, a number, or the rest of the words."""

    def make(run: Run) -> Behaviour:
        parameters = list(inspect.signature(run, eval_str=True).parameters.values())[1:]
        return Behaviour(name, run, starts_on, command, about, {p.name: p.annotation for p in parameters})

    return make


class Behaviours:
    """All behaviours, by name and by what is typed."""

    def __init__(self, behaviours: Iterable[Behaviour]) -> None:
        self._by_name = {each.name: each for each in behaviours}

    def get(self, name: str) -> Behaviour | None:
        """Return the behaviour of that name, if this release has it."""
        return self._by_name.get(name)

    def meant(self, text: str) -> tuple[Behaviour, tuple[int | str, ...]] | None:
        """Return what these words begin, with its arguments: "/ideas", "idea 12", "/weekly off"."""
        command = command_in(text)
        said = f"{command[0]} {command[1]}".strip() if command else text.strip()
        for each in self._by_name.values():
            if (args := _arguments(each, said)) is not None:
                return each, args
        return None


def _arguments(behaviour: Behaviour, said: str) -> tuple[int | str, ...] | None:
    """Return what follows the behaviour's words, if it begins with them and takes that."""
    if not behaviour.arguments:
        return () if fold(said) in behaviour.words else None
    word, _, rest = said.partition(" ")
    if fold(word) not in behaviour.words:
        return None
    if int not in behaviour.arguments.values():
        return (rest.strip(),)
    number = int(rest[:10]) if rest.isascii() and rest.isdigit() else 0
    return (number,) if 0 < number < 2**31 else None
