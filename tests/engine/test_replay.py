"""A conversation is run again from the top on every message: what is kept answers, the rest is asked."""

from __future__ import annotations

import asyncio
import itertools

import pytest

from bot.civic.doors import Refused
from bot.engine.flow import Ending, Flow, Start, flow
from bot.engine.questions import Option, link
from bot.engine.replay import MOST_STEPS, FlowBroken, Journal, before, forget, pinned
from bot.engine.talk import Talk
from bot.text.lazy import Verbatim, _
from bot.text.render import label
from tests.engine.town import BellsIn, Player, Polish, Ring, Town, option, text

NORTH_OR_SOUTH = (Option("north", Verbatim("North")), Option("south", Verbatim("South")))


def bells(names: tuple[str, ...]) -> list[Option]:
    return [Option(name, Verbatim(name)) for name in names]


@flow("ringing")
async def ringing(talk: Talk) -> Ending:
    """Choose a tower and a bell, say for whom, and ring it."""
    await talk.say("hello", Verbatim("Hello"))
    tower = await talk.choose("tower", Verbatim("Which tower?"), NORTH_OR_SOUTH)
    found = await talk.look("bells", BellsIn(tower or ""))
    bell = await talk.choose("bell", Verbatim("Which bell?"), bells(found), of="bells")
    await talk.say("chosen", Verbatim("Chosen"))
    whom = await talk.ask_text("whom", Verbatim("For whom?"), max_chars=10, min_chars=2)
    try:
        count = await talk.do("ring", Ring(f"{bell} for {whom}"))
    except Refused as no:
        await talk.say("refused", Verbatim(no.code))
        return Start(link("menu"))
    await talk.say("rung", Verbatim(f"Rung {count}"))
    if await talk.confirm("more", Verbatim("Once more?")):
        await talk.again("more", "ring", why=Verbatim("Once more, then"))
    return None


def said(player: Player) -> list[str]:
    return [label(each.words, "en") for each in player.play().said]


# --- asking, looking, doing, saying


def test_it_waits_at_the_first_question_without_an_answer() -> None:
    player = Player(ringing)
    assert player.asked == "tower"
    player.answer(option("north"))
    assert player.asked == "bell"
    player.answer(option("Ada"))
    assert player.asked == "whom"


def test_something_is_said_once() -> None:
    player = Player(ringing)
    assert said(player) == ["Hello"]
    assert said(player) == []


def test_something_is_looked_up_once() -> None:
    player = Player(ringing)
    player.answer(option("north"))
    player.play()
    player.play()
    assert player.town.asked == [BellsIn("north")]


def test_what_was_found_is_what_it_was_when_it_was_looked_up() -> None:
    player = Player(ringing)
    player.answer(option("north"))
    player.town.bells["north"] = ("Dot",)
    question = player.play().question
    assert question is not None
    assert [each.id for each in question.options] == ["Ada", "Bo"]


def test_a_command_is_carried_out_once() -> None:
    player = Player(ringing)
    player.answer(option("north"), option("Ada"), text("Mo"))
    player.play()
    assert player.town.done == [Ring("Ada for Mo")]
    assert player.asked == "more"


def test_what_a_command_gave_is_kept() -> None:
    player = Player(ringing)
    player.answer(option("north"), option("Ada"), text("Mo"))
    del player.journal["rung"]
    assert said(player) == ["Rung 1"]


def test_a_refusal_is_kept_like_a_result() -> None:
    player = Player(ringing, town=Town(silent=True))
    assert player.answer(option("north"), option("Ada"), text("Mo")).ending == Start(link("menu"))
    player.town.silent = False
    assert player.play().ending == Start(link("menu"))
    assert player.town.done == []


@flow("asking-in-vain")
async def asking_in_vain(talk: Talk) -> Ending:
    """Look for bells where nobody may."""
    for verb in (talk.look("bells", BellsIn("locked")), talk.see(BellsIn("locked"))):
        try:
            await verb
        except Refused as no:
            await talk.say(f"refused-{type(verb).__name__}", Verbatim(no.code))
    return Start(link("menu"))


def test_a_query_that_is_refused_is_heard_by_the_conversation_and_asked_again_another_time() -> None:
    player = Player(asking_in_vain)
    assert said(player) == ["locked", "locked"]
    assert "bells" not in player.journal


def test_it_ends_with_what_it_returns() -> None:
    player = Player(ringing)
    replay = player.answer(option("north"), option("Ada"), text("Mo"), option("no"))
    assert replay.question is None
    assert replay.ending is None


def test_asking_again_forgets_and_says_why() -> None:
    player = Player(ringing)
    replay = player.answer(option("north"), option("Ada"), text("Mo"), option("yes"))
    assert replay.why == Verbatim("Once more, then")
    assert [label(each.words, "en") for each in replay.said] == ["Rung 2"]
    assert player.town.done == [Ring("Ada for Mo")] * 2


# --- changed answers, changed looks


def test_changed_arguments_of_a_look_drop_what_was_chosen_from_it() -> None:
    player = Player(ringing)
    player.answer(option("north"))
    replay = player.play()
    replay.answer({"a": option("Ada"), "of": "bells"})
    player.answer(text("Mo"))
    player = Player(ringing, journal=player.journal)
    del player.journal["ring"]
    player.journal["tower"] = {"a": option("south")}
    replay = player.play()
    assert player.asked == "bell"
    assert replay.question is not None
    assert [each.id for each in replay.question.options] == ["Cleo"]
    assert player.journal["whom"] == {"a": text("Mo")}


def test_the_same_arguments_keep_what_was_chosen() -> None:
    player = Player(ringing)
    player.answer(option("north"), option("Ada"))
    player.journal["tower"] = {"a": option("north")}
    assert player.asked == "whom"


def test_a_look_that_this_release_cannot_read_is_looked_up_anew() -> None:
    player = Player(ringing)
    player.answer(option("north"), option("Ada"))
    player.journal["bells"]["v"] = {"another": "shape"}
    assert player.asked == "whom"
    assert player.town.asked == [BellsIn("north")] * 2


# --- going back


def test_back_takes_back_the_last_answer() -> None:
    player = Player(ringing)
    player.answer(option("north"), option("Ada"))
    assert player.back()
    assert player.asked == "bell"
    assert player.back()
    assert player.asked == "tower"
    assert not player.back()
    assert player.asked == "tower"


def test_what_was_said_after_the_answer_is_said_again() -> None:
    player = Player(ringing)
    player.answer(option("north"), option("Ada"))
    player.back()
    replay = player.play()
    replay.answer({"a": option("Bo")})
    assert [label(each.words, "en") for each in replay.said] == ["Chosen"]


def test_a_command_pins_what_lies_before_it() -> None:
    player = Player(ringing)
    player.answer(option("north"), option("Ada"), text("Mo"))
    visited = player.play().visited
    assert not player.back()
    assert before(player.journal, visited) is None
    assert pinned(player.journal, visited, "tower")
    assert not pinned(player.journal, visited, "more")
    assert not pinned(player.journal, visited, "never asked")


@flow("choosing")
async def choosing(talk: Talk) -> None:
    """Choose a tower, and several bells."""
    await talk.choose("tower", Verbatim("Which tower?"), NORTH_OR_SOUTH)
    await talk.choose_several("bells", Verbatim("Which bells?"), bells(("Ada", "Bo")), done=Verbatim("Done"))
    await talk.ask_text("whom", Verbatim("For whom?"), max_chars=10)


def test_back_from_a_half_chosen_list_goes_to_the_question_before() -> None:
    player = Player(choosing)
    player.answer(option("north"), {"options": ["Ada"], "done": False})
    assert player.asked == "bells"
    assert player.back()
    assert player.asked == "tower"
    player.answer(option("north"))
    assert player.journal["bells"]["a"] == {"options": ["Ada"], "done": False}


@flow("polishing")
async def polishing(talk: Talk) -> None:
    """Have a bell polished, and wait until it is."""
    bell = await talk.choose("bell", Verbatim("Which bell?"), bells(("Ada", "Bo")))
    job = await talk.prepare("polish", Polish(bell or ""))
    await talk.result("polished", job, Verbatim("A moment…"))
    await talk.ask_text("whom", Verbatim("For whom?"), max_chars=10)


def test_what_is_prepared_is_prepared_once_and_anew_for_something_else() -> None:
    player = Player(polishing)
    player.answer(option("Ada"))
    assert player.asked == "polished"
    player.answer({"job": 1})
    assert player.asked == "whom"
    player.journal["bell"] = {"a": option("Bo")}
    assert player.asked == "polished"
    assert player.town.done == [Polish("Ada"), Polish("Bo")]


def test_back_over_something_prepared_has_it_prepared_anew_for_the_same_answer_too() -> None:
    player = Player(polishing)
    player.answer(option("Ada"))
    assert player.back()
    player.answer(option("Ada"))
    assert player.asked == "polished"
    assert player.town.done == [Polish("Ada"), Polish("Ada")]
    player.answer({"job": 2})
    assert player.asked == "whom"


def test_the_end_of_another_job_is_no_answer() -> None:
    player = Player(polishing)
    player.answer(option("Ada"), {"job": 99})
    assert player.asked == "polished"


def test_forgetting_a_step_that_was_not_visited_forgets_only_it() -> None:
    journal: Journal = {"a": {"a": text("x")}, "said": {"s": 1}, "b": {"a": text("y")}}
    forget(journal, ("b",), ["a", "said"])
    assert journal == {"a": {"a": text("x")}, "said": {"s": 1}}


# --- another release


@flow("ringing")
async def renamed(talk: Talk) -> None:
    """The next release: a step has another name, a question is new, a rule is stricter."""
    await talk.choose("which-tower", Verbatim("Which tower?"), NORTH_OR_SOUTH, was="tower")
    await talk.ask_text("why", Verbatim("Why?"), max_chars=20)
    await talk.ask_text("whom", Verbatim("For whom?"), max_chars=3)


def test_h52_a_renamed_step_keeps_its_answer() -> None:
    player = Player(renamed, journal={"tower": {"a": option("north")}})
    assert player.asked == "why"
    assert player.journal == {"which-tower": {"a": option("north")}}


def test_h52_a_new_question_is_asked_and_older_answers_stay() -> None:
    player = Player(renamed, journal={"tower": {"a": option("north")}, "whom": {"a": text("Mo")}})
    assert player.asked == "why"
    assert player.answer(text("A birthday")).question is None


def test_h52_an_answer_that_the_new_rules_refuse_is_asked_again_and_told_why() -> None:
    kept = {"tower": {"a": option("north")}, "why": {"a": text("Because")}, "whom": {"a": text("Everybody")}}
    player = Player(renamed, journal=kept)
    replay = player.play()
    assert replay.question is not None
    assert replay.question.step == "whom"
    assert label(replay.why or _("nothing"), "en").startswith("That is 9 characters")


def test_h52_an_option_that_is_gone_is_asked_again() -> None:
    assert Player(renamed, journal={"tower": {"a": option("east")}}).asked == "which-tower"


def test_h52_keys_that_nobody_knows_are_left_alone() -> None:
    unknown: Journal = {"of-old": {"a": {"weather": "fine"}}, "bells": {"q": "?", "v": 1}}
    player = Player(choosing, journal={**unknown, "tower": {"a": option("north")}})
    assert player.asked == "bells"
    assert player.journal["of-old"] == unknown["of-old"]


def test_h52_an_answer_of_a_kind_that_nobody_knows_is_asked_again() -> None:
    assert Player(choosing, journal={"tower": {"a": {"weather": "fine"}}}).asked == "tower"


# --- what no conversation may do


@flow("sleepy")
async def sleepy(_talk: Talk) -> None:
    """Wait for something else than its talk."""
    await asyncio.sleep(0)


def test_a_foreign_await_fails_and_teaches() -> None:
    with pytest.raises(FlowBroken, match=r"'sleepy' awaited None\. A flow awaits only the verbs of its Talk"):
        Player(sleepy).play()


@flow("endless")
async def endless(talk: Talk) -> None:
    """Never end."""
    for count in itertools.count():
        await talk.say(f"again-{count}", Verbatim("Again"))


@flow("restless")
async def restless(talk: Talk) -> None:
    """Begin again and again."""
    await talk.again("nothing")


@pytest.mark.parametrize("lost", [endless, restless], ids=lambda flow: flow.name)
def test_a_conversation_that_has_lost_its_way_is_stopped(lost: Flow) -> None:
    with pytest.raises(FlowBroken, match=f"'{lost.name}' took more than {MOST_STEPS} steps in one turn"):
        Player(lost).play()


@flow("twins")
async def twins(talk: Talk) -> None:
    """Ask two things by one name."""
    await talk.confirm("sure", Verbatim("Sure?"))
    await talk.confirm("sure", Verbatim("Quite sure?"))


def test_two_steps_of_one_name_are_told_and_not_answered_by_one_another() -> None:
    with pytest.raises(FlowBroken, match="'twins' has two steps called 'sure'"):
        Player(twins).answer(option("yes"))


def test_there_is_no_answer_to_what_was_not_asked() -> None:
    replay = Player(
        renamed,
        journal={"tower": {"a": option("north")}, "why": {"a": text("Because")}, "whom": {"a": text("Mo")}},
    ).play()
    with pytest.raises(FlowBroken, match="has nothing open that could be answered"):
        replay.answer({"a": text("x")})
