"""Which choice a reaction, or a number typed in reply, stands for: the tokens are in the event that asks."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from adapters.latest import remember
from adapters.matrix.outcomes import NotDoneError, refusal
from adapters.matrix.parts import CHOICES
from adapters.matrix.reading import ENCRYPTED
from adapters.matrix.wire import Wire, path
from bot.text.clean import number

if TYPE_CHECKING:
    from adapters.matrix.encryption import Encryption

THUMB = "\U0001f44d"


class Choices:
    """The choices under the events of one account, remembered or asked of the homeserver."""

    def __init__(self, me: str, wire: Wire, encryption: Encryption | None = None) -> None:
        self._me = me
        self._wire = wire
        self._encryption = encryption
        self._known: OrderedDict[str, tuple[str, ...]] = OrderedDict()

    def stand(self, event: str, tokens: Sequence[str]) -> None:
        """These are the choices under that event."""
        remember(self._known, event, tuple(tokens))

    async def token(self, room: str, event: str, sign: str) -> str | None:
        """Return the token of the choice that a sign on an event stands for; None where it stands for none.

        A keycap or a number names its place; a thumb, of any colour, the only choice there is.
        Raises NotDoneError, NotSentError or NoAnswerError where nobody can say now.
        """
        thumb = sign.startswith(THUMB)
        which = 1 if thumb else number(sign)
        if which is None:
            return None
        tokens = await self._under(room, event)
        fits = len(tokens) == 1 if thumb else 1 <= which <= len(tokens)
        return tokens[which - 1] if fits else None

    async def event(self, room: str, event: str) -> Mapping[str, Any]:
        """Return an event as the homeserver has it, opened if we can; an empty one if there is none."""
        answer = await self._wire.get(path("rooms", room, "event", event))
        said = answer.json()
        if answer.status >= 500 or answer.status == 429:
            raise NotDoneError(refusal(answer.status, said, answer.retry_after))
        if answer.status != 200:
            return {}
        if self._encryption is None or said.get("type") != ENCRYPTED:
            return said
        return (await self._encryption.open(room, [said]))[0] or said

    async def _under(self, room: str, event: str) -> Sequence[str]:
        if (known := self._known.get(event)) is not None:
            return known
        said = await self.event(room, event)
        content = said.get("content")
        tokens = content.get(CHOICES) if isinstance(content, dict) and said.get("sender") == self._me else ()
        self.stand(event, [str(token) for token in tokens] if isinstance(tokens, list) else ())
        return self._known[event]
