"""What whoever runs this sees: `/healthz`, `/readyz`, `/metrics`. No metric carries a person (H72, H74)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from aiohttp import web
from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest

from bot.engine.service import Service


class Metrics:
    """Counts, by name and label."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._counters = {
            "kept": Counter(
                "parvis_updates_kept", "Updates kept, by platform", ["label"], registry=self.registry
            ),
            "turns": Counter("parvis_turns", "Turns taken", ["label"], registry=self.registry),
            "sent": Counter(
                "parvis_sendings",
                "Attempts to send, by platform and outcome",
                ["label"],
                registry=self.registry,
            ),
            "note": Counter(
                "parvis_notes", "Things worth a look, by slug", ["label"], registry=self.registry
            ),
        }
        self.waiting = Gauge(
            "parvis_outbox_in_hand", "Messages that have not left yet", registry=self.registry
        )

    def count(self, name: str, label: str, by: int = 1) -> None:
        """Add to a count."""
        self._counters[name].labels(label).inc(by)


def ops_routes(service: Service, metrics: Metrics) -> list[web.RouteDef]:
    """Return the routes of the operators' listener."""

    async def healthz(_request: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    async def readyz(_request: web.Request) -> web.Response:
        refused = sorted(service.health.refused)
        if service.health.ready and not refused:
            return web.Response(text="ready\n")
        reason = f"key refused by {', '.join(refused)}" if refused else "starting or stopping"
        return web.Response(status=503, text=f"not ready: {reason}\n")

    async def exposed(_request: web.Request) -> web.Response:
        metrics.waiting.set(service.waiting)
        return web.Response(
            body=generate_latest(metrics.registry), headers={"Content-Type": "text/plain; version=0.0.4"}
        )

    return [web.get("/healthz", healthz), web.get("/readyz", readyz), web.get("/metrics", exposed)]


@asynccontextmanager
async def listening(host: str, port: int, routes: Sequence[web.AbstractRouteDef]) -> AsyncIterator[int]:
    """Serve these routes at host and port meanwhile; gives the port, which matters where 0 was asked for."""
    application = web.Application(client_max_size=1024 * 1024)
    application.add_routes(routes)
    runner = web.AppRunner(application, access_log=None, handle_signals=False)
    await runner.setup()
    site = web.TCPSite(runner, host, port)
    await site.start()
    try:
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()
