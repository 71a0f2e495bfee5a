"""Any kind of message at any question: nothing is lost, and every word that always works does."""

from __future__ import annotations

import json

import pytest

from bot.engine.incoming import Arrival, Sender
from bot.engine.turn import MOST_A_MINUTE
from bot.text.languages import LANGUAGES
from tests.chat import Chat
from tests.flows.steps import STEPS
from tests.worlds import World

KINDS = ("sticker", "voice", "album", "contact", "dice", "poll", "animation", "video", "unknown")


@pytest.mark.parametrize("step", STEPS)
def test_h46_another_kind_of_message_is_asked_again_and_nothing_is_lost(anna: Chat, step: str) -> None:
    anna.play(STEPS[step])
    answers = anna.state.frames[0].journal
    for kind in KINDS:
        anna.send(kind)
        anna.play(f"? idea {step}")
        assert anna.state.frames[0].journal == answers


def test_h46_another_kind_of_message_where_nothing_is_asked(anna: Chat) -> None:
    for kind in KINDS:
        anna.send(kind)
        anna.play("< {I did not understand that. Choose}\n? menu")


def test_h48_a_correction_that_is_too_long_changes_nothing(anna: Chat) -> None:
    anna.play("> {:idea}\n> Een zebrapad\n? idea description")
    anna.edit("zebrapad", "z" * 121)
    anna.play("""
        < {characters, and there is room for}
        ? idea description
        (edits “zebrapad”) /menu
        ? amend take
        [no]
        (edits “zebrapad”) Een drempel
        [yes]
        [skip]
        [work]
        [city]
        [skip]
        < Een drempel
    """)


def test_h48_a_correction_that_is_one_of_the_answers(anna: Chat) -> None:
    anna.play("> {:idea}\n> Een zebrapad\n> Waarom niet\n? idea topic")
    anna.edit("Waarom", next(b.label for b in anna.buttons() if anna.called("skip")[0](b)))
    anna.play("? amend take\n[yes]\n? idea topic")
    assert anna.state.frames[0].journal["description"]["a"] == {"option": "skip"}


def test_h48_a_reply_that_did_not_fit_is_an_answer_once_it_is_edited_to_one(anna: Chat) -> None:
    anna.play("> {:idea}\n? idea title")
    anna.say("z" * 121)
    anna.play("< {characters, and there is room for}\n? idea title")
    anna.edit("zzz", "Een zebrapad")
    anna.play("""
        ? idea description
        (edits “zzz”) Een drempel
        ? amend take
        [yes]
        ? idea description
        > {:cancel}
        > {:quiet hours}
        > 25-61
        < {I do not understand those hours}
        (edits “25-61”) tien uur
        < {I do not understand those hours}
        (edits “25-61”) 22-7
        < 22:00
        ? messages
        (edits “25-61”) 21-7
        (silence)
    """)


def test_h48_a_message_that_was_no_answer_is_left_alone(anna: Chat) -> None:
    anna.play("""
        > hello
        > {:idea}
        > Een zebrapad
        (edits “hello”) Goodbye
        (silence)
        (edits “zebrapad”) Een zebrapad
        (silence)
        > {:cancel}
        (edits “zebrapad”) Een drempel
        (silence)
    """)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("step", STEPS)
def test_h52_every_word_works_at_every_question(world: World, step: str, language: str) -> None:
    anna = Chat(world, hint=language)
    anna.play("given a programme\ngiven a citizen")
    anna.play(STEPS[step])
    asked = f"? idea {step}"
    anna.play(f"> {{:help}}\n< {{This is how}}\n{asked}")
    anna.play(f"> {{:language}}\n? language language\n> {{:back}}\n{asked}")
    anna.play("> {:back}\n? idea")
    anna.play("> {:cancel}\n? left\n> {:menu}\n? menu\n> {:start}\n? menu\n> {:stop}\n? stop-all")
    anna.play("[menu]\n[idea]\n? " + ("idea" if step in {"title", "description"} else "resume"))


def test_h52_an_answer_after_thirty_days(anna: Chat) -> None:
    anna.play("""
        > {:idea}
        > Een zebrapad
        (30 days later)
        > Omdat de auto's er te snel rijden
        < {It has been a while}
        ? resume go-on
        [yes]
        ? idea description
    """)


def test_h52_a_button_after_thirty_days(anna: Chat) -> None:
    anna.play("""
        > {:idea}
        > Een zebrapad
        (30 days later)
        [{Skip}]
        ~ {That conversation is over}
        ? menu
        [idea]
        ? resume go-on
    """)


def test_h52_a_question_of_thirty_days_ago_that_had_no_answer_yet(anna: Chat) -> None:
    anna.play("> {:idea}\n(30 days later)\n> Een zebrapad\n< {I did not understand that. Choose}\n? menu")


def test_h53_two_hundred_messages_in_a_minute(anna: Chat) -> None:
    luc = Chat(anna.world, "luc", hint="fr")
    luc.play("given a citizen")
    anna.play("> {:idea}")
    me = Sender("anna", "anna")
    said = [json.dumps({"kind": "typed", "text": f"bericht {n}"}) for n in range(199)]
    anna.world.keep(*(Arrival(f"f{n}", raw, me) for n, raw in enumerate(said)))
    taken = anna.world.settle()
    assert sum(note == "flood-dropped" for each in taken for note in each.notes) == 200 - MOST_A_MINUTE
    assert sum("veel tegelijk" in m.text or "a lot at once" in m.text for m in anna.shown()) == 1
    assert len(anna.shown()) <= MOST_A_MINUTE + 1
    luc.play("> {:menu}\n? menu")
    anna.play("> {:menu}\n(silence)\n(1 minute later)\n> {:menu}\n? left")


def test_h53_presses_are_counted_like_words(anna: Chat) -> None:
    anna.play("> {:menu}\n[settings] 70 times\n(silence)\n(60 seconds later)\n[settings]\n? settings")


def test_an_idea_may_be_looked_at_and_supported_while_another_is_written(anna: Chat) -> None:
    anna.play("""
        given an idea “Un passage pour piétons”
        > {:idea}
        > Een zebrapad
        > /start idea_1
        < Un passage pour piétons
        ? idea description
        [support 1]
        ~ {Your support is counted}
        <= {You support this idea}
        ? idea description
        > /settings
        < [language] [home]
        ? idea description
        [home]
        ? home home
        > Jette
        < {@jette}
        ? idea description
        > Een zebrapad
        ? idea topic
    """)


def test_h48_of_two_corrections_the_last_counts(anna: Chat) -> None:
    anna.play("""
        > {:idea}
        > Een zebrapad
        (edits “zebrapad”) Een drempel
        ? amend take
        (edits “zebrapad”) Twee drempels
        ? amend take
        < Twee drempels
        [yes]
        ? idea description
        [skip]
        [work]
        [city]
        [skip]
        < Twee drempels
    """)


@pytest.mark.parametrize("hint", [None, "tlh", "", "xx-YY"])
def test_who_speaks_none_of_ours_is_asked_first(world: World, hint: str | None) -> None:
    anna = Chat(world, hint=hint)
    anna.play("""
        given a programme
        > /start
        ? welcome language
        > tlhIngan Hol
        ? welcome language
        > menu
        ? welcome language
        > 2
        (now in fr)
        ? welcome agree-3
        > menu
        ? welcome agree-3
        [no]
        ? menu
    """)
