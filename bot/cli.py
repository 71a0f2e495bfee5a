"""The `parvis` program: one command a way of using it. What cannot be is told in one sentence, without a traceback."""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperGroup

WRONG_SETTINGS = 2
WENT_WRONG = 1


class _Plainly(TyperGroup):
    """Tells what went wrong in a sentence, and ends with a code that says so."""

    def invoke(self, ctx: Any) -> Any:
        """Carry a command out."""
        try:
            return super().invoke(ctx)
        except ValueError as error:
            # Settings, a city file, a database, an adapter's demand: each names the setting and the remedy.
            from bot.commands.saying import problem

            problem(str(error))
            raise typer.Exit(WRONG_SETTINGS) from None


app = typer.Typer(cls=_Plainly, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.command()
def serve() -> None:
    """Run everything that is configured, until told to stop."""
    from bot import main
    from bot.logs import set_up_logs
    from bot.settings import read_settings

    set_up_logs()
    main.serve(read_settings())


@app.command()
def version() -> None:
    """Say which release this is."""
