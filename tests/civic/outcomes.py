"""What comes of a command for a role, tried and undone: what the tables of rules are held against."""

from __future__ import annotations

import contextlib
from typing import Any

from bot.civic.doors import Command, Operator, Refused
from tests.worlds import World


class _UndoneError(Exception):
    """Nothing of this is to stay."""


def _undo() -> None:
    raise _UndoneError


def outcome(world: World, role: str, command: Command[Any]) -> str:
    """Return what comes of a command for a role, and undo it."""
    actor = Operator() if role == "operator" else world.who(role)
    came_to = "ok"
    with world.desk() as desk, contextlib.suppress(_UndoneError), desk.savepoint():
        desk.act_as(actor)
        try:
            desk.carry_out(command)
        except Refused as no:
            came_to = no.code
        _undo()
    return came_to
