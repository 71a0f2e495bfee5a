"""The program as a guest in groups on Telegram: who presses, who is told, at what pace, and what a kill leaves."""

from __future__ import annotations

import asyncio
import re

import pytest

from tests.program.cities import City
from tests.program.stages import Stage, staged
from tests.program.walking import said
from tests.telegram_server import Citizen as Neighbour
from tests.telegram_server import Group, Limits

pytestmark = pytest.mark.asyncio(loop_scope="session")

HELLO = said("Hello! I am Parvis, the chatbot where")
COUNTED = said("Your support is counted")
TITLE = "Een zebrapad aan de school in de Hoogstraat"


async def _group(stage: Stage, *members: Neighbour, supergroup: bool = True) -> Group:
    """Return a group in which the bot has said hello."""
    group = stage.server.group("Buurt", members, supergroup=supergroup)
    await members[0].hears(HELLO, where=group)
    return group


def _told(group: Group, begin: str = "") -> list[str]:
    return [bubble.text for bubble in group.messages if bubble.by_bot and bubble.text.startswith(begin)]


async def test_a_card_is_posted_supported_and_follows_its_count(stage: Stage) -> None:
    noor, amir = (await stage.welcomed()).citizen, (await stage.welcomed(name="Amir")).citizen
    group = await _group(stage, noor, amir)
    username = stage.server.world.bot.username
    await noor.says(f"/idea@{username} 1", where=group)
    card = await noor.hears(TITLE, where=group)
    assert card.labels == ["Steunen · Soutenir"]
    assert f"https://t.me/{username}?start=idea_1" in str(card.entities)
    toasts = [
        await each.sees_answer(await each.presses("Steunen", where=group)) for each in (noor, amir, noor)
    ]
    assert COUNTED.search(toasts[0].text)
    assert COUNTED.search(toasts[1].text)
    assert not COUNTED.search(toasts[2].text)
    # Others on the shared stage may support it, too; and the card may follow one by one, or both at once.
    count = stage.city.value("select supports from ideas where id = 1")
    changed = await noor.hears(
        re.compile(f"{count} mensen steunen dit.*{count} personnes", re.DOTALL), 20, where=group
    )
    assert (changed.message_id, changed.edited) == (card.message_id, True)
    assert len(_told(group, TITLE)) == 1


async def test_h76_who_is_new_is_led_to_the_idea_in_private_and_counts_once_they_agree(stage: Stage) -> None:
    noor, lena = (await stage.welcomed()).citizen, stage.citizen("fr", "Lena")
    group = await _group(stage, noor, lena)
    await noor.says("/idea 2", where=group)
    await noor.hears("compost", where=group)
    before = stage.city.value("select count(*) from supports")
    toast = await lena.sees_answer(await lena.presses("Soutenir", where=group))
    assert toast.text.startswith("Pour compter votre soutien")
    assert toast.url == f"https://t.me/{stage.server.world.bot.username}?start=idea_2"
    assert stage.city.value("select count(*) from supports") == before
    await lena.starts("idea_2")
    await lena.hears(said("May I store your ideas"))


async def test_h50_what_is_private_is_answered_in_private_or_shown_the_way(stage: Stage) -> None:
    noor, lena = (await stage.welcomed()).citizen, stage.citizen("fr", "Lena")
    group = await _group(stage, noor, lena, supergroup=False)
    await noor.says("/menu", where=group)
    await noor.hears(said("What would you like to do for"))
    await lena.says("/settings", where=group)
    await lena.hears("start=menu", where=group)
    await lena.says("/mine", where=group)
    await lena.hears_nothing(1.5, where=group)
    assert [bubble.text for bubble in lena.chat] == []


async def test_h51_kicked_the_group_is_forgotten_and_h51_as_a_supergroup_it_is_followed(stage: Stage) -> None:
    noor = (await stage.welcomed()).citizen
    group = await _group(stage, noor, supergroup=False)
    known = f"select count(*) from groups where chat = '{group.id}'"
    await noor.says("/idea 1", where=group)
    await noor.hears(TITLE, where=group)
    upgraded = await group.becomes_supergroup()
    moved = f"select count(*) from groups where chat = '{upgraded.id}'"
    await stage.becomes(lambda: (stage.city.value(known), stage.city.value(moved)), (0, 1))
    await noor.says("/idea 1", where=upgraded)
    await noor.hears(TITLE, where=upgraded)
    assert _told(upgraded, "Hallo") == []
    await upgraded.kicks_bot()
    await stage.becomes(lambda: stage.city.value(moved), 0)
    assert stage.city.value(f"select count(*) from outbox where chat = '{upgraded.id}'") == 0
    await upgraded.adds_bot()
    await stage.becomes(lambda: stage.city.value(moved), 1)
    await noor.says("/idea 1", where=upgraded)
    await noor.hears(TITLE, where=upgraded)
    assert _told(upgraded, "Hallo") == []


async def test_h51_a_move_that_nobody_told_of_is_found_out_by_sending(stage: Stage) -> None:
    noor = (await stage.welcomed()).citizen
    group = await _group(stage, noor, supergroup=False)
    new = stage.server.world.open_chat("supergroup", "Buurt")
    new.members, group.chat.migrated_to = dict(group.chat.members), new
    await noor.says("/ideas", where=group)
    await noor.hears(said("Trending now"), 15, where=Group(new, stage.server.world))
    await stage.becomes(lambda: stage.city.value(f"select count(*) from groups where chat = '{new.id}'"), 1)


async def test_h51_muted_by_surprise_the_group_is_closed_until_it_may_speak_again(city: City) -> None:
    async with staged(city) as stage:
        noor = (await stage.welcomed()).citizen
        group = await _group(stage, noor)
        closed = f"select closed_at is not null from groups where chat = '{group.id}'"
        group.chat.bot_status = "restricted"
        await noor.says("/ideas", where=group)
        await stage.becomes(lambda: bool(stage.city.value(closed)), wanted=True)
        await group.unmutes_bot()
        await stage.becomes(lambda: bool(stage.city.value(closed)), wanted=False)
        await noor.says("/ideas", where=group)
        await noor.hears(said("Trending now"), 15, where=group)
        await stage.program.settled()
        assert stage.city.backlog() == {"messages failed": 1}


async def test_only_whoever_runs_the_group_turns_the_weekly_list_on(stage: Stage) -> None:
    noor, amir = (await stage.welcomed()).citizen, (await stage.welcomed(name="Amir")).citizen
    group = await _group(stage, noor, amir)
    weekly = f"select weekly from groups where chat = '{group.id}'"
    await amir.says("/weekly", where=group)
    await amir.hears(said("Only an administrator of the group"))
    assert not stage.city.value(weekly)
    await noor.says("/weekly", where=group)
    await noor.hears(said("the new ideas come here every Monday"), where=group)
    assert stage.city.value(weekly)
    await noor.says("/language en", where=group)
    await noor.hears("From now on, I speak English here.", where=group)


@pytest.mark.prove_on("postgresql")
async def test_h60_fifty_press_at_once_the_program_is_killed_and_the_count_is_right(
    either_city: City,
) -> None:
    """At Telegram's own limits: twenty messages and edits a minute in a group, thirty a second in all."""
    async with staged(either_city, PARVIS_TELEGRAM__MESSAGES_PER_SECOND="25") as stage:
        stage.server.world.gauge.limits = Limits()
        everybody = [stage.citizen(name=f"N{number}") for number in range(50)]
        stage.city.knows("telegram", [str(one.id) for one in everybody])
        group = await _group(stage, *everybody)
        await everybody[0].says("/idea 1", where=group)
        card = await everybody[0].hears(TITLE, 10, where=group)
        said_before = len(group.chat.told)
        for one in everybody:
            await one.presses("Steunen", message=card, where=group)
        await asyncio.sleep(0.2)
        await stage.program.kill()
        await stage.program.restart()
        await everybody[0].hears("50 mensen steunen dit.", 40, where=group)
        await stage.program.settled()
        assert stage.city.value("select count(*) from supports") == 50
        assert len(group.chat.told) - said_before <= 4
        assert _told(group, TITLE) == _told(group, TITLE)[:1]
        assert all(not any(b.by_bot for b in one.chat) for one in everybody)
        assert stage.server.violations == []
        assert stage.city.backlog() == {}
        assert stage.troubles() == []
