"""How ballots are counted. Each rule is known before the vote opens, and anybody can count again by it.

- Yes or no, one, several: each option has as many votes as ballots name it. Options with equally many share their place.
- Ranked: instant-runoff voting, also called the alternative vote ("preferential voting" in Robert's Rules of Order; the way in
  which Ireland elects its president). Each ballot counts for the first of its options that is still in the race. If an option has
  more than half of the ballots that still count, it wins. Else the one with the fewest is out, and its ballots go to their next
  choice. Where several have the fewest, out is the one that had the fewest first choices; if that is the same, too, the one that
  stands last in the published list. That is a rule, and no chance.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.civic.votes import Choice, VoteCard

Ballots = Mapping[Choice, int]
"""Choices, and how many ballots say just that."""


@dataclass(frozen=True, slots=True)
class Place:
    """An option and the votes it has; of a ranking, those of the last round it was in."""

    option: int
    votes: int


@dataclass(frozen=True, slots=True)
class Round:
    """One round of a ranking: the votes of each option in the race, and which one is out after it; None for the last."""

    votes: Mapping[int, int]
    out: int | None


def total(ballots: Ballots) -> int:
    """Return how many ballots there are."""
    return sum(ballots.values())


def votes_of(ballots: Ballots, size: int) -> tuple[int, ...]:
    """Return how many ballots name each of `size` options."""
    return tuple(sum(n for choice, n in ballots.items() if option in choice) for option in range(size))


def ordered(ballots: Ballots, size: int) -> list[Place]:
    """Return the options, those that most ballots name first; equal ones in the order in which they were published."""
    votes = votes_of(ballots, size)
    return [Place(option, votes[option]) for option in sorted(range(size), key=lambda o: (-votes[o], o))]


def places(vote: VoteCard) -> list[Place]:
    """Return the options with their votes: yes, no and abstentions as everybody knows them, others by how many chose them."""
    ballots = vote.ballots or {}
    if vote.kind == "ranked":
        return ranking(rounds(ballots, vote.size))
    found = ordered(ballots, vote.size)
    return sorted(found, key=lambda place: place.option) if vote.kind == "yes-no" else found


def rounds(ballots: Ballots, size: int) -> list[Round]:
    """Return the rounds of a ranking, to the one in which an option has more than half, or is the only one."""
    race, held = set(range(size)), list[Round]()
    first = _round(ballots, race)
    while True:
        votes = _round(ballots, race)
        if len(race) == 1 or 2 * max(votes.values()) > sum(votes.values()):
            return [*held, Round(votes, None)]
        out = min(race, key=lambda option: (votes[option], first[option], -option))
        held.append(Round(votes, out))
        race.remove(out)


def ranking(held: Sequence[Round]) -> list[Place]:
    """Return the options in the order in which they end: who wins first, who was out first last."""
    last = held[-1].votes
    still = [Place(o, last[o]) for o in sorted(last, key=lambda option: (-last[option], option))]
    gone = [Place(r.out, r.votes[r.out]) for r in reversed(held) if r.out is not None]
    return [*still, *gone]


def _round(ballots: Ballots, race: set[int]) -> dict[int, int]:
    """Return what each option in the race has: of each ballot, the first that is still in it."""
    votes = dict.fromkeys(sorted(race), 0)
    for choice, count in ballots.items():
        for option in choice:
            if option in race:
                votes[option] += count
                break
    return votes
