"""An `Outgoing` as the contents of Matrix events: cut into parts that fit, with the choices as a list beneath.

There are no buttons: choices are numbered, and answered by number, by word, or by a keycap reaction. What each choice
stands for travels in the event itself (docs/decisions/0017-tokens-in-the-event.md).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adapters.matrix.keycaps import keycaps
from bot.engine.outgoing import Button, Outgoing, Spot, dump
from bot.engine.previews import Shown
from bot.text.inline import escape
from bot.text.render import for_matrix, plain, split

CHOICES = "be.parvis.choices"
"""In the content of our own events: the tokens of the choices, in the order of their numbers."""

LONGEST_TEXT = 3000
"""An event has 65,536 bytes, an edit holds its content twice, and every content holds its text twice (body and HTML).

So many characters are 18 kB at most, as each is three bytes in the body, or five (`&amp;`) in the HTML.
"""

Content = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """What one event says: its markup, the tokens of its choices, what goes with it, the event it replaces."""

    text: str
    tokens: tuple[str, ...] = ()
    photo: int | None = None
    edits: str | None = None
    made: bool = False
    spot: Spot | None = None

    @property
    def encloses(self) -> bool:
        """Tell whether a file goes with it."""
        return self.made or self.photo is not None


def parts_of(message: Outgoing) -> list[Part]:
    """Return the message in parts that fit: the first replaces, the last has the choices. No part: nothing is said.

    A question replaces nothing: the reactions that stand on the older event would answer the new one. What changes in
    its place or not at all asks what it asked before. Raises ValueError if the text is not our markup.
    """
    tokens = tuple(button.token for button in message.buttons if not button.word)
    edits = None if message.buttons and not message.or_nothing else event_of(message.edits)
    pieces = split(_listing(message), LONGEST_TEXT)
    if message.spot is not None:
        return [Part("", spot=message.spot), *_texts(pieces, tokens)]
    made = message.made is not None
    if (message.photo is not None or made) and len(pieces) > 1:
        return [Part("", photo=message.photo, made=made), *_texts(pieces, tokens)]
    if message.photo is not None or made:
        return [Part(pieces[0] if pieces else "", tokens, message.photo, edits, made)]
    return _texts(pieces, tokens, edits)


def shown(message: Outgoing) -> list[Shown]:
    """Return the message as it stands on a screen: its parts, and the signs that are put under its choices."""
    return [
        Shown(part.text, part.encloses, signs=tuple(keycaps(len(part.tokens)))) for part in parts_of(message)
    ]


def event_of(edits: str | None) -> str | None:
    """Return the event that a message is to replace, if that is an event."""
    return edits if edits and edits.startswith("$") else None


def _texts(pieces: list[Any], tokens: tuple[str, ...], edits: str | None = None) -> list[Part]:
    parts = [Part(piece) for piece in pieces]
    if parts:
        parts[-1] = Part(parts[-1].text, tokens)
        parts[0] = Part(parts[0].text, parts[0].tokens, edits=edits)
    return parts


def _listing(message: Outgoing) -> str:
    """Return the text with the choices beneath that it does not list itself, and the words that lead out."""
    numbered = [button for button in message.buttons if not button.word]
    lines = [
        f"<b>{number}.</b> {escape(button.label)}"
        for number, button in enumerate(numbered, 1)
        if number > message.listed
    ]
    ways_out = " · ".join(_way_out(button) for button in message.buttons if button.word)
    return "\n\n".join(each for each in (message.text, "\n".join(lines), ways_out) if each)


def _way_out(button: Button) -> str:
    return f"<i>{escape(button.label)}</i>"


def content_of(part: Part) -> Content:
    """Return what an event of text says: plain for notifications, HTML for reading. It mentions nobody (H35)."""
    content: Content = {"msgtype": "m.text", **_words(part.text), "m.mentions": {}}
    if part.tokens:
        content[CHOICES] = list(part.tokens)
    return content if part.edits is None else _edit(content, part.edits)


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A file as the homeserver has it; with the `key` that opens it, if it is sealed."""

    address: str
    name: str
    kind: str
    size: int
    alt: str = ""
    key: Mapping[str, Any] | None = None


_MESSAGES = {"image": "m.image", "video": "m.video", "audio": "m.audio"}
"""From what a media type begins with to how clients show the file."""


def file_content(part: Part, file: Uploaded) -> Content:
    """Return what an event of a photo or another file says: the name of the file, or the caption beside it."""
    content: Content = {
        "msgtype": _MESSAGES.get(file.kind.partition("/")[0], "m.file"),
        **({"url": file.address} if file.key is None else {"file": {**file.key, "url": file.address}}),
        "filename": file.name,
        **(_words(part.text) if part.text else {"body": file.alt or file.name}),
        "info": {"mimetype": file.kind, "size": file.size},
        "m.mentions": {},
    }
    if part.tokens:
        content[CHOICES] = list(part.tokens)
    return content if part.edits is None else _edit(content, part.edits)


def spot_content(spot: Spot) -> Content:
    """Return what an event of a place on the map says.

    https://spec.matrix.org/v1.19/client-server-api/#mlocation, RFC 5870
    """
    return {
        "msgtype": "m.location",
        "body": spot.named,
        "geo_uri": f"geo:{spot.latitude:.6f},{spot.longitude:.6f}",
        "m.mentions": {},
    }


def transaction(message: Outgoing, key: int, number: int) -> str:
    """Return the transaction id of a part: the same at every attempt, and never that of another message.

    Outbox ids begin anew with a new database, and go back with one that is restored, while the homeserver still knows
    what it was sent under them: so what is said is part of the name.
    """
    digest = hashlib.blake2s(dump(message).encode(), digest_size=6).hexdigest()
    return f"parvis.{key}.{number}.{digest}"


def _words(markup: str) -> Content:
    return {
        "body": plain(markup),
        "format": "org.matrix.custom.html",
        "formatted_body": for_matrix(markup),
    }


def _edit(content: Content, event: str) -> Content:
    """Return the content that replaces another's; for clients that know no edits it stands by itself, with a star."""
    return {
        **content,
        **{name: f"* {content[name]}" for name in ("body", "formatted_body") if name in content},
        "m.new_content": content,
        "m.relates_to": {"rel_type": "m.replace", "event_id": event},
    }
