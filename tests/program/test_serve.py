"""`parvis serve`, as a process of its own."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.program.running import running_parvis
from tests.telegram_server import TelegramServer


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    """Give the address of an empty database of each kind; None is the file in the data folder."""
    return None if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


async def test_h60_a_conversation_goes_on_after_kill_9(tmp_path: Path, database_url: str | None) -> None:
    async with (
        TelegramServer() as server,
        running_parvis(server, data_dir=tmp_path / "data", database_url=database_url) as program,
    ):
        noor = server.citizen(first_name="Noor", language_code="nl")
        await noor.starts()
        await noor.hears("Parvis")
        await program.restart()
        await noor.presses(0)
        await noor.hears()
        assert server.violations == []


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
async def test_p6_a_signal_stops_in_order(tmp_path: Path, stop: signal.Signals) -> None:
    async with TelegramServer() as server, running_parvis(server, data_dir=tmp_path / "data") as program:
        assert await program.stop(stop) == 0
        assert "stopping" in program.slugs()
        assert program.slugs()[-1] == "stopped"
