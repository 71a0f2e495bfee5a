"""Who there is on Telegram: people, bots, and the three accounts that stand for somebody else."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import TypedDict

from tests.telegram_server.wire import Json, present

# Real ids passed 2³² long ago: a program that keeps them in 32 bits must fail here, not in the city.
_ids = count(5_000_000_001)


class Details(TypedDict, total=False):
    """What may be said about a person; all of it optional."""

    id: int
    first_name: str
    last_name: str
    username: str
    language_code: str
    is_bot: bool


@dataclass(eq=False, kw_only=True)
class Person:
    """Someone with an account. Names may change at any time; the id never does."""

    id: int = field(default_factory=lambda: next(_ids))
    first_name: str = "Noor"
    last_name: str = ""
    username: str = ""
    language_code: str = ""
    is_bot: bool = False

    def wire(self) -> Json:
        return {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name} | present(
            last_name=self.last_name, username=self.username, language_code=self.language_code
        )


# The Bot API's stand-ins for senders that are no people.
ANONYMOUS_ADMIN = Person(id=1087968824, first_name="Group", username="GroupAnonymousBot", is_bot=True)
CHANNEL_IN_GROUP = Person(id=136817688, first_name="Channel", username="Channel_Bot", is_bot=True)
TELEGRAM = Person(id=777000, first_name="Telegram")
