"""A transcript: who says what in a chat, line by line.

    given a citizen            who is there, and what is (`tests/given.py`)
    > molenbeck                typed
    [share]                    presses the newest button that is called so ("[share] 20 times"): an option by its
                               id, a way by where it leads ("[card 3]"), back, cancel, or a part of the label
    (photo)                    also: (photo broken), (photo gone), (sticker), (location 50.85 4.35), (pdf), (pdf broken)
    (edits “molenbeck”) Jette  changes a message sent before
    (replies to “plein”) Done  types this in reply to a message of the bot's that has this
    (redacts “molenbeck”)      takes back a message sent before; also (redacts the press): the latest press of a button
    (8 days later)             the clock is moved, and what falls due happens when it does
    (now in fr)                from here on, the bot is expected to speak French
    ? idea title               the bot asks this: a conversation, and which of its questions
    < Hello! … city            a line of what the bot said since the last action contains this; … is anything
    < [yes] [no]               one message has these buttons, in this order
    <= ✓ Work                  as <, in a message that changed in place
    <! Sorry                   no line contains this; also "<! [yes]"
    ~ Noted                    the pressed button answers this
    + calendar                 this goes with a message: a kind of what is made (bot/making/), a photo or a pin
    (silence)                  the bot says nothing

`{Is this right}` is the one sentence of the program with these English words in it, in the chat's language;
`{:back}` a word that always works, as that language types it; `{@urbanism}` a topic's or a place's name.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.engine.outgoing import Button
from tests.given import PDFS, PHOTOS, given
from tests.sentences import expected, spoken

if TYPE_CHECKING:
    from tests.chat import Chat
    from tests.phones import Shown

_PRESS = re.compile(r"\[(.+)\](?: (\d+) times)?")
_BUTTONS = re.compile(r"\[([^\]]+)\]")
_ABOUT = re.compile(r"\((edits|replies to) “(.*)”\) ?(.*)")
_REDACTION = re.compile(r"\(redacts (?:the press|“(.*)”)\)")
_LATER = re.compile(r"\((\d+) (second|minute|hour|day)s? later\)")
_PLACE = re.compile(r"\(location (-?[\d.]+) (-?[\d.]+)\)")


def play(chat: Chat, transcript: str, values: Mapping[str, str]) -> None:
    """Play every line; the first that is not so is told with what came instead."""
    lines = string.Template(transcript).safe_substitute(values).strip().splitlines()
    found = 0
    for number, line in enumerate(map(str.strip, lines), 1):
        try:
            found = _line(chat, line, found)
        except (AssertionError, LookupError) as problem:
            raise AssertionError(_difference(chat, number, line, problem)) from None


def _line(chat: Chat, line: str, found: int) -> int:
    """Do or check one line; return how far in what the bot said the lines before have been found."""
    kind, _, rest = line.partition(" ")
    if not line or line.startswith("#"):
        return found
    if kind in {"<", "<="} and not rest.startswith("["):
        return _find(chat, rest, found, edited=kind == "<=" and chat.way == "press")
    if kind in _CHECKS:
        _CHECKS[kind](chat, rest)
        return found
    _does(chat, kind, rest, line)
    return 0


def _does(chat: Chat, kind: str, rest: str, line: str) -> None:
    if kind == ">":
        chat.say(_said(chat, rest))
    elif kind == "given":
        given(chat, rest)
    elif press := _PRESS.fullmatch(line):
        chat.press(press[1], times=int(press[2] or 1))
    elif about := _ABOUT.fullmatch(line):
        _says_about(chat, *about.groups())
    elif redaction := _REDACTION.fullmatch(line):
        chat.redact(_said(chat, redaction[1]) if redaction[1] else None)
    elif later := _LATER.fullmatch(line):
        chat.wait(timedelta(**{f"{later[2]}s": int(later[1])}))
    elif place := _PLACE.fullmatch(line):
        chat.send("place", at=[float(place[1]), float(place[2])])
    elif line.startswith("(now in "):
        chat.language = line[8:-1]
    elif line.startswith(("(photo", "(pdf")):
        _sends(chat, line[1:-1])
    else:
        assert re.fullmatch(r"\([a-z ]+\)", line), "this is no line of a transcript"
        chat.send(line[1:-1])


def _says_about(chat: Chat, how: str, message: str, words: str) -> None:
    """Change a message sent before, or reply to one of the bot's."""
    if how == "edits":
        chat.edit(_said(chat, message), _said(chat, words))
    else:
        chat.reply(_expected(chat, message), _said(chat, words))


def _sends(chat: Chat, what: str) -> None:
    """Send a photo or a PDF of some kind."""
    name, _, kind = what.partition(" ")
    files = PHOTOS if name == "photo" else PDFS
    assert (kind or "fine") in files, f"there is no such {name}; there are: {', '.join(files)}"
    if name == "photo":
        chat.photo(PHOTOS[kind or "fine"])
    else:
        chat.document(PDFS[kind or "fine"], "Plan du quartier.pdf")


def _said(chat: Chat, text: str) -> str:
    return spoken(text, chat.language, chat.world.city)


def _expected(chat: Chat, text: str) -> re.Pattern[str]:
    return expected(text, chat.language, chat.world.city)


def _find(chat: Chat, text: str, found: int, *, edited: bool) -> int:
    """See that a line, from the last one found on, contains this; return which."""
    wanted = _expected(chat, text)
    for number, line in enumerate(chat.lines()):
        if number >= found and wanted.search(line.text) and (line.edited or not edited):
            return number
    raise AssertionError("this was not said" + (" by a message that changed in place" if edited else ""))


def _asked(chat: Chat, text: str) -> None:
    frames = chat.state.frames
    assert chat.news, "nothing was asked"
    assert frames, "nothing is under way"
    asked = f"{frames[-1].flow} {frames[-1].latest()[0]}"
    assert f"{asked} ".startswith(f"{text} "), f"what is asked is: {asked}"


def _buttons(chat: Chat, text: str) -> None:
    assert _shows(chat, text), "no message has these buttons"


def _absent(chat: Chat, text: str) -> None:
    if text.startswith("["):
        assert not _shows(chat, text), "a message has these buttons"
        return
    wanted = _expected(chat, text)
    assert not any(wanted.search(line) for line in chat.news), "this was not to be said"


def _toast(chat: Chat, text: str) -> None:
    """To somebody who typed, what a button would have answered is said."""
    seen = [chat.toast, *([] if chat.way == "press" else chat.news)]
    assert any(_expected(chat, text).search(each) for each in seen), f"the toast was {chat.toast!r}"


def _attached(chat: Chat, text: str) -> None:
    found = [kind for message in chat.new_messages() for kind in _kinds(message)]
    assert text in found, f"what goes with the messages is: {found or 'nothing'}"


def _kinds(message: Shown) -> Iterator[str]:
    if message.photo is not None:
        yield "photo"
    if message.spot is not None:
        yield "pin"
    if message.made is not None:
        yield message.made.kind


def _silence(chat: Chat, _text: str) -> None:
    assert not chat.news, "the bot was to say nothing"


_CHECKS: Final[dict[str, Callable[[Chat, str], None]]] = {
    "?": _asked,
    "<": _buttons,
    "<!": _absent,
    "~": _toast,
    "+": _attached,
    "(silence)": _silence,
}


def _shows(chat: Chat, text: str) -> bool:
    """Tell whether one message has these buttons, in their order."""
    wanted = [chat.called(name) for name in _BUTTONS.findall(text)]
    return any(_in_order(wanted, message) for message in chat.new_messages())


def _in_order(wanted: list[tuple[Callable[[Button], bool], ...]], message: Shown) -> bool:
    rest: Iterator[Button] = iter(message.buttons)
    return all(any(any(fits(button) for fits in ways) for button in rest) for ways in wanted)


def _difference(chat: Chat, number: int, line: str, problem: Exception) -> str:
    """Return what was to come, what came, and the chat until there."""
    came = "\n".join(f"    < {said.text}{' (in place)' if said.edited else ''}" for said in chat.lines())
    return (
        f"line {number} of the transcript, in {chat.language}:\n    {line}\n{problem}{_meaning(chat, line)}\n"
        f"what came:\n{came or '    (nothing)'}\nthe chat until here:\n" + "\n".join(chat.log)
    )


def _meaning(chat: Chat, line: str) -> str:
    try:
        return f"\nlooked for: {_expected(chat, line.partition(' ')[2]).pattern}" if "{" in line else ""
    except (AssertionError, LookupError):
        return ""
