"""The desk at which turns are taken: the engine's side of a transaction (bot/engine/desk.py says what it promises)."""

from __future__ import annotations

from bot.civic.doors import Actor, Event
from storage.due import DueRows
from storage.inbox import Inbox
from storage.media import Jobs
from storage.nudges import Readers
from storage.outbox import Outbox
from storage.sources import Sources


class Desk(Inbox, Readers, Outbox, DueRows, Jobs, Sources):
    """A transaction at which the engine works: every noun of the engine's, in one."""

    def act_as(self, actor: Actor) -> None:
        """From here on, commands are carried out for this actor."""
        self.actor = actor
        self.changed = False

    def events(self) -> list[Event]:
        """Return the events since last asked."""
        happened, self.happened = self.happened, []
        return happened
