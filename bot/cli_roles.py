"""`parvis owner`, `roles` and `audit`: who may do what, and what was done."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.commands.starting import settings

roles = typer.Typer()


@roles.command()
def owner() -> None:
    """Print a code that makes whoever types it to the bot an owner; the code before is worth nothing any more."""
    own = settings()
    from bot.commands.owner import owner as print_code

    print_code(own)


@roles.command("roles")
def listed() -> None:
    """Say which account has which role."""
    own = settings()
    from bot.commands.owner import roles as say

    say(own)


@roles.command()
def audit(
    file: Annotated[
        Path | None,
        typer.Argument(help="Write all of it to a new file, .csv or .xlsx; else the latest is said."),
    ] = None,
) -> None:
    """Say who did what to what, by marks that name nobody."""
    own = settings()
    from bot.commands.audit import audit as say

    say(own, file)
