"""Several who run the city end the same thing at the same moment."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

from bot.civic.doors import Command, Refused
from bot.civic.events import CancelEvent
from bot.civic.votes import CloseVote
from tests.storage.gatherings import an_event
from tests.storage.town import Town, at_once

AT_ONCE = 6


def came_to(town: Town, command: Command[Any]) -> str:
    """Carry a command out; return why it was refused, or that it was done."""
    try:
        town.do(command)
    except Refused as no:
        return no.code
    return "done"


def test_h30_a_vote_is_closed_by_one_and_the_others_are_told(town: Town) -> None:
    number = town.vote()
    town.clock.at += timedelta(hours=1)
    found = at_once([partial(came_to, town, CloseVote(number))] * AT_ONCE)
    assert sorted(found) == sorted(["done", *["vote-closed"] * (AT_ONCE - 1)])


def test_h30_an_event_is_cancelled_by_one_for_one_reason_and_the_others_are_told(town: Town) -> None:
    number = an_event(town)
    reasons = [CancelEvent(number, f"Storm {n}") for n in range(AT_ONCE)]
    found = at_once([partial(came_to, town, each) for each in reasons])
    assert sorted(found) == sorted(["done", *["event-cancelled"] * (AT_ONCE - 1)])
