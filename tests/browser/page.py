"""Drives the try-out page as a person does: by what is on it. For walks through whole conversations.

    phones = await Phones.open(page, "http://127.0.0.1:8080/")
    await phones.say("citizen-nl", "Een zebrapad")
    assert "zebrapad" in (await phones.last("citizen-nl")).text
    await phones.press("citizen-nl", "Ja")

A persona is named by its id. `last` waits for what the bot says after the latest thing that was done
in that phone, so a walk needs no waiting of its own.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Locator, Page, expect

PATIENCE_SECONDS = 5.0
QUIET_SECONDS = 0.1


@dataclass(frozen=True)
class Said:
    """A message as it stands on the page."""

    text: str
    mine: bool
    buttons: tuple[str, ...]
    photo: str | None
    edited: bool


class Phones:
    """The page with its phones and its clock."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._heard: dict[str, int] = {}

    @classmethod
    async def open(cls, page: Page, url: str) -> Phones:
        """Open the page and return once the chats are on it."""
        await page.goto(url)
        phones = cls(page)
        await phones.ready()
        return phones

    async def ready(self) -> None:
        """Return once the chats are on the page."""
        await expect(self.page.locator("body")).to_have_attribute("data-ready", "yes")

    async def reload(self) -> None:
        """Load the page again."""
        await self.page.reload()
        await self.ready()

    def phone(self, persona: str) -> Locator:
        """The phone of a persona."""
        return self.page.locator(f"#phone-{persona}")

    def box(self, persona: str) -> Locator:
        """The text box of a phone."""
        return self.phone(persona).locator(".box")

    async def say(self, persona: str, text: str) -> None:
        """Type and send, and return once it is taken."""
        await self._in_hand(persona)
        await self.box(persona).fill(text)
        await self.box(persona).press("Enter")
        await expect(self.box(persona)).to_have_value("")

    async def press(self, persona: str, label: str) -> None:
        """Press the latest button that says so."""
        await self._in_hand(persona)
        await self.phone(persona).locator(".choice").get_by_text(label, exact=True).last.click()

    async def start(self, persona: str) -> None:
        """Begin the chat as its empty face proposes."""
        await self._do(persona, "start")

    async def start_over(self, persona: str) -> None:
        """Begin again from the phone's menu."""
        await self._do(persona, "start-over", sheet="options")

    async def block(self, persona: str) -> None:
        """Close the door to the bot."""
        await self._do(persona, "block", sheet="options")
        await expect(self.phone(persona).locator(".shut")).to_be_visible()

    async def unblock(self, persona: str) -> None:
        """Open the door to the bot again."""
        await self._do(persona, "unblock")
        await expect(self.box(persona)).to_be_visible()

    async def command(self, persona: str, name: str) -> None:
        """Choose a command from the menu, by its name without the slash."""
        await self._choose(persona, "commands", f"/{name}")

    async def send_photo(self, persona: str, path: Path, caption: str = "") -> None:
        """Attach a file and send it with a caption."""
        await self._in_hand(persona)
        await self.phone(persona).locator(".file").set_input_files(path)
        await self.say(persona, caption)
        await expect(self.phone(persona).locator(".attached")).to_be_hidden()

    async def share_location(self, persona: str, label: str) -> None:
        """Share one of the places on offer, by its label."""
        await self._do(persona, "places", sheet="attach")
        await (
            self.phone(persona).locator('[data-name="places"] .entry').get_by_text(label, exact=True).click()
        )

    async def send_sticker(self, persona: str) -> None:
        """Send a sticker."""
        await self._do(persona, "sticker", sheet="attach")

    async def edit_last(self, persona: str, text: str) -> None:
        """Change one's own latest words."""
        await self._in_hand(persona)
        await self.box(persona).fill("")
        await self.box(persona).press("ArrowUp")
        await self.say(persona, text)

    async def follow(self, persona: str, link: str) -> None:
        """Click the latest link with that text."""
        await self._in_hand(persona)
        await self.phone(persona).locator(".words a").get_by_text(link, exact=True).last.click()

    async def last(self, persona: str) -> Said:
        """Return what the bot said, or changed, last; it must be later than what was last done in this phone."""
        await self._newer(persona)
        message = self.phone(persona).locator(".message:not(.mine)[data-latest]")
        return await _said(message)

    async def chat(self, persona: str) -> list[Said]:
        """Return every message that the phone shows, in order."""
        return [await _said(message) for message in await self.phone(persona).locator(".message").all()]

    async def toast(self, persona: str) -> str:
        """Return the private sentence that a press was answered with."""
        return await self.phone(persona).locator(".toast").last.inner_text()

    async def now(self) -> str:
        """Return what the clock says, in words."""
        return await self.page.locator(".clock-now").inner_text()

    async def move_clock(self, hours: int) -> None:
        """Move the clock forward with its buttons."""
        days, rest = divmod(hours, 24)
        for seconds in [86400] * days + [3600] * rest:
            await self._move(f'.move[data-seconds="{seconds}"]')

    async def to_next(self) -> None:
        """Move the clock to the next thing that happens."""
        await expect(self.page.locator(".move-next")).to_have_attribute("aria-disabled", "false")
        await self._move(".move-next")

    async def _move(self, button: str) -> None:
        # What the move makes happen is news in every phone.
        for phone in await self.page.locator(".phone").all():
            await self._note(await phone.get_attribute("data-persona") or "")
        async with self.page.expect_response(
            lambda answer: answer.url.endswith("/api/clock") and answer.request.method == "POST"
        ):
            await self.page.locator(button).click()

    async def _do(self, persona: str, act: str, *, sheet: str = "") -> None:
        await self._in_hand(persona)
        if sheet:
            await self.phone(persona).locator(f'[data-sheet="{sheet}"]').click()
        await self.phone(persona).locator(f'[data-do="{act}"]').click()

    async def _choose(self, persona: str, sheet: str, name: str) -> None:
        await self._in_hand(persona)
        await self.phone(persona).locator(f'[data-sheet="{sheet}"]').click()
        entries = self.phone(persona).locator(f'[data-name="{sheet}"] .entry')
        await entries.filter(has=self.page.get_by_text(name, exact=True)).click()

    async def _in_hand(self, persona: str) -> None:
        """Take the phone in hand, where one is shown at a time, and note what it has said so far."""
        if not await self.phone(persona).is_visible():
            await self.page.locator(f"#tab-{persona}").click()
        await self._note(persona)

    async def _note(self, persona: str) -> None:
        self._heard[persona] = await self._change(persona)

    async def _change(self, persona: str) -> int:
        return int(await self.phone(persona).get_attribute("data-heard") or 0)

    async def _newer(self, persona: str) -> None:
        """Return once the bot has said something newer than what was noted, and then fallen quiet."""
        before = self._heard.get(persona, 0)
        deadline = time.monotonic() + PATIENCE_SECONDS
        seen, since = before, time.monotonic()
        while seen == before or time.monotonic() - since < QUIET_SECONDS:
            await asyncio.sleep(0.02)
            change = await self._change(persona)
            if change != seen:
                seen, since = change, time.monotonic()
            assert time.monotonic() < deadline, f"the bot said nothing to {persona}"


async def _said(message: Locator) -> Said:
    words = message.locator(".words")
    picture = message.locator(".picture img")
    return Said(
        text=await words.inner_text() if await words.count() else "",
        mine="mine" in (await message.get_attribute("class") or "").split(),
        buttons=tuple(await message.locator(".choice").all_inner_texts()),
        photo=await picture.get_attribute("src") if await picture.count() else None,
        edited=await message.locator(".edited").count() > 0,
    )
