"""Record conversations half-way, for the releases to come: `python -m tools.record_release`.

It plays `tests/flows/half_way.py` and writes `tests/fixtures/releases/<version>/`: the database as a process
leaves it that is killed in the middle, and the state of every chat as JSON, to be read. It is run once for each
release, just before it; what an older release recorded is never touched.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import tempfile
from contextlib import closing
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from bot.engine.chat import dump_chat
from tests.chat import Chat
from tests.flows.half_way import AFFAIRS, EARLIER, HALF_WAY
from tests.worlds import World, open_office

FOLDER: Final = Path(__file__).resolve().parent.parent / "tests" / "fixtures" / "releases"
SMALL_PAGE_BYTES: Final = 1024


def record(folder: Path) -> None:
    """Write what is half-way now into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        office = open_office(f"sqlite:///{scratch}/parvis.db")
        recorded = _played(World(office))
        office.database.close()
        _vacuum(Path(scratch) / "parvis.db", folder / "parvis.db")
    text = json.dumps(recorded, ensure_ascii=False, indent=1)
    (folder / "journals.json").write_text(f"{text}\n", encoding="utf-8")


def _played(world: World) -> dict[str, Any]:
    """Play everything half-way; return what people see, and what the program knows of it."""
    Chat(world, "the city").play(
        "given a programme for 1000 days\ngiven an idea “Un passage pour piétons à l'école”"
    )
    chats = {}
    for name, each in EARLIER.items():
        chats[name] = Chat(world, name, hint=each.language)
        chats[name].play(each.begin)
    Chat(world, "the city").play(AFFAIRS)
    # From here on nobody does the jobs: the process is as good as gone.
    world.working = False
    for name, each in HALF_WAY.items():
        chats[name] = Chat(world, name, hint=each.language)
        chats[name].play(each.begin)
    for name, each in HALF_WAY.items():
        if each.in_vain:
            chats[name].say_in_vain(each.in_vain)
    return {
        "at": world.clock.at.isoformat(),
        "files": sorted(world.phones.files),
        "chats": {name: _seen(chat) for name, chat in chats.items()},
    }


def _seen(chat: Chat) -> dict[str, Any]:
    """Return one chat: what is on the screen, what was typed, and its state."""
    return {
        "language": chat.language,
        "typed": chat.mine,
        "screen": [
            {
                "id": shown.id,
                "text": shown.text,
                "buttons": [[b.label, b.token, b.word] for b in shown.buttons],
                "lane": shown.lane,
            }
            for shown in chat.shown()
        ],
        "state": json.loads(dump_chat(chat.state)),
    }


def _vacuum(database: Path, into: Path) -> None:
    """Copy the database, as small as it gets."""
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("pragma journal_mode=delete")
        connection.execute(f"pragma page_size={SMALL_PAGE_BYTES}")
        connection.execute("vacuum")
    into.write_bytes(database.read_bytes())


def main() -> int:
    """Record this release."""
    folder = FOLDER / version("parvis")
    record(folder)
    print(f"Recorded in {folder.relative_to(Path.cwd())}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
