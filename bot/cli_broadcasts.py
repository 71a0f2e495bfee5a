"""`parvis broadcast …`: what its commands take."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.commands.starting import settings

broadcasts = typer.Typer(no_args_is_help=True, help="Tell many people something, and look on.")

Number = Annotated[int, typer.Argument(min=1, help="The number of the broadcast.")]


@broadcasts.command("create")
def create(
    file: Annotated[Path, typer.Argument(help="A TOML file, as docs/operations.md shows it.")],
) -> None:
    """Keep a broadcast, and say whom it reaches; nothing is sent."""
    own = settings()
    from bot.commands import broadcast

    broadcast.create(own, file)


@broadcasts.command("list")
def listed() -> None:
    """Say which broadcasts there are."""
    own = settings()
    from bot.commands import broadcast

    broadcast.listed(own)


@broadcasts.command("show")
def show(number: Number) -> None:
    """Say what one says, to whom, and what became of its recipients."""
    own = settings()
    from bot.commands import broadcast

    broadcast.show(own, number)


@broadcasts.command("check")
def check(number: Number) -> None:
    """Agree, as the second pair of eyes, with what an organiser wrote in chat."""
    own = settings()
    from bot.commands import broadcast

    broadcast.check(own, number)


@broadcasts.command("send")
def send(
    number: Number,
    count: Annotated[int | None, typer.Option(min=1, help="To how many people it goes, as it says.")] = None,
) -> None:
    """Say to how many people it goes; with that number, send it."""
    own = settings()
    from bot.commands import broadcast

    broadcast.send(own, number, count)


@broadcasts.command("undo")
def undo(number: Number) -> None:
    """Take back what was confirmed and has not begun."""
    own = settings()
    from bot.civic.broadcasts import UndoBroadcast
    from bot.commands import broadcast

    broadcast.does(own, UndoBroadcast(number), f"Broadcast {number} is taken back, and not sent.")


@broadcasts.command("watch")
def watch(number: Number) -> None:
    """Look on while it goes out."""
    own = settings()
    from bot.commands import broadcast

    broadcast.watch(own, number)


@broadcasts.command("pause")
def pause(number: Number) -> None:
    """Let no more of it leave for now."""
    own = settings()
    from bot.civic.broadcasts import PauseBroadcast
    from bot.commands import broadcast

    broadcast.does(own, PauseBroadcast(number), f"Broadcast {number} pauses within seconds.")


@broadcasts.command("resume")
def resume(number: Number) -> None:
    """Let it go on."""
    own = settings()
    from bot.civic.broadcasts import ResumeBroadcast
    from bot.commands import broadcast

    broadcast.does(own, ResumeBroadcast(number), f"Broadcast {number} goes on.")


@broadcasts.command("cancel")
def cancel(number: Number) -> None:
    """Let no more of it leave, ever."""
    own = settings()
    from bot.civic.broadcasts import CancelBroadcast
    from bot.commands import broadcast

    broadcast.does(own, CancelBroadcast(number), f"Broadcast {number} is cancelled.")


@broadcasts.command("resend")
def resend(
    number: Number,
    *,
    uncertain: Annotated[
        bool, typer.Option("--uncertain", help="Also to those of whom nobody knows whether they got it.")
    ] = False,
) -> None:
    """Send it once more to those with whom it failed."""
    own = settings()
    from bot.commands import broadcast

    broadcast.resend(own, number, uncertain=uncertain)
