"""Button tokens: at most 64 bytes, signed, nothing stored for each. A token says what was offered, never who may do it.

The signature covers whom it was made for, an account or a group, so a token that a client invents, alters or takes
from somebody else's chat is told apart at once (H10).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass

from bot.engine.words import Word

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_SIGNATURE_CHARS = 10


@dataclass(frozen=True, slots=True)
class OptionToken:
    """Choose option `index` of the `asked`-th question of conversation `frame`; `on` sets or unsets one of several."""

    frame: int
    asked: int
    index: int
    on: bool | None = None


@dataclass(frozen=True, slots=True)
class LinkToken:
    """Begin a conversation with these arguments."""

    flow: str
    args: tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class WordToken:
    """Say one of the words that always work."""

    word: Word


Token = OptionToken | LinkToken | WordToken


Holder = int | str
"""Whom a token is for: an account by its number, a group by `of_group`."""


def of_group(group: int) -> Holder:
    """Return the holder of the tokens that everybody in a group may press."""
    return f"group {group}"


class Mint:
    """Makes and reads tokens with one secret key."""

    def __init__(self, secret: bytes) -> None:
        self._key = secret[:32]

    def make(self, token: Token, holder: Holder) -> str:
        """Return the token as the text a button carries for this holder."""
        body = _body(token)
        signed = f"{body}~{self._signature(body, holder)}"
        if len(signed.encode()) > 64:
            message = f"the token {body!r} is longer than a button may carry"
            raise ValueError(message)
        return signed

    def read(self, text: str, holder: Holder) -> Token | None:
        """Return the token that was made for this holder, or None for anything else."""
        body, mark, signature = text.rpartition("~")
        if not mark or not hmac.compare_digest(signature.encode(), self._signature(body, holder).encode()):
            return None
        return _token(body)

    def _signature(self, body: str, holder: Holder) -> str:
        """Return sixty bits of keyed BLAKE2 (RFC 7693), as text."""
        digest = hashlib.blake2s(f"{holder}|{body}".encode(), key=self._key, digest_size=9).digest()
        return base64.urlsafe_b64encode(digest).decode()[:_SIGNATURE_CHARS]


def _body(token: Token) -> str:
    match token:
        case OptionToken(frame, asked, index, on):
            end = "" if on is None else f":{int(on)}"
            return f"o:{_base36(frame)}:{_base36(asked)}:{_base36(index)}{end}"
        case LinkToken(flow, args):
            return ":".join(["l", flow, *(_base36(a) if isinstance(a, int) else f"={a}" for a in args)])
        case WordToken(word):
            return f"w:{word}"


def _token(body: str) -> Token | None:
    kind, *parts = body.split(":")
    try:
        match kind, parts:
            case "o", [frame, asked, index]:
                return OptionToken(int(frame, 36), int(asked, 36), int(index, 36))
            case "o", [frame, asked, index, on]:
                return OptionToken(int(frame, 36), int(asked, 36), int(index, 36), on == "1")
            case "l", [flow, *args]:
                return LinkToken(flow, tuple(a[1:] if a.startswith("=") else int(a, 36) for a in args))
            case "w", [word]:
                return WordToken(Word(word))
    except ValueError:
        return None
    return None


def _base36(value: int) -> str:
    if value < 0:
        message = "no token carries a number below 0"
        raise ValueError(message)
    digits = ""
    while True:
        value, digit = divmod(value, 36)
        digits = _DIGITS[digit] + digits
        if not value:
            return digits


def named_args(arguments: Mapping[str, type], args: tuple[str | int, ...]) -> dict[str, str | int] | None:
    """Return positional arguments by name, or None when there are more than this release's conversation takes."""
    if len(arguments) < len(args):
        return None
    return dict(zip(arguments, args, strict=False))
