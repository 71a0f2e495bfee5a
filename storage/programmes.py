"""Programmes, their stages and their windows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select, update

from bot.civic.doors import Refused
from bot.civic.events import still_as_seen
from bot.civic.programmes import (
    ChangeProgramme,
    CreateProgramme,
    CurrentWindow,
    Known,
    OneProgramme,
    Outline,
    Outlines,
    Programme,
    ProgrammeCard,
    Programmes,
    RequiredLanguages,
    Stage,
    StageKind,
    Window,
    check_known,
    check_names,
    check_stages,
    may_create,
    new_code,
    window_of,
    windowed,
)
from bot.civic.roles import EVERYWHERE, Right
from bot.civic.rsvps import State
from bot.civic.statuses import as_of
from bot.civic.templates import known_templates, load_template
from bot.text.languages import LANGUAGES
from storage.audit import note
from storage.roles import require
from storage.tables import (
    comments,
    events,
    follows,
    ideas,
    possible,
    programmes,
    rsvps,
    supports,
    voters,
    votes,
)
from storage.transaction import Handlers, Transaction


def current_window(transaction: Transaction, _query: CurrentWindow) -> Window:
    """Return the programme that takes ideas now; else the next to open; else the last that closed."""
    every = [each for each in all_programmes(transaction, Programmes()) if each.takes_ideas]
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


def one(transaction: Transaction, query: OneProgramme) -> ProgrammeCard | None:
    """Return a programme as it is now."""
    every = all_programmes(transaction, Programmes())
    found = next((each for each in every if each.id == query.number), None)
    if found is None:
        return None
    on = tuple(place for place, stage in enumerate(found.stages) if stage.is_on(transaction.now))
    return ProgrammeCard(found, found.is_open(transaction.now), on)


def outlines(_transaction: Transaction, _query: Outlines) -> tuple[Outline, ...]:
    """Return what a programme can be made of."""
    templates = [load_template(code) for code in known_templates()]
    return tuple(Outline(each.code, each.names, each.stages, each.languages) for each in templates)


def required_languages(transaction: Transaction, programme: int) -> Sequence[str]:
    """Return the languages that what is said in a programme must be in; of none, those in which the city speaks to everybody."""
    found = programme_of(transaction, programme)
    return (found.languages if found else ()) or transaction.city.public


def required(transaction: Transaction, query: RequiredLanguages) -> Sequence[str]:
    """Return the languages that what is said in a programme must be in."""
    return required_languages(transaction, query.programme)


def programme_of(transaction: Transaction, number: int) -> Programme | None:
    """Return the programme of that number."""
    return next((each for each in all_programmes(transaction, Programmes()) if each.id == number), None)


def where_it_expires(transaction: Transaction) -> list[int]:
    """Return the programmes that are over, and in which what too few supported has expired: as it is kept, it is proposed."""
    every = all_programmes(transaction, Programmes())
    return [each.id for each in every if as_of("proposed", each, transaction.now) == "expired"]


def create(transaction: Transaction, command: CreateProgramme) -> int:
    """Make a programme."""
    require(transaction, Right.PROGRAMMES)
    existing = {p.code for p in all_programmes(transaction, Programmes())}
    whole = replace(windowed(command), code=command.code or new_code(command.template, existing))
    may_create(whole, existing, _known(transaction))
    del transaction.remembered["programmes"]
    # Somebody else may be making the same one just now.
    made = transaction.upsert(programmes).on_conflict_do_nothing(index_elements=["code"])
    row = {
        "code": whole.code,
        "names": _json(dict(whole.names)),
        "opens_at": whole.opens,
        "closes_at": whole.closes,
        "template": whole.template,
        "stages": _stages(whole.stages),
        "topics": _json(whole.topics),
        "neighbourhoods": _json(whole.neighbourhoods),
        "languages": _json(whole.languages),
    }
    number: int | None = transaction.connection.execute(made.returning(programmes.c.id), row).scalar()
    if number is None:
        raise Refused("code-taken")
    note(transaction, "programme-made", f"programme:{number}")
    return number


def change(transaction: Transaction, command: ChangeProgramme) -> None:
    """Change a programme; its window follows its stages."""
    query = select(programmes).where(programmes.c.id == command.id).with_for_update()
    row = transaction.connection.execute(query).first() if possible(command.id) else None
    require(transaction, Right.PROGRAMMES, row.id if row is not None else EVERYWHERE)
    if row is None:
        raise Refused("no-such-programme")
    still_as_seen(command.seen, row.edits)
    was = _programme(row)
    check_known(command, _known(transaction))
    languages = was.languages if command.languages is None else command.languages
    check_names(was.names if command.names is None else command.names, languages)
    values = _changed(command)
    if not values:
        raise Refused("nothing-changes")
    statement = update(programmes).where(programmes.c.id == row.id)
    transaction.connection.execute(statement.values(**values, edits=row.edits + 1))
    transaction.remembered.pop("programmes", None)
    note(transaction, "programme-changed", f"programme:{row.id}", what=sorted(values))


def _changed(command: ChangeProgramme) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if command.names is not None:
        values["names"] = _json(dict(command.names))
    if command.stages is not None:
        check_stages(command.stages)
        values["stages"] = _stages(command.stages)
        if command.stages:
            values["opens_at"], values["closes_at"] = window_of(command.stages)
    for name in ("topics", "neighbourhoods", "languages"):
        given = getattr(command, name)
        if given is not None:
            values[name] = _json(given)
    return values


def _known(transaction: Transaction) -> Known:
    city = transaction.city
    return Known({t.id for t in city.topics}, {n.id for n in city.neighbourhoods}, LANGUAGES)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _stages(stages: Sequence[Stage]) -> str:
    return _json(
        [
            {"kind": each.kind, "opens": _spelt(each.opens), "closes": _spelt(each.closes)}
            for each in sorted(stages, key=lambda stage: stage.opens)
        ]
    )


def _spelt(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


def _programme(row: Any) -> Programme:
    return Programme(
        row.id,
        row.code,
        json.loads(row.names),
        row.opens_at,
        row.closes_at,
        row.template,
        tuple(
            Stage(StageKind(each["kind"]), *map(datetime.fromisoformat, (each["opens"], each["closes"])))
            for each in json.loads(row.stages)
        ),
        tuple(json.loads(row.topics)),
        tuple(json.loads(row.neighbourhoods)),
        tuple(json.loads(row.languages)),
        row.edits,
        row.screens,
        row.threshold,
    )


_EVERY = select(programmes).order_by(programmes.c.id.desc())


def took_part(numbers: Sequence[int]) -> Any:
    """Return the query for whoever shared, supported, followed or discussed an idea of these programmes, comes to an event, or voted."""
    of_ideas, of_events, of_votes = (
        select(table.c.id).where(table.c.programme.in_(numbers)) for table in (ideas, events, votes)
    )
    return (
        select(ideas.c.author)
        .where(ideas.c.programme.in_(numbers), ideas.c.author.is_not(None))
        .union(
            select(supports.c.person).where(supports.c.idea.in_(of_ideas)),
            select(comments.c.author).where(comments.c.idea.in_(of_ideas), comments.c.author.is_not(None)),
            select(follows.c.person).where(follows.c.idea.in_(of_ideas)),
            select(rsvps.c.person).where(rsvps.c.event.in_(of_events), rsvps.c.state != State.NO),
            select(voters.c.person).where(voters.c.vote.in_(of_votes)),
        )
    )


HANDLERS: Handlers = {
    CurrentWindow: current_window,
    Programmes: all_programmes,
    CreateProgramme: create,
    ChangeProgramme: change,
    OneProgramme: one,
    RequiredLanguages: required,
    Outlines: outlines,
}
