"""Two processes on one PostgreSQL: one polls, both work, and when one is killed the other goes on."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random

import aiohttp
import pytest

from tests.loopback import free_port
from tests.program.cities import City
from tests.program.running import Program, running_parvis
from tests.program.stages import FAST, SECRET
from tests.program.walking import Idea, Walker, all_of
from tests.telegram_server import Fault, TelegramServer

LENGTH = re.compile(r"(\d+) characters")


@asynccontextmanager
async def _another(server: TelegramServer, city: City, name: str, **env: str) -> AsyncIterator[Program]:
    """Run one more process on the city's database."""
    folder = city.folder / name / "data"
    async with running_parvis(server, data_dir=folder, database_url=city.url, env=FAST | env) as program:
        yield program


def _walkers(server: TelegramServer, name: str, count: int) -> list[Walker]:
    walkers = []
    for number in range(count):
        citizen = server.citizen(first_name=f"Noor {number}", language_code="nl")
        idea = Idea(f"{name} {number} op het plein")
        walker = Walker(citizen, idea, way=None, chance=Random(number), twice=True, patience_seconds=60)
        walkers.append(walker)
    return walkers


async def test_h60_p3_the_other_takes_over_when_the_one_that_polls_is_killed(postgres_city: City) -> None:
    city = postgres_city
    async with (
        TelegramServer() as server,
        _another(server, city, "one") as one,
        _another(server, city, "two") as two,
    ):
        walkers = _walkers(server, "Samen", 12)
        for walker in walkers:
            await walker.starts()
        await all_of(*(walker.walks_to("topic") for walker in walkers))
        for walker in walkers:
            await walker.answers()
        await one.kill()
        attempting = city.value("select count(*) from outbox where state = 'attempting'")
        await all_of(*(walker.files_idea() for walker in walkers))
        await two.settled()
        assert sorted(city.titles()) == sorted(walker.idea.title for walker in walkers)
        assert len(server.duplicates()) <= attempting
        assert server.violations == []
        assert [call for call in server.calls_of("getUpdates") if call.status == 409] == []
        assert city.backlog() == {}
        # And back again: this one stops in order, and hands over at once.
        await one.restart()
        assert await two.stop() == 0
        late = _walkers(server, "Later", 4)
        for walker in late:
            await walker.starts()
        await all_of(*(walker.files_idea() for walker in late))
        assert [call for call in server.calls_of("getUpdates") if call.status == 409] == []


FROZEN_SECONDS = 30.0
"""Longer than a process may be silent before another takes over what it has in hand."""


@pytest.mark.prove
@pytest.mark.parametrize("which", [0, 1])
async def test_h61_frozen_until_the_other_has_taken_over_and_awake_again_nothing_comes_twice(
    postgres_city: City, which: int
) -> None:
    """What it had in hand, waiting because Telegram said so, the other has sent when it wakes up."""
    city = postgres_city
    async with (
        TelegramServer() as server,
        _another(server, city, "one") as one,
        _another(server, city, "two") as two,
    ):
        walkers = _walkers(server, "Bevroren", 12)
        for walker in walkers:
            await walker.starts()
        await all_of(*(walker.walks_to("topic") for walker in walkers))
        later = Fault("too_many_requests", seconds=int(FROZEN_SECONDS) - 5)
        server.faults.add(later, method="sendMessage", times=12)
        for walker in walkers:
            await walker.answers()
        await asyncio.sleep(2)
        frozen = (one, two)[which]
        frozen.freeze()
        await asyncio.sleep(FROZEN_SECONDS)
        frozen.thaw()
        await all_of(*(walker.files_idea() for walker in walkers))
        await asyncio.sleep(5)
        await asyncio.gather(one.settled(30), two.settled(30))
        assert server.duplicates() == []
        assert sorted(city.titles()) == sorted(walker.idea.title for walker in walkers)
        assert server.violations == []
        assert city.backlog() == {}


async def test_p3_p2_webhooks_arrive_at_both_and_one_person_s_turns_keep_their_order(
    postgres_city: City,
) -> None:
    """Titles that are too long are answered with their length: so each answer tells which it answers."""
    city = postgres_city
    ports = [free_port(), free_port()]
    env = [
        {
            "PARVIS_TELEGRAM__MODE": "webhook",
            "PARVIS_PUBLIC__LISTEN": f"127.0.0.1:{port}",
            "PARVIS_TELEGRAM__WEBHOOK_URL": f"http://127.0.0.1:{ports[0]}/telegram",
            "PARVIS_TELEGRAM__WEBHOOK_SECRET": SECRET,
        }
        for port in ports
    ]
    async with (
        TelegramServer() as server,
        _another(server, city, "one", **env[0]) as one,
        _another(server, city, "two", **env[1]) as two,
        aiohttp.ClientSession(headers={"X-Telegram-Bot-Api-Secret-Token": SECRET}) as session,
    ):
        people = _walkers(server, "Lengte", 6)
        for walker in people:
            await walker.starts()
        await all_of(*(walker.walks_to("title") for walker in people))

        async def posts(walker: Walker, first: int) -> None:
            who = {"id": walker.citizen.id, "is_bot": False, "first_name": "Noor"}
            chat = {"id": walker.citizen.id, "type": "private"}
            for number in range(40):
                message = {
                    "message_id": number,
                    "date": 1,
                    "chat": chat,
                    "from": who,
                    "text": "x" * (121 + number),
                }
                body = json.dumps({"update_id": first + number, "message": message})
                # Each update comes to both, as when an answer is lost; to this one first, then to that.
                for port in ports if number % 2 else ports[::-1]:
                    async with session.post(f"http://127.0.0.1:{port}/telegram", data=body) as answer:
                        assert answer.status == 200

        await all_of(*(posts(walker, 1000 * (n + 1)) for n, walker in enumerate(people)))
        for walker in people:
            await walker.citizen.hears("160 tekens", timeout=30)
        await asyncio.gather(one.settled(), two.settled())
        for walker in people:
            told = [re.search(r"(\d+) tekens", bubble.text) for bubble in walker.citizen.private_chat.told]
            assert [int(length[1]) for length in told if length] == list(range(121, 161))
        assert all([(await program.figures())["parvis_turns_total"] for program in (one, two)])
