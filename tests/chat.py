"""A chat, played from a transcript of who says what, against the real program, which restarts before every line.

    given a citizen            who is there, and what is (see `_GIVEN`)
    > molenbeck                typed
    [share]                    presses the newest button that is called so ("[share] 20 times"): an option by its
                               id, a way by where it leads ("[card 3]"), back, cancel, or a part of the label
    (photo)                    also: (photo broken), (photo gone), (sticker), (location 50.85 4.35)
    (edits “molenbeck”) Jette  changes a message sent before
    (8 days later)             the clock is moved, and what falls due happens when it does
    (now in fr)                from here on, the bot is expected to speak French
    ? idea title               the bot asks this: a conversation, and which of its questions
    < Hello! … city            a line of what the bot said since the last action contains this; … is anything
    < [yes] [no]               one message has these buttons, in this order
    <= ✓ Work                  as <, in a message that changed in place
    <! Sorry                   no line contains this; also "<! [yes]"
    ~ Noted                    the pressed button answers this
    (silence)                  the bot says nothing

`{Is this right}` is the one sentence of the program with these English words in it, in the chat's language;
`{:back}` a word that always works, as that language types it; `{@urbanism}` a topic's or a place's name.

The same transcript can be played by somebody who never presses a button: `Way.NUMBER` types its number
instead, `Way.LABEL` what it says. Back and cancel, which have no number, are then typed.
"""

from __future__ import annotations

import enum
import itertools
import json
import re
import string
import struct
import zlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, Final

from bot.civic.ideas import WHOLE_CITY, SubmitIdea
from bot.civic.people import OPINIONS, REMINDERS, FinishWelcome, GiveConsent, SpeakLanguage, WithdrawConsent
from bot.engine.chat import Chat as State
from bot.engine.chat import Frame
from bot.engine.incoming import Arrival, Sender
from bot.engine.outgoing import Button, Lane
from bot.engine.tokens import LinkToken, OptionToken
from bot.engine.work import Taken
from bot.text.languages import LANGUAGES
from tests.sentences import WORDS, forms, pattern
from tests.worlds import World

_KEY = re.compile(r"\{([^{}]+)\}")
_PRESS = re.compile(r"\[(.+)\](?: (\d+) times)?")
_BUTTONS = re.compile(r"\[([^\]]+)\]")
_EDIT = re.compile(r"\(edits “(.*)”\) ?(.*)")
_LATER = re.compile(r"\((\d+) (second|minute|hour|day)s? later\)")
_PLACE = re.compile(r"\(location (-?[\d.]+) (-?[\d.]+)\)")


class Way(enum.StrEnum):
    """How somebody answers: pressing buttons, or typing what stands for them."""

    PRESS = "press"
    NUMBER = "number"
    LABEL = "label"


class Chat:
    """Somebody's chat with the bot: what they do, and what they see.

    `asked` are the conversations that asked or showed something; `wrong`, `back` and `switched` those in which
    a wrong answer was met, a step taken back, the language changed while they were under way.
    """

    def __init__(
        self, world: World, name: str = "anna", *, hint: str | None = "nl", way: Way = Way.PRESS
    ) -> None:
        self.world, self.name, self.hint, self.way = world, name, hint, way
        self.language = hint if hint in LANGUAGES else LANGUAGES[0]
        self.mine: list[tuple[str, str]] = []
        self.asked: set[str] = set()
        self.wrong: set[str] = set()
        self.back: set[str] = set()
        self.switched: set[str] = set()
        self._log: list[str] = []
        self._count = 0
        self._known = 0
        self._toast = ""
        self._cursor = 0
        self._news: list[tuple[str, bool]] = []

    def numbered_from(self, count: int) -> None:
        """Number what is sent from here on: a chat that is gone on with has used the numbers before."""
        self._count = count

    # --- what somebody does

    def say(self, text: str) -> None:
        """Type something."""
        self._count += 1
        self.mine.append((f"u{self.name}{self._count}", text))
        self._does(f"> {_short(text)}", {"kind": "typed", "text": text, "message": self.mine[-1][0]})

    def say_in_vain(self, text: str) -> None:
        """Type something that is kept by a program which dies before its turn."""
        self._count += 1
        self.mine.append((f"u{self.name}{self._count}", text))
        self._keep({"kind": "typed", "text": text, "message": self.mine[-1][0]})

    def edit(self, part: str, text: str) -> None:
        """Change the latest message that has this part."""
        message = next(m for m, said in reversed(self.mine) if part in said)
        self._does(f"(edits) {_short(text)}", {"kind": "edited", "text": text, "message": message})

    def send(self, kind: str, **what: Any) -> None:
        """Send something that is not text: a sticker, a photo, a place."""
        self._count += 1
        self._does(f"({kind})", {"kind": kind, "message": f"u{self.name}{self._count}", **what})

    def photo(self, data: bytes | None) -> None:
        """Send a photo; None for one that cannot be fetched any more."""
        file = f"photo-{self.name}-{len(self.world.phones.files)}"
        if data is not None:
            self.world.phones.files[file] = data
        self.send("photo", file=file)

    def press(self, name: str, *, times: int = 1) -> None:
        """Press the newest button that is called so; in another way, type what stands for it."""
        button, message = self._button(name)
        latest = self.shown()[-1]
        if self.way is not Way.PRESS and times == 1 and message == latest.id and latest.lane is Lane.ANSWER:
            self.say(self._instead(button))
            return
        for _ in range(times):
            self.press_token(button.token, message, f"[{button.label}]")

    def press_token(self, token: str, message: str = "b0", log: str = "[?]") -> None:
        """Press a button that carries this token."""
        receipt = f"r{next(self.world.receipts)}"
        self._does(log, {"kind": "pressed", "token": token, "message": message, "receipt": receipt})

    def wait(self, by: timedelta) -> None:
        """Let time go by."""
        self._begin(f"({by} later)")
        self.world.restart()
        self.world.forward(by)

    # --- what somebody sees

    def shown(self) -> list[Any]:
        """Return the messages on the screen."""
        return self.world.phones.screens.get(self.name, [])

    def buttons(self) -> list[Button]:
        """Return every button on the screen, the newest last."""
        return [button for message in self.shown() for button in message.buttons]

    @property
    def state(self) -> State:
        """The state of this chat in the database."""
        return self.world.glimpse(self.name)[0]

    @property
    def news(self) -> list[str]:
        """The lines that the bot said since the last action, buttons as a line of their own."""
        self._look()
        return [line for line, _edited in self._news]

    @property
    def toast(self) -> str:
        """What the last pressed button answered."""
        return self._toast

    # --- transcripts

    def play(self, transcript: str, **values: str) -> None:
        """Play a transcript to its end; `values` stand where it says $name."""
        lines = string.Template(transcript).safe_substitute(values).strip().splitlines()
        for number, line in enumerate(lines, 1):
            try:
                self._line(line.strip())
            except (AssertionError, LookupError) as problem:
                raise AssertionError(self._difference(number, line.strip(), problem)) from None

    def _line(self, line: str) -> None:
        if not line or line.startswith("#"):
            return
        kind, _, rest = line.partition(" ")
        if kind in _CHECKS:
            _CHECKS[kind](self, rest)
        elif kind == ">":
            self.say(self._said(rest))
        elif kind == "given":
            _given(self, rest)
        elif press := _PRESS.fullmatch(line):
            self.press(press[1], times=int(press[2] or 1))
        else:
            self._other(line)

    def _other(self, line: str) -> None:
        if edit := _EDIT.fullmatch(line):
            self.edit(self._said(edit[1]), self._said(edit[2]))
        elif later := _LATER.fullmatch(line):
            self.wait(timedelta(**{f"{later[2]}s": int(later[1])}))
        elif place := _PLACE.fullmatch(line):
            self.send("place", at=[float(place[1]), float(place[2])])
        elif line.startswith("(now in "):
            self.language = line[8:-1]
        elif line.startswith("(photo"):
            self.photo(PHOTOS[line[7:-1] or "fine"])
        elif line == "(silence)":
            assert not self.news, "the bot was to say nothing"
        elif re.fullmatch(r"\([a-z ]+\)", line):
            self.send(line[1:-1])
        else:
            raise AssertionError("this is no line of a transcript")

    def _said(self, text: str) -> str:
        """Return what is typed for what a transcript writes."""
        return _KEY.sub(lambda key: self._word(key[1]) or forms(key[1], self.language)[0], text)

    def _expected(self, text: str) -> re.Pattern[str]:
        """Return what must be found for what a transcript writes."""
        parts = [p if n % 2 else re.escape(p).replace("…", ".*") for n, p in enumerate(_KEY.split(text))]
        parts[1::2] = [f"(?:{re.escape(self._word(k)) or pattern(k, self.language)})" for k in parts[1::2]]
        return re.compile("".join(parts))

    def _word(self, key: str) -> str:
        if key.startswith(":"):
            return WORDS[key[1:]][self.language]
        if key == "@city":
            return str(self.world.city.names[self.language])
        if key.startswith("@"):
            places = (*self.world.city.topics, *self.world.city.neighbourhoods)
            found = [each for each in places if each.id == key[1:]]
            assert found, f"the city has no {key[1:]!r}"
            return str(found[0].names.get(self.language) or next(iter(found[0].names.values())))
        return ""

    def check_line(self, text: str) -> None:
        """See that a line that came, from the last one found on, contains this."""
        if text.startswith("["):
            wanted = [self._called(name) for name in _BUTTONS.findall(text)]
            assert any(_in_order(wanted, m) for m in self._new_messages()), "no message has these buttons"
            return
        self._find(text, edited=False)

    def check_asked(self, text: str) -> None:
        """See that the bot has just asked this."""
        frames = self.state.frames
        assert self.news, "nothing was asked"
        assert frames, "nothing is under way"
        asked = f"{frames[-1].flow} {frames[-1].latest()[0]}"
        assert f"{asked} ".startswith(f"{text} "), f"what is asked is: {asked}"

    def check_edit(self, text: str) -> None:
        """See that a message that changed in place contains this."""
        self._find(text, edited=self.way is Way.PRESS)

    def check_absent(self, text: str) -> None:
        """See that no line contains this, or that there is no such button."""
        if text.startswith("["):
            buttons = [self._called(name) for name in _BUTTONS.findall(text)]
            assert not any(_in_order(buttons, m) for m in self._new_messages()), "a message has these buttons"
            return
        wanted = self._expected(text)
        assert not any(wanted.search(line) for line in self.news), "this was not to be said"

    def check_toast(self, text: str) -> None:
        """See that the pressed button answered this; to somebody who typed, it is said."""
        seen = [self._toast, *([] if self.way is Way.PRESS else self.news)]
        assert any(self._expected(text).search(each) for each in seen), f"the toast was {self._toast!r}"

    def _find(self, text: str, *, edited: bool) -> None:
        self._look()
        wanted = self._expected(text)
        for number, (line, changed) in enumerate(self._news[self._cursor :], self._cursor):
            if wanted.search(line) and (changed or not edited):
                self._cursor = number
                return
        raise AssertionError("this was not said" + (" by a message that changed in place" if edited else ""))

    # --- how it is done

    def _does(self, log: str, update: dict[str, Any]) -> list[Taken]:
        """Let an update arrive at a program that has just started, and wait until all is done."""
        before, spoke = self.world.glimpse(self.name)
        self._begin(log)
        self.world.restart()
        self._keep(update)
        taken = self.world.settle()
        self._toast = self.world.phones.toasts.get(update.get("receipt", ""), "")
        after, speaks = self.world.glimpse(self.name)
        self._note(update, before, after, switched=spoke != speaks)
        return taken

    def _keep(self, update: dict[str, Any]) -> None:
        self._count += 1
        sender = Sender(self.name, self.name, self.name, self.hint)
        arrival = Arrival(f"{self.name}-{self._count}", json.dumps(update), sender, update.get("receipt"))
        self.world.keep(arrival)

    def _begin(self, log: str) -> None:
        self._look()
        self._log += [*(f"    < {line}" for line, _edited in self._news), log]
        self._known = len(self.world.phones.ever.get(self.name, ()))
        self._cursor, self._toast = 0, ""
        self._news = []

    def _look(self) -> None:
        self._news = [
            (line, message.edited)
            for message in self._new_messages()
            for line in (*message.text.split("\n"), _labels(message))
            if line
        ]

    def _new_messages(self) -> list[Any]:
        """Return what is new or has changed on the screen since the last action."""
        return [message for message in self.shown() if message.count >= self._known]

    def _button(self, name: str) -> tuple[Button, str]:
        """Return the newest button that is called so, one that is gone if need be, and the message it is on."""
        ways = self._called(name)
        for messages, fits in itertools.product((self.shown(), self.world.phones.ever[self.name]), ways):
            for message in reversed(messages):
                for button in message.buttons:
                    if fits(button):
                        return button, message.id
        raise AssertionError(f"there is no button {name!r}")

    def _called(self, name: str) -> tuple[Callable[[Button], bool], ...]:
        """Return how to tell a button that is called so, the surest way first."""
        names, label = self._names(), self._expected(name)
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

    def _difference(self, number: int, line: str, problem: Exception) -> str:
        self._look()
        came = "\n".join(f"    < {said}{' (in place)' if edited else ''}" for said, edited in self._news)
        return (
            f"line {number} of the transcript, in {self.language}:\n    {line}\n{problem}"
            f"{self._meaning(line)}\nwhat came:\n{came or '    (nothing)'}\nthe chat until here:\n"
            + "\n".join(self._log)
        )

    def _meaning(self, line: str) -> str:
        try:
            return f"\nlooked for: {self._expected(line.partition(' ')[2]).pattern}" if "{" in line else ""
        except (AssertionError, LookupError):
            return ""


_CHECKS: Final[dict[str, Callable[[Chat, str], None]]] = {
    "?": Chat.check_asked,
    "<": Chat.check_line,
    "<=": Chat.check_edit,
    "<!": Chat.check_absent,
    "~": Chat.check_toast,
}


def _labels(message: Any) -> str:
    return " ".join(f"[{button.label}]" for button in message.buttons)


def _in_order(wanted: list[tuple[Callable[[Button], bool], ...]], message: Any) -> bool:
    """Tell whether the message has buttons that fit these, in their order."""
    rest: Iterator[Button] = iter(message.buttons)
    return all(any(any(fits(button) for fits in ways) for button in rest) for ways in wanted)


def _word_of(update: dict[str, Any]) -> str:
    typed = str(update.get("text", "")).strip("/").lower()
    said = next((word for word, spoken in WORDS.items() if typed in spoken.values()), "")
    return "back" if str(update.get("token", "")).startswith("w:back") else said


def _short(text: str) -> str:
    return text if len(text) <= 200 else f"{text[:80]}… ({len(text)} characters)"


# --- what is given before a transcript begins


def _given(chat: Chat, what: str) -> None:
    for rule, make in _GIVEN.items():
        if found := re.fullmatch(rule, what):
            make(chat, *found.groups())
            return
    raise AssertionError(f"nothing is known of “{what}”")


def _citizen(chat: Chat, *consents: str) -> None:
    """Somebody who has been here before, and whose language is that of the chat."""
    chat.world.meet(chat.name, chat.hint)
    given = [GiveConsent(kind) for kind in consents]
    chat.world.does(chat.name, SpeakLanguage(chat.language), *given, FinishWelcome())


def _idea(chat: Chat, author: str, title: str) -> None:
    """An idea of somebody's."""
    chat.world.meet(author, "fr")
    agreed = [SpeakLanguage("fr"), GiveConsent(OPINIONS), FinishWelcome()] if author != chat.name else []
    chat.world.does(author, *agreed, SubmitIdea(title, "", "urbanism", WHOLE_CITY))


def _ideas(chat: Chat, count: int) -> None:
    for number in range(1, count + 1):
        _idea(chat, "luc", f"Idée {number}")


_GIVEN: Final[dict[str, Callable[..., None]]] = {
    r"a stranger": lambda _chat: None,
    r"a reader": _citizen,
    r"a citizen": lambda chat: _citizen(chat, OPINIONS),
    r"a citizen with reminders": lambda chat: _citizen(chat, OPINIONS, REMINDERS),
    r"consent is withdrawn": lambda chat: chat.world.does(chat.name, WithdrawConsent(OPINIONS)),
    r"an idea “(.*)”": lambda chat, title: _idea(chat, "luc", title),
    r"my idea “(.*)”": lambda chat, title: _idea(chat, chat.name, title),
    r"(\d+) ideas": lambda chat, count: _ideas(chat, int(count)),
    r"a programme": lambda chat: chat.world.programme(),
    r"a programme for (\d+) days": lambda chat, days: chat.world.programme(closes=int(days)),
    r"a programme to come": lambda chat: chat.world.programme(opens=3),
    r"a programme that is over": lambda chat: chat.world.programme(opens=-9, closes=-1),
}


# --- photos


def _png(width: int, height: int) -> bytes:
    """Return a grey picture."""
    rows = b"".join(b"\0" + b"\x99" * width for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


PHOTOS: Final[dict[str, bytes | None]] = {
    "fine": _png(40, 30),
    "other": _png(30, 40),
    "broken": b"\x89PNG\r\n\x1a\n" + b"\0" * 50,
    "of another kind": b"%PDF-1.7",
    "gone": None,
}
