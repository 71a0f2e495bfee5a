"""A group with the bot in it: the real program, which restarts before everything that somebody does, seen by its members."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bot.civic.people import OPINIONS, FinishWelcome, GiveConsent, SpeakLanguage
from bot.engine.incoming import Arrival, Sender
from bot.engine.work import Taken
from storage import tables
from tests.phones import Shown
from tests.worlds import World


@dataclass
class Neighbours:
    """A group. People are named; those who are `neighbour`s have a private chat and have consented."""

    world: World
    chat: str = "-street"
    notes: list[str] = field(default_factory=list)
    _keys: Any = field(default_factory=lambda: itertools.count(1))

    # --- the door

    def adds_bot(self, *, muted: bool = False) -> None:
        self._door(kind="joined", muted=muted)

    def removes_bot(self) -> None:
        self._door(kind="left")

    def becomes(self, chat: str) -> None:
        self._door(kind="moved", to=chat)
        self.chat = chat

    # --- its people

    def neighbour(self, name: str, language: str = "nl") -> str:
        """Let somebody be known in private, who has consented."""
        self.world.meet(name, language)
        self.world.does(name, SpeakLanguage(language), GiveConsent(OPINIONS), FinishWelcome())
        return name

    def says(self, who: str, text: str, *, addressed: bool = True, hint: str | None = "nl") -> None:
        self._does(who, hint, kind="typed", text=text, addressed=addressed)

    def presses(self, who: str, label: str = "Steunen", *, hint: str | None = "nl") -> str:
        """Press the newest button in the group that says so; return what who pressed is answered, alone."""
        button, message = next(
            (button, message.id)
            for message in reversed(self.screen)
            for button in message.buttons
            if label in button.label
        )
        return self.presses_token(who, button.token, message, hint=hint)

    def presses_token(self, who: str, token: str, message: str = "b0", *, hint: str | None = "nl") -> str:
        receipt = f"r{next(self.world.receipts)}"
        self._does(who, hint, kind="pressed", token=token, message=message, receipt=receipt)
        return self.world.phones.toasts.get(receipt, "")

    def reacts(self, who: str, mark: str) -> None:
        """Press what the newest message offers by a sign of that id, which can be taken back."""
        button = next(b for m in reversed(self.screen) for b in m.buttons)
        receipt = f"r{next(self.world.receipts)}"
        self._does(who, None, kind="pressed", token=button.token, message="b0", receipt=receipt, mark=mark)

    def takes_back(self, who: str, mark: str) -> None:
        """Take a sign back."""
        self.world.restart()
        raw = json.dumps({"kind": "redacted", "message": mark})
        sender = Sender(who, who, who, group=self.chat)
        self.world.keep(Arrival(f"{who}-{next(self._keys)}", raw, sender, only_known=True))
        self._settle()

    def press_together(self, everybody: Sequence[str], label: str = "Steunen") -> None:
        """Let everybody press at once; nothing is taken yet."""
        button = next(b for m in reversed(self.screen) for b in m.buttons if label in b.label)
        for who in everybody:
            receipt = f"r{next(self.world.receipts)}"
            self._keep(who, "nl", kind="pressed", token=button.token, message="b0", receipt=receipt)

    # --- what they see

    @property
    def screen(self) -> list[Shown]:
        return self.world.phones.screens.get(self.chat, [])

    @property
    def said(self) -> list[str]:
        return [message.text for message in self.screen]

    @property
    def changes(self) -> int:
        """How often something was said in the group, or changed."""
        return len(self.world.phones.ever.get(self.chat, ()))

    def private(self, who: str) -> list[str]:
        return [message.text for message in self.world.phones.screens.get(who, [])]

    def wait(self, seconds: float = 30) -> None:
        """Let time go by, and what falls due in it."""
        self.world.restart()
        self.world.forward(timedelta(seconds=seconds))

    @property
    def traces(self) -> int:
        """How many rows there are that know of a group."""
        world, due = self.world, tables.due
        return (
            world.count(tables.groups)
            + world.count(tables.group_cards)
            + world.count(due, due.c.kind.in_(("card", "weekly")))
            + world.count(tables.outbox, tables.outbox.c.chat == self.chat)
            + world.count(tables.jobs, tables.jobs.c.group.is_not(None))
        )

    # --- how it is done

    def _door(self, **update: Any) -> None:
        self.world.restart()
        raw = json.dumps({**update, "group": self.chat})
        self.world.keep(Arrival(f"door-{self.chat}-{next(self._keys)}", raw, None, door=True))
        self._settle()

    def _does(self, who: str, hint: str | None, **update: Any) -> None:
        self.world.restart()
        self._keep(who, hint, **update)
        self._settle()

    def _keep(self, who: str, hint: str | None, **update: Any) -> None:
        sender = Sender(who, who, who, hint, group=self.chat)
        raw = json.dumps({**update, "group": self.chat})
        key = f"{who}-{self.chat}-{next(self._keys)}"
        self.world.keep(Arrival(key, raw, sender, update.get("receipt")))

    def _settle(self) -> list[Taken]:
        taken = self.world.settle()
        self.notes += [note for each in taken for note in each.notes]
        return taken
