"""One budget for an account: given out evenly, answers first, and nobody gets more than there is."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.engine.outgoing import Lane
from bot.engine.pace import Pace
from tests.engine.leaping import leap, now


async def taken(pace: Pace, *lanes: Lane) -> list[tuple[Lane, float]]:
    """Let everybody queue at once; return in which order they went, and when."""
    went: list[tuple[Lane, float]] = []

    async def one(lane: Lane) -> None:
        await pace.turn(lane)
        went.append((lane, now()))

    await asyncio.gather(*(one(lane) for lane in lanes))
    return went


def test_a_budget_is_kept_and_used() -> None:
    async def work() -> list[float]:
        return [at for _lane, at in await taken(Pace(30), *[Lane.ANSWER] * 91)]

    times = leap(work())
    assert times[-1] == pytest.approx((91 - 6) / 30, abs=0.04)
    for start in times:
        assert sum(start <= at < start + 1 for at in times) <= 30 + 6


@pytest.mark.parametrize("per_second", [0.2, 1, 4.5, 30, 1000])
def test_any_rate(per_second: float) -> None:
    count = 50
    times = leap(_times(per_second, count))
    burst = max(1, int(0.2 * per_second))
    assert times[-1] == pytest.approx(max(0, count - burst) / per_second, rel=0.05, abs=0.01)


async def _times(per_second: float, count: int) -> list[float]:
    return [at for _lane, at in await taken(Pace(per_second), *[Lane.NEWS] * count)]


def test_p7_an_answer_goes_before_all_that_wait() -> None:
    async def work() -> list[Lane]:
        pace = Pace(10)
        every = (
            [Lane.BULK] * 50 + [Lane.NEWS] * 3 + [Lane.REMINDER] * 2 + [Lane.SERVICE] * 2 + [Lane.ANSWER] * 3
        )
        return [lane for lane, _at in await taken(pace, *every)]

    went = leap(work())
    free = 2  # what the burst lets go before anybody has to wait
    assert went[:free] == [Lane.BULK] * free
    assert went[free:13] == [
        *[Lane.ANSWER] * 3,
        *[Lane.SERVICE] * 2,
        *[Lane.REMINDER] * 2,
        *[Lane.NEWS] * 3,
        Lane.BULK,
    ]


def test_p7_an_answer_in_the_middle_of_a_broadcast_leaves_at_the_next_turn() -> None:
    async def work() -> float:
        pace = Pace(10)
        broadcast = asyncio.create_task(taken(pace, *[Lane.BULK] * 1000))
        await asyncio.sleep(5)
        began = now()
        await pace.turn(Lane.ANSWER)
        waited = now() - began
        broadcast.cancel()
        return waited

    assert leap(work()) <= 0.1 + 1e-6


def test_within_a_lane_who_came_first_goes_first() -> None:
    async def work() -> list[int]:
        pace, went = Pace(5), []

        async def one(number: int) -> None:
            await pace.turn(Lane.SERVICE)
            went.append(number)

        await asyncio.gather(*(one(number) for number in range(20)))
        return went

    assert leap(work()) == list(range(20))


def test_h62_everybody_waits_while_the_account_is_held_and_no_longer() -> None:
    async def work() -> list[float]:
        pace = Pace(30)
        await pace.turn(Lane.ANSWER)
        pace.hold(30)
        pace.hold(3)
        return [at for _lane, at in await taken(pace, *[Lane.ANSWER] * 4)]

    times = leap(work())
    assert times[0] == pytest.approx(30, abs=0.1)
    assert times[-1] < 30.3


def test_who_gives_up_takes_nothing_from_the_others() -> None:
    async def work() -> list[float]:
        pace = Pace(1)
        await pace.turn(Lane.ANSWER)
        impatient = [asyncio.create_task(pace.turn(Lane.ANSWER)) for _ in range(10)]
        await asyncio.sleep(0.1)
        for task in impatient:
            task.cancel()
        return [at for _lane, at in await taken(pace, Lane.BULK, Lane.BULK)]

    assert leap(work()) == pytest.approx([1, 2], abs=0.01)


def test_another_share_of_the_budget_counts_from_now_on() -> None:
    async def work() -> list[float]:
        pace = Pace(10)
        waiting = asyncio.create_task(taken(pace, *[Lane.NEWS] * 32))
        await asyncio.sleep(1)
        pace.set_rate(1)
        return [at for _lane, at in await waiting]

    times = leap(work())
    late = [at for at in times if at > 1.2]
    assert len(times) - len(late) <= 14
    assert all(later - sooner == pytest.approx(1, abs=0.2) for sooner, later in pairwise(late))


@settings(max_examples=30)
@given(
    arrivals=st.lists(st.tuples(st.sampled_from(Lane), st.floats(0, 3)), min_size=1, max_size=60),
    per_second=st.floats(1, 50),
)
def test_p7_whatever_arrives_whenever_nobody_is_left_and_the_budget_holds(
    arrivals: list[tuple[Lane, float]], per_second: float
) -> None:
    async def one(pace: Pace, lane: Lane, at: float) -> float:
        await asyncio.sleep(at)
        await pace.turn(lane)
        return now()

    async def work() -> list[float]:
        pace = Pace(per_second)
        return sorted(await asyncio.gather(*(one(pace, lane, at) for lane, at in arrivals)))

    times = leap(work())
    assert len(times) == len(arrivals)
    burst = max(1.0, 0.2 * per_second)
    for number, start in enumerate(times):
        within = sum(start <= at <= start + 1 for at in times[number:])
        assert within <= per_second + burst + 1
