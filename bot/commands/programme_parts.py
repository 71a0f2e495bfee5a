"""`parvis programme`: the stages of one, and the topics and places that it has of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.civic.city import OwnKind
from bot.civic.doors import Command
from bot.civic.own import AddOwn, RemoveOwn, RenameOwn, TheCity
from bot.civic.programmes import ChangeProgramme, Programme, Stage, StageKind
from bot.civic.stages import AddStage, moved
from bot.commands.doors import asked, done
from bot.commands.programme import by_language, called, instant, spelt
from bot.commands.saying import NotDoneError, line, moment, table
from bot.settings import Settings


def show(settings: Settings, code: str) -> None:
    """Say which stages a programme has, and what it has of its own. Raises NotDoneError."""
    its, zone = called(settings, code), asked(settings, TheCity()).zone
    stages = [
        [str(number), each.kind, moment(each.opens, zone), moment(each.closes, zone), spelt(each.names)]
        for number, each in enumerate(its.stages, start=1)
    ]
    table(["stage", "kind", "opens", "closes", "names"], stages, empty=f"{code} has no stages.")
    line("")
    own = [[each.id, each.kind, spelt(each.names)] for each in its.own if not each.gone]
    table(["id", "kind", "names"], own, empty=f"{code} has no topics and places of its own.")


def add_stage(
    settings: Settings, code: str, kind: str, *, opens: str, closes: str, names: Sequence[str]
) -> None:
    """Add a stage, and show them all. Raises NotDoneError or Refused."""
    if kind not in set(StageKind):
        raise NotDoneError(f"There is no stage of the kind {kind}: take {', '.join(StageKind)}.")
    its, zone = called(settings, code), asked(settings, TheCity()).zone
    begins, ends = instant("--opens", opens, zone), instant("--closes", closes, zone, whole_day=True)
    stage = Stage(StageKind(kind), begins, ends, by_language(names))
    _do(settings, code, AddStage(its.id, stage, its.edits))


def change_stage(
    settings: Settings, code: str, number: int, *, opens: str | None, closes: str | None, names: Sequence[str]
) -> None:
    """Let a stage have other days, or another name, and show them all. Raises NotDoneError or Refused."""
    its, zone = called(settings, code), asked(settings, TheCity()).zone
    stage = _stage(its, number)
    if opens:
        begins = instant("--opens", opens, zone)
        stage = replace(moved(stage, begins.astimezone(ZoneInfo(zone)).date(), zone), opens=begins)
    if closes:
        stage = replace(stage, closes=instant("--closes", closes, zone, whole_day=True))
    if names:
        stage = replace(stage, names=by_language(names))
    _do(settings, code, _with(its, number, stage))


def remove_stage(settings: Settings, code: str, number: int) -> None:
    """Leave a stage out, and show the others. Raises NotDoneError or Refused."""
    its = called(settings, code)
    _stage(its, number)
    _do(settings, code, _with(its, number))


def _stage(its: Programme, number: int) -> Stage:
    if number > len(its.stages):
        raise NotDoneError(f"{its.code} has no stage {number}: parvis programme show {its.code} says which.")
    return its.stages[number - 1]


def _with(its: Programme, number: int, *instead: Stage) -> ChangeProgramme:
    """Return what brings this, or nothing, in the place of a stage."""
    stages = (*its.stages[: number - 1], *instead, *its.stages[number:])
    return ChangeProgramme(its.id, stages=stages, seen=its.edits)


def add_own(settings: Settings, code: str, kind: str, names: Sequence[str]) -> None:
    """Give a programme a topic or a place of its own, and show them all. Raises NotDoneError or Refused."""
    if kind not in set(OwnKind):
        raise NotDoneError(f"A programme has no {kind} of its own: take {', '.join(OwnKind)}.")
    its = called(settings, code)
    _do(settings, code, AddOwn(its.id, OwnKind(kind), by_language(names)))


def rename_own(settings: Settings, code: str, which: str, names: Sequence[str]) -> None:
    """Call a topic or a place of its own otherwise, and show them all. Raises NotDoneError or Refused."""
    _do(settings, code, RenameOwn(called(settings, code).id, which, by_language(names)))


def remove_own(settings: Settings, code: str, which: str) -> None:
    """Offer a topic or a place of its own no longer, and show the others. Raises NotDoneError or Refused."""
    _do(settings, code, RemoveOwn(called(settings, code).id, which))


def _do(settings: Settings, code: str, command: Command[object]) -> None:
    done(settings, command)
    show(settings, code)
