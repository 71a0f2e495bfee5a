"""How a reply is understood: the same on every platform, kind about what does not fit."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine.incoming import Content, Edited, Other, Picture, Position, Typed
from bot.engine.questions import (
    DONE,
    NotUnderstood,
    Option,
    Question,
    Raw,
    TextRule,
    Understood,
    chosen,
    fold_list,
    link,
    matching,
    understand,
    withdrawn,
)
from bot.text.languages import LANGUAGES
from bot.text.lazy import Named, Verbatim, _
from bot.text.render import label

YES_NO = (Option("yes", _("Yes")), Option("no", _("No")))
TOPICS = (
    Option("work", Named({"nl": "Werk", "fr": "Travail", "en": "Work"})),
    Option("health", Named({"nl": "Gezondheid", "fr": "Santé", "en": "Healthcare"})),
    Option("culture", Named({"nl": "Cultuur", "fr": "Culture", "en": "Culture"})),
)
PROMPT = Verbatim("?")
ONE = Question("one", PROMPT, TOPICS)
WORDS = Question("words", PROMPT, (Option("skip", Verbatim("Overslaan")),), TextRule(10, 3))
SEVERAL = Question("several", PROMPT, (*TOPICS, Option(DONE, Verbatim("Klaar"))), several=True)
WHERE = Question("where", PROMPT, (Option("list", Verbatim("De lijst")),), TextRule(80), place=True)
PHOTO = Question("photo", PROMPT, (Option("skip", Verbatim("Geen foto")),), photo=True)
JOB = Question("job", PROMPT, job=7)


def raw(question: Question, content: Content | str, **given: Any) -> Raw | None:
    reading = understand(question, Typed(content) if isinstance(content, str) else content, **given)
    return reading.raw if isinstance(reading, Understood) else None


def why(question: Question, content: Content | str) -> str:
    reading = understand(question, Typed(content) if isinstance(content, str) else content)
    assert isinstance(reading, NotUnderstood)
    return label(reading.why, "en")


# --- one of the options


@pytest.mark.parametrize("typed", ["2", "2.", "②", "twee", "Santé", "sante", "GEZONDHEID!", " Healthcare "])
def test_an_option_by_its_number_or_its_label_in_any_language(typed: str) -> None:
    assert raw(ONE, typed) == {"option": "health"}


@pytest.mark.parametrize("typed", ["0", "4", "1e1", "health care", "", " ", "nothing", "-1", "1 2"])
def test_what_is_none_of_the_options_is_not_understood(typed: str) -> None:
    assert raw(ONE, typed) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_yes_and_no_in_every_language(language: str) -> None:
    for option in YES_NO:
        assert raw(Question("sure", PROMPT, YES_NO), label(option.label, language)) == {"option": option.id}


def test_a_number_means_what_the_person_saw() -> None:
    offered = ["culture", "gone", "work"]
    assert raw(ONE, "1", offered=offered) == {"option": "culture"}
    assert raw(ONE, "2", offered=offered) is None
    assert raw(ONE, "3", offered=offered) == {"option": "work"}
    assert raw(ONE, "Santé", offered=offered) == {"option": "health"}


def test_an_option_without_letters_is_matched_as_it_is() -> None:
    hands = Question("hands", PROMPT, (Option("up", Verbatim("👍")), Option("down", Verbatim("👎"))))
    assert raw(hands, "👎") == {"option": "down"}
    assert raw(hands, "👏") is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("agree", "yes"), ("AKKOORD", "yes"), ("look", "no"), ("I", None), ("I agree not", None)],
)
def test_a_word_of_one_label_alone_is_that_option(typed: str, meant: str | None) -> None:
    options = (Option("yes", Verbatim("Yes, I agree, akkoord")), Option("no", Verbatim("No, I only look")))
    assert raw(Question("sure", PROMPT, options), typed) == (meant and {"option": meant})
    both = (*options, Option("later", Verbatim("Agree later")))
    assert raw(Question("sure", PROMPT, both), "agree") is None
    # Where words are the answer they are never taken for a choice.
    own = Question("title", PROMPT, options, TextRule(80))
    assert raw(own, "agree") == {"text": "agree"}
    place = Question("where", PROMPT, options, TextRule(80), place=True)
    assert raw(place, typed) == ({"option": meant} if meant else {"text": typed})


# --- words


@pytest.mark.parametrize(
    ("typed", "kept"), [("abc", "abc"), (" a b c ", "a b c"), ("z" * 10, "z" * 10), ("999", "999")]
)
def test_words_within_the_rule(typed: str, kept: str) -> None:
    assert raw(WORDS, typed) == {"text": kept}


def test_words_that_are_an_option_are_the_option() -> None:
    assert raw(WORDS, "1") == raw(WORDS, "overslaan") == {"option": "skip"}


def test_h37_words_that_are_too_many_are_told_with_the_count() -> None:
    assert "11 characters" in why(WORDS, "z" * 11)
    assert "10" in why(WORDS, "z" * 11)
    assert "40,000 characters" in why(WORDS, "z" * 40_000)
    assert "very short" in why(WORDS, "ab")


def test_h37_what_stands_on_one_line_has_no_breaks_in_it() -> None:
    title = Question("title", PROMPT, text=TextRule(10, 3, one_line=True))
    assert raw(title, "a\n\n\nb\u00a0 \t c") == {"text": "a b c"}
    assert raw(title, "a" + "\n" * 10_000 + "b") == {"text": "a b"}
    assert raw(WORDS, "a\nb") == {"text": "a\nb"}


# --- several


@pytest.mark.parametrize(
    "typed", ["1, 3", "1 3", "1 en 3", "1 et 3", "1 and 3", "1;3", "1\n3", "werk & culture", "1,3,1"]
)
def test_several_at_once(typed: str) -> None:
    assert raw(SEVERAL, typed) == {"options": ["work", "culture"], "done": True}


def test_one_of_several_is_turned_over_when_it_is_typed_and_set_when_it_is_pressed() -> None:
    kept: Raw = {"options": ["work"], "done": False}
    assert raw(SEVERAL, "1", kept=kept) == {"options": [], "done": False}
    assert raw(SEVERAL, "2", kept=kept) == {"options": ["work", "health"], "done": False}
    assert chosen(SEVERAL, TOPICS[0], kept, on=True) == kept
    assert chosen(SEVERAL, TOPICS[1], kept, on=False) == kept
    assert chosen(SEVERAL, TOPICS[0], kept, on=False) == {"options": [], "done": False}


@pytest.mark.parametrize("typed", ["4", "klaar", "Klaar!"])
def test_done_ends_the_list_with_what_was_chosen(typed: str) -> None:
    assert raw(SEVERAL, typed, kept={"options": ["work"], "done": False}) == {
        "options": ["work"],
        "done": True,
    }
    assert raw(SEVERAL, typed) == {"options": [], "done": True}


@pytest.mark.parametrize("typed", ["1, 9", "work, philosophy", "5", "and", ",", "1 of 3"])
def test_a_list_with_anything_unknown_in_it_is_not_understood(typed: str) -> None:
    assert raw(SEVERAL, typed) is None
    assert "Klaar" in why(SEVERAL, typed)


@given(st.lists(st.sampled_from(["1", "2", "3", "Werk", "santé", "culture"]), min_size=2, max_size=5))
def test_any_list_of_what_there_is_is_understood(parts: list[str]) -> None:
    found = raw(SEVERAL, ", ".join(parts))
    assert found is not None
    assert found["done"]
    assert set(found["options"]) <= {"work", "health", "culture"}
    assert len(found["options"]) == len(set(found["options"]))


def test_the_parts_of_a_list() -> None:
    assert fold_list("a, b en c") == ["a", "b", "c"]
    assert fold_list("a ET b and c;d & e") == ["a", "b", "c", "d", "e"]
    assert fold_list("en, band and et") == ["en", "band", "et"]
    assert fold_list("a b") == ["a", "b"]
    assert fold_list("één") == ["één"]


# --- places, photos, jobs


def test_a_place_is_shared_or_typed_or_chosen() -> None:
    assert raw(WHERE, Position(50.85, 4.35)) == {"place": [50.85, 4.35]}
    assert raw(WHERE, "1030") == {"text": "1030"}
    assert raw(WHERE, "1") == {"option": "list"}
    assert raw(ONE, Position(50.85, 4.35)) is None


def test_a_photo_is_sent_or_skipped() -> None:
    assert raw(PHOTO, Picture("f", 5, "caption")) == {"photo": "f", "size": 5, "caption": "caption"}
    assert raw(PHOTO, "geen foto") == {"option": "skip"}
    assert raw(PHOTO, "here it is") is None
    assert raw(WORDS, Picture("f")) is None


@pytest.mark.parametrize("content", [Typed("x"), Typed("1"), Picture("f"), Position(1, 2), Other("sticker")])
def test_nothing_a_person_says_ends_a_job(content: Content) -> None:
    assert raw(JOB, content) is None


@pytest.mark.parametrize("question", [ONE, WORDS, SEVERAL, WHERE, PHOTO, JOB], ids=lambda q: q.step)
@pytest.mark.parametrize(
    "content", [Other("sticker"), Other("poll"), Edited("x"), Typed(""), Typed("\n ")], ids=str
)
def test_h46_another_kind_is_told_what_fits(question: Question, content: Content) -> None:
    assert why(question, content)


def test_a_single_answer_is_not_called_a_choice() -> None:
    assert "type 1" in why(Question("ok", PROMPT, YES_NO[:1]), "no")


# --- kept answers, under today's rules


@pytest.mark.parametrize(
    ("question", "kept", "taken"),
    [
        (ONE, {"option": "work"}, True),
        (ONE, {"option": "gone"}, False),
        (ONE, {"text": "work"}, False),
        (WORDS, {"text": "abc"}, True),
        (WORDS, {"text": "ab"}, False),
        (WORDS, {"text": "z" * 11}, False),
        (WORDS, {"option": "skip"}, True),
        (SEVERAL, {"options": ["work"], "done": True}, True),
        (SEVERAL, {"options": ["work"], "done": False}, False),
        (SEVERAL, {"options": ["gone"], "done": True}, False),
        (ONE, {"options": ["work"], "done": True}, False),
        (WHERE, {"place": [50.85, 4]}, True),
        (WHERE, {"place": ["50", "4"]}, False),
        (ONE, {"place": [50.85, 4]}, False),
        (PHOTO, {"photo": "f", "size": None, "caption": ""}, True),
        (WORDS, {"photo": "f"}, False),
        (JOB, {"job": 7, "media": 1}, True),
        (JOB, {"job": 8, "media": 1}, False),
        (ONE, {}, False),
        (ONE, {"weather": "fine"}, False),
    ],
    ids=str,
)
def test_h52_a_kept_answer_is_held_to_todays_rules(question: Question, kept: Raw, taken: bool) -> None:
    assert question.takes(kept) is taken


@given(st.sampled_from([ONE, WORDS, SEVERAL, WHERE, PHOTO, JOB]), st.text(st.characters(), max_size=40))
def test_whatever_is_typed_is_read_and_what_is_read_is_taken(question: Question, text: str) -> None:
    reading = understand(question, Typed(text))
    if isinstance(reading, Understood):
        assert question.takes(reading.raw) or reading.raw.get("done") is False


OFTEN = Question(
    "often",
    PROMPT,
    (
        Option("once", Verbatim("Nee, maar één keer")),
        Option("week", Verbatim("Elke week")),
        Option("month", Verbatim("Elke maand")),
    ),
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("één keer", "once"),
        ("maar één keer", "once"),
        ("week", "week"),
        ("elke maand", "month"),
        # In two labels, not together, part of a word.
        ("elke", None),
        ("keer maar", None),
        ("maan", None),
    ],
)
def test_words_that_stand_together_in_one_label_are_enough(typed: str, meant: str | None) -> None:
    assert raw(OFTEN, typed) == ({"option": meant} if meant else None)


def test_there_is_nothing_to_match_where_nothing_is_offered() -> None:
    assert matching(JOB, "1") is None


LEADING = tuple(Option(option.id, option.label, link("mark")) for option in TOPICS)
WAYS = Question("ways", PROMPT, LEADING, rests=True, several=True)


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("2", {"option": "health"}),
        ("gezondheid", {"option": "health"}),
        ("3, 1", {"options": ["culture", "work"], "done": True}),
        ("cultuur en werk", {"options": ["culture", "work"], "done": True}),
        ("3, 9", None),
    ],
)
def test_of_several_ways_one_leads_on_and_a_list_is_an_answer(typed: str, answer: Raw | None) -> None:
    assert raw(WAYS, typed) == answer
    assert answer is None or WAYS.takes(answer)


@pytest.mark.parametrize(
    ("typed", "gone"), [("1", False), ("4", True), ("5", False), ("vier", True), ("x", False)]
)
def test_h12_a_number_of_what_was_offered_and_is_there_no_longer_is_known(typed: str, gone: bool) -> None:
    assert withdrawn(ONE, typed, ["work", "health", "culture", "sports"]) is gone
