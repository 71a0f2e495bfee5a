"""Votes as people meet them: nothing of what they choose stays, in private or in a group, and each hears what concerns them."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.civic.doors import Refused
from bot.civic.people import OPINIONS, REMINDERS, FinishWelcome, GiveConsent, StopMessages
from bot.civic.polling import ExplainResult
from bot.civic.programmes import CreateProgramme
from bot.civic.roles import Role
from bot.civic.votes import COUNTED_AFTER, AwaitResult, CastBallot, CloseVote, OneVote, VoteCard
from bot.engine.outgoing import Lane
from storage import tables
from storage.tables import metadata
from tests.chat import Chat, Way
from tests.neighbours import Neighbours
from tests.worlds import World

# And the secret with which buttons are signed, which each database has of its own.
OF_THE_BALLOT = {"ballots", "ballot_marks", "vote_secrets", "facts"}
KINDS = ("yes-no", "one", "several", "ranked")
DAY = timedelta(days=1)


def everything(world: World) -> dict[str, list[Any]]:
    """Return what the database holds, but for the ballots themselves."""
    with world.desk() as desk:
        run = desk.connection.execute
        return {
            table.name: sorted(map(repr, run(select(table)).all()))
            for table in metadata.sorted_tables
            if table.name not in OF_THE_BALLOT
        }


def vote_card(world: World, number: int = 1) -> VoteCard:
    """Return the vote as whoever holds the machine sees it."""
    with world.desk() as desk:
        found = desk.ask(OneVote(number))
    assert found is not None
    return found


def votes(chat: Chat, kind: str, first: int, second: int) -> None:
    """Let somebody vote: for `first` where one is chosen, else for both; not sent, where `kind` says so."""
    kind, _, left = kind.partition(" ")
    chat.play(f"given a citizen with reminders\ngiven a {kind} vote\n> {{:vote}} 1")
    if kind in {"yes-no", "one"}:
        chat.play(f"[ballot 1 {first}]\n~ {{Your ballot counts.}}")
        return
    chat.play(f"[fill 1]\n[mark 1 {first} 1]\n[mark 1 {second} 1]\n[last-look 1]")
    if not left:
        chat.play("[send-ballot 1]\n~ {Your ballot counts.}")


@pytest.mark.parametrize("kind", [*KINDS, "ranked left", "several left"])
@pytest.mark.parametrize("way", [Way.PRESS, Way.NUMBER])
def test_h77_whatever_one_chooses_the_database_is_the_same_but_for_the_ballot(
    new_world: Callable[[], World], kind: str, way: Way
) -> None:
    held = []
    for first, second in ((0, 1), (2, 1)):
        world = new_world()
        votes(Chat(world, way=way), kind, first, second)
        assert world.count(tables.ballots) + world.count(tables.ballot_marks) == 1
        held.append(everything(world))
    one, other = held
    for name, rows in one.items():
        assert rows == other[name], f"{name} tells one choice from another"


def test_h77_of_a_ranking_that_was_typed_nothing_stays_either(new_world: Callable[[], World]) -> None:
    held = []
    for typed in ("1, 2", "3, 2"):
        world = new_world()
        Chat(world).play(
            f"given a citizen\ngiven a ranked vote\n> {{:vote}} 1\n[fill 1]\n> {typed}\n[last-look 1]\n[send-ballot 1]"
        )
        held.append(everything(world))
    assert held[0] == held[1]


def test_h29_a_press_that_came_in_before_the_close_counts_though_its_turn_is_later(
    either_world: World,
) -> None:
    world = either_world
    anna = Chat(world)
    anna.play("given a citizen\ngiven a one vote\n> {:vote} 1")
    token = next(b.token for b in anna.buttons() if b.label == "Flageyplein")
    world.clock.at = vote_card(world).closes - timedelta(seconds=1)
    anna._keep({"kind": "pressed", "token": token, "message": "b0", "receipt": "r0", "mark": "x"})
    world.clock.at += timedelta(seconds=1) + COUNTED_AFTER
    with world.desk() as desk:
        world.service.firing.fire(desk)
    assert vote_card(world).state == "counting"
    world.settle()
    world.forward(timedelta(seconds=2))
    assert (vote_card(world).state, vote_card(world).turnout) == ("closed", 1)


def test_h28_twenty_presses_and_yes_and_no_at_once_are_one_ballot_the_last_to_arrive(
    either_world: World,
) -> None:
    world = either_world
    anna = Chat(world)
    anna.play("given a citizen\ngiven a yes-no vote\n> {:vote} 1")
    yes, no = (next(b.token for b in anna.buttons() if b.label == name) for name in ("Ja", "Nee"))
    for number, token in enumerate(itertools.islice(itertools.cycle((yes, no)), 20)):
        press = {
            "kind": "pressed",
            "token": token,
            "message": "b0",
            "receipt": f"r{number}",
            "mark": f"x{number}",
        }
        anna._keep(press)
    world.settle()
    with world.desk() as desk:
        assert [row.choice for row in desk.connection.execute(select(tables.ballots))] == ["1"]
    assert vote_card(world).turnout == 1


def test_h58_taking_the_press_back_takes_the_ballot_back(world: World) -> None:
    anna = Chat(world)
    anna.play("given a citizen\ngiven a one vote\n> {:vote} 1\n[ballot 1 2]\n(redacts the press)")
    assert vote_card(world).turnout == 0
    anna.play("< {You took that back, so your ballot}")


# --- who hears of it


def somebody(world: World, name: str, *consents: str) -> str:
    """Let somebody be there who agreed to this."""
    world.meet(name, "nl")
    world.does(name, FinishWelcome(), *(GiveConsent(kind) for kind in consents))
    return name


def heard(world: World, name: str) -> list[str]:
    """Return what somebody was told without asking."""
    return [m.text for m in world.phones.screens.get(name, []) if m.lane is Lane.NEWS]


def test_h76_only_who_may_be_reminded_and_has_not_voted_hears_at_half_time_and_a_day_before_the_end(
    either_world: World,
) -> None:
    world = either_world
    Chat(world).play("given a one vote")
    for name, *consents in (
        ("voted", OPINIONS, REMINDERS),
        ("not-yet", OPINIONS, REMINDERS),
        ("reader", REMINDERS),
        ("silent", OPINIONS),
        ("stopped", OPINIONS, REMINDERS),
    ):
        somebody(world, name, *consents)
    world.does("voted", CastBallot(1, (0,)))
    world.does("stopped", StopMessages())
    world.forward(timedelta(days=5))
    assert {
        name: len(heard(world, name)) for name in ("voted", "not-yet", "reader", "silent", "stopped")
    } == {
        "voted": 0,
        "not-yet": 1,
        "reader": 1,
        "silent": 0,
        "stopped": 0,
    }
    world.does("not-yet", CastBallot(1, (0,)))
    world.forward(timedelta(days=3, hours=12))
    assert [len(heard(world, name)) for name in ("not-yet", "reader", "voted")] == [1, 2, 0]


def test_h77_the_result_goes_to_who_voted_and_to_who_asked_and_says_nothing_of_what_they_chose(
    either_world: World,
) -> None:
    world = either_world
    Chat(world).play("given a one vote\ngiven 4 ballots for 2 in vote 1")
    for name in ("voted", "asked", "neither"):
        somebody(world, name, OPINIONS, REMINDERS)
    world.does("voted", CastBallot(1, (0,)))
    world.does("asked", AwaitResult(1))
    world.forward(timedelta(hours=1))
    world.operate(CloseVote(1))
    world.forward(DAY)
    told = {name: heard(world, name)[-1:] for name in ("voted", "asked", "neither")}
    assert told["voted"] == told["asked"]
    assert "Kruidtuin: 4 (80\N{NO-BREAK SPACE}%)" in told["voted"][0]
    assert told["neither"] == []
    assert [m.made.kind for m in world.phones.screens["asked"] if m.made] == ["results"]
    assert world.count(tables.ballots) == world.count(tables.awaited_results) == 0


def organisers(world: World) -> None:
    """Let there be somebody who holds every vote, somebody who holds those of another programme, and somebody who moderates."""
    for name, role, programme in (
        ("holder", Role.ORGANISER, 0),
        ("elsewhere", Role.ORGANISER, 7),
        ("moderator", Role.MODERATOR, 0),
    ):
        somebody(world, name, OPINIONS)
        world.appoint(name, role, programme)


def reminded(world: World) -> dict[str, int]:
    """Return how often each of them was told something of their role."""
    told = {name: world.phones.screens.get(name, []) for name in ("holder", "elsewhere", "moderator")}
    return {name: sum(m.lane is Lane.SERVICE for m in shown) for name, shown in told.items()}


def test_a_week_after_the_close_who_holds_a_vote_is_reminded_once_to_say_what_comes_of_it(
    either_world: World,
) -> None:
    world = either_world
    organisers(world)
    Chat(world).play("given a one vote")
    world.forward(timedelta(days=9 + 6, hours=23))
    assert reminded(world) == {"holder": 0, "elsewhere": 0, "moderator": 0}
    world.forward(timedelta(hours=1, minutes=1))
    assert reminded(world) == {"holder": 1, "elsewhere": 0, "moderator": 0}
    world.forward(timedelta(days=30))
    assert reminded(world)["holder"] == 1


def test_what_comes_of_a_result_is_told_to_who_voted_once_with_the_picture_and_put_right_in_silence(
    world: World,
) -> None:
    organisers(world)
    Chat(world).play("given a one vote\ngiven 5 ballots for 2 in vote 1")
    for name in ("voted", "neither"):
        somebody(world, name, OPINIONS, REMINDERS)
    world.does("voted", CastBallot(1, (0,)))
    world.forward(timedelta(days=9, minutes=1))
    explained = {"nl": "Wij planten in maart.", "fr": "Nous plantons en mars."}
    world.does("holder", ExplainResult(1, 0, explained, {"nl": "Dienst Groen", "fr": "Espaces verts"}))
    world.forward(timedelta(days=1))
    (told,) = [text for text in heard(world, "voted") if "Wij planten in maart." in text]
    assert "Dienst Groen" in told
    assert [m.made.kind for m in world.phones.screens["voted"] if m.made] == ["results", "results"]
    world.does(
        "holder", ExplainResult(1, 1, dict.fromkeys(explained, "April."), dict.fromkeys(explained, "Groen"))
    )
    world.forward(timedelta(days=9))
    assert [text for text in heard(world, "voted") if "April." in text] == []
    assert [text for text in heard(world, "neither") if "planten" in text] == []
    assert vote_card(world).outcome["fr"] == "April."
    assert reminded(world)["holder"] == 0


def test_h66_a_vote_that_was_closed_early_reminds_nobody_of_the_time_it_had(world: World) -> None:
    Chat(world).play("given a one vote")
    somebody(world, "not-yet", OPINIONS, REMINDERS)
    world.forward(timedelta(hours=1))
    world.operate(CloseVote(1))
    world.forward(timedelta(days=10))
    assert heard(world, "not-yet") == []


# --- in a group


@pytest.fixture
def street(either_world: World) -> Neighbours:
    """Give a group that the bot is in, with three who have consented, and two votes: on yes or no, and a live one."""
    group = Neighbours(either_world)
    for name in ("noor", "sam", "luc"):
        group.neighbour(name)
    Chat(either_world, "operator").play("given a yes-no vote\ngiven a live vote\ngiven a ranked vote")
    group.adds_bot()
    return group


def test_h80_a_votes_card_asks_in_dutch_and_french_and_shows_the_turnout_alone(street: Neighbours) -> None:
    street.says("mo", "/vote 1")
    card = street.screen[-1]
    for words in (
        "Welk plein eerst?",
        "Quelle place d’abord ?",
        "Stemming 1",
        "Vote 1",
        "pas na de sluiting",
    ):
        assert words in card.text
    assert [button.label for button in card.buttons] == ["Ja · Oui", "Nee · Non", "Onthouding · Abstention"]
    assert street.presses("noor", "Ja") == "Je stem telt mee."
    assert street.presses("noor", "Nee") == "Je stem telt mee."
    assert street.presses("sam", "Ja") == "Je stem telt mee."
    street.wait()
    assert "Tot nu toe hebben 2 mensen gestemd." in street.said[-1]
    assert "%" not in street.said[-1]
    assert street.private("noor") == street.private("sam") == []
    assert street.world.count(tables.ballots) == 2
    # A changed ballot changes nothing that the group sees.
    changes = street.changes
    street.presses("sam", "Nee")
    street.wait()
    assert street.changes == changes


def test_h77_the_tally_follows_only_where_the_vote_was_declared_open(street: Neighbours) -> None:
    street.says("mo", "/vote 2")
    Chat(street.world, "operator").play("given 4 ballots for 1 in vote 2")
    street.wait()
    assert "zodra er 5 stemmen zijn" in street.said[-1]
    street.presses("luc", "Kruidtuin")
    street.wait()
    assert "4 (80\N{NO-BREAK SPACE}%)" in street.said[-1]
    assert "1 (20\N{NO-BREAK SPACE}%)" in street.said[-1]
    street.presses("luc", "Flagey")
    street.wait()
    assert "5 (100\N{NO-BREAK SPACE}%)" in street.said[-1]


def test_what_needs_more_than_a_press_leads_to_the_private_chat(street: Neighbours) -> None:
    street.says("mo", "/vote 3")
    assert [button.label for button in street.screen[-1].buttons] == ["Stemmen · Voter"]
    assert street.presses("noor", "Stemmen").endswith("→ vote_3")
    assert street.world.count(tables.voters) == 0


def test_h76_who_has_not_consented_is_led_to_the_vote_in_private_and_nothing_counts(
    street: Neighbours,
) -> None:
    street.says("mo", "/vote 1")
    assert street.presses("new", "Ja").endswith("→ vote_1")
    assert street.world.count(tables.ballots) == 0


def test_h12_the_card_of_a_closed_vote_shows_the_result_and_its_buttons_count_no_more(
    street: Neighbours,
) -> None:
    street.says("mo", "/vote 1")
    Chat(street.world, "operator").play("given 5 ballots for 0 in vote 1")
    street.wait()
    old = street.screen[-1].buttons[1].token
    street.world.forward(timedelta(minutes=1))
    street.world.operate(CloseVote(1))
    street.wait(120)
    assert "5 (100\N{NO-BREAK SPACE}%)" in street.said[-1]
    assert "Deze stemming sloot op" in street.said[-1]
    assert street.screen[-1].buttons == ()
    assert "gesloten" in street.presses_token("noor", old)
    assert street.world.count(tables.tallies) == 1


def test_h77_where_all_see_who_presses_what_one_votes_in_private(street: Neighbours) -> None:
    street.world.phones.whispers = False
    street.world.restart()
    street.says("mo", "/vote 1")
    assert [button.label for button in street.screen[-1].buttons] == ["Stemmen · Voter"]
    assert "Onthouding" in street.said[-1]
    street.presses("noor", "Stemmen")
    assert "Welk plein eerst?" in street.private("noor")[-1]


def test_a_card_posted_before_a_vote_opens_gets_its_buttons_then(street: Neighbours) -> None:
    Chat(street.world, "operator").play("given a vote to come")
    street.says("mo", "/vote 4")
    assert street.screen[-1].buttons == ()
    street.world.forward(timedelta(days=2, minutes=1))
    assert len(street.screen[-1].buttons) == 3


def test_fifty_votes_at_once_are_a_few_changes_of_the_card(street: Neighbours) -> None:
    street.says("mo", "/vote 1")
    everybody = [street.neighbour(f"n{number}") for number in range(30)]
    before = street.changes
    street.press_together(everybody, "Ja")
    street.world.settle()
    street.wait(30)
    assert "30 mensen" in street.said[-1]
    assert street.changes - before <= 2


def test_h69_a_vote_and_its_explanation_are_asked_for_in_the_languages_of_its_programme(world: World) -> None:
    world.operate(CreateProgramme("wall", {"en": "Wall"}, world.clock.at, languages=("en",)))
    eva = Chat(world, "eva")
    eva.play("given an organiser\n> {:new vote}\n? plan-vote programme\n[1]\n[yes-no]\n? plan-vote title-en")
    eva.play(
        "<! [skip]\n> Trees?\n[skip]\n[skip]\n[skip]\n[later]\n> 1/12/2026 9:00\n> 8/12/2026 9:00\n[after]"
    )
    eva.play("? plan-vote preview\n[title]\n? plan-vote title-en\n> More trees?\n[skip]\n[skip]\n[make]")
    eva.play(
        "? held-vote\n[alter-vote 1]\n[change-vote 1 title]\n? change-vote title-en\n> Trees here?\n[skip]\n[skip]\n[yes]"
    )
    eva.play("< {The vote is changed.}")
    world.forward(30 * DAY)
    with pytest.raises(Refused, match="missing-language"):
        world.operate(ExplainResult(1, vote_card(world).edits, {"nl": "Ja."}, {"nl": "De stad"}))
    eva.play(
        "> {:organise}\n[held-votes 1]\n[held-vote 1]\n[explain-result 1]\n? explain-result outcome-en\n<! [skip]"
    )
    eva.play("> We plant.\n[skip]\n[skip]\n? explain-result signs-en\n<! [skip]")
