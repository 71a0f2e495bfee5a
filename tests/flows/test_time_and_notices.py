"""What falls due falls due once; what is told unasked is told to who wants it, in their language."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.civic.ideas import HideIdea
from bot.engine.outgoing import Lane
from bot.text.languages import LANGUAGES
from tests.chat import Chat
from tests.worlds import World


def test_h67_down_for_ten_days_there_is_no_nudge_but_the_draft(anna: Chat) -> None:
    anna.play("given a citizen with reminders\n> {:idea}\n> Een zebrapad")
    anna.world.clock.at += timedelta(days=10)
    said = len(anna.world.phones.ever["anna"])
    assert anna.world.fire() == 1
    assert anna.world.fire() == 0
    assert len(anna.world.phones.ever["anna"]) == said
    anna.play("> Omdat het gevaarlijk is\n< {It has been a while}\n? resume go-on")


@pytest.mark.parametrize("start", ["2026-10-23T22:30", "2026-03-27T23:30", "2026-12-31T23:59"])
def test_h66_one_nudge_whatever_the_clocks_on_the_wall_do(world: World, start: str) -> None:
    world.clock.at = datetime.fromisoformat(f"{start}+00:00")
    anna = Chat(world)
    anna.play("given a programme\ngiven a citizen with reminders\n> {:idea}\n> Een zebrapad")
    for _hour in range(4 * 24):
        anna.wait(timedelta(hours=1))
    assert [m.lane for m in world.phones.ever["anna"]].count(Lane.NEWS) == 1


def test_h66_one_nudge_for_one_sitting_however_often_it_falls_silent(anna: Chat) -> None:
    anna.play("""
        given a citizen with reminders
        > {:idea}
        > Een zebrapad
        (1 day later)
        > Omdat het er gevaarlijk is
        (5 days later)
        [work]
        (6 days later)
        [city]
        (30 days later)
    """)
    assert [m.lane for m in anna.world.phones.ever["anna"]].count(Lane.NEWS) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_becomes_of_an_idea_is_told_to_its_author_in_their_language(world: World, language: str) -> None:
    anna = Chat(world, hint=language)
    anna.play(
        "given a programme\ngiven a citizen\ngiven my idea “Een zebrapad”\n> {:language}\n[fr]\n(now in fr)"
    )
    world.operate(HideIdea(1, "Reclame"))
    anna.play("< Een zebrapad\n< Reclame\n< [card 1]\n[card 1]\n? card\n< {taken out of the list. Only you}")
    assert [m.lane for m in world.phones.ever["anna"]].count(Lane.SERVICE) == 1


def test_after_stop_there_are_only_answers(anna: Chat) -> None:
    anna.play("given my idea “Een zebrapad”\n> {:stop}\n? stop-all")
    said = len(anna.world.phones.ever["anna"])
    anna.world.operate(HideIdea(1, "Reclame"))
    anna.wait(timedelta(days=10))
    assert len(anna.world.phones.ever["anna"]) == said
    anna.play("> {:idea} 1\n? card")


def test_a_door_that_is_closed_is_not_knocked_on(anna: Chat) -> None:
    anna.play("given my idea “Een zebrapad”\n> {:menu}\n(blocked)\n(silence)")
    anna.world.operate(HideIdea(1, "Reclame"))
    anna.play("(silence)\n(10 days later)\n(silence)\n(unblocked)\n(silence)\n> {:menu}\n? menu")
