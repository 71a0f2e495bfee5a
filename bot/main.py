"""The only place that wires: settings become a program."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any

import structlog

import flows
from bot.civic.city import City
from bot.engine.beside import Beside
from bot.engine.flow import Flows
from bot.engine.groups import Behaviours
from bot.engine.guest import Guest, Ways
from bot.engine.platform import Platform
from bot.engine.service import Service
from bot.engine.tokens import Mint
from bot.engine.turn import Turns
from bot.engine.work import Worker
from bot.making import MAKERS
from bot.making.exports import Exports
from bot.office import Office, open_office
from bot.settings import BadSettings, Settings
from bot.text.languages import SOURCE
from bot.troubles import Troubles
from flows.groups import all_behaviours
from flows.notices import JUDGES, TELLS
from storage import processes
from storage.freezing import Lists
from storage.postgres_store import PostgresStore
from storage.sqlite_store import SqliteStore
from storage.upkeep import Upkeep

if TYPE_CHECKING:
    from adapters.matrix.account import MatrixAccount
    from adapters.telegram.account import TelegramAccount
    from bot.ops import Metrics

log = structlog.get_logger()

STOP_SECONDS = 18.0
"""After so long a stop that does not come to its end is cut short: what is kept is kept (P6)."""

IMPATIENT_SECONDS = 1.0
"""A second signal within this is the first one, passed on by a supervisor."""

FIRST_WAIT_SECONDS = 1.0
LONGEST_WAIT_SECONDS = 60.0

COMMAND_LINE = "command line"
"""Who has in hand what the command line lets be told: nobody, so that whoever serves takes it."""

BEFORE_ANY_PLATFORM = (
    "Nothing is configured to run: set PARVIS_TELEGRAM__TOKEN to your bot's token from @BotFather, set PARVIS_MATRIX__… as "
    "README.md shows, or try Parvis on this machine with: parvis demo"
)


def the_worker(office: Office, platforms: Mapping[str, Platform], owner: str = COMMAND_LINE) -> Worker:
    """Return what takes turns; without platforms, what tells people of what the command line did."""
    turns = Turns(Flows(flows.all_flows()), Mint(office.database.secret()))
    return Worker(
        turns,
        Guest(Behaviours(all_behaviours()), turns.house),
        read={name: platform.read for name, platform in platforms.items()},
        tells=TELLS,
        judges=JUDGES,
        ways={
            name: Ways(each.address, each.call, each.whispers, each.redacts)
            for name, each in platforms.items()
        },
        beside=Beside(office.reading),
        owner=owner,
    )


def wire(
    office: Office, platforms: Mapping[str, Platform], rates: Mapping[str, float], metrics: Metrics
) -> Service:
    """Return the program, ready to run."""
    from bot.ticking import ticking

    owner = processes.identity()
    store = (SqliteStore if office.database.sqlite else PostgresStore)(office.database, office.desk)
    return Service(
        store=store,
        worker=the_worker(office, platforms, owner),
        platforms=platforms,
        rates=rates,
        upkeep=Upkeep(owner, office.log_of_erasures),
        ticking=ticking,
        makers={**MAKERS, "export": Exports(office.reads)},
        lists=Lists(office.database, office.desk, owner),
        count=metrics.count,
    )


def the_telegram_account(settings: Settings, troubles: Troubles) -> TelegramAccount | None:
    """Return the account that is configured, if one is. Raises BadSettings or ValueError, each a sentence."""
    from adapters.telegram.account import TelegramAccount

    telegram = settings.telegram
    if telegram.token is None:
        return None
    if telegram.mode == "webhook":
        needed = {
            "PARVIS_PUBLIC__LISTEN": settings.public.listen,
            "PARVIS_TELEGRAM__WEBHOOK_URL": telegram.webhook_url,
            "PARVIS_TELEGRAM__WEBHOOK_SECRET": telegram.webhook_secret,
        }
        missing = [name for name, value in needed.items() if not value]
        if missing:
            raise BadSettings(
                f"PARVIS_TELEGRAM__MODE=webhook also needs {' and '.join(missing)}: set what is missing, or set the mode "
                "to polling."
            )
    return TelegramAccount(
        telegram.token.get_secret_value(),
        api_url=telegram.api_url,
        mode=telegram.mode,
        webhook_url=telegram.webhook_url,
        webhook_secret=telegram.webhook_secret.get_secret_value() if telegram.webhook_secret else "",
        observer=troubles.tell,
    )


def the_matrix_account(settings: Settings, troubles: Troubles) -> MatrixAccount | None:
    """Return the account that is configured, if one is. Raises BadSettings or ValueError, each a sentence."""
    matrix = settings.matrix
    if not matrix.named:
        return None
    if matrix.missing or matrix.token is None:
        raise BadSettings(
            f"Matrix also needs {' and '.join(matrix.missing)}: set what is missing, as README.md shows, or take all of "
            "PARVIS_MATRIX__… out."
        )
    from adapters.matrix.account import Keys, MatrixAccount
    from flows.saying.introduction import encrypted, unreadable

    return MatrixAccount(
        matrix.homeserver,
        user=matrix.user,
        token=matrix.token.get_secret_value(),
        device=matrix.device,
        # Whose room it is, and so their language, is not known yet.
        encrypted_notice="\n\n".join(encrypted().values()),
        keys=Keys(settings.folder_of_keys(), "\n\n".join(unreadable().values()))
        if matrix.encryption
        else None,
        observer=troubles.tell,
    )


def serve(settings: Settings) -> None:
    """Run everything that is configured, until told to stop. Raises what cannot be used, as one sentence."""
    troubles = Troubles()
    telegram, matrix = the_telegram_account(settings, troubles), the_matrix_account(settings, troubles)
    if telegram is None and matrix is None:
        raise BadSettings(BEFORE_ANY_PLATFORM)
    office = open_office(settings, serves=True)
    until_told(lambda stop: _serve(office, telegram, matrix, troubles, stop))


async def _serve(
    office: Office,
    telegram: TelegramAccount | None,
    matrix: MatrixAccount | None,
    troubles: Troubles,
    stop: asyncio.Event,
) -> None:
    from bot.ops import Metrics, listening, ops_routes

    settings = office.settings
    metrics = Metrics()
    accounts: list[Platform] = [each for each in (telegram, matrix) if each is not None]
    rates = {
        "telegram": settings.telegram.messages_per_second,
        "matrix": settings.matrix.messages_per_second,
    }
    service = wire(office, {each.name: each for each in accounts}, rates, metrics)
    async with AsyncExitStack() as stack:
        ops = ops_routes(service, metrics, troubles)
        await stack.enter_async_context(listening("PARVIS_OPS__LISTEN", settings.ops.listen, ops))
        if settings.public.listen and telegram and (routes := telegram.routes()):
            await stack.enter_async_context(
                listening("PARVIS_PUBLIC__LISTEN", settings.public.listen, routes)
            )
        # What is loaded by now stays: the collector need not go through it again and again.
        gc.freeze()
        log.info("Parvis is running.", slug="running", platforms=[each.name for each in accounts])
        beside = [asyncio.create_task(_until(stop, _meet(matrix)))] if matrix else []
        if telegram:
            beside.append(asyncio.create_task(_until(stop, _introduce(telegram, office.city))))
        await service.run(stop)
        await asyncio.gather(*beside)
    log.info("Parvis has stopped.", slug="stopped")


async def _until(stop: asyncio.Event, work: Coroutine[Any, Any, None]) -> None:
    """Do this work, at most until `stop`; what goes wrong in it is logged and stops nothing."""
    task, stopped = asyncio.create_task(work), asyncio.create_task(stop.wait())
    await asyncio.wait((task, stopped), return_when=asyncio.FIRST_COMPLETED)
    for each in (task, stopped):
        each.cancel()
    try:
        await task
    except asyncio.CancelledError:
        pass
    except Exception:
        log.exception("Something beside the conversations failed.", slug="aside-failed")


async def _name(account: Platform) -> str | None:
    """Return who we are on the platform, once it can be reached; None if it refuses us."""
    wait = FIRST_WAIT_SECONDS
    while True:
        try:
            return await account.check()
        except PermissionError as refused:
            # Who receives hears the same, and stops; here it is said which setting is wrong.
            log.critical(str(refused), slug="account-refused", platform=account.name)
            return None
        except OSError:
            await asyncio.sleep(wait)
            wait = min(wait * 2, LONGEST_WAIT_SECONDS)


async def _meet(account: MatrixAccount) -> None:
    """Find out whether we are who the settings say, whenever the homeserver can be reached."""
    if name := await _name(account):
        log.info("Matrix knows us.", slug="matrix-known", account=name)


async def _introduce(account: TelegramAccount, city: City) -> None:
    """Find out who we are and set our commands and descriptions, whenever Telegram can be reached."""
    name = await _name(account)
    if name is None:
        return
    log.info("Telegram knows us.", slug="telegram-known", account=name)
    from adapters.telegram.methods import Introduction
    from flows.saying.introduction import commands, description, group_commands, short

    listed = {code: list(each.items()) for code, each in commands().items()}
    in_groups = {code: list(each.items()) for code, each in group_commands().items()}
    everybody = SOURCE.code
    await account.introduce(
        Introduction(
            {**listed, "": listed[everybody]},
            {**description(city), "": description(city)[everybody]},
            {**short(city), "": short(city)[everybody]},
            {**in_groups, "": in_groups[everybody]},
        )
    )


def until_told(work: Callable[[asyncio.Event], Awaitable[None]]) -> None:
    """Do this work, which ends soon after its event is set: at SIGTERM or SIGINT. A second one ends it at once."""
    import uvloop

    async def run() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        told_at = 0.0

        def told() -> None:
            nonlocal told_at
            if not stop.is_set():
                told_at = loop.time()
                log.info(
                    "Stopping: what is under way ends, the rest is handed to the next start.", slug="stopping"
                )
                stop.set()
                loop.call_later(STOP_SECONDS, _cut_short, "took-too-long")
            elif loop.time() > told_at + IMPATIENT_SECONDS:
                _cut_short("told-twice")

        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, told)
        await work(stop)

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(run())


def _cut_short(why: str) -> None:
    log.critical("Stopped at once: nothing that was kept is lost, the next start goes on.", slug=why)
    os._exit(1)
