"""The sync: events are kept first, and with them how far we heard, in one transaction (P1).

matrix-nio's own sync keeps its token before anybody has handled what came with it, and one malformed room fails it
whole; so this one is our own (docs/decisions/0016-matrix-sync.md).
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from adapters.exchange import NoAnswerError, NotSentError
from adapters.latest import remember
from adapters.matrix.arriving import TIMELINE, Arriving
from adapters.matrix.outcomes import KEY_REFUSED, NotDoneError, NotOursError, refusal
from adapters.matrix.reading import ENCRYPTION, MEMBER, TOMBSTONE
from adapters.matrix.wire import Wire, path
from adapters.timing import Timing
from adapters.troubles import Observer, Troubles
from bot.engine.platform import Keep, Later, Unauthorised

if TYPE_CHECKING:
    from adapters.matrix.encryption import Encryption

# A sync is answered when its own time is over; this is for the way there and back.
_GRACE_SECONDS = 15.0
LATE_SECONDS = 0.5
"""So long after an event its key may come."""

PATIENT_SECONDS = 60.0
"""Nobody has us wait for a key more often than this."""

MOST_ROUNDS = 100
"""So often the keys of one sync are asked for on end: ten thousand messages of devices."""

# A first sync of an account with thousands of rooms takes a while.
_FIRST_SECONDS = 300.0

_NOTHING: dict[str, Any] = {"types": []}
_FILTER = json.dumps(
    {
        "presence": _NOTHING,
        "account_data": _NOTHING,
        "room": {
            "account_data": _NOTHING,
            "ephemeral": _NOTHING,
            "state": {"types": [MEMBER, ENCRYPTION, TOMBSTONE], "lazy_load_members": True},
            "timeline": {"limit": 1000, **TIMELINE},
        },
    }
)
_NO_ROOMS = json.dumps({"presence": _NOTHING, "account_data": _NOTHING, "room": {"rooms": []}})
_NOTHING_YET = {
    "account_data": _NOTHING,
    "ephemeral": _NOTHING,
    "state": _NOTHING,
    "timeline": {"limit": 1, **_NOTHING},
}


class Syncing:
    """Asks what is new, one question at a time."""

    def __init__(
        self,
        me: str,
        wire: Wire,
        arriving: Arriving,
        timing: Timing,
        observer: Observer,
        *,
        encryption: Encryption | None = None,
    ) -> None:
        self._me = me
        self._encryption = encryption
        self._waited: OrderedDict[str, float] = OrderedDict()
        self._wire = wire
        self._arriving = arriving
        self._timing = timing
        self._troubles = Troubles("matrix", observer, timing)
        self._since: str | None = None
        self._kept_at: float | None = None

    async def run(self, keep: Keep, mark: str | None) -> None:
        """Take events in until cancelled. Raises NotOursError."""
        # A mark of another account says nothing here.
        whose, _, self._since = (mark or "").partition(" ")
        if whose != self._me:
            self._since = None
        else:
            self._kept_at = asyncio.get_running_loop().time()
        while True:
            try:
                await self._ask(keep)
            except (NotSentError, NoAnswerError):
                await self._troubles.wait_out("matrix_unreachable")
            except NotDoneError as failed:
                await self._not_done(failed)

    async def _ask(self, keep: Keep) -> None:
        if self._since is None:
            # What was said before we first listened is history, whoever said it: only invitations count.
            self._since = await self._invitations(first=True)
            self._kept_at = None
        since = self._since
        # Where nothing is kept yet, nothing is waited for before it is.
        poll_seconds = 0.0 if self._kept_at is None else self._timing.poll_seconds
        said = await self._sync(poll_seconds, filter=_FILTER, since=since)
        await self._take_keys(said)
        arrivals = await self._arriving.arrivals(said, since)
        if arrivals or self._mark_is_old():
            try:
                await keep(arrivals, f"{self._me} {said['next_batch']}")
            except Exception:  # noqa: BLE001 - a full disk, a locked database (H65): it is asked for again
                return await self._troubles.wait_out("matrix_updates_not_kept")
            self._kept_at = asyncio.get_running_loop().time()
        self._since = said["next_batch"]
        await self._tend()
        return self._troubles.over()

    async def _take_keys(self, said: dict[str, Any]) -> None:
        """Keep the keys that this sync brings, and all that wait behind them, before anything needs them.

        A homeserver hands out a hundred messages of devices at a time, and forgets them when we go on from there: so they
        are stored first. Killed in between, we are given some of them again, which harms nothing.
        """
        if self._encryption is None:
            return
        taken = await self._encryption.take(said)
        late_seconds = self._for_late_keys(taken.waiting)
        for _ in range(MOST_ROUNDS):
            if not taken.messages and not late_seconds:
                return
            said = await self._sync(late_seconds, filter=_NO_ROOMS, since=said["next_batch"])
            taken, late_seconds = await self._encryption.take(said), 0.0

    def _for_late_keys(self, waiting: frozenset[str]) -> float:
        """Return how long keys are waited for that are not there yet: from another homeserver they may come a little later."""
        now = asyncio.get_running_loop().time()
        new = [
            person
            for person in waiting
            if now - self._waited.get(person, -PATIENT_SECONDS) >= PATIENT_SECONDS
        ]
        for person in new:
            remember(self._waited, person, now)
        return LATE_SECONDS if new else 0.0

    async def _tend(self) -> None:
        if self._encryption is not None:
            with contextlib.suppress(NotDoneError):
                await self._encryption.tend()

    def _mark_is_old(self) -> bool:
        """Tell whether how far we heard is to be kept even though nothing came that concerns us."""
        now = asyncio.get_running_loop().time()
        return self._kept_at is None or now - self._kept_at > self._timing.mark_seconds

    async def look_for_invitations(self) -> None:
        """Take up the invitations that came while nobody accepted any: a sync tells of each only once."""
        for failures in range(1, 10):
            try:
                await self._invitations()
            except (NotSentError, NoAnswerError, NotDoneError):
                await asyncio.sleep(self._timing.pause(failures))
            else:
                return

    async def _invitations(self, *, first: bool = False) -> str:
        """Take up every invitation there is, and return how far the homeserver is.

        At the very first, keys are taken, too: what is sealed with them may be yet to come.
        """
        # Synapse answers the same first question for two minutes as it did before: no two are the same.
        room = {**_NOTHING_YET, "not_rooms": [f"!{secrets.token_hex(8)}:localhost"]}
        asked = {"presence": _NOTHING, "account_data": _NOTHING, "room": room}
        said = await self._sync(0.0, filter=json.dumps(asked))
        rooms = said.get("rooms", {})
        for room, section in rooms.get("invite", {}).items():
            self._arriving.invited(room, section)
        if first:
            await self._take_keys(said)
        return str(said["next_batch"])

    async def _sync(self, poll_seconds: float, **query: str) -> dict[str, Any]:
        asked = {"timeout": str(int(poll_seconds * 1000)), "set_presence": "offline", **query}
        seconds = poll_seconds + (_GRACE_SECONDS if "since" in query else _FIRST_SECONDS)
        answer = await self._wire.get(path("sync"), asked, seconds=seconds)
        said = answer.json()
        if answer.status == 200 and isinstance(said.get("next_batch"), str):
            return said
        raise NotDoneError(
            refusal(answer.status, said, answer.retry_after), f"matrix_answers_{answer.status}"
        )

    async def _not_done(self, failed: NotDoneError) -> None:
        outcome = failed.outcome
        if isinstance(outcome, Unauthorised):
            raise NotOursError(KEY_REFUSED)
        slug = failed.code or "matrix_disturbed"
        if slug == "matrix_answers_400":
            # The homeserver does not know our mark: it is not the one that gave it.
            self._since = None
        asked_seconds = outcome.seconds if isinstance(outcome, Later) else None
        await self._troubles.wait_out(slug, asked_seconds)
