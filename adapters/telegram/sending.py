"""Takes one message to Telegram: one attempt, and what came of it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from adapters.exchange import NoAnswerError, NotSentError
from adapters.latest import remember
from adapters.telegram.outcomes import BAD_FILE, NOT_EDITABLE, NOT_MODIFIED, failure_outcome, message_outcome
from adapters.telegram.parts import Part, parameters, parts_of
from adapters.telegram.wire import Wire
from bot.engine.outgoing import Outgoing
from bot.engine.platform import Gone, Outcome, Refused, Sent, Unknown

if TYPE_CHECKING:
    from adapters.telegram.methods import Methods


class Sending:
    """Sends for one account. It remembers what was uploaded, and how far a message of several parts came."""

    def __init__(self, wire: Wire, methods: Callable[[], Awaitable[Methods]]) -> None:
        self._wire = wire
        self._methods = methods
        self._uploaded: OrderedDict[int, str] = OrderedDict()
        self._begun: OrderedDict[int, int] = OrderedDict()

    async def send(self, chat: str, message: Outgoing, photo: bytes | None, key: int) -> Outcome:
        """Make one attempt. Of a message that was taken in part, only the rest is sent at the next."""
        if message.photo is not None and photo is None and message.photo not in self._uploaded:
            message = replace(message, photo=None)  # erased since: the words are still worth sending
        if message.or_nothing and not (message.edits and message.edits.isdecimal()):
            return Gone()
        try:
            parts = parts_of(message)
        except ValueError:
            return Refused("bad_markup")
        begun = min(self._begun.pop(key, 0), len(parts) - 1)
        outcome: Outcome = Unknown("nothing_to_send")
        for number, part in enumerate(parts[begun:], begun):
            outcome = await self._send_part(chat, part, photo, or_nothing=message.or_nothing)
            if outcome == NOT_EDITABLE:
                outcome = Gone()
            if not isinstance(outcome, Sent):
                if number:
                    remember(self._begun, key, number)
                return outcome
        return outcome

    async def _send_part(self, chat: str, part: Part, photo: bytes | None, *, or_nothing: bool) -> Outcome:
        """Send or edit; what cannot be edited any more is sent anew or not at all, and what is there already was sent."""
        if part.photo is None:
            outcome = await self._words(chat, part)
        else:
            outcome = await self._picture(chat, part, part.photo, photo)
        if part.edits is not None:
            if outcome == NOT_MODIFIED:
                return Sent(str(part.edits))
            if outcome == NOT_EDITABLE and not or_nothing:
                return await self._send_part(chat, replace(part, edits=None), photo, or_nothing=False)
        return outcome

    async def _words(self, chat: str, part: Part) -> Outcome:
        method = "sendMessage" if part.edits is None else "editMessageText"
        try:
            return message_outcome(await self._wire.call(method, parameters(chat, part)))
        except (NotSentError, NoAnswerError) as failure:
            return failure_outcome(failure)

    async def _picture(self, chat: str, part: Part, media: int, photo: bytes | None) -> Outcome:
        """Send a photo by Telegram's name for it, if it has one, else its bytes."""
        name = self._uploaded.get(media)
        outcome = await self._show(chat, part, media, name or photo or b"")
        if name and photo and outcome == BAD_FILE:
            self._uploaded.pop(media, None)
            return await self._show(chat, part, media, photo)
        return outcome

    async def _show(self, chat: str, part: Part, media: int, picture: bytes | str) -> Outcome:
        from adapters.telegram.request import NotDoneError

        methods = await self._methods()
        try:
            shown = await methods.show(chat, part, picture)
        except NotDoneError as failed:
            return failed.outcome
        if shown.photo:
            remember(self._uploaded, media, shown.photo[-1].file_id)
        return Sent(str(shown.message_id))
