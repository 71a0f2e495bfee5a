from __future__ import annotations

import enum
import subprocess
import sys
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup as CalledSafe

from bot.text.catalogues import translations
from bot.text.clean import for_display
from bot.text.languages import LANGUAGES
from bot.text.lazy import Day, InLanguage, Joined, Moment, Named, Text, Verbatim, _, n_
from bot.text.render import Element, MarkupError, MissingValueError, label, plain, render, tree, visible

LITERAL = [
    "<b>bold</b>",
    "</a>",
    "&amp;",
    "Tom & Jerry",
    "_*[](x)`~",
    "{0.__class__}",
    "%s %(x)d",
    "{{7*7}}",
    "{title}",
    '"',
]
EVENING = Moment(datetime(2026, 11, 21, 13, tzinfo=UTC), "Europe/Brussels")


@pytest.mark.parametrize("text", LITERAL)
@pytest.mark.parametrize("language", LANGUAGES)
def test_h33_h39_a_persons_text_is_shown_literally(text: str, language: str) -> None:
    sentence = _("Share <b>“{title}”</b> & go on?", title=text)
    assert visible(render(sentence, language)) == f"Share “{text}” & go on?"
    assert visible(render(Verbatim(text), language)) == text
    assert label(Verbatim(text), language) == text
    assert visible(render(Joined((text, Verbatim(text)), " & "), language)) == f"{text} & {text}"
    assert visible(render(Named({language: text}), language)) == text


@given(st.text(st.characters()))
def test_h33_h39_whatever_is_typed_stays_one_piece_of_text(text: str) -> None:
    nodes = tree(render(_("<b>{title}</b>", title=text), "en"))
    shown = for_display(text)
    assert nodes in {(Element("b", (piece,) if piece else ()),) for piece in (shown, f"\u2068{shown}\u2069")}


def test_h33_a_value_that_calls_itself_safe_is_escaped() -> None:
    class Title(enum.StrEnum):
        LOUD = "<b>loud</b>"

    assert (
        render(_("{a} {b}", a=CalledSafe("<i>"), b=Title.LOUD), "en") == "&lt;i&gt; &lt;b&gt;loud&lt;/b&gt;"
    )


def test_h36_a_title_from_right_to_left_leaves_the_rest_in_place() -> None:
    assert render(_("{title} (34)", title="حديقة"), "nl") == "\u2068حديقة\u2069 (34)"
    assert render(Verbatim("حديقة"), "nl") == "حديقة"


def test_emphasis_comes_from_the_sentence() -> None:
    assert render(_("<b>{n}.</b> {x}", n=1, x=_("<i>{y}</i>", y="<y>")), "en") == "<b>1.</b> <i>&lt;y&gt;</i>"


def test_a_preview_is_in_the_language_of_who_will_read_it() -> None:
    at = Moment(datetime(2026, 11, 21, 13, tzinfo=UTC), "Europe/Brussels")
    words = InLanguage(_("{when}", when=at), "fr")
    assert render(words, "nl") == render(words, "fr")
    assert "samedi" in render(words, "nl")


def test_a_percent_sign_is_a_percent_sign() -> None:
    assert render(_("50 % is 100%"), "en") == "50 % is 100%"
    assert render(_("50 %s {n}%", n=5), "en") == "50 %s 5%"


def test_a_missing_value_is_named() -> None:
    with pytest.raises(MissingValueError, match=r"'title' of 'Share \{title\}' in 'en'; given: tittel"):
        render(_("Share {title}", tittel="x"), "en")


@pytest.mark.parametrize("msgid", ["{", "}", "{}", "{0}", "{a.b}", "{a!r}", "{A}", "{{a}}", "{ a }"])
def test_braces_are_placeholders_or_refused(msgid: str) -> None:
    with pytest.raises(MarkupError, match="placeholder"):
        render(Text(msgid, {"a": "x"}), "en")


@pytest.mark.parametrize(
    "msgid",
    [
        '<a href="javascript:x">x</a>',
        '<a href="https://x.be/{a}"><a href="https://x.be">x</a></a>',
        '<a href="tel:{a}">x</a>',
        '<a href="https://x.be"><a href="https://x.be">x</a></a>',
        "<code><b>x</b></code>",
        "<blockquote><blockquote>x</blockquote></blockquote>",
    ],
)
def test_a_sentence_that_a_platform_would_refuse_is_refused(msgid: str) -> None:
    with pytest.raises(MarkupError):
        render(Text(msgid, {"a": "x"}), "en")


def test_a_link_leads_where_it_says() -> None:
    sentence = _('<a href="{link}">{link}</a>', link="https://x.be/?a=1&b=2")
    assert render(sentence, "en") == '<a href="https://x.be/?a=1&amp;b=2">https://x.be/?a=1&amp;b=2</a>'
    assert plain(render(sentence, "en")) == "https://x.be/?a=1&b=2"


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "tg://user?id=1", "https://x.be/ y", "", 5, Verbatim("x")]
)
def test_h33_a_link_to_anything_else_is_refused(link: Any) -> None:
    with pytest.raises(ValueError, match="https"):
        render(_('<a href="{link}">x</a>', link=link), "en")


def test_h33_an_address_cannot_leave_its_quotes() -> None:
    markup = render(_('<a href="{link}">x</a>', link='https://x.be/"onclick="y'), "en")
    assert tree(markup) == (Element("a", ("x",), 'https://x.be/"onclick="y'),)


@pytest.mark.parametrize("value", [True, None, b"x", date(2026, 1, 1), ["x"]])
def test_a_value_of_no_known_kind_is_refused(value: Any) -> None:
    with pytest.raises(TypeError, match=r"convert it to one of bot\.text\.lazy\.Value"):
        render(_("{value}", value=value), "en")


@pytest.mark.parametrize(
    ("value", "nl", "fr", "en"),
    [
        (0, "0", "0", "0"),
        (999, "999", "999", "999"),
        (-5, "-5", "-5", "-5"),
        (1234567, "1.234.567", "1\u202f234\u202f567", "1,234,567"),
        (1234.5, "1.234,5", "1\u202f234,5", "1,234.5"),
        (
            EVENING,
            "zaterdag 21 november 2026 om 14:00",
            "samedi 21 novembre 2026 à 14:00",
            "Saturday, 21 November 2026 at 14:00",
        ),
        (
            Day(date(2026, 8, 1)),
            "zaterdag 1 augustus 2026",
            "samedi 1er août 2026",
            "Saturday, 1 August 2026",
        ),
        (Named({"nl": "Elsene", "fr": "Ixelles"}), "Elsene", "Ixelles", "Elsene"),
        (Named({"fr": "Ixelles"}), "Ixelles", "Ixelles", "Ixelles"),
        (Named({"de": "Elsene"}), "Elsene", "Elsene", "Elsene"),
    ],
)
def test_each_language_writes_values_its_own_way(value: Any, nl: str, fr: str, en: str) -> None:
    said = [render(_("{value}", value=value), language) for language in ("nl", "fr", "en")]
    assert said == [nl, fr, en]


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "2:30"),  # the first half past two of that night
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "2:30"),  # and the second
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "3:00"),  # an hour that begins at three
    ],
)
def test_h66_the_clock_of_the_place_is_shown(at: datetime, said: str) -> None:
    assert render(Moment(at, "Europe/Brussels"), "en").endswith(f"0{said}")


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        render(Moment(datetime(2026, 1, 1), "Europe/Brussels"), "nl")  # noqa: DTZ001  # naive is the point


def test_a_count_takes_its_form_and_its_figure() -> None:
    said = [
        render(n_("One person supports this", "{count} people support this", n), "en") for n in (0, 1, 1234)
    ]
    assert said == ["0 people support this", "One person supports this", "1,234 people support this"]


def test_no_words_is_no_text() -> None:
    assert {render(Text(""), language) for language in LANGUAGES} == {""}


def test_an_unknown_language_is_named() -> None:
    with pytest.raises(LookupError, match=r"'tlh' has no catalogue\. Known: nl, fr, "):
        translations("tlh")


def test_a_label_is_one_line_of_plain_text() -> None:
    words = _("<b>{a}</b>\n & {b}", a="one\n  two", b="1\u00a0€\n")
    assert label(words, "en") == "one two & 1\u00a0€"


def test_equal_words_are_equal_keys() -> None:
    def words() -> Joined:
        return Joined((_("{a}", a=Named({"nl": "x"})), n_("a", "b", 2), EVENING, Verbatim("x")))

    assert len({words(), words()}) == 1
    assert _("{a}", a="x") != _("{a}", a="y")


def test_a_reader_of_english_never_waits_for_babel() -> None:
    script = "import sys; from bot.text.render import render, _; render(_('Hello {n}', n=5), 'en'); print('babel' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
