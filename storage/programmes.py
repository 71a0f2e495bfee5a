"""Programmes and their windows."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select

from bot.civic.doors import Refused
from bot.civic.programmes import CreateProgramme, CurrentWindow, Programme, Programmes, Window, may_create
from storage.tables import programmes
from storage.transaction import Handlers, Transaction


def current_window(transaction: Transaction, _query: CurrentWindow) -> Window:
    """Return the programme that takes ideas now; else the next to open; else the last that closed."""
    every = all_programmes(transaction, Programmes())
    now = transaction.now
    for programme in every:
        if programme.is_open(now):
            return Window(programme, open=True)
    to_come = [p for p in every if p.opens > now]
    if to_come:
        return Window(min(to_come, key=lambda p: p.opens), open=False, to_come=True)
    return Window(max(every, key=lambda p: p.closes or p.opens, default=None), open=False)


def all_programmes(transaction: Transaction, _query: Programmes) -> tuple[Programme, ...]:
    """Return all programmes, the newest first."""
    every: tuple[Programme, ...] | None = transaction.remembered.get("programmes")
    if every is None:
        every = tuple(_programme(row) for row in transaction.connection.execute(_EVERY))
        transaction.remembered["programmes"] = every
    return every


def create(transaction: Transaction, command: CreateProgramme) -> int:
    """Make a programme."""
    transaction.require_operator()
    may_create(command, {p.code for p in all_programmes(transaction, Programmes())})
    del transaction.remembered["programmes"]
    # Somebody else may be making the same one just now.
    made = transaction.upsert(programmes).on_conflict_do_nothing(index_elements=["code"])
    row = {
        "code": command.code,
        "names": json.dumps(dict(command.names), ensure_ascii=False),
        "opens_at": command.opens,
        "closes_at": command.closes,
    }
    number: int | None = transaction.connection.execute(made.returning(programmes.c.id), row).scalar()
    if number is None:
        raise Refused("code-taken")
    return number


def _programme(row: Any) -> Programme:
    return Programme(row.id, row.code, json.loads(row.names), row.opens_at, row.closes_at)


_EVERY = select(programmes).order_by(programmes.c.id.desc())

HANDLERS: Handlers = {CurrentWindow: current_window, Programmes: all_programmes, CreateProgramme: create}
