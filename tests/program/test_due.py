"""The program was away, or the clock has jumped: what fell due meanwhile is judged by what is so now."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.engine.chat import dump_chat, load_chat
from bot.engine.desk import Due
from bot.office import open_office
from bot.settings import read_settings
from storage import tables
from tests.program.cities import City
from tests.program.stages import Stage, staged
from tests.program.walking import Idea, Walker

TICKS_SECONDS = 1.5
"""In this time what has fallen due is looked for at least once."""


@pytest.mark.prove_on("postgresql")
@pytest.mark.parametrize("people", [3, pytest.param(60, marks=pytest.mark.prove)])
async def test_h66_h67_after_two_days_one_nudge_after_ten_none_but_the_draft(
    either_city: City, people: int, noon: str
) -> None:
    async with staged(either_city, PARVIS_CITY=noon) as stage:
        walkers = [await _half_way(stage, f"Een bankje op plein {number}") for number in range(people)]
        await _is_away(stage, timedelta(days=2))
        for walker in walkers:
            assert await walker.listens() == "nudge"
        await stage.program.settled()
        heard = _told(walkers)
        # Once is once, however often it is started and whatever the clock does.
        await stage.program.restart()
        await _is_away(stage, -timedelta(days=1))
        await asyncio.sleep(TICKS_SECONDS)
        await _is_away(stage, timedelta(days=11))
        await asyncio.sleep(TICKS_SECONDS)
        assert _told(walkers) == heard
        for walker in walkers:
            await walker.citizen.says("Omdat er nu geen is")
            assert await walker.listens() == "resume"
            await walker.files_idea()
        assert sorted(stage.city.titles()) == sorted(walker.idea.title for walker in walkers)
        assert stage.server.duplicates() == []
        await stage.program.settled()
        assert stage.city.backlog() == {}
        assert stage.troubles() == []


async def _half_way(stage: Stage, title: str) -> Walker:
    """Return somebody who wants reminders, has said what their idea is, and falls silent."""
    walker = await stage.welcomed()
    walker.idea = Idea(title)
    await walker.answers()
    await walker.walks_to("description")
    return walker


async def _is_away(stage: Stage, by: timedelta) -> None:
    """Stop the program, let that time go by, and start it again."""
    await stage.program.settled()
    await stage.program.stop()
    _goes_by(stage.city, by)
    await stage.program.restart()


def _goes_by(city: City, by: timedelta) -> None:
    """Let all that is waited for, and all that was said, be that much longer ago."""
    office = open_office(read_settings(database_url=city.url or f"sqlite:///{city.file}"))
    with office.at_desk() as desk:
        for row in desk.connection.execute(select(tables.due)).all():
            args = json.loads(row.args) if row.args else None
            desk.plan(Due(row.kind, row.subject, row.at - by, row.version, args))
        for account, state in desk.connection.execute(
            select(tables.chats.c.account, tables.chats.c.state)
        ).all():
            chat = load_chat(state)
            for frame in chat.frames:
                frame.at -= int(by.total_seconds())
            desk.save_chat(account, dump_chat(chat))
    office.database.close()


def _told(walkers: list[Walker]) -> list[int]:
    return [len(walker.citizen.private_chat.told) for walker in walkers]
