"""Takes one message to Matrix: one attempt, and what came of it."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from adapters.errands import Errands
from adapters.exchange import NoAnswerError, NotSentError
from adapters.latest import remember
from adapters.matrix import attachments
from adapters.matrix.choices import THUMB, Choices
from adapters.matrix.keycaps import AFTER_SECONDS, Allowance, keycaps
from adapters.matrix.outcomes import NotDoneError, NotOursError, event_outcome, failure_outcome
from adapters.matrix.parts import (
    Content,
    Part,
    Uploaded,
    content_of,
    event_of,
    file_content,
    parts_of,
    spot_content,
    transaction,
)
from adapters.matrix.places import Place, place_of
from adapters.matrix.private_rooms import PrivateRooms
from adapters.matrix.reading import ENCRYPTED, MESSAGE, REACTION, TOMBSTONE
from adapters.matrix.rooms import Rooms
from adapters.matrix.wire import Wire, path
from bot.engine.outgoing import File, Outgoing
from bot.engine.platform import (
    Gone,
    Later,
    Moved,
    Outcome,
    Refused,
    Sent,
    Unauthorised,
    Unknown,
    Unreachable,
)

if TYPE_CHECKING:
    from adapters.matrix.encryption import Encryption
    from adapters.matrix.methods import Methods


class Sending:
    """Sends for one account. It remembers what was uploaded, and which choices stand under which event."""

    def __init__(
        self,
        wire: Wire,
        rooms: Rooms,
        private: PrivateRooms,
        choices: Choices,
        methods: Callable[[], Awaitable[Methods]],
        *,
        encryption: Encryption | None = None,
    ) -> None:
        self._encryption = encryption
        self._wire, self._rooms, self._private, self._choices = wire, rooms, private, choices
        self._methods = methods
        self._allowance = Allowance()
        self._uploaded: OrderedDict[tuple[int, bool], Uploaded] = OrderedDict()
        self._one_by_one = asyncio.Lock()
        self._tapping = Errands()
        self._latest: OrderedDict[str, str] = OrderedDict()
        self._tapped: OrderedDict[str, None] = OrderedDict()

    async def send(self, chat: str, message: Outgoing, file: File | None, key: int) -> Outcome:
        """Make one attempt. Parts that were taken at an earlier one are taken again as the same events (H60)."""
        place = place_of(chat)
        try:
            parts = parts_of(message)
            barred = await self._barred(place)
            if barred is None and message.or_nothing and not await self._stands(place.room, message.edits):
                barred = Gone()
        except ValueError:
            return Refused("bad_markup")
        except NotDoneError as failed:
            passed_on = isinstance(failed.outcome, Later | Unauthorised)
            return failed.outcome if passed_on else Unknown("room_unknown")
        except (NotSentError, NoAnswerError) as failure:
            return failure_outcome(failure)
        if barred is not None:
            return barred
        outcome: Outcome = Refused("empty")
        for number, part in enumerate(parts):
            outcome = await self._part(place, part, file, transaction(message, key, number))
            if not isinstance(outcome, Sent):
                return outcome
        return outcome

    async def say(self, room: str, content: Content, name: str) -> Outcome:
        """Send a content under a transaction id of its own."""
        return await self._event(room, MESSAGE, content, name)

    async def remark(self, room: str, sentence: str, name: str) -> Outcome:
        """Say a sentence by itself, unless nothing is said there to one person alone."""
        try:
            found = await self._rooms.get(room)
        except NotDoneError as failed:
            return failed.outcome
        if found is None or found.shared or found.empty or found.closed:
            return Unreachable("not_private")
        return await self.say(room, {"msgtype": "m.text", "body": sentence, "m.mentions": {}}, name)

    async def close(self) -> None:
        """Put no more keycaps."""
        await self._tapping.close()

    async def _barred(self, place: Place) -> Outcome | None:
        """Return why nothing is sent there, if so. Nothing ever goes into an encrypted room in clear (H55).

        Nor does what is meant for one person go into a room where there was ever a third.
        """
        if not place.room:
            return await self._private.way_to(place.person)
        found = await self._rooms.get(place.room)
        if found is None:
            return await self._elsewhere(place)
        if place.person and found.shared:
            return await self._private.way_to(place.person)
        if found.empty:
            return Unreachable("nobody_there")
        return Unreachable("encrypted") if found.closed else None

    async def _elsewhere(self, place: Place) -> Outcome:
        """Return where a room that we are not in any more has gone, if it has (H56)."""
        try:
            closed = await (await self._methods()).state(place.room, TOMBSTONE)
        except NotDoneError:
            closed = None
        successor = (closed or {}).get("replacement_room")
        if isinstance(successor, str) and successor != place.room and await self._rooms.get(successor):
            return Moved(Place(successor, place.person).chat)
        return Unreachable("not_in_room")

    async def _stands(self, room: str, edits: str | None) -> bool:
        """Tell whether what is to change is still there: a homeserver lets one change what was taken back."""
        event = event_of(edits)
        return event is not None and bool((await self._choices.event(room, event)).get("content"))

    async def _forbidden(self, place: Place) -> Outcome:
        """Return why we may not write there: we are out, or are in and muted, or it is the message that nobody wants."""
        self._rooms.forget(place.room)
        try:
            if await self._rooms.get(place.room) is None:
                return await self._elsewhere(place)
            if not await self._rooms.muted(place.room):
                return Refused("forbidden")
        except NotDoneError as failed:
            return failed.outcome
        # A room that was upgraded is closed to everybody.
        elsewhere = await self._elsewhere(place)
        return elsewhere if isinstance(elsewhere, Moved) else Unreachable("muted", muted=True)

    async def _part(self, place: Place, part: Part, file: File | None, name: str) -> Outcome:
        """Send or edit; what cannot be edited any more is sent anew."""
        room = place.room
        try:
            given = await self._uploading(room, part, file) if part.encloses else None
        except NotDoneError as failed:
            # Whatever became of the file, the message was not sent.
            return Later() if isinstance(failed.outcome, Unknown) else failed.outcome
        if part.encloses and given is None and not part.text:
            return Refused("empty")  # gone since, and there are no words that are worth sending
        outcome = await self._event(room, MESSAGE, _content(part, given), name)
        if part.edits is not None and outcome == Refused("bad_request"):
            return await self._part(place, replace(part, edits=None), file, f"{name}.anew")
        if isinstance(outcome, Sent):
            sent = Sent(part.edits or outcome.message)
            self._taken(place, part, sent.message)
            return sent
        return await self._forbidden(place) if outcome == Unreachable("not_in_room") else outcome

    async def _uploading(self, room: str, part: Part, file: File | None) -> Uploaded | None:
        """Return a file as the homeserver has it, if there is one: sealed, where the room is encrypted.

        Uploading is not idempotent, so it is done once for each photo while we live. Raises NotDoneError.
        """
        found = await self._rooms.get(room)
        sealed = found is not None and found.encrypted
        if part.photo is None:
            return await self._upload(file, sealed=sealed) if file else None
        which = part.photo, sealed
        if which in self._uploaded or file is None:
            return self._uploaded.get(which)
        async with self._one_by_one:
            if which not in self._uploaded:
                remember(self._uploaded, which, await self._upload(file, sealed=sealed))
            return self._uploaded[which]

    async def _upload(self, file: File, *, sealed: bool) -> Uploaded:
        key = None
        methods = await self._methods()
        if sealed:
            data, key = await asyncio.to_thread(attachments.sealed, file.data)
            address = await methods.upload(data, attachments.KIND, attachments.NAME)
        else:
            address = await methods.upload(file.data, file.kind, file.name)
        return Uploaded(address, file.name, file.kind, len(file.data), file.alt, key)

    async def _event(self, room: str, kind: str, content: Content, name: str) -> Outcome:
        try:
            kind, content = await self._sealed(room, kind, content)
            answer = await self._wire.put(path("rooms", room, "send", kind, name), content)
        except NotDoneError as failed:
            # Whatever went wrong with its keys, the message was not sent.
            return Later() if isinstance(failed.outcome, Unknown) else failed.outcome
        except NotOursError:
            return Unauthorised()
        except (NotSentError, NoAnswerError) as failure:
            return failure_outcome(failure)
        outcome = event_outcome(answer)
        now = asyncio.get_running_loop().time()
        if isinstance(outcome, Sent):
            self._allowance.spend(now)
        elif isinstance(outcome, Later):
            self._allowance.refused(now)
        return outcome

    async def _sealed(self, room: str, kind: str, content: Content) -> tuple[str, Content]:
        """Return the event as it may go into the room. Reactions go in clear everywhere: the homeserver counts them."""
        if self._encryption is None or kind == REACTION:
            return kind, content
        found = await self._rooms.get(room)
        if found is None:
            # Whether it is encrypted nobody can say, so nothing goes there in clear.
            raise NotDoneError(Unreachable("not_in_room"))
        if not found.encrypted:
            return kind, content
        return ENCRYPTED, await self._encryption.seal(room, sorted(found.others), kind, content)

    def _taken(self, place: Place, part: Part, event: str) -> None:
        """Remember the choices, and put signs to tap a moment later, if there are few."""
        if place.person:
            remember(self._latest, place.room, event)
        if part.tokens:
            self._choices.stand(event, part.tokens)
        if keycaps(len(part.tokens)) and event not in self._tapped:
            self._tapping.begin(self._tap(place, event, len(part.tokens)))

    async def _tap(self, place: Place, event: str, count: int) -> None:
        """Put signs where they are still of use and nobody has to wait for it.

        In a group what was asked stays asked, whatever is said after it.
        """
        await asyncio.sleep(AFTER_SECONDS)
        now = asyncio.get_running_loop().time()
        answered = place.person and self._latest.get(place.room) != event
        if answered or not self._allowance.has_room_for(now, count):
            return
        remember(self._tapped, event, None)
        for number, sign in enumerate(_signs(count, in_group=not place.person), 1):
            relation = {"rel_type": "m.annotation", "event_id": event, "key": sign}
            name = f"parvis.k{number}.{event}"
            outcome = await self._event(place.room, REACTION, {"m.relates_to": relation}, name)
            if not isinstance(outcome, Sent):
                return


def _content(part: Part, given: Uploaded | None) -> Content:
    if part.spot is not None:
        return spot_content(part.spot)
    return content_of(part) if given is None else file_content(part, given)


def _signs(count: int, *, in_group: bool) -> list[str]:
    """Return what is to be tapped: keycaps, or where a group has but one thing to do, a thumb."""
    return [THUMB] if in_group and count == 1 else keycaps(count)
