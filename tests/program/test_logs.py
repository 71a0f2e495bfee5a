"""H72: tokens, answers, names and platform ids appear in no log, traceback, metric or readiness."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from storage.database import Database
from tests.program.running import Program, running_parvis
from tests.telegram_server import Citizen, Fault, TelegramServer

TOKEN = "4242424242:AAHlepelaar-en-kluut"
FIRST_NAME, USER_NAME = "Zwaluwstaart", "kwikstaart_1080"
TITLE = "Flierefluiter aan de schoolpoort"
DESCRIPTION = "Omdat krekelzang zo mooi is"
LOST = "Pimpelmees zonder vraag"
CAPTION = "Boterbloem op de foto"
MARKS = [
    *(FIRST_NAME, USER_NAME, "Flierefluiter", "krekelzang", "Pimpelmees", "Boterbloem"),
    *(TOKEN, TOKEN.partition(":")[2]),
]

FAULTS = [
    *(Fault("bad_gateway"), Fault("server_error"), Fault("empty"), Fault("ok_only"), Fault("not_ok_only")),
    *(Fault("reset"), Fault("silence", seconds=0.2), Fault("too_many_requests", seconds=0)),
    Fault("body", body=b'{"ok":true,"result":{"text":"Pimpelmees"}}'),
]


@pytest.mark.prove_on("postgresql")
async def test_h72_nobody_is_in_logs_metrics_or_readiness(tmp_path: Path, database_url: str | None) -> None:
    async with (
        TelegramServer(token=TOKEN) as server,
        running_parvis(server, data_dir=tmp_path / "data", database_url=database_url) as program,
    ):
        assert (await program.run("seed")).exit_code == 0
        noor = server.citizen(first_name=FIRST_NAME, username=USER_NAME, language_code="nl")
        await _is_welcomed(noor)
        await _shares_an_idea(server, noor)
        server.updates.put_raw(
            f'"message":{{"text":"{LOST}","chat":{{"id":{noor.id}}},"from":"{FIRST_NAME}"}}'
        )
        said = await _pages(program)
        database = Database(database_url or f"sqlite:///{tmp_path}/data/parvis.db")
        said += await _the_database_fails(program, noor, database)
        said += await _a_turn_fails(program, noor, database)
        database.close()
        await program.stop()
        said += program.log_text() + program.output_text()
    found = [mark for mark in [*MARKS, str(noor.id)] if mark in said]
    assert found == [], [line for line in said.splitlines() if any(mark in line for mark in found)]
    assert "Traceback" not in said


async def _is_welcomed(noor: Citizen) -> None:
    await noor.starts()
    await noor.hears()
    for answer in ("1", "1", "1", "klaar"):
        await noor.says(answer)
        await noor.hears()


async def _shares_an_idea(server: TelegramServer, noor: Citizen) -> None:
    """Answer every question, and some that nobody asked, while each call fails once, each time in another way."""
    methods = ("sendMessage", "editMessageText", "answerCallbackQuery", "getUpdates", "getFile", "file")
    answers = (LOST, "idee", TITLE, "terug", TITLE, DESCRIPTION, "1", "jette")
    for answer, fault in zip(answers, FAULTS, strict=False):
        server.faults.clear()
        for method in methods:
            server.faults.add(fault, method=method)
        await noor.says(answer)
        await noor.hears(timeout=60)
    await noor.sends_photo(caption=CAPTION)
    await noor.forges_press("l:card:=1~forged", message=noor.chat[1])


async def _pages(program: Program) -> str:
    """Return what the operators' listener answers once all is done."""
    await program.settled(60)
    return "".join([(await program.asks(path))[1] for path in ("/readyz", "/metrics", "/healthz")])


async def _the_database_fails(program: Program, noor: Citizen, database: Database) -> str:
    """Let a statement fail that carries what somebody wrote; return what is said then."""
    with _renamed(database, "chats"):
        await noor.says(f"{LOST} {TITLE}")
        await program.logs("database-trouble", "transaction-failed", "turn-failed")
        return (await program.asks("/readyz"))[1] + (await program.metrics())


@contextmanager
def _renamed(database: Database, table: str) -> Iterator[None]:
    _write(database, f"alter table {table} rename to elsewhere")
    try:
        yield
    finally:
        _write(database, f"alter table elsewhere rename to {table}")


async def _a_turn_fails(program: Program, noor: Citizen, database: Database) -> str:
    """Let the kept state of a chat be broken, with somebody's words in it; return what is said of it."""
    await program.settled(60)
    _write(database, f"""update chats set state = '{{"frames": "{DESCRIPTION}", "drafts": "{TITLE}"}}'""")
    await noor.says(LOST)
    await program.logs("turn-failed")
    said = await _pages(program)
    assert (await program.figures())["parvis_updates_aside"] >= 1
    ran = [await program.run(*words.split()) for words in ("check", "aside list", "aside retry")]
    assert "telegram" in ran[1].output
    assert "tried again" in ran[2].output
    return said + "".join(each.output + each.errors for each in ran) + await _pages(program)


def _write(database: Database, statement: str) -> None:
    with database.writing() as connection:
        connection.exec_driver_sql(statement.replace("%", "%%"))


LIBRARIES = """
    import asyncio, logging, sys, threading, warnings
    from bot.logs import set_up_logs

    SECRET = "Flierefluiter"
    set_up_logs()
    logging.getLogger("aiohttp.server").error("Error handling request from %s", SECRET)
    logging.getLogger("somebody").warning(SECRET)
    logging.getLogger("chatty").info("not worth a line")
    try:
        raise ValueError(SECRET)
    except ValueError:
        logging.getLogger("asyncio").exception(SECRET)
    warnings.warn(SECRET)

    def fails(said):
        raise KeyError(said)

    async def forgotten():
        task = asyncio.ensure_future(asyncio.to_thread(fails, SECRET))
        await asyncio.sleep(0.1)
        del task

    asyncio.run(forgotten())
    thread = threading.Thread(target=fails, args=(SECRET,), name=SECRET)
    thread.start()
    thread.join()

    class Broken:
        def __del__(self):
            fails(SECRET)

    Broken()
    from bot.civic.templates import load_template
    load_template(SECRET)
"""


def test_h72_what_libraries_say_is_reduced_to_who_said_it_and_where() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(LIBRARIES)], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 1
    assert "Flierefluiter" not in ran.stdout + ran.stderr
    lines = [json.loads(line) for line in ran.stderr.splitlines()]
    assert [line["slug"] for line in lines] == [
        *["library-complains"] * 5,
        "thread-ended",
        "unraisable",
        "program-ended",
    ]
    assert [line.get("library") for line in lines[:5]] == [
        *("aiohttp.server", "somebody", "asyncio", "py.warnings", "asyncio"),
    ]
    assert lines[0]["template"] == "Error handling request from %s"
    assert [line["error"] for line in lines if "error" in line] == [
        *("ValueError", "KeyError", "KeyError", "KeyError", "ValueError"),
    ]
    assert lines[-1]["where"].startswith("bot.civic.templates:")
