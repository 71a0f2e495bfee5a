"""Programmes, their stages and their windows."""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select, update

from bot.civic.city import City, Own, OwnKind
from bot.civic.doors import Refused
from bot.civic.events import still_as_seen
from bot.civic.own import TheCity, own_id, with_own
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
    changed,
    may_create,
    new_code,
    windowed,
)
from bot.civic.roles import EVERYWHERE, Right
from bot.civic.rsvps import State
from bot.civic.stages import STAGE_TURNS, AddStage, next_turn, with_stage
from bot.civic.statuses import as_of
from bot.civic.templates import known_templates, load_template
from bot.engine.desk import Due
from bot.text.languages import LANGUAGES
from storage.audit import note
from storage.due import forget_due, has_fallen_due, plan
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


def the_city(transaction: Transaction, _query: TheCity) -> City:
    """Return the city's file, with what programmes have of their own."""
    city: City | None = transaction.remembered.get("city")
    if city is None:
        city = with_own(transaction.city_file, all_programmes(transaction, Programmes()))
        transaction.remembered["city"] = city
    return city


def forget_programmes(transaction: Transaction) -> None:
    """Let the programmes be read anew: one has changed."""
    transaction.remembered.pop("programmes", None)
    transaction.remembered.pop("city", None)


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
    forget_programmes(transaction)
    # Somebody else may be making the same one just now.
    made = transaction.upsert(programmes).on_conflict_do_nothing(index_elements=["code"])
    row = {"code": whole.code, "template": whole.template, **_columns(whole)}
    number: int | None = transaction.connection.execute(made.returning(programmes.c.id), row).scalar()
    if number is None:
        raise Refused("code-taken")
    _plan_turns(transaction, number)
    note(transaction, "programme-made", f"programme:{number}")
    return number


def change(transaction: Transaction, command: ChangeProgramme) -> None:
    """Change a programme; its window follows its stages."""
    was = held(transaction, command.id, command.seen)
    save(transaction, was, changed(was, command, _known(transaction, was.id)))


def add_stage(transaction: Transaction, command: AddStage) -> None:
    """Add a stage to a programme, with all that follows from it."""
    was = held(transaction, command.programme, command.seen)
    one_more = ChangeProgramme(was.id, stages=with_stage(was, command.stage))
    save(transaction, was, changed(was, one_more, _known(transaction, was.id)))


def held(transaction: Transaction, number: int, seen: int | None = None) -> Programme:
    """Return a programme for whoever may change it, held until the end. Raises Refused."""
    query = select(programmes).where(programmes.c.id == number).with_for_update()
    row = transaction.connection.execute(query).first() if possible(number) else None
    require(transaction, Right.PROGRAMMES, row.id if row is not None else EVERYWHERE)
    if row is None:
        raise Refused("no-such-programme")
    still_as_seen(seen, row.edits)
    return _programme(row)


def save(transaction: Transaction, was: Programme, now: Programme) -> None:
    """Write what is otherwise in a programme that is held."""
    before = _columns(was)
    values = {name: value for name, value in _columns(now).items() if value != before[name]}
    if not values:
        raise Refused("nothing-changes")
    statement = update(programmes).where(programmes.c.id == was.id)
    transaction.connection.execute(statement.values(**values, edits=was.edits + 1))
    forget_programmes(transaction)
    _plan_turns(transaction, was.id)
    note(transaction, "programme-changed", f"programme:{was.id}", what=sorted(values))


def _plan_turns(transaction: Transaction, number: int) -> None:
    """Let it fall due when the next stage of a programme begins or is over."""
    if has_fallen_due(transaction, STAGE_TURNS, str(number)):
        return  # What is to be told by now is told first, and the next one planned then.
    programme = programme_of(transaction, number)
    at = next_turn(programme, transaction.now) if programme else None
    if at is None:
        forget_due(transaction, STAGE_TURNS, str(number))
    else:
        plan(transaction, Due(STAGE_TURNS, str(number), at))


def _columns(its: Programme | CreateProgramme) -> dict[str, Any]:
    """Return what is kept of a programme, as it is kept."""
    own = its.own if isinstance(its, Programme) else ()
    return {
        "names": _json(dict(its.names)),
        "opens_at": its.opens,
        "closes_at": its.closes,
        "stages": _stages(its.stages),
        "topics": _json(its.topics),
        "neighbourhoods": _json(its.neighbourhoods),
        "languages": _json(its.languages),
        "own": _json([_own(each) for each in own]),
    }


def _known(transaction: Transaction, programme: int = 0) -> Known:
    city = transaction.city
    topics, places = city.topics_in(programme), city.neighbourhoods_in(programme)
    return Known({t.id for t in topics}, {n.id for n in places}, LANGUAGES, city.public)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _stages(stages: Sequence[Stage]) -> str:
    return _json(
        [
            {
                "kind": each.kind,
                "opens": _spelt(each.opens),
                "closes": _spelt(each.closes),
                **({"names": dict(each.names)} if each.names else {}),
            }
            for each in sorted(stages, key=lambda stage: stage.opens)
        ]
    )


def _spelt(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


def _own(each: Own) -> dict[str, Any]:
    return {"kind": each.kind, "names": dict(each.names), **({"gone": True} if each.gone else {})}


def _stage(kept: dict[str, Any]) -> Stage:
    opens, closes = map(datetime.fromisoformat, (kept["opens"], kept["closes"]))
    return Stage(StageKind(kept["kind"]), opens, closes, kept.get("names", {}))


# Every turn reads all of them, and hardly one has changed: what a row says is worked out once.
@functools.lru_cache(maxsize=200)
def _programme(row: Any) -> Programme:
    names = json.loads(row.names)
    return Programme(
        row.id,
        row.code,
        names,
        row.opens_at,
        row.closes_at,
        row.template,
        tuple(map(_stage, json.loads(row.stages))),
        tuple(json.loads(row.topics)),
        tuple(json.loads(row.neighbourhoods)),
        tuple(json.loads(row.languages)),
        row.edits,
        row.screens,
        row.threshold,
        tuple(
            Own(
                own_id(row.id, place),
                OwnKind(each["kind"]),
                each["names"],
                row.id,
                names,
                each.get("gone", False),
            )
            for place, each in enumerate(json.loads(row.own), start=1)
        ),
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
    AddStage: add_stage,
    OneProgramme: one,
    RequiredLanguages: required,
    TheCity: the_city,
    Outlines: outlines,
}
