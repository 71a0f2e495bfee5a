"""Parcels leave in order, at the account's pace, until it is known what came of each: against a scripted platform."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.engine.attaching import Attaching
from bot.engine.delivery import (
    GROUP_SECONDS,
    MOST_AT_ONCE,
    MOST_BULK_AT_ONCE,
    MOST_UNKEPT,
    MOST_UNKNOWN,
    Delivery,
    Receipt,
)
from bot.engine.desk import Parcel
from bot.engine.incoming import Incoming
from bot.engine.outgoing import File, Lane, Outgoing
from bot.engine.pace import Pace
from bot.engine.platform import (
    FileGone,
    Gone,
    Keep,
    Later,
    Moved,
    Outcome,
    Refused,
    Sent,
    Unauthorised,
    Unknown,
    Unreachable,
)
from tests.engine.leaping import leap, now

Script = Callable[[str, int], Outcome | Exception]
"""What comes of the n-th attempt (from 0) at the message of this text."""


@dataclass
class Paper:
    """A platform that does what its script says, after `seconds`; `sent` is what it took, with the chat and when."""

    script: Script = field(default=lambda _text, _n: Sent("m"))
    seconds: float = 0.05
    name: str = "paper"
    exclusive: bool = True
    whispers: bool = True
    redacts: bool = False
    attempts: dict[str, int] = field(default_factory=dict)
    sent: list[tuple[str, str, float]] = field(default_factory=list)
    photos: list[bytes | None] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0

    async def send(self, chat: str, message: Outgoing, file: File | None, key: int) -> Outcome:  # noqa: ARG002 - the port's own
        """Follow the script."""
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(self.seconds)
        self.at_once -= 1
        outcome = self.script(message.text, self.attempts.get(message.text, 0))
        self.attempts[message.text] = self.attempts.get(message.text, 0) + 1
        if isinstance(outcome, Exception):
            raise outcome
        if isinstance(outcome, Sent):
            self.sent.append((chat, message.text, now()))
            self.photos.append(file.data if file else None)
        return outcome

    def read(self, raw: str) -> Incoming | None:
        """Read nothing."""

    async def receive(self, keep: Keep, mark: str | None) -> None:
        """Receive nothing."""

    async def acknowledge(self, receipt: str, toast: str, start: str = "") -> None:
        """Answer nothing."""

    async def runs(self, group: str, person: str) -> bool:
        """Return that nobody does."""
        return (group, person) == ("", "")

    async def fetch(self, file: str, limit: int) -> bytes:
        """Have no files."""
        del file, limit
        raise FileGone

    def address(self, token: str) -> str | None:
        """Have no links."""

    def call(self, words: str) -> str:
        """Return what is typed in a group to say these words to us."""
        return words

    async def check(self) -> str:
        """Return who we are."""
        return "paper"

    async def close(self) -> None:
        """Let go of nothing."""


@dataclass
class Office:
    """Delivery to paper, and what it tells: receipts, doors that are closed, chats that moved, counts."""

    paper: Paper
    rate: float = 1000
    receipts: list[Receipt] = field(default_factory=list)
    closed: list[int] = field(default_factory=list)
    moved: list[tuple[int, str]] = field(default_factory=list)
    counted: list[str] = field(default_factory=list)
    pictures: Mapping[int, bytes] = field(default_factory=dict)
    taken_over: set[int] = field(default_factory=set)
    asked: list[int] = field(default_factory=list)
    waits: dict[int, float] = field(default_factory=dict)
    unkept: bool = False

    def open(self) -> Delivery:
        """Begin, on the loop that runs."""

        async def closed(parcel: Parcel, _outcome: Unreachable) -> None:
            self.closed.append(parcel.id)

        async def moved(parcel: Parcel, chat: str) -> None:
            self.moved.append((parcel.id, chat))

        async def picture(media: int) -> File | None:
            data = self.pictures.get(media)
            return File(data, "photo.jpg", "image/jpeg") if data else None

        async def put_off(parcel: Parcel, seconds: float) -> None:
            self.waits[parcel.id] = seconds

        async def ours(parcel: Parcel) -> bool:
            self.asked.append(parcel.id)
            return parcel.id not in self.taken_over

        self.pace = Pace(self.rate)
        self.delivery = Delivery(
            {self.paper.name: self.paper},
            {self.paper.name: self.pace},
            settle=self.keep,
            attached=Attaching(picture, {}),
            closed=closed,
            moved=moved,
            count=lambda _platform, outcome: self.counted.append(outcome),
            put_off=put_off,
            ours=ours,
        )
        return self.delivery

    def keep(self, receipt: Receipt) -> None:
        """Keep what came of a parcel; unless `unkept`, at once."""
        self.receipts.append(receipt)
        if not self.unkept:
            self.delivery.kept(1)

    async def deliver(self, parcels: Sequence[Parcel]) -> None:
        """Hand parcels over and wait until nothing waits any more."""
        self.open().hand(parcels)
        await self.emptied()

    async def emptied(self) -> None:
        """Wait until nothing waits any more."""
        while self.delivery.waiting:  # noqa: ASYNC110 - in the time that leaps, looking again costs nothing
            await asyncio.sleep(0.5)

    @property
    def states(self) -> dict[int, str]:
        """What came of each parcel."""
        return {number: state for number, state, _message, _reason in self.receipts}


def parcel(number: int, text: str = "", *, chat: str = "", lane: Lane = Lane.ANSWER, **given: Any) -> Parcel:
    """Return a parcel; to a chat of its own unless said."""
    message = Outgoing(text or f"text {number}", **given)
    return Parcel(number, "paper", chat or f"chat {number}", lane, message, account=number)


def to_group(number: int, *, group: int = 7, lane: Lane = Lane.ANSWER, **given: Any) -> Parcel:
    """Return a parcel for a group."""
    message = Outgoing(f"text {number}", **given)
    return Parcel(number, "paper", f"group {group}", lane, message, None, group)


def delivered(script: Script, parcels: Sequence[Parcel] | None = None, *, rate: float = 1000) -> Office:
    """Deliver to a platform with this script, and return what was told."""
    office = Office(Paper(script), rate)
    leap(office.deliver(parcels if parcels is not None else [parcel(1)]))
    return office


def test_what_was_taken_is_settled_with_the_platforms_id() -> None:
    assert delivered(lambda _text, _n: Sent("77")).receipts == [(1, "sent", "77", None)]


def test_what_is_sent_to_one_chat_leaves_in_its_order() -> None:
    def script(text: str, n: int) -> Outcome:
        return Later(3) if text == "2" and n < 2 else Sent("m")

    office = delivered(script, [parcel(n, str(n), chat="c") for n in range(5)])
    assert [text for _chat, text, _at in office.paper.sent] == list("01234")


def test_one_chat_does_not_wait_for_another() -> None:
    office = delivered(
        lambda text, n: Later(3600) if text == "slow" and not n else Sent("m"), [parcel(1, "slow"), parcel(2)]
    )
    times = {text: at for _chat, text, at in office.paper.sent}
    assert times["text 2"] < 1
    assert times["slow"] >= 3600


def test_p7_an_answer_does_not_wait_for_a_broadcast_to_the_same_chat() -> None:
    async def work() -> None:
        office.open().hand([parcel(n, lane=Lane.BULK, chat=f"c{n % 100}") for n in range(300)])
        await asyncio.sleep(1)
        office.delivery.hand([parcel(1000, "answer", chat="c99")])
        await office.emptied()

    office = Office(Paper(), rate=10)
    leap(work())
    times = {text: at for _chat, text, at in office.paper.sent}
    assert len(times) == 301
    assert times["answer"] < 1.5


def test_p7_few_calls_that_are_no_answers_are_in_flight() -> None:
    office = Office(Paper(seconds=5))
    leap(office.deliver([parcel(n, lane=Lane.NEWS) for n in range(40)]))
    assert office.paper.most_at_once == MOST_BULK_AT_ONCE
    office = Office(Paper(seconds=5), rate=10_000)
    leap(office.deliver([parcel(n) for n in range(400)]))
    assert office.paper.most_at_once == MOST_AT_ONCE


def test_p5_few_are_sent_of_which_it_is_not_kept_yet_what_came_and_answers_do_not_wait_for_that() -> None:
    async def work() -> None:
        office.open().hand([parcel(n, lane=Lane.BULK) for n in range(40)])
        await asyncio.sleep(10)
        assert len(office.paper.sent) <= MOST_UNKEPT + MOST_BULK_AT_ONCE
        office.delivery.hand([parcel(100, "answer")])
        await asyncio.sleep(1)
        assert office.paper.sent[-1][1] == "answer"
        office.unkept = False
        office.delivery.kept(len(office.receipts))
        await office.emptied()

    office = Office(Paper(), unkept=True)
    leap(work())
    assert len(office.paper.sent) == 41


@pytest.mark.parametrize("seconds", [1, 30, 10_072])
def test_h62_who_is_to_wait_waits_as_long_as_the_platform_says(seconds: float) -> None:
    office = delivered(lambda _text, n: Later(seconds) if not n else Sent("m"))
    (sent,) = office.paper.sent
    assert sent[2] == pytest.approx(seconds + 0.1, abs=0.01)
    assert office.counted == ["later", "sent"]


def test_h62_without_a_figure_the_waits_grow_and_end() -> None:
    office = delivered(lambda _text, n: Later() if n < 10 else Sent("m"))
    assert office.states == {1: "sent"}
    (sent,) = office.paper.sent
    assert 1 + 2 + 4 + 8 + 16 + 32 < sent[2] < 75 * 10


def test_h62_no_attempt_is_spent_on_waiting() -> None:
    office = delivered(lambda _text, n: Later(1) if n < 100 else Sent("m"))
    assert office.states == {1: "sent"}


def test_h62_half_of_all_calls_wait_and_everything_arrives_with_answers_soon() -> None:
    def script(text: str, n: int) -> Outcome:
        number = int(text.removeprefix("text "))
        figures = (1, 30, 10_072, None)
        return Later(figures[number // 2 % 4]) if number % 2 and not n else Sent("m")

    office = delivered(script, [parcel(n) for n in range(200)], rate=200)
    assert set(office.states.values()) == {"sent"}
    times = {text: at for _chat, text, at in office.paper.sent}
    assert max(times[f"text {n}"] for n in range(0, 200, 2)) < 2


@pytest.mark.parametrize("everyone", [False, True])
@pytest.mark.parametrize("seconds", [1, 10_072])
def test_h62_what_is_of_a_broadcast_goes_back_for_as_long_as_it_is_to_wait(
    seconds: int, everyone: bool
) -> None:
    office = delivered(lambda _text, _n: Later(seconds, everyone=everyone), [parcel(1, lane=Lane.BULK)])
    assert office.receipts == [(1, "pending", None, "later")]
    assert office.waits == {1: seconds}


def test_h62_what_is_of_a_broadcast_waits_here_where_nobody_says_how_long() -> None:
    office = delivered(lambda _text, n: Later() if not n else Sent("m"), [parcel(1, lane=Lane.BULK)])
    assert (office.states, office.waits) == ({1: "sent"}, {})


def test_what_is_withdrawn_goes_back_unless_it_is_being_sent_just_now() -> None:
    async def work() -> None:
        office.open().hand([parcel(n, lane=Lane.BULK) for n in range(10)])
        await asyncio.sleep(1)
        office.delivery.withdraw([*range(10), 77])
        await office.emptied()

    office = Office(Paper(seconds=5))
    leap(work())
    assert [office.states[n] for n in range(10)] == ["sent"] * 4 + ["pending"] * 6
    assert len(office.paper.sent) == MOST_BULK_AT_ONCE


def test_what_waits_and_is_withdrawn_is_not_tried_again() -> None:
    async def work() -> None:
        office.open().hand([parcel(1, lane=Lane.BULK)])
        await asyncio.sleep(0.5)
        office.delivery.withdraw([1])
        await office.emptied()
        # It is handed out anew, later.
        office.delivery.hand([parcel(1, lane=Lane.BULK)])
        await office.emptied()

    office = Office(Paper(lambda _text, n: Later() if not n else Sent("m")))
    leap(work())
    assert [state for _number, state, *_rest in office.receipts] == ["pending", "sent"]


def test_h62_a_wait_for_everyone_holds_the_account() -> None:
    def script(text: str, n: int) -> Outcome:
        return Later(20, everyone=True) if text == "text 1" and not n else Sent("m")

    async def work() -> None:
        office.open().hand([parcel(1)])
        await asyncio.sleep(1)
        office.delivery.hand([parcel(2)])
        await office.emptied()

    office = Office(Paper(script))
    leap(work())
    assert all(at >= 20 for _chat, _text, at in office.paper.sent)


def test_h63_an_answer_of_unknown_fate_is_sent_again_a_few_times() -> None:
    office = delivered(lambda _text, n: Unknown("time-out") if n < MOST_UNKNOWN else Sent("m"))
    assert office.states == {1: "sent"}
    assert office.paper.attempts["text 1"] == MOST_UNKNOWN + 1


def test_h63_duplicates_are_bounded() -> None:
    office = delivered(lambda _text, _n: Unknown("time-out"))
    assert office.receipts == [(1, "uncertain", None, "time-out")]
    assert office.paper.attempts["text 1"] == MOST_UNKNOWN + 1


def test_p5_a_broadcast_of_unknown_fate_is_held_as_uncertain() -> None:
    office = delivered(lambda _text, _n: Unknown("reset"), [parcel(1, lane=Lane.BULK)])
    assert office.receipts == [(1, "uncertain", None, "reset")]
    assert office.paper.attempts["text 1"] == 1


def test_h51_a_chat_that_has_moved_is_followed() -> None:
    office = delivered(lambda _text, n: Moved("new") if not n else Sent("m"))
    assert [(chat, text) for chat, text, _at in office.paper.sent] == [("new", "text 1")]
    assert office.moved == [(1, "new")]
    assert office.states == {1: "sent"}


def test_a_chat_that_never_stops_moving_is_given_up() -> None:
    office = delivered(lambda _text, n: Moved(("new", "old")[n % 2]))
    assert office.receipts == [(1, "failed", None, "moved")]
    assert office.paper.attempts["text 1"] == 4


def test_who_cannot_be_reached_is_told_of_and_not_tried_again() -> None:
    office = delivered(lambda _text, _n: Unreachable("blocked"))
    assert office.receipts == [(1, "failed", None, "blocked")]
    assert office.closed == [1]
    assert office.paper.attempts["text 1"] == 1


def test_a_message_that_is_at_fault_does_not_hold_up_the_next() -> None:
    office = delivered(
        lambda text, _n: Refused("too long") if text == "bad" else Sent("m"),
        [parcel(1, "bad", chat="c"), parcel(2, "good", chat="c")],
    )
    assert office.states == {1: "failed", 2: "sent"}


def test_a_fault_of_the_adapters_loses_nothing_and_holds_up_nobody() -> None:
    def script(text: str, n: int) -> Outcome | Exception:
        return RuntimeError("a bug") if text == "text 1" and n < 2 else Sent("m")

    office = delivered(script, [parcel(1, chat="c"), parcel(2, chat="c"), parcel(3)])
    assert office.states == {1: "sent", 2: "sent", 3: "sent"}


def test_h8_a_refused_key_stops_sending_and_everything_stays() -> None:
    office = delivered(lambda _text, _n: Unauthorised(), [parcel(n) for n in range(20)])
    assert office.paper.sent == []
    assert set(office.states.values()) == {"pending"}
    assert len(office.states) == 20
    assert office.delivery.halted == {"paper"}


def test_a_parcel_for_a_platform_that_is_not_here_stays() -> None:
    office = Office(Paper())
    elsewhere = Parcel(1, "elsewhere", "c", Lane.ANSWER, Outgoing("x"), 1)
    leap(office.deliver([elsewhere, parcel(2)]))
    assert office.states == {1: "pending", 2: "sent"}


def test_a_photo_goes_with_its_bytes() -> None:
    office = Office(Paper(), pictures={5: b"jpeg"})
    leap(office.deliver([parcel(1, photo=5), parcel(2)]))
    assert sorted(office.paper.photos, key=str) == sorted([b"jpeg", None], key=str)


def test_p6_at_the_end_what_is_under_way_may_end_and_the_rest_is_let_go() -> None:
    async def work() -> float:
        office.open().hand([parcel(1), parcel(2, "slow")])
        await asyncio.sleep(0)
        began = now()
        await office.delivery.stop(8)
        return now() - began

    office = Office(Paper(lambda text, _n: Later(3600) if text == "slow" else Sent("m")))
    assert leap(work()) <= 8.1
    assert office.states == {1: "sent"}


@pytest.mark.parametrize(("patience", "whole"), [(2, False), (8, True)])
def test_p5_at_the_end_it_is_told_whether_a_call_was_cut_off(patience: int, whole: bool) -> None:
    async def work() -> bool:
        office.open().hand([parcel(1)])
        await asyncio.sleep(1)
        return await office.delivery.stop(patience)

    office = Office(Paper(seconds=5))
    assert leap(work()) is whole


# --- groups


def test_a_group_hears_from_us_twenty_times_a_minute_and_nobody_in_private_waits_for_it() -> None:
    parcels = [to_group(n, lane=Lane.NEWS if n % 2 else Lane.ANSWER) for n in range(21)]
    others = [to_group(n, group=8) for n in range(30, 33)]
    office = delivered(
        lambda _text, _n: Sent("m"), [*parcels, *others, *(parcel(n) for n in range(100, 150))]
    )
    times = [at for chat, _text, at in office.paper.sent if chat == "group 7"]
    assert all(later - earlier >= GROUP_SECONDS - 0.01 for earlier, later in itertools.pairwise(times))
    assert times[-1] - times[0] == pytest.approx(60, abs=0.5)
    assert max(at for chat, _text, at in office.paper.sent if chat.startswith("chat")) < 1
    assert [at for chat, _text, at in office.paper.sent if chat == "group 8"][-1] < 7
    answers = [text for chat, text, _at in office.paper.sent if chat == "group 7"][:11]
    assert answers[1:] == [f"text {n}" for n in range(2, 21, 2)]


def test_processes_share_the_pace_of_a_group() -> None:
    office = Office(Paper(), 1000)

    async def deliver() -> None:
        delivery = office.open()
        delivery.hand([to_group(1)])
        await office.emptied()
        delivery.share(2)
        delivery.hand([to_group(n) for n in (2, 3, 4)])
        await office.emptied()

    leap(deliver())
    times = [at for _chat, _text, at in office.paper.sent]
    assert times[-1] - times[-2] == pytest.approx(2 * GROUP_SECONDS, abs=0.1)


def test_h62_a_group_that_is_to_wait_waits_as_a_whole() -> None:
    parcels = [to_group(1), to_group(2, lane=Lane.NEWS)]
    office = delivered(lambda text, n: Later(60) if text == "text 1" and not n else Sent("m"), parcels)
    assert office.states == {1: "sent", 2: "sent"}
    assert min(at for _chat, _text, at in office.paper.sent) >= 59


def test_h51_a_group_that_has_put_us_out_is_told_of() -> None:
    office = delivered(lambda _text, _n: Unreachable("kicked"), [to_group(1)])
    assert (office.closed, office.states) == ([1], {1: "failed"})


def test_what_was_to_change_and_is_gone_is_over() -> None:
    office = delivered(lambda _text, _n: Gone(), [to_group(1, edits="5", or_nothing=True)])
    assert office.receipts == [(1, "failed", None, "gone")]


def test_h51_nothing_at_a_groups_new_address_is_changed_by_what_was_meant_for_the_old_one() -> None:
    parcels = [to_group(1, edits="5", or_nothing=True), to_group(2)]
    office = delivered(lambda _text, n: Sent("m") if n else Moved("new"), parcels)
    assert office.receipts[0] == (1, "failed", None, "moved")
    assert [(chat, text) for chat, text, _at in office.paper.sent] == [("new", "text 2")]


@pytest.mark.parametrize("beats", [True, False])
async def test_h61_whoever_was_silent_asks_what_is_still_theirs_before_anything_leaves(beats: bool) -> None:
    office = Office(Paper(lambda _text, n: Later(5) if n == 0 else Sent("m")), taken_over={2})
    delivery = office.open()
    delivery.hand([parcel(1), parcel(2), parcel(3)])
    await asyncio.sleep(1)
    # Stopped for a minute, in the middle of waiting as it was told.
    delivery._heard -= 60
    if beats:
        delivery.heard()
    delivery.hand([parcel(4)])
    await office.emptied()
    assert sorted(chat for chat, _text, _at in office.paper.sent) == ["chat 1", "chat 3", "chat 4"]
    assert {receipt[0] for receipt in office.receipts} == {1, 3, 4}
    # What came in hand only after the others knew that it lives is not asked for.
    assert set(office.asked) == ({1, 2, 3} if beats else {1, 2, 3, 4})
