"""`parvis serve`, as a process of its own: it starts, stops, is killed, and says what stands in its way."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import signal
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import aiohttp
import pytest

from storage.database import Database
from tests.loopback import free_port
from tests.program.running import running_parvis
from tests.telegram_server import TelegramServer


@pytest.mark.prove_on("postgresql")
async def test_h60_a_conversation_goes_on_after_kill_9(tmp_path: Path, database_url: str | None) -> None:
    async with (
        TelegramServer() as server,
        running_parvis(server, data_dir=tmp_path / "data", database_url=database_url, cold=True) as program,
    ):
        noor = server.citizen(first_name="Noor", language_code="nl")
        await noor.starts()
        await noor.hears("Parvis")
        await program.settled()
        await program.restart()
        await noor.presses("Ja")
        # On PostgreSQL the next process polls once the lease of the one that was killed has run out.
        await noor.hears(timeout=40)
        assert server.violations == []
        assert server.duplicates() == []


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
async def test_p6_a_signal_stops_in_order(tmp_path: Path, stop: signal.Signals) -> None:
    async with (
        TelegramServer() as server,
        running_parvis(server, data_dir=tmp_path / "data", cold=stop is signal.SIGTERM) as program,
    ):
        assert await program.stop(stop) == 0
        assert "stopping" in program.slugs()
        assert program.slugs()[-1] == "stopped"


async def test_p6_a_signal_that_comes_twice_is_one(folder: Path) -> None:
    async with TelegramServer() as server, running_parvis(server, data_dir=folder / "data") as program:
        program.send(signal.SIGTERM)
        assert await program.stop() == 0


async def test_p6_what_is_under_way_at_a_stop_is_handed_to_the_next_start(folder: Path) -> None:
    async with TelegramServer() as server, running_parvis(server, data_dir=folder / "data") as program:
        server.faults.add("too_many_requests", method="sendMessage", times=None)
        noor = server.citizen(first_name="Noor", language_code="nl")
        await noor.starts()
        await _asked(server, "sendMessage")
        assert await program.stop() == 0
        server.faults.clear()
        await program.restart()
        await noor.hears("Parvis")
        assert server.duplicates() == []


async def test_it_is_ready_while_telegram_is_not(folder: Path) -> None:
    async with TelegramServer() as server:
        await server.goes_down()
        async with running_parvis(server, data_dir=folder / "data") as program:
            await program.logs("telegram-unreachable")
            status, said = await program.readiness()
            assert status == 200
            assert "Telegram cannot be reached" in said
            await server.comes_back()
            noor = server.citizen(first_name="Noor", language_code="nl")
            await noor.starts()
            await noor.hears("Parvis")
            await program.logs("telegram-receiving-again")
            await program.logs("telegram-known")
            assert (await program.readiness())[1] == "ready\n"


async def test_h7_somebody_else_who_polls_is_told_of_plainly(tmp_path: Path) -> None:
    async with TelegramServer() as server, running_parvis(server, data_dir=tmp_path / "one") as one:
        noor = server.citizen(first_name="Noor", language_code="nl")
        await noor.starts()
        await noor.hears("Parvis")
        async with running_parvis(server, data_dir=tmp_path / "two") as two:
            said = ""
            for _attempt in range(100):
                if "(409)" in said:
                    break
                said = (await one.readiness())[1] + (await two.readiness())[1]
                await noor.says("menu")
                await noor.hears()
        assert "(409)" in said
        assert "PARVIS_TELEGRAM__TOKEN" in said


async def test_h8_a_revoked_token_is_told_and_nothing_is_lost(folder: Path) -> None:
    async with TelegramServer() as server, running_parvis(server, data_dir=folder / "data") as program:
        noor = server.citizen(first_name="Noor", language_code="nl")
        await noor.starts()
        await noor.hears("Parvis")
        server.faults.add("unauthorized", times=None)
        await noor.presses("Ja")
        await program.logs("key-refused")
        status, said = await program.readiness()
        assert status == 503
        assert "telegram: the platform refuses our key" in said
        assert await program.asks("/healthz") == (200, "ok\n")
        server.faults.clear()
        await program.restart()
        await noor.hears()


async def test_a_second_one_on_the_same_data_is_refused(folder: Path) -> None:
    async with TelegramServer() as server, running_parvis(server, data_dir=folder / "data") as program:
        second = await program.run("serve")
        assert second.exit_code == 2
        assert "PARVIS_DATA_DIR" in second.errors


async def test_h71_data_of_a_newer_release_are_refused(folder: Path, migrated_url: str | None) -> None:
    async with (
        TelegramServer() as server,
        running_parvis(server, data_dir=folder / "data", database_url=migrated_url) as program,
    ):
        await program.stop()
        _write(
            migrated_url or f"sqlite:///{folder}/data/parvis.db",
            "update alembic_version set version_num = '9999'",
        )
        for command in ("serve", "migrate", "seed"):
            ran = await program.run(command)
            assert ran.exit_code == 2
            assert "newer release" in ran.errors
        ran = await program.run("check")
        assert ran.exit_code == 1
        assert "wrong  Database: The database was made by a newer release" in ran.output


def by_webhook() -> dict[str, str]:
    """Return the settings that let Telegram call, on a port of one's own."""
    port = free_port()
    return {
        "PARVIS_TELEGRAM__MODE": "webhook",
        "PARVIS_PUBLIC__LISTEN": f"127.0.0.1:{port}",
        "PARVIS_TELEGRAM__WEBHOOK_URL": f"http://127.0.0.1:{port}/telegram",
        "PARVIS_TELEGRAM__WEBHOOK_SECRET": "a-long-word",
    }


async def test_h2_what_is_too_large_is_refused_and_memory_stays_flat(folder: Path) -> None:
    async def poured() -> AsyncIterator[bytes]:
        for _piece in range(100):
            yield bytes(1024 * 1024)

    async with (
        TelegramServer() as server,
        running_parvis(server, data_dir=folder / "data", env=by_webhook(), cold=True) as program,
        aiohttp.ClientSession() as anybody,
    ):
        await program.logs("telegram-known")
        memory = (await program.figures())["process_resident_memory_bytes"]
        address = f"http://{program.address_of('PARVIS_PUBLIC__LISTEN')}"
        told = {"X-Telegram-Bot-Api-Secret-Token": "a-long-word"}
        every: tuple[dict[str, str], ...] = ({}, told, told | {"Content-Encoding": "gzip"})
        for path, headers in itertools.product(("/telegram", "/elsewhere"), every):
            # Whoever is refused may be hung up on while still talking.
            with contextlib.suppress(aiohttp.ClientError, ConnectionError):
                async with anybody.post(f"{address}{path}", data=poured(), headers=headers) as answer:
                    assert answer.status in {401, 404, 413, 415}
        assert (await program.figures())["process_resident_memory_bytes"] < memory + 20e6
        assert (await program.readiness())[0] == 200


async def test_by_webhook(folder: Path) -> None:
    async with (
        TelegramServer() as server,
        running_parvis(server, data_dir=folder / "data", env=by_webhook()) as program,
    ):
        noor = server.citizen(first_name="Noor", language_code="nl")
        await noor.starts()
        await noor.hears("Parvis")
        await program.restart()
        await noor.presses("Ja")
        await noor.hears()
        assert await program.stop() == 0


async def test_telegram_shows_our_commands_in_every_language(folder: Path) -> None:
    async with TelegramServer() as server, running_parvis(server, data_dir=folder / "data"):
        citizens = {
            code: server.citizen(first_name="Noor", language_code=code) for code in ("nl", "fr", "en", "tlh")
        }
        await _eventually(lambda: all(citizen.commands for citizen in citizens.values()))
        for code, words in {"nl": "idee", "fr": "idée", "en": "idea", "tlh": "idea"}.items():
            about = {each["command"]: each["description"] for each in citizens[code].commands}
            assert words in about["idea"].casefold()


@pytest.mark.prove_on("postgresql")
async def test_metrics_tell_what_waits(folder: Path, migrated_url: str | None) -> None:
    async with (
        TelegramServer() as server,
        running_parvis(server, data_dir=folder / "data", database_url=migrated_url) as program,
    ):
        noor = server.citizen(first_name="Noor", language_code="nl")
        await noor.starts()
        await noor.hears("Parvis")
        await program.settled()
        figures = await program.figures()
        assert figures['parvis_updates_kept_total{platform="telegram"}'] == 1
        assert figures["process_resident_memory_bytes"] > 0
        for gauge in ("outbox_pending", "outbox_uncertain", "updates_pending", "updates_aside"):
            assert figures[f"parvis_{gauge}"] == 0


async def _asked(server: TelegramServer, method: str) -> None:
    await _eventually(lambda: server.calls_of(method))


async def _eventually(true: Callable[[], object]) -> None:
    async with asyncio.timeout(20):
        while not true():  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.02)


def _write(url: str, statement: str) -> None:
    database = Database(url)
    with database.writing() as connection:
        connection.exec_driver_sql(statement)
    database.close()
