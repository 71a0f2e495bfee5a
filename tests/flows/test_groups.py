"""The bot as a guest in groups: what is posted, who may press, what is told to whom, and what is forgotten."""

from __future__ import annotations

import itertools
import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

import flows.groups
from bot.civic.groups import EDIT_SPACING, next_weekly
from bot.civic.ideas import ChangeIdea, HideIdea, SubmitIdea, SupportIdea, WithdrawIdea, WithdrawSupport
from bot.civic.people import OPINIONS, GiveConsent, WithdrawConsent
from bot.engine.groups import Behaviours
from bot.engine.incoming import Arrival, Sender
from bot.engine.tokens import LinkToken, of_group
from bot.text.clean import clean
from storage import tables
from tests.chat import Chat
from tests.neighbours import Neighbours
from tests.worlds import World

TITLE = "Een zebrapad aan de school"
HELLO = "Ik ben Parvis"


@pytest.fixture
def street(either_world: World) -> Neighbours:
    """Give a group that the bot was let into, in a city with one idea of Luc's."""
    group = Neighbours(either_world)
    either_world.programme()
    group.neighbour("luc")
    either_world.does("luc", SubmitIdea(TITLE, "Elke ochtend is het er gevaarlijk.", "urbanism", "jette"))
    group.adds_bot()
    return group


def test_the_bot_comes_in_with_one_short_hello_in_the_languages_of_the_city(street: Neighbours) -> None:
    (hello,) = street.said
    assert "Ik ben Parvis" in hello
    assert "Je suis Parvis" in hello
    assert "start=menu" in hello
    assert len(hello.split("\n\n")) == 2


def test_h80_a_card_says_its_idea_once_and_the_rest_in_dutch_and_french(street: Neighbours) -> None:
    street.says("mo", "/idea 1")
    card = street.said[-1]
    assert card.count(TITLE) == card.count("gevaarlijk") == card.count("Jette") == 1
    for words in ("Idee 1 · Idée 1", "Stedenbouw", "Urbanisme", "Nog niemand", "Personne", "Lees meer"):
        assert words in card
    assert "start=idea_1" in street.screen[-1].markup
    assert [button.label for button in street.screen[-1].buttons] == ["Steunen · Soutenir"]


@pytest.mark.parametrize("text", ["/idea 1", "idee 1", "Idée 1", "idea 1", "/IDEA 1"])
def test_an_idea_is_asked_for_in_any_language(street: Neighbours, text: str) -> None:
    street.says("mo", text)
    assert TITLE in street.said[-1]


@pytest.mark.parametrize("text", ["/ideas", "ideeën", "idées", "trending"])
def test_what_is_trending_is_listed_with_the_way_to_each(street: Neighbours, text: str) -> None:
    for number in range(6):
        street.world.does("luc", SubmitIdea(f"Idee nummer {number}", "", "urbanism", "city"))
    street.says("mo", text)
    listed = street.said[-1]
    assert [f"{place}. " in listed for place in range(1, 7)] == [True] * 5 + [False]
    assert "idee 7" in listed
    assert "start=idea_7" in street.screen[-1].markup
    assert "Populair nu · Idées en vue" in listed


def test_support_counts_once_and_only_who_pressed_hears_of_it(street: Neighbours) -> None:
    street.says("mo", "/idea 1")
    for name in ("noor", "sam"):
        street.neighbour(name)
    assert street.presses("noor") == "Je steun telt mee."
    assert street.presses("noor") == "Je steun telt al mee."
    assert street.presses("sam") == "Je steun telt mee."
    assert street.world.count(tables.supports) == 2
    street.wait()
    assert "2 mensen steunen dit." in street.said[-1]
    assert "2 personnes" in street.said[-1]
    assert street.private("noor") == []


def test_h76_who_has_not_consented_is_told_alone_where_to_begin_and_nothing_counts(
    street: Neighbours,
) -> None:
    street.says("mo", "/idea 1")
    before = street.changes
    assert street.presses("new").endswith("→ idea_1")
    assert street.world.count(tables.supports) == 0
    assert street.changes == before
    # The link leads to the same idea; once welcomed, the support is one press away.
    anna = Chat(street.world, "new")
    anna.play(
        "> /start idea_1\n? welcome agree-3\n[yes]\n? welcome reminders\n[no]\n[skip]\n[done]\n? card card\n[support 1]\n~ telt mee"
    )
    assert street.world.count(tables.supports) == 1
    assert street.presses("new") == "Je steun telt al mee."


def test_ones_own_idea_a_closed_window_and_a_hidden_idea_are_told_alone(street: Neighbours) -> None:
    street.says("mo", "/idea 1")
    street.neighbour("noor")
    assert "je eigen idee" in street.presses("luc")
    street.world.operate(HideIdea(1, "Reclame"))
    assert "niet meer in de lijst" in street.presses("noor")
    street.wait()
    assert "uit de lijst gehaald" in street.said[-1]
    assert not street.screen[-1].buttons
    street.says("luc", "/idea 1")
    assert TITLE not in street.said[-1]
    assert street.world.count(tables.supports) == 0


def test_h12_support_after_the_window_has_closed_is_refused_alone(either_world: World) -> None:
    either_world.programme(closes=1)
    street = Neighbours(either_world)
    for name in ("luc", "noor"):
        street.neighbour(name)
    either_world.does("luc", SubmitIdea(TITLE, "", "urbanism", "jette"))
    street.says("luc", "/idea 1")
    street.wait(2 * 86_400)
    before = street.changes
    assert "Er is niets veranderd" in street.presses("noor")
    assert (street.changes, either_world.count(tables.supports)) == (before, 0)


def test_the_card_follows_what_is_given_and_withdrawn_in_private(street: Neighbours) -> None:
    street.neighbour("noor")
    street.says("mo", "/idea 1")
    street.world.does("noor", SupportIdea(1))
    street.wait()
    assert "1 personne soutient" in street.said[-1]
    street.world.does("noor", WithdrawSupport(1))
    street.wait()
    assert "Nog niemand" in street.said[-1]
    assert len(street.screen) == 2


def test_h58_the_card_follows_what_its_author_changes_or_takes_back(street: Neighbours) -> None:
    street.says("mo", "/idea 1")
    street.wait()
    street.world.does("luc", ChangeIdea(1, "Twee zebrapaden", "", "urbanism", "jette"))
    street.wait()
    assert "Twee zebrapaden" in street.said[-1]
    street.world.does("luc", WithdrawIdea(1))
    street.wait()
    assert "Idee 1 · Idée 1\nDit idee is uit de lijst gehaald." in street.said[-1]
    assert "zebrapad" not in street.said[-1]
    assert len(street.screen) == 2


def test_fifty_who_press_at_once_are_counted_and_change_the_card_a_few_times(street: Neighbours) -> None:
    everybody = [street.neighbour(f"n{number}") for number in range(50)]
    street.says("mo", "/idea 1")
    before = street.changes
    street.press_together(everybody)
    street.world.restart()
    street.world.settle()
    street.wait(60)
    assert street.world.count(tables.supports) == 50
    assert "50 mensen steunen dit." in street.said[-1]
    assert street.changes - before <= 3
    assert all(street.private(each) == [] for each in everybody)


def test_cards_of_one_group_change_five_seconds_apart_and_none_is_left_behind(street: Neighbours) -> None:
    for number in (2, 3):
        street.world.does("luc", SubmitIdea(f"Idee {number}", "", "urbanism", "city"))
    for number in (1, 2, 3):
        street.says("mo", f"/idea {number}")
    street.wait(60)
    for second in range(60):
        if second < 30:
            name = street.neighbour(f"n{second}")
            street.world.does(name, *(SupportIdea(number) for number in (1, 2, 3)))
        street.world.forward(timedelta(seconds=1))
    changes = select(tables.outbox.c.created_at).where(tables.outbox.c.lane == "news")
    with street.world.desk() as desk:
        times = desk.connection.execute(changes.order_by(tables.outbox.c.id)).scalars().all()
    assert len(times) >= 6
    assert all(later - earlier >= EDIT_SPACING for earlier, later in itertools.pairwise(times))
    assert all("30 mensen steunen dit." in text for text in street.said[-3:])


def test_h13_a_third_person_who_presses_what_was_asked_of_another_is_told_alone(street: Neighbours) -> None:
    street.neighbour("noor")
    anna = Chat(street.world, "noor")
    anna.play("> idee\n? idea title\n> menu\n> /start idea_1\n? card card")
    token = next(b.token for b in anna.buttons() if "steun" in b.label.lower())
    before, private = street.changes, street.private("noor")
    street.neighbour("sam")
    assert "niet voor jou" in street.presses_token("sam", token)
    assert (street.changes, street.private("noor")) == (before, private)
    assert street.world.count(tables.supports) == 0
    assert street.notes[-1] == "token-refused"


def test_h10_a_groups_button_works_in_that_group_alone(street: Neighbours) -> None:
    street.neighbour("noor")
    street.says("mo", "/idea 1")
    token = street.screen[-1].buttons[0].token
    other = Neighbours(street.world, "-elsewhere")
    other.adds_bot()
    assert "niet voor jou" in other.presses_token("noor", token)
    anna = Chat(street.world, "noor")
    anna.press_token(token)
    assert "niet voor jou" in anna.toast
    for forged in ("", "l:support:1", token[:-1] + "~", "x" * 4096):
        assert "niet voor jou" in street.presses_token("noor", forged)
    assert street.world.count(tables.supports) == 0


def test_h10_a_token_for_what_a_group_does_not_do_changes_nothing(street: Neighbours) -> None:
    mint = street.world.worker.turns.house.mint
    for token in (LinkToken("support", ("1",)), LinkToken("menu", ()), LinkToken("support", (99,))):
        street.presses_token("noor", mint.make(token, of_group(1)))
    assert street.world.count(tables.supports) == 0


@pytest.mark.parametrize("text", ["/menu", "/settings", "/mine", "/help", "/language", "/idea", "hallo daar"])
def test_h50_what_is_private_is_answered_in_private(street: Neighbours, text: str) -> None:
    street.neighbour("noor")
    before = street.changes
    street.says("noor", text)
    assert len(street.private("noor")) == 1
    assert street.changes == before


def test_h50_free_words_in_a_group_answer_no_question_that_is_open_in_private(street: Neighbours) -> None:
    street.neighbour("noor")
    anna = Chat(street.world, "noor")
    anna.play("> idee\n? idea title")
    street.says("noor", "Wat een goede groep is dit")
    anna.play("? idea title\n> Een bank in het park\n? idea description")


def test_h50_who_has_no_private_chat_is_shown_the_way_now_and_then(street: Neighbours) -> None:
    before = len(street.screen)
    for who in ("mo", "jef", "mo"):
        street.says(who, "/menu")
    assert [text for text in street.said[before:] if "start=menu" in text] == street.said[before:]
    assert len(street.screen) == before + 1
    assert street.private("mo") == []
    street.wait(600)
    street.says("jef", "/settings")
    assert len(street.screen) == before + 2


def test_stop_in_a_group_ends_the_messages_of_who_said_it(street: Neighbours) -> None:
    street.neighbour("noor")
    street.says("noor", "/stop")
    assert street.world.count(tables.people, tables.people.c.stopped_at.is_not(None)) == 1


def test_what_is_not_meant_for_us_is_not_answered(street: Neighbours) -> None:
    street.neighbour("noor")
    before = street.changes
    for text in ("/ban sam", "dat vind ik ook", "12", "/weekend"):
        street.says("noor", text, addressed=False)
    assert (street.changes, street.private("noor")) == (before, [])


def test_what_is_heard_in_a_group_changes_nothing_of_a_known_account(street: Neighbours) -> None:
    street.neighbour("noor")
    row = "select chat, unreachable, hint from accounts where external = 'noor'"
    with street.world.desk() as desk:
        before = desk.connection.exec_driver_sql(row).all()
    street.says("noor", "/ideas", hint="fr")
    private = Arrival("p1", json.dumps({"kind": "typed", "text": "menu"}), Sender("noor", "noor", "", "nl"))
    group = Arrival(
        "g1",
        json.dumps({"kind": "typed", "text": "/ideas", "group": street.chat}),
        Sender("noor", "elsewhere", "", "nl", group=street.chat),
    )
    street.world.keep(private, group)
    street.world.settle()
    with street.world.desk() as desk:
        assert desk.connection.exec_driver_sql(row).all() == before


def test_h51_removed_the_bot_forgets_the_group_and_says_hello_again_only_after_a_day(
    street: Neighbours,
) -> None:
    street.neighbour("noor")
    street.says("noor", "/idea 1")
    street.world.phones.admins[street.chat] = {"noor"}
    street.says("noor", "/weekly")
    assert street.traces > 0
    street.removes_bot()
    assert street.traces == 0
    street.adds_bot()
    assert street.said.count(street.said[0]) == 1
    street.removes_bot()
    street.wait(25 * 3600)
    street.adds_bot()
    assert street.said.count(street.said[0]) == 2


def test_h51_muted_it_is_silent_and_resumes_with_the_count_of_then(street: Neighbours) -> None:
    for name in ("noor", "sam"):
        street.neighbour(name)
    street.says("noor", "/idea 1")
    street.presses("noor")
    street.wait()
    street.adds_bot(muted=True)
    before = street.changes
    assert street.presses("sam") == "Je steun telt mee."
    street.says("sam", "/ideas")
    street.wait()
    assert street.changes == before
    street.adds_bot()
    street.wait()
    assert street.changes == before + 1
    assert "2 mensen steunen dit." in street.said[-1]


def test_h51_a_group_that_moves_is_followed_and_no_old_message_is_changed(street: Neighbours) -> None:
    street.neighbour("noor")
    street.says("noor", "/idea 1")
    street.wait()
    old = list(street.said)
    street.becomes("-100street")
    street.world.does("noor", SupportIdea(1))
    street.wait()
    assert street.said == []
    street.says("noor", "/idea 1")
    assert "1 " in street.said[-1]
    assert [m.text for m in street.world.phones.screens["-street"]] == old
    assert street.world.count(tables.groups) == 1


def test_the_weekly_list_is_for_administrators_to_choose(street: Neighbours) -> None:
    for name in ("noor", "sam"):
        street.neighbour(name)
    street.world.phones.admins[street.chat] = {"noor"}
    before = street.changes
    street.says("sam", "/weekly")
    assert street.changes == before
    assert "beheerder" in street.private("sam")[-1]
    assert not street.world.count(tables.groups, tables.groups.c.weekly)
    street.says("noor", "/weekly")
    assert "maandagmorgen" in street.said[-1]
    assert "lundi" in street.said[-1]
    assert street.world.count(tables.groups, tables.groups.c.weekly) == 1
    street.says("noor", "/weekly uit")
    assert street.world.count(tables.groups, tables.groups.c.weekly) == 0
    assert street.world.count(tables.due, tables.due.c.kind == "weekly") == 0


def test_h66_h67_the_weekly_list_comes_on_monday_at_nine_if_there_is_anything_new(street: Neighbours) -> None:
    street.neighbour("noor")
    street.world.phones.admins[street.chat] = {"noor"}
    street.says("noor", "/weekly")
    before = len(street.screen)
    # Saturday 21 November 2026, ten o'clock in Brussels.
    street.wait(2 * 86_400 - 3600 - 60)
    assert len(street.screen) == before
    street.wait(120)
    assert "Nieuwe ideeën deze week\nNouvelles idées de la semaine" in street.said[-1]
    assert TITLE in street.said[-1]
    assert len(street.screen) == before + 1
    street.wait(7 * 86_400)
    assert len(street.screen) == before + 1
    street.world.does("luc", SubmitIdea("Nog een idee", "", "urbanism", "city"))
    # Nobody looked for a day: what is stale waits for the next week.
    street.world.clock.at += timedelta(days=8)
    street.world.fire()
    assert len(street.screen) == before + 1


@pytest.mark.parametrize(
    ("after", "at"),
    [
        ("2026-03-27T12:00", "2026-03-30T07:00"),
        ("2026-10-23T12:00", "2026-10-26T08:00"),
        ("2026-10-19T06:59", "2026-10-19T07:00"),
        ("2026-10-19T07:00", "2026-10-26T08:00"),
    ],
)
def test_h66_monday_at_nine_is_by_the_clock_on_the_wall(after: str, at: str) -> None:
    def utc(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)

    assert next_weekly(utc(after), "Europe/Brussels") == utc(at)


@pytest.mark.parametrize(
    ("typed", "spoken"),
    [("nl", ["nl"]), ("FR", ["fr"]), ("fr+nl", ["fr", "nl"]), ("nl fr", ["nl", "fr"]), ("en", ["en"])],
)
def test_an_administrator_chooses_the_languages(street: Neighbours, typed: str, spoken: list[str]) -> None:
    street.neighbour("noor")
    street.world.phones.admins[street.chat] = {"noor"}
    street.says("noor", f"/language {typed}")
    with street.world.desk() as desk:
        kept = desk.connection.execute(select(tables.groups.c.languages)).scalar_one()
    assert json.loads(kept) == spoken
    street.says("noor", "/idea 1")
    labels = {"nl": "Steunen", "fr": "Soutenir", "en": "Support"}
    assert street.screen[-1].buttons[0].label == " · ".join(labels[each] for each in spoken)


def test_a_language_that_nobody_speaks_and_a_citizen_change_nothing(street: Neighbours) -> None:
    for name in ("noor", "sam"):
        street.neighbour(name)
    street.world.phones.admins[street.chat] = {"noor"}
    street.says("noor", "/language tlh")
    assert "nl+fr" in street.said[-1]
    before = street.changes
    street.says("sam", "/language en")
    assert street.changes == before
    assert "beheerder" in street.private("sam")[-1]


def test_what_is_said_to_others_with_a_word_of_ours_sets_nothing(street: Neighbours) -> None:
    street.neighbour("noor")
    street.world.phones.admins[street.chat] = {"noor"}
    before = street.changes
    for text in ("wekelijks is te veel", "taal is moeilijk soms", "idee 12 vind ik goed"):
        street.says("noor", text, addressed=False)
    assert street.changes == before
    assert not street.world.count(tables.groups, tables.groups.c.weekly)


def test_h14_who_runs_the_group_no_longer_when_it_is_asked_changes_nothing(street: Neighbours) -> None:
    street.neighbour("noor")
    street.world.phones.admins[street.chat] = {"noor"}
    street.world.working = False
    street.says("noor", "/weekly")
    street.world.phones.admins.clear()
    street.world.working = True
    street.world.settle()
    assert street.world.count(tables.groups, tables.groups.c.weekly) == 0
    assert "beheerder" in street.private("noor")[-1]


def test_h53_one_who_floods_a_group_is_dropped_and_the_others_are_answered(street: Neighbours) -> None:
    street.wait(60)
    before = len(street.screen)
    for _ in range(200):
        street._keep("flood", "nl", kind="typed", text="/ideas")
    street.world.restart()
    street.notes += [note for taken in street.world.settle() for note in taken.notes]
    assert len(street.screen) == before + 5
    assert street.notes.count("flood-dropped") == 195
    street.says("noor", "/idea 1")
    assert TITLE in street.said[-1]


def test_h53_one_who_floods_a_group_is_told_so_once_and_alone(street: Neighbours) -> None:
    street.neighbour("noor")
    street.wait(60)
    for _ in range(50):
        street._keep("noor", "nl", kind="typed", text="/ideas")
    street.world.restart()
    street.world.settle()
    (told,) = street.private("noor")
    assert told.startswith("Dat is veel tegelijk")


def test_h53_the_platform_is_not_asked_over_and_over_who_runs_the_group(street: Neighbours) -> None:
    for _ in range(50):
        street._keep("flood", "nl", kind="typed", text="/weekly")
    street.world.working = False
    street.world.restart()
    street.world.settle()
    assert street.world.count(tables.jobs) == 5


def test_h53_all_together_get_ten_answers_a_minute(street: Neighbours) -> None:
    street.wait(60)
    before = len(street.screen)
    for number in range(30):
        street._keep(f"n{number}", "nl", kind="typed", text="/ideas")
    street.world.restart()
    street.world.settle()
    # Then the group hears once why it is answered no more.
    assert len(street.screen) == before + 11
    assert "veel tegelijk" in street.said[-1]
    street.wait(60)
    street.says("n1", "/ideas")
    assert len(street.screen) == before + 12


@pytest.fixture
def room(street: Neighbours) -> Neighbours:
    """Give the group on a platform where nobody can be told anything alone in it, and nothing has a link."""
    street.world.phones.whispers = street.world.phones.links = False
    street.says("mo", "/idea 1")
    return street


def test_where_nobody_is_told_alone_in_a_group_they_are_written_to_in_private(room: Neighbours) -> None:
    room.neighbour("noor")
    before = room.changes
    room.reacts("noor", "$1")
    room.reacts("noor", "$2")
    assert room.private("noor") == [f"{TITLE}\nJe steun telt mee.", f"{TITLE}\nJe steun telt al mee."]
    assert room.changes == before
    assert room.world.count(tables.supports) == 1


def test_h57_h76_who_is_new_is_invited_once_to_the_idea_and_counts_once_they_agree(room: Neighbours) -> None:
    room.world.phones.screens.pop("new", None)
    for mark in ("$1", "$2", "$3"):
        room.reacts("new", mark)
    assert len(room.private("new")) == 1
    room.says("new", "/menu")
    assert len(room.private("new")) == 1
    assert "privéchat" in room.said[-1]
    assert room.world.count(tables.supports) == 0
    anna = Chat(room.world, "new")
    anna.play(
        "> Nederlands\n? welcome agree-3\n[yes]\n? welcome reminders\n[no]\n[skip]\n[done]\n? card card"
    )
    room.reacts("new", "$4")
    assert room.private("new")[-1] == f"{TITLE}\nJe steun telt mee."
    room.reacts("other", "$5")
    room.wait(31 * 86_400)
    room.reacts("other", "$6")
    assert len(room.private("other")) == 2


def test_h50_what_is_private_is_answered_by_an_invitation(room: Neighbours) -> None:
    before = room.changes
    room.says("new", "/menu")
    assert len(room.private("new")) == 1
    assert room.changes == before


def test_h58_support_is_withdrawn_with_the_sign_that_gave_it_by_who_gave_it(room: Neighbours) -> None:
    for name in ("noor", "sam"):
        room.neighbour(name)
        room.reacts(name, f"${name}")
    people = room.world.count(tables.people)
    for who, mark in (("sam", "$noor"), ("stranger", "$noor"), ("noor", "$something")):
        room.takes_back(who, mark)
    assert room.world.count(tables.supports) == 2
    assert room.world.count(tables.people) == people
    room.takes_back("noor", "$noor")
    room.takes_back("noor", "$noor")
    assert room.private("noor")[-1].startswith("Je hebt dat teruggenomen, dus steun je idee 1 niet meer.")
    assert len(room.private("noor")) == 2
    room.wait()
    assert "1 persoon steunt dit." in room.said[-1]


def test_h12_h58_a_sign_taken_back_after_the_window_has_closed_changes_nothing(either_world: World) -> None:
    either_world.programme(closes=1)
    street = Neighbours(either_world)
    either_world.phones.whispers = False
    for name in ("luc", "noor"):
        street.neighbour(name)
    either_world.does("luc", SubmitIdea(TITLE, "", "urbanism", "jette"))
    street.says("luc", "/idea 1")
    street.reacts("noor", "$1")
    street.wait(2 * 86_400)
    street.takes_back("noor", "$1")
    assert either_world.count(tables.supports) == 1
    assert "Er is niets veranderd" in street.private("noor")[-1]


def test_h13_on_such_a_platform_too_a_refused_press_is_told_alone(room: Neighbours) -> None:
    room.neighbour("noor")
    before = room.changes
    room.presses_token("noor", "l:support:1")
    assert "niet voor jou" in room.private("noor")[-1]
    assert room.changes == before


def test_h50_a_conversation_goes_on_elsewhere_where_we_are_alone(room: Neighbours) -> None:
    room.neighbour("noor")
    anna = Chat(room.world, "noor")
    anna.play("> idee\n? idea title\n> Meer bomen\n? idea description")
    sender = Sender("noor", "elsewhere", "noor")
    room.world.keep(Arrival("elsewhere", json.dumps({"kind": "elsewhere"}), sender, only_known=True))
    room.world.settle()
    said = room.private("elsewhere")[-1]
    assert said.startswith("Waar we praatten")
    assert "Kan je" in said or "wat meer" in said


NASTY = ("<b>vet</b> &amp; _*[]", "@room @everyone @noor", "{0.__class__} %s {{7*7}}", "a\u202eb\u2066c 12")


@pytest.mark.parametrize("title", NASTY)
def test_h33_h35_h36_h39_what_a_citizen_wrote_is_shown_literally_and_pings_nobody(
    street: Neighbours, title: str
) -> None:
    title = clean(title)
    street.world.does("luc", SubmitIdea(title, title * 20, "urbanism", "city"))
    street.says("mo", "/idea 2")
    street.says("mo", "/ideas")
    for message in street.screen[-2:]:
        seen = message.text.replace("\u2060", "").replace("\u200b", "")
        assert "<b>vet" not in message.markup.replace("<b>&lt;b&gt;vet", "")
        assert not any(f"@{name}" in message.text for name in ("room", "everyone", "noor"))
        assert "\u202e" not in message.text
        if "{" in title:
            assert "{0.__class__}" in seen


def test_h37_a_long_description_is_shortened_in_a_group(street: Neighbours) -> None:
    street.world.does("luc", SubmitIdea("Lang", "👨‍👩‍👧‍👦 woord " * 100, "urbanism", "city"))
    street.says("mo", "/idea 2")
    assert len(street.said[-1]) < 800
    assert "…" in street.said[-1]


def test_h34_no_name_of_a_citizen_is_ever_said_in_a_group(street: Neighbours) -> None:
    street.neighbour("Parvis Organisator")
    street.says("Parvis Organisator", "/idea 1")
    street.presses("Parvis Organisator")
    street.wait()
    assert not any("Organisator" in text for text in street.said)


def test_a_message_in_a_group_that_fails_is_put_aside_and_the_group_goes_on(street: Neighbours) -> None:
    street.world.failing = True
    street.says("noor", "/idea 1")
    behaviours = street.world.worker.guest.behaviours
    idea = behaviours.get("idea")
    assert idea is not None
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(behaviours._by_name, "idea", None)
        street._keep("noor", "nl", kind="typed", text="/idea 1")
        street.world.settle()
    street.says("noor", "/idea 1")
    assert street.world.count(tables.inbox, tables.inbox.c.state == "aside") == 1
    assert TITLE in street.said[-1]


def test_every_behaviour_of_the_program_is_registered_without_a_quarrel() -> None:
    every = flows.groups.all_behaviours()
    words = [word for each in every for word in each.words]
    assert len(words) == len(set(words))
    assert Behaviours(every).get("support") is not None


def test_consent_that_was_withdrawn_lets_no_press_count(street: Neighbours) -> None:
    street.neighbour("noor")
    street.says("noor", "/idea 1")
    street.world.does("noor", WithdrawConsent(OPINIONS))
    assert street.presses("noor").endswith("→ idea_1")
    street.world.does("noor", GiveConsent(OPINIONS))
    assert street.presses("noor") == "Je steun telt mee."
