from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.clean import clean, fold, for_display, length
from bot.text.lazy import Verbatim
from bot.text.render import plain, render

ANYTHING = st.text(st.characters())
INVISIBLE = st.text(
    st.sampled_from(
        [
            *"a1é👩❤*क\u0301\u094d\u064b",
            *"\u200b\u200c\u200d\u200e\u202e\u2066\u2069\ufe0f\u20e3\ufeff\ud83d\0\r\n\t ",
        ]
    )
)


@given(ANYTHING | INVISIBLE)
def test_h38_what_is_kept_can_be_stored_and_sent(text: str) -> None:
    kept = clean(text)
    assert kept.encode("utf-8").decode() == kept
    assert json.loads(json.dumps(kept)) == kept
    assert not any(unicodedata.category(c) in {"Cc", "Cs"} for c in kept.replace("\n", ""))


@given(ANYTHING | INVISIBLE)
def test_cleaning_again_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert unicodedata.is_normalized("NFC", clean(text))


@given(st.text(st.characters(categories=["Lu", "Ll", "Nd", "Po"], max_codepoint=0x17F)))
def test_letters_digits_and_punctuation_are_never_touched(text: str) -> None:
    assert clean(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\0b", "ab"),
        ("a\x07\x1b[31m\x9fb", "a[31mb"),
        ("a\ud800b", "ab"),
        ("\ud83d\ude00", "😀"),
        ("\udc00\ud83d", ""),
        ("a\ufffe\ufdd0\U0010ffffb", "ab"),
    ],
)
def test_h38_controls_and_surrogates_are_cleaned(typed: str, kept: str) -> None:
    assert clean(typed) == kept


@pytest.mark.parametrize(
    "control", "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
)
def test_h36_bidi_controls_are_cleaned(control: str) -> None:
    assert clean(f"Idea {control}12{control} here") == "Idea 12 here"


@pytest.mark.parametrize(
    "invisible", "\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f\u180e\u2063\ufe0f\U000e0041\U000e0101"
)
def test_h36_what_has_no_width_is_cleaned(invisible: str) -> None:
    assert clean(f"vo{invisible}te") == "vote"
    assert clean(invisible) == ""


@pytest.mark.parametrize("blank", ["\u3164", "\u2800\u2800", "\u115f \u1160", "\t \n", "\u00a0\u3000"])
def test_h37_a_text_of_blanks_is_empty(blank: str) -> None:
    assert clean(blank) == ""


@pytest.mark.parametrize(
    "emoji", ["👨‍👩‍👧‍👦", "🏳️‍🌈", "❤️", "👁️‍🗨️", "👩🏽‍🚒", "2️⃣", "🇧🇪", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "☎︎", "🧑🏾‍❤️‍🧑🏻", "⛹🏻‍♀️"]
)
def test_h36_emoji_stay_whole(emoji: str) -> None:
    assert clean(emoji) == emoji
    assert clean(f"een {emoji}{emoji} hier") == f"een {emoji}{emoji} hier"


def test_h36_hidden_words_behind_an_emoji_are_cleaned() -> None:
    hidden = "".join(chr(0xE0000 + ord(c)) for c in "vote no")
    assert clean(f"🏴{hidden}\U000e007f") == "🏴"
    assert clean("😀\ufe0f\ufe0f\ufe0e\U000e0123") == "😀\ufe0f"


@pytest.mark.parametrize(
    "written",
    [
        "Đặng Thị Ngọc Hiền",
        "می‌خواهم",  # Persian, with a non-joiner between letters
        "ශ්‍රී ලංකා",  # Sinhala, with a joiner
        "क्‍ष त्र",
        "בְּרֵאשִׁ֖ית",
        "بِسْمِ ٱللَّهِ",
        "กำลังใจที่ดี",
        "བསྒྲུབས",
        "၀န်ကြီး",
        "Ἀχιλλεύς ᾧ",
        "ʒɔ̃̀ː",
        "葛\U000e0100城",
        "L’œuvre de Noël, ça coûte 5 € ; n’est-ce pas ?",
    ],
)
def test_h36_real_languages_stay_intact(written: str) -> None:
    composed = unicodedata.normalize("NFC", written)
    assert clean(written) == composed
    assert clean(unicodedata.normalize("NFD", written)) == composed


def test_h36_zalgo_is_thinned() -> None:
    heap = "".join(chr(c) for c in range(0x300, 0x340))
    kept = clean(f"h{heap}o{heap}i")
    assert [unicodedata.category(c) for c in kept].count("Mn") <= 6
    assert fold(kept) == "hoi"
    assert len(clean("ش" + "\u064b\u0651" * 50)) <= 7


def test_h36_a_hundred_thousand_marks_cost_no_time() -> None:
    assert len(clean("a" + "\u0301\u0323" * 50_000)) <= 4


@pytest.mark.parametrize("line_break", ["\r\n", "\r", "\u2028", "\u2029", "\x0b", "\x0c", "\x85"])
def test_every_line_break_is_a_newline(line_break: str) -> None:
    assert clean(f"one{line_break}two") == "one\ntwo"


def test_blank_lines_are_squeezed_to_two() -> None:
    assert clean("one" + "\n" * 3 + "two") == "one\n\n\ntwo"
    assert clean("one" + "\n \t" * 500 + "\ntwo") == "one\n\n\ntwo"


def test_a_tab_is_a_space() -> None:
    assert clean("one\ttwo") == "one two"


def test_length_counts_code_points() -> None:
    assert length("één") == 3
    assert length("👨‍👩‍👧‍👦") == 7


@pytest.mark.parametrize(
    "text",
    [
        "@room",
        "Hey @everyone!",
        "(@jan_peeters)",
        "@@room",
        "https://x.be/@room",
        "jan@room",
        " ".join(["@citizen"] * 50),
    ],
)
def test_h35_nobody_is_pinged(text: str) -> None:
    shown = for_display(text)
    assert "@room" not in shown
    assert "@everyone" not in shown
    assert not any(word.startswith(("@c", "(@j")) for word in shown.split())
    assert clean(shown) == text
    assert plain(render(Verbatim(text), "nl")) == shown


@pytest.mark.parametrize("text", ["jan.peeters@example.org", "https://example.org/@jan/12", "5 @ 3", "@"])
def test_h35_addresses_stay_whole(text: str) -> None:
    assert for_display(text) == text
