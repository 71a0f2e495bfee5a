"""Somebody's chat with the bot: the real program, which restarts before every line, seen from a phone.

What is said and seen stands in a transcript: `tests/transcript.py` says how it is written. The same transcript
can be played by somebody who never presses a button: `Way.NUMBER` types its number instead, `Way.LABEL` what it
says. Back and cancel, which have no number, are then typed.
"""

from __future__ import annotations

import enum
import itertools
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.engine.chat import Chat as State
from bot.engine.chat import Frame
from bot.engine.incoming import Arrival, Sender
from bot.engine.outgoing import Button
from bot.engine.tokens import LinkToken, OptionToken
from bot.text.languages import LANGUAGES
from tests.phones import Shown
from tests.sentences import WORDS, expected, pattern
from tests.transcript import play
from tests.worlds import World


@dataclass(frozen=True)
class Line:
    """A line of what the bot said; `edited` tells that it stands in a message that changed in place."""

    text: str
    edited: bool


class Way(enum.StrEnum):
    """How somebody answers: pressing buttons, or typing what stands for them."""

    PRESS = "press"
    NUMBER = "number"
    LABEL = "label"


class Chat:
    """Somebody's chat with the bot: what they do, and what they see.

    `log` is all that was said before the last action. `asked` are the conversations that asked or showed
    something; `wrong`, `back` and `switched` those in which a wrong answer was met, a step taken back, the
    language changed while they were under way.
    """

    def __init__(
        self, world: World, name: str = "anna", *, hint: str | None = "nl", way: Way = Way.PRESS
    ) -> None:
        self.world, self.name, self.hint, self.way = world, name, hint, way
        self.language = hint if hint in LANGUAGES else LANGUAGES[0]
        self.mine: list[tuple[str, str]] = []
        self.pressed: list[str] = []
        self.asked: set[str] = set()
        self.wrong: set[str] = set()
        self.back: set[str] = set()
        self.switched: set[str] = set()
        self.log: list[str] = []
        self._count = 0
        self._known = 0
        self.toast = ""

    def numbered_from(self, count: int) -> None:
        """Number what is sent from here on: a chat that is gone on with has used the numbers before."""
        self._count = count

    # --- what somebody does

    def say(self, text: str) -> None:
        """Type something."""
        self._count += 1
        self.mine.append((f"u{self.name}{self._count}", text))
        self._does(f"> {_short(text)}", {"kind": "typed", "text": text, "message": self.mine[-1][0]})

    def reply(self, part: re.Pattern[str], text: str) -> None:
        """Type something in reply to the latest message of the bot's that has this part."""
        said = next(message for message in reversed(self.shown()) if part.search(message.text))
        self._count += 1
        self.mine.append((f"u{self.name}{self._count}", text))
        typed = {"kind": "typed", "text": text, "message": self.mine[-1][0], "answers": said.id}
        self._does(f"(replies) {_short(text)}", typed)

    def say_in_vain(self, text: str) -> None:
        """Type something that is kept by a program which dies before its turn."""
        self._count += 1
        self.mine.append((f"u{self.name}{self._count}", text))
        self._keep({"kind": "typed", "text": text, "message": self.mine[-1][0]})

    def edit(self, part: str, text: str) -> None:
        """Change the latest message that has this part."""
        message = next(m for m, said in reversed(self.mine) if part in said)
        self._does(f"(edits) {_short(text)}", {"kind": "edited", "text": text, "message": message})

    def redact(self, part: str | None) -> None:
        """Take back the latest message that has this part; None takes back the latest press of a button."""
        message = next((m for m, said in reversed(self.mine) if part and part in said), None)
        self._does(f"(redacts {part})", {"kind": "redacted", "message": message or self.pressed[-1]})

    def send(self, kind: str, **what: Any) -> None:
        """Send something that is not text: a sticker, a photo, a place."""
        self._count += 1
        self._does(f"({kind})", {"kind": kind, "message": f"u{self.name}{self._count}", **what})

    def document(self, data: bytes, name: str) -> None:
        """Send a PDF."""
        file = f"document-{self.name}-{len(self.world.phones.files)}"
        self.world.phones.files[file] = data
        self.send("document", file=file, name=name)

    def photo(self, data: bytes | None) -> None:
        """Send a photo; None for one that cannot be fetched any more."""
        file = f"photo-{self.name}-{len(self.world.phones.files)}"
        self.mine.append((f"u{self.name}{self._count + 1}", "(photo)"))
        if data is not None:
            self.world.phones.files[file] = data
        self.send("photo", file=file)

    def press(self, name: str, *, times: int = 1) -> None:
        """Press the newest button that is called so; in another way, type what stands for it."""
        button, message = self._button(name)
        latest = self.shown()[-1]
        if self.way is not Way.PRESS and times == 1 and message == latest.id:
            self.say(self._instead(button))
            return
        for _ in range(times):
            self.press_token(button.token, message, f"[{button.label}]")

    def press_token(self, token: str, message: str = "b0", log: str = "[?]") -> None:
        """Press a button that carries this token."""
        receipt = f"r{next(self.world.receipts)}"
        self.pressed.append(f"x{receipt}")
        press = {"kind": "pressed", "token": token, "message": message, "receipt": receipt}
        self._does(log, {**press, "mark": self.pressed[-1]})

    def wait(self, by: timedelta) -> None:
        """Let time go by."""
        self._begin(f"({by} later)")
        self.world.restart()
        self.world.forward(by)

    # --- what somebody sees

    def shown(self) -> list[Shown]:
        """Return the messages on the screen."""
        return self.world.phones.screens.get(self.name, [])

    def buttons(self) -> list[Button]:
        """Return every button on the screen, the newest last."""
        return [button for message in self.shown() for button in message.buttons]

    @property
    def state(self) -> State:
        """The state of this chat in the database."""
        return self.world.glimpse(self.name)[0]

    def lines(self) -> list[Line]:
        """Return what the bot said since the last action, line by line, the buttons of a message as its last."""
        return [
            Line(line, message.edited)
            for message in self.new_messages()
            for line in (*message.text.split("\n"), labels(message))
            if line
        ]

    @property
    def news(self) -> list[str]:
        """What the bot said since the last action, line by line."""
        return [line.text for line in self.lines()]

    def new_messages(self) -> list[Shown]:
        """Return what is new or has changed on the screen since the last action."""
        return [message for message in self.shown() if message.count >= self._known]

    def play(self, transcript: str, **values: str) -> None:
        """Play a transcript to its end; `values` stand where it says $name."""
        play(self, transcript, values)

    # --- how it is done

    def _does(self, log: str, update: dict[str, Any]) -> None:
        """Let an update arrive at a program that has just started, and wait until all is done."""
        before, spoke = self.world.glimpse(self.name)
        self._begin(log)
        self.world.restart()
        self._keep(update)
        self.world.settle()
        self.toast = self.world.phones.toasts.get(update.get("receipt", ""), "")
        after, speaks = self.world.glimpse(self.name)
        self._note(update, before, after, switched=spoke != speaks)

    def _keep(self, update: dict[str, Any]) -> None:
        self._count += 1
        sender = Sender(self.name, self.name, self.name, self.hint)
        arrival = Arrival(f"{self.name}-{self._count}", json.dumps(update), sender, update.get("receipt"))
        self.world.keep(arrival)

    def _begin(self, log: str) -> None:
        self.log += [*(f"    < {line.text}" for line in self.lines()), log]
        self._known = len(self.world.phones.ever.get(self.name, ()))
        self.toast = ""

    def _button(self, name: str) -> tuple[Button, str]:
        """Return the newest button that is called so, one that is gone if need be, and the message it is on."""
        ways = self.called(name)
        for messages, fits in itertools.product((self.shown(), self.world.phones.ever[self.name]), ways):
            for message in reversed(messages):
                for button in message.buttons:
                    if fits(button):
                        return button, message.id
        raise AssertionError(f"there is no button {name!r}")

    def called(self, name: str) -> tuple[Callable[[Button], bool], ...]:
        """Return how to tell a button that is called so, the surest way first."""
        names, label = self._names(), expected(name, self.language, self.world.city)
        return (
            lambda button: name in {names(button), button.word},
            lambda button: names(button).startswith(f"{name} "),
            lambda button: bool(label.search(button.label)),
        )

    def _names(self) -> Callable[[Button], str]:
        """Return what names a button: an option by its id, a way by where it leads."""
        frames = {frame.id: frame for frame in self.state.frames}
        mint, account = self.world.worker.turns.house.mint, self.world.who(self.name).account

        def named(button: Button) -> str:
            match mint.read(button.token, account):
                case OptionToken(frame, asked, index) if frame in frames and asked in frames[frame].asked:
                    return frames[frame].asked[asked][1][index]
                case LinkToken(flow, args):
                    return " ".join([flow, *map(str, args)])
            return ""

        return named

    def _instead(self, button: Button) -> str:
        """Return what is typed instead of pressing a button of the latest message."""
        latest = self.shown()[-1]
        numbered = [b for b in latest.buttons if not b.word]
        if button.word:
            return button.label
        number = str(numbered.index(button) + 1)
        if self.way is Way.NUMBER:
            return number
        if button.label != number:
            return button.label.removeprefix("✓ ")
        line = next(line for line in latest.text.split("\n") if line.startswith(f"{number}. "))
        return str(line.removeprefix(f"{number}. ").split(" · ")[0])

    def _note(self, update: dict[str, Any], before: State, after: State, *, switched: bool) -> None:
        """Note what happened to the conversation that had the word."""
        self.asked |= {frame.flow for frame in after.frames}
        if not before.frames:
            return
        was = before.frames[-1]
        now = next((f for f in after.frames if f.id == was.id), None)
        if switched:
            ids = {f.id for f in after.frames}
            self.switched |= {f.flow for f in before.frames if f.id in ids}
        if _word_of(update) == "back":
            self.back.add(was.flow)
        elif update["kind"] != "pressed" and not _word_of(update) and self._is_refused(was, now):
            self.wrong.add(was.flow)

    def _is_refused(self, was: Frame, now: Frame | None) -> bool:
        """Tell whether an answer was not understood: the same is asked again, or a view gave way to the menu."""
        if now is None:
            lost = re.compile(pattern("I did not understand that. Choose", self.language))
            return any(lost.search(line) for line in self.news)
        return now.latest() == was.latest() and now.turns > was.turns


def labels(message: Shown) -> str:
    """Return the buttons of a message as a line: "[Yes] [No]"."""
    return " ".join(f"[{button.label}]" for button in message.buttons)


def _word_of(update: dict[str, Any]) -> str:
    typed = str(update.get("text", "")).strip("/").lower()
    said = next((word for word, spoken in WORDS.items() if typed in spoken.values()), "")
    return "back" if str(update.get("token", "")).startswith("w:back") else said


def _short(text: str) -> str:
    return text if len(text) <= 200 else f"{text[:80]}… ({len(text)} characters)"
