"""What comes of a command for a role, tried and undone: what the tables of rules are held against."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import Any

from bot.civic.doors import Command, Operator, Refused
from tests.worlds import World


class _UndoneError(Exception):
    """Nothing of this is to stay."""


def _undo() -> None:
    raise _UndoneError


def cells(table: str, roles: Sequence[str]) -> dict[tuple[str, ...], str]:
    """Return what a table that was written by hand says: what stands at the left of a line, with the role, and what comes of it.

    Its heading ends in the roles; no line stands there twice.
    """
    heading, *lines = [
        [cell.strip() for cell in line.split("|")] for line in table.splitlines() if line.strip()
    ]
    about = len(heading) - len(roles)
    assert tuple(heading[about:]) == tuple(roles)
    found = [
        ((*line[:about], role), code)
        for line in lines
        for role, code in zip(roles, line[about:], strict=True)
    ]
    assert len(dict(found)) == len(found)
    return dict(found)


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
