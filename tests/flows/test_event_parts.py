"""What is changed of an event after it was planned, and who hears of it: sessions, questions, guests, who may come, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.civic.checkin import Attendance, Attendee
from bot.civic.doors import Operator
from bot.civic.event_changes import CancelEvent, ChangeEvent
from bot.civic.event_questions import AddQuestion, LeaveOutQuestion, RewordQuestion
from bot.civic.events import CreateEvent, SessionDraft, Slot
from bot.civic.people import REMINDERS, FinishWelcome, GiveConsent, SpeakLanguage
from bot.civic.rsvps import AnswerEvent, Come, ReplyToQuestions, State
from bot.civic.session_changes import AddSession, ChangeSession, LeaveOutSession
from bot.civic.sessions import DropSession, PickSession
from bot.engine.outgoing import Lane
from storage import tables
from tests.chat import Chat
from tests.civic.outcomes import outcome
from tests.phones import Shown
from tests.storage.gatherings import a_draft
from tests.worlds import World

HOUR, QUARTER = timedelta(hours=1), timedelta(minutes=15)
DRAFT = a_draft()
WHOLE = DRAFT.slots[0]
FIRST, SECOND = (Slot(WHOLE.starts + n * HOUR, WHOLE.starts + (n + 1) * HOUR) for n in range(2))
SESSIONS = (
    SessionDraft({"nl": "Onderwijs", "fr": "Enseignement"}, FIRST, 2),
    SessionDraft({"nl": "Cultuur"}, FIRST),
)
FOOD, LIFT = {"nl": "Wat eet je?", "fr": "Que mangez-vous ?"}, {"nl": "Kun je iemand meenemen?"}


def with_sessions(world: World) -> None:
    world.operate(CreateEvent(replace(DRAFT, sessions=SESSIONS)))


def comes(world: World, name: str, language: str = "nl", guests: int = 0) -> None:
    """Let somebody come who wants to hear of events."""
    world.meet(name, language)
    world.does(name, SpeakLanguage(language), GiveConsent(REMINDERS), FinishWelcome(), Come(1, guests))
    world.settle()


def attendance(world: World) -> tuple[Attendee, ...]:
    with world.desk() as desk:
        desk.act_as(Operator())
        return desk.ask(Attendance(1))


def told(world: World, name: str) -> list[Shown]:
    world.fire()
    return world.phones.ever.get(name, [])


def test_those_who_chose_a_session_hear_once_that_it_moves(either_world: World) -> None:
    world = either_world
    with_sessions(world)
    for name, language, chosen in (("anna", "nl", 1), ("luc", "fr", 1), ("sam", "nl", 2)):
        comes(world, name, language)
        world.does(name, PickSession(chosen))
    world.operate(ChangeSession(1, slot=SECOND), ChangeSession(1, titles={"nl": "Scholen", "fr": "Écoles"}))
    (anna,), (luc,) = told(world, "anna"), told(world, "luc")
    assert anna.lane is Lane.SERVICE
    assert anna.text.startswith("Gewijzigd: je sessie “Scholen”\nBij: Buurtdag")
    assert luc.text.startswith("Modifié : votre séance « Écoles »")
    assert anna.made is not None
    (part,) = anna.made.data["sessions"]
    assert (part["starts"], part["version"], part["cancelled"]) == (SECOND.starts.isoformat(), 2, False)
    assert told(world, "sam") == []


def test_who_chose_a_session_that_is_left_out_hears_it_once_and_it_goes_from_their_calendar(
    either_world: World,
) -> None:
    world = either_world
    with_sessions(world)
    comes(world, "anna")
    world.does("anna", PickSession(1))
    world.operate(LeaveOutSession(1))
    (anna,) = told(world, "anna")
    assert anna.text.startswith("De sessie “Onderwijs” is er niet meer.")
    assert anna.made is not None
    assert [part["cancelled"] for part in anna.made.data["sessions"]] == [True]
    assert (
        outcome(world, "anna", PickSession(1)) == outcome(world, "anna", DropSession(1)) == "no-such-session"
    )
    # What is left out is in nobody's way.
    world.does("anna", PickSession(2))
    (row,) = attendance(world)
    assert [names["nl"] for names in row.sessions] == ["Cultuur"]


def test_h26_a_session_with_fewer_seats_loses_nobody(world: World) -> None:
    with_sessions(world)
    for name in ("anna", "luc"):
        comes(world, name)
        world.does(name, PickSession(1))
    assert world.operate(ChangeSession(1, seats=1)) == [1]
    assert told(world, "anna") == []
    assert world.count(tables.picks) == 2


def test_a_session_that_was_added_can_be_chosen_and_moves_with_the_event(world: World) -> None:
    with_sessions(world)
    comes(world, "anna")
    world.operate(AddSession(1, SessionDraft({"nl": "Werk"}, SECOND)))
    world.does("anna", PickSession(3))
    world.operate(LeaveOutSession(1))
    moved = Slot(WHOLE.starts + 24 * HOUR, WHOLE.ends + 23 * HOUR)
    world.operate(ChangeEvent(1, slot=moved))
    (anna,) = told(world, "anna")
    assert anna.made is not None
    starts = (SECOND.starts + 24 * HOUR).isoformat()
    assert [part["starts"] for part in anna.made.data["sessions"]] == [starts]


def test_those_who_came_before_are_asked_once_for_all_that_is_new(either_world: World) -> None:
    world = either_world
    world.operate(CreateEvent(replace(DRAFT, questions=({"nl": "Hoe kom je?"},))))
    for name in ("anna", "luc"):
        comes(world, name)
        world.does(name, ReplyToQuestions(1, ("Te voet",)))
    world.operate(AddQuestion(1, FOOD))
    world.forward(QUARTER / 2)
    world.operate(AddQuestion(1, LIFT))
    world.forward(timedelta(seconds=1))
    comes(world, "sam")
    world.does("luc", ReplyToQuestions(1, (None, "Alles", "Nee")))
    world.forward(QUARTER)
    (anna,) = told(world, "anna")
    assert anna.lane is Lane.NEWS
    assert told(world, "luc") == told(world, "sam") == []
    Chat(world, "anna").play("[replies 1]\n? replies reply-2\n> Vegan\n? replies reply-3\n> -\n? event card")
    assert [each.replies for each in attendance(world)][:2] == [
        ("Te voet", "Vegan", ""),
        ("Te voet", "Alles", "Nee"),
    ]
    world.forward(20 * HOUR)
    assert len([each for each in told(world, "anna") if each.lane is Lane.NEWS]) == 1


def test_what_was_answered_stays_when_a_question_is_left_out_or_said_otherwise(either_world: World) -> None:
    world = either_world
    world.operate(CreateEvent(replace(DRAFT, questions=(FOOD, LIFT))))
    comes(world, "anna")
    world.does("anna", ReplyToQuestions(1, ("Alles", "Ja")))
    world.operate(LeaveOutQuestion(1, 0), RewordQuestion(1, 1, {"nl": "Neem je iemand mee?"}))
    assert outcome(world, "operator", LeaveOutQuestion(1, 0)) == "question-gone"
    Chat(world, "anna").play(
        "> {:event} 1\n[replies 1]\n? replies reply-2\n< Neem je iemand mee?\n> Nee\n? event card"
    )
    assert [each.replies for each in attendance(world)] == [("Alles", "Nee")]
    world.forward(HOUR)
    assert not [each for each in told(world, "anna") if each.lane is Lane.NEWS]


def test_not_more_is_asked_than_people_have_patience_for(world: World) -> None:
    world.operate(CreateEvent(replace(DRAFT, questions=(FOOD,) * 5)))
    assert outcome(world, "operator", AddQuestion(1, LIFT)) == "asked-enough"
    world.operate(LeaveOutQuestion(1, 0), AddQuestion(1, LIFT))
    assert outcome(world, "operator", AddQuestion(1, LIFT)) == "asked-enough"


def test_who_announced_more_guests_than_may_come_now_may_bring_them(either_world: World) -> None:
    world = either_world
    world.operate(CreateEvent(replace(DRAFT, seats=5)))
    comes(world, "anna", guests=3)
    comes(world, "luc", guests=2)
    world.operate(ChangeEvent(1, most_guests=0))
    assert told(world, "anna") == []
    world.does("anna", Come(1, 3))
    # A seat that is free then is offered to the whole party, which may take it.
    world.does("anna", AnswerEvent(1, State.NO))
    world.does("luc", Come(1, 2))
    assert outcome(world, "anna", Come(1, 1)) == "too-many-guests"
    Chat(world, "luc").play("> {:event} 1\n[guests 1]\n[none]\n? event card")


def test_who_comes_already_stays_when_it_is_for_members_only(either_world: World) -> None:
    world = either_world
    world.operate(CreateEvent(DRAFT))
    comes(world, "anna")
    world.operate(ChangeEvent(1, members_only=True))
    Chat(world, "anna").play("> {:event} 1\n< {For members only. You are one of them.}\n< [code]")
    world.meet("luc", "nl")
    assert outcome(world, "luc", Come(1)) == "members-only"
    world.operate(ChangeEvent(1, members_only=False))
    world.does("luc", Come(1))


def test_each_reads_in_their_language_why_it_changes_and_why_it_is_cancelled(either_world: World) -> None:
    world = either_world
    world.operate(CreateEvent(DRAFT))
    comes(world, "anna")
    comes(world, "luc", "fr")
    comes(world, "sam", "en")
    why = {"nl": "De zaal is te klein.", "fr": "La salle est trop petite."}
    world.operate(ChangeEvent(1, slot=Slot(WHOLE.starts + HOUR, WHOLE.ends), spoken=("nl",), why=why))
    assert "De reden: De zaal is te klein." in told(world, "anna")[0].text
    assert "Er wordt gesproken: Nederlands" in told(world, "anna")[0].text
    assert "La salle est trop petite." in told(world, "luc")[0].text
    world.operate(CancelEvent(1, {"nl": "Storm", "fr": "Tempête"}))
    assert "De reden: Storm" in told(world, "anna")[1].text
    assert "Tempête" in told(world, "luc")[1].text
    assert "The reason: Storm" in told(world, "sam")[1].text
    Chat(world, "luc").play("> {:event} 1\n< Tempête")


def test_the_reason_that_a_release_before_kept_is_still_read(world: World) -> None:
    world.operate(CreateEvent(DRAFT), CancelEvent(1, {"nl": "Storm"}))
    with world.desk() as desk:
        desk.connection.execute(
            tables.events.update().values(cancelled_reasons="{}", cancelled_reason="Storm")
        )
    world.meet("luc", "fr")
    world.does("luc", SpeakLanguage("fr"), FinishWelcome())
    Chat(world, "luc").play("> {:event} 1\n< Storm")


def test_a_series_is_found_when_its_first_date_is_over(either_world: World) -> None:
    world = either_world
    world.clock.at = WHOLE.starts - HOUR
    weeks = tuple(Slot(WHOLE.starts + n * 168 * HOUR, WHOLE.ends + n * 168 * HOUR) for n in range(3))
    world.operate(CreateEvent(replace(DRAFT, slots=weeks)))
    world.clock.at = WHOLE.ends + HOUR
    world.meet("anna", "nl")
    world.does("anna", SpeakLanguage("nl"), FinishWelcome())
    Chat(world, "anna").play("> {:events}\n[dates 2]\n? dates\n[event 3]\n? event card")
