"""What goes wrong, on purpose: which calls, how, how often, and whether they took effect before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Literal

from tests.telegram_server.calls import Call

Kind = Literal[
    "too_many_requests",
    "bad_gateway",
    "server_error",
    "empty",
    "ok_only",
    "not_ok_only",
    "unauthorized",
    "silence",
    "reset",
    "slow",
    "body",
]


@dataclass(frozen=True)
class Fault:
    """One way of going wrong.

    - `too_many_requests`: 429 with `seconds`, or with no figure where they are None
    - `bad_gateway`: 502 with a page of HTML
    - `server_error`: 500 as JSON
    - `empty`: 200 without a body
    - `ok_only`, `not_ok_only`: `{"ok":true}`, `{"ok":false}`, and nothing else
    - `unauthorized`: 401, as after the token was revoked
    - `silence`: no answer for `seconds` (None: until the caller gives up), then the connection is closed
    - `reset`: the connection is reset
    - `slow`: the right answer, after `seconds`
    - `body`: 200 with `body`, whatever it is

    `accepted` says that the call took effect, and only its answer is lost.
    """

    kind: Kind
    seconds: float | None = None
    accepted: bool = False
    body: bytes = b""


@dataclass
class Rule:
    """A fault with the calls it is for; `happened` counts how often it did."""

    fault: Fault
    method: str | None = None
    times: int | None = 1
    chance: float = 1.0
    when: Callable[[Call], bool] | None = None
    happened: int = 0

    def fits(self, call: Call, chance: Random) -> bool:
        return (
            (self.times is None or self.happened < self.times)
            and (self.method is None or self.method.lower() == call.method.lower())
            and (self.when is None or self.when(call))
            and chance.random() < self.chance
        )


@dataclass
class FaultPlan:
    """The rules in force; the first that fits a call decides. The same seed gives the same chances."""

    seed: int = 1
    rules: list[Rule] = field(default_factory=list)
    _chance: Random = field(init=False)

    def __post_init__(self) -> None:
        self._chance = Random(self.seed)

    def add(
        self,
        kind: Kind | Fault,
        *,
        method: str | None = None,
        times: int | None = 1,
        chance: float = 1.0,
        when: Callable[[Call], bool] | None = None,
    ) -> Rule:
        """Plan a fault for the next `times` calls (None: all) of a method (None: any; "file": downloads)."""
        fault = kind if isinstance(kind, Fault) else Fault(kind)
        self.rules.append(Rule(fault, method, times, chance, when))
        return self.rules[-1]

    def clear(self) -> None:
        """Let everything go well again."""
        self.rules.clear()

    def next_for(self, call: Call) -> Fault | None:
        """Answer the fault that a call meets, and count it."""
        for rule in self.rules:
            if rule.fits(call, self._chance):
                rule.happened += 1
                return rule.fault
        return None
