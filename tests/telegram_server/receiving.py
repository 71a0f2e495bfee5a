"""The four methods by which a bot receives: it asks, or it is called."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

from tests.telegram_server.calls import Call
from tests.telegram_server.params import Params
from tests.telegram_server.refusals import (
    POLLER_MEETS_WEBHOOK,
    WEBHOOK_IS_SET,
    RefusalError,
    bad_request,
    conflict,
)
from tests.telegram_server.updates import UpdateQueue
from tests.telegram_server.webhook import Delivery, Pace, Reply, Webhook
from tests.telegram_server.wire import dumps

_MAX_POLL_SECONDS = 50
_MAX_CONNECTIONS = 100
_CONFLICT_SECONDS = 3.0
_METHODS = {"getupdates", "setwebhook", "deletewebhook", "getwebhookinfo"}


@dataclass
class Receiving:
    """Polling while there is no webhook, delivery while there is one."""

    updates: UpdateQueue
    pace: Pace
    on_reply: Reply
    delivery: Delivery | None = None
    _last_conflict: float = float("-inf")

    def knows(self, method: str) -> bool:
        return method.lower() in _METHODS

    async def perform(self, call: Call, params: Params) -> tuple[str, str]:
        """Answer the result as JSON, and what is said of it."""
        match call.method.lower():
            case "getupdates":
                return await self._get_updates(call, params), ""
            case "setwebhook":
                return "true", await self._set_webhook(params)
            case "deletewebhook":
                return "true", await self._delete_webhook(params)
            case _:
                return self._webhook_info(), ""

    async def stop(self) -> None:
        """End the delivery; what was not taken waits in the queue."""
        if self.delivery:
            await self.delivery.stop()
            self.delivery = None

    async def _get_updates(self, call: Call, params: Params) -> str:
        try:
            if self.delivery:
                raise conflict(WEBHOOK_IS_SET)
            self._allow(params)
            limit = params.number("limit", 100, low=1, high=100)
            seconds = params.number("timeout", low=0, high=_MAX_POLL_SECONDS)
            entries = await self.updates.poll(params.number("offset"), limit, seconds)
        except RefusalError:
            await self._slow_down()
            raise
        call.result = [entry.update_id for entry in entries]
        return f"[{','.join(entry.body for entry in entries)}]"

    async def _slow_down(self) -> None:
        """Answer the first conflict at once, the next ones late: whoever does not back off is made to."""
        now = time.monotonic()
        if now - self._last_conflict < _CONFLICT_SECONDS:
            await asyncio.sleep(_CONFLICT_SECONDS * self.pace.delay_scale)
        else:
            self._last_conflict = now

    def _allow(self, params: Params) -> None:
        """Remember which kinds of update are wanted, for what is queued from now on; empty is the usual ones."""
        wanted = params.json("allowed_updates")
        if isinstance(wanted, list):
            self.updates.allowed = frozenset(str(kind).lower() for kind in wanted)

    async def _set_webhook(self, params: Params) -> str:
        if not params.text("url"):
            return await self._delete_webhook(params)
        connections = params.number("max_connections", 40, low=1, high=_MAX_CONNECTIONS)
        webhook = Webhook(params.text("url").strip(), params.text("secret_token"), connections)
        if params.files:
            raise bad_request("bad webhook: certificates are not used here")
        self._allow(params)
        self._drop_pending(params)
        if self.delivery and self.delivery.webhook == webhook:
            return "Webhook is already set"
        self.updates.end_poll(conflict(POLLER_MEETS_WEBHOOK))
        await self.stop()
        self.delivery = Delivery(self.updates, webhook, self.pace, self.on_reply)
        self.delivery.start()
        return "Webhook was set"

    async def _delete_webhook(self, params: Params) -> str:
        self._drop_pending(params)
        if self.delivery is None:
            return "Webhook is already deleted"
        await self.stop()
        return "Webhook was deleted"

    def _drop_pending(self, params: Params) -> None:
        if params.flag("drop_pending_updates"):
            self.updates.forget(self.updates.waiting())

    def _webhook_info(self) -> str:
        info = self.delivery.info() if self.delivery else {"url": ""}
        always = {"has_custom_certificate": False, "pending_update_count": len(self.updates)}
        allowed = {"allowed_updates": sorted(self.updates.allowed)} if self.updates.allowed else {}
        return dumps(info | always | allowed)
