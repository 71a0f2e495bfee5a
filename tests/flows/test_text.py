"""Whatever anybody writes is shown as it was written, or asked for again."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.civic.ideas import HideIdea
from storage import tables
from tests.chat import Chat
from tests.flows.steps import TO_THE_PREVIEW
from tests.worlds import World


def titles(world: World) -> list[str]:
    with world.desk() as desk:
        return list(
            desk.connection.execute(select(tables.ideas.c.title).order_by(tables.ideas.c.id)).scalars()
        )


HOSTILE = [
    "<b>vet</b> en </a> & <script>",
    "_cursief_ *vet* [link](https://example.org) `code` ~~weg~~",
    "&lt;b&gt; &amp; &#60;",
    "{0.__class__} {title} %s %(x)s {{7*7}} ${HOME}",
    "'; drop table ideas; --",
    "50 % _ korting \\ \" '",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_h33_h39_anybodys_text_is_shown_as_it_was_written(anna: Chat, text: str) -> None:
    luc = Chat(anna.world, "luc", hint="fr")
    luc.play("given a citizen")
    luc.play("> {:idea}")
    luc.say(text)
    luc.say(f"Want {text}")
    luc.play("[work]\n[city]\n[skip]\n? idea preview")
    assert {text, f"Want {text}"} <= set(luc.news)
    luc.play("[share]\n> {:my ideas}")
    assert any(f"1. {text}" in line for line in luc.news)
    anna.play("> {:idea} 1")
    assert {text, f"Want {text}"} <= set(anna.news)
    anna.play("> {:idea}")
    anna.say(text)
    anna.play("[skip]\n[work]\n[city]\n[skip]\n? idea known")
    assert text in anna.news
    anna.world.operate(HideIdea(1, text))
    assert sum(text in line for line in luc.news) >= 1
    assert all("<script>" not in message.markup for message in luc.shown() + anna.shown())


def test_h34_no_name_is_shown_so_none_can_pose_as_the_organiser(anna: Chat) -> None:
    poser = Chat(anna.world, "Stad Brussel ✔ organisator", hint="nl")
    poser.play("given a citizen")
    poser.play(TO_THE_PREVIEW)
    poser.play("[share]")
    anna.play("> {:ideas}\n[card 1]\n< Een zebrapad")
    every = [message.markup for screen in anna.world.phones.screens.values() for message in screen]
    assert not any("Stad Brussel" in each or "✔" in each for each in every)


@pytest.mark.parametrize(
    "text", ["@room kom allen", "kom @everyone", " ".join(f"@naam{n}" for n in range(14))]
)
def test_h35_nobody_is_pinged(anna: Chat, text: str) -> None:
    anna.play("> {:idea}")
    anna.say(text)
    anna.play("[skip]\n[work]\n[city]\n[skip]\n? idea preview")
    line = next(line for line in anna.news if "@" in line)
    assert line.replace("\u2060", "") == text
    assert "@\u2060" in line
    assert line.count("@") == line.count("@\u2060")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Een \u202ezebra\u202c pad", "Een zebra pad"),
        ("\u2067Een\u2069 zebrapad", "Een zebrapad"),
        ("Een\u200b ze\u200dbra\ufeffpad", "Een zebrapad"),
        ("Z" + "\u0301" * 50 + "ebrapad", "Ź\u0301\u0301\u0301ebrapad"),
        (
            "Een zebrapad \U0001f468\u200d\U0001f469\u200d\U0001f467",
            "Een zebrapad \U0001f468\u200d\U0001f469\u200d\U0001f467",
        ),
        ("Een \0zebra\ud800pad", "Een zebrapad"),
    ],
    ids=["override", "isolates", "of no width", "heaped", "family", "h38"],
)
def test_h36_h38_what_cannot_be_seen_is_cleaned(anna: Chat, typed: str, kept: str) -> None:
    anna.play("> {:idea}")
    anna.say(typed)
    anna.play("[skip]\n[work]\n[city]\n[skip]\n[share]")
    assert titles(anna.world) == [kept]


@pytest.mark.parametrize("text", ["", " ", "\n\n\n", "\u200b", "\u2800\u3164", "\0"])
def test_h37_nothing_at_all_is_no_answer(anna: Chat, text: str) -> None:
    anna.play("> {:idea}")
    anna.say(text)
    anna.play("? idea title\n< {I can only read words}")


@pytest.mark.parametrize("count", [121, 4096, 4097, 40_000])
def test_h37_a_title_that_is_too_long_is_told_by_how_much(anna: Chat, count: int) -> None:
    anna.play("> {:idea}")
    anna.say("z" * count)
    anna.play("? idea title\n< {characters, and there is room for}\n< 120")
    assert any(str(count) in line.replace(".", "") for line in anna.news)
    anna.say("z" * 120)
    anna.play("? idea description")
    anna.say("z" * 2001)
    anna.play("? idea description\n< {characters, and there is room for}")
    anna.say("\n".join(["z"] * 10_000))
    anna.play("? idea description\n< {characters, and there is room for}")
    anna.say("z" * 2000)
    anna.play("? idea topic")


def test_h37_a_family_on_the_limit_is_whole_or_refused(anna: Chat) -> None:
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
    anna.play("> {:idea}")
    anna.say("z" * 114 + family)
    anna.play("? idea title\n< {characters, and there is room for}\n< 121")
    anna.say("z" * 113 + family)
    anna.play("[skip]\n[work]\n[city]\n[skip]\n[share]")
    assert titles(anna.world) == ["z" * 113 + family]


@pytest.mark.parametrize("text", ["１２", "1e9", "31/02", "25:61", "-1", "0", "10", "²", "0x2", "1,5", "2.0"])
def test_h40_a_number_that_is_none_is_asked_again(anna: Chat, text: str) -> None:
    anna.play("> {:idea}\n> Zebrapad\n[skip]\n? idea topic")
    anna.say(text)
    anna.play("? idea topic\n< {I do not know that answer. Press one, or type its number}\n< 9")


@pytest.mark.parametrize(
    "text", ["2", "2.", "(2)", "②", "2️⃣", "２", "twee", "DEUX", "two", "Productie", "production"]
)
def test_h40_a_number_or_a_word_in_any_language_chooses(anna: Chat, text: str) -> None:
    anna.play("> {:idea}\n> Zebrapad\n[skip]\n? idea topic")
    anna.say(text)
    anna.play("? idea where")
    assert anna.state.frames[0].journal["topic"]["a"] == {"option": "production"}


def test_h43_a_search_for_what_is_alike_takes_signs_as_they_are(anna: Chat) -> None:
    anna.play("given an idea “Des bancs le long du canal”")
    for text in ("%%%%%", "_____ _____", "'\"`\\", '"bancs" OR "canal" NEAR', "bancs* canal^2"):
        anna.play("> {:idea}")
        anna.say(text)
        anna.play("[skip]\n[work]\n[city]\n[skip]\n<! {Something went wrong}\n> {:cancel}\n[discard idea]")
