"""Each conversation by itself, as somebody on Telegram sees it."""

from __future__ import annotations

import re

import pytest

from tests.program.stages import Stage
from tests.program.walking import HELP, Idea, Walker, label, options_of, question_in, said
from tests.sentences import WORDS
from tests.telegram_server.citizen import Origin

pytestmark = pytest.mark.asyncio(loop_scope="session")

FRENCH = 2
"""The number of the idea in French that everybody may support."""


async def test_one_supports_what_is_alike_instead(stage: Stage) -> None:
    before = len(stage.city.titles())
    noor = Walker(stage.citizen(), Idea("Een zebrapad aan de school in de Hoogstraat!"))
    await noor.starts()
    await noor.walks_to("known")
    await noor.chooses(0)
    assert await noor.listens() == "supporting"
    assert noor.bubble is not None
    assert "Hoogstraat" in noor.bubble.text
    assert len(stage.city.titles()) == before


async def test_h3_support_is_set_and_withdrawn_never_toggled(stage: Stage) -> None:
    citizen = (await stage.welcomed("fr")).citizen
    await citizen.says(f"idée {FRENCH}")
    unsupported = await citizen.hears("Bockstael")
    for _ in range(3):
        press = await citizen.presses(label("Support this idea", "fr"), message=unsupported)
        assert said("Your support is counted").search((await citizen.sees_answer(press)).text)
    assert _supports(stage, citizen.id) == [FRENCH]
    supported = citizen.chat[-1]
    assert said("You support this idea").search(supported.text)
    for _ in range(3):
        press = await citizen.presses(label("Withdraw my support", "fr"), message=supported)
        assert said("Your support is withdrawn").search((await citizen.sees_answer(press)).text)
    assert _supports(stage, citizen.id) == []
    assert not said("You support this idea").search(citizen.chat[-1].text)


def _supports(stage: Stage, person: int) -> list[int]:
    query = (
        f"select idea from supports where person = (select person from accounts where external = '{person}')"
    )
    return [idea for (idea,) in stage.city.rows(query)]


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
async def test_lists_are_read_by_pressing_and_by_typing(stage: Stage, language: str) -> None:
    citizen = (await stage.welcomed(language)).citizen
    await citizen.says(WORDS["new"][language])
    listed = await citizen.hears()
    numbers = [name for name in listed.labels if name.isdigit()]
    assert numbers
    assert numbers == [str(n + 1) for n in range(len(numbers))]
    titles = re.findall(r"^\d\. (.*?)(?: · .*)?$", listed.text, re.MULTILINE)
    assert len(titles) == len(numbers), listed.text
    await citizen.presses("2")
    await citizen.hears(titles[1])
    await citizen.says(WORDS["new"][language])
    await citizen.hears(titles[1])
    await citizen.says("1")
    await citizen.hears(titles[0])
    await citizen.presses(label("Read ideas", language))
    await citizen.hears()
    await citizen.presses(label("Trending ideas", language))
    assert said("Trending now").search((await citizen.hears()).text)


async def test_settings_are_changed_each_by_itself(stage: Stage) -> None:
    citizen = (await stage.welcomed("en")).citizen
    await citizen.says("settings")
    shown = await citizen.hears("My settings")
    assert "Language: English" in shown.text
    await citizen.presses("My municipality")
    await citizen.hears("In which municipality do you live?")
    await citizen.says("ixelles")
    await citizen.hears("Municipality: Ixelles")
    await citizen.presses("My topics")
    await citizen.hears("Which topics")
    await citizen.presses("Work")
    await citizen.presses("Done")
    await citizen.hears("Topics: Work")
    await citizen.presses("Withdraw my consent")
    await citizen.hears("Do you withdraw your consent?")
    await citizen.presses("Yes")
    await citizen.hears("Consent to store my opinions: no")
    await citizen.presses("Language")
    await citizen.hears("Welke taal spreek je?")
    await citizen.presses("Français")
    assert question_in((await citizen.hears()).text) == "menu"
    await citizen.says("idée")
    assert question_in((await citizen.hears()).text) == "consent"


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
async def test_stop_ends_all_but_answers_and_is_taken_back_on_request_only(
    stage: Stage, language: str
) -> None:
    citizen = (await stage.welcomed(language)).citizen
    await citizen.says(WORDS["stop"][language])
    assert said("From now on, I only write").search((await citizen.hears()).text)
    await citizen.says(WORDS["menu"][language])
    assert question_in((await citizen.hears()).text) == "menu"
    stopped = f"select stopped_at is not null from people join accounts on person = people.id where external = '{citizen.id}'"
    assert stage.city.value(stopped) == 1
    await citizen.presses(label("Get messages again", language))
    assert said("Good: I may write to you again").search((await citizen.hears()).text)
    assert stage.city.value(stopped) == 0


async def test_h52_a_draft_is_kept_gone_on_with_and_thrown_away(stage: Stage) -> None:
    noor = Walker(stage.citizen("fr"), Idea("Des bancs au parc"), language="fr")
    await noor.starts()
    await noor.walks_to("topic")
    await noor.citizen.says("annuler")
    assert await noor.listens() == "left"
    await noor.citizen.says("menu")
    assert await noor.listens() == "menu"
    await noor.citizen.says("idée")
    assert await noor.listens() == "resume"
    await noor.chooses(0)
    assert await noor.listens() == "topic"
    await noor.citizen.says("annuler")
    assert await noor.listens() == "left"
    await noor.citizen.presses(label("Throw it away", "fr"), message=noor.bubble)
    assert await noor.listens() == "menu"
    await noor.citizen.says("idée")
    assert await noor.listens() == "title"


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
async def test_h52_words_that_always_work(stage: Stage, language: str) -> None:
    """At every question of the way: help, and the question again; the language asked, and the question again."""
    noor = Walker(stage.citizen(language), Idea(f"Woorden {language}"), language=language)
    await noor.starts()
    asked = ""
    while await noor.listens() not in {"filed", "menu"} or "title" not in noor.steps:
        asked = str(noor.asked)
        for word in ("help", "language"):
            await noor.citizen.says(WORDS[word][language].upper())
            said_again = await noor.listens()
            if word == "language":
                assert said_again == "language"
                await noor.answers()
                assert await noor.listens() == asked
            else:
                assert said_again == asked
                assert noor.bubble is not None
                assert said(HELP).search(noor.bubble.text)
        await noor.answers()
    assert f"Woorden {language}" in stage.city.titles()


async def test_a_shared_link_leads_there_after_the_welcome(stage: Stage) -> None:
    noor = Walker(stage.citizen("en"), Idea("-"), language="en")
    await noor.starts("idea_1")
    await noor.walks_to("consent")
    while "Hoogstraat" not in str(noor.bubble):
        await noor.answers()
        await noor.listens()
    await noor.starts("idea_2")
    await noor.citizen.hears("Bockstael")


@pytest.mark.parametrize(
    "payload",
    ["nothing", "idea_999999", "idea_-1", "idea_1_2", "x" * 64, "y" * 65, "idea_" + "9" * 40, "%00", "../x"],
)
async def test_h21_a_link_that_leads_nowhere_is_told_kindly(stage: Stage, payload: str) -> None:
    noor = await stage.welcomed("en")
    await noor.starts(payload)
    heard = await noor.citizen.hears()
    assert said("I do not know that link").search(heard.text) or said("I find no idea").search(heard.text)
    assert heard.labels


async def test_h48_an_edited_message_is_offered_as_a_correction(stage: Stage) -> None:
    noor = Walker(stage.citizen(), Idea("Meer bomne in de Marollen"))
    await noor.starts()
    await noor.walks_to("description")
    typed = next(b for b in reversed(noor.citizen.chat) if b.text == noor.idea.title)
    await noor.citizen.edits(typed, "Meer bomen in de Marollen")
    assert await noor.listens() == "amend"
    await noor.chooses(0)
    assert await noor.listens() == "description"
    await noor.files_idea()
    assert "Meer bomen in de Marollen" in stage.city.titles()
    # Too late now: it is in the list, and nothing is asked.
    await noor.citizen.edits(typed, "Minder bomen in de Marollen")
    await noor.citizen.says("menu")
    assert question_in((await noor.citizen.hears()).text) == "menu"


async def test_whoever_blocks_and_comes_back_goes_on_where_they_were(stage: Stage) -> None:
    noor = Walker(stage.citizen(), Idea("Terug van weggeweest"))
    await noor.starts()
    await noor.walks_to("topic")
    await noor.citizen.blocks()
    closed = f"select unreachable from accounts where external = '{noor.citizen.id}'"
    await stage.becomes(lambda: stage.city.value(closed), 1)
    await noor.citizen.unblocks()
    await stage.becomes(lambda: stage.city.value(closed), 0)
    await noor.answers()
    assert await noor.listens() == "where"
    await noor.files_idea()


async def test_h12_an_old_button_says_so_and_offers_the_way_on(stage: Stage) -> None:
    noor = Walker(stage.citizen(), Idea("Knoppen van vroeger"))
    await noor.starts()
    await noor.walks_to("preview")
    preview = noor.bubble
    assert preview is not None
    await noor.files_idea()
    for place in range(len(options_of(preview))):
        press = await noor.citizen.presses(place, message=preview)
        assert said("That conversation is over").search((await noor.citizen.sees_answer(press)).text)
    assert stage.city.titles().count("Knoppen van vroeger") == 1


async def test_h3_a_button_pressed_twenty_times_files_one_idea(stage: Stage) -> None:
    noor = Walker(stage.citizen(), Idea("Twintig keer gedrukt"))
    await noor.starts()
    await noor.walks_to("preview")
    assert noor.bubble is not None
    presses = [await noor.citizen.presses(0, message=noor.bubble) for _ in range(20)]
    for press in presses:
        await noor.citizen.sees_answer(press)
    assert stage.city.titles().count("Twintig keer gedrukt") == 1


async def test_h23_a_changed_name_is_the_same_person(stage: Stage) -> None:
    noor = Walker(stage.citizen(), Idea("Van naam veranderd"))
    await noor.starts()
    await noor.walks_to("topic")
    noor.citizen.first_name, noor.citizen.username = "Iemand anders", "burgemeester"
    thief = Walker(stage.citizen(name="Noor"), Idea("-"))
    thief.citizen.username = noor.citizen.username
    await thief.starts()
    assert await thief.listens() == "consent"
    await noor.answers()
    assert await noor.listens() == "where"


@pytest.mark.parametrize("kind", ["sticker", "voice", "contact", "dice", "poll", "album", "document"])
async def test_h46_another_kind_of_message_asks_again_and_loses_nothing(stage: Stage, kind: str) -> None:
    noor = Walker(stage.citizen(), Idea(f"Iets anders dan tekst: {kind}"))
    await noor.starts()
    for question in ("title", "topic"):
        await noor.walks_to(question)
        messages = await _sends(noor, kind)
        for _ in range(messages):
            assert await noor.listens() == question
    await noor.files_idea()
    assert noor.idea.title in stage.city.titles()


async def _sends(noor: Walker, kind: str) -> int:
    """Send a message of that kind; return of how many it consists."""
    match kind:
        case "album":
            return len(await noor.citizen.sends_album(b"a", b"b"))
        case "document":
            await noor.citizen.sends_document(b"%PDF-1.7")
        case _:
            await getattr(noor.citizen, f"sends_{kind}")()
    return 1


@pytest.mark.parametrize("origin", ["person", "hidden", "channel"])
async def test_h47_whoever_forwards_is_the_author(stage: Stage, origin: Origin) -> None:
    noor = Walker(stage.citizen(), Idea("-"))
    await noor.starts()
    await noor.walks_to("title")
    noor.idea.title = f"Doorgestuurd van {origin}"
    await noor.citizen.sends_forward(noor.idea.title, origin=origin)
    await noor.files_idea()
    author = f"select external from accounts join ideas on author = person where title = '{noor.idea.title}'"
    assert stage.city.value(author) == str(noor.citizen.id)


async def test_h49_who_is_nobody_is_never_answered(stage: Stage) -> None:
    noor = (await stage.welcomed()).citizen
    group = stage.server.group("Buurt", [noor], supergroup=True)
    channel = stage.server.channel("Nieuws", noor)
    robot = stage.server.citizen(first_name="Robot", is_bot=True)
    await noor.hears(said("Hello! I am Parvis, the chatbot where"), where=group)
    people = stage.city.value("select count(*) from people")
    sent = len(stage.server.calls_of("sendMessage"))
    await group.promotes_bot()
    for text in ("/start", "menu", "idee"):
        await group.anonymous_admin_says(text)
        await group.channel_says(channel, text)
        await group.relays(channel, text)
        await channel.posts(text)
        await robot.says(text)
    await noor.says("menu")
    await noor.hears(said("What would you like to do for"))
    assert stage.city.value("select count(*) from people") == people
    assert len(stage.server.calls_of("sendMessage")) == sent + 1
