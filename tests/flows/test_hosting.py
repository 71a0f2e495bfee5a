"""What those who run events are told, and what happens when two of them act at once."""

from __future__ import annotations

from datetime import timedelta

from bot.civic.event_changes import CancelEvent, ChangeEvent
from bot.civic.events import CreateEvent, EventDraft, Slot, Venue
from bot.civic.hosting import ReportOn
from bot.civic.members import ListMembers
from bot.civic.people import REMINDERS, FinishWelcome, GiveConsent, SpeakLanguage
from bot.civic.programmes import CreateProgramme
from bot.civic.roles import Role
from bot.civic.rsvps import AnswerEvent, Come, State
from storage import tables
from tests.chat import Chat
from tests.phones import PLATFORM
from tests.worlds import World

TITLES = {"nl": "Buurtdag", "fr": "Journée"}


def organisers(world: World, *names: str) -> None:
    """Let these be organisers, who read Dutch."""
    for name in names:
        world.meet(name, "nl")
        world.does(name, SpeakLanguage("nl"), FinishWelcome())
        world.appoint(name, Role.ORGANISER)


def an_event(world: World, seats: int | None) -> int:
    starts = world.clock.at + timedelta(days=30)
    slot = Slot(starts, starts + timedelta(hours=3))
    world.operate(CreateEvent(EventDraft(TITLES, (slot,), "Europe/Brussels", seats=seats)))
    return world.count(tables.events)


def joins(world: World, *names: str) -> None:
    for name in names:
        world.meet(name, "nl")
        world.does(name, FinishWelcome(), Come(1))
        world.fire()


def told(world: World, name: str) -> list[str]:
    """Return the first lines of what somebody was told."""
    return [each.text.partition("\n")[0] for each in world.phones.ever.get(name, ())]


def test_organisers_hear_once_each_that_seats_run_out(either_world: World) -> None:
    world = either_world
    organisers(world, "ann", "bob")
    an_event(world, 5)
    joins(world, "p1", "p2")
    assert told(world, "ann") == []
    joins(world, "p3")
    assert told(world, "ann") == ["50% van de plaatsen is bezet: Buurtdag"]
    world.does("p3", AnswerEvent(1, State.NO))
    joins(world, "p3", "p4", "p5", "p6")
    wanted = [f"{percent}% van de plaatsen is bezet: Buurtdag" for percent in (50, 80)]
    assert told(world, "ann") == told(world, "bob") == [*wanted, "Alle plaatsen zijn bezet: Buurtdag"]


def test_whoever_makes_more_room_hears_again_when_it_is_full(world: World) -> None:
    organisers(world, "ann")
    an_event(world, 1)
    joins(world, "p1")
    world.does("ann", ChangeEvent(1, seats=2))
    joins(world, "p2")
    assert told(world, "ann") == ["Alle plaatsen zijn bezet: Buurtdag"] * 2


def test_h26_fewer_seats_than_are_taken_drop_nobody_and_the_organiser_is_told(world: World) -> None:
    organisers(world, "ann")
    an_event(world, 3)
    joins(world, "p1", "p2")
    Chat(world, "ann").play("""
        > {:organise}
        [hosted]
        [host 1]
        [change-event 1]
        [seats]
        [yes]
        > 1
        [yes]
        < 1 plaats meer bezet
    """)
    assert world.count(tables.rsvps, tables.rsvps.c.state == "yes") == 2
    assert [told(world, name) for name in ("p1", "p2")] == [[], []]


def test_h30_who_changes_what_another_has_just_changed_looks_again(world: World) -> None:
    organisers(world, "ann", "bob")
    an_event(world, 3)
    ann, bob = Chat(world, "ann"), Chat(world, "bob")
    for chat, hour in ((ann, 14), (bob, 16)):
        chat.play(f"> {{:organise}}\n[hosted]\n[host 1]\n[change-event 1]\n[when]\n> 20/12/2026 {hour}u-18u")
    ann.play("[yes]\n< {It is changed.}")
    bob.play("[yes]\n< {Somebody else has changed this meanwhile}\n? host\n< van 14:00 tot 18:00")


def test_h30_only_one_of_two_cancels(world: World) -> None:
    organisers(world, "ann", "bob")
    an_event(world, 3)
    joins(world, "p1")
    ann, bob = Chat(world, "ann"), Chat(world, "bob")
    for chat in (ann, bob):
        chat.play("> {:organise}\n[hosted]\n[host 1]\n[cancel-event 1]\n> Storm\n> Tempête\n[skip]")
    ann.play("[yes]\n< {The event is cancelled.}")
    bob.play("[yes]\n< {This event is cancelled. Nothing was changed.}")
    world.fire()
    assert len(told(world, "p1")) == 1


def test_h14_who_is_no_organiser_any_more_changes_nothing(world: World) -> None:
    organisers(world, "ann")
    an_event(world, 3)
    ann = Chat(world, "ann")
    ann.play("> {:organise}\n[hosted]\n[host 1]\n[cancel-event 1]\n> Storm\n> Tempête\n[skip]")
    with world.desk() as desk:
        desk.connection.execute(tables.roles.delete())
    ann.play("[yes]\n< {Your role does not let you do that}")
    assert world.count(tables.events, tables.events.c.cancelled_at.is_(None)) == 1


def test_what_came_of_it_is_asked_after_three_days_and_once_more_after_seven(either_world: World) -> None:
    world = either_world
    organisers(world, "ann")
    an_event(world, 3)
    world.forward(timedelta(days=33, hours=4))
    assert told(world, "ann") == ["Wat kwam eruit? Buurtdag"]
    world.forward(timedelta(days=4))
    assert told(world, "ann") == ["Wat kwam eruit? Buurtdag"] * 2
    world.forward(timedelta(days=30))
    assert len(told(world, "ann")) == 2


def test_what_was_said_or_cancelled_is_not_asked(world: World) -> None:
    organisers(world, "ann")
    an_event(world, 3)
    an_event(world, 3)
    world.operate(CancelEvent(2, {"nl": "Storm"}))
    world.forward(timedelta(days=31))
    world.operate(ReportOn(1, {"nl": "Een plan."}))
    world.forward(timedelta(days=30))
    assert told(world, "ann") == []


def test_h77_organisers_read_what_was_answered_and_not_by_whom(world: World) -> None:
    organisers(world, "ann")
    starts = world.clock.at + timedelta(days=30)
    slot = Slot(starts, starts + timedelta(hours=3))
    draft = EventDraft(TITLES, (slot,), "Europe/Brussels", questions=({"nl": "Wat eet je?"},))
    world.operate(CreateEvent(draft))
    for name in ("p1", "p2"):
        Chat(world, name).play("given a citizen\n> {:event} 1\n[come 1]\n> Vegan")
    Chat(world, "ann").play("> {:organise}\n[hosted]\n[host 1]\n[asked 1]\n< Vegan (2)\n<! p1")


def test_who_was_there_hears_once_what_came_of_it(either_world: World) -> None:
    world = either_world
    organisers(world, "ann")
    an_event(world, 3)
    for name in ("p1", "p2"):
        world.meet(name, "nl")
        world.does(name, SpeakLanguage("nl"), GiveConsent(REMINDERS), FinishWelcome())
    world.does("p1", Come(1))
    world.does("p2", Come(1), AnswerEvent(1, State.NO))
    world.forward(timedelta(days=31))
    for text in ("Een plan.", "Een beter plan."):
        world.does("ann", ReportOn(1, {"nl": text}))
        world.forward(timedelta(hours=1))
    assert told(world, "p1").count("Wat eruit kwam: Buurtdag") == 1
    assert "Wat eruit kwam: Buurtdag" not in told(world, "p2")


def test_every_date_to_come_of_a_series_is_cancelled_at_once(either_world: World) -> None:
    world = either_world
    organisers(world, "ann")
    starts = world.clock.at + timedelta(days=30)
    slots = tuple(Slot(starts + timedelta(weeks=n), starts + timedelta(weeks=n, hours=3)) for n in range(3))
    world.operate(CreateEvent(EventDraft(TITLES, slots, "Europe/Brussels")))
    world.meet("p1", "nl")
    world.does("p1", FinishWelcome(), Come(2), Come(3))
    Chat(world, "ann").play("""
        > {:organise}
        [hosted]
        [host 1]
        [cancel-event 1]
        [every]
        > Storm
        > Tempête
        [skip]
        [yes]
        < {The event is cancelled.}
    """)
    world.fire()
    assert world.count(tables.events, tables.events.c.cancelled_at.is_(None)) == 0
    assert told(world, "p1") == ["Gaat niet door: Buurtdag"] * 2


def test_where_one_takes_part_online_is_told_to_who_may_come(world: World) -> None:
    starts = world.clock.at + timedelta(days=30)
    slot = Slot(starts, starts + timedelta(hours=3))
    venue = Venue(online="https://meet.example.org/x")
    draft = EventDraft(TITLES, (slot,), "Europe/Brussels", venue, members_only=True)
    world.operate(CreateEvent(draft), ListMembers(1, ((PLATFORM, "p1"),)))
    Chat(world, "p1").play("given a citizen\n> {:event} 1\n< https://meet.example.org/x")
    Chat(world, "p2").play("given a citizen\n> {:event} 1\n<! meet.example.org")


def test_h69_an_event_is_asked_for_in_the_languages_of_its_programme(world: World) -> None:
    organisers(world, "ann")
    world.operate(CreateProgramme("", {"en": "Wall"}, world.clock.at, languages=("en",)))
    Chat(world, "ann").play(
        "> {:plan an event}\n> 1\n? plan-event title-en\n> Fair\n[skip]\n[skip]\n? plan-event when"
    )
