"""What people type, as it comes back to everybody: literal, clean, and never too long for the platform."""

from __future__ import annotations

import json

import pytest

from tests.program.stages import Stage
from tests.program.walking import Idea, Walker, said
from tests.telegram_server import Bubble
from tests.telegram_server.pictures import png

pytestmark = pytest.mark.asyncio(loop_scope="session")

FAMILY = "👨‍👩‍👧‍👦"


async def _filed(stage: Stage, title: str, description: str = "") -> Walker:
    """Return the author of an idea with that title, once it is in the list."""
    noor = Walker(stage.citizen(), Idea(title, description))
    await noor.starts()
    await noor.files_idea()
    return noor


async def _card(stage: Stage, number: int | None, language: str = "fr") -> Bubble:
    """Return the card of an idea as somebody else sees it."""
    reader = await stage.welcomed(language)
    await reader.citizen.says(f"idea {number}")
    return await reader.citizen.hears()


@pytest.mark.parametrize(
    "title",
    [
        "<b>vet</b> </a> & &amp; <script>",
        "_onderstreept_ *vet* [link](http://x) `code`",
        "{0.__class__} %s %(x)s {{7*7}} ${HOME}",
        "100% zeker_wel 'aanhalings' \"tekens\" \\ ; drop table ideas",
        "@room @everyone <a href='tg://user?id=1'>x</a>",
        "bericht; END:VEVENT =1+1",
    ],
)
async def test_h33_h35_h39_h43_what_looks_like_code_is_shown_as_it_was_typed(
    stage: Stage, title: str
) -> None:
    noor = await _filed(stage, title, title)
    card = await _card(stage, noor.number)
    # An unseen word joiner after each @ sees to it that nobody is pinged.
    shown = card.text.replace("@\u2060", "@")
    assert shown.startswith(f"{title}\n")
    assert shown.count(title) == 2
    assert {entity["type"] for entity in card.entities} <= {"bold", "url"}


async def test_h34_h33_a_name_is_shown_nowhere(stage: Stage) -> None:
    noor = Walker(stage.citizen(name="Organisator <b>Parvis</b>"), Idea("Van een zekere organisator"))
    await noor.starts()
    await noor.files_idea()
    assert "Organisator <b>" not in (await _card(stage, noor.number)).text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Tuin \u202egnireonam\u202c bij \u2067mij\u2069", "Tuin gnireonam bij mij"),
        ("B\u200ba\u200bn\u200bk\u00ad voor \ufeffallen", "Bank voor allen"),
        (f"Plein voor {FAMILY}", f"Plein voor {FAMILY}"),
        ("Z" + "\u0301" * 60 + "algo in de straat", None),
        ("Nul\x00teken in de tekst", "Nulteken in de tekst"),
    ],
)
async def test_h36_h38_what_would_break_the_layout_is_cleaned(
    stage: Stage, typed: str, kept: str | None
) -> None:
    noor = await _filed(stage, typed)
    title = stage.city.value(f"select title from ideas where id = {noor.number}")
    assert kept in {None, title}
    assert len(title) < 60
    assert (await _card(stage, noor.number)).text.startswith(f"{title}\n")


async def test_h38_a_lone_surrogate_is_cleaned(stage: Stage) -> None:
    noor = Walker(stage.citizen(), Idea("-"))
    await noor.starts()
    await noor.walks_to("title")
    chat = {"id": noor.citizen.id, "type": "private"}
    who = json.dumps({"id": noor.citizen.id, "is_bot": False, "first_name": "Noor"})
    text = r"Half \ud83d teken en \udc00 nog een"
    stage.server.updates.put_raw(
        f'"message":{{"message_id":77,"date":1,"chat":{json.dumps(chat)},"from":{who},"text":"{text}"}}'
    )
    assert await noor.listens() == "description"
    await noor.files_idea()
    title = stage.city.titles()[-1]
    assert title.startswith("Half ")
    assert title.isprintable()


@pytest.mark.parametrize("length", [1, 2, 119, 120, 121, 4096])
async def test_h37_a_title_of_any_length_is_kept_or_refused_with_the_count(stage: Stage, length: int) -> None:
    noor = Walker(stage.citizen("en"), Idea("-"), language="en")
    await noor.starts()
    await noor.walks_to("title")
    await noor.citizen.says("a" * length)
    heard = await noor.citizen.hears()
    if length > 120:
        assert f"{length:,} characters" in heard.text
        assert "room for 120" in heard.text
    elif length < 3:
        assert "very short" in heard.text
    else:
        assert said("What should change, and why").search(heard.text)


@pytest.mark.parametrize("text", ["a" * 4097, "b" * 40_000, "\n".join("c" * 10_000), "é" * 5000])
async def test_h37_a_text_that_comes_in_pieces_is_answered_piece_by_piece(stage: Stage, text: str) -> None:
    noor = Walker(stage.citizen("en"), Idea("Een lang verhaal"), language="en")
    await noor.starts()
    await noor.walks_to("description")
    await noor.citizen.says(text)
    await noor.citizen.hears()
    await noor.citizen.says("help")
    await noor.citizen.hears(said("This is how it works"), timeout=20)


async def test_h37_a_family_on_the_limit_is_kept_whole(stage: Stage) -> None:
    family = f"{'x' * (120 - len(FAMILY))}{FAMILY}"
    assert len(family) == 120
    noor = await _filed(stage, family)
    assert (await _card(stage, noor.number)).text.startswith(f"{family}\n")


async def test_h37_the_longest_idea_fits_on_its_card_with_a_photo(stage: Stage) -> None:
    words = "<&> lange uitleg " * 117
    noor = Walker(stage.citizen(), Idea("&" * 120, words[:2000].strip(), photo=png(40, 30)))
    await noor.starts()
    await noor.files_idea()
    reader = await stage.welcomed("nl")
    await reader.citizen.says(f"idee {noor.number}")
    heard = await reader.citizen.hears()
    assert heard.photo
    shown = heard.text
    while not heard.labels:
        heard = await reader.citizen.hears()
        shown += heard.text
    assert "&" * 120 in shown
    assert shown.count("<&> lange uitleg") >= 117


@pytest.mark.parametrize("typed", ["１", "①", "1.", "een", "un", "one", " 1 "])
async def test_h40_a_number_is_understood_however_it_is_written(stage: Stage, typed: str) -> None:
    noor = Walker(stage.citizen("nl"), Idea("Getallen"))
    await noor.starts()
    await noor.walks_to("topic")
    await noor.citizen.says(typed)
    assert await noor.listens() == "where"


@pytest.mark.parametrize(
    "typed", ["1e9", "31/02", "25:61", "0", "-1", "10", "99999999999999999999", "1,5", "½", "１２"]
)
async def test_h40_what_is_no_choice_is_asked_again_with_an_example(stage: Stage, typed: str) -> None:
    noor = Walker(stage.citizen("en"), Idea("Getallen"), language="en")
    await noor.starts()
    await noor.walks_to("topic")
    await noor.citizen.says(typed)
    assert await noor.listens() == "topic"
    assert noor.bubble is not None
    assert "type its number, 1 to 9" in noor.bubble.text
