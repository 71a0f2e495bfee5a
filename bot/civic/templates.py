"""A template: a programme that is ready to run, with examples of ideas for it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

import locales
from bot.civic.event_file import draft_of
from bot.civic.events import EventDraft
from bot.civic.programmes import PlannedStage, Stage, StageKind
from bot.civic.vote_file import texts_in
from bot.civic.votes import Choice, CreateVote, VoteText

Pace = Literal["early", "steady", "late"]

FOLDER = Path(locales.__file__).parent / "templates"

# From how far through the supports to how far through the idea's life.
_PACES: Mapping[Pace, float] = {"early": 2.5, "steady": 1.0, "late": 0.4}


@dataclass(frozen=True, slots=True)
class Example:
    """One idea: shared `days` ago, and supported since by so many people, at this pace."""

    language: str
    title: str
    description: str
    topic: str
    where: str
    days: float
    supports: int
    pace: Pace

    def shared_at(self, now: datetime) -> datetime:
        """Return when it was shared."""
        return now - timedelta(days=self.days)

    def supported_at(self, now: datetime) -> list[datetime]:
        """Return when each support was given, all between then and now."""
        shared, life = self.shared_at(now), timedelta(days=self.days)
        parts = ((n + 0.5) / self.supports for n in range(self.supports))
        return [shared + life * part ** _PACES[self.pace] for part in parts]


@dataclass(frozen=True, slots=True)
class Phrases:
    """What more ideas are put together from, in one language."""

    wishes: tuple[str, ...]
    places: tuple[str, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExampleVote:
    """A vote that is open for so many days; of its options, so many `ballots` each."""

    kind: str
    texts: Mapping[str, VoteText]
    open_days: int
    ballots: tuple[int, ...]

    def created(self, now: datetime) -> CreateVote:
        """Return the command that opens it now."""
        return CreateVote(self.kind, self.texts, now, now + timedelta(days=self.open_days))

    def choices(self) -> list[Choice]:
        """Return what its ballots say, one by one."""
        return [(option,) for option, count in enumerate(self.ballots) for _ballot in range(count)]


@dataclass(frozen=True, slots=True)
class ExampleEvent:
    """An event so many days from now, at an hour of the city; with the examples, `parties` of so many people come, in order."""

    written: Mapping[str, Any]
    days_ahead: int
    at: str
    hours: int
    parties: tuple[int, ...]

    def draft(self, now: datetime, zone: str) -> EventDraft:
        """Return the event to be."""
        day = now.astimezone(ZoneInfo(zone)).date() + timedelta(days=self.days_ahead)
        starts = datetime.combine(day, time.fromisoformat(self.at), ZoneInfo(zone))
        dates = [{"starts": starts.isoformat(), "ends": (starts + timedelta(hours=self.hours)).isoformat()}]
        return draft_of(
            {**self.written, "dates": dates}, zone, lambda _name, typed: datetime.fromisoformat(typed)
        )


@dataclass(frozen=True, slots=True)
class Template:
    """A programme to be: `code` is the template's name too, `more` has the phrases by language.

    `stages` are counted from its first day; `languages` are those that it requires.
    """

    code: str
    names: Mapping[str, str]
    opened_days_ago: int
    open_days: int
    examples: tuple[Example, ...]
    more: Mapping[str, Phrases]
    stages: tuple[PlannedStage, ...] = ()
    languages: tuple[str, ...] = ()
    votes: tuple[ExampleVote, ...] = ()
    events: tuple[ExampleEvent, ...] = ()

    def window(self, now: datetime, zone: str) -> tuple[datetime, datetime]:
        """Return when the programme opened and when it closes: whole days of the city."""
        midnight = now.astimezone(ZoneInfo(zone)).replace(hour=0, minute=0, second=0, microsecond=0)
        return midnight - timedelta(days=self.opened_days_ago), midnight + timedelta(days=self.open_days + 1)

    def stages_from(self, first: date, zone: str) -> tuple[Stage, ...]:
        """Return the stages of a programme that begins on that day: whole days of the city."""
        midnight = datetime.combine(first, time(), ZoneInfo(zone))
        return tuple(stage.beginning(midnight) for stage in self.stages)


def known_templates() -> list[str]:
    """Return the names of the templates that there are."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def load_template(code: str) -> Template:
    """Return a template by its name. Raises ValueError, naming those that there are."""
    if code not in known_templates():
        raise ValueError(f"There is no template {code!r}: take one of {', '.join(known_templates())}.")
    top: dict[str, Any] = tomllib.loads((FOLDER / f"{code}.toml").read_text(encoding="utf-8"))
    return Template(
        code=code,
        names=top["names"],
        opened_days_ago=top["opened_days_ago"],
        open_days=top["open_days"],
        examples=tuple(Example(**each) for each in top.get("ideas", ())),
        more={language: _phrases(each) for language, each in top.get("more", {}).items()},
        stages=tuple(PlannedStage(**{**each, "kind": StageKind(each["kind"])}) for each in top["stages"]),
        languages=tuple(top["languages"]),
        votes=tuple(_vote(each) for each in top.get("votes", ())),
        events=tuple(_event(each) for each in top.get("events", ())),
    )


def _vote(given: Mapping[str, Any]) -> ExampleVote:
    return ExampleVote(given["kind"], texts_in(given), given["open_days"], tuple(given["ballots"]))


def _event(given: Mapping[str, Any]) -> ExampleEvent:
    own = {name: given[name] for name in ("days_ahead", "at", "hours")}
    written = {name: each for name, each in given.items() if name not in {*own, "parties"}}
    return ExampleEvent(written, **own, parties=tuple(given["parties"]))


def _phrases(given: Mapping[str, list[str]]) -> Phrases:
    return Phrases(tuple(given["wishes"]), tuple(given["places"]), tuple(given["reasons"]))
