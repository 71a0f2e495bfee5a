"""What arrives at the same time is kept together, on both databases; what cannot be kept is its own fault only."""

from __future__ import annotations

import asyncio

import pytest

from bot.engine.incoming import Arrival, Sender
from bot.engine.intake import Intake
from storage import tables
from storage.database import Database
from storage.desk import Desk
from tests.storage.running import a_store, running
from tests.storage.town import PLATFORM, Town

MANY = 200
UNKEEPABLE = "\ud800"
"""No database takes half a character."""


def _arrival(key: str, raw: str = "{}") -> Arrival:
    return Arrival(key, raw, Sender(f"who {key}", f"chat {key}"))


async def test_h2_what_arrives_at_once_is_kept_in_order_and_each_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    town, times = Town(database), 0
    keep = Desk.keep

    def counted(desk: Desk, platform: str, arrivals: list[Arrival], mark: str | None = None) -> int:
        nonlocal times
        times += 1
        return keep(desk, platform, arrivals, mark)

    monkeypatch.setattr(Desk, "keep", counted)
    async with running(a_store(database)) as store:
        intake = Intake(store, PLATFORM)
        keys = [f"{n % MANY:03}" for n in range(MANY + 50)]
        new = await asyncio.gather(*(intake.keep([_arrival(key)]) for key in keys))
    assert sum(new) == MANY
    assert [row.key for row in town.rows(tables.inbox)] == sorted(set(keys))
    assert times < len(keys) / 10


async def test_h4_what_cannot_be_kept_takes_nobody_along(database: Database) -> None:
    town = Town(database)
    async with running(a_store(database)) as store:
        intake = Intake(store, PLATFORM)
        arrivals = [_arrival("1"), _arrival("2", UNKEEPABLE), _arrival("3")]
        came_to = await asyncio.gather(*(intake.keep([each]) for each in arrivals), return_exceptions=True)
        assert isinstance(came_to[1], Exception)
        assert await intake.keep([_arrival("4")]) == 1
        with pytest.raises(UnicodeError):
            await intake.keep([_arrival("5", UNKEEPABLE)])
    assert [row.key for row in town.rows(tables.inbox)] == ["1", "3", "4"]


async def test_who_hangs_up_takes_nobody_along(database: Database) -> None:
    town = Town(database)
    async with running(a_store(database)) as store:
        intake = Intake(store, PLATFORM)
        impatient, patient = (asyncio.create_task(intake.keep([_arrival(key)])) for key in "12")
        await asyncio.sleep(0)
        impatient.cancel()
        await patient
    assert [row.key for row in town.rows(tables.inbox)] == ["1", "2"]
