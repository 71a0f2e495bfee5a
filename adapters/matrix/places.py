"""Where somebody is written to: a group in its room, a person in a room of our own, or wherever that will be."""

from __future__ import annotations

from typing import NamedTuple


class Place(NamedTuple):
    """An address as the engine keeps it: a group's is its room; a person's has who they are behind it.

    Whoever was never met in private has no room yet. The person stands there because a room in which we were alone
    may become a group: then nothing of theirs is said there any more.
    """

    room: str
    person: str

    @property
    def chat(self) -> str:
        """The address as it is kept."""
        return " ".join(filter(None, self))


def place_of(chat: str) -> Place:
    """Return what a kept address means."""
    room, _, person = chat.rpartition(" ")
    if person.startswith("@"):
        return Place(room, person)
    return Place(chat, "")
