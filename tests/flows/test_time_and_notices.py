"""What falls due falls due once; what is told unasked is told to who wants it, in their language."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.civic.ideas import HideIdea
from bot.civic.people import StopMessages
from bot.engine.outgoing import Lane
from bot.text.languages import LANGUAGES
from tests.chat import Chat
from tests.phones import Shown
from tests.worlds import World


def test_h67_down_for_ten_days_there_is_no_nudge_but_the_draft(anna: Chat) -> None:
    anna.play("given a citizen with reminders\n> {:idea}\n> Een zebrapad")
    anna.world.clock.at += timedelta(days=10)
    said = len(anna.world.phones.ever["anna"])
    assert anna.world.fire() == 1
    assert anna.world.fire() == 0
    assert len(anna.world.phones.ever["anna"]) == said
    anna.play("> Omdat het gevaarlijk is\n< {It has been a while}\n? resume go-on")


def nudges(chat: Chat) -> list[Shown]:
    """Return the nudges that somebody has got."""
    return [message for message in chat.world.phones.ever[chat.name] if message.lane is Lane.NEWS]


@pytest.mark.parametrize("language", LANGUAGES)
def test_h68_a_nudge_waits_for_the_morning(world: World, language: str) -> None:
    # Half past nine at night in the city: a day later it would be so again.
    world.clock.at = datetime.fromisoformat("2026-11-21T20:30+00:00")
    chat = Chat(world, hint=language)
    chat.play("given a programme\ngiven a citizen with reminders\n> {:idea}\n> Een zebrapad")
    chat.wait(timedelta(hours=34))
    assert nudges(chat) == []
    chat.wait(timedelta(hours=1))
    chat.play("< {You began to share an idea}\n[idea]\n? idea description")
    assert len(nudges(chat)) == 1


@pytest.mark.parametrize(
    ("evening", "hours"),
    [("2026-03-27T21:30", 33.5), ("2026-10-23T21:30", 35.5)],
    ids=["an hour is skipped", "an hour comes twice"],
)
def test_h66_h68_the_nudge_comes_at_eight_after_both_daylight_saving_nights(
    world: World, evening: str, hours: float
) -> None:
    local = datetime.fromisoformat(evening).replace(tzinfo=ZoneInfo(world.city.zone))
    world.clock.at = local.astimezone(UTC)
    chat = Chat(world)
    chat.play("given a programme\ngiven a citizen with reminders\n> {:idea}\n> Een zebrapad")
    chat.wait(timedelta(hours=hours, minutes=-1))
    assert nudges(chat) == []
    chat.wait(timedelta(minutes=1))
    assert len(nudges(chat)) == 1
    local = world.clock.at.astimezone(ZoneInfo(world.city.zone))
    assert (local.hour, local.minute) == (8, 0)


def test_h67_after_a_day_away_the_nudge_is_judged_again_and_not_sent_at_three_at_night(world: World) -> None:
    world.clock.at = datetime.fromisoformat("2026-11-21T12:00+00:00")
    chat = Chat(world)
    chat.play("given a programme\ngiven a citizen with reminders\n> {:idea}\n> Een zebrapad")
    world.clock.at = datetime.fromisoformat("2026-11-24T02:00+00:00")
    world.fire()
    assert nudges(chat) == []
    chat.wait(timedelta(hours=5))
    assert len(nudges(chat)) == 1


def test_h67_a_nudge_that_is_held_is_not_sent_to_who_has_gone_on_or_stopped_meanwhile(world: World) -> None:
    world.clock.at = datetime.fromisoformat("2026-11-21T20:30+00:00")
    anna, luc = Chat(world), Chat(world, "luc", hint="fr")
    anna.play("given a programme")
    for chat in (anna, luc):
        chat.play("given a citizen with reminders\n> {:idea}\n> Een zebrapad")
    anna.wait(timedelta(hours=30))
    anna.play("> Omdat het er gevaarlijk is")
    world.does("luc", StopMessages())
    anna.wait(timedelta(hours=6))
    assert nudges(anna) == nudges(luc) == []


def test_h68_a_nudge_held_until_an_idea_is_put_aside_is_none(world: World) -> None:
    """Down for nearly a week, and started at night: in the morning it is a draft."""
    world.clock.at = datetime.fromisoformat("2026-11-14T06:00+00:00")
    chat = Chat(world)
    chat.play("given a programme\ngiven a citizen with reminders\n> {:idea}\n> Een zebrapad")
    world.clock.at = datetime.fromisoformat("2026-11-21T03:00+00:00")
    chat.wait(timedelta(days=1))
    assert nudges(chat) == []
    chat.play("> Omdat het er gevaarlijk is\n< {It has been a while}\n? resume go-on")


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
