"""`parvis idea …`, `parvis promise …`, `parvis queue`: what their commands take."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.commands.starting import settings

ideas = typer.Typer(
    no_args_is_help=True, help="Look at an idea, say what becomes of it, take one out of sight."
)
promises = typer.Typer(no_args_is_help=True, help="Next steps that are promised about ideas.")

Number = Annotated[int, typer.Argument(min=1, help="The number of the idea.")]
Promised = Annotated[int, typer.Argument(min=1, help="The number of the promise.")]
Told = Annotated[str, typer.Option(help="What its author is told, in a language that they read.")]
Text = Annotated[list[str], typer.Option(help="What everybody reads, as nl=…; once for each language.")]
Signs = Annotated[
    list[str], typer.Option(help="The function that signs, no person, as nl=Dienst Mobiliteit.")
]
Day = Annotated[str, typer.Option(help="By which day, as 2026-12-01.")]
Why = Annotated[list[str], typer.Option(help="The reason, as nl=…; once for each language.")]


def queue() -> None:
    """Say which ideas wait: to be looked at first, to be answered, or for a promise that is late."""
    own = settings()
    from bot.commands.queue import listed

    listed(own)


@ideas.command("show")
def show(number: Number) -> None:
    """Say what an idea says, hidden or not, and what became of it."""
    own = settings()
    from bot.commands.idea import show as say

    say(own, number)


@ideas.command("hide")
def hide(number: Number, reason: Told) -> None:
    """Take an idea out of the list; its author is told why."""
    own = settings()
    from bot.commands.idea import hide as take_out

    take_out(own, number, reason)


@ideas.command("approve")
def approve(number: Number) -> None:
    """Let an idea that waits be in the list."""
    own = settings()
    from bot.civic.screening import ApproveIdea
    from bot.commands.queue import does

    does(own, ApproveIdea(number), f"Idea {number} is in the list, and its author is told.")


@ideas.command("reject")
def reject(number: Number, reason: Told) -> None:
    """Keep an idea that waits out of the list; its author is told why."""
    own = settings()
    from bot.civic.screening import RejectIdea
    from bot.commands.queue import does

    does(own, RejectIdea(number, reason), f"Idea {number} is not in the list, and its author is told why.")


@ideas.command("ask")
def ask(number: Number, text: Told) -> None:
    """Ask the author of an idea that waits something first."""
    own = settings()
    from bot.civic.screening import AskAuthor
    from bot.commands.queue import does

    does(own, AskAuthor(number, text), f"They are asked. parvis idea show {number} says what they answer.")


@ideas.command("answer")
def answer(
    numbers: Annotated[list[int], typer.Argument(min=1, help="The ideas that it is about.")],
    *,
    text: Text,
    signs: Signs,
    status: Annotated[
        str | None, typer.Option(help="What becomes of them, as accepted; as it was unless given.")
    ] = None,
) -> None:
    """Say officially what becomes of ideas; whoever is concerned hears of it."""
    own = settings()
    from bot.commands.queue import answer as give

    give(own, numbers, status, text, signs)


@ideas.command("merge")
def merge(
    number: Number, stays: Annotated[int, typer.Argument(min=1, help="The idea that it is the same as.")]
) -> None:
    """Join an idea with the one that it is the same as, which stays. It cannot be undone."""
    own = settings()
    from bot.commands.queue import merge as join

    join(own, number, stays)


@promises.command("create")
def create(number: Number, *, text: Text, signs: Signs, day: Day) -> None:
    """Promise a next step about an idea."""
    own = settings()
    from bot.commands.queue import promise

    promise(own, number, text, signs, day)


@promises.command("kept")
def kept(number: Promised) -> None:
    """Say that it is done."""
    own = settings()
    from bot.commands.queue import kept as keep

    keep(own, number)


@promises.command("move")
def move(number: Promised, *, day: Day, why: Why) -> None:
    """Promise it for another day."""
    own = settings()
    from bot.commands.queue import move as promise_later

    promise_later(own, number, day, why)


@promises.command("drop")
def drop(number: Promised, *, why: Why) -> None:
    """Say that it will not be done."""
    own = settings()
    from bot.commands.queue import drop as give_up

    give_up(own, number, why)
