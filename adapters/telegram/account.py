"""Parvis on Telegram: one bot's account as the engine knows it."""

from __future__ import annotations

import asyncio
import contextlib
import re
from typing import TYPE_CHECKING, Any, Literal

from aiohttp import web

from adapters.exchange import NoAnswerError, NotSentError, TooLargeError, is_address
from adapters.telegram import reading
from adapters.telegram.in_groups import Me
from adapters.telegram.outcomes import Done, KeyRefusedError, call_outcome, failure_outcome
from adapters.telegram.parts import chat_id
from adapters.telegram.parts import toast as fitting
from adapters.telegram.polling import Polling
from adapters.telegram.sending import Sending
from adapters.telegram.webhook import Webhook
from adapters.telegram.wire import Wire
from adapters.timing import Timing
from adapters.troubles import Observer, Troubles
from bot.engine.incoming import Incoming
from bot.engine.outgoing import File, Outgoing
from bot.engine.platform import FileGone, Keep, Later, Outcome, Unauthorised, Unknown

if TYPE_CHECKING:
    from adapters.telegram.methods import Introduction, Methods

API_URL = "https://api.telegram.org"

# A button turns for some seconds and gives up: an answer later than that is of no use.
_BUTTON_SECONDS = 5
_ANSWER_AGAIN_SECONDS = (0.5, 1.0, 2.0)

_TOKEN = re.compile(r"[A-Za-z0-9_:-]+")


def _unheard(_slug: str) -> None:
    """Nobody wants to know."""


class TelegramAccount:
    """One bot. In webhook mode, `routes` are to be mounted where `webhook_url` leads.

    `observer` is told a slug when receiving fails or goes well again: never anything about a person.
    Raises ValueError, naming the setting, for what Telegram could never accept.
    """

    name = "telegram"
    whispers = True

    def __init__(
        self,
        token: str,
        *,
        api_url: str = API_URL,
        mode: Literal["polling", "webhook"] = "polling",
        webhook_url: str = "",
        webhook_secret: str = "",
        observer: Observer = _unheard,
        timing: Timing | None = None,
    ) -> None:
        if not _TOKEN.fullmatch(token):
            raise ValueError("That is no bot token: set PARVIS_TELEGRAM__TOKEN to the one from @BotFather.")
        if not is_address(api_url):
            raise ValueError(f"PARVIS_TELEGRAM__API_URL is an address like {API_URL}.")
        timing = timing or Timing()
        self._token = token
        self._api_url = api_url
        self._observer = observer
        self._wire = Wire(token, api_url, timing)
        self._sending = Sending(self._wire, self._library)
        self._me = Me(int(number) if (number := token.partition(":")[0]).isdecimal() else 0)
        self._polling = Polling(self._wire, timing, observer, lambda: self._me)
        self._troubles = Troubles(self.name, observer, timing)
        self.exclusive = mode == "polling"
        # Nothing is told of what people delete in a private chat.
        self.redacts = False
        self._webhook = (
            Webhook(webhook_url, webhook_secret, timing, lambda: self._me) if mode == "webhook" else None
        )
        self._methods: Methods | None = None

    def read(self, raw: str) -> Incoming | None:
        """Return what a kept update means; None when it concerns nobody. Raises ValueError if it cannot be read."""
        return reading.read(raw, self._me)

    async def receive(self, keep: Keep, mark: str | None) -> None:
        """Take updates in until cancelled, confirming each only once `keep` has returned.

        Raises KeyRefusedError, a PermissionError, when Telegram refuses the token.
        """
        del mark  # Telegram remembers for us what was confirmed.
        if self._webhook is None:
            await self._learn_name()
            await self._polling.run(keep)
        else:
            await self._listen(self._webhook, keep)

    def routes(self) -> list[web.RouteDef]:
        """Return what the public listener has to mount: the webhook, or nothing when polling."""
        return [] if self._webhook is None else self._webhook.routes()

    async def send(self, chat: str, message: Outgoing, file: File | None, key: int) -> Outcome:
        """Make one attempt, and say what came of it."""
        return await self._sending.send(chat, message, file, key)

    async def acknowledge(self, receipt: str, toast: str, start: str = "") -> None:
        """Answer a press, with a private sentence or ""; too late, or unheard after a few tries, is no error.

        With `start`, the app of whoever pressed opens the private chat. An answer that was heard already is refused
        as too late, so it may be given again.
        """
        answer = {"callback_query_id": receipt} | ({"text": fitting(toast)} if toast else {})
        if start and (address := self.address(start)):
            answer["url"] = address
        outcome = await self._call("answerCallbackQuery", answer)
        for pause in _ANSWER_AGAIN_SECONDS:
            asked_seconds = (outcome.seconds if isinstance(outcome, Later) else None) or 0
            if not isinstance(outcome, Later | Unknown) or asked_seconds > _BUTTON_SECONDS:
                return
            await asyncio.sleep(max(pause, asked_seconds))
            outcome = await self._call("answerCallbackQuery", answer)

    async def fetch(self, file: str, limit: int) -> bytes:
        """Return a file's bytes. Raises FileGone, or ConnectionError when it may be there at the next try."""
        address = await self._file_address(file, limit)
        failure: Exception
        try:
            answer = await self._wire.download(address, limit)
        except TooLargeError:
            failure = FileGone("too_large")
        except (NotSentError, NoAnswerError):
            failure = ConnectionError("telegram_unreachable")
        else:
            if answer.status == 200:
                return answer.body
            passing = answer.status == 429 or answer.status >= 500
            failure = ConnectionError("telegram_busy") if passing else FileGone("gone")
        raise failure

    async def runs(self, group: str, person: str) -> bool:
        """Return whether that user may decide for the group. Raises OSError where Telegram does not say."""
        outcome = await self._call("getChatMember", {"chat_id": chat_id(group), "user_id": int(person)})
        if isinstance(outcome, Later | Unknown | Unauthorised):
            raise ConnectionError("telegram_busy")
        found = outcome.result if isinstance(outcome, Done) and isinstance(outcome.result, dict) else {}
        return found.get("status") in {"creator", "administrator"}

    def address(self, token: str) -> str | None:
        """Return the link that starts a chat with `token`; None until `check` has learnt our name."""
        return f"https://t.me/{self._me.username}?start={token}" if self._me.username else None

    def call(self, words: str) -> str:
        """Return what is typed in a group to say these words to us."""
        return f"/{words}"

    async def check(self) -> str:
        """Return our name with its @. Raises KeyRefusedError, or OSError when Telegram cannot be reached."""
        from adapters.telegram.request import NotDoneError

        methods = await self._library()
        try:
            me = await methods.who()
        except NotDoneError as failed:
            outcome = failed.outcome
        else:
            self._me = Me(me.id, me.username or "")
            return f"@{me.username}"
        if isinstance(outcome, Unauthorised):
            raise KeyRefusedError
        raise ConnectionError(
            f"Telegram did not answer at {self._api_url}: try again, and look at the network and at PARVIS_TELEGRAM__API_URL."
        )

    async def introduce(self, words: Introduction) -> None:
        """Set our commands and descriptions where they differ. What fails is noticed and stops nothing."""
        methods = await self._library()
        if not await methods.introduce(words):
            self._observer("telegram_not_introduced")

    async def close(self) -> None:
        """Let go of the network."""
        await self._wire.close()

    async def _call(self, method: str, parameters: dict[str, Any]) -> Done | Outcome:
        try:
            return call_outcome(await self._wire.call(method, parameters))
        except (NotSentError, NoAnswerError) as failure:
            return failure_outcome(failure)

    async def _learn_name(self) -> None:
        """Ask who we are, unless we know: links need it. Whoever does not answer is waited for elsewhere."""
        if not self._me.username:
            with contextlib.suppress(ConnectionError):
                await self.check()

    async def _listen(self, webhook: Webhook, keep: Keep) -> None:
        webhook.keep = keep
        try:
            await self._learn_name()
            await self._announce(webhook)
            await asyncio.Event().wait()
        finally:
            webhook.keep = None

    async def _announce(self, webhook: Webhook) -> None:
        """Return once Telegram knows where to call."""
        from adapters.telegram.request import NotDoneError

        methods = await self._library()
        while True:
            try:
                await methods.receive_at(webhook.url, webhook.secret)
            except NotDoneError as failed:
                outcome = failed.outcome
            else:
                return self._troubles.over()
            if isinstance(outcome, Unauthorised):
                raise KeyRefusedError
            asked_seconds = outcome.seconds if isinstance(outcome, Later) else None
            await self._troubles.wait_out("telegram_webhook_not_set", asked_seconds)

    async def _file_address(self, file: str, limit: int) -> str:
        from adapters.telegram.request import NotDoneError

        methods = await self._library()
        try:
            address, size = await methods.file_address(file)
        except NotDoneError as failed:
            outcome = failed.outcome
        else:
            if (size or 0) > limit or not address.startswith(self._wire.files_url):
                raise FileGone("too_large" if (size or 0) > limit else "gone")
            return address
        if isinstance(outcome, Unauthorised):
            raise KeyRefusedError
        raise (
            ConnectionError("telegram_unreachable")
            if isinstance(outcome, Later | Unknown)
            else FileGone("gone")
        )

    async def _library(self) -> Methods:
        """Return the methods that need python-telegram-bot, loaded beside the running loop."""
        if self._methods is None:
            self._methods = await asyncio.to_thread(_load, self._wire, self._token)
        return self._methods


def _load(wire: Wire, token: str) -> Methods:
    from adapters.telegram.methods import Methods

    return Methods(wire, token)
