"""A programme in words: its stages, its topics and neighbourhoods, the languages that it requires."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.civic.city import City, Own, OwnKind
from bot.civic.ideas import WHOLE_CITY
from bot.civic.programmes import Programme, Stage, StageKind
from bot.engine.questions import Option, link
from bot.text.languages import OWN_NAMES
from bot.text.lazy import Day, Joined, Named, Text, Verbatim, Words, _
from flows.saying.ideas import place_name
from flows.saying.pages import paged, turning
from flows.saying.topics import topic_name

ON_A_PAGE = 10


def page_of(every: Sequence[Programme], page: int, *, each: str, whole: str) -> tuple[Words, list[Option]]:
    """Return the heading of one page of programmes, and where it leads: to the conversation about `each`, and on in the `whole`."""
    shown = every[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
    more = len(every) > page * ON_A_PAGE
    lines = [Option(str(its.id), Named(its.names), link(each, number=its.id), numbered=True) for its in shown]
    beside = turning(page, more=more, to=lambda other: link(whole, page=other))
    return paged(_("<b>Programmes</b>"), page, more=more), [*lines, *beside]


STAGE_NAMES: Mapping[StageKind, Words] = {
    # Translators: this and the next ones are the names of what goes on in a stage of a programme.
    StageKind.IDEAS: _("Sharing ideas"),
    StageKind.INNOVATORS: _("Call for innovators"),
    StageKind.MATCHING: _("Bringing needs and people together"),
    StageKind.CHECKING: _("The city looks at the ideas"),
    StageKind.VOTE: _("Voting"),
    StageKind.REGISTRATION: _("Signing up"),
    StageKind.MEETING: _("The meeting"),
    StageKind.PLAN: _("Making a plan"),
    StageKind.DOING: _("Doing it"),
    StageKind.STORIES: _("Stories afterwards"),
    StageKind.FOLLOW_UP: _("Following up"),
    StageKind.OTHER: _("Something else"),
}


def first_day(at: datetime, zone: str) -> Day:
    """Return the day on which something begins."""
    return Day(at.astimezone(ZoneInfo(zone)).date())


def last_day(at: datetime, zone: str) -> Day:
    """Return the last day of what ends then: what ends at midnight ends with the day before."""
    return Day((at.astimezone(ZoneInfo(zone)) - timedelta(microseconds=1)).date())


def stage_name(stage: Stage) -> Words:
    """Return what a stage is called."""
    return Named(stage.names) if stage.names else STAGE_NAMES[stage.kind]


def stage_words(stage: Stage, zone: str, *, on: bool = False) -> Words:
    """Return a stage with its days."""
    first, last = first_day(stage.opens, zone), last_day(stage.closes, zone)
    name = stage_name(stage)
    if first == last:
        words = _("{stage}: {day}", stage=name, day=first)
    else:
        words = _("{stage}: from {first} to {last}", stage=name, first=first, last=last)
    return Joined((_("<b>Now</b>"), words), " · ") if on else words


def programme_words(
    names: Mapping[str, str], stages: Sequence[Stage], city: City, *, on: Collection[int] = ()
) -> Words:
    """Return a programme's name and its stages."""
    lines = [stage_words(stage, city.zone, on=place in on) for place, stage in enumerate(stages)]
    return Joined((_("<b>{title}</b>", title=Named(names)), *lines), "\n")


def own_words(
    city: City,
    topics: Sequence[str],
    neighbourhoods: Sequence[str],
    languages: Sequence[str],
    own: Sequence[Own] = (),
) -> Words:
    """Return which topics, neighbourhoods and languages a programme has, and what it has of its own."""
    about: Words = (
        Joined(tuple(topic_name(city, each) for each in topics), ", ") if topics else _("all of them")
    )
    where = Joined(tuple(place_name(city, each) for each in neighbourhoods or [WHOLE_CITY]), ", ")
    spoken = Joined(tuple(Verbatim(OWN_NAMES[each]) for each in languages or city.public), ", ")
    return Joined(
        (
            _("Topics: {topics}", topics=about),
            _("Municipalities: {places}", places=where),
            *_own_lines(own),
            _("Languages that every text needs: {languages}", languages=spoken),
        ),
        "\n",
    )


def _own_lines(own: Sequence[Own]) -> list[Words]:
    lines: list[Words] = []
    for kind, words in (
        (OwnKind.TOPIC, _("Topics of its own: {names}")),
        (OwnKind.PLACE, _("Places of its own: {names}")),
    ):
        names = tuple(Named(each.names) for each in own if each.kind is kind and not each.gone)
        if names:
            lines.append(Text(words.msgid, {"names": Joined(names, ", ")}))
    return lines
