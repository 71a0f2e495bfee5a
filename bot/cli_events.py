"""`parvis event …`: what its commands take."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from bot.commands.starting import settings

events = typer.Typer(no_args_is_help=True, help="Make events, change them, see who comes.")

Number = Annotated[int, typer.Argument(min=1, help="The number of the event.")]
Titles = Annotated[
    list[str] | None, typer.Option("--title", help="Its title in a language, as nl=Buurtdag; once for each.")
]
Texts = Annotated[list[str] | None, typer.Option("--text", help="More words about it, as nl=…")]
Places = Annotated[
    list[str] | None, typer.Option("--place", help="What the place is called, as nl=Gemeentehuis.")
]
Address = Annotated[str | None, typer.Option(help="Where that is: street, number, town.")]
OnMap = Annotated[str | None, typer.Option("--at", help="Where it is on the map, as 50.881,4.322.")]
Starts = Annotated[str | None, typer.Option(help="2026-12-05T14:00, by the clock on its wall.")]
Ends = Annotated[str | None, typer.Option(help="As above; when it is moved, as long as before unless given.")]
Seats = Annotated[
    int | None, typer.Option(min=1, help="How many people there is room for; no limit unless given.")
]


@events.command("create")
def create(
    file: Annotated[
        Path | None,
        typer.Argument(help="A TOML file, for series, sessions and long texts (docs/operations.md)."),
    ] = None,
    *,
    title: Titles = None,
    starts: Starts = None,
    ends: Ends = None,
    text: Texts = None,
    place: Places = None,
    address: Address = None,
    at: OnMap = None,
    seats: Seats = None,
    guests: Annotated[
        int | None, typer.Option(min=0, help="Guests that each may bring; five unless given.")
    ] = None,
    spoken: Annotated[
        list[str] | None, typer.Option(help="A language spoken there, as nl; once for each.")
    ] = None,
    zone: Annotated[
        str | None, typer.Option(help="The clock on its wall, as Europe/Amsterdam; else the city's.")
    ] = None,
    members: Annotated[bool, typer.Option("--members", help="Only for who is invited or listed.")] = False,
) -> None:
    """Make an event: option by option, or as a file describes it."""
    own = settings()
    from bot.commands import event

    given = {
        **event.in_languages(title or (), text or (), place or ()),
        **_when(starts, ends),
        **_where(address, at),
        "seats": seats,
        "guests": guests,
        "spoken": spoken,
        "zone": zone,
        "members": members or None,
    }
    event.create(own, file, {name: value for name, value in given.items() if value is not None})


@events.command("move")
def move(
    number: Number,
    *,
    starts: Starts = None,
    ends: Ends = None,
    place: Places = None,
    address: Address = None,
    at: OnMap = None,
) -> None:
    """Let an event be at another time, or in another place; everybody concerned is told once."""
    own = settings()
    from bot.commands import event
    from bot.commands.programme import by_language

    where = {"place": by_language(place, "--place")} if place else {}
    event.change(own, number, {**_when(starts, ends), **_where(address, at), **where})


@events.command("change")
def change(
    number: Number,
    *,
    title: Titles = None,
    text: Texts = None,
    seats: Seats = None,
    unlimited: Annotated[bool, typer.Option("--unlimited", help="Room for everybody.")] = False,
) -> None:
    """Change what an event says, or how many seats it has; whoever has a seat keeps it."""
    own = settings()
    from bot.commands import event
    from bot.commands.programme import by_language

    given = {"title": by_language(title or (), "--title"), "text": by_language(text or (), "--text")}
    event.change(own, number, {**given, "seats": seats, "unlimited": unlimited})


@events.command("cancel")
def cancel(
    number: Number,
    reason: Annotated[
        list[str], typer.Option(help="What everybody concerned is told, as nl=Storm; once for each language.")
    ],
) -> None:
    """Cancel an event; everybody concerned is told why."""
    own = settings()
    from bot.commands import event

    event.cancel(own, number, reason)


@events.command("list")
def listed() -> None:
    """Say which events there are, and how many people come."""
    own = settings()
    from bot.commands import event

    event.listed(own)


@events.command("attendance")
def attendance(
    number: Number,
    *,
    as_csv: Annotated[bool, typer.Option("--csv", help="As a table for spreadsheets.")] = False,
) -> None:
    """Say who comes, answer by answer and without a name, and who was let in."""
    own = settings()
    from bot.commands import event

    event.attendance(own, number, as_csv=as_csv)


@events.command("door")
def door(number: Number) -> None:
    """Print a key that puts whoever types it first at the door of an event."""
    own = settings()
    from bot.commands import event

    event.door(own, number)


@events.command("invite")
def invite(
    number: Number,
    count: Annotated[int, typer.Option(min=1, max=1000, help="How many invitations; each counts once.")] = 1,
) -> None:
    """Print invitations to an event for members."""
    own = settings()
    from bot.commands import event

    event.invite(own, number, count)


@events.command("members")
def members(
    number: Number,
    account: Annotated[
        list[str] | None, typer.Argument(help="telegram:12345 or matrix:@name:example.org")
    ] = None,
    file: Annotated[Path | None, typer.Option(help="A file with one account a line.")] = None,
) -> None:
    """Let these accounts come to an event for members."""
    own = settings()
    from bot.commands import event

    event.members(own, number, account or (), file)


@events.command("feedback")
def feedback(number: Number) -> None:
    """Say how an event was, to those who were there; never who said what."""
    own = settings()
    from bot.commands import event

    event.feedback(own, number)


def _when(starts: str | None, ends: str | None) -> dict[str, Any]:
    """Return the one date that was given, as a file would say it."""
    given = {name: value for name, value in (("starts", starts), ("ends", ends)) if value}
    return {"dates": [given]} if given else {}


def _where(address: str | None, at: str | None) -> dict[str, Any]:
    """Return where it is, as a file would say it. Raises NotDoneError."""
    from bot.commands.saying import NotDoneError

    on_map: dict[str, Any] = {"address": address} if address else {}
    if at:
        try:
            on_map["latitude"], on_map["longitude"] = map(float, at.split(","))
        except ValueError:
            raise NotDoneError(f"--at is {at!r}: write degrees, such as 50.881,4.322.") from None
    return {"map": on_map} if on_map else {}
