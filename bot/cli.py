"""The `parvis` program."""

from __future__ import annotations

import asyncio
import signal

import typer

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.command()
def serve() -> None:
    """Run everything that is configured, until told to stop."""
    from bot import main
    from bot.settings import read_settings

    settings = read_settings()
    office = main.open_office(settings)

    async def run() -> None:
        stop = asyncio.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(name, stop.set)
        await main.serve(office, stop)

    asyncio.run(run())


@app.command()
def version() -> None:
    """Say which release this is."""
