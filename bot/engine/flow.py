"""What a conversation is to the engine: a named async function, and how it begins."""

from __future__ import annotations

import enum
import functools
import inspect
import itertools
from collections.abc import Callable, Coroutine, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.engine.questions import Link
from bot.text.clean import fold
from bot.text.lazy import Text, Words
from bot.text.spoken import spoken

MOST_STARTING_WORDS = 3
"""Words, at most, that begin a conversation which takes a text."""

MOST_TEXT = 80
"""Characters of the text that is taken."""


class Kind(enum.StrEnum):
    """What becomes of a conversation that is left.

    GUIDED: it has a beginning and an end; left half-way, it is kept as a draft.
    VIEW: it shows something and rests; nothing is unfinished.
    ASIDE: it interrupts another, which goes on where it was.
    """

    GUIDED = "guided"
    VIEW = "view"
    ASIDE = "aside"


@dataclass(frozen=True, slots=True)
class Start:
    """The conversation ends here and that one begins; `anew` throws away its draft."""

    to: Link
    anew: bool = False


@dataclass(frozen=True, slots=True)
class Resume:
    """The conversation ends here and the draft of that one goes on."""

    flow: str


@dataclass(frozen=True, slots=True)
class Amend:
    """The conversation ends here, and an answer in the one it interrupted is replaced by these words."""

    step: str
    text: str


@dataclass(frozen=True, slots=True)
class Discard:
    """The conversation ends here, what was half-way in that one of this number is thrown away, and another begins.

    `said` is said if there was anything to be thrown away.
    """

    flow: str
    number: int
    said: Words
    then: Link


@dataclass(frozen=True, slots=True)
class Forget:
    """The conversation ends here, everything half-written in this chat is thrown away, and another begins, if any."""

    then: Link | None


Ending = Start | Resume | Amend | Discard | Forget | None

Run = Callable[..., Coroutine[Any, Any, Ending]]


@dataclass(frozen=True, slots=True)
class Flow:
    """One conversation: the words of `starts_on` start it, `command` is its name in a menu of commands with `about`.

    `deep` is the word that a shared link begins with, and those words followed by a number ("idea 12") mean the
    same where the conversation takes a number; where it takes a text, by that text ("search a bench").
    `arguments` are the names and types that a link may carry; those in `optional` may be left out, so that what an
    earlier release offered goes on working when there is one more.
    What a `lasting` view says stays in the chat when one of its buttons is pressed; other views change in place.
    One for `anytime` may begin before the welcome is over.
    """

    name: str
    run: Run
    kind: Kind
    starts_on: Text | None
    command: str | None
    about: Words | None
    deep: str | None
    lasting: bool
    anytime: bool
    arguments: Mapping[str, type]
    optional: frozenset[str] = frozenset()

    @property
    def words(self) -> frozenset[str]:
        """The words that start it, in every language, folded."""
        return spoken(self.starts_on) if self.starts_on else frozenset()

    def accepts(self, args: Mapping[str, str | int]) -> bool:
        """Tell whether these are arguments that the conversation takes, and all that it needs."""
        return self.required.keys() <= args.keys() <= self.arguments.keys() and all(
            type(value) is self.arguments[name] for name, value in args.items()
        )

    @property
    def required(self) -> Mapping[str, type]:
        """The arguments that cannot be left out."""
        return {name: of for name, of in self.arguments.items() if name not in self.optional}


def flow(
    name: str,
    *,
    kind: Kind = Kind.GUIDED,
    starts_on: Text | None = None,
    command: str | None = None,
    about: Words | None = None,
    deep: str | None = None,
    lasting: bool = False,
    anytime: bool = False,
) -> Callable[[Run], Flow]:
    """Make a conversation of an async function whose first parameter is the `Talk`."""

    def make(run: Run) -> Flow:
        parameters = list(inspect.signature(run, eval_str=True).parameters.values())[1:]
        return Flow(
            name=name,
            run=run,
            kind=kind,
            starts_on=starts_on,
            command=command,
            about=about,
            deep=deep,
            lasting=lasting,
            anytime=anytime,
            arguments={p.name: p.annotation for p in parameters},
            optional=frozenset(p.name for p in parameters if p.default is not p.empty),
        )

    return make


class Flows:
    """All conversations, by name, by the words that start them and by the links that lead to them."""

    def __init__(self, flows: Iterable[Flow]) -> None:
        self._by_name: dict[str, Flow] = {}
        self._by_deep: dict[str, Flow] = {}
        for each in flows:
            _put(self._by_name, each.name, each)
            if each.deep:
                _put(self._by_deep, each.deep, each)

    @functools.cached_property
    def _by_word(self) -> tuple[Mapping[str, Flow], Mapping[str, Flow], Mapping[str, Flow]]:
        """What each word begins: by itself, followed by a number, followed by a text.

        Read when it is first asked: words are in the catalogues.
        """
        alone: dict[str, Flow] = {}
        numbered: dict[str, Flow] = {}
        worded: dict[str, Flow] = {}
        for each in self:
            refers = list(each.required.values()) == [int]
            for word in each.words | ({each.command} if each.command else set()):
                _put(numbered if refers else alone, word, each)
                if list(each.arguments.values()) == [str] and each.optional:
                    _put(worded, word, each)
        return alone, numbered, worded

    def __iter__(self) -> Iterator[Flow]:
        return iter(self._by_name.values())

    def named(self, name: str) -> Flow:
        """Return the conversation of that name."""
        try:
            return self._by_name[name]
        except KeyError:
            known = ", ".join(sorted(self._by_name))
            message = f"The conversation {name!r} is not registered. Known: {known}."
            raise UnknownFlow(message) from None

    def get(self, name: str) -> Flow | None:
        """Return the conversation of that name, if this release has it."""
        return self._by_name.get(name)

    def on_words(self, typed: str) -> Link | None:
        """Return where these words lead: a word that starts a conversation, "idea 12", or "search a bench"."""
        alone, numbered, _worded = self._by_word
        folded = fold(typed)
        if found := alone.get(folded):
            return Link(found.name)
        word, _, rest = folded.rpartition(" ")
        found = numbered.get(word)
        if found and rest.isascii() and rest.isdigit() and 0 < int(rest[:10]) < 2**31:
            return Link(found.name, ((next(iter(found.arguments)), int(rest)),))
        return self._on_text(typed)

    def _on_text(self, typed: str) -> Link | None:
        """Return where words lead that begin with those of a conversation which takes a text: the longest of them."""
        worded = self._by_word[2]
        parts = typed.split(maxsplit=MOST_STARTING_WORDS)
        words = len(list(itertools.takewhile(lambda part: any(map(str.isalnum, part)), parts[:-1])))
        for count in range(words, 0, -1):
            if found := worded.get(fold(" ".join(parts[:count]))):
                text = " ".join(" ".join(parts[count:]).split())[:MOST_TEXT]
                return Link(found.name, ((next(iter(found.arguments)), text),))
        return None

    def on_payload(self, payload: str) -> Link | None:
        """Return where a shared link leads ("idea_12"), or None for what leads nowhere (H21)."""
        if (
            len(payload) > 64
            or not payload.replace("_", "").replace("-", "").isalnum()
            or not payload.isascii()
        ):
            return None
        word, *given = payload.split("_")
        found = self._by_deep.get(word)
        if found is None or len(given) != len(found.required):
            return None
        try:
            args = {n: t(g) for (n, t), g in zip(found.required.items(), given, strict=True)}
        except ValueError:
            return None
        if any(isinstance(value, int) and not 0 < value < 2**31 for value in args.values()):
            return None
        return Link(found.name, tuple(args.items()))


class UnknownFlow(LookupError):
    """A conversation was named that is not registered."""


def _put(table: dict[str, Flow], key: str, value: Flow) -> None:
    if table.setdefault(key, value) is not value:
        one, other = (f"{each.name} in {each.run.__module__}" for each in (table[key], value))
        message = f"{key!r} belongs to two conversations: {one}, and {other}. Give one of them another."
        raise ValueError(message)
