"""The page in a real browser, with a tiny engine behind it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image
from playwright.async_api import expect

from bot.engine.incoming import Edited, Other, Picture, Position, Typed
from bot.engine.outgoing import Button, File, Making, Outgoing, Spot
from tests.browser.conftest import OpenPhones
from tests.browser.echo import MENU, Echo, served
from tests.browser.page import Phones


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "zebrapad.png"
    Image.new("RGB", (60, 40), "#88aacc").save(path)
    return path


async def test_an_empty_chat_says_how_to_begin_and_begins(phones: Phones) -> None:
    await phones.start("citizen")
    greeting = await phones.last("citizen")
    assert greeting.text == "Dag! Klopt het?"
    assert greeting.buttons == ("Ja", "Nee", "Een antwoord dat alleen op een rij past")
    rows = phones.phone("citizen").locator(".choice-row")
    assert [await row.locator(".choice").count() for row in await rows.all()] == [2, 1]
    await expect(phones.phone("citizen").locator(".empty")).to_be_hidden()
    await expect(phones.phone("citoyen").locator(".empty")).to_be_visible()


async def test_a_press_is_answered_by_a_toast_or_an_edit(phones: Phones) -> None:
    await phones.start("citizen")
    await phones.press("citizen", "Ja")
    assert await phones.toast("citizen") == "Gekozen: yes"
    await expect(phones.phone("citizen").locator(".choice[aria-busy]")).to_have_count(0)
    await phones.press("citizen", "Nee")
    changed = await phones.last("citizen")
    assert (changed.text, changed.buttons, changed.edited) == ("Toch niet.", ("Ja",), True)
    assert len(await phones.chat("citizen")) == 2


async def test_everything_that_can_be_sent_is_sent(phones: Phones, echo: Echo, picture: Path) -> None:
    await phones.say("citizen", "tiepfout")
    await phones.edit_last("citizen", "tikfout")
    assert (await phones.last("citizen")).text == "Nu zeg je: tikfout"
    await phones.send_photo("citizen", picture, "de straat")
    await phones.last("citizen")
    await phones.share_location("citizen", "Flagey")
    await phones.last("citizen")
    await phones.send_sticker("citizen")
    await phones.last("citizen")
    await phones.command("citizen", "hulp")
    await phones.last("citizen")
    contents = [incoming.content for incoming in echo.arrived]
    assert isinstance(contents[2], Picture)
    assert contents[2].caption == "de straat"
    assert [contents[0], contents[1], *contents[3:]] == [
        Typed("tiepfout"),
        Edited("tikfout"),
        Position(50.828, 4.372),
        Other("sticker"),
        Typed("/hulp"),
    ]
    assert [said.mine for said in await phones.chat("citizen")] == [True, False, False] + [True, False] * 4


async def test_enter_sends_shift_enter_breaks_the_line_and_quick_words_all_leave(
    phones: Phones, echo: Echo
) -> None:
    box = phones.box("citizen")
    await box.press_sequentially("een")
    await box.press("Shift+Enter")
    await box.press_sequentially("twee")
    await box.press("Enter")
    for word in ("drie", "vier", "vijf"):
        await box.press_sequentially(word)
        await box.press("Enter")
    await expect(box).to_have_value("")
    said = "".join(incoming.content.text for incoming in echo.arrived if isinstance(incoming.content, Typed))
    assert said == "een\ntweedrieviervijf"


async def test_h33_markup_is_built_from_a_list_and_a_persons_words_are_literal(
    phones: Phones, echo: Echo
) -> None:
    hostile = (
        '<b>vet <i>en schuin</i></b>\n<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>'
        '<a href="javascript:window.hacked=1">weg</a> <a href="https://example.org/?a=1&amp;b=2">goed</a>'
        '<blockquote class="phone">&lt;b&gt;</blockquote></i><blockquote>&amp;lt;open'
    )
    await phones.say("citizen", "<b>&amp;</b> _*[]")
    await phones.last("citizen")
    await echo.say("citizen", hostile)
    await expect(phones.phone("citizen").locator(".words b i")).to_have_text("en schuin")
    assert (await phones.chat("citizen"))[0].text == "<b>&amp;</b> _*[]"
    words = phones.phone("citizen").locator(".message").last.locator(".words")
    inside = await words.locator("*").evaluate_all("all => all.map(e => e.tagName)")
    assert inside == ["B", "I", "A", "A", "BLOCKQUOTE"]
    leads = await words.locator("a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    assert leads == [None, "https://example.org/?a=1&b=2"]
    literal = '<script>window.hacked=1</script>weg goed<blockquote class="phone"><b></blockquote></i>&lt;open'
    assert (await words.text_content() or "").endswith(literal)
    assert await phones.page.evaluate("window.hacked") is None


async def test_a_link_to_the_page_starts_in_the_phone_that_it_stands_in(phones: Phones, echo: Echo) -> None:
    await echo.say("organiser", f'<a href="{echo.page.address("idea_12")}">Idee 12</a>')
    await phones.follow("organiser", "Idee 12")
    assert (await phones.last("organiser")).text == "Je zei: /start idea_12"
    # Pasted into the address, it starts in the phone that was last in hand, and once only.
    await phones.page.goto(echo.page.address("idea_7") or "")
    assert (await phones.last("organiser")).text == "Je zei: /start idea_7"
    await phones.reload()
    assert len(await phones.chat("organiser")) == 5


async def test_a_bot_that_is_blocked_is_shut_out_until_it_is_let_in(phones: Phones) -> None:
    await phones.start("citizen")
    await phones.last("citizen")
    await phones.block("citizen")
    await expect(phones.box("citizen")).to_be_hidden()
    await phones.press("citizen", "Ja")
    assert await phones.toast("citizen") == "Je hebt Parvis geblokkeerd. Er komt niets meer binnen."
    await phones.unblock("citizen")
    await phones.start_over("citizen")
    assert (await phones.last("citizen")).text == "Dag! Klopt het?"


async def test_a_reload_shows_the_same_chat_and_keeps_what_was_being_written(phones: Phones) -> None:
    await phones.start("citizen")
    await phones.last("citizen")
    before = await phones.chat("citizen")
    await phones.box("citizen").fill("half geschr")
    await phones.reload()
    assert await phones.chat("citizen") == before
    await expect(phones.box("citizen")).to_have_value("half geschr")


async def test_h60_while_the_program_is_away_words_wait_and_then_arrive_once(
    tmp_path: Path, open_phones: OpenPhones
) -> None:
    async with served(tmp_path) as echo:
        url = echo.page.url
        phones = await open_phones(url)
        await phones.say("citizen", "voor")
        await phones.last("citizen")
    await phones.box("citizen").fill("tijdens")
    await phones.box("citizen").press("Enter")
    await expect(phones.phone("citizen").locator(".notice")).to_contain_text("Nog niet verstuurd")
    await expect(phones.box("citizen")).to_have_value("tijdens")
    await expect(phones.page.locator(".banner")).to_contain_text("Alles wat gezegd werd, is bewaard")
    async with served(tmp_path, int(url.rsplit(":", 1)[1].strip("/"))) as echo:
        await expect(phones.box("citizen")).to_have_value("")
        await expect(phones.page.locator(".banner")).to_be_hidden()
        await expect(phones.phone("citizen").locator(".notice")).to_be_hidden()
        assert (await phones.last("citizen")).text == "Je zei: tijdens"
        assert [incoming.content for incoming in echo.arrived] == [Typed("tijdens")]


async def test_h65_words_that_cannot_be_kept_stay_in_the_box_through_a_reload(
    phones: Phones, echo: Echo
) -> None:
    echo.broken = True
    await phones.box("citizen").fill("nog niet")
    await phones.box("citizen").press("Enter")
    await expect(phones.phone("citizen").locator(".notice")).to_be_visible()
    await phones.reload()
    await expect(phones.box("citizen")).to_have_value("nog niet")
    await expect(phones.phone("citizen").locator(".notice")).to_be_visible()
    echo.broken = False
    await phones.phone("citizen").locator('[data-do="try-now"]').click()
    await expect(phones.box("citizen")).to_have_value("")
    assert [incoming.content for incoming in echo.arrived] == [Typed("nog niet")]


async def test_a_photo_that_is_too_large_is_refused_with_its_weight(phones: Phones, tmp_path: Path) -> None:
    heavy = tmp_path / "groot.png"
    heavy.write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * (10 * 1024 * 1024))
    await phones.phone("citizen").locator(".file").set_input_files(heavy)
    assert "groot.png weegt 10.0 MB" in await phones.toast("citizen")
    await expect(phones.phone("citizen").locator(".attached")).to_be_hidden()


async def test_the_clock_goes_to_the_next_thing_and_says_when_nothing_is_planned(
    phones: Phones, echo: Echo
) -> None:
    await expect(phones.page.locator(".clock-next")).to_have_text("Er is niets gepland")
    await expect(phones.page.locator(".move-next")).to_have_attribute("aria-disabled", "true")
    before = await phones.now()
    echo.due.append(echo.clock.now() + timedelta(days=2))
    await phones.move_clock(24)
    await expect(phones.page.locator(".clock-next")).to_contain_text("Straks: morgen, ")
    await phones.to_next()
    assert (await phones.last("citizen")).text == "Een herinnering."
    assert await phones.now() != before
    await expect(phones.page.locator(".move-next")).to_have_attribute("aria-disabled", "true")


async def test_days_are_named_again_when_the_clock_passes_midnight(phones: Phones) -> None:
    await phones.say("citoyen", "bonjour")
    await phones.last("citoyen")
    await expect(phones.phone("citoyen").locator(".day")).to_have_text("Aujourd’hui")
    await phones.move_clock(24)
    await phones.say("citoyen", "rebonjour")
    await phones.last("citoyen")
    await expect(phones.phone("citoyen").locator(".day")).to_have_text(["Hier", "Aujourd’hui"])


async def test_each_phone_speaks_its_own_language_and_the_page_the_readers(phones: Phones) -> None:
    await expect(phones.page.locator("html")).to_have_attribute("lang", "nl")
    await expect(phones.box("citoyen")).to_have_attribute("placeholder", "Message")
    await expect(phones.phone("citoyen").locator('[data-do="start"]')).to_have_text("Démarrer")
    await phones.page.get_by_role("button", name="English").click()
    await expect(phones.page.locator(".brand p")).to_contain_text("Nothing leaves this computer")
    await expect(phones.phone("citizen").locator(".phone-caption")).to_have_text("Speaks Dutch")
    await expect(phones.box("citizen")).to_have_attribute("placeholder", "Bericht")
    await phones.reload()
    await expect(phones.page.locator("html")).to_have_attribute("lang", "en")


async def test_a_long_chat_shows_its_end_first_and_the_rest_when_asked(
    echo: Echo, open_phones: OpenPhones
) -> None:
    for number in range(130):
        await echo.page.send("citizen", Outgoing(f"Bericht {number}"), None, number)
    phones = await open_phones(echo.page.url)
    messages = phones.phone("citizen").locator(".message")
    await expect(messages).to_have_count(100)
    await expect(messages.last).to_be_in_viewport()
    await phones.phone("citizen").locator(".earlier").click()
    await expect(messages).to_have_count(130)
    await expect(messages.first).to_contain_text("Bericht 0")


async def test_news_below_is_offered_to_a_reader_who_has_scrolled_up(phones: Phones, echo: Echo) -> None:
    for number in range(20):
        await echo.say("citizen", f"Bericht {number}", Button("Goed", "ok"))
    log = phones.phone("citizen").locator(".log")
    await expect(log.locator(".message").last).to_be_in_viewport()
    await log.hover()
    await phones.page.mouse.wheel(0, -2000)
    to_latest = phones.phone("citizen").locator(".to-latest")
    await expect(log.locator(".message").last).not_to_be_in_viewport()
    await echo.say("citizen", "Nieuws")
    await to_latest.click()
    await expect(log.locator(".message").last).to_be_in_viewport()
    await expect(to_latest).to_be_hidden()


async def test_what_goes_with_a_message_is_shown_offered_or_placed(
    phones: Phones, echo: Echo, picture: Path
) -> None:
    chart = File(picture.read_bytes(), "results.png", "image/png", "Ja: 3, nee: 1")
    calendar = File(b"BEGIN:VCALENDAR", "buurtfeest.ics", "text/calendar")
    spot = Spot(50.847, 4.352, "Grote Markt", "Brussel")
    await echo.page.send("citizen", Outgoing("De uitslag", made=Making("chart", {})), chart, 1)
    await echo.page.send("citizen", Outgoing("Je agenda", MENU[:2], made=Making("calendar", {})), calendar, 2)
    await echo.page.send("citizen", Outgoing("Hier", spot=spot), None, 3)
    log = phones.phone("citizen").locator(".log")
    await expect(log.get_by_alt_text("Ja: 3, nee: 1")).to_be_visible()
    await expect(log.get_by_text("Grote Markt, Brussel")).to_be_visible()
    assert (await phones.last("citizen")).text.endswith("Hier")
    await expect(log.get_by_role("button", name="Ja")).to_be_visible()
    async with phones.page.expect_download() as download:
        await log.get_by_role("link", name="buurtfeest.ics").click()
    assert Path(await (await download.value).path()).read_bytes() == calendar.data
