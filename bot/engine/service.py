"""The program at work: platforms take in, turns are taken, parcels leave, what falls due fires, jobs are done."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol

import structlog

from bot.engine.attaching import Attaching, Make
from bot.engine.beside import Wanted
from bot.engine.delivery import Delivery, Receipt
from bot.engine.desk import Parcel
from bot.engine.firing import Firing
from bot.engine.freezing import Freezing, Lists
from bot.engine.incoming import Arrival
from bot.engine.intake import Intake
from bot.engine.jobs import Darkroom, Jobs
from bot.engine.outgoing import File
from bot.engine.pace import Pace
from bot.engine.platform import Keep, Platform, Unreachable
from bot.engine.store import Store
from bot.engine.work import Taken, Worker

log = structlog.get_logger()

FIRE_SECONDS = 1.0
"""How often due rows are looked for."""

MOST_BATCHES = 20
"""Transactions in which what has fallen due is judged, before the next look for it."""

SWEEP_SECONDS = 1.0
"""How often the outbox and the jobs are looked through for what nobody here has in hand."""

BEAT_SECONDS = 5.0
"""How often a process says that it lives."""

STANDBY_SECONDS = 1.0
"""How often a process that does not take in looks whether it may: nobody is listened to until then."""

TIDY_SECONDS = 60.0
"""How often what is stale is counted anew; a trending order is at most this old."""

PATIENCE_SECONDS = 1.0
"""A press whose turn takes longer is answered with nothing, so that the button stops waiting."""

RECEIPT_SECONDS = 0.01
"""How long a receipt may wait for others to be committed with: until then a crash would send its message again."""

STOP_SECONDS = 10.0
"""Calls in flight at SIGTERM get so long to end."""

MOST_IN_HAND = 500
"""Parcels taken from the outbox at a time."""

MOST_ANSWERED = 10_000
"""Presses that are remembered as answered: a repetition is not answered again."""


Tick = tuple[Callable[[], Coroutine[Any, Any, None]], float]
"""Work, and every how many seconds it is done."""


class Upkeep(Darkroom, Protocol):
    """What the storage does now and then, told by name so that the engine needs to know no table."""

    def beat(self, desk: Any) -> int:
        """Say that this process lives; return how many do."""

    def may_receive(self, desk: Any, platform: str) -> bool:
        """Tell whether this process is the one that polls the account."""

    def tidy(self, desk: Any) -> None:
        """Count anew what is stale, and forget what has been kept long enough."""

    def picture(self, desk: Any, media: int) -> File | None:
        """Return a kept photo or document."""

    def leave(self, desk: Any) -> None:
        """This process is about to end."""


@dataclass(slots=True)
class Health:
    """What the operator may know: whether we are ready, and which platforms no longer let us in."""

    ready: bool = False
    refused: set[str] = field(default_factory=set)


class Service:
    """Runs everything until told to stop. `makers` make what goes with messages, by kind. `count` adds to a count, by name and label, for the operator."""

    def __init__(
        self,
        *,
        store: Store,
        worker: Worker,
        platforms: Mapping[str, Platform],
        rates: Mapping[str, float],
        upkeep: Upkeep,
        ticking: Callable[[Sequence[Tick]], AbstractContextManager[None]],
        makers: Mapping[str, Make],
        lists: Lists,
        count: Callable[[str, str, int], None],
    ) -> None:
        self.store, self.worker, self.platforms, self.rates = store, worker, platforms, rates
        self.firing = Firing(worker)
        self.freezing = Freezing(store, lists, worker.tell)
        self.upkeep, self.ticking, self.makers, self.count = upkeep, ticking, makers, count
        self.health = Health()
        self._receipts: list[Receipt] = []
        self._sweeping = asyncio.Lock()
        self._held: list[Parcel] = []
        self._presses: dict[str, asyncio.TimerHandle] = {}
        self._answered: dict[str, None] = {}
        self._small: set[asyncio.Task[Any]] = set()
        self.jobs = Jobs(store, platforms, upkeep, self._soon)

    @property
    def waiting(self) -> int:
        """Return how many messages are in hand and have not left yet."""
        return self.delivery.waiting if self.health.ready else 0

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set, then stop in order: take nothing in, let what is under way end, hand the rest back."""
        self.paces = {name: Pace(self.rates[name]) for name in self.platforms}
        self.delivery = Delivery(
            self.platforms,
            self.paces,
            settle=self._settle,
            attached=Attaching(self._picture, self.makers),
            closed=self._closed,
            moved=self._moved,
            put_off=self._put_off,
            ours=self._ours if self.store.shared else None,
            count=lambda platform, outcome: self.count("sent", f"{platform}:{outcome}", 1),
        )
        # Others must know that we live before we have anything of ours on its way.
        await self._beat()
        # What waits since before goes before anything that is answered from now on.
        await self._sweep()
        self.store.start(self.worker.take_turns, self._after)
        receiving = [asyncio.create_task(self._receive(p)) for p in self.platforms.values()]
        jobs = asyncio.create_task(self.jobs.run())
        lists = asyncio.create_task(self.freezing.run())
        self.health.ready = True
        with self.ticking(self._ticks):
            await stop.wait()
        self.health.ready = False
        self.freezing.stop()
        for task in (*receiving, jobs):
            task.cancel()
        await asyncio.gather(*receiving, jobs, lists, return_exceptions=True)
        await self._end()

    @property
    def _ticks(self) -> tuple[Tick, ...]:
        """Return what is done every so many seconds."""
        return (
            (self._fire, FIRE_SECONDS),
            (self._sweep, SWEEP_SECONDS),
            (self._beat, BEAT_SECONDS),
            (self._tidy, TIDY_SECONDS),
        )

    async def _end(self) -> None:
        await self.store.rest()
        whole = await self.delivery.stop(STOP_SECONDS)
        await self._leave_small_things()
        self._flush()
        # Where a call was cut off, nobody knows: whoever comes next takes all over, as from one that was killed.
        if whole:
            await self.store.run(lambda desk: desk.hand_back(self.worker.owner))
        await self.store.run(self.upkeep.leave)
        await self.store.stop()
        for platform in self.platforms.values():
            await platform.close()

    async def _leave_small_things(self) -> None:
        """Let answers to presses leave; a job that is not done by now is done after the next start."""
        if self._small:
            _done, pending = await asyncio.wait(self._small, timeout=2)
            for task in pending:
                task.cancel()
            await asyncio.gather(*pending, return_exceptions=True)

    # --- taking in

    async def _receive(self, platform: Platform) -> None:
        """Take in until cancelled, whatever goes wrong; what only one process may do, while we are the one."""
        wait = 1.0
        while True:
            try:
                await self._receive_as_holder(platform)
                wait = 1.0
            except PermissionError:
                log.critical(
                    "The platform refuses our key: nothing is taken in, nothing is lost. Put the right key into the "
                    "settings and start again.",
                    slug="key-refused",
                    platform=platform.name,
                )
                self.health.refused.add(platform.name)
                return
            except Exception as error:
                log.error(
                    "Taking in failed; it is tried again.",
                    slug="receive-failed",
                    platform=platform.name,
                    error=type(error).__name__,
                )
                await asyncio.sleep(wait)
                wait = min(wait * 2, 30.0)

    async def _receive_as_holder(self, platform: Platform) -> None:
        """Take in for as long as we hold the lease; without it, wait a moment."""
        if not await self._may_receive(platform):
            await asyncio.sleep(STANDBY_SECONDS)
            return
        mark = await self.store.run(lambda desk: desk.mark(platform.name))
        receiving = asyncio.create_task(platform.receive(self._keeping(platform.name), mark))
        try:
            while not receiving.done():
                await asyncio.wait([receiving], timeout=BEAT_SECONDS)
                if not receiving.done() and not await self._may_receive(platform):
                    log.warning("Another process takes in now.", slug="lease-lost", platform=platform.name)
                    return
            receiving.result()
        finally:
            receiving.cancel()
            await asyncio.gather(receiving, return_exceptions=True)

    async def _may_receive(self, platform: Platform) -> bool:
        return not platform.exclusive or await self.store.run(
            lambda desk: self.upkeep.may_receive(desk, platform.name)
        )

    def _keeping(self, platform: str) -> Keep:
        intake = Intake(self.store, platform)

        async def keep(arrivals: Sequence[Arrival], mark: str | None = None) -> None:
            for each in arrivals:
                if each.receipt:
                    self._expect(platform, each.receipt)
            self._flush()
            self.count("kept", platform, await intake.keep(arrivals, mark))

        return keep

    def _expect(self, platform: str, receipt: str) -> None:
        """Answer this press with nothing if its turn takes too long; a repetition changes nothing."""
        if receipt in self._presses or receipt in self._answered:
            return
        loop = asyncio.get_running_loop()
        self._presses[receipt] = loop.call_later(PATIENCE_SECONDS, self._acknowledge, platform, receipt, "")

    def _acknowledge(self, platform: str, receipt: str, toast: str, start: str = "") -> None:
        """Answer a press."""
        timer = self._presses.pop(receipt, None)
        if timer:
            timer.cancel()
        self._answered[receipt] = None
        if len(self._answered) > MOST_ANSWERED:
            del self._answered[next(iter(self._answered))]
        self._soon(self.platforms[platform].acknowledge(receipt, toast, start))

    # --- after the commit

    def _after(self, taken: list[Taken]) -> None:
        """What a commit leaves to do: answer presses, send parcels, look for jobs."""
        for each in taken:
            # What is being taken from the outbox may be older than this, and goes before it.
            if self._sweeping.locked():
                self._held += each.parcels
            else:
                self.delivery.hand(each.parcels)
        for each in taken:
            if each.wanted:
                self._soon(self._find_out(each.wanted))
            if each.receipt and each.platform in self.platforms:
                self._acknowledge(each.platform, each.receipt, each.toast, each.start)
            for note in each.notes:
                self.count("note", note, 1)
            if each.job:
                self.jobs.look()
        self.count("turns", "", sum(each.wanted is None for each in taken))

    async def _find_out(self, wanted: Wanted) -> None:
        """Find out what a turn waits for, unless that is being done; then it is taken."""
        beside = self.worker.beside
        if beside.begin(wanted):
            await asyncio.to_thread(beside.find_out, wanted)
            await self.store.run(lambda _desk: None, wakes=True)

    def _settle(self, receipt: Receipt) -> None:
        """Keep what came of a sending, together with others of the same moment or with what comes in next."""
        if not self._receipts:
            asyncio.get_running_loop().call_later(RECEIPT_SECONDS, self._flush)
        self._receipts.append(receipt)

    def _flush(self) -> None:
        if self._receipts:
            batch, self._receipts = self._receipts, []
            keeping = self.store.submit(lambda desk: desk.sent(batch))
            keeping.add_done_callback(lambda _done: self.delivery.kept(len(batch)))

    async def _picture(self, media: int) -> File | None:
        return await self.store.run(lambda desk: self.upkeep.picture(desk, media))

    async def _closed(self, parcel: Parcel, outcome: Unreachable) -> None:
        await self.store.run(lambda desk: _close(desk, parcel, muted=outcome.muted))

    async def _put_off(self, parcel: Parcel, seconds: float) -> None:
        await self.store.run(
            lambda desk: desk.put_off_until(parcel.id, desk.now + timedelta(seconds=seconds))
        )

    async def _ours(self, parcel: Parcel) -> bool:
        """Say that we live, and tell whether what we have in hand has been left to us."""
        return await self.store.run(
            lambda desk: self.upkeep.beat(desk) > 0 and desk.holds(self.worker.owner, parcel.id)
        )

    async def _moved(self, parcel: Parcel, chat: str) -> None:
        if parcel.group is not None:
            await self.store.run(lambda desk: desk.move_group(parcel.group, chat))
        else:
            await self.store.run(lambda desk: desk.readdress(parcel.account, chat))

    def _soon(self, work: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.create_task(work)
        self._small.add(task)
        task.add_done_callback(self._small.discard)

    # --- now and then

    async def catch_up(self) -> None:
        """Let happen at once what has become due: the clock has been moved."""
        await self._fire()
        await self._tidy()

    async def _fire(self) -> None:
        """Judge what has fallen due, a few rows at a time: between two transactions, whoever waits has their turn."""
        for _batch in range(MOST_BATCHES):
            fired = await self.store.run(self.firing.fire)
            if fired.stale:
                self.count("note", "nudge-stale", fired.stale)
            if fired.rows:
                await self._sweep()
            if not fired.more:
                break

    async def _sweep(self) -> None:
        """Send what waits in the outbox and is in nobody's hands; let go of what is not to leave any more."""
        async with self._sweeping:
            try:
                withdrawn, owed = await self.store.run(self._owed)
                self.delivery.withdraw(withdrawn)
                self.delivery.hand(owed)
            finally:
                held, self._held = self._held, []
                self.delivery.hand(held)
        self.jobs.look()

    def _owed(self, desk: Any) -> tuple[list[int], list[Parcel]]:
        withdrawn: list[int] = desk.withdrawn(self.worker.owner)
        names = [name for name in self.platforms if name not in self.delivery.halted]
        full = self.delivery.waiting >= MOST_IN_HAND
        parcels: list[Parcel] = [] if full else desk.owed(self.worker.owner, names, MOST_IN_HAND)
        return withdrawn, parcels

    async def _beat(self) -> None:
        """Share the accounts' budgets with the other processes that live."""
        alive = max(1, await self.store.run(self.upkeep.beat))
        self.delivery.heard()
        for name, pace in self.paces.items():
            pace.set_rate(self.rates[name] / alive)
        self.delivery.share(alive)

    async def _tidy(self) -> None:
        await self.store.run(self.upkeep.tidy)


def _close(desk: Any, parcel: Parcel, *, muted: bool) -> None:
    """Whoever cannot be reached is not written to: a group that has put us out is forgotten."""
    if parcel.group is None:
        desk.reachable(parcel.account, yes=False)
    elif muted:
        desk.close_group(parcel.group, closed=True)
    else:
        desk.forget_group(parcel.group)
