"""The stages of a programme: what may be one, one more of them, and when which begins and is over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from bot.civic.doors import Command, Refused
from bot.civic.programmes import Programme, Stage, StageKind

STAGE_TURNS = "stage-turns"
"""The kind of due row for when a stage of a programme begins or is over; its subject is the programme."""

_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class AddStage(Command[None]):
    """One more stage of a programme, which stands where its days are. Needs Right.PROGRAMMES there.

    One without stages so far took ideas in its window: where that ends, it is a stage from now on. `seen` as in ChangeProgramme.
    Refused: as ChangeProgramme, and ideas-stage-first: without an end, it would take no ideas any more.
    """

    programme: int
    stage: Stage
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """A stage begins at that instant, or is over."""

    at: datetime
    stage: Stage
    begins: bool


def with_stage(programme: Programme, stage: Stage) -> tuple[Stage, ...]:
    """Return the stages of a programme with one more. Raises Refused."""
    if programme.stages or stage.kind is StageKind.IDEAS:
        return (*programme.stages, stage)
    if programme.closes is None:
        raise Refused("ideas-stage-first")
    return (Stage(StageKind.IDEAS, programme.opens, programme.closes), stage)


def moved(stage: Stage, day: date, zone: str) -> Stage:
    """Return a stage that begins on that day instead, by the clock of that zone, and goes on for as many days."""
    later = day - stage.opens.astimezone(ZoneInfo(zone)).date()
    opens, closes = (
        (at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) + later).replace(tzinfo=ZoneInfo(zone))
        for at in (stage.opens, stage.closes)
    )
    return replace(stage, opens=opens, closes=closes)


def turns(programme: Programme, since: datetime, until: datetime) -> tuple[Turn, ...]:
    """Return what began and what was over from the one instant to the other, both included; in order, what is over first."""
    found = (each for each in _every_turn(programme) if since <= each.at <= until)
    return tuple(sorted(found, key=lambda turn: (turn.at, turn.begins)))


def next_turn(programme: Programme, after: datetime) -> datetime | None:
    """Return when the next stage begins or is over; None if none does."""
    return min((each.at for each in _every_turn(programme) if after < each.at < _NEVER), default=None)


def _every_turn(programme: Programme) -> Iterator[Turn]:
    window = Stage(StageKind.IDEAS, programme.opens, programme.closes or _NEVER)
    for stage in programme.stages or (window,):
        yield Turn(stage.opens, stage, begins=True)
        yield Turn(stage.closes, stage, begins=False)
