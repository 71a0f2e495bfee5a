"""Long polling: updates are kept first and confirmed afterwards, by the next question's offset (P1)."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any

from adapters.exchange import Answer, NoAnswerError, NotSentError
from adapters.telegram.batch import Found, next_offset, updates_in
from adapters.telegram.in_groups import Me
from adapters.telegram.outcomes import KeyRefusedError, call_outcome
from adapters.telegram.reading import KINDS_READ
from adapters.telegram.wire import Wire
from adapters.timing import Timing
from adapters.troubles import Observer, Troubles
from bot.engine.platform import Keep, Later, Unauthorised

BATCH = 100
# A long poll is answered when its own time is over; this is for the way there and back.
_GRACE_SECONDS = 10.0
_GOODBYE_SECONDS = 2.0


class Polling:
    """Asks for updates, one question at a time."""

    def __init__(self, wire: Wire, timing: Timing, observer: Observer, me: Callable[[], Me]) -> None:
        self._wire, self._me = wire, me
        self._timing = timing
        self._troubles = Troubles("telegram", observer, timing)
        self._offset: int | None = None
        self._received = False

    async def run(self, keep: Keep) -> None:
        """Take updates in until cancelled. Raises KeyRefusedError."""
        try:
            while True:
                await self._ask(keep)
        except asyncio.CancelledError:
            await self._confirm()
            raise

    async def _ask(self, keep: Keep) -> None:
        asked = asyncio.get_running_loop().time()
        try:
            answer = await self._get_updates(self._timing.poll_seconds)
        except (NotSentError, NoAnswerError):
            return await self._troubles.wait_out("telegram_unreachable")
        batch = updates_in(answer.body, self._me()) if answer.status == 200 else None
        if batch is None:
            return await self._not_answered(answer)
        # What the offset confirmed is gone by now. Ids may start again below it, and asking with it
        # once more would forget those unseen.
        self._offset = None
        self._received = True
        if batch:
            return await self._take(batch, keep)
        self._troubles.over()
        if asyncio.get_running_loop().time() - asked < self._timing.poll_seconds / 2:
            # A server that does not hold the question open must not be asked a thousand times a second.
            await asyncio.sleep(self._timing.pause(1))
        return None

    async def _get_updates(self, seconds: float) -> Answer:
        question: dict[str, Any] = {"timeout": int(seconds), "limit": BATCH, "allowed_updates": KINDS_READ}
        if self._offset is not None:
            question["offset"] = self._offset
        return await self._wire.call("getUpdates", question, seconds=seconds + _GRACE_SECONDS)

    async def _take(self, batch: list[Found], keep: Keep) -> None:
        try:
            await keep([each.arrival for each in batch])
        except Exception:  # noqa: BLE001 - a full disk, a locked database (H65): unconfirmed, it comes again
            return await self._troubles.wait_out("telegram_updates_not_kept")
        self._offset = next_offset(batch)
        if self._offset is None:
            return await self._troubles.wait_out("telegram_updates_without_ids")
        return self._troubles.over()

    async def _not_answered(self, answer: Answer) -> None:
        outcome = call_outcome(answer)
        if isinstance(outcome, Unauthorised):
            raise KeyRefusedError
        if answer.status == 409:
            return await self._conflict(answer)
        if answer.status == 400:
            self._offset = None
        asked_seconds = outcome.seconds if isinstance(outcome, Later) else None
        return await self._troubles.wait_out(f"telegram_answers_{answer.status}", asked_seconds)

    async def _conflict(self, answer: Answer) -> None:
        """Somebody receives with our token: a webhook of ours from before, or another program (H7)."""
        if b"webhook is active" not in answer.body:
            return await self._troubles.wait_out("telegram_polled_elsewhere")
        if self._received:
            return await self._troubles.wait_out("telegram_webhook_set_elsewhere")
        with contextlib.suppress(NotSentError, NoAnswerError):
            await self._wire.call("deleteWebhook", {})
        return await self._troubles.wait_out("telegram_webhook_removed")

    async def _confirm(self) -> None:
        """Confirm what was kept, if it is not yet, so that the next start does not get it again."""
        if self._offset is not None:
            with contextlib.suppress(NotSentError, NoAnswerError, TimeoutError):
                async with asyncio.timeout(_GOODBYE_SECONDS):
                    await self._get_updates(0)
