"""Counting: the published rules, on elections that others have counted, and on any."""

from __future__ import annotations

import itertools
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from bot.civic.counting import Place, ordered, ranking, rounds, total, votes_of
from bot.civic.votes import Choice

# Where should the capital of Tennessee be? The usual example of preferential voting, in thousands of voters.
MEMPHIS, NASHVILLE, CHATTANOOGA, KNOXVILLE = range(4)
TENNESSEE: dict[Choice, int] = {
    (MEMPHIS, NASHVILLE, CHATTANOOGA, KNOXVILLE): 42,
    (NASHVILLE, CHATTANOOGA, KNOXVILLE, MEMPHIS): 26,
    (CHATTANOOGA, KNOXVILLE, NASHVILLE, MEMPHIS): 15,
    (KNOXVILLE, CHATTANOOGA, NASHVILLE, MEMPHIS): 17,
}

SIZE = 4
BALLOTS = st.dictionaries(
    st.permutations(range(SIZE)).flatmap(lambda p: st.integers(1, SIZE).map(lambda n: tuple(p[:n]))),
    st.integers(1, 6),
    min_size=1,
    max_size=8,
)


def test_preferential_voting_finds_the_capital_that_others_have_found() -> None:
    held = rounds(TENNESSEE, 4)
    assert [r.out for r in held] == [CHATTANOOGA, NASHVILLE, None]
    assert held[-1].votes == {MEMPHIS: 42, KNOXVILLE: 58}
    assert ranking(held) == [
        Place(KNOXVILLE, 58),
        Place(MEMPHIS, 42),
        Place(NASHVILLE, 26),
        Place(CHATTANOOGA, 15),
    ]


def test_more_than_half_wins_at_once() -> None:
    held = rounds({(1,): 3, (0, 2): 2}, 3)
    assert [(r.votes, r.out) for r in held] == [({0: 2, 1: 3, 2: 0}, None)]


def test_a_ballot_without_a_next_choice_no_longer_counts() -> None:
    held = rounds({(0,): 3, (1,): 4, (2,): 2}, 3)
    assert [(r.votes, r.out) for r in held] == [({0: 3, 1: 4, 2: 2}, 2), ({0: 3, 1: 4}, None)]


def test_of_those_with_the_fewest_the_one_with_fewer_first_choices_is_out() -> None:
    # 3 passes on one vote to 1, which so comes level with 2; at first 2 had more.
    held = rounds({(0,): 5, (1,): 2, (2,): 3, (3, 1): 1}, 4)
    assert [r.out for r in held] == [3, 1, None]


def test_of_equals_the_last_in_the_published_list_is_out() -> None:
    assert [r.out for r in rounds({(0,): 2, (1,): 2}, 2)] == [1, None]
    assert ranking(rounds({(0,): 2, (1,): 2, (2,): 2}, 3))[0] == Place(0, 2)


def test_options_stand_by_their_votes_and_equals_as_published() -> None:
    ballots = {(0, 2): 2, (2,): 3, (1,): 2}
    assert votes_of(ballots, 3) == (2, 2, 5)
    assert [place.option for place in ordered(ballots, 3)] == [2, 0, 1]


@given(BALLOTS)
def test_every_ranking_ends_with_every_option_in_one_place(ballots: dict[Choice, int]) -> None:
    held = rounds(ballots, SIZE)
    ends = ranking(held)
    assert sorted(place.option for place in ends) == list(range(SIZE))
    assert all(sum(r.votes.values()) <= total(ballots) for r in held)
    first = Counter[int]()
    for choice, count in ballots.items():
        first[choice[0]] += count
    for option, votes in first.items():
        if 2 * votes > total(ballots):
            assert ends[0].option == option
    # Who is out had the fewest, and nobody who is out comes back.
    for earlier, later in itertools.pairwise(held):
        assert earlier.out is not None
        assert earlier.votes[earlier.out] == min(earlier.votes.values())
        assert later.votes.keys() == earlier.votes.keys() - {earlier.out}
