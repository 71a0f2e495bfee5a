"""A process of its own in which many people want a seat at once: `python -m tests.storage.rushing ADDRESS PERSON:ACCOUNT…`.

It says when it is ready; each line that it reads names an event for which they all press, and it answers when they have.
"""

from __future__ import annotations

import contextlib
import sys
import threading
from contextlib import AbstractContextManager
from functools import partial
from typing import Any

from bot.civic.doors import Citizen
from bot.civic.rsvps import Come
from storage.database import Database
from tests.storage.town import Town, at_once


def main(address: str, *people: str) -> None:
    """Rush, as often as one is told to."""
    town = Town(Database(address))
    # Where one file is written, the program has one thread that does so (storage/sqlite_store.py).
    writer = threading.Lock() if town.database.sqlite else contextlib.nullcontext()
    crowd = [Citizen(int(person), int(account)) for person, account in (each.split(":") for each in people)]
    say("ready")
    for line in sys.stdin:
        event = int(line)
        at_once([partial(press, town, writer, event, who) for who in crowd])
        say("done")


def press(town: Town, writer: AbstractContextManager[Any], event: int, who: Citizen) -> None:
    """Let somebody press."""
    with writer:
        town.do(Come(event), who)


def say(word: str) -> None:
    """Say a word to whoever has started this."""
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
