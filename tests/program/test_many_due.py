"""Very much falls due in the same minute: it leaves at the account's pace, and nobody who writes is kept waiting."""

from __future__ import annotations

import asyncio
import json
import time
from datetime import timedelta

import pytest
from sqlalchemy import insert

from bot.civic.digests import DIGEST
from bot.civic.events import CreateEvent, EventDraft, Slot
from bot.engine.desk import Due
from bot.office import open_office
from bot.settings import read_settings
from storage import tables
from storage.desk import Desk
from tests.program.cities import City
from tests.program.running import running_parvis
from tests.program.stages import Stage
from tests.telegram_server import Citizen, TelegramServer
from tests.telegram_server.limits import Limits

DAY, HOUR = timedelta(days=1), timedelta(hours=1)

PACES = [
    pytest.param("reminders", 300, 150, id="300 reminders"),
    pytest.param("reminders", 10_000, 30, id="10000 reminders", marks=pytest.mark.prove),
    pytest.param("digests", 10_000, 30, id="10000 digests", marks=pytest.mark.prove),
]
"""What falls due, of how many, and how many messages a second Telegram takes."""


@pytest.mark.prove_on("postgresql")
@pytest.mark.parametrize(("what", "many", "per_second"), PACES)
async def test_h62_p7_what_falls_due_at_once_leaves_at_the_pace_and_answers_come_before_it(
    either_city: City, what: str, many: int, per_second: int, noon: str
) -> None:
    # Who writes to us here does so faster than people type.
    limits = Limits(per_second=per_second, per_chat_second=10, chat_burst=30)
    env = {"PARVIS_CITY": noon, "PARVIS_TELEGRAM__MESSAGES_PER_SECOND": str(per_second)}
    async with TelegramServer(limits=limits) as server:
        people = [_met(server) for _ in range(many)]
        _all_due(either_city, what, people)
        async with running_parvis(
            server, data_dir=either_city.data_dir, database_url=either_city.url, env=env
        ) as program:
            stage = Stage(server, program, either_city)
            began = time.monotonic()
            luc = await stage.welcomed("fr", "Luc")
            waits = [await _answered(luc.citizen)]
            while (sent := _told(people)) < many:
                waits.append(await _answered(luc.citizen))
                assert time.monotonic() - began < 60 + 2 * many / per_second, f"{sent} have left"
            assert max(waits) < 2
            await program.settled(60)
        took = time.monotonic() - began
        assert [call for call in server.calls if call.status == 429] == []
        assert {len(one.private_chat.told) for one in people} == {1}
        # Not slower than it may be, either: the pace is what bounds it.
        assert took < 30 + 1.3 * many / per_second
        assert stage.troubles() == []


def _met(server: TelegramServer) -> Citizen:
    somebody = server.citizen(first_name="Noor", language_code="nl")
    somebody.private_chat.has_started = True
    return somebody


def _told(people: list[Citizen]) -> int:
    return sum(1 for one in people if one.private_chat.told)


async def _answered(citizen: Citizen) -> float:
    """Return how long somebody waits for the menu."""
    began = time.monotonic()
    await citizen.says("menu")
    await citizen.hears("Que voulez-vous faire", timeout=30)
    took = time.monotonic() - began
    # More often than once a second would be a flood (H53).
    await asyncio.sleep(1.2)
    return took


def _all_due(city: City, what: str, people: list[Citizen]) -> None:
    """Let everybody be due by now to be told something."""
    office = open_office(read_settings(database_url=city.url or f"sqlite:///{city.file}"))
    with office.at_desk() as desk:
        _known(desk, people)
        if what == "digests":
            _a_vote_in_the_week_of(desk, people)
        else:
            _an_event_in_an_hour_of(desk, people)
    office.database.close()


FIRST = 1000
"""The person, and the account, of the first of them."""


def _known(desk: Desk, people: list[Citizen]) -> None:
    """Let them be known, and want to be written to."""
    run = desk.connection.execute
    now = desk.now
    numbered = list(enumerate(people, FIRST))
    wants = {"welcomed_at": now, "joined_at": now, "language": "nl", "nudges": '{"digests": true}'}
    run(insert(tables.people), [{"id": n, **wants} for n, _one in numbered])
    there = [
        {"id": n, "person": n, "platform": "telegram", "external": str(one.id), "chat": str(one.id)}
        for n, one in numbered
    ]
    run(insert(tables.accounts), there)
    agreed = {"kind": "reminders", "version": 1, "given_at": now}
    run(insert(tables.consents), [{"id": n, "person": n, **agreed} for n, _one in numbered])
    run(insert(tables.chats), [{"account": n, "state": "{}", "touched_at": now} for n, _one in numbered])


def _a_vote_in_the_week_of(desk: Desk, people: list[Citizen]) -> None:
    texts = json.dumps({code: {"title": "Veloplan"} for code in ("nl", "fr", "en")})
    window = {"opens_at": desk.now - DAY, "closes_at": desk.now + DAY}
    desk.insert(tables.votes, texts=texts, kind="yes-no", size=3, least=1, most=1, **window)
    for n in range(FIRST, FIRST + len(people)):
        desk.plan(Due(DIGEST, str(n), desk.now))


def _an_event_in_an_hour_of(desk: Desk, people: list[Citizen]) -> None:
    slot = Slot(desk.now + HOUR, desk.now + 2 * HOUR)
    (number,) = desk.carry_out(CreateEvent(EventDraft({"nl": "Buurtdag"}, (slot,), desk.city.zone)))
    rows = [
        {"event": number, "person": n, "state": "yes", "at": desk.now}
        for n in range(FIRST, FIRST + len(people))
    ]
    desk.connection.execute(insert(tables.rsvps), rows)
    desk.plan(Due("event-hour", str(number), desk.now, 0))
