"""The program on Matrix: over a real Synapse, with ordinary accounts, killed and left alone as on any other day."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import cast

import pytest

from flows.saying.introduction import encrypted
from tests.matrix_people import Neighbour
from tests.program.cities import City
from tests.program.running import run_parvis, running_parvis, settings_for
from tests.program.towns import settings_of, town, walks
from tests.program.walking import Idea, Walker, Ways, all_of, said
from tests.synapse import SynapseServer, new_name
from tests.telegram_server import TelegramServer
from tests.telegram_server.pictures import png


def said_twice(neighbour: Neighbour) -> list[str]:
    """Return the questions that were put twice in a row."""
    texts = [bubble.text for bubble in neighbour.chat if bubble.by_bot]
    return [text for text, after in pairwise(texts) if text == after]


@pytest.mark.parametrize(
    "ways",
    [(None,), pytest.param(("number", "label", "press"), marks=pytest.mark.prove)],
    ids=["mixed", "each"],
)
async def test_the_welcome_and_an_idea_are_walked_in_french_by_number_word_and_reaction(
    synapse: SynapseServer, city: City, ways: Sequence[Ways | None]
) -> None:
    async with town(synapse, city) as stage:
        walkers = [
            walks(
                await stage.neighbour(),
                Idea(f"Un banc {way} près de l'arrêt", "Pour se reposer.", "molenbeck", png(40, 30)),
                way=way,
            )
            for way in ways
        ]
        for walker in walkers:
            await walker.starts()
        await all_of(*(walker.files_idea() for walker in walkers))
        await stage.program.settled()
        assert sorted(stage.city.titles()) == sorted(walker.idea.title for walker in walkers)
        assert stage.city.value("select count(*) from ideas where picture is not null and id > 3") == len(
            ways
        )
        assert stage.troubles() == []
        assert stage.city.backlog() == {}


async def test_h60_p5_killed_again_and_again_nothing_is_lost_and_nothing_comes_twice(
    synapse: SynapseServer, city: City
) -> None:
    await _killed(synapse, city, people=2, pauses=(0.7, 0.9))


async def _killed(
    synapse: SynapseServer, city: City, *, people: int, pauses: Sequence[float], sealed: bool = False
) -> None:
    settings = {"PARVIS_MATRIX__ENCRYPTION": str(sealed).lower()}
    async with town(synapse, city, settings=settings) as stage:
        comes = stage.sealed_neighbour if sealed else stage.neighbour
        walkers = [
            walks(await comes(), Idea(f"Un arbre {n} sur la place", "", "1080"), way=None)
            for n in range(people)
        ]
        for walker in walkers:
            walker.patience_seconds = 60
            await walker.starts()
        walking = asyncio.gather(*(walker.files_idea() for walker in walkers))
        for pause in pauses:
            await asyncio.sleep(pause)
            await stage.program.restart()
        await walking
        await stage.program.settled(30)
        assert sorted(stage.city.titles()) == sorted(walker.idea.title for walker in walkers)
        sent = "select count(*), count(distinct message) from outbox where state = 'sent'"
        total, different = stage.city.rows(sent)[0]
        shown = sum(bubble.by_bot for walker in walkers for bubble in _neighbour(walker).told)
        assert total == different == shown
        assert [text for walker in walkers for text in said_twice(_neighbour(walker))] == []
        assert stage.troubles() == []
        assert stage.city.backlog() == {}


def _neighbour(walker: Walker) -> Neighbour:
    return cast("Neighbour", walker.citizen)


@pytest.mark.parametrize(("count", "each"), [(3, 4), pytest.param(50, 10, marks=pytest.mark.prove)])
async def test_h59_down_while_many_write_each_is_answered_in_order_and_once(
    synapse: SynapseServer, city: City, count: int, each: int
) -> None:
    async with town(synapse, city) as stage:
        people = [await stage.neighbour() for _ in range(count)]
        for person in people:
            await person.starts()
        for person in people:
            await person.hears(timeout=30)
        await stage.program.settled(30)
        assert await stage.program.stop() == 0
        before = {person.login.user: len(person.told) for person in people}
        # Nothing that they say answers the question about their language, so each time it is asked again.
        await asyncio.gather(*(_says_many(person, each) for person in people))
        stage.program.start()
        await stage.program.wait_ready()
        for person in people:
            await person.until(lambda person=person: len(person.told) >= before[person.login.user] + each, 60)  # type: ignore[misc]  # the default is this turn of the loop
        await stage.program.settled(30)
        await asyncio.sleep(0.5)
        assert {person.login.user: len(person.told) - each for person in people} == before
        kept = "select count(*) from inbox where platform = 'matrix' and state = 'done'"
        assert stage.city.value(kept) == count * (each + 1)
        assert stage.city.backlog() == {}
        assert stage.troubles() == []


async def _says_many(person: Neighbour, count: int) -> None:
    for number in range(count):
        await person.says(f"Flierefluiter {number}")


@pytest.mark.prove
@pytest.mark.parametrize(("people", "sealed"), [(24, False), (8, True)])
async def test_h60_p5_killed_every_second_nothing_comes_twice(
    synapse: SynapseServer, city: City, people: int, sealed: bool
) -> None:
    await _killed(synapse, city, people=people, pauses=(1.0,) * 20, sealed=sealed)


async def test_h64_telegram_is_away_and_matrix_is_unaffected(synapse: SynapseServer, city: City) -> None:
    async with TelegramServer() as telegram:
        await telegram.goes_down()
        async with town(synapse, city, telegram) as stage:
            await stage.program.logs("telegram-unreachable")
            noor = await stage.neighbour()
            await noor.starts()
            await noor.hears(timeout=5)
            await telegram.comes_back()
            lea = telegram.citizen(first_name="Léa", language_code="fr")
            await lea.starts()
            await lea.hears("Parvis", timeout=20)


async def test_h54_h55_an_encrypted_room_is_told_once_and_nothing_else(
    synapse: SynapseServer, city: City
) -> None:
    async with town(synapse, city) as stage:
        noor = await stage.neighbour()
        room = await noor.opens(encrypted=True)
        notice = await noor.hears(timeout=20)
        for sentence in encrypted().values():
            assert sentence in notice.text
        await noor.sends({"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "AwgA"}, "m.room.encrypted")
        await noor.says("idee")
        await stage.program.restart()
        await noor.says("menu")
        # In a chat of their own they are answered, and only there.
        other = await noor.opens()
        assert (await noor.hears(timeout=20)).room == other
        await stage.program.settled()
        assert [bubble.event for bubble in noor.told if bubble.room == room] == [notice.event]


async def test_h58_an_answer_that_is_taken_back_is_forgotten(synapse: SynapseServer, city: City) -> None:
    async with town(synapse, city) as stage:
        noor = await stage.neighbour()
        walker = walks(noor, Idea("Un banc", "", "1080"))
        await walker.starts()
        await walker.walks_to("title")
        title = await noor.says("Des bancs pour tout le monde")
        assert await walker.listens() == "description"
        await noor.takes_back(title.event)
        assert await walker.listens() == "title"
        await stage.program.settled()
        kept = stage.city.value("select state from chats")
        assert "Des bancs" not in kept


async def test_h58_a_deleted_title_takes_its_idea_back_and_a_deleted_reaction_its_support(
    synapse: SynapseServer, city: City
) -> None:
    async with town(synapse, city) as stage:
        noor, luc = await stage.neighbour(), await stage.neighbour("luc")
        walkers = [
            walks(person, Idea(title, "Avec un secret dedans.", "1080"))
            for person, title in ((noor, "Un banc pour les vieux"), (luc, "Une boîte à livres"))
        ]
        for walker in walkers:
            await walker.starts()
            await walker.files_idea()
        await noor.says(f"idea {walkers[-1].number}")
        card = await noor.hears("boîte à livres")
        support = await noor.reacts(card.event, "1\ufe0f\u20e3")
        await noor.hears("boîte à livres")
        assert stage.city.value("select count(*) from supports where idea > 3") == 1
        await noor.takes_back(support)
        await noor.hears(said("you no longer support idea"))
        assert stage.city.value("select count(*) from supports where idea > 3") == 0
        message = next(b.event for b in luc.chat if not b.by_bot and "boîte" in b.text)
        await luc.takes_back(message)
        await luc.hears(said("so I have taken your idea"))
        await stage.program.settled()
        assert stage.city.titles() == ["Un banc pour les vieux", ""]
        for table, column in (
            ("chats", "state"),
            ("inbox", "raw"),
            ("outbox", "payload"),
            ("ideas", "title"),
        ):
            held = stage.city.rows(f"select {column} from {table} where {column} is not null")
            assert not any("livres" in str(row[0]) for row in held), table
        assert stage.troubles() == []


async def test_h56_a_room_that_is_upgraded_takes_the_conversation_along(
    synapse: SynapseServer, city: City
) -> None:
    async with town(synapse, city) as stage:
        noor = await stage.neighbour()
        walker = walks(noor, Idea("Un banc pour les vieux", "", "1080"))
        await walker.starts()
        await walker.walks_to("title")
        upgraded = await noor.asks("POST", "rooms", noor.room, "upgrade", body={"new_version": "10"})
        noor.room = upgraded["replacement_room"]
        await noor.asks("POST", "rooms", noor.room, "invite", body={"user_id": stage.login.user})
        await noor.until(lambda: noor.members.get(f"{noor.room} {stage.login.user}") == "join", 20)
        assert await walker.files_idea()
        assert stage.city.titles() == ["Un banc pour les vieux"]
        assert stage.troubles() == []


async def test_h57_so_many_invitations_are_limited_and_keep_nobody_waiting(
    synapse: SynapseServer, city: City
) -> None:
    async with town(synapse, city) as stage:
        pushy, noor = await stage.neighbour("pushy"), await stage.neighbour()
        rooms = [await pushy.opens() for _ in range(14)]
        await noor.starts()
        await noor.hears(timeout=20)
        joined = [room for room in rooms if pushy.members.get(f"{room} {stage.login.user}") == "join"]
        assert len(joined) <= 10
        await stage.program.restart()
        await noor.says("menu")
        await noor.hears(timeout=20)


async def test_h62_under_the_limits_of_a_stock_synapse_every_answer_arrives(
    stock_synapse: SynapseServer, city: City
) -> None:
    """People are limited, too: two of them say five things each without waiting, more than the bot may answer at once."""
    async with town(stock_synapse, city) as stage:
        people = [await stage.neighbour() for _ in range(2)]
        for person in people:
            await person.starts()
        for person in people:
            await person.hears(timeout=30)
        await asyncio.gather(*(_says_many(person, 5) for person in people))
        for person in people:
            await person.until(lambda person=person: len(person.told) == 6, 60)  # type: ignore[misc]
        await stage.program.settled(30)
        figures = await stage.program.figures()
        assert figures['parvis_sendings_total{label="matrix:later"}'] >= 1
        # Keycaps came out of what was left over, if at all: answers had to wait for one another, not for them.
        tapped = {sender for person in people for sender, _event, _key in person.reactions}
        assert sum(len(person.reactions) for person in people) <= 5
        assert tapped <= {stage.login.user}
        assert stage.troubles() == []
        assert stage.city.backlog() == {}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({}, r"ok     Matrix: @parvis\d+:parvis\.test, at http"),
        ({"PARVIS_MATRIX__TOKEN": "syt_nobodys"}, "wrong  Matrix: .*PARVIS_MATRIX__TOKEN"),
        ({"PARVIS_MATRIX__DEVICE": "ANOTHER"}, "wrong  Matrix: .*PARVIS_MATRIX__DEVICE"),
        ({"PARVIS_MATRIX__USER": "@noor:parvis.test"}, "wrong  Matrix: .*PARVIS_MATRIX__USER"),
        ({"PARVIS_MATRIX__HOMESERVER": "http://127.0.0.1:9"}, "wrong  Matrix: .*PARVIS_MATRIX__HOMESERVER"),
        ({"PARVIS_MATRIX__DEVICE": ""}, "wrong  Matrix: .*PARVIS_MATRIX__DEVICE"),
    ],
)
async def test_check_says_in_words_how_matrix_stands(
    synapse: SynapseServer, tmp_path: Path, wrong: dict[str, str], said: str
) -> None:
    login = await asyncio.to_thread(synapse.login, new_name("parvis"))
    env = settings_for(data_dir=tmp_path / "data", env=settings_of(synapse, login) | wrong)
    ran = await run_parvis("check", env=env, folder=tmp_path)
    assert re.search(said, ran.output), ran.output
    assert ran.exit_code == (0 if said.startswith("ok") else 1)
    assert login.token not in ran.output + ran.errors


async def test_a_token_that_is_refused_is_told_and_the_other_platform_goes_on(
    synapse: SynapseServer, city: City
) -> None:
    login = await asyncio.to_thread(synapse.login, new_name("parvis"))
    wrong = settings_of(synapse, login) | {"PARVIS_MATRIX__DEVICE": "ANOTHER"}
    async with (
        TelegramServer() as telegram,
        running_parvis(telegram, data_dir=city.data_dir, env=wrong, ready=False) as program,
    ):
        told = await program.logs("account-refused", seconds=30)
        assert "PARVIS_MATRIX__DEVICE" in str(told["event"])
        noor = telegram.citizen(first_name="Noor", language_code="nl")
        await noor.starts()
        await noor.hears("Parvis", timeout=20)
