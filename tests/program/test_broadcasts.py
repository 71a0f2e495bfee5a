"""A broadcast to very many, end to end: nobody waits for it, nobody is left out, nobody gets it twice, and the report is exact."""

from __future__ import annotations

import asyncio
import json
import time
from functools import partial
from random import Random

import psutil
import pytest

from bot.civic.broadcasts import CancelBroadcast, PauseBroadcast, ResendBroadcast, ResumeBroadcast
from bot.civic.roles import PutInRole, Role
from bot.engine.delivery import MOST_BULK_AT_ONCE, MOST_UNKEPT
from tests.program.broadcasting import (
    SAID,
    OtherWriter,
    among,
    confirmed,
    does,
    fewest_a_second,
    of,
    reported,
    sent_at,
    until,
)
from tests.program.cities import City
from tests.telegram_server import Call, Citizen, Fault, TelegramServer
from tests.telegram_server.limits import Limits

MEGABYTE = 1024 * 1024
SIZES = [
    pytest.param(1500, 6.5, 100, id="1500"),
    pytest.param(100_000, 180.0, 30, id="100000", marks=pytest.mark.prove),
]
"""How many are to get it, how many seconds it is looked on, how many messages a second Telegram takes."""


@pytest.mark.prove_on("postgresql")
@pytest.mark.parametrize(("many", "seconds", "per_second"), SIZES)
async def test_p7_h62_a_broadcast_keeps_the_pace_and_nobody_waits_for_it(
    either_city: City, many: int, seconds: float, per_second: int, noon: str
) -> None:
    limits = Limits(per_second=per_second, per_chat_second=10, chat_burst=30)
    reached = min(many, round(1.2 * per_second * (seconds + 30)))
    async with among(
        either_city, noon, reached, per_second=per_second, also=many - reached, limits=limits
    ) as (stage, people):
        luc = await stage.welcomed("fr", "Luc")
        writer = OtherWriter(either_city)
        number = confirmed(either_city, many)
        with writer.writing():
            await until(lambda: _is_frozen(either_city, number, many, stage.server), 60)
        assert max(writer.waits) < 0.1 + max(writer.alone), sorted(writer.waits)[-5:]
        await until(lambda: len(sent_at(stage.server)) > per_second, 20)
        before, began = psutil.Process(stage.program.pid).memory_info().rss, time.time()
        waits = [await _answered(luc.citizen) for _ in range(int(seconds / 1.3))]
        assert max(waits) < 2, sorted(waits)[-5:]
        ended = time.time()
        window = min(60.0, (ended - began) / 2)
        pace = fewest_a_second(sent_at(stage.server), began, ended, window)
        # What is asked for is asked of a real Telegram; where tests are many at once, a little less.
        part = 28.5 / 30 if many > 1500 else 0.8
        assert pace >= per_second * part
        grown = psutil.Process(stage.program.pid).memory_info().rss - before
        figures = {"pace": pace, "writers": max(writer.waits), "answers": max(waits), "grown": grown}
        (either_city.folder / "figures.json").write_text(json.dumps(figures))
        assert grown < 20 * MEGABYTE
        assert [call for call in stage.server.calls if call.status == 429] == []
        does(either_city, CancelBroadcast(number))
        await until(lambda: "queued" not in of(reported(either_city, number)), 10)
        await stage.program.settled()
        report, got = of(reported(either_city, number)), _got([*people, luc.citizen])
        # Whose ideas are here from the start wants nothing.
        assert report.pop("skipped") == 1
        assert report == {"sent": got} | ({"cancelled": many + 1 - got} if got <= many else {})
        assert stage.troubles() == []


def _got(people: list[Citizen]) -> int:
    """Return how many got it; nobody got it twice."""
    came = [
        sum(bubble.text.endswith(tuple(SAID.texts.values())) for bubble in one.private_chat.told)
        for one in people
    ]
    assert set(came) <= {0, 1}
    return sum(came)


def _is_frozen(city: City, number: int, many: int, server: TelegramServer) -> bool:
    """Tell whether the list is whole; nobody gets anything before."""
    state = city.value(f"select state from broadcasts where id = {number}")
    if state not in {"scheduled", "freezing"}:
        waiting = city.value("select count(*) from recipients where state <> 'skipped'")
        # Luc wants them, too.
        assert (state, waiting) == ("sending", many + 1)
        return True
    assert not [call for call in server.calls if "plein" in call.params.get("text", "")]
    return False


async def _answered(citizen: Citizen) -> float:
    """Return how long somebody waits for the menu."""
    began = time.monotonic()
    await citizen.says("menu")
    await citizen.hears("Que voulez-vous faire", timeout=30)
    took = time.monotonic() - began
    # More often than once a second would be a flood (H53).
    await asyncio.sleep(max(0.0, 1.2 - took))
    return took


COUNTED = [pytest.param(1500, id="1500"), pytest.param(100_000, id="100000", marks=pytest.mark.prove)]
"""How many an organiser counts."""


@pytest.mark.prove_on("postgresql")
@pytest.mark.parametrize("many", COUNTED)
async def test_p7_an_organiser_sees_how_many_it_reaches_and_nobody_waits_for_the_count(
    either_city: City, many: int, noon: str
) -> None:
    async with among(either_city, noon, 0, per_second=100, also=many) as (stage, _people):
        luc, eva = await stage.welcomed("fr", "Luc"), await stage.welcomed("fr", "Eva")
        does(either_city, PutInRole("telegram", str(eva.citizen.id), Role.ORGANISER))
        writer, counted, answered = OtherWriter(either_city), [], []
        with writer.writing():
            for _time in range(5):
                counting = asyncio.create_task(_counted(eva.citizen))
                await asyncio.sleep(0.02)
                answered.append(await _answered(luc.citizen))
                counted.append(await counting)
        figures = {"writers": max(writer.waits), "answers": max(answered), "counts": max(counted)}
        (either_city.folder / "figures.json").write_text(json.dumps(figures))
        assert max(writer.waits) < 0.1 + max(writer.alone), sorted(writer.waits)[-5:]
        assert max(answered) < 2
        assert stage.troubles() == []


async def _counted(organiser: Citizen) -> float:
    """Return how long an organiser waits for the count of everyone."""
    await organiser.says("message groupé")
    await organiser.hears("À quelle démarche", timeout=30)
    began = time.monotonic()
    await organiser.says("À aucune")
    await organiser.hears("À qui", timeout=30)
    took = time.monotonic() - began
    # Begun anew each time: of what was left, the count is kept.
    await organiser.says("menu")
    await organiser.presses("Effacer", timeout=30)
    await organiser.hears("effacé", timeout=30)
    return took


KILLS = [
    pytest.param(240, 3, 40, id="240"),
    pytest.param(10_000, 20, 120, id="10000", marks=pytest.mark.prove),
]
"""How many are to get it, how often the program is killed meanwhile, how many messages a second leave."""


@pytest.mark.prove_on("postgresql")
@pytest.mark.parametrize(("many", "kills", "per_second"), KILLS)
async def test_h60_p5_killed_paused_resumed_and_cancelled_it_reports_exactly_who_got_it(
    either_city: City, many: int, kills: int, per_second: int, noon: str
) -> None:
    """What is left at the end is cancelled; of all others each gets it, and at most what was on its way comes twice."""
    chance = Random(many)
    async with among(either_city, noon, many, per_second=per_second) as (stage, people):
        number = confirmed(either_city, many)
        for kill in range(1, kills + 1):
            goal = many * 0.7 * kill / kills
            await until(partial(_so_many_are_told, people, goal), 120)
            if kill % 3 == 0:
                does(either_city, PauseBroadcast(number))
            await asyncio.sleep(chance.uniform(0, 0.3))
            await stage.program.restart()
            if kill % 3 == 0:
                await _rests(people)
                does(either_city, ResumeBroadcast(number))
        does(either_city, CancelBroadcast(number))
        await until(lambda: "queued" not in of(reported(either_city, number)), 30)
        await stage.program.settled(30)
        assert await stage.program.stop() == 0
        report, got = of(reported(either_city, number)), _told(people)
        del report["skipped"]
        # Of what was in hand as it died, and was cancelled before it could be sent again, nobody knows.
        sent, uncertain = report["sent"], report.pop("uncertain", 0)
        assert sent <= got <= sent + uncertain
        assert report == {"sent": sent, "cancelled": many - sent - uncertain}
        assert 0 < got < many
        # Few are being sent at any moment, or have been and it is not kept yet.
        assert len(stage.server.duplicates()) <= (MOST_BULK_AT_ONCE + MOST_UNKEPT) * kills


def _told(people: list[Citizen]) -> int:
    return sum(1 for one in people if one.private_chat.told)


def _so_many_are_told(people: list[Citizen], goal: float) -> bool:
    return _told(people) >= goal


async def _rests(people: list[Citizen]) -> None:
    """See that nothing leaves any more after a moment."""
    await asyncio.sleep(2)
    before = _told(people)
    await asyncio.sleep(1)
    assert _told(people) == before


@pytest.mark.prove_on("postgresql")
async def test_h62_half_of_all_calls_are_to_wait_and_everybody_gets_it_and_answers_come_soon(
    either_city: City, noon: str
) -> None:
    async with among(either_city, noon, 60, per_second=100) as (stage, people):
        luc = await stage.welcomed("fr", "Luc")
        for seconds in (1, None):
            fault = Fault("too_many_requests", seconds=seconds)
            stage.server.faults.add(fault, method="sendMessage", times=None, chance=0.3, when=_is_to_many)
        # Of whoever is to wait for hours, nobody else waits.
        long = Fault("too_many_requests", seconds=10_072)
        stage.server.faults.add(long, method="sendMessage", times=5, when=lambda c: _is_to(c, people[:5]))
        number = confirmed(either_city, 61)
        await until(lambda: _told(people) == 55, 60)
        assert await _answered(luc.citizen) < 2
        await until(lambda: of(reported(either_city, number)).get("sent") == 56, 10)
        assert of(reported(either_city, number)) == {"sent": 56, "queued": 5, "skipped": 1}


def _is_to_many(call: Call) -> bool:
    return call.params.get("text", "").endswith(tuple(SAID.texts.values()))


def _is_to(call: Call, people: list[Citizen]) -> bool:
    return _is_to_many(call) and call.chat_id in {one.id for one in people}


@pytest.mark.prove_on("postgresql")
async def test_h70_everyone_has_blocked_the_bot_and_it_ends_with_an_exact_report(
    either_city: City, noon: str
) -> None:
    async with among(either_city, noon, 60, per_second=100) as (_stage, people):
        for one in people:
            one.private_chat.bot_status = "kicked"
        number = confirmed(either_city, 60)
        await until(lambda: _state(either_city, number) == ("done", None), 30)
        assert of(reported(either_city, number)) == {"failed": 60, "skipped": 1}


@pytest.mark.prove_on("postgresql")
async def test_it_pauses_by_itself_when_much_fails_and_goes_on_when_somebody_says_so(
    either_city: City, noon: str
) -> None:
    async with among(either_city, noon, 200, per_second=40) as (stage, people):
        stage.server.faults.add(Fault("bad_gateway", accepted=False), method="sendMessage", times=None)
        number = confirmed(either_city, 200)
        await until(lambda: _state(either_city, number) == ("paused", "failures"), 30)
        stage.server.faults.clear()
        await _rests(people)
        lost = of(reported(either_city, number))["uncertain"]
        assert lost < 150
        does(either_city, ResumeBroadcast(number))
        await until(lambda: _state(either_city, number) == ("done", None), 30)
        assert of(reported(either_city, number)) == {"sent": 200 - lost, "uncertain": lost, "skipped": 1}
        assert does(either_city, ResendBroadcast(number, uncertain=True)) == lost
        await until(lambda: of(reported(either_city, number)) == {"sent": 200, "skipped": 1}, 30)
        assert {len(one.private_chat.told) for one in people} == {1}


def _state(city: City, number: int) -> tuple[str, str | None]:
    ((state, why),) = city.rows(f"select state, why from broadcasts where id = {number}")
    return state, why
