"""`parvis check`: what is on, what is off, what is wrong, in words. It changes nothing."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bot.civic.city import City
from bot.civic.programmes import CurrentWindow, Window
from bot.commands.saying import marked, moment
from bot.engine.clock import SystemClock
from bot.engine.platform import Platform
from bot.main import the_matrix_account, the_telegram_account
from bot.office import Office, the_city
from bot.settings import Settings
from bot.troubles import Troubles
from storage.database import BadDatabase, Database, reaching
from storage.migration import ahead, newest, revision

PATIENCE_SECONDS = 20.0


if TYPE_CHECKING:
    from adapters.matrix.own_device import Standing

_STANDING = {
    "new": ("ok", "Encryption", "the device gets its keys at the first start."),
    "signed": ("ok", "Encryption", "the account vouches for its device."),
    "unsigned": (
        "look",
        "Encryption",
        "the account does not vouch for its device, so apps warn of it: see docs/operations.md, Encrypted chats on Matrix.",
    ),
}


class Finding(NamedTuple):
    """How one thing stands: `mark` is ok, off, look or wrong."""

    mark: str
    about: str
    sentence: str


def check(settings: Settings) -> bool:
    """Say how everything stands; return whether nothing is wrong."""
    well = True
    for finding in _findings(settings):
        marked(*finding)
        well = well and finding.mark != "wrong"
    return well


def _findings(settings: Settings) -> Iterator[Finding]:
    city = None
    try:
        city = the_city(settings)
    except ValueError as error:
        yield Finding("wrong", "City", str(error))
    else:
        yield _of_city(city)
    yield from _of_database(settings, city)
    yield _of_telegram(settings)
    yield _of_matrix(settings)
    if settings.matrix.named and settings.matrix.encryption:
        yield _of_encryption(settings)
    yield from _of_listeners(settings)


def _of_city(city: City) -> Finding:
    said = f"{city.names.get('en', city.id)}, {len(city.topics)} topics, {len(city.neighbourhoods)} neighbourhoods."
    if "example." in city.operator.contact:
        return Finding(
            "look",
            "City",
            f"{said} Who runs this is still an example: copy the city file, write yourself into it, and set PARVIS_CITY.",
        )
    return Finding("ok", "City", said)


def _of_database(settings: Settings, city: City | None) -> Iterator[Finding]:
    try:
        with reaching():
            database = Database(settings.address_of_database())
            if database.file and not database.file.exists():
                yield _of_no_file(database.file)
            else:
                yield from _of_tables(database, settings, city)
            database.close()
    except BadDatabase as error:
        yield Finding("wrong", "Database", str(error))


def _of_no_file(file: Path) -> Finding:
    folder = next(parent for parent in file.parents if parent.exists())
    if folder.is_dir() and os.access(folder, os.W_OK):
        return Finding("ok", "Database", f"SQLite, to be made at the first start: {file}")
    return Finding(
        "wrong",
        "Database",
        f"{folder} cannot be written: let PARVIS_DATA_DIR, or the file in PARVIS_DATABASE_URL, be where this program may write.",
    )


def _of_tables(database: Database, settings: Settings, city: City | None) -> Iterator[Finding]:
    kind = f"SQLite, {database.file}" if database.file else f"PostgreSQL, {database.engine.url.database}"
    with database.writing() as connection:
        found, wanted = revision(connection), newest()
        if found is not None and found > wanted:
            raise BadDatabase(ahead(found, wanted))
        if found != wanted:
            yield Finding("ok", "Database", f"{kind}: its tables are brought up to date at the next start.")
            return
        yield Finding("ok", "Database", f"{kind}: up to date ({found}).")
        if city:
            yield _of_window(
                Office(database, city, SystemClock(), settings).desk(connection).ask(CurrentWindow()), city
            )


def _of_window(window: Window, city: City) -> Finding:
    programme = window.programme
    if programme is None:
        return Finding(
            "look",
            "Programme",
            "none, so nobody can share an idea: parvis programme create, or parvis seed --template open-wall",
        )
    if window.open:
        until = f"until {moment(programme.closes, city.zone)}" if programme.closes else "with no end"
        return Finding("ok", "Programme", f"{programme.code} takes ideas {until}.")
    if window.to_come:
        return Finding(
            "ok", "Programme", f"{programme.code} takes ideas from {moment(programme.opens, city.zone)}."
        )
    return Finding(
        "look",
        "Programme",
        f"{programme.code} has closed, so nobody can share an idea: parvis programme create",
    )


def _of_telegram(settings: Settings) -> Finding:
    if settings.telegram.token is None:
        return Finding("off", "Telegram", "PARVIS_TELEGRAM__TOKEN is not set.")
    try:
        name = asyncio.run(_asked(the_telegram_account(settings, Troubles())))
    except TimeoutError:
        return Finding(
            "wrong", "Telegram", "it does not answer: look at the network and at PARVIS_TELEGRAM__API_URL."
        )
    except (ValueError, OSError) as error:
        return Finding("wrong", "Telegram", str(error))
    return Finding("ok", "Telegram", f"{name}, by {settings.telegram.mode}.")


def _of_matrix(settings: Settings) -> Finding:
    if not settings.matrix.named:
        return Finding("off", "Matrix", "PARVIS_MATRIX__HOMESERVER is not set.")
    try:
        name = asyncio.run(_asked(the_matrix_account(settings, Troubles())))
    except TimeoutError:
        return Finding(
            "wrong", "Matrix", "it does not answer: look at the network and at PARVIS_MATRIX__HOMESERVER."
        )
    except (ValueError, OSError) as error:
        return Finding("wrong", "Matrix", str(error))
    return Finding("ok", "Matrix", f"{name}, at {settings.matrix.homeserver}.")


def _of_encryption(settings: Settings) -> Finding:
    try:
        standing = asyncio.run(_device(settings))
    except (ValueError, OSError) as error:
        return Finding("wrong", "Encryption", str(error))
    return Finding(*_STANDING[standing.value if standing else ""])


async def _device(settings: Settings) -> Standing | None:
    """Return how our device stands with the homeserver."""
    account = the_matrix_account(settings, Troubles())
    assert account is not None  # noqa: S101 - asked only where it is set
    try:
        return await account.encryption()
    finally:
        await account.close()


async def _asked(account: Platform | None) -> str:
    """Return who we are on the platform, as it says."""
    assert account is not None  # noqa: S101 - asked only where it is set
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await account.check()
    finally:
        await account.close()


def _of_listeners(settings: Settings) -> Iterator[Finding]:
    ops, public = settings.ops.listen, settings.public.listen
    if ops.is_loopback:
        yield Finding("ok", "Operators", f"health and metrics at http://{ops}, on this machine alone.")
    else:
        yield Finding("look", "Operators", f"health and metrics at {ops}: see that only operators reach it.")
    if public is None:
        yield Finding("off", "Public", "PARVIS_PUBLIC__LISTEN is not set.")
    elif settings.telegram.mode == "webhook":
        yield Finding("ok", "Public", f"the webhook listens at {public}.")
    else:
        yield Finding(
            "look",
            "Public",
            f"{public} is set, but with PARVIS_TELEGRAM__MODE=polling nothing is shown there.",
        )
