"""Questions, and how a reply to one is understood: pure, and the same on every platform."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote

from bot.civic.links import is_code
from bot.engine.incoming import Content, Document, Picture, Position, Typed
from bot.text.clean import fold, number
from bot.text.languages import LANGUAGES
from bot.text.lazy import Verbatim, Words, _
from bot.text.render import label
from bot.text.spoken import spoken, spoken_in

Raw = dict[str, Any]
"""An answer as the journal keeps it: `{"option": id}`, `{"text": …}`, `{"place": [lat, lon]}`, `{"photo": file}`…"""


@dataclass(frozen=True, slots=True)
class Link:
    """A way to another conversation: its name and arguments (words or whole numbers)."""

    flow: str
    args: tuple[tuple[str, str | int], ...] = ()


def link(flow: str, /, **args: str | int) -> Link:
    """Return the way to `flow` with these arguments."""
    return Link(flow, tuple(args.items()))


def spell(to: Link) -> str:
    """Return the way as one word, which `unspell` reads back: an argument that a conversation can carry."""
    return ".".join(
        [to.flow, *(f"{name}={type(value).__name__[0]}{_quoted(value)}" for name, value in to.args)]
    )


def unspell(spelt: str) -> Link:
    """Return the way that `spell` wrote."""
    flow, *args = spelt.split(".")
    pairs = (a.partition("=")[::2] for a in args)
    return Link(flow, tuple((name, int(v[1:]) if v[0] == "i" else unquote(v[1:])) for name, v in pairs))


def _quoted(value: str | int) -> str:
    """Return the value without the dot that parts arguments: a way may lead on to another."""
    return quote(str(value), safe="").replace(".", "%2E")


@dataclass(frozen=True, slots=True)
class Made:
    """Something that is made only when it is sent: a chart, a code, a file for a calendar.

    `kind` is what `bot/making/` knows how to make of `data`: words, which are said in the reader's language first,
    numbers, and tuples and mappings of such.
    """

    kind: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Pin:
    """A place on the map, in degrees, with what it is called and where that is."""

    latitude: float
    longitude: float
    title: Words
    address: Words


Attached = int | Made | Pin
"""What goes with a message: a kept photo by its number, something that is made as it leaves, a place on the map."""


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: `id` is what the journal keeps, `label` what is shown, `detail` what a list says beside it.

    An option with `to` leaves for another conversation. `numbered` options stand in the text as a
    numbered list, their buttons carry the number alone. `also` is what else is typed for it, folded.
    """

    id: str
    label: Words
    to: Link | None = None
    detail: Words | None = None
    numbered: bool = False
    also: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class TextRule:
    """What typed words must be: between `shortest` and `longest` characters after cleaning.

    Where they stand on `one_line` among others (a title in a list), breaks and gaps become spaces.
    """

    longest: int
    shortest: int = 1
    one_line: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `step` is its name in the journal, and `was` the name it had in earlier releases.

    `of` names the look that the options come from: when that is looked up anew, the choice is dropped.
    `rests` marks a view: nothing is unfinished while it waits. `job` waits for a job's end. `code` takes what has the shape of
    a code, and leaves all other words to those that begin a conversation.
    `short` takes the place of the prompt, and of what is attached, where that has just been read; `misfit` is said of a reply that
    does not fit.
    """

    step: str
    prompt: Words
    options: tuple[Option, ...] = ()
    text: TextRule | None = None
    place: bool = False
    photo: bool = False
    document: bool = False
    code: bool = False
    several: bool = False
    rests: bool = False
    job: int | None = None
    of: str | None = None
    was: str | None = None
    attached: Attached | None = None
    short: Words | None = None
    misfit: Words | None = None

    def option(self, option_id: str) -> Option | None:
        """Return the option of that id, if it is still offered."""
        return next((o for o in self.options if o.id == option_id), None)

    def takes(self, raw: Raw) -> bool:
        """Tell whether a kept answer still answers this question, under today's rules."""
        match raw:
            case {"options": list(chosen), "done": True}:
                return self.several and all(self.option(c) for c in chosen)
            case {"option": str(chosen)}:
                return self.option(chosen) is not None
            case {"text": str(words)} if self.code:
                return is_code(words)
            case {"text": str(words)}:
                return self.text is not None and self.text.shortest <= len(words) <= self.text.longest
            case {"place": [float() | int(), float() | int()]}:
                return self.place
            case {"photo": str()}:
                return self.photo
            case {"document": str()}:
                return self.document
            case {"job": int(job)}:
                return self.job == job
        return False


@dataclass(frozen=True, slots=True)
class Understood:
    """The reply answers the question; `raw` goes into the journal."""

    raw: Raw


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """The reply does not; `why` says so kindly, with the limit or an example. Nothing is lost."""

    why: Words


Reading = Understood | NotUnderstood


def understand(
    question: Question,
    content: Content,
    *,
    kept: Raw | None = None,
    offered: Sequence[str] | None = None,
) -> Reading:
    """Read a reply to `question`. `kept` is what has been chosen so far, where several may be.

    `offered` are the ids in the order in which they were shown, so that "2" means what the person saw.
    """
    match content:
        case Typed(text) if text.strip():
            return _typed(question, text.strip(), kept, offered)
        case Position(latitude, longitude) if question.place:
            return Understood({"place": [latitude, longitude]})
        case Picture(file, size, caption) if question.photo:
            return Understood({"photo": file, "size": size, "caption": caption})
        case Document(file, name, size) if question.document:
            return Understood({"document": file, "name": name, "size": size})
    return NotUnderstood(what_fits(question))


def chosen(question: Question, option: Option, kept: Raw | None, *, on: bool | None = None) -> Raw:
    """Return the raw answer after `option` was chosen; `on` sets one of several, None turns it over."""
    if option.to is not None:
        return {"option": option.id}
    if not question.several or option.id == DONE:
        return (
            {"options": list((kept or {}).get("options", ())), "done": True}
            if question.several
            else {"option": option.id}
        )
    so_far = [o for o in (kept or {}).get("options", ()) if o != option.id]
    wanted = on if on is not None else option.id not in (kept or {}).get("options", ())
    return {"options": [*so_far, option.id] if wanted else so_far, "done": False}


# Translators: what people of your language type to go on without an answer, with commas between words that mean the same.
_SKIPPED = _("skip, none, no, leave out")


def skip_option(label: Words) -> Option:
    """Return the option to go on without an answer."""
    return Option("skip", label, also=spoken(_SKIPPED))


DONE = "done"
"""The option that ends a question of several choices."""

SHORTEST_TELLING_WORD = 4
"""Letters from which on a word of a label is taken for the whole: "the" and "een" stand in many."""


def _typed(question: Question, text: str, kept: Raw | None, offered: Sequence[str] | None) -> Reading:
    if option := matching(question, text, offered):
        return Understood(chosen(question, option, kept))
    if question.several and (many := _several(question, text, offered)):
        return Understood({"options": many, "done": True})
    if question.code:
        return Understood({"text": text}) if is_code(text) else NotUnderstood(_NO_CODE)
    if question.text is None:
        return NotUnderstood(what_fits(question))
    if question.text.one_line:
        text = " ".join(text.split())
    if len(text) > question.text.longest:
        return NotUnderstood(
            _(
                "That is {count} characters, and there is room for {longest}. Can you say it shorter?",
                count=len(text),
                longest=question.text.longest,
            )
        )
    if len(text) < question.text.shortest:
        return NotUnderstood(_("That is very short. Can you say a little more?"))
    return Understood({"text": text})


_NO_CODE = _("A code has eight signs, such as {example}. Please look again.", example="K7PD-2WXM")


def _several(question: Question, text: str, offered: Sequence[str] | None) -> list[str]:
    """Return the ids in "1, 3 en 5" or "work, culture"; empty if any part is none of the choices."""
    parts = [p for p in fold_list(text) if p]
    found = [matching(question, p, offered) for p in parts]
    return list(dict.fromkeys(o.id for o in found if o and o.id != DONE)) if all(found) else []


# Translators: what people of your language type before the last of several choices ("work and culture"); with commas
# between words that mean the same.
_AND = _("and")


def fold_list(text: str) -> list[str]:
    """Return the parts of a typed list: between them stand commas, semicolons, "and" in any language."""
    parts = [p.strip() for p in _between().split(text)]
    return parts if len(parts) > 1 else text.split()


@functools.cache
def _between() -> re.Pattern[str]:
    written = {word for language in LANGUAGES for word in spoken_in(language, _AND)}
    words = "|".join(map(re.escape, sorted(written | spoken(_AND))))
    return re.compile(rf"[,;\n&+]|(?<=\s)(?:{words})(?=\s)", re.IGNORECASE)


def matching(question: Question, text: str, offered: Sequence[str] | None = None) -> Option | None:
    """Return the option that was typed: by its number in the list as it was `offered`, or its label in any language."""
    if not question.options:
        return None
    which = number(text)
    if which is not None:
        ids = offered if offered is not None else [o.id for o in question.options]
        return question.option(ids[which - 1]) if 1 <= which <= len(ids) else None
    typed = fold(text)
    if whole := next(
        (o for o in question.options if typed and (typed in labels(o.label) or typed in o.also)), None
    ):
        return whole
    if begun := _only(o for o in question.options if typed in openings(o.label)):
        return begun
    # Where words of one's own are the answer, or may start a conversation, those come first.
    return named(question, text) if not question.rests and (question.text is None or question.place) else None


def withdrawn(question: Question, text: str, offered: Sequence[str]) -> bool:
    """Tell whether the number was typed of a choice that was `offered` and is there no longer."""
    which = number(text)
    return which is not None and 1 <= which <= len(offered) and question.option(offered[which - 1]) is None


def named(question: Question, text: str) -> Option | None:
    """Return the option of which a word, or some as they stand there, was typed, if that stands in its label alone."""
    typed = fold(text)
    if not any(len(word) >= SHORTEST_TELLING_WORD for word in typed.split()):
        return None
    return _only(o for o in question.options if not o.numbered and stands_in(typed, o.label))


def _only(found: Iterable[Option]) -> Option | None:
    options = list(found)
    return options[0] if len(options) == 1 else None


@functools.lru_cache(maxsize=2048)
def labels(words: Words) -> frozenset[str]:
    """Return the folded label in every language."""
    return frozenset(fold(label(words, language)) for language in LANGUAGES) - {""}


@functools.lru_cache(maxsize=2048)
def openings(words: Words) -> frozenset[str]:
    """Return what stands before the comma in every language, folded: "yes" is enough for "Yes, I agree"."""
    parts = (label(words, language).partition(",") for language in LANGUAGES)
    return frozenset(fold(before) for before, comma, _after in parts if comma) - {""}


def stands_in(typed: str, words: Words) -> bool:
    """Tell whether these folded words stand together in the label in any language: "list" is enough for "Show the list"."""
    return any(f" {typed} " in f" {whole} " for whole in labels(words))


def what_fits(question: Question) -> Words:
    """Return the sentence that says which replies the question takes."""
    if question.job is not None:
        return _("One moment, please.")
    if question.misfit is not None:
        return question.misfit
    if question.document:
        return _("I cannot take that here. Send a photo or another file, or press a button.")
    if question.photo:
        return _("That is not a photo. Send one, or press a button.")
    if question.text is not None:
        return _("I can only read words here. Please type your answer.")
    count = len(question.options)
    if question.several:
        return _(
            "I do not find that in the list. Press your choices, or type their numbers, such as “1, 3”. Press “{done}” to go on.",
            done=Verbatim("0") if not count else question.options[-1].label,
        )
    if count == 1:
        return _("I do not know that answer. Press the button, or type 1.")
    if count == 2:
        return _("I do not know that answer. Press one, or type 1 or 2.")
    return _("I do not know that answer. Press one, or type its number, 1 to {count}.", count=count)
