"""`parvis programme …`: what its commands take."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.commands.starting import settings

programmes = typer.Typer(no_args_is_help=True, help="Calls for ideas: their stages, topics and places.")

Code = Annotated[str, typer.Argument(help="The short name of the programme.")]
Names = Annotated[
    list[str], typer.Option("--name", help="What it is called in a language, as nl=Markt; once for each.")
]
MaybeNames = Annotated[
    list[str] | None,
    typer.Option("--name", help="What it is called in a language, as nl=Markt; once for each."),
]
Day = Annotated[str | None, typer.Option(help="2026-12-01 or 2026-12-01T18:00, by the city's clock.")]
LastDay = Annotated[str | None, typer.Option(help="As above; a day is meant with all its hours.")]
Number = Annotated[int, typer.Argument(min=1, help="Its number: parvis programme show says it.")]
Id = Annotated[str, typer.Argument(metavar="ID", help="Its id, such as 3_1: parvis programme show says it.")]


@programmes.command("create")
def create(
    code: Annotated[str, typer.Argument(help="A short name for links and lists: letters, digits, hyphens.")],
    name: Annotated[
        list[str], typer.Option(help="Its name in a language, as nl=Open muur; once for each language.")
    ],
    opens: Annotated[
        str | None,
        typer.Option(help="2026-12-01 or 2026-12-01T18:00, by the city's clock; now unless given."),
    ] = None,
    closes: Annotated[
        str | None, typer.Option(help="As above; a day is meant with all its hours. No end unless given.")
    ] = None,
) -> None:
    """Make a programme, which takes ideas from its opening until it closes."""
    own = settings()
    from bot.commands.programme import create as make

    make(own, code, name, opens, closes)


@programmes.command("rules")
def rules(
    code: Code,
    *,
    screens: Annotated[
        bool | None,
        typer.Option("--screens/--at-once", help="Whether ideas are looked at before they are in the list."),
    ] = None,
    supports: Annotated[
        int | None,
        typer.Option(min=0, help="With how many supports an idea is owed an answer; 0 for no such number."),
    ] = None,
) -> None:
    """Set what a programme asks of ideas from now on; what is not said stays as it is."""
    own = settings()
    from bot.commands.programme import rules as set_rules

    set_rules(own, code, screens=screens, supports=supports)


@programmes.command("list")
def list_all() -> None:
    """Say which programmes there are."""
    own = settings()
    from bot.commands.programme import listed

    listed(own)


@programmes.command("show")
def show(code: Code) -> None:
    """Say which stages a programme has, and which topics and places of its own."""
    own = settings()
    from bot.commands.programme_parts import show as say

    say(own, code)


@programmes.command("add-stage")
def add_stage(
    code: Code,
    kind: Annotated[
        str,
        typer.Argument(
            help="What goes on in it: ideas, innovators, matching, checking, vote, registration, meeting, plan, doing, stories, "
            "follow-up, or other with a --name."
        ),
    ],
    opens: Annotated[str, typer.Option(help="2026-12-01 or 2026-12-01T18:00, by the city's clock.")],
    closes: Annotated[str, typer.Option(help="As above; a day is meant with all its hours.")],
    name: MaybeNames = None,
) -> None:
    """Add a stage, which stands where its days are."""
    own = settings()
    from bot.commands.programme_parts import add_stage as add

    add(own, code, kind, opens=opens, closes=closes, names=name or [])


@programmes.command("change-stage")
def change_stage(
    code: Code, number: Number, opens: Day = None, closes: LastDay = None, name: MaybeNames = None
) -> None:
    """Let a stage have other days, or another name; with --opens alone, it lasts as long as before."""
    own = settings()
    from bot.commands.programme_parts import change_stage as change

    change(own, code, number, opens=opens, closes=closes, names=name or [])


@programmes.command("remove-stage")
def remove_stage(code: Code, number: Number) -> None:
    """Leave a stage out."""
    own = settings()
    from bot.commands.programme_parts import remove_stage as remove

    remove(own, code, number)


@programmes.command("add-own")
def add_own(
    code: Code,
    kind: Annotated[str, typer.Argument(help="topic, or place.")],
    name: Names,
) -> None:
    """Give a programme a topic or a place that the city does not have."""
    own = settings()
    from bot.commands.programme_parts import add_own as add

    add(own, code, kind, name)


@programmes.command("rename-own")
def rename_own(code: Code, which: Id, name: Names) -> None:
    """Call a topic or a place of a programme's own otherwise, also where it was chosen before."""
    own = settings()
    from bot.commands.programme_parts import rename_own as rename

    rename(own, code, which, name)


@programmes.command("remove-own")
def remove_own(code: Code, which: Id) -> None:
    """Offer a topic or a place of a programme's own no longer; where it was chosen, it stays."""
    own = settings()
    from bot.commands.programme_parts import remove_own as remove

    remove(own, code, which)
