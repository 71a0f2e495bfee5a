"""What whoever runs this sees: `/healthz`, `/readyz`, `/metrics`. No metric carries a person (H72, H74)."""

from __future__ import annotations

import asyncio
import errno
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import structlog
from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from prometheus_client import CollectorRegistry, Counter, Gauge, ProcessCollector, generate_latest

from bot.civic.aside import Backlog, CountBacklog
from bot.engine.service import Service
from bot.settings import BadSettings, Listener
from bot.troubles import Troubles

log = structlog.get_logger()

STOP_SECONDS = 2.0
"""How long a call that is being answered may still take when we stop."""

COUNT_SECONDS = 2.0
"""How long the database may take to count its rows for the metrics; then the last figures stand."""


class Metrics:
    """Counts, by name and label."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._counters = {
            "kept": self._counter("parvis_updates_kept", "Updates kept", "platform"),
            "turns": self._counter("parvis_turns", "Turns taken"),
            "sent": self._counter("parvis_sendings", "Attempts to send, by platform and outcome", "label"),
            "note": self._counter("parvis_notes", "Things worth a look", "slug"),
        }
        self.in_hand = self._gauge("parvis_outbox_in_hand", "Messages that this process is sending")
        self.unsent = self._gauge(
            "parvis_outbox_pending", "Messages that have not left yet, of all processes"
        )
        self.uncertain = self._gauge(
            "parvis_outbox_uncertain", "Messages of which nobody knows whether they arrived"
        )
        self.untaken = self._gauge("parvis_updates_pending", "Updates whose turn has not been taken")
        self.aside = self._gauge("parvis_updates_aside", "Updates put aside: see `parvis aside list`")

    def count(self, name: str, label: str, by: int = 1) -> None:
        """Add to a count."""
        counter = self._counters[name]
        (counter.labels(label) if label else counter).inc(by)

    def exposed(self, in_hand: int, backlog: Backlog | None) -> bytes:
        """Return all figures in Prometheus's text format; without a backlog its last figures stand."""
        self.in_hand.set(in_hand)
        if backlog is not None:
            self.unsent.set(backlog.unsent)
            self.uncertain.set(backlog.uncertain)
            self.untaken.set(backlog.untaken)
            self.aside.set(backlog.aside)
        return generate_latest(self.registry)

    def _counter(self, name: str, about: str, *labels: str) -> Counter:
        return Counter(name, about, labels, registry=self.registry)

    def _gauge(self, name: str, about: str) -> Gauge:
        return Gauge(name, about, registry=self.registry)


def ops_routes(service: Service, metrics: Metrics, troubles: Troubles) -> list[web.RouteDef]:
    """Return the routes of the operators' listener."""

    async def healthz(_request: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    async def readyz(_request: web.Request) -> web.Response:
        if not service.health.ready:
            return web.Response(status=503, text="not ready: starting or stopping\n")
        refused = sorted(service.health.refused | service.delivery.halted)
        lines = [*(f"{name}: {_REFUSED}" for name in refused), *troubles.sentences()]
        said = "".join(f"{line}\n" for line in [f"{'not ' if refused else ''}ready", *lines])
        return web.Response(status=503 if refused else 200, text=said)

    async def exposed(_request: web.Request) -> web.Response:
        body = metrics.exposed(service.waiting, await _backlog(service))
        return web.Response(body=body, headers={"Content-Type": "text/plain; version=0.0.4"})

    return [web.get("/healthz", healthz), web.get("/readyz", readyz), web.get("/metrics", exposed)]


_REFUSED = (
    "the platform refuses our key, so nothing comes in and nothing leaves; nothing is lost. Put the right key into the "
    "settings and start again."
)


async def _backlog(service: Service) -> Backlog | None:
    """Return what waits in the database, if it answers soon."""
    if not service.health.ready:
        return None
    try:
        async with asyncio.timeout(COUNT_SECONDS):
            return await service.store.run(lambda desk: desk.ask(CountBacklog()))
    except TimeoutError:
        return None


def _is_ours(record: logging.LogRecord) -> bool:
    """Tell whether an error is worth a line: anybody may call here, hang up in the middle, or speak no HTTP at all."""
    error = record.exc_info[1] if record.exc_info else None
    return not isinstance(error, ConnectionError | HttpProcessingError | web.RequestPayloadError)


logging.getLogger("aiohttp.server").addFilter(_is_ours)


@asynccontextmanager
async def listening(
    setting: str, listener: Listener, routes: Sequence[web.AbstractRouteDef]
) -> AsyncIterator[None]:
    """Answer these routes meanwhile. Raises BadSettings, naming the setting, if the address cannot be had."""
    application = web.Application(client_max_size=1024 * 1024)
    application.add_routes(routes)
    runner = web.AppRunner(application, access_log=None, handle_signals=False, shutdown_timeout=STOP_SECONDS)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, listener.host, listener.port).start()
        except OSError as error:
            raise BadSettings(_cannot_listen(setting, listener, error)) from None
        taken = Listener(*runner.addresses[0][:2])
        log.info("Listening.", slug="listening", setting=setting, address=str(taken))
        yield
    finally:
        await runner.cleanup()


def _cannot_listen(setting: str, listener: Listener, error: OSError) -> str:
    """Return the sentence for an address that cannot be listened on."""
    if error.errno == errno.EADDRINUSE:
        why, remedy = "is taken by another program", "stop that one, or set another port"
    elif error.errno == errno.EACCES:
        why, remedy = "needs more rights than this program has", "set a port above 1023"
    else:
        why, remedy = "is no address of this machine", "set one that is, such as 127.0.0.1:9100"
    return f"{setting} is {listener}, which {why}: {remedy}."
