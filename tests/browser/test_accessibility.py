"""The page for everyone: by keyboard, by screen reader, small, enlarged, in light and in dark."""

from __future__ import annotations

from typing import Literal

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, ViewportSize, expect

from tests.browser.conftest import OpenPhones
from tests.browser.echo import Echo
from tests.browser.page import Phones

LAPTOP: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
SMALL: ViewportSize = {"width": 320, "height": 640}
TURNED: ViewportSize = {"width": 720, "height": 450}

RUN_OVER = """[document.documentElement, ...document.querySelectorAll(".log, .clock, .composer, .phone-top")]
    .filter((e) => e.scrollWidth > e.clientWidth).map((e) => e.className)"""
TOO_SMALL = """[...document.querySelectorAll("button, textarea")]
    .filter((e) => e.checkVisibility() && (e.offsetHeight < 44 || e.offsetWidth < 44)).map((e) => e.outerHTML)"""


async def assert_no_violations(page: Page) -> None:
    schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
    for colours in schemes:
        await page.emulate_media(color_scheme=colours, reduced_motion="reduce")
        found = await Axe().run(page)
        assert found.violations_count == 0, f"{colours}: {found.generate_report()}"


async def fill(phones: Phones, echo: Echo) -> None:
    """Put everything on the page that can be on it."""
    await phones.start("citizen")
    await phones.say("citizen", "een lang woord: " + "hottentottententententoonstelling" * 3)
    await phones.edit_last("citizen", "een woord")
    await phones.share_location("citizen", "Flagey")
    await phones.send_sticker("citizen")
    await phones.last("citizen")
    await echo.say("citizen", '<a href="https://example.org/">Een koppeling</a> <code>x</code><pre>y</pre>')


async def test_axe_finds_nothing_on_a_laptop(echo: Echo, open_phones: OpenPhones) -> None:
    phones = await open_phones(echo.page.url, viewport=LAPTOP, reduced_motion="reduce")
    await fill(phones, echo)
    await phones.press("citizen", "Ja")
    await phones.toast("citizen")
    await phones.box("citizen").press("ArrowUp")
    await phones.block("organiser")
    await phones.phone("citoyen").locator('[data-sheet="commands"]').click()
    await assert_no_violations(phones.page)


async def test_axe_finds_nothing_on_a_phone_and_in_trouble(echo: Echo, open_phones: OpenPhones) -> None:
    phones = await open_phones(echo.page.url, viewport=PHONE, reduced_motion="reduce")
    await fill(phones, echo)
    await echo.say("citoyen", "Bonjour")
    echo.broken = True
    await phones.box("citizen").fill("nog niet")
    await phones.box("citizen").press("Enter")
    await expect(phones.phone("citizen").locator(".notice")).to_be_visible()
    await phones.phone("citizen").locator('[data-sheet="attach"]').click()
    await assert_no_violations(phones.page)


async def focused(phones: Phones) -> str:
    return str(
        await phones.page.evaluate(
            "document.activeElement.dataset.do ?? document.activeElement.dataset.sheet"
            " ?? document.activeElement.className"
        )
    )


async def tab_to(phones: Phones, wanted: str, *, most: int = 40) -> None:
    for _ in range(most):
        if await focused(phones) == wanted:
            return
        await phones.page.keyboard.press("Tab")
    raise AssertionError(f"no way to {wanted} by Tab")


async def test_a_walk_by_keyboard_alone(phones: Phones) -> None:
    press = phones.page.keyboard.press
    await tab_to(phones, "start")
    await press("Enter")
    await phones.last("citizen")
    assert await focused(phones) == "log"
    await tab_to(phones, "box")
    await phones.page.keyboard.type("hallo")
    await press("Enter")
    await expect(phones.box("citizen")).to_have_value("")
    assert (await phones.last("citizen")).text == "Je zei: hallo"
    # To the menu and back: Esc gives the focus back to the button that opened it.
    await press("Shift+Tab")
    assert await focused(phones) == "attach"
    await press("Enter")
    assert await focused(phones) == "photo"
    await press("Escape")
    assert await focused(phones) == "attach"
    await press("Shift+Tab")
    await press("Enter")
    await expect(phones.phone("citizen").locator('[data-name="commands"]')).to_be_visible()
    await press("Tab")
    await press("Enter")
    await phones.last("citizen")
    # Back to the buttons in the chat.
    await phones.phone("citizen").locator(".phone-top [data-sheet]").focus()
    await tab_to(phones, "choice")
    await press("Tab")
    await press("Space")
    assert (await phones.last("citizen")).text == "Toch niet."
    assert await focused(phones) == "choice"


async def test_the_way_past_a_long_chat_is_one_key(phones: Phones) -> None:
    await phones.start("citizen")
    await phones.last("citizen")
    await phones.phone("citizen").locator('[data-sheet="options"]').focus()
    await phones.page.keyboard.press("Tab")
    await expect(phones.phone("citizen").locator(".skip")).to_be_focused()
    await phones.page.keyboard.press("Enter")
    await expect(phones.box("citizen")).to_be_focused()


async def test_phones_stand_side_by_side_or_behind_tabs(echo: Echo, open_phones: OpenPhones) -> None:
    wide = await open_phones(echo.page.url, viewport=LAPTOP)
    await expect(wide.page.locator(".phone:visible")).to_have_count(3)
    await expect(wide.page.get_by_role("tab")).to_have_count(0)
    narrow = await open_phones(echo.page.url, viewport=PHONE)
    await expect(narrow.page.locator(".phone:visible")).to_have_count(1)
    await narrow.page.get_by_role("tab").first.focus()
    await narrow.page.keyboard.press("ArrowRight")
    await expect(narrow.phone("citoyen")).to_be_visible()
    await echo.say("citizen", "Dag")
    news = narrow.page.get_by_role("tab").first.get_by_text("nieuw")
    await expect(news).to_be_visible()
    await narrow.page.keyboard.press("ArrowLeft")
    await expect(news).to_be_hidden()


async def test_new_messages_are_announced_politely_and_old_ones_are_not(phones: Phones, echo: Echo) -> None:
    log = phones.phone("citoyen").get_by_role("log")
    await expect(log).to_have_attribute("aria-live", "polite")
    await expect(log).to_have_attribute("aria-label", "Conversation de Une personne d’ici avec Parvis")
    await echo.say("citoyen", "Bonjour")
    await expect(log.locator(".bubble .unseen")).to_contain_text("Parvis à ")


async def test_nothing_runs_over_and_every_target_can_be_hit(echo: Echo, open_phones: OpenPhones) -> None:
    """320 px is also 1280 px at 400 %, and 720 px is 1440 px at 200 %."""
    phones = await open_phones(echo.page.url, reduced_motion="reduce")
    await fill(phones, echo)
    for size in (LAPTOP, TURNED, PHONE, SMALL):
        await phones.page.set_viewport_size(size)
        assert await phones.page.evaluate(RUN_OVER) == [], size
        assert await phones.page.evaluate(TOO_SMALL) == [], size


async def test_motion_is_stilled_for_whoever_asks(echo: Echo, open_phones: OpenPhones) -> None:
    phones = await open_phones(echo.page.url, reduced_motion="reduce")
    await phones.start("citizen")
    await phones.last("citizen")
    moving = await phones.page.locator(".bubble, .clock-hour").evaluate_all(
        "all => all.filter(e => getComputedStyle(e).animationName !== 'none'"
        " || getComputedStyle(e).transitionDuration !== '0s').length"
    )
    assert moving == 0
