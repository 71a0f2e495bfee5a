"""The program as a guest in rooms of several people on Matrix: who presses, who is told, and what a kill leaves."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable

import pytest

from tests.matrix_people import Bubble, Neighbour
from tests.program.cities import City
from tests.program.towns import Town, town, walks
from tests.program.walking import Idea, said
from tests.synapse import SynapseServer

HELLO = said("Hello! I am Parvis, the chatbot where")
COUNTED = said("Your support is counted")
WITHDRAWN = said("so you no longer support idea")
TITLE = "Een zebrapad aan de school in de Hoogstraat"


async def _room(stage: Town, *people: Neighbour) -> str:
    """Return a room of these people in which the bot has said hello."""
    room = await people[0].gathers(*people[1:])
    for each in people:
        each.room = room
    await people[0].lets_in(stage.login.user, room)
    await people[0].hears(HELLO, timeout=20)
    return room


def _told(person: Neighbour, room: str) -> list[str]:
    return [bubble.text for bubble in person.seen_in(room) if bubble.by_bot]


async def _card(person: Neighbour, number: int = 1, *, call: str = "!parvis idee {}") -> Bubble:
    """Ask for an idea's card, and return it once it can be tapped."""
    await person.says(call.format(number))
    card = await person.hears(re.compile(rf"Idee {number} · Idée {number}"), timeout=20)
    await person.until(lambda: any(event == card.event for _, event, _ in person.reactions), 20)
    return card


async def test_only_whoever_runs_the_room_chooses_and_it_takes_its_choice_along_when_it_is_upgraded(
    synapse: SynapseServer, city: City
) -> None:
    async with town(synapse, city) as stage:
        noor, lea = [await stage.neighbour(name) for name in ("noor", "lea")]
        stage.city.knows("matrix", [lea.login.user])
        room = await _room(stage, noor, lea)
        await lea.says("!parvis hebdo")
        await lea.accepts()
        await lea.hears(said("Only an administrator of the group"), timeout=20)
        await noor.says("parvis: langue fr")
        await noor.hears("Désormais, je parle Français ici.", timeout=20)
        kept = "select id, chat, languages, weekly from groups"
        before = stage.city.rows(kept)
        upgraded = await noor.asks("POST", "rooms", room, "upgrade", body={"new_version": "12"})
        noor.room = upgraded["replacement_room"]
        await noor.asks("POST", "rooms", noor.room, "invite", body={"user_id": lea.login.user})
        await noor.lets_in(stage.login.user, noor.room)
        await noor.says("!parvis idée 1")
        assert "Idée 1" in (await noor.hears(TITLE, timeout=20)).text
        assert stage.city.rows(kept) == [(before[0][0], noor.room, *before[0][2:])]
        await noor.asks("POST", "rooms", noor.room, "kick", body={"user_id": stage.login.user})
        await noor.until(lambda: noor.members.get(f"{noor.room} {stage.login.user}") == "leave")
        await _until(lambda: stage.city.rows(kept) == [])
        await stage.program.settled()
        assert stage.troubles() == []


async def test_h50_a_conversation_whose_room_becomes_a_group_goes_on_in_another(
    synapse: SynapseServer, city: City
) -> None:
    async with town(synapse, city) as stage:
        noor, lea = [await stage.neighbour(name) for name in ("noor", "lea")]
        walker = walks(noor, Idea("Un banc pour les vieux", "", "1080"))
        await walker.starts()
        await walker.walks_to("title")
        group = noor.room
        before = len(_told(noor, group))
        await noor.asks("POST", "rooms", group, "invite", body={"user_id": lea.login.user})
        await noor.until(lambda: noor.invited, 20)
        await stage.program.kill()
        await noor.accepts()
        await lea.asks("POST", "join", group, body={})
        await noor.says("Dit hoort niemand", room=group)
        await stage.program.restart()
        assert await walker.files_idea()
        assert stage.city.titles() == ["Un banc pour les vieux"]
        assert len(_told(noor, group)) == before + 1
        assert HELLO.search(_told(noor, group)[-1])
        assert stage.troubles() == []


async def test_h77_in_a_room_where_all_see_who_taps_what_one_votes_in_the_private_chat(
    synapse: SynapseServer, city: City
) -> None:
    async with town(synapse, city) as stage:
        noor, lea = [await stage.neighbour(name) for name in ("noor", "lea")]
        stage.city.knows("matrix", [noor.login.user])
        stage.city.votes()
        room = await _room(stage, noor, lea)
        await noor.says("!parvis stemming 1")
        card = await noor.hears(re.compile("Stemming 1 · Vote 1"), timeout=20)
        assert card.labels == ("Stemmen · Voter",)
        await noor.reacts(card.event, "👍")
        await noor.accepts()
        await noor.hears("Dit is een raadpleging", timeout=20)
        await noor.says("2")
        await noor.hears(said("Your ballot counts."), timeout=20)
        await stage.program.settled()
        assert stage.city.value("select count(*) from voters") == 1
        assert all("telt mee" not in text for text in _told(noor, room))
        assert stage.troubles() == []


@pytest.mark.parametrize("count", [4, pytest.param(50, marks=pytest.mark.prove)])
async def test_h58_h60_many_press_at_once_the_program_is_killed_and_the_count_is_right(
    synapse: SynapseServer, city: City, count: int
) -> None:
    """Each is told alone, in a chat to which they are invited; who takes their sign back is told so, too."""
    async with town(synapse, city) as stage:
        everybody = [await stage.neighbour() for _ in range(count)]
        new = await stage.neighbour("new")
        stage.city.knows("matrix", [each.login.user for each in everybody])
        room = await _room(stage, *everybody, new)
        card = await _card(everybody[0])
        assert card.labels == ("Steunen · Soutenir",)
        versions = len(new.told)
        marks = await asyncio.gather(
            *(_presses(each, card, typed=place % 2 > 0) for place, each in enumerate(everybody))
        )
        await asyncio.sleep(0.2)
        await stage.program.kill()
        await stage.program.restart()
        await new.until(lambda: f"{count} mensen steunen dit." in new.shown[card.event].text, 60)
        for each in everybody:
            await each.accepts()
            assert TITLE in (await each.hears(COUNTED, timeout=60)).text
        await everybody[0].takes_back(marks[0], room=room)
        await everybody[0].hears(WITHDRAWN, timeout=20)
        # Who is new is invited once, to the idea; then their support is one press away.
        await new.reacts(card.event, "1\ufe0f\u20e3")
        await new.says("!parvis menu")
        await new.accepts()
        await new.hears(said("Which language do you speak?"), timeout=20)
        await stage.program.settled(60)
        assert stage.city.value("select count(*) from supports") == count - 1
        assert len([bubble for bubble in new.told[versions:] if bubble.room == room]) <= 4
        # One hello and one card; one invitation and one sentence each, and nothing twice.
        assert [each.invited for each in (*everybody, new)] == [[]] * (count + 1)
        assert [len(_told(each, each.room)) for each in everybody] == [2] + [1] * (count - 1)
        assert len(_told(everybody[0], room)) in {2, 3}
        assert stage.troubles() == []
        assert stage.city.backlog() == {}


async def _presses(person: Neighbour, card: Bubble, *, typed: bool) -> str:
    """Support what the card shows, in one way or the other; return what that was said with."""
    if typed:
        return (await person.says("1", to=card.event)).event
    return await person.reacts(card.event, "👍")


async def _until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not holds():  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.05)
