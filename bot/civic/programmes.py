"""A programme: a call for ideas with a window that opens and closes, or something else that goes on in stages."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.civic.city import MAX_NAME_CHARS, Own
from bot.civic.doors import Command, Query, Refused

MAX_NAME = 80
MOST_STAGES = 12


class StageKind(StrEnum):
    """What goes on in a stage of a programme. Ideas are taken in those called so."""

    IDEAS = "ideas"
    INNOVATORS = "innovators"
    MATCHING = "matching"
    CHECKING = "checking"
    VOTE = "vote"
    REGISTRATION = "registration"
    MEETING = "meeting"
    PLAN = "plan"
    DOING = "doing"
    STORIES = "stories"
    FOLLOW_UP = "follow-up"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage, from `opens` until, not including, `closes`; called by its `names`, or else after its kind."""

    kind: StageKind
    opens: datetime
    closes: datetime
    names: Mapping[str, str] = field(default_factory=dict, hash=False)

    def is_on(self, at: datetime) -> bool:
        """Tell whether it goes on at that instant."""
        return self.opens <= at < self.closes


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme and its window: ideas are taken from `opens` until, not including, `closes` (None: no end).

    One with `stages` of which none is for ideas takes none. `topics` and `neighbourhoods` are those that it has chosen among the
    city's and its `own`: empty means all of them. Without `languages` it requires those in which the city speaks to everybody.
    `edits` counts its changes.

    With `screens`, ideas are looked at before they are in the list; from `threshold` supports on, they are owed an answer.
    """

    id: int
    code: str
    names: Mapping[str, str]
    opens: datetime
    closes: datetime | None
    template: str = ""
    stages: tuple[Stage, ...] = ()
    topics: tuple[str, ...] = ()
    neighbourhoods: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    edits: int = 0
    screens: bool = False
    threshold: int | None = None
    own: tuple[Own, ...] = ()

    @property
    def takes_ideas(self) -> bool:
        """Whether ideas are taken in it at any time."""
        return not self.stages or any(stage.kind is StageKind.IDEAS for stage in self.stages)

    def is_open(self, at: datetime) -> bool:
        """Tell whether ideas are taken at that instant."""
        return self.takes_ideas and self.opens <= at and (self.closes is None or at < self.closes)


@dataclass(frozen=True, slots=True)
class Window:
    """What the window looks like now: the programme that counts, and whether it takes ideas, or is yet to."""

    programme: Programme | None
    open: bool
    to_come: bool = False


@dataclass(frozen=True, slots=True)
class CurrentWindow(Query[Window]):
    """The programme that takes ideas now; else the next to open; else the last that closed."""


@dataclass(frozen=True, slots=True)
class Programmes(Query[tuple[Programme, ...]]):
    """All programmes, the newest first."""


@dataclass(frozen=True, slots=True)
class ProgrammeCard:
    """A programme as it is now: `on` are the places of the stages that go on, from 0."""

    programme: Programme
    open: bool
    on: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class OneProgramme(Query[ProgrammeCard | None]):
    """The programme of that number; None where there is none."""

    number: int


@dataclass(frozen=True, slots=True)
class RequiredLanguages(Query[Sequence[str]]):
    """The languages that what is said in a programme must be in; of none, those in which the city speaks to everybody."""

    programme: int


@dataclass(frozen=True, slots=True)
class PlannedStage:
    """A stage of a template: how many days after the beginning it begins, and how many it lasts."""

    kind: StageKind
    from_day: int
    days: int

    def beginning(self, midnight: datetime) -> Stage:
        """Return the stage of a programme that begins then: whole days by the clock of that midnight."""
        opens = midnight + timedelta(days=self.from_day)
        return Stage(self.kind, opens, opens + timedelta(days=self.days))


@dataclass(frozen=True, slots=True)
class Outline:
    """What a programme can be made of: a template, with the stages and the languages that it proposes."""

    code: str
    names: Mapping[str, str]
    stages: tuple[PlannedStage, ...]
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outlines(Query[tuple[Outline, ...]]):
    """All templates, by their code."""


@dataclass(frozen=True, slots=True)
class CreateProgramme(Command[int]):
    """Make a programme; returns its id. Needs Right.PROGRAMMES in all of them.

    Without a `code` it gets one after its template. Where there are `stages`, its window is that of those for ideas, and `opens`
    and `closes` are not looked at. Refused: code-taken, bad-code, no-name, missing-language, too-long,
    closes-before-it-opens, too-many-stages, unknown-topic, unknown-neighbourhood, unknown-language, not-allowed.
    """

    code: str
    names: Mapping[str, str]
    opens: datetime
    closes: datetime | None = None
    template: str = ""
    stages: tuple[Stage, ...] = ()
    topics: tuple[str, ...] = ()
    neighbourhoods: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangeProgramme(Command[None]):
    """Change what is named of a programme; None leaves it. Needs Right.PROGRAMMES there.

    `seen` is how many changes there were when who changes it looked (H30). Refused: no-such-programme, changed-meanwhile,
    nothing-changes, last-stage, and as CreateProgramme.
    """

    id: int
    names: Mapping[str, str] | None = None
    stages: tuple[Stage, ...] | None = None
    topics: tuple[str, ...] | None = None
    neighbourhoods: tuple[str, ...] | None = None
    languages: tuple[str, ...] | None = None
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What a programme may be made of: the ids of topics and neighbourhoods, and languages; `public` are the city's."""

    topics: Collection[str]
    neighbourhoods: Collection[str]
    languages: Collection[str]
    public: Sequence[str]


def windowed(command: CreateProgramme) -> CreateProgramme:
    """Return the programme with the window that its stages give it: those for ideas, else all of them."""
    if not command.stages:
        return command
    opens, closes = window_of(command.stages)
    return replace(command, opens=opens, closes=closes)


def window_of(stages: Sequence[Stage]) -> tuple[datetime, datetime]:
    """Return from when until when ideas are taken; where they never are, from when until when it goes on."""
    counted = [stage for stage in stages if stage.kind is StageKind.IDEAS] or stages
    return min(stage.opens for stage in counted), max(stage.closes for stage in counted)


def may_create(command: CreateProgramme, existing: Collection[str], known: Known) -> None:
    """Refuse a programme that could not run."""
    if command.code in existing:
        raise Refused("code-taken")
    if not command.code or not command.code.replace("-", "").isalnum() or not command.code.isascii():
        raise Refused("bad-code")
    check_stages(command.stages, command.languages or known.public)
    if command.closes is not None and command.closes <= command.opens:
        raise Refused("closes-before-it-opens")
    check_known(command, known)
    check_names(command.names, command.languages)


def changed(was: Programme, command: ChangeProgramme, known: Known) -> Programme:
    """Return the programme with what is named of it changed; its window follows its stages. Raises Refused."""
    check_known(command, known)
    if command.stages == () and was.stages:
        raise Refused("last-stage")
    parts = ("names", "stages", "topics", "neighbourhoods", "languages")
    given = {part: getattr(command, part) for part in parts if getattr(command, part) is not None}
    now = replace(was, **given)
    check_names(now.names, now.languages)
    needed = now.languages or known.public
    if command.stages is not None or command.languages is not None:
        check_stages(now.stages, needed)
    if command.languages is not None:
        for each in now.own:
            check_names(each.names, () if each.gone else needed, MAX_NAME_CHARS)
    if not command.stages:
        return now
    opens, closes = window_of(command.stages)
    return replace(now, opens=opens, closes=closes)


def check_names(names: Mapping[str, str], languages: Sequence[str], max_chars: int = MAX_NAME) -> None:
    """Refuse what nobody could name, or not in a language that is required (H69)."""
    if not any(name.strip() for name in names.values()):
        raise Refused("no-name")
    if any(not names.get(language, "").strip() for language in languages):
        raise Refused("missing-language")
    if any(len(name) > max_chars for name in names.values()):
        raise Refused("too-long")


def check_stages(stages: Sequence[Stage], languages: Sequence[str]) -> None:
    """Refuse stages that end before they begin, or cannot be named in each of these languages, and too many."""
    if len(stages) > MOST_STAGES:
        raise Refused("too-many-stages")
    for stage in stages:
        if stage.closes <= stage.opens:
            raise Refused("closes-before-it-opens")
        if stage.names or stage.kind is StageKind.OTHER:
            check_names(stage.names, languages)


def check_known(command: CreateProgramme | ChangeProgramme, known: Known) -> None:
    """Refuse topics, neighbourhoods and languages that nobody knows."""
    for name, given, there in (
        ("topic", command.topics, known.topics),
        ("neighbourhood", command.neighbourhoods, known.neighbourhoods),
        ("language", command.languages, known.languages),
    ):
        if not set(given or ()) <= set(there):
            raise Refused(f"unknown-{name}")


def new_code(template: str, existing: Collection[str]) -> str:
    """Return a code that no other programme has: the template's name, with a number where that is taken."""
    base = template or "programme"
    number = 1
    while (code := base if number == 1 else f"{base}-{number}") in existing:
        number += 1
    return code
