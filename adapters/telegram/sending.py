"""Takes one message to Telegram: one attempt, and what came of it."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from adapters.exchange import NoAnswerError, NotSentError
from adapters.latest import remember
from adapters.telegram.outcomes import (
    BAD_FILE,
    NO_VOICE,
    NOT_EDITABLE,
    NOT_MODIFIED,
    failure_outcome,
    message_outcome,
)
from adapters.telegram.parts import SORTS, Part, Uploaded, on_the_map, parameters, parts_of
from adapters.telegram.wire import Wire
from bot.engine.outgoing import File, Outgoing
from bot.engine.platform import Gone, Outcome, Refused, Sent, Unknown

if TYPE_CHECKING:
    from telegram import Message

    from adapters.telegram.methods import Methods


NOT_HEARD = "application/ogg"
"""The media type of a voice that is sent as a file."""


class Sending:
    """Sends for one account. It remembers what was uploaded, and how far a message of several parts came."""

    def __init__(self, wire: Wire, methods: Callable[[], Awaitable[Methods]]) -> None:
        self._wire = wire
        self._methods = methods
        self._uploaded: OrderedDict[int, Uploaded] = OrderedDict()
        self._uploading = asyncio.Lock()
        self._begun: OrderedDict[int, int] = OrderedDict()

    async def send(self, chat: str, message: Outgoing, file: File | None, key: int) -> Outcome:
        """Make one attempt. Of a message that was taken in part, only the rest is sent at the next."""
        if file is None and message.photo not in self._uploaded:
            message = replace(message, photo=None, made=None)  # gone since: the words are still worth sending
        if message.or_nothing and not (message.edits and message.edits.isdecimal()):
            return Gone()
        try:
            parts = parts_of(message)
        except ValueError:
            return Refused("bad_markup")
        begun = min(self._begun.pop(key, 0), len(parts) - 1)
        outcome: Outcome = Unknown("nothing_to_send")
        for number, part in enumerate(parts[begun:], begun):
            outcome = await self._send_part(chat, part, file, or_nothing=message.or_nothing)
            if outcome == NOT_EDITABLE:
                outcome = Gone()
            if not isinstance(outcome, Sent):
                if number:
                    remember(self._begun, key, number)
                return outcome
        return outcome

    async def _send_part(self, chat: str, part: Part, file: File | None, *, or_nothing: bool) -> Outcome:
        """Send or edit; what cannot be edited any more is sent anew or not at all, and what is there already was sent."""
        outcome = await (self._enclosed(chat, part, file) if part.encloses else self._plain(chat, part))
        if part.edits is not None:
            if outcome == NOT_MODIFIED:
                return Sent(str(part.edits))
            if outcome == NOT_EDITABLE and not or_nothing:
                return await self._send_part(chat, replace(part, edits=None), file, or_nothing=False)
        return outcome

    async def _plain(self, chat: str, part: Part) -> Outcome:
        """Send words, or a place on the map."""
        if part.spot is not None:
            method, given = "sendVenue", on_the_map(chat, part, part.spot)
        else:
            method, given = "sendMessage" if part.edits is None else "editMessageText", parameters(chat, part)
        try:
            return message_outcome(await self._wire.call(method, given))
        except (NotSentError, NoAnswerError) as failure:
            return failure_outcome(failure)

    async def _enclosed(self, chat: str, part: Part, file: File | None) -> Outcome:
        """Send a file; what is kept by Telegram's name for it, if it has one. It is given one once, however many wait for it."""
        if part.photo is None or part.photo in self._uploaded:
            return await self._named(chat, part, file)
        async with self._uploading:
            return await self._named(chat, part, file)

    async def _named(self, chat: str, part: Part, file: File | None) -> Outcome:
        name = self._uploaded.get(part.photo) if part.photo is not None else None
        given = name or file
        outcome = await self._show(chat, part, given) if given else Refused("no_file")
        if file is None:
            return outcome
        if name and outcome == BAD_FILE:
            self._uploaded.pop(part.photo or 0, None)
            outcome = await self._show(chat, part, file)
        if outcome == NO_VOICE:
            # Who wants no voices from us gets a file; Telegram's name of that one is of no use to others.
            outcome = await self._show(chat, replace(part, photo=None), replace(file, kind=NOT_HEARD))
        return outcome

    async def _show(self, chat: str, part: Part, file: File | Uploaded) -> Outcome:
        from adapters.telegram.request import NotDoneError

        methods = await self._methods()
        try:
            shown = await methods.show(chat, part, file)
        except NotDoneError as failed:
            return failed.outcome
        if part.photo is not None and (given := _given(shown)):
            remember(self._uploaded, part.photo, given)
        return Sent(str(shown.message_id))


def _given(shown: Message) -> Uploaded | None:
    """Return what Telegram calls the file of a message; it may see another sort in it than it was sent as."""
    # An animation is told as a document besides, a photo in all its sizes.
    sort = next((sort for sort in SORTS[::-1] if sort != "document" and getattr(shown, sort)), "document")
    file = shown.photo[-1] if sort == "photo" else getattr(shown, sort)
    return Uploaded(file.file_id, sort) if file else None
