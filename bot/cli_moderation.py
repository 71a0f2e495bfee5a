"""`parvis reports …`, `parvis appeals …`: what their commands take."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.commands.starting import settings

reports = typer.Typer(help="What people reported: look, and decide.")
appeals = typer.Typer(help="Who objects to being blocked: look, and decide.")

Number = Annotated[int, typer.Argument(min=1)]
Reason = Annotated[
    str, typer.Option(help="What its author is told: words, or spam, insult, private, false, elsewhere.")
]
Answer = Annotated[str, typer.Option(help="What whoever objects is told.")]


@reports.callback(invoke_without_command=True)
def report_list(context: typer.Context) -> None:
    """Say what was reported and waits for a decision, what is held first."""
    if context.invoked_subcommand is not None:
        return
    own = settings()
    from bot.commands.report import listed

    listed(own)


@reports.command("keep")
def report_keep(number: Annotated[int, typer.Argument(min=1)]) -> None:
    """Let it stay; what was held is back in its place."""
    own = settings()
    from bot.commands.report import keep

    keep(own, number)


@reports.command("hide")
def report_hide(
    number: Annotated[int, typer.Argument(min=1)],
    reason: Annotated[str, typer.Option(help="What its author is told.")],
) -> None:
    """Take it out of sight; its author is told why."""
    own = settings()
    from bot.commands.report import hide

    hide(own, number, reason)


@reports.command("warn")
def report_warn(number: Number, reason: Reason) -> None:
    """Warn whoever wrote it; nobody is told who that is."""
    own = settings()
    from bot.commands.report import warn

    warn(own, number, reason)


@reports.command("block")
def report_block(
    number: Number, reason: Reason, days: Annotated[int, typer.Option(help="1, 7 or 30.")]
) -> None:
    """Let whoever wrote it publish nothing for a time; they may object."""
    own = settings()
    from bot.commands.report import block

    block(own, number, reason, days)


@appeals.callback(invoke_without_command=True)
def appeal_list(context: typer.Context) -> None:
    """Say who objects to being blocked, and waits for a decision."""
    if context.invoked_subcommand is not None:
        return
    own = settings()
    from bot.commands.report import appeals as listed

    listed(own)


@appeals.command("end")
def appeal_end(number: Number, answer: Answer) -> None:
    """End the block."""
    own = settings()
    from bot.commands.report import decide

    decide(own, number, answer, ends=True)


@appeals.command("uphold")
def appeal_uphold(number: Number, answer: Answer) -> None:
    """Let the block stand."""
    own = settings()
    from bot.commands.report import decide

    decide(own, number, answer, ends=False)
