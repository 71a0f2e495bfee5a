"""A process of its own in which many people want a seat at once: `python -m tests.storage.rushing ADDRESS PERSON:ACCOUNT…`.

It says when it is ready; each line that it reads names an event for which they all press, and it answers when they have.
"""

from __future__ import annotations

import sys
from functools import partial

from bot.civic.doors import Citizen
from bot.civic.rsvps import Come
from storage.database import Database
from tests.storage.town import Town, at_once


def main(address: str, *people: str) -> None:
    """Rush, as often as one is told to."""
    town = Town(Database(address))
    crowd = [Citizen(int(person), int(account)) for person, account in (each.split(":") for each in people)]
    say("ready")
    for line in sys.stdin:
        event = int(line)
        at_once([partial(town.do, Come(event), who) for who in crowd])
        say("done")


def say(word: str) -> None:
    """Say a word to whoever has started this."""
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
