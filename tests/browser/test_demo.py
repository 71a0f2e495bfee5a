"""The whole program in a real browser: `parvis demo` as a process of its own, walked through as people do."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from PIL import Image
from playwright.async_api import Locator, expect

from bot.text.languages import OWN_NAMES
from tests.browser.conftest import OpenPhones
from tests.browser.page import Phones
from tests.browser.test_accessibility import assert_no_violations, tab_to
from tests.program.running import Program, running_parvis

PATIENCE_SECONDS = 30.0
PATIENCE = 10_000.0

_ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)/")


@dataclass
class Demo:
    """A demo with a data folder of its own, which can be killed and comes back at the same address."""

    program: Program
    url: str = ""
    starts: int = 0

    async def is_up(self) -> None:
        """Return once its page answers."""
        self.starts += 1
        async with asyncio.timeout(PATIENCE_SECONDS):
            while len(found := list(_ADDRESS.finditer(self.program.output_text()))) < self.starts:
                assert self.program.running, self.program.log_text()
                await asyncio.sleep(0.02)
        self.url = found[-1][0]
        self.program.env["PARVIS_TRYOUT__LISTEN"] = f"127.0.0.1:{found[-1][1]}"

    async def comes_back(self) -> None:
        """Start again, on the same data."""
        self.program.start()
        await self.is_up()


@asynccontextmanager
async def running_demo(folder: Path) -> AsyncIterator[Demo]:
    settings = {"PARVIS_TRYOUT__LISTEN": "127.0.0.1:0"}
    async with running_parvis(
        data_dir=folder / "data", env=settings, command=("demo",), ready=False
    ) as program:
        demo = Demo(program)
        await demo.is_up()
        yield demo


# Starting takes longest: each persona of a demo is somebody in one test only, and two demos are enough.


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def demo(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Demo]:
    async with running_demo(tmp_path_factory.mktemp("demo")) as demo:
        yield demo


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def rough_demo(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Demo]:
    """One that is killed, and whose clock is moved."""
    async with running_demo(tmp_path_factory.mktemp("rough-demo")) as demo:
        yield demo


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "straat.jpg"
    Image.new("RGB", (600, 320), "#88aacc").save(path)
    return path


@dataclass
class Person:
    """Somebody at their phone. What is expected is heard in what the bot said, or changed, last."""

    phones: Phones
    persona: str

    @property
    def heard(self) -> Locator:
        """What the bot said, or changed, last."""
        return self.phones.phone(self.persona).locator(".message[data-latest]")

    async def hears(self, *expected: str) -> None:
        for words in expected:
            await expect(self.heard).to_contain_text(words, timeout=PATIENCE)

    async def starts(self, *expected: str) -> None:
        await self.phones.start(self.persona)
        await self.hears(*expected)

    async def says(self, text: str, *expected: str) -> None:
        await self.phones.say(self.persona, text)
        await self.hears(*expected)

    async def presses(self, label: str, *expected: str) -> None:
        await self.phones.press(self.persona, label)
        await self.hears(*expected)

    async def is_told(self, toast: str) -> None:
        await expect(self.phones.phone(self.persona).locator(".toast")).to_have_text(toast)

    async def buttons(self) -> list[str]:
        return await self.heard.locator(".choice").all_inner_texts()

    async def arrives(self, agree: str, no: str, skip: str, done: str, menu: str) -> None:
        """Go through the first meeting as fast as one can, without reminders."""
        await self.phones.start(self.persona)
        for label in (agree, no, skip, done):
            await self.presses(label)
        await self.hears(menu)


DUTCH = ("Ja, ik ga akkoord", "Nee, dank je", "Overslaan", "Klaar", "Wat wil je doen voor Brussel?")
FRENCH = ("Oui, je suis d’accord", "Non, merci", "Passer", "Terminé", "Que voulez-vous faire pour Bruxelles")


def _but(language: str) -> list[str]:
    """Return the names of the other languages, as the buttons say them."""
    return [name for code, name in OWN_NAMES.items() if code != language]


async def nl_arrives(nl: Person) -> None:
    """The first meeting in Dutch, with all that can go wrong in it."""
    await nl.starts(
        "Hallo! Ik ben Parvis", "Mag ik je ideeën, je steun, je reacties, je stemmen en wat je volgt bewaren?"
    )
    await nl.says(
        "misschien",
        "Dat antwoord ken ik niet",
        "Mag ik je ideeën, je steun, je reacties, je stemmen en wat je volgt bewaren?",
    )
    await expect(nl.heard).not_to_contain_text("Hallo!")
    assert await nl.buttons() == ["Ja, ik ga akkoord", "Nee, ik kijk alleen", *_but("nl")]
    await nl.presses("Français", "Bonjour !")
    assert (await nl.buttons())[2:] == _but("fr")
    await nl.says("taal", "Welke taal spreek je?")
    await nl.says("esperanto", "Dat begrijp ik niet. · Je ne comprends pas. · ", "I do not understand.")
    await nl.presses("Nederlands", "Hallo! Ik ben Parvis")
    assert (await nl.buttons())[2:] == _but("nl")
    await nl.says("ja", "Mag ik je ook herinneringen sturen?")
    await nl.presses("Ja, graag", "In welke gemeente woon je?")
    await nl.says("schaarbeck", "Schaarbeek, klopt dat?")
    await nl.says("molenbeck", "Sint-Jans-Molenbeek, klopt dat?")
    await nl.says("terug", "In welke gemeente woon je?")
    await nl.says("1030", "Welke thema’s vind je belangrijk?")
    await nl.presses("Cultuur 🎭", "✓ Cultuur 🎭", "gewijzigd")
    await nl.presses("Klaar", "Wat wil je doen voor Brussel?")


async def nl_writes(nl: Person, photo: Path) -> None:
    """An idea in Dutch, until its preview, with wrong answers, a step back and another language on the way."""
    await nl.presses("Een idee delen", "Waarover gaat je idee?")
    await nl.says("x" * 130, "Dat zijn 130 tekens, en er is plaats voor 120")
    await nl.says("Een overdekte fietsenstalling aan het station", "Kan je er iets meer over vertellen?")
    await nl.phones.send_sticker(nl.persona)
    await nl.hears("Hier kan ik alleen woorden lezen")
    await nl.says("hulp", "Deze woorden kan je altijd typen", "Kan je er iets meer over vertellen?")
    await nl.says("langue", "Quelle langue parlez-vous")
    await nl.presses("Français", "Pouvez-vous en dire un peu plus ?")
    await nl.presses("Retour", "Quelle est votre idée ?")
    await nl.says("taal", "Welke taal spreek je?")
    await nl.says("nederlands", "Waarover gaat je idee?")
    await nl.says("Een droge fietsenstalling aan het station", "Kan je er iets meer over vertellen?")
    await nl.says("Zodat mijn zadel droog blijft.", "Welk thema past het best?")
    await nl.says("filosofie", "Dat antwoord ken ik niet")
    await nl.says("stedenbouw", "In welke gemeente?")
    assert (await nl.buttons())[0] == "Schaarbeek"
    await nl.says("1050", "Welke bedoel je?")
    await nl.presses("Terug", "In welke gemeente?")
    await nl.presses("Toon de lijst", "Welke gemeente?", "Watermaal-Bosvoorde")
    await nl.says("elsen", "Elsene, klopt dat?")
    await nl.says("1", "Heb je er een foto bij?")
    await nl.says("straks", "Dat is geen foto")
    await nl.phones.send_photo(nl.persona, photo, "de stalling")
    await nl.hears("Zo zien anderen je idee. Klopt het?", "Stedenbouw 🏗️ · Elsene")
    await expect(nl.heard.locator(".picture img")).to_be_visible()


async def nl_changes(nl: Person) -> None:
    """Each part of the preview may be changed, or left as it was after all."""
    await nl.presses("Titel", "Waarover gaat je idee?")
    await nl.says("Een fietsenstaling met dak", "Zo zien anderen je idee", "Een fietsenstaling met dak")
    await nl.phones.edit_last(nl.persona, "Een fietsenstalling met dak")
    await nl.hears("Je hebt een antwoord gewijzigd")
    await nl.says("ja", "Zo zien anderen je idee", "Een fietsenstalling met dak")
    await nl.presses("Thema", "Welk thema past het best?")
    await nl.presses("Terug", "Zo zien anderen je idee", "Stedenbouw 🏗️ · Elsene")
    await nl.says("hm", "Dat antwoord ken ik niet", "Zo zien anderen je idee")


async def fr_finds_what_is_alike(fr: Person) -> None:
    """An idea in French, until somebody turns out to have had it before."""
    await fr.says("idée", "Quelle est votre idée ?")
    await fr.says("Des bancs sur la place du marché", "Pouvez-vous en dire un peu plus ?")
    await fr.presses("Passer", "Quel thème convient le mieux ?")
    await fr.says("5", "Dans quelle commune ?")
    await fr.presses("Toute la ville", "Avez-vous une photo à ajouter ?")
    await fr.presses(
        "Pas de photo", "Quelqu’un a déjà eu une idée", "Des bancs à l’ombre sur la place du marché"
    )


async def they_share_and_support(nl: Person, fr: Person) -> None:
    """Each answers the last question; what one does, the other sees."""
    await nl.presses("Ja, deel het met de stad", "Bedankt! Je idee staat in de lijst, met nummer 27.")
    await fr.presses(
        "Oui, je soutiens celle-là", "Vous soutenez cette idée.", "28 personnes soutiennent cette idée."
    )
    await fr.is_told("Votre soutien est compté.")
    await fr.says("idée 27", "Een fietsenstalling met dak", "Nederlands")
    await fr.presses("Soutenir cette idée", "1 personne soutient cette idée.", "modifié")
    await nl.presses("Mijn idee bekijken", "1 persoon steunt dit.", "Dit is jouw idee.")


async def they_are_read_again(nl: Person, fr: Person) -> None:
    """Load the page anew: everything that was said stands there, for everybody to read."""
    before = [await person.phones.chat(person.persona) for person in (nl, fr)]
    await nl.phones.reload()
    assert [await person.phones.chat(person.persona) for person in (nl, fr)] == before
    await assert_no_violations(nl.phones.page)


async def test_an_idea_in_dutch_and_support_for_it_in_french_side_by_side(
    demo: Demo, open_phones: OpenPhones, photo: Path
) -> None:
    phones = await open_phones(demo.url, reduced_motion="reduce")
    nl, fr = Person(phones, "citizen-nl"), Person(phones, "citizen-fr")
    await nl.arrives(*DUTCH)
    await nl.presses("Een idee delen", "Waarover gaat je idee?")
    await nl.says("Een fietsenstalling met dak", "Kan je er iets meer over vertellen?")
    await phones.send_sticker("citizen-nl")
    await nl.hears("Hier kan ik alleen woorden lezen")
    await nl.presses("Overslaan", "Welk thema past het best?")
    await nl.says("stedenbouw", "In welke gemeente?")
    await nl.says("elsen", "Elsene, klopt dat?")
    await nl.says("1", "Heb je er een foto bij?")
    await phones.send_photo("citizen-nl", photo, "de stalling")
    await nl.hears("Zo zien anderen je idee. Klopt het?", "Stedenbouw 🏗️ · Elsene")
    await expect(nl.heard.locator(".picture img")).to_be_visible()
    await fr.arrives(*FRENCH)
    await fr_finds_what_is_alike(fr)
    await they_are_read_again(nl, fr)
    await they_share_and_support(nl, fr)


@pytest.mark.prove
async def test_an_idea_with_all_that_can_go_wrong_on_the_way(
    tmp_path: Path, open_phones: OpenPhones, photo: Path
) -> None:
    async with running_demo(tmp_path) as demo:
        phones = await open_phones(demo.url, reduced_motion="reduce")
        nl, fr = Person(phones, "citizen-nl"), Person(phones, "citizen-fr")
        await nl_arrives(nl)
        await fr.arrives(*FRENCH)
        await phones.reload()
        await nl_writes(nl, photo)
        await nl_changes(nl)
        await fr_finds_what_is_alike(fr)
        await they_are_read_again(nl, fr)
        await they_share_and_support(nl, fr)


async def is_read_from_its_beginning(phones: Phones, someone: Person) -> None:
    """See that a message too long for the phone begins where its reader does, and says that it goes on."""
    await phones.page.set_viewport_size({"width": 1280, "height": 560})
    further = phones.phone(someone.persona).locator(".to-latest")
    await expect(further).to_have_text("Read on")
    await expect(someone.heard.get_by_text("Hello! I am Parvis")).to_be_in_viewport()
    await expect(someone.heard.get_by_text("No, I will just look")).not_to_be_in_viewport()
    await further.click()
    await expect(someone.heard.get_by_text("No, I will just look")).to_be_in_viewport()
    await expect(further).to_be_hidden()
    await phones.page.set_viewport_size({"width": 1440, "height": 900})


@pytest.mark.prove
async def test_who_only_looks_is_asked_for_consent_before_the_first_support(
    demo: Demo, open_phones: OpenPhones
) -> None:
    phones = await open_phones(demo.url)
    someone = Person(phones, "organiser")
    await someone.starts("Hello! I am Parvis")
    await is_read_from_its_beginning(phones, someone)
    await someone.presses("No, I will just look", "No problem", "What would you like to do for Brussels?")
    await someone.presses("Read ideas", "Which ideas would you like to read?", "edited")
    await someone.presses("Trending ideas", "Trending now · page 1", "edited")
    rows = someone.heard.locator(".choice-row")
    assert await rows.nth(0).locator(".choice").all_inner_texts() == ["1", "2", "3", "4", "5"]
    await someone.presses("Next", "page 2")
    await someone.says("1", "people support this.")
    await someone.presses(
        "Support this idea",
        "May I store your ideas, your support, your comments, your ballots and what you follow?",
    )
    await someone.says("no", "I have stored nothing")
    await someone.says("idea 3", "25 people support this.")
    await someone.presses(
        "Support this idea",
        "May I store your ideas, your support, your comments, your ballots and what you follow?",
    )
    await someone.says("well", "I do not know that answer. Press one, or type 1 or 2.")
    await someone.says("yes", "You support this idea.", "26 people support this.")
    await someone.presses("Withdraw my support", "25 people support this.", "edited")
    await someone.is_told("Your support is withdrawn.")
    await someone.says("stop", "From now on, I only write when you write to me.")
    await someone.presses("Get messages again", "Good: I may write to you again.")


@pytest.mark.prove
async def test_h60_killed_in_the_middle_it_goes_on_where_it_was(
    rough_demo: Demo, open_phones: OpenPhones, photo: Path
) -> None:
    phones = await open_phones(rough_demo.url)
    fr = Person(phones, "citizen-fr")
    await fr.arrives(*FRENCH)
    await fr.says("idée", "Quelle est votre idée ?")
    await fr.says("Une patinoire en hiver", "Pouvez-vous en dire un peu plus ?")
    before = await phones.chat("citizen-fr")
    await rough_demo.program.kill()
    await phones.box("citizen-fr").fill("Avec du chocolat chaud.")
    await phones.box("citizen-fr").press("Enter")
    await expect(phones.page.locator(".banner")).to_be_visible(timeout=PATIENCE)
    await rough_demo.comes_back()
    await fr.hears("Quel thème convient le mieux ?")
    assert (await phones.chat("citizen-fr"))[: len(before)] == before
    await fr.says("culture", "Dans quelle commune ?")
    await fr.presses("Toute la ville", "Avez-vous une photo à ajouter ?")
    await phones.send_photo("citizen-fr", photo)
    await fr.hears("Voici comment les autres verront votre idée")
    await rough_demo.program.kill()
    await rough_demo.comes_back()
    await fr.says("oui", "Merci ! Votre idée est dans la liste, avec le numéro 2")
    await fr.says("mes idées", "1. Une patinoire en hiver")
    assert (await fr.buttons())[:2] == ["1", "Autres listes"]


@pytest.mark.prove
async def test_after_a_day_a_nudge_after_a_week_a_draft(rough_demo: Demo, open_phones: OpenPhones) -> None:
    phones = await open_phones(rough_demo.url)
    nl = Person(phones, "citizen-nl")
    await nl.starts("Hallo!")
    await nl.says("ja", "herinneringen")
    await nl.says("ja", "In welke gemeente woon je?")
    await nl.says("idee", "“idee” ken ik niet in Brussel")
    await nl.says("menu", "Wat wil je doen voor Brussel?")
    await nl.says("idee", "Waarover gaat je idee?")
    await nl.says("Meer bankjes in het park", "Kan je er iets meer over vertellen?")
    # A day, and the night with it where the day ends in one: at night nobody is nudged.
    await phones.to_next()
    await nl.hears("Je begon een idee te delen, en het staat hier nog.")
    await phones.move_clock(24 * 8)
    nudges = [each for each in await phones.chat("citizen-nl") if "Je begon een idee te delen" in each.text]
    assert len(nudges) == 1, "one nudge, and no more"
    await nl.says("hallo", "Dat is een tijd geleden! Wat je toen schreef, is bewaard.")
    await nl.says("ja", "Kan je er iets meer over vertellen?")
    await nl.says("annuleer", "Wat je schreef, is bewaard.")
    await nl.presses("Weggooien", "Weggegooid.")
    await nl.says("idee", "Waarover gaat je idee?")


@pytest.mark.prove
async def test_an_idea_by_keyboard_alone(rough_demo: Demo, open_phones: OpenPhones) -> None:
    phones = await open_phones(rough_demo.url)
    someone, press = Person(phones, "organiser"), phones.page.keyboard.press
    await phones.phone("organiser").locator('[data-do="start"]').focus()
    await press("Enter")
    await someone.hears(
        "May I store your ideas, your support, your comments, your ballots and what you follow?"
    )
    await tab_to(phones, "choice")
    await press("Enter")
    await someone.hears("May I also send you reminders?")
    await tab_to(phones, "box")
    for typed, heard in (
        ("menu", "What would you like to do for Brussels?"),
        ("1", "What is your idea?"),
        ("Lanterns along the canal in winter", "Can you say a little more?"),
        ("skip", "Which topic fits best?"),
        ("culture", "In which municipality?"),
        ("1", "Do you have a photo that goes with it?"),
        ("no photo", "Others will see your idea like this."),
    ):
        await phones.page.keyboard.type(typed)
        await press("Enter")
        await someone.hears(heard)
    await someone.heard.locator(".choice").first.focus()
    await press("Space")
    await someone.hears("Thank you! Your idea is in the list")
