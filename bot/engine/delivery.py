"""Delivery: parcels leave in order for each chat, at the account's pace, answers first, until their outcome is known."""

from __future__ import annotations

import asyncio
import random
from collections import deque
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import structlog

from bot.engine import silence
from bot.engine.desk import Parcel
from bot.engine.outgoing import File, Lane, Outgoing
from bot.engine.pace import Pace
from bot.engine.platform import (
    Gone,
    Later,
    Moved,
    Outcome,
    Platform,
    Refused,
    Sent,
    Unauthorised,
    Unknown,
    Unreachable,
)

log = structlog.get_logger()

SILENT_SECONDS = 12.0
"""A process that the others have not heard of for so long looks again at what it has in hand: soon they take it to be gone."""

MOST_UNKNOWN = 6
"""Times an answer whose fate is unknown is sent again; each may be a duplicate, so they are few (H63)."""

MOST_MOVES = 3
"""Times a message follows a chat that has moved; then two chats name each other, and nobody is there."""

FIRST_WAIT_SECONDS = 1.0
LONGEST_WAIT_SECONDS = 60.0

MOST_AT_ONCE = 100
"""Calls in flight on one account."""

MOST_BULK_AT_ONCE = 4
"""Of those, calls that are not answers: few, so that a crash leaves few uncertain."""

MOST_UNKEPT = 8
"""What came of so many sendings may be on its way into the database before the next that is no answer begins: a crash would
send each of them again (P5)."""

GROUP_SECONDS = 3.0
"""Between two messages, or changes of one, in the same group: Telegram allows twenty a minute."""

Receipt = tuple[int, str, str | None, str | None]
"""Outbox id, state, the platform's message id, the reason as a slug."""


@dataclass(slots=True)
class _Line:
    """What waits for one chat, in order: answers in one line, all else in another, which no answer waits for (P7)."""

    parcels: deque[Parcel] = field(default_factory=deque)
    task: asyncio.Task[None] | None = None


@dataclass(slots=True)
class _Tries:
    """How often a parcel was tried: where to, how many fates are unknown, how often the chat has moved, how long to wait next."""

    chat: str
    unknown: int = 0
    moved: int = 0
    wait: float = FIRST_WAIT_SECONDS

    def next_wait(self) -> float:
        """Return a wait that doubles each time, and differs from others' so that they do not come back together."""
        wait, self.wait = self.wait, min(self.wait * 2, LONGEST_WAIT_SECONDS)
        return wait * random.uniform(0.75, 1.25)


class Delivery:
    """Sends for all platforms; told of parcels on the loop's thread. `settle` keeps what came of each, and says so by `kept`.

    `halted` are the platforms that refuse our key. `attached` gives the file that goes with a message; `moved` is told that a
    parcel's chat has a new id, `closed` that its account or group cannot be reached; `ours` tells whether a parcel is still
    in our hands after we were silent, where other processes may have taken it over. `put_off` lets a parcel that is given back
    not leave before so many seconds.
    """

    def __init__(
        self,
        platforms: Mapping[str, Platform],
        paces: Mapping[str, Pace],
        *,
        settle: Callable[[Receipt], None],
        attached: Callable[[Outgoing], Awaitable[File | None]],
        closed: Callable[[Parcel, Unreachable], Awaitable[None]],
        moved: Callable[[Parcel, str], Awaitable[None]],
        count: Callable[[str, str], None],
        put_off: Callable[[Parcel, float], Awaitable[None]],
        ours: Callable[[Parcel], Awaitable[bool]] | None = None,
    ) -> None:
        self.platforms, self.paces = platforms, paces
        self._keep, self.attached, self.closed, self.moved, self.count = (
            settle,
            attached,
            closed,
            moved,
            count,
        )
        self.put_off, self.ours = put_off, ours
        self._withdrawn: set[int] = set()
        self._unkept = 0
        self._room = asyncio.Event()
        self._room.set()
        self._doubtful: set[int] = set()
        self._heard = silence.now()
        self._group_paces: dict[int, Pace] = {}
        self._sharers = 1
        self._lines: dict[tuple[str, str, bool], _Line] = {}
        self.halted: set[str] = set()
        self._answers = {name: asyncio.Semaphore(MOST_AT_ONCE) for name in platforms}
        self._others = {name: asyncio.Semaphore(MOST_BULK_AT_ONCE) for name in platforms}
        self._calling: set[asyncio.Task[Any] | None] = set()
        self._stopping = False

    @property
    def waiting(self) -> int:
        """Return how many parcels have not left yet."""
        return sum(len(line.parcels) for line in self._lines.values())

    def hand(self, parcels: Iterable[Parcel]) -> None:
        """Take parcels over; they leave in this order for each chat, its answers apart from the rest."""
        silent = silence.now() - self._heard > SILENT_SECONDS
        for parcel in parcels:
            if silent:
                self._doubtful.add(parcel.id)
            if parcel.platform not in self.platforms:
                self.settle((parcel.id, "pending", None, "no-such-platform"))
                continue
            key = (parcel.platform, parcel.chat, parcel.lane is Lane.ANSWER)
            line = self._lines.setdefault(key, _Line())
            line.parcels.append(parcel)
            if line.task is None and not self._stopping:
                line.task = asyncio.create_task(self._empty(key, line))

    def settle(self, receipt: Receipt) -> None:
        """Let be kept what came of a parcel."""
        self._unkept += 1
        if self._unkept >= MOST_UNKEPT:
            self._room.clear()
        self._keep(receipt)

    def kept(self, count: int) -> None:
        """What came of so many parcels is in the database."""
        self._unkept -= count
        if self._unkept < MOST_UNKEPT:
            self._room.set()

    def withdraw(self, numbers: Collection[int]) -> None:
        """Begin none of these any more: they go back into the outbox. What is being sent just now is sent."""
        if numbers:
            in_hand = {parcel.id for line in self._lines.values() for parcel in line.parcels}
            self._withdrawn |= in_hand & set(numbers)

    def heard(self) -> None:
        """The others know just now that we live. If we were silent, they may have taken over what we have in hand (H61)."""
        now = silence.now()
        if now - self._heard > SILENT_SECONDS:
            self._doubtful |= {parcel.id for line in self._lines.values() for parcel in line.parcels}
        self._heard = now

    async def _is_ours(self, parcel: Parcel) -> bool:
        """Tell whether a parcel may be sent: whoever was silent asks first."""
        if silence.now() - self._heard > SILENT_SECONDS:
            self.heard()
        if self.ours and parcel.id in self._doubtful and not await self.ours(parcel):
            return False
        self._doubtful.discard(parcel.id)
        return parcel.id not in self._withdrawn

    def share(self, processes: int) -> None:
        """So many processes send to the same groups, at their common pace."""
        self._sharers = processes
        for pace in self._group_paces.values():
            pace.set_rate(self._group_rate)

    @property
    def _group_rate(self) -> float:
        return 1 / (GROUP_SECONDS * self._sharers)

    def _group_pace(self, group: int) -> Pace:
        return self._group_paces.get(group) or self._group_paces.setdefault(group, Pace(self._group_rate))

    async def stop(self, seconds: float) -> bool:
        """Begin nothing more, and let the calls in flight end, for at most so long; the rest stays in the outbox.

        A call that is cut off may have been taken, so its message may come twice: what waits is cut off, not what is sent.
        Return whether all calls have ended.
        """
        self._stopping = True
        tasks = {line.task for line in self._lines.values() if line.task}
        for task in tasks - self._calling:
            task.cancel()
        if not tasks:
            return True
        _done, pending = await asyncio.wait(tasks, timeout=seconds)
        cut_off = pending & self._calling
        for task in pending:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return not cut_off

    async def _empty(self, key: tuple[str, str, bool], line: _Line) -> None:
        while line.parcels and not self._stopping:
            try:
                await self._deliver(line.parcels[0])
            except Exception as error:
                log.error(
                    "A parcel could not be handled.", slug="delivery-failed", error=type(error).__name__
                )
                self.settle((line.parcels[0].id, "uncertain", None, "internal"))
            line.parcels.popleft()
        line.task = None
        self._lines.pop(key, None)

    async def _deliver(self, parcel: Parcel) -> None:
        """Try until the outcome is final, waiting as it says."""
        tries = _Tries(parcel.chat)
        receipt: Receipt | None = None
        while receipt is None and not self._stopping:
            if parcel.platform in self.halted:
                receipt = (parcel.id, "pending", None, "unauthorised")
            elif parcel.id in self._withdrawn:
                receipt = (parcel.id, "pending", None, "withdrawn")
            else:
                outcome = await self._attempt(parcel, tries.chat)
                if outcome is None and parcel.id in self._withdrawn:
                    continue
                if outcome is None:
                    break
                self.count(parcel.platform, type(outcome).__name__.lower())
                receipt = await self._came_of(parcel, outcome, tries)
        self._withdrawn.discard(parcel.id)
        if receipt is not None:
            self.settle(receipt)

    async def _came_of(self, parcel: Parcel, outcome: Outcome, tries: _Tries) -> Receipt | None:
        """Do what the outcome asks for; return the receipt once it is final."""
        match outcome:
            case Sent(message):
                return (parcel.id, "sent", message, None)
            case Later(seconds, everyone):
                wait = tries.next_wait() if seconds is None else seconds
                goes_back = parcel.lane is Lane.BULK and (seconds is not None or wait > LONGEST_WAIT_SECONDS)
                return await self._wait_as_told(parcel, wait, everyone=everyone, goes_back=goes_back)
            case Unknown(reason):
                tries.unknown += 1
                if parcel.lane is Lane.BULK or tries.unknown > MOST_UNKNOWN:
                    return (parcel.id, "uncertain", None, reason)
                await self._wait(tries.next_wait())
            case Moved(chat):
                return await self._follow(parcel, chat, tries)
            case Unreachable(reason):
                await self.closed(parcel, outcome)
                return (parcel.id, "failed", None, reason)
            case Gone():
                return (parcel.id, "failed", None, "gone")
            case Refused(reason):
                log.error(
                    "The platform refused a message.",
                    slug="message-refused",
                    platform=parcel.platform,
                    reason=reason,
                )
                return (parcel.id, "failed", None, reason)
            case Unauthorised():
                self._halt(parcel)
        return None

    async def _wait_as_told(
        self, parcel: Parcel, seconds: float, *, everyone: bool, goes_back: bool
    ) -> Receipt | None:
        """Wait before this is tried again, and whoever else the platform means, too.

        What is of a broadcast goes back into the outbox: others need not wait for it, and what is in hand leaves in its order.
        Where the platform does not say how long, it waits here, longer each time.
        """
        if parcel.group is not None:
            self._group_pace(parcel.group).hold(seconds)
        if everyone:
            self.paces[parcel.platform].hold(seconds)
        if goes_back:
            await self.put_off(parcel, seconds)
            return (parcel.id, "pending", None, "later")
        await self._wait(seconds)
        return None

    async def _follow(self, parcel: Parcel, chat: str, tries: _Tries) -> Receipt | None:
        """Send to where the chat has moved from now on; give up what has been led about."""
        if tries.moved == MOST_MOVES:
            return (parcel.id, "failed", None, "moved")
        tries.chat = chat
        tries.moved += 1
        await self.moved(parcel, chat)
        # What would change an old message may hit another at the new address.
        return (parcel.id, "failed", None, "moved") if parcel.message.or_nothing else None

    async def _attempt(self, parcel: Parcel, chat: str) -> Outcome | None:
        """Make one attempt; None if another process sends it. A bug of ours leaves the outcome unknown: it is tried again, not lost."""
        answer = parcel.lane is Lane.ANSWER
        if parcel.group is not None:
            # Before any place among the calls is taken: nobody in private waits for a group (P7).
            await self._group_pace(parcel.group).turn(parcel.lane)
        async with (self._answers if answer else self._others)[parcel.platform]:
            if not answer:
                await self._room.wait()
            await self.paces[parcel.platform].turn(parcel.lane)
            try:
                file = await self.attached(parcel.message)
                if not await self._is_ours(parcel):
                    return None
                return await self._call(parcel, chat, file)
            except Exception as error:
                log.error(
                    "A parcel could not be handled.", slug="delivery-failed", error=type(error).__name__
                )
                return Unknown("internal")

    async def _call(self, parcel: Parcel, chat: str, file: File | None) -> Outcome:
        task = asyncio.current_task()
        self._calling.add(task)
        try:
            return await self.platforms[parcel.platform].send(chat, parcel.message, file, parcel.id)
        finally:
            self._calling.discard(task)

    async def _wait(self, seconds: float) -> None:
        if not self._stopping:
            await asyncio.sleep(seconds)

    def _halt(self, parcel: Parcel) -> None:
        self.halted.add(parcel.platform)
        log.critical(
            "The platform no longer accepts our key: sending has stopped, nothing is lost. Put the right key into the "
            "settings and start again.",
            slug="key-refused",
            platform=parcel.platform,
        )
