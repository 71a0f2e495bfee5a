"""Make the pictures of the README anew, from a demo that runs for them: `python -m tools.screenshots`."""

from __future__ import annotations

import asyncio
import re
import tempfile
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Final, Literal
from zoneinfo import ZoneInfo

from playwright.async_api import Browser, ViewportSize, async_playwright, expect

from tests.browser.page import Phones
from tests.chromium import QUIET, chromium_path
from tests.program.running import Program, running_parvis

IMAGES: Final = Path(__file__).parent.parent / "docs" / "images"
SHELTER: Final = Path(__file__).parent / "shelter.svg"
LAPTOP: Final[ViewportSize] = {"width": 1440, "height": 900}
SCHEMES: Final[tuple[Literal["light", "dark"], ...]] = ("light", "dark")
START_SECONDS: Final = 30.0
ZONE: Final = ZoneInfo("Europe/Brussels")
MORNING: Final = time(10, 40)

_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/")


async def lively(phones: Phones, photo: Path) -> None:
    """Bring three people to the middle of what they do: a preview, a choice of what is alike, the list."""
    await phones.start("citizen-nl")
    await _says(phones, "citizen-nl", "ja", "nee", "1050", "Elsene", "klaar", "idee")
    await _says(phones, "citizen-nl", "Een groen dak op elk bushokje")
    await _says(phones, "citizen-nl", "Goed voor de bijen, en koeler in de zomer.", "stedenbouw", "1")
    await phones.send_photo("citizen-nl", photo)
    await expect(phones.phone("citizen-nl").locator(".picture img")).to_have_count(2)
    await phones.start("citizen-fr")
    await _says(phones, "citizen-fr", "oui", "non", "passer", "terminé", "idée")
    await _says(phones, "citizen-fr", "Des bancs à l’ombre sur ma place")
    await _says(phones, "citizen-fr", "passer", "urbanisme", "toute la ville", "pas de photo")
    await phones.start("organiser")
    await phones.last("organiser")
    await _says(phones, "organiser", "no", "trending")


async def _says(phones: Phones, persona: str, *lines: str) -> None:
    for line in lines:
        await phones.say(persona, line)
        await phones.last(persona)


async def _photo(browser: Browser, path: Path) -> None:
    """Write the drawing as the photo that somebody takes."""
    page = await browser.new_page(viewport={"width": 1200, "height": 640})
    await page.set_content(f"<style>body {{ margin: 0 }}</style>{SHELTER.read_text()}")
    await page.screenshot(path=path, type="jpeg", quality=88)
    await page.close()


async def _forward(phones: Phones) -> None:
    """Move the clock to the next morning: nobody shares ideas at night."""
    reading = await phones.page.evaluate("fetch('/api/clock').then((answer) => answer.json())")
    now = datetime.fromisoformat(reading["now"]).astimezone(ZONE)
    morning = datetime.combine(now.date() + timedelta(days=1), MORNING, ZONE)
    await phones.page.evaluate(
        "(seconds) => fetch('/api/clock', { method: 'POST', headers: { 'Content-Type': 'application/json' },"
        " body: JSON.stringify({ seconds }) })",
        (morning - now).total_seconds(),
    )
    await phones.reload()


async def _address(program: Program) -> str:
    async with asyncio.timeout(START_SECONDS):
        while not (found := _ADDRESS.search(program.output_text())):  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.05)
    return found[0]


async def _pictures(browser: Browser, program: Program, photo: Path) -> None:
    page = await browser.new_page(viewport=LAPTOP, locale="en-GB", reduced_motion="reduce")
    phones = await Phones.open(page, await _address(program))
    await _forward(phones)
    await lively(phones, photo)
    await page.mouse.move(0, 0)
    await page.evaluate("document.activeElement.blur()")
    for scheme in SCHEMES:
        await page.emulate_media(color_scheme=scheme)
        await page.screenshot(path=IMAGES / f"tryout-{scheme}.png")


async def main() -> None:
    """Write the pictures."""
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        photo = Path(folder) / "shelter.jpg"
        settings = {"PARVIS_TRYOUT__LISTEN": "127.0.0.1:0"}
        running = running_parvis(data_dir=Path(folder) / "data", env=settings, command=("demo",), ready=False)
        async with async_playwright() as playwright, running as program:
            browser = await playwright.chromium.launch(
                executable_path=chromium_path(), chromium_sandbox=False, args=list(QUIET)
            )
            await _photo(browser, photo)
            await _pictures(browser, program, photo)
            await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
