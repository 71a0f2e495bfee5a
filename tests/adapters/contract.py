"""What every adapter keeps to, seen from both sides: the engine's port, and the people on the platform.

A platform gets a class that inherits `PlatformContract` and gives it a `stage`; see `test_contract`.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from dataclasses import dataclass
from typing import Protocol

import pytest

from bot.engine.incoming import (
    Blocked,
    Edited,
    Incoming,
    Joined,
    Left,
    MovedTo,
    Other,
    Picture,
    Position,
    Pressed,
    Typed,
    Unblocked,
)
from bot.engine.outgoing import Button, File, Making, Outgoing, Spot
from bot.engine.platform import FileGone, Gone, Moved, Platform, Refused, Sent, Unreachable
from bot.text.inline import escape
from tests.adapters.inbox import Inbox, receiving
from tests.telegram_server.pictures import photo, png

of_several = pytest.mark.of_several
BUTTONS = (Button("Ja, graag", "t1.abc"), Button("Nee", "t2.abc"), Button("Terug", "t3.abc", "terug"))


@dataclass(frozen=True)
class Heard:
    """A message of the bot's as a person sees it: `message` is the platform's id of it."""

    message: str
    text: str
    labels: tuple[str, ...] = ()
    photo: bytes | None = None
    file: bytes | None = None
    place: tuple[float, float] | None = None


class Person(Protocol):
    """Somebody on the platform, with the bot open in front of them."""

    id: str
    name: str
    language: str | None

    @property
    def chat(self) -> str:
        """Where one speaks with the bot."""

    async def says(self, text: str) -> str:
        """Write something; return the platform's id of it."""

    async def edits(self, message: str, text: str) -> None:
        """Change what one wrote."""

    async def sends_photo(self, data: bytes, caption: str = "") -> None:
        """Send a photo."""

    async def sends_position(self, latitude: float, longitude: float) -> None:
        """Share a position."""

    async def sends_sticker(self) -> None:
        """Send a sticker."""

    async def presses(self, label: str) -> None:
        """Press the newest button that says so."""

    async def follows(self, link: str) -> None:
        """Open a link to the bot, and start there."""

    async def blocks(self) -> None:
        """Close the door."""

    async def unblocks(self) -> None:
        """Open it again."""

    async def hears(self) -> Heard:
        """Return the next thing that the bot says, or says differently."""

    async def sees_answer(self) -> str:
        """Return what the last press was answered with, once it is."""

    async def sees(self) -> list[Heard]:
        """Return what the bot has said, as it stands now."""


class Stage(Protocol):
    """A platform with people on it."""

    platform: Platform

    def person(self, number: int = 0) -> Person:
        """Return one of at least two people, who has not yet written to the bot."""

    async def restarts(self) -> None:
        """Let the program end and start again: `platform` is a new one."""


class Group(Protocol):
    """A group of people with the bot in it; the first of them runs it."""

    chat: str

    async def lets_bot_in(self) -> None:
        """Let the bot in."""

    async def puts_bot_out(self) -> None:
        """Put the bot out."""

    async def mutes_bot(self) -> None:
        """Let the bot write no more."""

    async def unmutes_bot(self) -> None:
        """Let it write again."""

    async def moves(self) -> str:
        """Let the group become one with another address, to which the bot follows; return that."""

    async def says(self, person: int, text: str) -> str:
        """Let that person write something there; return the platform's id of it."""

    async def mentions(self, person: int, text: str) -> str:
        """Let that person write something with the bot's name in it; return the platform's id of it."""

    async def presses(self, person: int, label: str) -> None:
        """Let that person press the newest button there that says so."""

    async def sees(self) -> list[Heard]:
        """Return what the bot has said there, as it stands now."""


class StageWithGroups(Stage, Protocol):
    """A platform with groups."""

    def group(self) -> Group:
        """Return a group of both people, without the bot."""


async def met(stage: Stage, inbox: Inbox, number: int = 0) -> Person:
    """Return a person who has written to the bot before, while somebody receives."""
    person, kept = stage.person(number), len(inbox.kept)
    await person.says("/start")
    await inbox.holds(kept + 1)
    return person


def last(stage: Stage, inbox: Inbox) -> Incoming:
    """Return what was kept last, read."""
    incoming = stage.platform.read(list(inbox.kept.values())[-1].raw)
    assert incoming is not None
    return incoming


class PlatformContract:
    """The tests; inherit them, and give them a fixture `stage`."""

    @pytest.fixture
    def inbox(self) -> Inbox:
        return Inbox()

    async def test_a_text_comes_with_its_sender(self, stage: Stage, inbox: Inbox) -> None:
        person = stage.person()
        async with receiving(stage.platform, inbox):
            message = await person.says("Een zebrapad aan de school")
            await inbox.holds(1)
        (arrival,) = inbox.kept.values()
        assert arrival.sender is not None
        assert (arrival.sender.id, arrival.sender.chat) == (person.id, person.chat)
        assert (arrival.sender.name, arrival.sender.language_hint) == (person.name, person.language)
        assert arrival.receipt is None
        assert last(stage, inbox) == Incoming(Typed("Een zebrapad aan de school"), message)

    async def test_what_is_kept_can_be_read_again_later(self, stage: Stage, inbox: Inbox) -> None:
        async with receiving(stage.platform, inbox):
            await stage.person().says("Een zebrapad")
            await inbox.holds(1)
        before = last(stage, inbox)
        await stage.restarts()
        assert last(stage, inbox) == before

    async def test_p1_what_could_not_be_kept_comes_again_under_its_key(
        self, stage: Stage, inbox: Inbox
    ) -> None:
        inbox.failures = 1
        async with receiving(stage.platform, inbox):
            await stage.person().says("Een zebrapad")
            await inbox.holds(1)
        assert inbox.calls >= 2
        assert len(inbox.kept) == 1

    async def test_p1_killed_before_it_was_kept_it_comes_at_the_next_start(
        self, stage: Stage, inbox: Inbox
    ) -> None:
        inbox.may_keep.clear()
        async with receiving(stage.platform, inbox):
            says = asyncio.create_task(stage.person().says("Een zebrapad"))
            await inbox.until(lambda: inbox.calls > 0)
        await stage.restarts()
        inbox.may_keep.set()
        async with receiving(stage.platform, inbox):
            await inbox.holds(1)
            await says
        assert last(stage, inbox).content == Typed("Een zebrapad")

    async def test_p2_what_was_kept_does_not_come_again_after_an_orderly_end(
        self, stage: Stage, inbox: Inbox
    ) -> None:
        async with receiving(stage.platform, inbox):
            await stage.person().says("Een")
            await inbox.holds(1)
        await stage.restarts()
        calls = inbox.calls
        async with receiving(stage.platform, inbox):
            await stage.person().says("Twee")
            await inbox.holds(2)
        assert inbox.calls == calls + 1

    async def test_p3_one_persons_words_come_in_order(self, stage: Stage, inbox: Inbox) -> None:
        said = [f"Idee {number}" for number in range(30)]
        async with receiving(stage.platform, inbox):
            for text in said:
                await stage.person().says(text)
            await inbox.holds(len(said))
        assert [incoming.content for incoming in inbox.read(stage.platform) if incoming] == list(
            map(Typed, said)
        )

    @of_several
    async def test_two_people_are_two_senders(self, stage: Stage, inbox: Inbox) -> None:
        async with receiving(stage.platform, inbox):
            await asyncio.gather(stage.person(0).says("Van mij"), stage.person(1).says("Van mij ook"))
            await inbox.holds(2)
        senders = [arrival.sender for arrival in inbox.kept.values() if arrival.sender]
        assert {sender.id for sender in senders} == {stage.person(0).id, stage.person(1).id}

    async def test_h36_h38_h39_words_come_cleaned_and_literal(self, stage: Stage, inbox: Inbox) -> None:
        said = {
            "Een\u202e idee\u2066": "Een idee",
            "a\u200bb\0c": "abc",
            "👨‍👩‍👧‍👦 thuis": "👨‍👩‍👧‍👦 thuis",
            "<b>Dag</b> &amp; {0} %s": "<b>Dag</b> &amp; {0} %s",
            "/start abc_DEF-123": "/start abc_DEF-123",
        }
        async with receiving(stage.platform, inbox):
            for typed in said:
                await stage.person().says(typed)
            await inbox.holds(len(said))
        read = inbox.read(stage.platform)
        assert [incoming.content for incoming in read if incoming] == [Typed(text) for text in said.values()]

    async def test_h48_an_edit_names_the_message_it_changes(self, stage: Stage, inbox: Inbox) -> None:
        person = stage.person()
        async with receiving(stage.platform, inbox):
            message = await person.says("Een bank")
            await person.edits(message, "Twee banken")
            await inbox.holds(2)
        assert last(stage, inbox) == Incoming(Edited("Twee banken"), message)

    async def test_a_photo_comes_with_its_caption_and_can_be_fetched(
        self, stage: Stage, inbox: Inbox
    ) -> None:
        data = png(640, 480)
        async with receiving(stage.platform, inbox):
            await stage.person().sends_photo(data, "Hier")
            await inbox.holds(1)
        picture = last(stage, inbox).content
        assert isinstance(picture, Picture)
        assert (picture.caption, picture.size) == ("Hier", len(data))
        assert await stage.platform.fetch(picture.file, len(data)) == data
        with pytest.raises(FileGone):
            await stage.platform.fetch(picture.file, len(data) - 1)
        with pytest.raises(FileGone):
            await stage.platform.fetch("../../etc/passwd", 1_000)

    async def test_a_position_and_a_sticker_come_as_what_they_are(self, stage: Stage, inbox: Inbox) -> None:
        async with receiving(stage.platform, inbox):
            await stage.person().sends_position(50.847, 4.352)
            await inbox.holds(1)
            assert last(stage, inbox).content == Position(50.847, 4.352)
            await stage.person().sends_sticker()
            await inbox.holds(2)
            assert last(stage, inbox).content == Other("sticker")

    async def test_h5_h6_what_cannot_be_read_is_a_value_error_or_nobodys(self, stage: Stage) -> None:
        for raw in ("", "{", "[]", "null", '"x"', "{}", '{"a":NaN}', "[" * 10_000, '{"kind":7}'):
            with contextlib.suppress(ValueError):
                assert stage.platform.read(raw) is None

    async def test_a_message_is_shown_as_it_was_meant(self, stage: Stage, inbox: Inbox) -> None:
        async with receiving(stage.platform, inbox):
            person = await met(stage, inbox)
            sent = await stage.platform.send(
                person.chat, Outgoing("<b>Dag</b> &amp; welkom\n1 &lt; 2", BUTTONS), None, 1
            )
            heard = await person.hears()
        assert sent == Sent(heard.message)
        assert heard.text == "Dag & welkom\n1 < 2"
        assert heard.labels == ("Ja, graag", "Nee", "Terug")

    async def test_h33_h39_what_a_person_wrote_is_shown_literally(self, stage: Stage, inbox: Inbox) -> None:
        written = [
            "<b>",
            "</a>",
            "&amp;",
            "_*[]()~`>#+-=|{}.!",
            "<script>alert(1)</script>",
            "{0.__class__} %s",
        ]
        async with receiving(stage.platform, inbox):
            person = await met(stage, inbox)
            for key, text in enumerate(written, 1):
                await stage.platform.send(person.chat, Outgoing(f"<i>{escape(text)}</i>"), None, key)
                assert (await person.hears()).text == text

    async def test_h37_forty_thousand_characters_arrive_whole(self, stage: Stage, inbox: Inbox) -> None:
        words = [f"woord{number}" for number in range(4_000)]
        async with receiving(stage.platform, inbox):
            person = await met(stage, inbox)
            sent = await stage.platform.send(person.chat, Outgoing(" ".join(words), BUTTONS), None, 1)
            heard = [await person.hears()]
            while not heard[-1].labels:
                heard.append(await person.hears())
        assert " ".join(each.text for each in heard).split() == words
        assert sent == Sent(heard[-1].message)

    async def test_a_press_brings_back_its_token_and_is_answered(self, stage: Stage, inbox: Inbox) -> None:
        async with receiving(stage.platform, inbox):
            person = await met(stage, inbox)
            sent = await stage.platform.send(person.chat, Outgoing("Doe je mee?", BUTTONS), None, 1)
            await person.hears()
            await person.presses("Nee")
            await inbox.holds(2)
            arrival = list(inbox.kept.values())[-1]
            incoming = last(stage, inbox)
            assert isinstance(sent, Sent)
            assert isinstance(incoming.content, Pressed)
            assert (incoming.content.token, incoming.message) == ("t2.abc", sent.message)
            assert arrival.receipt == incoming.content.receipt
            await stage.platform.acknowledge(incoming.content.receipt, "Genoteerd")
            assert await person.sees_answer() == "Genoteerd"
            await stage.platform.acknowledge(incoming.content.receipt, "")
            await stage.platform.acknowledge("nobody:knows-this", "")

    async def test_an_edit_takes_the_place_of_the_message(self, stage: Stage, inbox: Inbox) -> None:
        async with receiving(stage.platform, inbox):
            person = await met(stage, inbox)
            first = await stage.platform.send(person.chat, Outgoing("Eerst", BUTTONS), None, 1)
            assert isinstance(first, Sent)
            assert (
                await stage.platform.send(person.chat, Outgoing("Dan", edits=first.message), None, 2) == first
            )
            assert (
                await stage.platform.send(person.chat, Outgoing("Dan", edits=first.message), None, 3) == first
            )
            assert await person.sees() == [Heard(first.message, "Dan")]

    async def test_what_is_gone_is_sent_anew(self, stage: Stage, inbox: Inbox) -> None:
        async with receiving(stage.platform, inbox):
            person = await met(stage, inbox)
            sent = await stage.platform.send(
                person.chat, Outgoing("Dan", BUTTONS, edits="999999999"), None, 1
            )
            assert sent == Sent((await person.hears()).message)

    async def test_a_photo_is_shown_with_its_words(self, stage: Stage, inbox: Inbox) -> None:
        async with receiving(stage.platform, inbox):
            person = await met(stage, inbox)
            for key in (1, 2):
                sent = await stage.platform.send(
                    person.chat, Outgoing("Kijk", BUTTONS, photo=7), photo(png(40, 30)), key
                )
                heard = await person.hears()
                assert sent == Sent(heard.message)
                assert (heard.text, heard.photo, heard.labels[0]) == ("Kijk", png(40, 30), "Ja, graag")

    async def test_a_document_that_is_kept_comes_with_its_words_as_often_as_it_is_sent(
        self, stage: Stage, inbox: Inbox
    ) -> None:
        async with receiving(stage.platform, inbox):
            person = await met(stage, inbox)
            paper = File(b"%PDF-1.7", "plan.pdf", "application/pdf")
            film = File(b"....ftypisom", "feest.mp4", "video/mp4")
            voice = File(b"OggS", "voice.ogg", "audio/ogg")
            for key, file in enumerate((paper, paper, film, film, voice, voice)):
                message = Outgoing("Lees", BUTTONS, photo=8 + key // 2)
                sent = await stage.platform.send(person.chat, message, file, key)
                heard = await person.hears()
                assert sent == Sent(heard.message)
                assert (heard.text, heard.file, heard.labels[0]) == ("Lees", file.data, "Ja, graag")

    async def test_a_file_that_is_made_comes_with_its_words(self, stage: Stage, inbox: Inbox) -> None:
        async with receiving(stage.platform, inbox):
            person = await met(stage, inbox)
            file = File(b"BEGIN:VCALENDAR\r\n", "buurtfeest.ics", "text/calendar")
            made = Outgoing("Voor je agenda", BUTTONS, made=Making("calendar", {}))
            sent = await stage.platform.send(person.chat, made, file, 1)
            heard = await person.hears()
            assert sent == Sent(heard.message)
            assert (heard.text, heard.file, heard.labels[0]) == ("Voor je agenda", file.data, "Ja, graag")
            # What could not be made leaves its words.
            assert isinstance(await stage.platform.send(person.chat, made, None, 2), Sent)
            heard = await person.hears()
            assert (heard.text, heard.file) == ("Voor je agenda", None)

    async def test_a_place_stands_on_the_map_above_its_words(self, stage: Stage, inbox: Inbox) -> None:
        async with receiving(stage.platform, inbox):
            person = await met(stage, inbox)
            spot = Spot(50.8467, 4.3525, "Grote Markt", "Grote Markt 1, 1000 Brussel")
            sent = await stage.platform.send(
                person.chat, Outgoing("Hier is het", BUTTONS, spot=spot), None, 1
            )
            assert isinstance(sent, Sent)
            heard = [await person.hears()]
            while not heard[-1].text.startswith("Hier is het"):
                heard.append(await person.hears())
            assert heard[0].place == (50.8467, 4.3525)
            assert (heard[-1].message, heard[-1].labels[0]) == (sent.message, "Ja, graag")

    async def test_what_says_nothing_is_refused_and_nobody_is_unreachable(
        self, stage: Stage, inbox: Inbox
    ) -> None:
        async with receiving(stage.platform, inbox):
            person = await met(stage, inbox)
            assert isinstance(await stage.platform.send(person.chat, Outgoing(""), None, 1), Refused)
            assert isinstance(await stage.platform.send("404404", Outgoing("Dag"), None, 2), Unreachable)

    async def test_who_blocks_us_is_unreachable_until_they_open_the_door(
        self, stage: Stage, inbox: Inbox
    ) -> None:
        async with receiving(stage.platform, inbox):
            person = await met(stage, inbox)
            await person.blocks()
            await inbox.holds(2)
            assert last(stage, inbox).content == Blocked()
            assert isinstance(await stage.platform.send(person.chat, Outgoing("Dag"), None, 1), Unreachable)
            await person.unblocks()
            await inbox.holds(3)
            # Where the door opens by an invitation, that is a beginning, too.
            assert last(stage, inbox).content in {Unblocked(), Typed("/start")}
            assert isinstance(await stage.platform.send(person.chat, Outgoing("Dag"), None, 2), Sent)

    async def test_a_link_starts_where_it_points(self, stage: Stage, inbox: Inbox) -> None:
        await stage.platform.check()
        link = stage.platform.address("idea_12-x")
        async with receiving(stage.platform, inbox):
            if link is not None:
                await stage.person().follows(link)
                await inbox.holds(1)
                assert last(stage, inbox).content == Typed("/start idea_12-x")

    async def test_it_says_who_it_is(self, stage: Stage) -> None:
        assert stage.platform.name
        assert await stage.platform.check()

    async def test_p6_receiving_ends_at_once_when_it_is_told_to(self, stage: Stage, inbox: Inbox) -> None:
        async with receiving(stage.platform, inbox):
            await stage.person().says("Dag")
            await inbox.holds(1)
            started = time.monotonic()
        assert time.monotonic() - started < 2.5

    async def test_closing_twice_is_no_error(self, stage: Stage) -> None:
        await stage.platform.check()
        await stage.platform.close()
        await stage.platform.close()


class GroupContract:
    """The tests of a platform with groups, beside those of `PlatformContract`."""

    @pytest.fixture
    def inbox(self) -> Inbox:
        return Inbox()

    @of_several
    async def test_h51_the_door_of_a_group_is_nobodys_own(self, stage: StageWithGroups, inbox: Inbox) -> None:
        group = stage.group()

        def doors() -> list[Incoming | None]:
            return [stage.platform.read(each.raw) for each in inbox.kept.values() if each.door]

        async with receiving(stage.platform, inbox):
            await group.lets_bot_in()
            await inbox.until(lambda: doors() == [Incoming(Joined(), group=group.chat)])
            await group.puts_bot_out()
            await inbox.until(lambda: doors()[-1:] == [Incoming(Left(), group=group.chat)])
        assert _senders(inbox) == []

    @of_several
    async def test_a_command_in_a_group_comes_with_who_said_it_and_chatter_is_nobodys(
        self, stage: StageWithGroups, inbox: Inbox
    ) -> None:
        group = stage.group()
        async with receiving(stage.platform, inbox):
            await group.lets_bot_in()
            await group.says(0, "dag allemaal")
            message = await group.says(1, "/idea 12")
            await inbox.until(lambda: bool(_senders(inbox)))
        (arrival,) = [each for each in inbox.kept.values() if each.sender]
        assert arrival.sender is not None
        assert (arrival.sender.id, arrival.sender.group) == (stage.person(1).id, group.chat)
        incoming = stage.platform.read(arrival.raw)
        assert incoming is not None
        assert (incoming.content, incoming.message, incoming.group) == (
            Typed("/idea 12"),
            message,
            group.chat,
        )

    @of_several
    async def test_h50_whoever_calls_us_is_heard_by_what_we_say_is_typed_or_by_our_name(
        self, stage: StageWithGroups, inbox: Inbox
    ) -> None:
        group = stage.group()
        async with receiving(stage.platform, inbox):
            await group.lets_bot_in()
            messages = [await group.says(0, stage.platform.call("idea 12")), await group.mentions(1, "menu")]
            await group.says(1, "Wie is die Parvis?")
            await inbox.until(lambda: len(_senders(inbox)) == 2)
        called, mentioned = [each for each in _heard(stage, inbox) if isinstance(each.content, Typed)]
        assert isinstance(called.content, Typed)
        assert called.content.text.removeprefix("/") == "idea 12"
        assert mentioned == Incoming(Typed("menu"), messages[1], group.chat)
        assert called.message == messages[0]

    @of_several
    async def test_h51_muted_nothing_is_said_until_it_may_be_again(
        self, stage: StageWithGroups, inbox: Inbox
    ) -> None:
        group = stage.group()
        async with receiving(stage.platform, inbox):
            await group.lets_bot_in()
            await group.mutes_bot()
            await inbox.until(
                lambda: _heard(stage, inbox)[-1:] == [Incoming(Joined(muted=True), group=group.chat)]
            )
            outcome = await stage.platform.send(group.chat, Outgoing("Dag"), None, 1)
            assert outcome == Unreachable("muted", muted=True)
            await group.unmutes_bot()
            await inbox.until(lambda: _heard(stage, inbox)[-1:] == [Incoming(Joined(), group=group.chat)])
            assert isinstance(await stage.platform.send(group.chat, Outgoing("Dag"), None, 2), Sent)
        assert _senders(inbox) == []

    @of_several
    async def test_h51_h56_a_group_that_has_moved_is_followed(
        self, stage: StageWithGroups, inbox: Inbox
    ) -> None:
        group = stage.group()
        async with receiving(stage.platform, inbox):
            await group.lets_bot_in()
            old, new = group.chat, await group.moves()
            await inbox.until(lambda: Incoming(MovedTo(new), group=old) in _heard(stage, inbox))
            assert await stage.platform.send(old, Outgoing("Dag"), None, 1) == Moved(new)
            assert isinstance(await stage.platform.send(new, Outgoing("Dag"), None, 1), Sent)

    @of_several
    async def test_h13_whoever_presses_in_a_group_is_who_acts(
        self, stage: StageWithGroups, inbox: Inbox
    ) -> None:
        group = stage.group()
        async with receiving(stage.platform, inbox):
            await group.lets_bot_in()
            sent = await stage.platform.send(group.chat, Outgoing("Kaart", BUTTONS), None, 1)
            await group.presses(1, "Nee")
            await inbox.until(lambda: bool(_senders(inbox)))
        (arrival,) = [each for each in inbox.kept.values() if each.sender]
        incoming = stage.platform.read(arrival.raw)
        assert incoming is not None
        assert isinstance(incoming.content, Pressed)
        assert isinstance(sent, Sent)
        assert (incoming.content.token, incoming.message, incoming.group) == (
            "t2.abc",
            sent.message,
            group.chat,
        )
        assert _senders(inbox) == [stage.person(1).id]
        await stage.platform.acknowledge(incoming.content.receipt, "Genoteerd", "idea_1")

    @of_several
    async def test_a_card_in_a_group_changes_in_place_or_not_at_all(
        self, stage: StageWithGroups, inbox: Inbox
    ) -> None:
        group = stage.group()
        async with receiving(stage.platform, inbox):
            await group.lets_bot_in()
            sent = await stage.platform.send(group.chat, Outgoing("Nul", BUTTONS), None, 1)
            assert isinstance(sent, Sent)
            changed = Outgoing("Een", BUTTONS, edits=sent.message, or_nothing=True)
            assert await stage.platform.send(group.chat, changed, None, 2) == sent
            gone = Outgoing("Twee", BUTTONS, edits="999999999", or_nothing=True)
            assert await stage.platform.send(group.chat, gone, None, 3) == Gone()
            assert [heard.text for heard in await group.sees()] == ["Een"]

    @of_several
    async def test_it_knows_who_runs_a_group(self, stage: StageWithGroups, inbox: Inbox) -> None:
        group = stage.group()
        async with receiving(stage.platform, inbox):
            await group.lets_bot_in()
            asked = [await stage.platform.runs(group.chat, stage.person(n).id) for n in (0, 1)]
            assert asked == [True, False]
            await group.puts_bot_out()
            assert isinstance(await stage.platform.send(group.chat, Outgoing("Dag"), None, 1), Unreachable)
            assert await stage.platform.runs(group.chat, stage.person(0).id) is False


def _heard(stage: Stage, inbox: Inbox) -> list[Incoming]:
    return [each for each in inbox.read(stage.platform) if each]


def _senders(inbox: Inbox) -> list[str]:
    return [each.sender.id for each in inbox.kept.values() if each.sender]
