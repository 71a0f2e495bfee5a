"""What goes out in one turn: sentences gathered into as few messages as that allows, each with its buttons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.engine.chat import Frame
from bot.engine.outgoing import TICK, Button, Making, Outgoing, Spot
from bot.engine.questions import Attached, Link, Made, Option, Pin, Question
from bot.engine.talk import Say
from bot.engine.tokens import LinkToken, Mint, OptionToken, WordToken
from bot.engine.words import Word
from bot.text.lazy import Joined, Verbatim, Words, _
from bot.text.render import label, render


@dataclass(frozen=True, slots=True)
class Choice:
    """A button before it is rendered: its label, its token, and the word to type where it has no number."""

    label: Words
    token: str
    word: Word | None = None


@dataclass(slots=True)
class Message:
    """One message before it is rendered; `edits` names the message it may take the place of."""

    parts: list[Words] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    attached: Attached | None = None
    edits: str | None = None
    listed: int = 0

    @property
    def words(self) -> Words:
        """All that it says."""
        return self.parts[0] if len(self.parts) == 1 else Joined(tuple(self.parts), "\n\n")


class Speaker:
    """Gathers what one turn says. `toast` is what a pressed button says by itself."""

    def __init__(self, mint: Mint, account: int) -> None:
        self.mint, self.account = mint, account
        self.messages: list[Message] = []
        self.toast: Words | None = None
        self._parts: list[Words] = []

    def say(self, words: Words) -> None:
        """Say something before whatever comes next."""
        self._parts.append(words)

    def take_up(self, said: Say, *, pressed: bool) -> None:
        """Say what a conversation said; a toast by the pressed button, where one was pressed."""
        if said.toast and pressed:
            self.toast = said.words
        elif said.attached is not None:
            self.flush()
            self.messages.append(Message([said.words], attached=said.attached))
        else:
            self._parts.append(said.words)

    def ask(
        self, question: Question, frame: Frame, ways_out: Sequence[Word], *, edits: str | None, again: bool
    ) -> None:
        """Put the question, after everything said so far, into the message that goes out; `again`, in short."""
        short = question.short if again else None
        self._parts.append(_asked(question, short or question.prompt))
        asked = frame.ask_number(question)
        choices = [self._choice(frame, question, asked, i) for i in range(len(question.options))]
        choices += [Choice(_WAYS_OUT[w], self.mint.make(WordToken(w), self.account), w) for w in ways_out]
        listed = sum(o.numbered for o in question.options)
        attached = None if short else question.attached
        self.flush(Message([], choices, attached, edits, listed))

    def flush(self, message: Message | None = None) -> None:
        """Make one message of everything said so far."""
        if self._parts or message:
            message = message or Message()
            message.parts = self._parts
            self._parts = []
            self.messages.append(message)

    def link(self, name: Words, to: Link) -> Choice:
        """Return a button that leads to another conversation."""
        return Choice(name, self.mint.make(LinkToken(to.flow, tuple(v for _n, v in to.args)), self.account))

    def _choice(self, frame: Frame, question: Question, asked: int, index: int) -> Choice:
        """Return the button of an option; one of several says and sets the other state."""
        option = question.options[index]
        name = _numbered(option, index)
        if option.to:
            return self.link(name, option.to)
        on = None
        if question.several and index < len(question.options) - 1:
            picked = (frame.journal.get(question.step, {}).get("a") or {}).get("options", ())
            on = option.id not in picked
            name = option.label if on else Joined((Verbatim(TICK), option.label), "")
        return Choice(name, self.mint.make(OptionToken(frame.id, asked, index, on), self.account))


_WAYS_OUT = {Word.BACK: _("Back"), Word.CANCEL: _("Cancel")}


def _numbered(option: Option, index: int) -> Words:
    return Verbatim(str(index + 1)) if option.numbered else option.label


def _asked(question: Question, prompt: Words) -> Words:
    """Return the prompt, with its numbered options beneath."""
    lines = [_line(i, o) for i, o in enumerate(question.options) if o.numbered]
    return Joined((prompt, Joined(tuple(lines), "\n")), "\n\n") if lines else prompt


def _line(index: int, option: Option) -> Words:
    if option.detail is None:
        return _("<b>{number}.</b> {label}", number=str(index + 1), label=option.label)
    return _(
        "<b>{number}.</b> {label}\n<i>{detail}</i>",
        number=str(index + 1),
        label=option.label,
        detail=option.detail,
    )


def outgoing(message: Message, language: str) -> Outgoing:
    """Return the message in a language, as the outbox keeps it."""
    attached = message.attached
    return Outgoing(
        text=render(message.words, language),
        buttons=tuple(Button(label(c.label, language), c.token, str(c.word or "")) for c in message.choices),
        photo=attached if isinstance(attached, int) else None,
        made=Making(attached.kind, told(attached.data, language)) if isinstance(attached, Made) else None,
        spot=_spot(attached, language) if isinstance(attached, Pin) else None,
        edits=message.edits,
        listed=message.listed,
    )


def told(data: Any, language: str) -> Any:
    """Return what something is made of, as JSON has it: words are said in this language."""
    if isinstance(data, Mapping):
        return {name: told(value, language) for name, value in data.items()}
    if isinstance(data, list | tuple):
        return [told(value, language) for value in data]
    return label(data, language) if isinstance(data, Words) else data


def _spot(pin: Pin, language: str) -> Spot:
    return Spot(pin.latitude, pin.longitude, label(pin.title, language), label(pin.address, language))
