"""H52: what an earlier release left half-way is finished by this one, in the same chat, with the same buttons."""

from __future__ import annotations

import functools
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.civic.people import CONSENT_VERSIONS, OPINIONS
from bot.civic.stages import STAGE_TURNS
from bot.engine.chat import load_chat
from bot.engine.outgoing import Button, Lane
from bot.office import Office
from storage import tables
from tests.chat import Chat
from tests.flows.half_way import EARLIER, HALF_WAY
from tests.given import PHOTOS
from tests.phones import Shown
from tests.worlds import World, open_office, put_in_place
from tools.record_release import FOLDER, record

RELEASES = sorted(path.name for path in FOLDER.iterdir())
WAYS = {**EARLIER, **HALF_WAY}
TODAY = dict.fromkeys(("agree", "comment", "change", "consent", "reread"), "")


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Path]:
    """Give what brings a copy of a recorded database up to date with the code of today, each once."""

    @functools.cache
    def migrate_copy(release: Path) -> Path:
        copy = tmp_path_factory.mktemp("release") / "parvis.db"
        shutil.copyfile(release / "parvis.db", copy)
        open_office(f"sqlite:///{copy}").database.close()
        with closing(sqlite3.connect(copy)) as file:
            for line in ("PRAGMA journal_mode=DELETE", "PRAGMA page_size=4096", "VACUUM"):
                file.execute(line)
        return copy

    return migrate_copy


@pytest.fixture
def opened(sqlite_office: Office, migrated: Callable[[Path], Path]) -> Callable[[Path], Office]:
    """Give what opens a recorded database with the code of today."""

    def open_copy(release: Path) -> Office:
        put_in_place(migrated(release), sqlite_office.database)
        return sqlite_office

    return open_copy


def journals(release: Path) -> dict[str, Any]:
    """Return what the release wrote beside its database."""
    read: dict[str, Any] = json.loads((release / "journals.json").read_text(encoding="utf-8"))
    return read


def again(office: Office, release: Path, name: str) -> Chat:
    """Return somebody's chat as they left it: what is on their screen, and what they typed."""
    left = journals(release)
    world = World(office, at=datetime.fromisoformat(left["at"]))
    world.phones.files = dict.fromkeys(left["files"], PHOTOS["fine"] or b"")
    seen = left["chats"][name]
    screen = [
        Shown(
            each["id"],
            each["text"],
            tuple(Button(*button) for button in each["buttons"]),
            Lane(each["lane"]),
            count,
            each["text"],
        )
        for count, each in enumerate(seen["screen"])
    ]
    world.phones.screens[name], world.phones.ever[name] = screen, list(screen)
    chat = Chat(world, name, hint=WAYS[name].language)
    chat.language = seen["language"]
    chat.mine = [(message, text) for message, text in seen["typed"]]
    chat.numbered_from(len(seen["typed"]) + 1000)
    return chat


def left_half_way() -> Iterator[Any]:
    """Give what each release left half-way; what an older one had left, too, is gone on with again by `make prove`."""
    seen: set[str] = set()
    for release in RELEASES:
        for name in journals(FOLDER / release)["chats"]:
            yield pytest.param(release, name, marks=pytest.mark.prove if name in seen else ())
            seen.add(name)


def test_the_stages_of_programmes_from_before_are_told_of(opened: Callable[[Path], Office]) -> None:
    world = World(opened(FOLDER / "0.4.0"))
    waiting = world.count(tables.due, tables.due.c.kind == STAGE_TURNS)
    assert waiting == world.count(tables.programmes) > 0


@pytest.mark.parametrize(("release", "name"), list(left_half_way()))
def test_h52_what_was_begun_before_a_deploy_goes_on_after_it(
    opened: Callable[[Path], Office], release: str, name: str
) -> None:
    chat = again(opened(FOLDER / release), FOLDER / release, name)
    chat.play(WAYS[name].finish, **_asked_once_more(chat.world))


def _asked_once_more(world: World) -> dict[str, str]:
    """Return what else happens, where people agreed to other words than today's."""
    with world.desk() as desk:
        agreed = desk.connection.execute(select(func.max(tables.consents.c.version))).scalar()
    if agreed == CONSENT_VERSIONS[OPINIONS]:
        return TODAY
    asked = f"agree-{CONSENT_VERSIONS[OPINIONS]}\n"
    new = "< {You agreed before; something is new.}\n[yes]"
    return {
        "agree": f"\n? idea {asked}{new}",
        "comment": f"\n? write {asked}{new}",
        "change": f"\n? correct {asked}{new}",
        "consent": f"\n? consent {asked}{new}",
        "reread": f"\n? consent {asked}<! {{You agreed before}}\n[yes]",
    }


@pytest.mark.parametrize("release", RELEASES)
def test_h52_the_state_of_every_chat_is_read_as_it_was_written(release: str) -> None:
    for name, seen in journals(FOLDER / release)["chats"].items():
        state = load_chat(json.dumps(seen["state"]))
        written = [(f["flow"], f["id"]) for f in seen["state"]["frames"]]
        assert [(f.flow, f.id) for f in state.frames] == written, name


def test_what_is_recorded_today_can_be_finished_today(
    opened: Callable[[Path], Office], tmp_path: Path
) -> None:
    """So that a conversation that cannot be finished is noticed before it is a release's."""
    record(tmp_path)
    assert journals(tmp_path)["chats"].keys() == WAYS.keys()
    assert (tmp_path / "parvis.db").stat().st_size < 500_000
    for name, each in WAYS.items():
        again(opened(tmp_path), tmp_path, name).play(each.finish, **TODAY)
