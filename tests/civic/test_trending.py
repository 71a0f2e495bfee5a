"""What is trending: the published formula, what does not count, and a burst that buys nothing."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.civic.trending import LIFETIME, SETTLED, STALE_BY, Activity, weight_of

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LONG_AGO = MONDAY - 300 * DAY


def supported(
    published_at: datetime, times: list[datetime], *, joined_at: datetime = LONG_AGO, damped: bool = True
) -> Activity:
    activity = Activity(published_at)
    for place, at in enumerate(times):
        earlier = sum(at - 10 * MINUTE < other <= at for other in times[:place])
        weight = weight_of(at=at, joined_at=joined_at, earlier=earlier) if damped else 1.0
        activity = activity.with_support(at, weight)
    return activity


def spread(start: datetime, length: timedelta, count: int) -> list[datetime]:
    return [start + length * (place + 1) / count for place in range(count)]


def score_by_the_book(
    published_at: datetime, likes: list[datetime], comments: list[datetime], now: datetime
) -> float:
    """Go Vocal's formula, with its mean over publication, supports and comments."""
    instants = [each.timestamp() for each in (published_at, *likes, *comments)]
    return max(1 + len(likes), 1) / max(now.timestamp() - sum(instants) / len(instants), 1)


def test_without_a_burst_or_newcomers_the_score_is_go_vocals() -> None:
    chance = random.Random(1)
    for _ in range(50):
        likes = sorted(MONDAY + 20 * DAY * chance.random() for _ in range(chance.randrange(20)))
        comments = [MONDAY + 20 * DAY * chance.random() for _ in range(chance.randrange(5))]
        now = MONDAY + 21 * DAY
        activity = supported(MONDAY, likes, damped=False)
        for at in comments:
            activity = activity.with_comment(at, 1.0)
        assert activity.score(now) == pytest.approx(score_by_the_book(MONDAY, likes, comments, now), rel=1e-5)


def test_supports_lift_and_age_lowers() -> None:
    now = MONDAY + 3 * DAY
    none, one = Activity(MONDAY), supported(MONDAY, [MONDAY + HOUR])
    assert one.score(now) > none.score(now) > none.score(now + DAY) > 0
    assert Activity(MONDAY + DAY).score(now) > none.score(now)


def test_a_comment_freshens_and_is_no_support() -> None:
    now = MONDAY + 3 * DAY
    commented = Activity(MONDAY).with_comment(MONDAY + 2 * DAY, 1.0)
    assert commented.score(now) > Activity(MONDAY).score(now)
    assert commented.score(now) < supported(MONDAY, [MONDAY + 2 * DAY]).score(now)
    assert commented.without_comment(MONDAY + 2 * DAY, 1.0) == Activity(MONDAY)


def test_what_the_author_does_does_not_count() -> None:
    weight = weight_of(at=MONDAY + DAY, joined_at=LONG_AGO, earlier=0, by_author=True)
    assert Activity(MONDAY).with_support(MONDAY + DAY, weight) == Activity(MONDAY)
    assert Activity(MONDAY).with_comment(MONDAY + DAY, weight) == Activity(MONDAY)


def test_what_is_rejected_or_older_than_thirty_days_is_not_trending() -> None:
    activity = supported(MONDAY, spread(MONDAY, 29 * DAY, 500))
    assert activity.score(MONDAY + LIFETIME) > 0
    assert activity.score(MONDAY + LIFETIME + timedelta(seconds=1)) == 0
    assert replace(activity, closed=True).score(MONDAY + DAY) == 0


def test_a_clock_that_lags_behind_breaks_nothing() -> None:
    early = MONDAY - HOUR
    activity = Activity(MONDAY).with_support(early, 1.0)
    assert activity.score(early) == 2 / SETTLED.total_seconds()
    assert activity.without_support(early, 1.0) == Activity(MONDAY)


@pytest.mark.parametrize(
    ("earlier", "days_here", "weight"),
    [
        (0, 9, 1),
        (4, 9, 1),
        (5, 9, 0.833),
        (9, 9, 0.5),
        (49, 9, 0.1),
        (0, 0.9, 0.2),
        (9, 0.9, 0.1),
        (999, 9, 0.005),
    ],
)
def test_the_more_there_are_at_once_the_less_each_weighs(
    earlier: int, days_here: float, weight: float
) -> None:
    counted = weight_of(at=MONDAY, joined_at=MONDAY - days_here * DAY, earlier=earlier)
    assert counted == pytest.approx(weight, abs=0.001)


def test_200_newcomers_in_ten_minutes_weigh_less_than_five() -> None:
    burst = supported(MONDAY, spread(MONDAY + DAY, 10 * MINUTE, 200), joined_at=MONDAY + DAY - HOUR)
    assert 4 < burst.supports_weight < 5


BURSTS = list(
    itertools.product(
        [timedelta(0), HOUR, 12 * HOUR, DAY, 2 * DAY - 10 * MINUTE],  # from the first support to the burst
        [timedelta(0), 10 * MINUTE, 5 * HOUR, 2 * DAY],  # from the bursting idea's publication to the burst
    )
)


@pytest.mark.parametrize(("wait", "standing"), BURSTS)
def test_a_burst_of_200_newcomers_never_outranks_60_others_over_two_days(
    wait: timedelta, standing: timedelta
) -> None:
    steady = supported(MONDAY, spread(MONDAY, 2 * DAY, 60))
    start = MONDAY + wait
    burst = supported(start - standing, spread(start, 10 * MINUTE, 200), joined_at=start - HOUR)
    for since in (timedelta(0), MINUTE, HOUR, 6 * HOUR, DAY, 7 * DAY, 20 * DAY):
        now = MONDAY + 2 * DAY + since
        assert steady.score(now) > 1.2 * burst.score(now)


def test_undamped_that_burst_would_win() -> None:
    now = MONDAY + 2 * DAY
    steady = supported(MONDAY, spread(MONDAY, 2 * DAY, 60))
    burst = supported(MONDAY, spread(now - 10 * MINUTE, 10 * MINUTE, 200), damped=False)
    assert burst.score(now) > 10 * steady.score(now)


def test_sixty_of_whom_some_come_together_still_win() -> None:
    """On two evenings a dozen came within ten minutes of one another; the rest over the days."""
    evenings = [spread(MONDAY + at, 10 * MINUTE, 12) for at in (10 * HOUR, 34 * HOUR)]
    steady = supported(MONDAY, sorted([*spread(MONDAY, 2 * DAY, 36), *evenings[0], *evenings[1]]))
    now = MONDAY + 2 * DAY
    burst = supported(now - HOUR, spread(now - 10 * MINUTE, 10 * MINUTE, 200), joined_at=now - HOUR)
    assert steady.score(now) > burst.score(now)


def test_200_newcomers_spread_over_two_hours_do_not_win_either() -> None:
    now = MONDAY + 2 * DAY
    steady = supported(MONDAY, spread(MONDAY, 2 * DAY, 60))
    slower = supported(MONDAY, spread(now - 2 * HOUR, 2 * HOUR, 200), joined_at=now - 3 * HOUR)
    assert steady.score(now) > slower.score(now)


def test_an_idea_without_support_does_not_lead_for_being_new() -> None:
    now = MONDAY + 2 * DAY
    assert Activity(now).score(now) < supported(MONDAY, spread(MONDAY, 2 * DAY, 10)).score(now)


def test_what_is_withdrawn_leaves_no_trace_in_whatever_order() -> None:
    chance = random.Random(7)
    acts = []
    for _ in range(400):
        at = MONDAY + LIFETIME * chance.random()
        joined_at = at - 3 * DAY * chance.random()
        acts.append((at, weight_of(at=at, joined_at=joined_at, earlier=chance.randrange(300))))
    activity = Activity(MONDAY)
    for at, weight in acts:
        activity = activity.with_support(at, weight).with_comment(at, weight)
    chance.shuffle(acts)
    for at, weight in acts[100:]:
        activity = activity.without_comment(at, weight).without_support(at, weight)
    kept = Activity(MONDAY)
    for at, weight in acts[:100]:
        kept = kept.with_comment(at, weight).with_support(at, weight)
    assert activity == kept


def test_a_stored_score_is_never_too_low_and_at_most_a_tenth_too_high() -> None:
    activity = supported(MONDAY, [MONDAY + HOUR, MONDAY + DAY])
    counted_at, counted = MONDAY + DAY, 0
    while (due := activity.stale_at(counted_at)) is not None:
        stored = activity.score(counted_at)
        for part in (0.1, 0.5, 0.99):
            true = activity.score(counted_at + (due - counted_at) * part)
            assert true <= stored <= true * (1 + STALE_BY) * 1.0001
        assert due - counted_at >= MINUTE
        counted_at, counted = due, counted + 1
    assert counted < 50
    assert activity.score(counted_at) == 0


def test_an_order_by_stored_scores_is_the_true_one_but_for_neighbours() -> None:
    chance = random.Random(3)
    now = MONDAY + 30 * DAY
    stored, true = {}, {}
    for number in range(300):
        published_at = now - LIFETIME * chance.random()
        life = now - published_at
        activity = supported(
            published_at, sorted(published_at + life * chance.random() for _ in range(number % 9))
        )
        counted_at = published_at + life * 0.9
        while (due := activity.stale_at(counted_at)) is not None and due <= now:
            counted_at = due
        stored[number], true[number] = activity.score(counted_at), activity.score(now)
    order = sorted(stored, key=lambda number: -stored[number])
    for place, number in enumerate(order):
        assert all(true[number] * (1 + STALE_BY) * 1.0001 >= true[later] for later in order[place:])
